from django.urls import URLPattern, URLResolver, path

from recognition.views import giving, points, portal

urlpatterns: list[URLPattern | URLResolver] = [
    path("recognitions/new", giving.RecognitionNewPage.as_view(), name="recognition-new"),
    path("recognitions/send", giving.RecognitionSendPage.as_view(), name="recognition-send"),
    path("recognitions/people", giving.PeopleFoundPage.as_view(), name="people-found"),
    path("points", points.PointsPage.as_view(), name="points"),
    path("admin/recognitions", portal.RecognitionsPage.as_view(), name="recognitions"),
]
