"""The column that says who works here and who has left (“active”, “terminated”, “ausgeschieden” …)."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from employees.csv_import.plan import WHOLE_FILE, Plan
from employees.records import Code, EmployeeRecord, Judged, Problem
from employees.records.statuses import has_left


@dataclass
class Standing:
    """`index` of the column in a row. Counts the people who have left and whom nobody here knows: they stay away."""

    index: int
    skipped: int = 0

    def has_left(self, cells: Sequence[str]) -> bool | None:
        return has_left(cells[self.index])

    def keeps_away(self, key: str, cells: Sequence[str]) -> bool:
        """True for somebody who has left and was never here; a word that is not known says neither."""
        skips = bool(key) and has_left(cells[self.index]) is True
        self.skipped += skips
        return skips

    def judged(self, cells: Sequence[str], judged: Judged, today: date) -> Judged:
        """With what is wrong with the word itself, or beside the leaving date."""
        word, record = cells[self.index].strip(), judged.record
        left = has_left(word)
        if left is None:
            return Judged(None, [*judged.problems, Problem(Code.STATUS_UNKNOWN, None, word)])
        passed = (
            record.leaving_date if record and record.leaving_date and record.leaving_date < today else None
        )
        if word and not left and passed:
            problem = Problem(Code.STATUS_CONTRADICTS, None, word, {"day": passed.isoformat()})
            return Judged(None, [*judged.problems, problem])
        return judged

    def report(self, plan: Plan) -> None:
        if self.skipped:
            plan.report(WHOLE_FILE, Problem(Code.LEFT_AND_UNKNOWN, None, params={"rows": self.skipped}))


def is_over(record: EmployeeRecord, left: bool, today: date) -> bool:
    """A leaving date says it; without one the word does. A day ahead is still a day of work."""
    return record.leaving_date < today if record.leaving_date else left
