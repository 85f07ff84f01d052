"""Headings that somebody matched once are known the next time, in any language (E3)."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from employees.models import Company, HeadingMatch
from employees.records import Extra, Field
from employees.records.columns import Matching
from employees.records.fields import Column
from employees.records.headings import bare, looks_like_headings, recognise

NAME_LENGTH = 60


@dataclass(frozen=True)
class Remembered:
    """What a company's earlier files were called and how their headings were meant, newest first."""

    matches: Sequence[HeadingMatch]

    @classmethod
    def of(cls, company: Company) -> "Remembered":
        return cls(list(HeadingMatch.objects.for_company(company).newest_first()))

    def fitting(self, headings: Sequence[str]) -> HeadingMatch | None:
        """The one of whose headings most are there; all of them have to be."""
        bares = {bare(heading) for heading in headings}
        fitting = [match for match in self.matches if bares.issuperset(match.headings.values())]
        return max(fitting, key=lambda match: len(match.headings), default=None)

    def is_headings(self, cells: Sequence[str], above: Sequence[str] | None = None) -> bool:
        """For tabular.open_sheet: headings of an HR system, or ones that were matched before."""
        if looks_like_headings(cells, above):
            return True
        match = self.fitting(cells) if above is None else None
        return match is not None and len(match.headings) > 1

    def propose(self, headings: Sequence[str], rows: Iterable[Sequence[str]]) -> Matching:
        """As it was matched before, else by what HR systems call their columns."""
        match = self.fitting(headings)
        if match is None:
            return Matching.of(recognise(headings, rows))
        places = {bare(heading): index for index, heading in reversed(list(enumerate(headings)))}
        columns = {_column(name): places[heading] for name, heading in match.headings.items()}
        return Matching.of(columns, remembered_as=match.name)


def remember(
    company: Company, name: str, headings: Sequence[str], columns: Mapping[Column, int], now: datetime
) -> None:
    """Under this name, whatever was kept under it before. Headings without a letter cannot be found again."""
    name = name.strip()[:NAME_LENGTH]
    known = {
        column.value: bare(headings[index]) for column, index in columns.items() if bare(headings[index])
    }
    if name and len(set(known.values())) == len(known) == len(columns):
        HeadingMatch.objects.for_company(company).update_or_create(
            company=company, name=name, defaults={"headings": known, "used_at": now}
        )


def _column(name: str) -> Column:
    extras: Collection[str] = Extra.values
    return Extra(name) if name in extras else Field(name)
