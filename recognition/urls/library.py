from django.urls import URLPattern, URLResolver, path

from recognition.views import library_ecards as ecards
from recognition.views import library_pictures as pictures
from recognition.views import library_reasons as reasons

urlpatterns: list[URLPattern | URLResolver] = [
    path("ecards/<int:pk>/<slug:digest>.webp", pictures.ECardPicturePage.as_view(), name="ecard-picture"),
    path("admin/ecards", ecards.ECardsPage.as_view(), name="ecards"),
    path("admin/ecards/new", ecards.ECardNewPage.as_view(), name="ecard-new"),
    path("admin/ecards/<int:pk>", ecards.ECardPage.as_view(), name="ecard"),
    path("admin/ecards/<int:pk>/off", ecards.ECardOffPage.as_view(), name="ecard-off"),
    path("admin/ecards/<int:pk>/on", ecards.ECardOnPage.as_view(), name="ecard-on"),
    path("admin/ecards/<int:pk>/earlier", ecards.ECardEarlierPage.as_view(), name="ecard-earlier"),
    path("admin/ecards/<int:pk>/later", ecards.ECardLaterPage.as_view(), name="ecard-later"),
    path("admin/reasons", reasons.ReasonsPage.as_view(), name="reasons"),
    path("admin/reasons/begin", reasons.ReasonsBeginPage.as_view(), name="reasons-begin"),
    path("admin/reasons/new", reasons.ReasonNewPage.as_view(), name="reason-new"),
    path("admin/reasons/<int:pk>", reasons.ReasonPage.as_view(), name="reason"),
    path("admin/reasons/<int:pk>/off", reasons.ReasonOffPage.as_view(), name="reason-off"),
    path("admin/reasons/<int:pk>/on", reasons.ReasonOnPage.as_view(), name="reason-on"),
    path("admin/reasons/<int:pk>/earlier", reasons.ReasonEarlierPage.as_view(), name="reason-earlier"),
    path("admin/reasons/<int:pk>/later", reasons.ReasonLaterPage.as_view(), name="reason-later"),
]
