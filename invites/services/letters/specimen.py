"""A letter to look at: to nobody, with a code that can be no code."""

from datetime import datetime

from django.utils.translation import gettext as _

from employees.models import Company
from invites.pdf.letter import Letter
from invites.pdf.rendering import render
from invites.pdf.words import Wording
from invites.services.letters.writing import house_of
from workstars.lib.clock import days_later

NO_CODE = "XXXX-XXXX-XXXX"  # its check symbol is wrong


def specimen_letter(company: Company, language: str, wording: Wording, now: datetime) -> Letter:
    """As it would be made today, in the company's first country."""
    country = company.countries[0] if company.countries else ""
    house = house_of(company, country, days_later(company, now, company.paper_code_days), now)
    return Letter(
        house=house,
        language=language,
        first_name="Maria",
        name="Maria Specimen",
        site=_("Example site"),
        department=_("Example department"),
        manager="Alex Specimen",
        employee_id="00123",
        title=wording.title,
        text=wording.text,
        code=NO_CODE,
        qr_address=house.activate_address,
    )


def specimen(company: Company, language: str, wording: Wording, now: datetime) -> bytes:
    """The PDF. Refusal: LetterFailed."""
    return render(specimen_letter(company, language, wording, now), _("Letter to look at"))
