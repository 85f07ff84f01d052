from typing import Any

from django.urls import URLPattern, URLResolver, path

from recognition.models import ECard, Reason
from recognition.views import library_ecards as ecards
from recognition.views import library_order as order
from recognition.views import library_pictures as pictures
from recognition.views import library_reasons as reasons

of_ecards: dict[str, Any] = {"kind": ECard, "back": "ecards"}
of_reasons: dict[str, Any] = {"kind": Reason, "back": "reasons"}

urlpatterns: list[URLPattern | URLResolver] = [
    path("ecards/<int:pk>/<slug:digest>.webp", pictures.ECardPicturePage.as_view(), name="ecard-picture"),
    path("admin/ecards", ecards.ECardsPage.as_view(), name="ecards"),
    path("admin/ecards/new", ecards.ECardNewPage.as_view(), name="ecard-new"),
    path("admin/ecards/<int:pk>", ecards.ECardPage.as_view(), name="ecard"),
    path("admin/ecards/<int:pk>/off", order.OffPage.as_view(**of_ecards), name="ecard-off"),
    path("admin/ecards/<int:pk>/on", order.OnPage.as_view(**of_ecards), name="ecard-on"),
    path("admin/ecards/<int:pk>/earlier", order.EarlierPage.as_view(**of_ecards), name="ecard-earlier"),
    path("admin/ecards/<int:pk>/later", order.LaterPage.as_view(**of_ecards), name="ecard-later"),
    path("admin/reasons", reasons.ReasonsPage.as_view(), name="reasons"),
    path("admin/reasons/begin", reasons.ReasonsBeginPage.as_view(), name="reasons-begin"),
    path("admin/reasons/new", reasons.ReasonNewPage.as_view(), name="reason-new"),
    path("admin/reasons/<int:pk>", reasons.ReasonPage.as_view(), name="reason"),
    path("admin/reasons/<int:pk>/off", order.OffPage.as_view(**of_reasons), name="reason-off"),
    path("admin/reasons/<int:pk>/on", order.OnPage.as_view(**of_reasons), name="reason-on"),
    path("admin/reasons/<int:pk>/earlier", order.EarlierPage.as_view(**of_reasons), name="reason-earlier"),
    path("admin/reasons/<int:pk>/later", order.LaterPage.as_view(**of_reasons), name="reason-later"),
]
