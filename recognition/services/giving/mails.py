"""Who is told of a recognition by e-mail (R3): its recipients, their managers, and who is copied; each person once."""

from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime

from django.urls import reverse

from employees.models import Employee, Mail
from employees.services.mail import Owed, drop_mails, drop_mails_about, queue_mails
from recognition.emails import giving as emails
from recognition.models import Copy, Paper, Recipient, Recognition
from recognition.queries.reach import mail_address
from workstars.lib.mail import Message


def owe_mails(
    recognition: Recognition, recipients: Sequence[Recipient], copies: Sequence[Copy], now: datetime
) -> list[int]:
    """Primary keys of the mails owed. Nothing before *Launch* (C6).

    Managers of who gets a certificate are told of that instead (T2).
    """
    company = recognition.company
    if not company.is_launched:
        return []
    told = {recognition.sender.pk} if recognition.sender else set()
    letters = [
        *_to_recipients(recognition, recipients, told),
        *_to_managers(recognition, recipients, told),
        *_to_copied(recognition, recipients, copies, told),
    ]
    owed = [one for one in letters if one.to]
    queue_mails(company=company, owed=owed, now=now)
    mails = Mail.objects.filter(company=company, key__in=[one.key for one in owed])
    return list(mails.order_by("pk").values_list("pk", flat=True))


def drop_owed_mails(recognition: Recognition) -> None:
    """Whoever was not told of it yet is not told any more, also where a batch owes the mail still."""
    company = recognition.company
    people = Recipient.objects.for_company(company).filter(recognition=recognition)
    people.notice_owed().update(notice_owed=False)
    copies = Copy.objects.for_company(company).filter(recognition=recognition)
    told = [f"recognition {pk}" for pk in people.values_list("pk", flat=True)]
    told += [f"recognition-copy {pk}" for pk in copies.values_list("pk", flat=True)]
    drop_mails(company, told)
    drop_mails_about(company, f"recognition-team {recognition.pk} ")


def _to_recipients(
    recognition: Recognition, recipients: Iterable[Recipient], told: set[int]
) -> Iterator[Owed]:
    for recipient in recipients:
        person = recipient.employee
        told.add(person.pk)
        message = emails.received(recognition, recipient, link_to(recognition))
        yield _to(person, message, "recognition_received", f"recognition {recipient.pk}")


def _to_managers(recognition: Recognition, recipients: Iterable[Recipient], told: set[int]) -> Iterator[Owed]:
    teams: dict[Employee, list[Employee]] = {}
    for recipient in recipients:
        if recipient.manager and recipient.paper == Paper.NONE:
            teams.setdefault(recipient.manager, []).append(recipient.employee)
    for manager, people in teams.items():
        if manager.pk not in told:
            told.add(manager.pk)
            message = emails.team_thanked(recognition, manager, people, link_to(recognition))
            key = f"recognition-team {recognition.pk} {manager.pk}"
            yield _to(manager, message, "recognition_team", key)


def _to_copied(
    recognition: Recognition,
    recipients: Iterable[Recipient],
    copies: Iterable[Copy],
    told: set[int],
) -> Iterator[Owed]:
    people = [recipient.employee for recipient in recipients]
    for copy in copies:
        if copy.employee.pk not in told:
            message = emails.copied(recognition, copy.employee, people, link_to(recognition))
            yield _to(copy.employee, message, "recognition_copied", f"recognition-copy {copy.pk}")


def _to(person: Employee, message: Message, kind: str, key: str) -> Owed:
    """To nowhere for who has no address."""
    return Owed(mail_address(person), message, kind, key, employee=person, user=person.user)


def link_to(recognition: Recognition) -> str:
    return recognition.company.address + reverse("recognition", kwargs={"pk": recognition.pk})
