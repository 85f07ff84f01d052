from django.urls import URLPattern, URLResolver

from recognition.urls import batches, giving, library, screens, wall

urlpatterns: list[URLPattern | URLResolver] = [
    *wall.urlpatterns,
    *giving.urlpatterns,
    *library.urlpatterns,
    *batches.urlpatterns,
    *screens.urlpatterns,
]
