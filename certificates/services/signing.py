"""The list that people sign when they get their certificates (T4): with a pack, or by itself."""

from collections.abc import Iterable
from datetime import datetime
from itertools import groupby

from certificates.models import Certificate
from certificates.pdf.sign_off import House, Signer, SignOff, render_sign_off
from certificates.services.specimen import papers_of
from employees.models import Company
from employees.queries.companies import logo_of
from workstars.lib.clock import today


def house_of(company: Company, now: datetime) -> House:
    return House(company.name, logo_of(company), company.colour, papers_of(company)[0], today(company, now))


def sign_off_sheet(company: Company, certificates: Iterable[Certificate], now: datetime) -> bytes:
    """For certificates in the order of the pile, with `employee` and `holder`. Refusal: CannotSet."""
    return render_sign_off(house_of(company, now), lists_of(certificates))


def lists_of(certificates: Iterable[Certificate]) -> list[SignOff]:
    """A list for each site and holder, as they follow each other."""
    return [
        SignOff(site, holder, [Signer(each.employee.name, each.employee.job_title) for each in group])
        for (site, holder), group in groupby(certificates, key=_whose)
    ]


def _whose(certificate: Certificate) -> tuple[str, str]:
    return certificate.employee.location, certificate.holder.name if certificate.holder else ""
