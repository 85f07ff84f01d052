"""A new password for who registered without e-mail, by an administrator's slip (A6, A10)."""

from datetime import datetime

from django.db import transaction

from employees.models import AuditEvent, Company, User
from invites.models import ActivationCode, Kind, Registration
from invites.services.registration import RegistrationEnded, hold_registration
from workstars.lib.actors import Actor
from workstars.lib.clock import today


def is_recovery(registration: Registration) -> bool:
    return registration.code is not None and registration.code.kind == Kind.RECOVERY


def find_recovery(*, company: Company, key: str, now: datetime) -> Registration:
    """What a slip for a new password began under this key. Raises RegistrationEnded."""
    begun = Registration.objects.for_company(company).with_key(key)
    found = begun.select_related("employee__user", "code", "company").first()
    if found is None or not is_recovery(found):
        raise RegistrationEnded
    living = ActivationCode.objects.for_company(company).live(today(company, now))
    user = found.employee.user
    if user is None or user.address or not living.filter(pk=found.code_id).exists():
        raise RegistrationEnded
    return found


@transaction.atomic
def choose_password(*, company: Company, key: str, password: str, now: datetime, by: Actor) -> User:
    """Sets it and ends the slip; every session of the person ends by the hash it carries. Raises RegistrationEnded."""
    hold_registration(company=company, key=key)
    recovery = find_recovery(company=company, key=key, now=now)
    mine = User.objects.filter(employees=recovery.employee, email=None)
    user = mine.select_for_update(of=("self",)).first()
    if user is None:
        raise RegistrationEnded
    unused = ActivationCode.objects.for_company(company).filter(pk=recovery.code_id, used_at__isnull=True)
    if not unused.update(used_at=now):
        raise RegistrationEnded
    user.set_password(password)
    user.save(update_fields=["password"])
    employee = recovery.employee
    recovery.delete()
    AuditEvent.objects.record(
        company=company,
        action="password.set_by_slip",
        by=Actor(user.pk, employee.name, by.address),
        at=now,
        subject=employee,
    )
    return user
