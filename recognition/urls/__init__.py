from django.urls import URLPattern, URLResolver

from recognition.urls import batches, giving, library

urlpatterns: list[URLPattern | URLResolver] = [
    *giving.urlpatterns,
    *library.urlpatterns,
    *batches.urlpatterns,
]
