"""A recognition is given: rows, points, paper owed, mails and the audit log in one transaction (R1, R3, R4, R7)."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db import IntegrityError, transaction

from employees.models import AuditEvent, Company, Employee
from recognition.models import Copy, ECard, PointEntry, Reason, Recipient, Recognition
from recognition.services.giving.judging import Checked, Thanks, check_recognition
from recognition.services.giving.mails import owe_mails
from workstars.lib.actors import Actor


@dataclass(frozen=True)
class Given:
    """`mails` are primary keys of what is owed for it: the door hints at them. None when this press counted before."""

    recognition: Recognition
    mails: Sequence[int] = ()


@transaction.atomic
def give_recognition(
    *,
    company: Company,
    sender: Employee | None,
    by: Actor,
    recipients: Collection[int],
    message: str,
    now: datetime,
    is_private: bool = False,
    ecard: ECard | None = None,
    reason: Reason | None = None,
    copied: Collection[int] = (),
    points: int = 0,
    press_key: UUID | None = None,
) -> Given:
    """Gives it now; see Thanks for what the arguments mean. Refusal: RecognitionRefused.

    `press_key` is the form's own: the same one again answers the recognition that it made.
    """
    if earlier := _made_by(company, press_key):
        return Given(earlier)
    thanks = Thanks(sender, recipients, message, is_private, ecard, reason, copied, points)
    checked = check_recognition(company=company, thanks=thanks, by=by, now=now)
    recognition = _write(company, checked, press_key, now)
    if recognition is None:
        return Given(Recognition.objects.for_company(company).get(press_key=press_key))
    people = _write_recipients(recognition, checked)
    _credit(people)
    copies = _write_copies(recognition, checked)
    _record(recognition, checked, by, now)
    return Given(recognition, owe_mails(recognition, people, copies, now))


def _made_by(company: Company, press_key: UUID | None) -> Recognition | None:
    if press_key is None:
        return None
    return Recognition.objects.for_company(company).filter(press_key=press_key).first()


def _write(company: Company, checked: Checked, press_key: UUID | None, now: datetime) -> Recognition | None:
    """None when the same press came in at the same moment and was faster."""
    thanks = checked.thanks
    recognition = Recognition(
        company=company,
        sender=thanks.sender,
        sender_name="" if thanks.sender else company.name,
        message=checked.message,
        ecard=thanks.ecard,
        reason=thanks.reason,
        is_private=thanks.is_private,
        country=_only_country(checked),
        sent_at=now,
        press_key=press_key,
    )
    try:
        with transaction.atomic():
            recognition.save(force_insert=True)
    except IntegrityError as error:
        if "one_recognition_per_press" not in str(error):
            raise
        return None
    return recognition


def _only_country(checked: Checked) -> str:
    """Empty when the people are of several: then each row of a recipient says which."""
    countries = {checked.reach[person.pk].country for person in checked.recipients}
    return countries.pop() if len(countries) == 1 else ""


def _write_recipients(recognition: Recognition, checked: Checked) -> list[Recipient]:
    managers = {person.manager.pk: person.manager for person in checked.recipients if person.manager}
    made = []
    for person in checked.recipients:
        reach = checked.reach[person.pk]
        made.append(
            Recipient(
                company=recognition.company,
                recognition=recognition,
                employee=person,
                manager=managers.get(reach.manager) if reach.manager else None,
                points=checked.thanks.points,
                paper=reach.paper,
                country="" if recognition.country else reach.country,
                shared_country=recognition.country,
                sent_at=recognition.sent_at,
            )
        )
    return Recipient.objects.for_company(recognition.company).bulk_create(made)


def _credit(people: Sequence[Recipient]) -> None:
    """Points count at once, also for who has not registered (R7)."""
    entries = [
        PointEntry(
            company=person.company,
            employee=person.employee,
            recipient=person,
            points=person.points,
            at=person.sent_at,
        )
        for person in people
        if person.points
    ]
    if entries:
        PointEntry.objects.for_company(entries[0].company).bulk_create(entries)


def _write_copies(recognition: Recognition, checked: Checked) -> list[Copy]:
    made = [
        Copy(
            company=recognition.company,
            recognition=recognition,
            employee=person,
            sent_at=recognition.sent_at,
        )
        for person in checked.copied
    ]
    return Copy.objects.for_company(recognition.company).bulk_create(made) if made else []


def _record(recognition: Recognition, checked: Checked, by: Actor, now: datetime) -> None:
    AuditEvent.objects.record(
        company=recognition.company,
        action="recognition.given",
        by=by,
        at=now,
        subject=recognition,
        subject_label=", ".join(person.name for person in checked.recipients),
        after={
            "sender": recognition.from_whom,
            "people": len(checked.recipients),
            "points": checked.thanks.points,
            "is_private": recognition.is_private,
        },
    )
