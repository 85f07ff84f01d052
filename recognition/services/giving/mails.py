"""Who is told of a recognition by e-mail (R3): its recipients, their managers, and who is copied; each person once."""

from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime

from django.urls import reverse

from employees.models import Employee, Mail
from employees.services.mail import queue_mail
from recognition.emails import giving as emails
from recognition.models import Copy, Paper, Recipient, Recognition
from recognition.queries.reach import mail_address
from workstars.lib.mail import Message


def owe_mails(
    recognition: Recognition, recipients: Sequence[Recipient], copies: Sequence[Copy], now: datetime
) -> list[Mail]:
    """Nothing before *Launch* (C6). Managers of who gets a certificate are told of that instead (T2)."""
    if not recognition.company.is_launched:
        return []
    told = {recognition.sender.pk} if recognition.sender else set()
    owed = [
        *_to_recipients(recognition, recipients, told, now),
        *_to_managers(recognition, recipients, told, now),
        *_to_copied(recognition, recipients, copies, told, now),
    ]
    return [mail for mail in owed if mail]


def _to_recipients(
    recognition: Recognition, recipients: Iterable[Recipient], told: set[int], now: datetime
) -> Iterator[Mail | None]:
    for recipient in recipients:
        person = recipient.employee
        told.add(person.pk)
        message = emails.received(recognition, recipient, link_to(recognition))
        yield _owe(recognition, person, message, "recognition_received", f"recognition {recipient.pk}", now)


def _to_managers(
    recognition: Recognition, recipients: Iterable[Recipient], told: set[int], now: datetime
) -> Iterator[Mail | None]:
    teams: dict[Employee, list[Employee]] = {}
    for recipient in recipients:
        if recipient.manager and recipient.paper == Paper.NONE:
            teams.setdefault(recipient.manager, []).append(recipient.employee)
    for manager, people in teams.items():
        if manager.pk not in told:
            told.add(manager.pk)
            message = emails.team_thanked(recognition, manager, people, link_to(recognition))
            key = f"recognition-team {recognition.pk} {manager.pk}"
            yield _owe(recognition, manager, message, "recognition_team", key, now)


def _to_copied(
    recognition: Recognition,
    recipients: Iterable[Recipient],
    copies: Iterable[Copy],
    told: set[int],
    now: datetime,
) -> Iterator[Mail | None]:
    people = [recipient.employee for recipient in recipients]
    for copy in copies:
        if copy.employee.pk not in told:
            message = emails.copied(recognition, copy.employee, people, link_to(recognition))
            yield _owe(
                recognition, copy.employee, message, "recognition_copied", f"recognition-copy {copy.pk}", now
            )


def _owe(
    recognition: Recognition, person: Employee, message: Message, kind: str, key: str, now: datetime
) -> Mail | None:
    """None for who has no address."""
    address = mail_address(person)
    if not address:
        return None
    return queue_mail(
        company=recognition.company,
        to=address,
        message=message,
        kind=kind,
        key=key,
        now=now,
        employee=person,
        user=person.user,
    )


def link_to(recognition: Recognition) -> str:
    return recognition.company.address + reverse("recognition", kwargs={"pk": recognition.pk})
