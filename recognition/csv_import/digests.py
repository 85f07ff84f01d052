"""What is compared instead of rows: the fingerprint of a confirmation (V2), the digest of a content (B7), and of each
row who is told what with how many points (B3)."""

from collections.abc import Container, Iterable, Iterator
from hashlib import blake2b, sha256
from typing import NamedTuple

from recognition.csv_import.reading import Entry
from recognition.queries.library import reason_key


class Addressed(NamedTuple):
    """A row and the primary key of the person whom its Employee ID means."""

    entry: Entry
    employee: int


def fingerprint(rows: Iterable[Addressed]) -> str:
    """Equal for two judgements that would send the same words and points of the same lines to the same people."""
    digest = sha256()
    for entry, employee in rows:
        digest.update(b"%d\0%d\0%d\0" % (entry.line, employee, entry.points))
        digest.update(b"%b\0%b\0" % (entry.reason.encode(), entry.message))
    return digest.hexdigest()


def content_digest(rows: Iterable[Addressed]) -> bytes:
    """Equal for the same rows in any order, however the file is called, encoded or laid out."""
    keys: dict[str, bytes] = {}
    digests = []
    for entry, employee in rows:
        reason = keys.get(entry.reason)
        if reason is None:
            reason = keys[entry.reason] = reason_key(entry.reason).encode()
        said = b"%d\0%d\0%b\0%b" % (employee, entry.points, reason, entry.message)
        digests.append(blake2b(said, digest_size=16).digest())
    return sha256(b"".join(sorted(digests))).digest()


ROW_DIGEST = 8
"""Bytes. That one of 100,000 rows is taken for one of ten million others has a chance of 1 in 18 million."""


def row_digests(rows: Iterable[Addressed]) -> list[bytes]:
    """Equal for the same person, message and points, whatever the reason, as in every comparison of rows (B3)."""
    return [_row_digest(b"%d\0%d\0%b" % (employee, entry.points, entry.message)) for entry, employee in rows]


def _row_digest(said: bytes) -> bytes:
    return blake2b(said, digest_size=ROW_DIGEST).digest()


def found_among(joined: bytes, wanted: Container[bytes]) -> Iterator[bytes]:
    """Those of the digests, end to end, that are wanted."""
    for place in range(0, len(joined), ROW_DIGEST):
        digest = joined[place : place + ROW_DIGEST]
        if digest in wanted:
            yield digest
