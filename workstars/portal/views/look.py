"""The company's own colour and logo."""

from django.http import HttpResponse

from employees.models import CompanyLogo as Logo
from workstars.lib.colour import company_stylesheet
from workstars.lib.doors import PublicPage


class CompanyStylesheet(PublicPage):
    """`/company.css`: the accent, made readable on light and dark by rule."""

    def get(self, request: object) -> HttpResponse:
        body = company_stylesheet(self.company.colour)
        return HttpResponse(body, content_type="text/css", headers={"Cache-Control": "max-age=300"})


class CompanyLogo(PublicPage):
    """`/company/logo`: always a PNG, re-encoded at upload."""

    def get(self, request: object) -> HttpResponse:
        logo = self.find_or_404(Logo.objects.for_company(self.company))
        headers = {"Cache-Control": "max-age=86400", "X-Content-Type-Options": "nosniff"}
        return HttpResponse(bytes(logo.png), content_type="image/png", headers=headers)
