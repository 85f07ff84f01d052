"""Mail that comes back: reports of delivery (RFC 3464) read from what a mail server hands on.

Anybody can write such a report. So it says nothing but which mail it is about, and whether that is ours is asked of the
mark in the message ID.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from email import message_from_bytes
from email.message import Message
from email.parser import HeaderParser

# Reports are short; what a hostile one holds beyond this is not looked at.
MOST_BYTES = 1_000_000
MOST_RECIPIENTS = 50

OURS = re.compile(r"<(\d{1,18})\.([0-9a-f]{40})@[^>\s]+>", re.ASCII)
STATUS = re.compile(r"\b[245]\.\d{1,3}\.\d{1,3}\b", re.ASCII)
PLAIN = re.compile(r"\b(55[013])\b", re.ASCII)
# For good and about the address: unknown mailbox or domain, moved, closed. A full mailbox, a text or a sender that is
# not wanted, or a way that was not found say nothing of the address.
ADDRESS_GONE = re.compile(r"55[013]|5\.1\.([0-6]|9|10)|5\.2\.[01]|5\.4\.4")
UNSPECIFIC = "5.0.0"


class NotAReport(Exception):
    """A mail, but none that says what became of another."""


@dataclass(frozen=True)
class Report:
    """`number` and `mark` of the mail's message ID; for whom it was, and what became of it, like 5.1.1."""

    number: int
    mark: str
    addresses: frozenset[str]
    status: str
    failed: bool

    @property
    def is_for_good(self) -> bool:
        return self.failed and ADDRESS_GONE.fullmatch(self.status) is not None


def read_reports(data: bytes) -> list[Report]:
    """One for each recipient who is named. Raises NotAReport, also for what names no mail of ours."""
    mail = message_from_bytes(data[:MOST_BYTES])
    if mail.get_content_type() != "multipart/report":
        raise NotAReport
    found = next(_names_of_ours(mail), None)
    blocks = [block for part in mail.walk() for block in _recipients(part)]
    if found is None or not blocks:
        raise NotAReport
    number, mark = int(found[1]), found[2]
    return [_report(number, mark, block) for block in blocks[:MOST_RECIPIENTS]]


def _names_of_ours(mail: Message) -> Iterator[re.Match[str]]:
    """From the headers that came back, else from what the report answers to."""
    for part in mail.walk():
        kind = part.get_content_type()
        if part is not mail and kind != "text/rfc822-headers":
            yield from OURS.finditer(_text(part, "Message-ID"))
        elif kind == "text/rfc822-headers":
            payload = part.get_payload(decode=True)
            headers = payload.decode("ascii", "replace") if isinstance(payload, bytes) else ""
            yield from OURS.finditer(_text(HeaderParser().parsestr(headers), "Message-ID"))
    for name in ("In-Reply-To", "References"):
        yield from OURS.finditer(_text(mail, name))


def _recipients(part: Message) -> Iterator[Message]:
    """The blocks of a delivery status that are about a recipient."""
    blocks = part.get_payload()
    if part.get_content_type() == "message/delivery-status" and isinstance(blocks, list):
        yield from (block for block in blocks if isinstance(block, Message) and block["Action"])


def _report(number: int, mark: str, block: Message) -> Report:
    named = [_address(_text(block, name)) for name in ("Original-Recipient", "Final-Recipient")]
    failed = _text(block, "Action").strip().lower() == "failed"
    return Report(number, mark, frozenset(filter(None, named)), _status(block), failed)


def _status(block: Message) -> str:
    """As precise as it is said: many servers say 5.0.0, and the rest in the words of the server that refused."""
    said = STATUS.search(_text(block, "Status"))
    if said and said[0] != UNSPECIFIC:
        return said[0]
    words = _text(block, "Diagnostic-Code")
    if better := STATUS.search(words):
        return better[0]
    if no_such_user := PLAIN.search(words):
        return no_such_user[0]
    return UNSPECIFIC if said else ""


def _address(text: str) -> str:
    """`rfc822; <ewa@work.example>` → `ewa@work.example`."""
    return text.partition(";")[2].strip().strip("<>").casefold()


def _text(mail: Message, name: str) -> str:
    return str(mail.get(name, ""))
