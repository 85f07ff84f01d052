"""Who is told of a batch that was sent: recipients, their managers, copied people, the requester (B5, R3).

A mail is owed by a row of the outbox with a key that says what it is about. So doing all of this again, after a death
in the middle or by two workers at once, owes nothing twice.
"""

from collections.abc import Iterable, Iterator
from datetime import datetime
from itertools import chain, groupby, islice
from operator import itemgetter

from django.db import transaction
from django.urls import reverse
from django.utils.translation import override

from employees.models import Employee, User
from employees.services.mail import Owed, queue_mails
from recognition.emails import batches as emails
from recognition.emails import giving
from recognition.models import Batch, BatchCopy, Paper, Recipient
from recognition.queries.batch_approvals import working_administrators
from recognition.queries.reach import mail_address
from recognition.services.batches.ending import outcome_of, page_of
from workstars.lib.mail import Message

CHUNK = 200
WALL = "/wall"


@transaction.atomic
def tell_recipients(now: datetime, limit: int = CHUNK) -> int:
    """Owes the next mails to recipients of batches, oldest first; answers for how many rows that was.

    What somebody else is at is passed over. Nothing is mailed before *Launch* (C6): such notices are dropped.
    """
    owing = Recipient.objects.across_companies().notice_owed().order_by("pk")
    held = list(owing.select_for_update(skip_locked=True, of=("self",)).values_list("pk", flat=True)[:limit])
    rows = Recipient.objects.across_companies().filter(pk__in=held).order_by("company_id", "pk")
    joined = rows.select_related(
        *("company", "employee__user", "recognition__sender", "recognition__reason", "recognition__company")
    )
    for company, mine in groupby(joined, key=lambda row: row.company):
        if company.is_launched:
            queue_mails(company=company, owed=_to_recipients(mine), now=now)
    rows.order_by().update(notice_owed=False)
    return len(held)


def _to_recipients(rows: Iterable[Recipient]) -> Iterator[Owed]:
    for row in rows:
        person = row.employee
        if address := mail_address(person):
            path = reverse("recognition", kwargs={"pk": row.recognition_id})
            message = giving.received(row.recognition, row, row.company.address + path)
            yield Owed(address, message, "recognition_received", f"recognition {row.pk}", person, person.user)


def tell_about_batches(now: datetime) -> int:
    """All others of each batch that was sent; answers how many batches are done with."""
    sent = Batch.objects.across_companies().with_status(Batch.Status.SENT).filter(told_at__isnull=True)
    return sum(tell_about(pk, now) for pk in sent.order_by("sent_at").values_list("pk", flat=True))


@transaction.atomic
def tell_about(batch_id: int, now: datetime) -> bool:
    """One batch, in one transaction; False while somebody else is at it, when it is done or recalled."""
    sent = Batch.objects.across_companies().with_status(Batch.Status.SENT)
    untold = sent.filter(pk=batch_id, told_at__isnull=True)
    held = untold.select_related("company", "requested_by", "from_employee")
    batch = held.select_for_update(skip_locked=True, of=("self",)).first()
    if batch is None:
        return False
    mails: Iterator[Owed] = _to_readers(batch, now)
    if batch.company.is_launched:
        mails = chain(mails, _to_managers(batch), _to_copied(batch))
    while chunk := list(islice(mails, CHUNK)):
        queue_mails(company=batch.company, owed=chunk, now=now)
    batch.told_at = now
    batch.save(update_fields=["told_at"])
    return True


def _to_readers(batch: Batch, now: datetime) -> Iterator[Owed]:
    """The requester, and the administrators of the day; before *Launch* too, since it is their work."""
    link = page_of(batch)
    administrators = working_administrators([batch.company], now).get(batch.company_id, frozenset())
    readers = User.objects.filter(pk__in=administrators | {batch.requested_by_id}, is_active=True)
    people = Employee.objects.for_company(batch.company).filter(user__in=readers)
    known = {person.user_id: person for person in people}
    for user in readers.order_by("pk"):
        with override(user.language):
            message = emails.batch_sent(batch, user, outcome_of(batch), link)
        key = f"batch sent {batch.pk} {user.pk}"
        yield Owed(user.address, message, "batch_sent", key, known.get(user.pk), user)


def _to_managers(batch: Batch) -> Iterator[Owed]:
    """Each once, with the names of the team; of who gets a certificate they are told with it (T2)."""
    link = f"{batch.company.address}{WALL}?tab=team"
    teams = _teams(batch)
    while some := dict(islice(teams, CHUNK)):
        managers = Employee.objects.for_company(batch.company).filter(pk__in=some)
        for manager in managers.select_related("user").order_by("pk"):
            names = some[manager.pk]
            message = emails.team_thanked(batch, manager, names, len(names), link)
            yield from _owed(manager, message, "batch_team", f"batch team {batch.pk} {manager.pk}")


def _teams(batch: Batch) -> Iterator[tuple[int, list[str]]]:
    """Managers at the moment of sending, and the names of their people, each name once."""
    rows = Recipient.objects.for_company(batch.company).filter(
        recognition__batch=batch, manager__isnull=False, paper=Paper.NONE
    )
    named = rows.exclude(manager=batch.from_employee_id).order_by("manager", "pk")
    columns = ("manager", "employee", "employee__first_name", "employee__last_name")
    for manager, team in groupby(named.values_list(*columns), key=itemgetter(0)):  # no iterator: see results
        people = {employee: f"{first} {last}".strip() for _manager, employee, first, last in team}
        yield manager, list(people.values())


def _to_copied(batch: Batch) -> Iterator[Owed]:
    people = Recipient.objects.for_company(batch.company).filter(recognition__batch=batch)
    count = people.values("employee").distinct().count()
    copies = BatchCopy.objects.for_company(batch.company).filter(batch=batch)
    for copy in copies.select_related("employee__user").order_by("pk"):
        message = emails.copied(batch, copy.employee, count, batch.company.address + WALL)
        yield from _owed(
            copy.employee, message, "batch_copied", f"batch copied {batch.pk} {copy.employee.pk}"
        )


def _owed(person: Employee, message: Message, kind: str, key: str) -> Iterator[Owed]:
    """Nothing for who has no address."""
    if address := mail_address(person):
        yield Owed(address, message, kind, key, person, person.user)
