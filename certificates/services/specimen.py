"""A certificate to look at (T8): for nobody, with a code that can be no code."""

from dataclasses import replace
from datetime import datetime

from django.utils import translation
from django.utils.translation import gettext as _

from certificates.pdf import Sheet, Wording, render
from employees.models import Company
from employees.queries.companies import logo_of
from employees.services.settings import LOGO_SIZE
from invites.services.letters.specimen import NO_CODE
from recognition.models import ECardPicture
from workstars.lib.clock import days_later, today
from workstars.lib.pdf.paper import Paper, paper_in
from workstars.lib.pictures import to_png


def papers_of(company: Company) -> list[Paper]:
    """What its people's certificates are printed on, the first country's first."""
    return list(dict.fromkeys(paper_in(country) for country in company.countries)) or ["A4"]


def specimen_sheet(company: Company, language: str, wording: Wording, paper: Paper, now: datetime) -> Sheet:
    """As it would be made today, with one of the company's eCards."""
    address = f"{company.address}/activate"
    with translation.override(language):
        message, reason = _("Thank you for staying calm and helping everybody on Tuesday."), _("Teamwork")
    return Sheet(
        company_name=company.name,
        logo_png=logo_of(company),
        colour=company.colour,
        sender="Alex Specimen",
        recipient="Maria Specimen",
        message=message,
        reason=reason,
        points=100,
        sent_on=today(company, now),
        ecard_jpeg=_a_picture(company),
        language=language,
        paper=paper,
        employee_id="00123",
        code=NO_CODE,
        last_day=days_later(company, now, company.certificate_code_days),
        activate_address=address,
        qr_address=address,
        wording=wording,
        without_email=company.login_without_email,
    )


def specimen(company: Company, language: str, wording: Wording, paper: Paper, now: datetime) -> bytes:
    """The PDF. Refusal: SheetFailed."""
    return render(specimen_sheet(company, language, wording, paper, now))


def specimen_in_look(
    company: Company, wording: Wording, colour: str, logo: bytes | None, without_logo: bool, now: datetime
) -> bytes:
    """In a colour and with a picture that nobody has saved. Refusals: SheetFailed, PictureRefused."""
    sheet = specimen_sheet(company, company.default_language, wording, papers_of(company)[0], now)
    png = to_png(logo, fit=LOGO_SIZE) if logo else sheet.logo_png
    return render(replace(sheet, colour=colour, logo_png=None if without_logo and not logo else png))


def _a_picture(company: Company) -> bytes | None:
    pictures = ECardPicture.objects.for_company(company).filter(ecard__retired_at__isnull=True)
    print_jpeg = pictures.order_by("ecard").values_list("print", flat=True).first()
    return bytes(print_jpeg) if print_jpeg else None
