"""The rows of a file against the company's records: what can be sent, what cannot, what is worth a second look."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from hashlib import md5
from typing import NamedTuple

from employees.models import Company
from employees.models.employee import Status
from recognition.csv_import.columns import Column
from recognition.csv_import.digests import Addressed, found_among, row_digests
from recognition.csv_import.problems import Code, Problem
from recognition.csv_import.reading import Entry, Reading
from recognition.models import Paper, Reason
from recognition.queries.batch_rows import (
    Known,
    Said,
    differing_by_zeros,
    known_people,
    said_earlier,
    summaries,
)
from recognition.queries.library import match_reason
from recognition.queries.reach import Reach, reach_of
from workstars.lib.pdf.lines import faceless, listed
from workstars.lib.wording import offer

NOTHING_WAITS: Mapping[int, bytes] = {}
_ODD_ID = re.compile(r"[0-9]+([.,]0+|([.,][0-9]+)?[eE]\+[0-9]{1,2})")


class Addresses(NamedTuple):
    """Whom the rows of a file mean; `rows` are those that can be sent."""

    people: Mapping[str, Known]
    reach: Mapping[int, Reach]
    rows: Sequence[Addressed]


@dataclass(frozen=True)
class Checked:
    """`reading.problems` holds all errors and warnings; `digests` are those of `rows`, in their order."""

    reading: Reading
    people: Mapping[str, Known]
    reach: Mapping[int, Reach]
    rows: Sequence[Addressed]
    repeated: int
    repeated_earlier: int
    digests: Sequence[bytes]


def check_rows(
    company: Company,
    reading: Reading,
    reasons: Mapping[str, Reason],
    day: date,
    waiting: Mapping[int, bytes] = NOTHING_WAITS,
    reader: int | None = None,
) -> Checked:
    """Judges every row against the records of `day`; look-ups are made once for the whole file.

    `waiting`: batches that are not sent yet → the digests of their rows, end to end. `reader`: the login of whoever
    will read what is found.
    """
    found = address_rows(company, reading, day)
    _report_reasons(reading, found.rows, reasons)
    _report_faceless(reading, found)
    said = [_said(row) for row in found.rows]
    repeated = _report_repeated(reading, said)
    sent = said_earlier(company, said, day)
    digests = row_digests(found.rows)
    lines = dict(zip((row.entry.line for row in found.rows), digests, strict=True))
    unsent = {line: digest for line, digest in lines.items() if line not in sent}
    waits = _said_by_waiting(unsent, waiting)
    names = summaries(company, {*sent.values(), *waits.values()}, reader)
    _report_batches(reading, Code.REPEATS_BATCH, sent, names)
    _report_batches(reading, Code.REPEATS_WAITING, waits, names)
    return Checked(reading, *found, repeated, len(sent) + len(waits), digests)


def address_rows(company: Company, reading: Reading, day: date) -> Addresses:
    """Finds everybody, and reports the rows of nobody and of those who are not here."""
    keys = {entry.key for entry in reading.entries}
    people = known_people(company, keys)
    reach = reach_of(company, [person.pk for person in people.values()], day)
    _report_unknown(company, reading, keys - people.keys())
    rows = []
    for entry in reading.entries:
        person = people.get(entry.key)
        if person and _is_here(reading, entry, person, reach[person.pk]):
            rows.append(Addressed(entry, person.pk))
    return Addresses(people, reach, rows)


def _is_here(reading: Reading, entry: Entry, person: Known, reach: Reach) -> bool:
    if reach.is_active:
        return True
    has_left = reach.status == Status.LEFT
    code = Code.ID_LEFT if has_left else Code.ID_NOT_STARTED
    params = {"person": person.label} if has_left else {"person": person.label, "day": person.hire_date}
    reading.report(entry.line, Problem(code, Column.EMPLOYEE_ID, entry.written_id, params))
    return False


def _report_unknown(company: Company, reading: Reading, unknown: set[str]) -> None:
    """Nobody is ever matched by guessing: who may be meant is offered in the sentence (E7)."""
    if not unknown:
        return
    near = differing_by_zeros(company, unknown)
    odd = {key: _whole(key) for key in unknown if _ODD_ID.fullmatch(key)}
    meant = known_people(company, set(odd.values())) if odd else {}
    zeros = differing_by_zeros(company, set(odd.values())) if odd else {}
    for entry in reading.entries:
        if entry.key not in unknown:
            continue
        whole = odd.get(entry.key, "")
        also = [meant[whole]] if whole in meant else zeros.get(whole, [])
        reading.report(entry.line, _unknown(entry, near.get(entry.key, []), also))


def _unknown(entry: Entry, by_zeros: Sequence[Known], meant: Sequence[Known]) -> Problem:
    if by_zeros:
        labels = {
            "known": ", ".join(person.label for person in by_zeros[:3]),
            "known_id": by_zeros[0].employee_id,
        }
        return Problem(Code.ID_LOST_ZEROS, Column.EMPLOYEE_ID, entry.written_id, labels)
    params = {"offer": offer(meant[0].label)} if meant else {}
    return Problem(Code.ID_UNKNOWN, Column.EMPLOYEE_ID, entry.written_id, params)


def _whole(key: str) -> str:
    """The number that a spreadsheet shows as 5480.0 or 1.2e+05."""
    return f"{Decimal(key.replace(',', '.')):.0f}"


def _report_reasons(reading: Reading, rows: Sequence[Addressed], reasons: Mapping[str, Reason]) -> None:
    unknown: dict[str, bool] = {"": False}
    for entry, _employee in rows:
        if entry.reason not in unknown:
            unknown[entry.reason] = match_reason(entry.reason, reasons) is None
        if unknown[entry.reason]:
            reading.report(entry.line, Problem(Code.REASON_UNKNOWN, Column.REASON, entry.reason))


def _report_faceless(reading: Reading, found: Addresses) -> None:
    """Of messages that go to print: signs that no face for paper has. There is hardly ever one in a whole file."""
    printed = [entry for entry, employee in found.rows if found.reach[employee].paper == Paper.OWED]
    signs: set[str] = set()
    for entry in printed:
        signs.update(entry.message.decode())
    lacking = set(faceless(signs))
    for entry in printed if lacking else ():
        if here := [sign for sign in dict.fromkeys(entry.message.decode()) if sign in lacking]:
            params = {"signs": listed(here)}
            reading.report(entry.line, Problem(Code.MESSAGE_FACELESS, Column.MESSAGE, "", params))


def _said(row: Addressed) -> Said:
    entry, employee = row
    return Said(employee, entry.points, md5(entry.message, usedforsecurity=False).hexdigest(), entry.line)


def _report_repeated(reading: Reading, said: Sequence[Said]) -> int:
    """Rows that say what an earlier row of the file says; answers how many."""
    first: dict[tuple[int, int, str], int] = {}
    count = 0
    for employee, points, message, line in said:
        earlier = first.setdefault((employee, points, message), line)
        if earlier != line:
            count += 1
            reading.report(line, Problem(Code.REPEATS_ROW, None, params={"line": earlier}))
    return count


def _said_by_waiting(digests: Mapping[int, bytes], waiting: Mapping[int, bytes]) -> dict[int, int]:
    """Line → the first batch that is going to say the same, of the `digests` by line."""
    wanted = set(digests.values()) if waiting else set()
    owner: dict[bytes, int] = {}
    for batch, joined in waiting.items():
        for digest in found_among(joined, wanted):
            owner.setdefault(digest, batch)
    return {line: owner[digest] for line, digest in digests.items() if digest in owner}


def _report_batches(
    reading: Reading, code: Code, batches: Mapping[int, int], names: Mapping[int, str]
) -> None:
    for line, batch in batches.items():
        reading.report(line, Problem(code, None, params={"batch": names[batch], "pk": batch}))
