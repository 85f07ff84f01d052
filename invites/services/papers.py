"""What is remembered of registrations by paper (A6): through whose hands it went, and on which device it was used."""

from dataclasses import dataclass
from datetime import datetime

from django.utils.crypto import get_random_string, salted_hmac

from employees.models import Company
from invites.models import ActivationCode, PaperRegistration
from workstars.lib.actors import Actor

COOKIE = "device"
COOKIE_LIVES = 2 * 365 * 24 * 3600  # seconds
NUMBER_LENGTH = 32


@dataclass(frozen=True)
class Hand(Actor):
    """Who registers, and on what: `device` is a `digest_of`, or empty."""

    device: bytes = b""


def new_device() -> str:
    """The random number by which a browser is known again. It says nothing of who uses it."""
    return get_random_string(NUMBER_LENGTH)


def digest_of(company: Company, device: str) -> bytes:
    """What the database keeps of that number: nothing without the key, and no use in another company."""
    return salted_hmac("workstars.device", f"{company.pk}:{device[:64]}", algorithm="sha256").digest()


def remember_paper(code: ActivationCode, *, by: Actor, now: datetime) -> None:
    PaperRegistration.objects.for_company(code.company).create(
        company=code.company,
        employee_id=code.employee_id,
        code=code,
        held_by_id=code.held_by_id,
        device=by.device if isinstance(by, Hand) else b"",
        at=now,
    )
