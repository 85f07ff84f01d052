"""What becomes of thanks when a person is erased (X5).

Points stay, of a nameless id. What was said to the person alone is taken off the wall and wiped; what was said to
others too, or by the person, stays without the name. The person's comments and reactions go.
"""

from datetime import datetime

from django.db import transaction
from django.db.models import Exists, F, OuterRef, Q, QuerySet
from django.db.models.functions import Lower
from django.utils.translation import gettext as _
from django.utils.translation import override

from employees.models import AuditEvent, Company, Erasure, User
from employees.services.erasing import Called
from recognition.models import Batch, BatchFile, BatchSkip, Comment, Reaction, Recipient, Recognition
from recognition.models.recognitions import Paper
from recognition.services.batches.receiving import shred, wanted
from workstars.lib import vault
from workstars.lib.actors import SYSTEM
from workstars.lib.bulk import rewrite_rows

WIPED = "…"


def open_requests_of(user: User, company: Company) -> QuerySet[Batch]:
    """What the person has asked for, and is not over: somebody has to answer for it."""
    return (
        Batch.objects.for_company(company)
        .filter(requested_by=user)
        .with_status(
            *(Batch.Status.SUBMITTED, Batch.Status.NEEDS_INFORMATION, Batch.Status.APPROVED),
            *(Batch.Status.SCHEDULED, Batch.Status.SENDING),
        )
    )


def forget_thanks(erasure: Erasure, called: Called, now: datetime) -> None:
    """The same again does no harm."""
    _wipe_own_words(erasure, now)
    _wipe_what_was_said_to(erasure, now)
    _scrub_shared(erasure, called)


def forget_batch_files(erasure: Erasure, called: Called, now: datetime) -> int:
    """Shreds the files that name the person; answers how many are still to be sent, which are waited for."""
    files = BatchFile.objects.for_company(erasure.company).filter(
        ~Q(stored_name=""), uploaded_at__lte=erasure.asked_at
    )
    needed = set(wanted(erasure.company))
    at_work = Q(status=BatchFile.Status.CHECKING)
    waiting = 0
    for file in files.select_related("company", "batch").order_by("pk"):
        if not _holds(file, called):
            continue
        if file.pk in needed or files.filter(at_work, pk=file.pk).exists():
            waiting += 1
        else:
            _shred(file, called, now)
    return waiting


@transaction.atomic
def _wipe_own_words(erasure: Erasure, now: datetime) -> None:
    mine = Comment.objects.for_company(erasure.company).filter(author=erasure.employee_id)
    mine.filter(deleted_at__isnull=True).update(text="", deleted_at=now)
    mine.update(hidden_reason="")
    Reaction.objects.for_company(erasure.company).filter(employee=erasure.employee_id).delete()


@transaction.atomic
def _wipe_what_was_said_to(erasure: Erasure, now: datetime) -> None:
    company = erasure.company
    to_person = Recipient.objects.for_company(company).filter(employee=erasure.employee_id)
    to_person.filter(paper=Paper.OWED).update(paper=Paper.NONE)
    to_person.update(notice_owed=False)
    others = Recipient.objects.for_company(company).filter(recognition=OuterRef("pk"))
    alone = (
        Recognition.objects.for_company(company)
        .filter(pk__in=to_person.values("recognition"))
        .exclude(Exists(others.exclude(employee=erasure.employee_id)))
    )
    with override(company.default_language):
        reason = _("Its only recipient was erased.")
    alone.filter(hidden_at__isnull=True).update(
        hidden_at=now, hidden_by_label=SYSTEM.label, hidden_reason=reason
    )
    Comment.objects.for_company(company).filter(
        recognition__in=alone.values("pk"), deleted_at__isnull=True
    ).update(text="", deleted_at=now)
    alone.update(message=WIPED, reason_text="")


def _scrub_shared(erasure: Erasure, called: Called) -> None:
    """A first name in thanks to several people, or under the person's own, means the person."""
    company = erasure.company
    to_person = Recipient.objects.for_company(company).filter(employee=erasure.employee_id)
    theirs = Recognition.objects.for_company(company).filter(
        Q(sender=erasure.employee_id) | Q(pk__in=to_person.values("recognition"))
    )
    _scrub(theirs.exclude(message=WIPED), "message", called)
    comments = Comment.objects.for_company(company).filter(recognition__in=theirs.values("pk"))
    _scrub(comments.exclude(text=""), "text", called)


def _scrub(rows: QuerySet, column: str, called: Called) -> None:
    def change(row: Recognition | Comment) -> bool:
        setattr(row, column, called.in_messages.scrub(getattr(row, column)) or WIPED)
        return True

    small = rows.annotate(small=Lower(F(column)))
    rewrite_rows(small.filter(called.in_messages.may_be_in("small")), change, [column])


def _holds(file: BatchFile, called: Called) -> bool:
    """Whether its bytes name the person; what cannot be read does."""
    try:
        return called.needles.are_in(vault.load(vault.StoredFile.named_by(file)), file.encoding)
    except vault.FileDamaged:
        return True


@transaction.atomic
def _shred(file: BatchFile, called: Called, now: datetime) -> None:
    """The row first, the bytes after: what a crash leaves behind has no key any more, and is swept."""
    name = file.stored_name
    shred(file, erased_at=now)
    skipped = BatchSkip.objects.for_company(file.company).filter(batch=file.batch, employee_id__in=called.ids)
    skipped.update(employee_id=called.said[:64])
    AuditEvent.objects.record(
        company=file.company,
        action="batch.shredded",
        by=SYSTEM,
        at=now,
        subject=file.batch,
        after={"rows": file.rows},
    )
    transaction.on_commit(lambda: vault.delete(name))
