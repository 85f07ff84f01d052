"""The company's own colour and logo."""

from django.http import HttpResponse

from employees.models import CompanyLogo as Logo
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
        logo = self.find_or_404(Logo.objects.for_company(self.company))
        headers = {"Cache-Control": "max-age=86400", "X-Content-Type-Options": "nosniff"}
        return HttpResponse(bytes(logo.png), content_type="image/png", headers=headers)
