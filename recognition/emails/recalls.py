"""The mail after a batch was recalled (B6): one for each person, whatever that person had to do with it."""

from collections.abc import Sequence
from dataclasses import dataclass

from recognition.emails.tickets import Reader
from recognition.models import Batch
from workstars.lib.mail import Message, render_message

NAMES_SHOWN = 50


@dataclass(frozen=True)
class Hands:
    """What of it is in the reader's hands: names on sheets to fetch back, and how many were withdrawn unprinted."""

    to_fetch: Sequence[str] = ()
    unprinted: int = 0

    @property
    def shown(self) -> Sequence[str]:
        return self.to_fetch[:NAMES_SHOWN]

    @property
    def more(self) -> int:
        return len(self.to_fetch) - len(self.shown)


def batch_recalled(batch: Batch, reader: Reader, hands: Hands) -> Message:
    """`reader.link` is the request's page, or for who only has paper of it their certificates; or empty."""
    context = {"company": batch.company, "batch": batch, "hands": hands, "link": reader.link}
    return render_message("emails/batch_recalled", context, reader.language)
