"""The addresses of the REST API, version 1."""

from django.urls import URLPattern, path

from employees.api import MeAPI

urlpatterns: list[URLPattern] = [path("me", MeAPI.as_view(), name="api-me")]
