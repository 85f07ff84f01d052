"""Pages by key: moment and number of a row, newest first. As quick at the last page as at the first."""

import re
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Self

EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


@dataclass(frozen=True)
class Key:
    """Where a page ends. Written into addresses as `<microseconds>-<number>`."""

    at: datetime
    pk: int

    @classmethod
    def read(cls, text: str) -> Self | None:
        """None for what no page of ours has written."""
        found = re.fullmatch(r"(\d{1,18})-(\d{1,18})", text, re.ASCII)
        if not found:
            return None
        try:
            at = EPOCH + timedelta(microseconds=int(found[1]))
        except OverflowError:
            return None
        return cls(at, int(found[2]))

    def __str__(self) -> str:
        return f"{(self.at - EPOCH) // timedelta(microseconds=1)}-{self.pk}"
