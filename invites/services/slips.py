"""A code made on the spot (A10): shown once, printed as a slip, kept as a keyed hash (A3). It starts no days (I6)."""

from dataclasses import dataclass
from datetime import date, datetime

from django.db import transaction
from django.utils.functional import Promise
from django.utils.translation import gettext as _

from employees.models import AuditEvent, Company, Employee
from invites import codes
from invites.models import ActivationCode, Kind
from invites.queries import lock_company
from workstars.lib.actors import Actor
from workstars.lib.clock import days_later, today

RECOVERY_DAYS = 7


class SlipRefused(Exception):
    """No code can be made for this person now. The text is a sentence for the page."""

    def __init__(self, sentence: str | Promise) -> None:
        super().__init__(sentence)


@dataclass(frozen=True)
class Slip:
    """What is printed, and exists nowhere else. `is_recovery`: it opens no account but sets a new password."""

    employee: Employee
    symbols: str
    last_day: date
    is_recovery: bool = False

    def __repr__(self) -> str:
        """Errors are logged with what they were about: never with a code (V8)."""
        return f"Slip({self.employee.pk}, last_day={self.last_day})"

    @property
    def code(self) -> str:
        return codes.format_code(self.symbols)

    @property
    def address(self) -> str:
        return f"{self.employee.company.address}/activate"

    @property
    def qr_address(self) -> str:
        return codes.filled_in(self.address, self.employee.employee_id, self.symbols)


@transaction.atomic
def make_slip(
    *, company: Company, employee: Employee, by: Actor, now: datetime, held_by: Employee | None = None
) -> Slip:
    """For somebody active who has not registered; what was printed before goes on working. Raises SlipRefused.

    `held_by` is the manager who makes it for a direct report.
    """
    company = lock_company(company)
    person = hold_person(company, employee)
    if not company.offline_employees:
        raise SlipRefused(_("Letters and slips are switched off for your company."))
    refuse_inactive(person, now)
    if person.is_registered:
        raise SlipRefused(_("%(name)s has registered already.") % {"name": person.name})
    if held_by is not None and (person.manager_id != held_by.pk or person.has_working_email):
        raise SlipRefused(
            _("Slips are for people who report to you and have no e-mail. Ask an administrator instead.")
        )
    return issue(person, Kind.ASSISTED, days_later(company, now, company.paper_code_days), by, now, held_by)


@transaction.atomic
def make_recovery_slip(*, company: Company, employee: Employee, by: Actor, now: datetime) -> Slip:
    """For who registered without e-mail and has lost the password; earlier slips for that end. Raises SlipRefused."""
    person = hold_person(company, employee)
    refuse_inactive(person, now)
    if person.user is None or person.user.address:
        raise SlipRefused(
            _("%(name)s did not register without e-mail. A new password is set by e-mail.")
            % {"name": person.name}
        )
    earlier = ActivationCode.objects.for_company(company).filter(employee=person, kind=Kind.RECOVERY)
    earlier.filter(used_at__isnull=True, voided_at__isnull=True).update(voided_at=now)
    return issue(person, Kind.RECOVERY, days_later(company, now, RECOVERY_DAYS), by, now)


def hold_person(company: Company, employee: Employee) -> Employee:
    """Locked, and read only then: who waited for the lock would see the new person beside the login of before."""
    people = Employee.objects.for_company(company)
    list(people.select_for_update().filter(pk=employee.pk).values_list("pk"))
    found: Employee = people.select_related("company", "user").get(pk=employee.pk)
    return found


def refuse_inactive(person: Employee, now: datetime) -> None:
    if not person.is_active(today(person.company, now)):
        raise SlipRefused(_("%(name)s is not active in the company today.") % {"name": person.name})


def issue(
    person: Employee, kind: Kind, last_day: date, by: Actor, now: datetime, held_by: Employee | None = None
) -> Slip:
    """Of the code, only the keyed hash is written. Within the transaction that holds the person."""
    (symbols,) = codes.generate(1)
    version = codes.current_version()
    ActivationCode.objects.for_company(person.company).create(
        company=person.company,
        employee=person,
        held_by=held_by,
        kind=kind,
        digest=codes.digest(symbols, person.company_id, version),
        key_version=version,
        created_at=now,
        last_day=last_day,
    )
    AuditEvent.objects.record(
        company=person.company,
        action="recovery_slip.made" if kind == Kind.RECOVERY else "slip.made",
        by=by,
        at=now,
        subject=person,
        after={"last_day": last_day},
    )
    return Slip(person, symbols, last_day, is_recovery=kind == Kind.RECOVERY)
