"""The link of a mail with six digits (A9): begun on a shared tablet, a registration is finished on the phone.

It is worth what the digits are: void with another sending, address or beginning, and after 24 hours.
"""

from datetime import datetime

from django.urls import reverse

from employees.models import Company
from invites.models import Registration
from invites.services.six_digits import VALID_FOR
from workstars.lib import tokens

PURPOSE = "finish a registration"


def link_for(registration: Registration, now: datetime) -> str:
    """The whole address, for the mail."""
    token = tokens.sign(PURPOSE, pk=registration.pk, state=_state(registration), now=now)
    return registration.company.address + reverse("activate-finish", args=[token])


def find_key(*, company: Company, token: str, now: datetime) -> str | None:
    """The key of the registration that a link finishes; None when it is void, or of another company."""
    claim = tokens.read(PURPOSE, token, max_age=VALID_FOR, now=now)
    if claim is None:
        return None
    found = Registration.objects.for_company(company).filter(pk=claim.pk).first()
    return found.key if found and claim.fits(_state(found)) else None


def _state(registration: Registration) -> str:
    return f"{registration.key} {registration.email} {registration.pin_number}"
