"""Every address of the product. Patterns have no trailing slash; both forms work."""

from django.conf import settings
from django.urls import URLPattern, URLResolver, include, path

from workstars import health
from workstars.portal import urls as portal_urls

handler403 = "django.views.defaults.permission_denied"
handler404 = "workstars.portal.views.api.not_found"
handler500 = "django.views.defaults.server_error"

urlpatterns: list[URLPattern | URLResolver] = [
    path("healthz", health.healthz, name="healthz"),
    path("readyz", health.readyz, name="readyz"),
    path("", include(portal_urls.urlpatterns)),
    path("", include("employees.urls")),
    path("", include("invites.urls")),
    path("", include("recognition.urls")),
    path("", include("certificates.urls")),
    path("api/v1/", include("workstars.urls_api")),
]

if settings.DEVELOPMENT:
    urlpatterns.append(path("dev/", include(portal_urls.development)))
