"""Three recognitions of a file as their recipients will see them, chosen so that they differ (B3)."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import islice

from django.utils.translation import override

from employees.models import Company, Employee
from employees.models.employee import Status
from recognition.csv_import.check import Checked
from recognition.csv_import.digests import Addressed
from recognition.emails.giving import language_of
from recognition.models import Paper, Reason
from recognition.queries.library import match_reason
from recognition.queries.reach import Reach, mail_address

PREVIEWED = 3


@dataclass(frozen=True)
class PreviewRow:
    """One recognition as its recipient would see it. `reason` is the company's word for it in `language`, the
    recipient's, or as written. `way`: on "paper", by "mail", at the next "login", or "" for nobody can tell.
    """

    row: int
    employee_id: str
    name: str
    message: str
    points: int
    reason: str
    language: str = ""
    way: str = ""
    is_longest: bool = False


def previewed(company: Company, checked: Checked, reasons: Mapping[str, Reason]) -> list[PreviewRow]:
    """The first row, the one with the longest message, and one whose recipient is told otherwise; then what follows."""
    rows = checked.rows
    if not rows:
        return []
    longest = max(range(len(rows)), key=lambda place: len(rows[place].entry.message))
    chosen = _choose(rows, checked.reach, longest)
    found = Employee.objects.for_company(company).filter(pk__in={rows[place].employee for place in chosen})
    people = {person.pk: person for person in found.select_related("user")}
    return [
        _row(
            company, checked, rows[place], people[rows[place].employee], reasons, is_longest=place == longest
        )
        for place in chosen
    ]


def _choose(rows: Sequence[Addressed], reach: Mapping[int, Reach], longest: int) -> list[int]:
    """Their places among the rows, in order."""
    chosen = {0, longest}
    seen = {_told_as(reach[rows[place].employee]) for place in chosen}
    others = (place for place, row in enumerate(rows) if _told_as(reach[row.employee]) not in seen)
    chosen.update(islice(others, 1))
    following = (place for place in range(len(rows)) if place not in chosen)
    return sorted([*chosen, *islice(following, PREVIEWED - len(chosen))])


def _told_as(reach: Reach) -> Paper | Status:
    return reach.paper if reach.paper == Paper.OWED else reach.status


def _row(
    company: Company,
    checked: Checked,
    row: Addressed,
    person: Employee,
    reasons: Mapping[str, Reason],
    *,
    is_longest: bool,
) -> PreviewRow:
    entry, language = row.entry, language_of(company, person)
    reason = match_reason(entry.reason, reasons)
    with override(language):
        word = str(reason) if reason else entry.reason
    return PreviewRow(
        row=entry.line,
        employee_id=person.employee_id,
        name=person.name,
        message=entry.message.decode(),
        points=entry.points,
        reason=word,
        language=language,
        way=_way(person, checked.reach[person.pk]),
        is_longest=is_longest and len(checked.rows) > 1,
    )


def _way(person: Employee, reach: Reach) -> str:
    if reach.paper == Paper.OWED:
        return "paper"
    if mail_address(person):
        return "mail"
    return "login" if reach.status == Status.REGISTERED else ""
