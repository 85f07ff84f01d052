"""Each change of a batch request is mailed to the other side (B4): requester ⇄ those who approve, named sender."""

from datetime import datetime, timedelta

from django.urls import reverse

from employees.models import Company, Employee, Mail, User
from employees.services.mail import queue_mail
from recognition.emails import tickets
from recognition.emails.tickets import Reader
from recognition.models import Batch, BatchEntry
from recognition.queries.batch_approvals import Turn, turn_of, users_of, working_administrators
from recognition.queries.reach import mail_address
from workstars.lib import tokens
from workstars.lib.actors import Actor
from workstars.lib.addresses import operator_address
from workstars.lib.clock import today
from workstars.lib.mail import Message

SENDER_LINK = "batch sender"
SENDER_LINK_LIVES = timedelta(days=400)


def ask_approvers(batch: Batch, entry: BatchEntry, turn: Turn, now: datetime) -> None:
    """To everybody who may say the next yes."""
    for user in users_of(turn, batch.company, now):
        reader = _reader(batch, user, as_operator=turn.is_operators)
        _owe(batch, entry, user, tickets.batch_submitted(batch, entry, reader, number=turn.number), now)


def tell_requester(batch: Batch, entry: BatchEntry, now: datetime) -> None:
    """What was decided."""
    user = batch.requested_by
    reader = _reader(batch, user, as_operator=False)
    _owe(batch, entry, user, tickets.batch_decided(batch, entry, reader), now)


def tell_other_side(batch: Batch, entry: BatchEntry, by: Actor, now: datetime) -> None:
    """From the requester to those who approve or have taken part; from anybody else to the requester."""
    is_requester = by.user_id == batch.requested_by_id
    for user, as_operator in _approvers(batch, now) if is_requester else [(batch.requested_by, False)]:
        reader = _reader(batch, user, as_operator=as_operator)
        _owe(batch, entry, user, tickets.batch_news(batch, entry, reader), now)


def tell_named_sender(batch: Batch, entry: BatchEntry, now: datetime) -> None:
    """Whom the batch names is asked by mail, unless it is the requester (B1)."""
    person = batch.from_employee
    if person is None or person.user_id == batch.requested_by_id:
        return
    reader = Reader(person.language or batch.company.default_language, sender_link(batch, now))
    queue_mail(
        company=batch.company,
        to=mail_address(person),
        message=tickets.batch_named(batch, entry, reader, employee=person),
        kind="batch_named",
        key=f"batch named {entry.pk} {person.pk}",
        now=now,
        employee=person,
        only_while=Mail.OnlyWhile.ALWAYS,
    )


def sender_link(batch: Batch, now: datetime) -> str:
    """Bound to the person named: another name in the request, and the link is void."""
    token = tokens.sign(SENDER_LINK, pk=batch.pk, state=_sender_state(batch), now=now)
    return batch.company.address + reverse("batch-sender", args=[token])


def find_named_batch(*, company: Company, token: str, now: datetime) -> Batch | None:
    """The batch of a sender's link; None when it is void, another company's, names somebody else now, or somebody who
    has left (V10)."""
    claim = tokens.read(SENDER_LINK, token, max_age=SENDER_LINK_LIVES, now=now)
    if claim is None:
        return None
    rows = Batch.objects.for_company(company).select_related("company", "from_employee", "ecard")
    batch: Batch | None = rows.filter(pk=claim.pk, from_employee__isnull=False).first()
    if batch is None or batch.from_employee is None or batch.from_employee.has_left(today(company, now)):
        return None
    return batch if claim.fits(_sender_state(batch)) else None


def _sender_state(batch: Batch) -> str:
    return f"{batch.from_kind} {batch.from_employee_id}"


def _approvers(batch: Batch, now: datetime) -> list[tuple[User, bool]]:
    """Who may say the next yes, and who approved or wrote before and still may see it; True for account managers."""
    turn = turn_of(batch, now)
    found = {user.pk: (user, turn.is_operators) for user in users_of(turn, batch.company, now)}
    administrators = working_administrators([batch.company], now).get(batch.company_id, frozenset())
    took_part = {*batch.approvals.values_list("by", flat=True), *batch.entries.values_list("by", flat=True)}
    for user in User.objects.filter(pk__in=took_part - {None, batch.requested_by_id}, is_active=True):
        as_operator = user.pk not in administrators
        if not as_operator or user.is_account_manager:
            found.setdefault(user.pk, (user, as_operator))
    return list(found.values())


def _reader(batch: Batch, user: User, *, as_operator: bool) -> Reader:
    if as_operator:
        path = reverse("backoffice-batch", kwargs={"pk": batch.pk})
        return Reader(user.language, operator_address() + path)
    return Reader(user.language, batch.company.address + reverse("batch", kwargs={"pk": batch.pk}))


def _owe(batch: Batch, entry: BatchEntry, user: User, message: Message, now: datetime) -> None:
    """Once for each entry and reader. To who has left the company nothing goes (E10)."""
    queue_mail(
        company=batch.company,
        to=user.address,
        message=message,
        kind="batch_ticket",
        key=f"batch ticket {entry.pk} {user.pk}",
        now=now,
        user=user,
        employee=_employee(batch.company, user),
    )


def _employee(company: Company, user: User) -> Employee | None:
    found: Employee | None = Employee.objects.for_company(company).filter(user=user).first()
    return found
