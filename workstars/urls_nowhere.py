"""The URLconf of hosts that are nobody's: 404 for everything (C1)."""

from django.urls import re_path

from employees.middleware import nowhere

handler404 = "workstars.portal.views.errors.nothing_here"
urlpatterns = [re_path(r"^(?P<path>.*)$", nowhere)]
