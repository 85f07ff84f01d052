"""What a file would do: the answer of the planner, for the check to show and for the writer to carry out."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from hashlib import sha256
from itertools import islice

from employees.csv_import.known import Known, unescape
from employees.records import Field, Problem

WHOLE_FILE = 0
"""The line of a problem that is about no row."""


class Entry:
    """A row that changes something. `packed`: the record as `known.line_writer` writes it, in UTF-8, half the size.

    There are as many as there are new people, so it holds no more than they need; `Change` is for the others.
    """

    __slots__ = ("line", "packed")
    back = goes = False

    def __init__(self, line: int, packed: bytes) -> None:
        self.line = line
        self.packed = packed

    @property
    def cells(self) -> list[str]:
        """In the order of the plan's fields, escaped as COPY does."""
        return self.packed.decode().split("\t")

    def values(self, fields: tuple[Field, ...]) -> dict[Field, str]:
        return {name: unescape(cell) for name, cell in zip(fields, self.cells, strict=True)}


class Change(Entry):
    """Of somebody who is known: comes `back`, or `goes`."""

    __slots__ = ("back", "goes")

    def __init__(self, line: int, packed: bytes, back: bool, goes: bool) -> None:
        super().__init__(line, packed)
        self.back = back
        self.goes = goes


@dataclass
class Plan:
    """Keys are folded Employee IDs. `back` and `goes` people are among `changed`; faulty rows are in nothing else.

    `linked`: known people, not changed otherwise, whose unknown line manager comes with this file.
    `kept`: people who would leave but do not, with the reason among the problems.
    """

    fields: tuple[Field, ...]
    known: Known
    new: dict[str, Entry] = field(default_factory=dict)
    changed: dict[str, Change] = field(default_factory=dict)
    linked: dict[str, str] = field(default_factory=dict)
    leavers: list[str] = field(default_factory=list)
    kept: list[str] = field(default_factory=list)
    problems: dict[int, list[Problem]] = field(default_factory=dict)
    rows: int = 0
    unchanged: int = 0

    @property
    def leaving(self) -> list[str]:
        """Everybody whom it would deactivate: not in a complete file, or by a leaving date that has passed."""
        by_date = [key for key, entry in self.changed.items() if entry.goes and key not in self.kept]
        return [key for key in self.leavers if key not in self.kept] + by_date

    @property
    def changes_nothing(self) -> bool:
        return not (self.new or self.changed or self.linked or self.leavers)

    def all_problems(self) -> Iterator[tuple[int, Problem]]:
        """In the order of the file."""
        for line in sorted(self.problems):
            for problem in self.problems[line]:
                yield line, problem

    def faulty_lines(self) -> list[int]:
        return [line for line, found in self.problems.items() if line and any(p.is_error for p in found)]

    def entry(self, key: str) -> Entry | None:
        """The row that would be applied for this person."""
        return self.new.get(key) or self.changed.get(key)

    def report(self, line: int, problem: Problem) -> None:
        self.problems.setdefault(line, []).append(problem)

    def manager_of(self, entry: Entry) -> str:
        """The line manager's Employee ID as the row writes it; the file must have that column."""
        return unescape(entry.cells[self.fields.index(Field.MANAGER_ID)])

    def name_of(self, key: str) -> str:
        """Name and ID for a sentence, from the row where it says them, else from the records."""
        entry = self.entry(key)
        values = {**(self.known.person(key).values if key in self.known else {})}
        values |= entry.values(self.fields) if entry else {}
        name = f"{values.get(Field.FIRST_NAME, '')} {values.get(Field.LAST_NAME, '')}".strip()
        return f"{name} ({values.get(Field.EMPLOYEE_ID, key)})".strip()

    def listed_names(self, keys: Iterable[str]) -> str:
        return listed((self.name_of(key) for key in keys), " → ")

    def fingerprint(self) -> str:
        """Equal for two plans that do the same to the same people: what was previewed is what is applied (V2)."""
        digest = sha256()
        for key, entry in self.new.items():
            digest.update(b"%b\t%b\n" % (key.encode(), entry.packed))
        for key, entry in self.changed.items():
            before = self.known.lines[key].split("\t")[-len(self.fields) :]
            digest.update(entry.packed + f"\t{key}\t{entry.back:d}{entry.goes:d}\t{before}\n".encode())
        digest.update(repr((sorted(self.linked.items()), sorted(self.leavers))).encode())
        return digest.hexdigest()


def listed(items: Iterable[str], between: str = ", ", limit: int = 10) -> str:
    """The first few for a sentence; a file can have the same mistake in every row."""
    shown = list(islice(items, limit + 1))
    return between.join(shown[:limit]) + ("…" if len(shown) > limit else "")
