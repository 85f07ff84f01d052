"""What administrators read of registrations (A6)."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from django.urls import reverse

from employees.models import Company
from workstars.lib.mail import Message, render_message

SHOWN = 200


@dataclass(frozen=True)
class Registered:
    """`held_by`: the manager through whose hands the paper went, if it went through any."""

    name: str
    employee_id: str
    held_by: str = ""


def registration_digest(
    company: Company, people: Sequence[Registered], first: date, last: date, language: str
) -> Message:
    """To an administrator: who registered from the day `first` to `last`; the marked ones come first."""
    context = {
        "company": company,
        "number": len(people),
        "people": people[:SHOWN],
        "more": max(len(people) - SHOWN, 0),
        "marked": sum(1 for one in people if one.held_by),
        "first": first,
        "last": last,
        "link": company.address + reverse("employees-list") + "?status=registered",
    }
    return render_message("emails/registration_digest", context, language)


def device_alarm(company: Company, people: Sequence[Registered], language: str) -> Message:
    """To an administrator: several registered on one device by papers that managers had held."""
    context = {
        "company": company,
        "number": len(people),
        "people": people[:SHOWN],
        "link": company.address + reverse("employees-list") + "?status=registered",
    }
    return render_message("emails/device_alarm", context, language)
