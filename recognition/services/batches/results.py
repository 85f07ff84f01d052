"""What comes back from a batch as files: rows to mend (B3), and what became of each row (B5)."""

from collections.abc import Iterator
from datetime import datetime
from heapq import merge

from django.utils.translation import gettext as _

from recognition.csv_export import Outcome, faulty_file, reason_heading, result_file
from recognition.csv_import.check import address_rows
from recognition.csv_import.columns import Column, match_headings
from recognition.csv_import.findings import Findings
from recognition.csv_import.marks import Marks
from recognition.csv_import.problems import Problem
from recognition.csv_import.reading import Reading, read_rows
from recognition.models import Batch, BatchFile, BatchSkip, Recipient
from recognition.queries.batch_rows import in_lines, skipped_rows
from recognition.services.batches.receiving import open_upload
from workstars.lib.clock import today
from workstars.lib.tabular import Sheet


def faulty_pieces(file: BatchFile, now: datetime) -> Iterator[bytes]:
    """The rows with errors as they were, the reason in a first column: mended, they can be uploaded again.

    Which rows, the check has said; why, is asked again. Raises at once FileGone, vault.FileDamaged, and has its
    sentences in the caller's language; the rows are read as they are asked for.
    """
    sheet = open_upload(file)
    reasons = {line: _reason(line, problems) for line, problems in faulty_lines(file, sheet, now).items()}
    old = next((place for place, heading in enumerate(sheet.headings) if heading == reason_heading()), None)

    def without_old(cells: list[str]) -> list[str]:
        return [cell for place, cell in enumerate(cells) if place != old]

    rows = ([reasons[line], *without_old(cells)] for line, cells in sheet.rows() if line in reasons)
    return faulty_file(without_old(list(sheet.headings)), rows)


def result_pieces(batch: Batch, now: datetime) -> Iterator[bytes]:
    """Line, Employee ID, name and outcome of every row: sent, not sent, or left out with its errors.

    Rows that were left out are told while the file is kept; the others for good. Raises at once FileGone,
    vault.FileDamaged; what was sent is read as it is asked for, and in the caller's language all the same.
    """
    unsent = sorted([*_skipped(batch), *_left_out(batch, now)])
    words = _("Recalled") if batch.status == Batch.Status.RECALLED else _("Sent")
    return result_file(merge(_sent(batch, words), unsent))


def _sent(batch: Batch, words: str) -> Iterator[Outcome]:
    rows = Recipient.objects.for_company(batch.company).filter(recognition__batch=batch)
    for some in in_lines(rows, "employee__employee_id", "employee__first_name", "employee__last_name"):
        for line, employee_id, first, last in some:
            yield Outcome(line, employee_id, f"{first} {last}".strip(), words)


def _skipped(batch: Batch) -> Iterator[Outcome]:
    for row in skipped_rows(batch):
        words = _("Not sent: %(why)s") % {"why": BatchSkip.Why(row.why).label}
        yield Outcome(row.line, row.employee_id, row.name, words)


def _left_out(batch: Batch, now: datetime) -> Iterator[Outcome]:
    for line, written, problems in left_out_rows(batch, now):
        yield Outcome(line, written, "", _("Left out: %(reason)s") % {"reason": _sentences(problems)})


def left_out_rows(batch: Batch, now: datetime, after: int = 0) -> Iterator[tuple[int, str, list[Problem]]]:
    """Line, Employee ID as written, and why the check did not let it pass, of lines `after` that one. None once the
    file is no longer kept."""
    file = batch.file
    if file is None or not file.is_kept or Findings.from_json(file.found).faulty == 0:
        return
    sheet = open_upload(file)
    place = match_headings(sheet.headings)[Column.EMPLOYEE_ID]
    problems = faulty_lines(file, sheet, now)
    for line, cells in sheet.rows():
        if line > after and line in problems:
            yield line, cells[place].strip() if place < len(cells) else "", problems[line]


def faulty_lines(file: BatchFile, sheet: Sheet, now: datetime) -> dict[int, list[Problem]]:
    """Line → errors, of the rows that the check did not let pass; none are left for what was mended since."""
    reading = read_rows(sheet)
    address_rows(file.company, reading, today(file.company, now))
    marks = Marks.unpack(Findings.from_json(file.found).sendable)
    return {
        line: _errors(reading, line)
        for number, line in enumerate(reading.lines)
        if number not in marks and number
    }


def _errors(reading: Reading, line: int) -> list[Problem]:
    return [problem for problem in reading.problems.get(line, ()) if problem.is_error]


def _reason(line: int, problems: list[Problem]) -> str:
    return _("Line %(line)s. %(problems)s") % {"line": line, "problems": _sentences(problems)}


def _sentences(problems: list[Problem]) -> str:
    if not problems:
        return _("This row had an error when the file was checked.")
    said = [f"{problem.column.value}: {problem}" if problem.column else str(problem) for problem in problems]
    return " ".join(said)
