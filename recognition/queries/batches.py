"""Which batch requests somebody sees, and what can be done with them now (B4, C2, C5, R2)."""

from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import Exists, OuterRef, Q

from employees.models import Company
from employees.models.company import BatchApproval as Approval
from employees.permissions import Member
from recognition.models import Batch, BatchApproval
from recognition.models.batches import BatchQuerySet
from recognition.queries.batch_approvals import Turn, turns_of
from recognition.queries.batch_dates import due_on
from workstars.lib.clock import today

Status = Batch.Status
WAITING = (Status.SUBMITTED, Status.NEEDS_INFORMATION)
EARLIER_SHOWN = 20


def visible_batches(company: Company, member: Member) -> BatchQuerySet:
    """One's own; of others, what has been submitted: an administrator all, a coordinator what is public (R2)."""
    rows: BatchQuerySet = Batch.objects.for_company(company)
    others = Q(submitted_at__isnull=False)
    if not member.is_administrator:
        others &= Q(is_private=False)
    return rows.filter(Q(requested_by=member.user) | others)


@dataclass(frozen=True)
class Acts:
    """What this person can do with the batch at this moment."""

    change: bool = False
    submit: bool = False
    answer: bool = False
    cancel: bool = False
    decide: bool = False
    write: bool = False


def acts_of(batch: Batch, member: Member, turn: Turn) -> Acts:
    """In the company: the requester changes and submits, an administrator who is asked decides, both can cancel."""
    is_mine = batch.requested_by_id == member.user.pk
    is_open = batch.status in {Status.DRAFT, Status.NEEDS_INFORMATION}
    before_sending = is_open or batch.status in {Status.SUBMITTED, Status.APPROVED, Status.SCHEDULED}
    return Acts(
        change=is_mine and before_sending and batch.status != Status.APPROVED,
        submit=is_mine and is_open,
        answer=is_mine and batch.status == Status.NEEDS_INFORMATION and bool(batch.confirmed_fingerprint),
        cancel=(is_mine or member.is_administrator) and before_sending,
        decide=member.is_administrator and _may_decide(batch, turn, member.user.pk, as_operator=False),
        write=(is_mine or member.is_administrator) and batch.submitted_at is not None,
    )


def operator_acts(batch: Batch, member: Member, turn: Turn) -> Acts:
    """An account manager decides where the operator is asked, and writes in every thread that is seen."""
    decide = _may_decide(batch, turn, member.user.pk, as_operator=True)
    return Acts(decide=decide, write=True)


def _may_decide(batch: Batch, turn: Turn, user_id: int, *, as_operator: bool) -> bool:
    return batch.status == Status.SUBMITTED and turn.is_for(user_id, as_operator=as_operator)


@dataclass(frozen=True)
class QueueRow:
    """A request that waits for the operator: title, company, totals, and the day by which it is due."""

    batch: Batch
    turn: Turn
    due: date
    is_overdue: bool


def operator_queue(now: datetime) -> list[QueueRow]:
    """Every request that waits for an account manager, the most urgent first. Four queries."""
    rows = list(for_operator().with_status(Status.SUBMITTED))
    turns = turns_of(rows, now)
    waiting = [_queue_row(batch, turns[batch.pk], now) for batch in rows if turns[batch.pk].is_operators]
    return sorted(waiting, key=lambda row: (row.due, row.batch.pk))


def earlier_of_operator() -> list[Batch]:
    """The last requests that went to the operator and wait there no longer."""
    rows: BatchQuerySet = Batch.objects.across_companies()
    asked = rows.filter(_went_to_operator(), submitted_at__isnull=False).exclude(status=Status.SUBMITTED)
    return list(asked.select_related("company").order_by("-submitted_at", "-pk")[:EARLIER_SHOWN])


def seen_by_operator(batch: Batch, turn: Turn) -> bool:
    """Only what was submitted to the operator (C5): by the company's setting, or since nobody else could say yes."""
    if batch.submitted_at is None:
        return False
    waits = batch.status in WAITING and turn.is_operators
    return waits or batch.approval == Approval.OPERATOR or batch.approvals.filter(by_operator=True).exists()


def for_operator() -> BatchQuerySet:
    """All there is; ask `seen_by_operator` of the one that is found."""
    rows: BatchQuerySet = Batch.objects.across_companies()
    return rows.select_related("company").prefetch_related("copies", "approvals")


def _went_to_operator() -> Q:
    said_yes = BatchApproval.objects.across_companies().filter(batch=OuterRef("pk"), by_operator=True)
    return Q(approval=Approval.OPERATOR) | Q(Exists(said_yes))


def _queue_row(batch: Batch, turn: Turn, now: datetime) -> QueueRow:
    assert batch.submitted_at is not None
    due = due_on(batch.company, batch.submitted_at)
    return QueueRow(batch, turn, due, is_overdue=today(batch.company, now) > due)
