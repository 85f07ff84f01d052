"""The company's own colour and logo."""

from django.http import Http404, HttpResponse

from workstars.lib.colour import accessible_accent
from workstars.lib.doors import PublicPage


class CompanyStylesheet(PublicPage):
    """`/company.css`: the accent, made readable on light and dark by rule."""

    def get(self, request: object) -> HttpResponse:
        light, light_ink = accessible_accent(self.company.colour, on_dark=False)
        dark, dark_ink = accessible_accent(self.company.colour, on_dark=True)
        body = f":root{{--accent:light-dark({light},{dark});--accent-ink:light-dark({light_ink},{dark_ink})}}"
        return HttpResponse(body, content_type="text/css", headers={"Cache-Control": "max-age=300"})


class CompanyLogo(PublicPage):
    """`/company/logo`: always a PNG, re-encoded at upload."""

    def get(self, request: object) -> HttpResponse:
        if not self.company.logo:
            raise Http404
        return HttpResponse(
            bytes(self.company.logo), content_type="image/png", headers={"Cache-Control": "max-age=300"}
        )
