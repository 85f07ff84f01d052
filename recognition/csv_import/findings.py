"""What the check of a batch file shows (B3), kept with the file as plain data."""

from base64 import b64encode
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, field
from typing import Any

from employees.models import Company
from employees.models.employee import Status
from recognition.csv_import.check import Checked
from recognition.csv_import.columns import Column, unused_headings
from recognition.csv_import.marks import Marks
from recognition.csv_import.preview import PreviewRow, previewed
from recognition.csv_import.problems import REPEATS, Code, Problem
from recognition.models import Paper, Reason

SHOWN = 100


@dataclass(frozen=True)
class Shown:
    """A problem and its place: `row` is the line of the file, as a text editor counts.

    Sentences are made when they are read, in the reader's language.
    """

    row: int
    column: str
    value: str
    code: str
    params: Mapping[str, Any] = field(default_factory=dict)

    @classmethod
    def of(cls, row: int, problem: Problem) -> "Shown":
        column = problem.column.value if problem.column else ""
        return cls(row, column, problem.value, problem.code.value, dict(problem.params))

    @property
    def problem(self) -> Problem:
        column = Column(self.column) if self.column else None
        return Problem(Code(self.code), column, self.value, self.params)

    @property
    def rule(self) -> str:
        """What is wrong, as a sentence."""
        return self.problem.sentence

    @property
    def remedy(self) -> str:
        """How to mend it, as a sentence."""
        return self.problem.remedy


@dataclass(frozen=True)
class EarlierBatch:
    """A batch with the same content that was submitted before (B7)."""

    pk: int
    summary: str


@dataclass(frozen=True)
class Findings:
    """Lists hold the first few, the counts all.

    `good` rows can be sent, `faulty` ones cannot. `people`, `points`, `certificates` (sheets to be printed),
    `on_paper` (the people who get them) and `unreachable` (offline people while the company has offline employees
    switched off) are about the good rows. Of them `repeats` say what was said before: `repeated` what an earlier row of
    the file says, `repeated_earlier` what another batch said or is going to say, some both; all are warnings.
    `moved_on`: this is a new check, because the records had changed when it was to be sent.
    For no page: `sendable`, which rows were good, packed by `csv_import.marks`, for the sending; `said`, the digests of
    those rows in base64, for the checks of other batches while this one waits.
    """

    rows: int = 0
    good: int = 0
    faulty: int = 0
    people: int = 0
    points: int = 0
    certificates: int = 0
    on_paper: int = 0
    unreachable: int = 0
    errors: int = 0
    warnings: int = 0
    repeats: int = 0
    repeated: int = 0
    repeated_earlier: int = 0
    problems: list[Shown] = field(default_factory=list)
    warning_list: list[Shown] = field(default_factory=list)
    preview: list[PreviewRow] = field(default_factory=list)
    unused: list[str] = field(default_factory=list)
    earlier: EarlierBatch | None = None
    moved_on: bool = False
    sendable: str = ""
    said: str = ""

    @property
    def can_be_sent(self) -> bool:
        """Whether there is anything good in it."""
        return self.good > 0

    def to_json(self) -> dict[str, Any]:
        return asdict(self)

    @classmethod
    def from_json(cls, stored: Mapping[str, Any]) -> "Findings":
        known = {name: stored[name] for name in cls.__dataclass_fields__ if name in stored}
        for name in ("problems", "warning_list"):
            known[name] = [Shown(**shown) for shown in known.get(name, [])]
        known["preview"] = [PreviewRow(**row) for row in known.get("preview", [])]
        known["earlier"] = EarlierBatch(**known["earlier"]) if known.get("earlier") else None
        return cls(**known)


def find(
    company: Company, checked: Checked, headings: Sequence[str], reasons: Mapping[str, Reason]
) -> Findings:
    """All but what only a look at other batches can say."""
    rows, reading = checked.rows, checked.reading
    reached = {employee: checked.reach[employee] for _entry, employee in rows}
    paper = {employee for employee, reach in reached.items() if reach.paper == Paper.OWED}
    offline = {employee for employee, reach in reached.items() if reach.status == Status.OFFLINE}
    found = [(line, problem) for line in sorted(reading.problems) for problem in reading.problems[line]]
    errors = [(line, problem) for line, problem in found if problem.is_error]
    warnings = [(line, problem) for line, problem in found if not problem.is_error]
    return Findings(
        rows=reading.rows,
        good=len(rows),
        faulty=reading.rows - len(rows),
        people=len(reached),
        points=sum(entry.points for entry, _employee in rows),
        certificates=sum(employee in paper for _entry, employee in rows),
        on_paper=len(paper),
        unreachable=len(offline - paper),
        errors=len(errors),
        warnings=len(warnings),
        repeats=len({line for line, problem in warnings if problem.code in REPEATS}),
        repeated=checked.repeated,
        repeated_earlier=checked.repeated_earlier,
        problems=[Shown.of(line, problem) for line, problem in errors[:SHOWN]],
        warning_list=[Shown.of(line, problem) for line, problem in warnings[:SHOWN]],
        preview=previewed(company, checked, reasons),
        unused=unused_headings(headings),
        sendable=Marks((entry.number for entry, _employee in rows), rows=reading.rows).pack(),
        said=b64encode(b"".join(checked.digests)).decode(),
    )
