"""By whom a private recognition is seen, as its page says it (R2)."""

from collections.abc import Iterable
from dataclasses import dataclass

from recognition.models import BatchCopy, Copy, Recipient, Recognition
from recognition.queries.wall.posts import Post
from recognition.queries.wall.viewers import Viewer


@dataclass(frozen=True)
class SeenBy:
    """Names, each once, beside those of the post itself and the administrators."""

    managers: tuple[str, ...]
    holders: tuple[str, ...]
    copied: tuple[str, ...]
    requester: str = ""


def seen_by(viewer: Viewer, post: Post) -> SeenBy:
    """Three queries at most. `holders` are those who hold a certificate and are no manager of a recipient."""
    recipients = Recipient.objects.for_company(viewer.company).filter(recognition=post.pk)
    rows = list(recipients.select_related("manager", "holder").order_by("pk"))
    managers = _names(row.manager.name for row in rows if row.manager)
    holders = _names(row.holder.name for row in rows if row.holder and row.holder != row.manager)
    copies = Copy.objects.for_company(viewer.company).filter(recognition=post.pk)
    copied = [copy.employee.name for copy in copies.select_related("employee").order_by("pk")]
    requester = ""
    if post.batch:
        in_batch = BatchCopy.objects.for_company(viewer.company).filter(batch=post.batch)
        copied += [copy.employee.name for copy in in_batch.select_related("employee").order_by("pk")]
        recognition = Recognition.objects.for_company(viewer.company).select_related("batch").get(pk=post.pk)
        requester = recognition.batch.requested_by_label if recognition.batch else ""
    return SeenBy(managers, holders, _names(copied), requester)


def _names(names: Iterable[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(names))
