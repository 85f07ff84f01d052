"""What earlier batches said: for the check, and once more when a request is submitted (B3, B7)."""

from recognition.models import Batch, BatchFile

SUBMITTED = (
    Batch.Status.SUBMITTED,
    Batch.Status.NEEDS_INFORMATION,
    Batch.Status.APPROVED,
    Batch.Status.SCHEDULED,
    Batch.Status.SENDING,
    Batch.Status.SENT,
)


def same_content(file: BatchFile) -> Batch | None:
    """The first submitted batch of another file with the same rows, whatever their order, name or encoding (B7).

    Ask again at submission, while the company's row is held: two requests can have been checked side by side.
    """
    if file.content_digest is None:
        return None
    batches = Batch.objects.for_company(file.company).with_status(*SUBMITTED).exclude(pk=file.batch_id)
    return batches.filter(file__content_digest=bytes(file.content_digest)).order_by("submitted_at").first()
