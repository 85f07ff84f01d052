"""What a person and the companies of a login are told when something about that login changes (A11, C7)."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from employees.models import AuditEvent, Company, Employee, Mail, User
from employees.permissions import Member
from employees.queries.factors import companies_of
from employees.services.mail import queue_mail
from workstars.lib.actors import Actor
from workstars.lib.addresses import operator_address
from workstars.lib.mail import Message


def record_everywhere(
    user: User,
    action: str,
    *,
    by: Actor,
    now: datetime,
    before: Mapping[str, Any] | None = None,
    after: Mapping[str, Any] | None = None,
) -> None:
    """One event in each company in which the login is somebody, under the name it has there."""
    own = by.user_id == user.pk
    homes: list[Company | None] = [*companies_of(user)]
    if user.is_account_manager or not homes:
        homes.append(None)
    for home in homes:
        name = name_in(user, home)
        AuditEvent.objects.record(
            company=home,
            action=action,
            by=Actor(user.pk, name, by.address) if own else by,
            at=now,
            subject=user,
            subject_label=name,
            before=before,
            after=after,
        )


def name_in(user: User, company: Company | None) -> str:
    person = company and Employee.objects.for_company(company).filter(user=user).first()
    return person.name if person else str(user)


def owe_notice(
    *, member: Member, message: Message, kind: str, now: datetime, to: str | None = None
) -> Mail | None:
    """A mail to the person, or to the address `to`. None for a login without e-mail."""
    address = member.user.address if to is None else to
    if not address:
        return None
    return queue_mail(
        company=member.company,
        to=address,
        message=message,
        kind=kind,
        key=f"{kind}:{member.user.pk}:{now:%Y%m%d%H%M%S%f}",
        now=now,
        user=member.user,
        employee=member.employee,
    )


def site_of(member: Member) -> str:
    """Where links in mails lead."""
    return member.company.address if member.company else operator_address()
