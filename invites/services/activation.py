"""Employee ID and activation code open a registration (A1), at the pace that A5 allows.

Every refusal but those that only the right pair can earn costs the same: one look for people, one for codes, one count.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from hmac import compare_digest

from django.db import transaction
from django.utils.formats import date_format
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from employees.models import Company, Employee
from employees.queries.logins import spellings, who_is_meant
from invites import codes
from invites.models import ActivationCode, Kind, Registration, Standing
from invites.services import attempts
from invites.services.registration import begin_registration
from workstars.lib.clock import today
from workstars.lib.text import fold_employee_id


class Refused(Exception):
    """No registration. The text says what to do, the same for whatever was wrong."""

    def __init__(self, sentence: str | Promise = "") -> None:
        super().__init__(
            sentence
            or _(
                "This Employee ID and this code do not open an account. Compare both with your letter. "
                "If they are the same, ask for a new letter."
            )
        )


class MustWait(Refused):
    def __init__(self, seconds: int) -> None:
        self.seconds = seconds
        sentence = ngettext(
            "That was one try too many. Wait %(seconds)d second, then try again.",
            "That was one try too many. Wait %(seconds)d seconds, then try again.",
            seconds,
        )
        super().__init__(sentence % {"seconds": seconds})


class CodeExpired(Refused):
    def __init__(self, last_day: date, ask: str) -> None:
        day = {"day": date_format(last_day, "DATE_FORMAT"), "name": ask}
        super().__init__(
            _("Your code ended on %(day)s. Ask %(name)s for a new letter.") % day
            if ask
            else _("Your code ended on %(day)s. Ask the person who gave you the letter for a new one.") % day
        )


class AlreadyRegistered(Refused):
    def __init__(self) -> None:
        super().__init__(_("You have an account already, so the code is used up. Log in instead."))


@dataclass(frozen=True)
class Match:
    """A code that belongs to the person who is meant."""

    code_id: int
    standing: str


def open_registration(
    *, company: Company, employee_id: str, code: str, address: str, now: datetime
) -> Registration:
    """Begins a registration for the right pair. `code` has been through `codes.parse`. Raises Refused."""
    outcome = _try_pair(company, fold_employee_id(employee_id), code, address, now)
    if isinstance(outcome, Refused):
        raise outcome  # only now: the failure is committed
    return outcome


@transaction.atomic
def _try_pair(
    company: Company, employee_key: str, code: str, address: str, now: datetime
) -> Registration | Refused:
    tries = attempts.tries_of(company, employee_key, address)
    if seconds := attempts.enter(tries, now):
        return MustWait(seconds)
    match = find_match(company, employee_key, code, today(company, now))
    if match is None or match.standing == Standing.DEAD:
        attempts.count_failure(tries, now)
        return Refused()
    found = (
        ActivationCode.objects.for_company(company)
        .select_related("employee__manager", "employee__user")
        .get(pk=match.code_id)
    )
    if match.standing == Standing.REGISTERED or _has_mailbox(found):
        return AlreadyRegistered()
    if match.standing == Standing.EXPIRED:
        return CodeExpired(found.last_day, _whom_to_ask(found.employee, today(company, now)))
    begun = begin_registration(company=company, employee=found.employee, code=found, now=now)
    attempts.count_success(tries, give_back=not begun.again)
    return begun.registration


def _has_mailbox(code: ActivationCode) -> bool:
    """A slip for a new password ends when its owner gives an address, by which a password can be set since."""
    user = code.employee.user
    return code.kind == Kind.RECOVERY and user is not None and bool(user.address)


def find_match(company: Company, employee_key: str, code: str, day: date) -> Match | None:
    """The code, if it is one of the person whom the typed ID means. Always two queries, of narrow rows."""
    people = dict(
        Employee.objects.for_company(company)
        .filter(employee_key__in=spellings(employee_key))
        .values_list("employee_key", "pk")
    )
    digests = codes.digests(code, company.pk)
    rows = (
        ActivationCode.objects.for_company(company)
        .with_standing(day)
        .filter(digest__in=digests.values())
        .values_list("pk", "employee_id", "key_version", "digest", "standing")
    )
    return _compare(who_is_meant(people, employee_key), digests, rows)


def _compare(
    person: int | None,
    digests: dict[int, bytes],
    rows: Iterable[tuple[int, int, int, bytes, str]],
) -> Match | None:
    for code_id, owner, version, digest, standing in rows:
        if compare_digest(digests.get(version, b""), bytes(digest)) and owner == person:
            return Match(code_id, standing)
    return None


def _whom_to_ask(employee: Employee, day: date) -> str:
    manager = employee.manager
    return manager.name if manager and manager.is_active(day) else ""
