from django.urls import URLPattern, URLResolver, path

from recognition.views import library_pictures as pictures

urlpatterns: list[URLPattern | URLResolver] = [
    path("ecards/<int:pk>/<slug:digest>.webp", pictures.ECardPicturePage.as_view(), name="ecard-picture"),
]
