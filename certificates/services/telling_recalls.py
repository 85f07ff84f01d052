"""Who is told that a batch was recalled (B6): requester, approvers, and managers who knew of it or have paper of it.

One mail for each person. It is owed once everything is taken back, so that what it says of paper is so.
"""

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction
from django.db.models import Q
from django.urls import reverse

from certificates.models import ON_PAPER
from certificates.queries.recalls import certificates_of, mails_of
from employees.models import Employee, Mail, User
from employees.services.mail import Owed, drop_mails, drop_mails_about, queue_mails
from recognition.emails.giving import language_of
from recognition.emails.recalls import Hands, batch_recalled
from recognition.emails.tickets import Reader
from recognition.models import Batch
from recognition.queries.reach import mail_address
from recognition.services.batches.ending import page_of
from workstars.lib.addresses import operator_address

KIND = "batch_recalled"
OPEN = (Mail.Status.QUEUED, Mail.Status.SENDING)


def tell_about_recalls(*, now: datetime) -> int:
    """Of each recalled batch that is taken back; answers how many batches are done with."""
    rows = Batch.objects.across_companies().with_status(Batch.Status.RECALLED)
    waiting = rows.filter(recall_done_at__isnull=False, recall_told_at__isnull=True)
    return sum(
        tell_about_recall(pk, now) for pk in waiting.order_by("recalled_at").values_list("pk", flat=True)
    )


@transaction.atomic
def tell_about_recall(batch_id: int, now: datetime) -> bool:
    """False while somebody else is at it, or something of it is still on its way back."""
    rows = Batch.objects.across_companies().filter(pk=batch_id, recall_told_at__isnull=True)
    held = rows.select_related("company", "requested_by").select_for_update(skip_locked=True, of=("self",))
    batch = held.filter(recall_done_at__isnull=False).first()
    if batch is None or certificates_of(batch).not_withdrawn().exists() or not _mails_are_over(batch):
        return False
    queue_mails(company=batch.company, owed=_mails(batch), now=now)
    batch.recall_told_at = now
    batch.save(update_fields=["recall_told_at"])
    return True


def _mails_are_over(batch: Batch) -> bool:
    """One that was being handed over while its row was taken back comes to an end first, and is not tried again."""
    still = list(mails_of(batch).filter(status__in=OPEN).values_list("key", flat=True))
    drop_mails(batch.company, still)
    for holder in certificates_of(batch).order_by().values_list("holder", flat=True).distinct():
        drop_mails_about(batch.company, f"certificates {holder} batch {batch.pk} ")
    return not Mail.objects.filter(company=batch.company, key__in=still, status__in=OPEN).exists()


@dataclass(frozen=True)
class Told:
    """One person: a login, somebody in the records, or both."""

    address: str
    reader: Reader
    user: User | None
    employee: Employee | None


def _mails(batch: Batch) -> Iterator[Owed]:
    hands = _hands(batch)
    for told in [*_decided(batch), *(_managers(batch, set(hands)) if batch.company.is_launched else ())]:
        holds = hands.get(told.employee.pk, Hands()) if told.employee else Hands()
        message = batch_recalled(batch, told.reader, holds)
        who = f"employee {told.employee.pk}" if told.employee else f"user {told.user.pk if told.user else 0}"
        yield Owed(told.address, message, KIND, f"batch recalled {batch.pk} {who}", told.employee, told.user)


def _decided(batch: Batch) -> Iterator[Told]:
    """Requester and approvers, but for the one who has recalled it."""
    pressed = batch.entries.filter(change=Batch.Status.RECALLED).values_list("by", flat=True)
    operators = set(batch.approvals.filter(by_operator=True).values_list("by", flat=True))
    concerned = {batch.requested_by_id, *batch.approvals.values_list("by", flat=True)} - set(pressed)
    people = _people_by_user(batch, concerned)
    for user in User.objects.filter(pk__in=concerned, is_active=True).order_by("pk"):
        link = page_of(batch)
        if user.pk in operators:
            link = operator_address() + reverse("backoffice-batch", kwargs={"pk": batch.pk})
        yield Told(user.address, Reader(user.language, link), user, people.get(user.pk))


def _managers(batch: Batch, holders: set[int]) -> Iterator[Told]:
    """Who was told of it, or holds paper of it; not once more who asked for it, approved or recalled it."""
    told = Mail.objects.filter(
        company=batch.company, key__startswith=f"batch team {batch.pk} ", status=Mail.Status.SENT
    )
    wanted = holders | set(told.filter(employee__isnull=False).values_list("employee", flat=True))
    known = {batch.requested_by_id, *batch.approvals.values_list("by", flat=True)}
    known |= set(batch.entries.filter(change=Batch.Status.RECALLED).values_list("by", flat=True)) - {None}
    managers = Employee.objects.for_company(batch.company).filter(pk__in=wanted).select_related("user")
    for manager in managers.exclude(user__in=known).order_by("pk"):
        link = batch.company.address + reverse("manager-certificates") if manager.pk in holders else ""
        reader = Reader(language_of(batch.company, manager), link)
        yield Told(mail_address(manager), reader, manager.user, manager)


def _hands(batch: Batch) -> dict[int, Hands]:
    """By holder: what is on paper, and how much of what the holder was told of is not."""
    on_paper: dict[int, list[str]] = defaultdict(list)
    unprinted: dict[int, int] = defaultdict(int)
    rows = certificates_of(batch).filter(ON_PAPER | Q(told_at__isnull=False), holder__isnull=False)
    for row in rows.select_related("employee").order_by("employee__last_name", "employee__first_name", "pk"):
        assert row.holder_id is not None
        if row.printed_at or row.handed_over_at:
            on_paper[row.holder_id].append(row.employee.name)
        else:
            unprinted[row.holder_id] += 1
    return {
        holder: Hands(tuple(on_paper.get(holder, ())), unprinted.get(holder, 0))
        for holder in {*on_paper, *unprinted}
    }


def _people_by_user(batch: Batch, users: set[int]) -> dict[int | None, Employee]:
    people = Employee.objects.for_company(batch.company).filter(user__in=users)
    return {person.user_id: person for person in people}
