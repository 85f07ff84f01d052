"""The mails of a batch request on its way (B4). None of them holds a row of the file."""

from dataclasses import dataclass

from employees.models import Employee
from recognition.models import Batch, BatchEntry
from workstars.lib.mail import Message, render_message


@dataclass(frozen=True)
class Reader:
    """Who reads the mail, and where the page about the request is for this person."""

    language: str
    link: str


def batch_submitted(batch: Batch, entry: BatchEntry, reader: Reader, *, number: int) -> Message:
    """To those who may say yes; `number` is 2 for the second person."""
    return _render("batch_submitted", batch, entry, reader, is_second=number > 1)


def batch_decided(batch: Batch, entry: BatchEntry, reader: Reader) -> Message:
    """To the requester: approved, rejected, or a question."""
    return _render("batch_decided", batch, entry, reader)


def batch_news(batch: Batch, entry: BatchEntry, reader: Reader) -> Message:
    """To the other side: something was written, changed, cancelled, or objected to."""
    return _render("batch_news", batch, entry, reader)


def batch_named(batch: Batch, entry: BatchEntry, reader: Reader, *, employee: Employee) -> Message:
    """To whom the batch names as its sender; the link opens a page with a button to object (B1)."""
    return _render("batch_named", batch, entry, reader, employee=employee)


def _render(name: str, batch: Batch, entry: BatchEntry, reader: Reader, **more: object) -> Message:
    context = {"company": batch.company, "batch": batch, "entry": entry, "link": reader.link, **more}
    return render_message(f"emails/{name}", context, reader.language)
