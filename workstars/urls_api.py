"""The addresses of the REST API, version 1."""

from django.urls import URLPattern, path

from employees.api import MeAPI
from recognition.api import RecognitionAPI, RecognitionsAPI

urlpatterns: list[URLPattern] = [
    path("me", MeAPI.as_view(), name="api-me"),
    path("recognitions", RecognitionsAPI.as_view(), name="api-recognitions"),
    path("recognitions/<int:pk>", RecognitionAPI.as_view(), name="api-recognition"),
]
