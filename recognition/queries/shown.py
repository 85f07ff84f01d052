"""Public thanks as everybody who passes by may read them: on a screen, on the sheet of a month (R9).

Nobody who has left is named there, neither who thanks nor who is thanked; private and hidden ones are never there.
"""

import unicodedata
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from django.db.models import Exists, OuterRef, Q
from django.utils.formats import date_format
from django.utils.text import capfirst
from django.utils.translation import get_language

from employees.models import Company, Employee
from recognition.models import ECard, Recipient, Recognition
from recognition.models.recognitions import RecipientQuerySet, RecognitionQuerySet
from recognition.models.screens import Names
from workstars.lib.clock import day_start, today

MOST_NAMED = 4
MOST_OF_A_BATCH, LOOKED_AT = 3, 2_000
LARGE, SIZES = 260, (60, 120, 190)


@dataclass(frozen=True)
class Shown:
    """A recognition by names alone. `more` is how many of its people are not in `people`."""

    pk: int
    people: tuple[str, ...]
    more: int
    sender: str
    message: str
    reason: str
    ecard: ECard | None
    sent_on: date

    def excerpt(self, characters: int, lines: int = 1) -> str:
        """The message cut between two words where it is longer; its lines become one where they are more."""
        kept = [" ".join(line.split()) for line in self.message.splitlines() if line.strip()]
        whole = "\n".join(kept) if len(kept) <= lines else " ".join(kept)
        if len(whole) <= characters:
            return whole
        short = whole[:characters]
        cut = max(short.rfind(" "), short.rfind("\n"))
        return f"{short[:cut] if cut > characters * 3 // 4 else short} …"

    @property
    def large(self) -> str:
        """As much as can be read from five metres."""
        return self.excerpt(LARGE)

    @property
    def day(self) -> str:
        """The month in the form that goes with a day: "3 stycznia", "3 de enero"."""
        english = (get_language() or "en").startswith("en")
        return date_format(self.sent_on, "j F" if english else "MONTH_DAY_FORMAT")

    @property
    def size(self) -> int:
        """Of the type that `large` is set in: 1 for a few words, 4 for many."""
        return 1 + sum(len(self.large) > most for most in SIZES)


@dataclass(frozen=True)
class Month:
    """Which thanks a sheet is about: those sent in the month of `first`; to people of a country, of a line manager."""

    first: date
    country: str = ""
    manager: int | None = None

    @property
    def label(self) -> str:
        """As a heading, in the form that stands alone: "Styczeń 2026", not "stycznia"."""
        return capfirst(date_format(self.first, "YEAR_MONTH_FORMAT"))

    @property
    def next(self) -> date:
        return date(self.first.year + self.first.month // 12, self.first.month % 12 + 1, 1)


def newest_shown(company: Company, names: str, limit: int) -> list[Shown]:
    """Newest first. Three queries."""
    return _shown(company, _public(company), names, limit)


def shown_in(company: Company, month: Month, names: str, limit: int) -> list[Shown]:
    """Newest first. Three queries."""
    rows = _public(company).filter(
        sent_at__gte=day_start(company, month.first), sent_at__lt=day_start(company, month.next)
    )
    wanted = _still_here(company)
    if month.country:
        wanted = wanted.filter(employee__country=month.country)
    if month.manager:
        wanted = wanted.filter(Q(manager=month.manager) | Q(employee__manager=month.manager))
    if month.country or month.manager:
        rows = rows.filter(Exists(wanted.filter(recognition=OuterRef("pk"))))
    return _shown(company, rows, names, limit)


def called(person: Employee, names: str) -> str:
    """As the screen or sheet is set: "Maria K.", or the whole name. Who has one name is called by it."""
    if names == Names.FULL or not (person.first_name and person.last_name):
        return person.name
    return f"{person.first_name} {_initial(person.last_name)}."


def varied(newest: Sequence[tuple[int, int | None]], limit: int) -> list[int]:
    """So many of them, by primary key and batch: a few of each batch as long as there are others."""
    seen: Counter[int | None] = Counter()
    first: list[int] = []
    rest: list[int] = []
    for pk, batch in newest:
        seen[batch] += 1
        (first if batch is None or seen[batch] <= MOST_OF_A_BATCH else rest).append(pk)
    return [*first, *rest][:limit]


def _public(company: Company) -> RecognitionQuerySet:
    """Of people who are still here, to people who are still here."""
    rows: RecognitionQuerySet = Recognition.objects.for_company(company).public().not_hidden()
    sent_by = Q(sender__isnull=True) | Q(sender__left_at__isnull=True)
    return rows.filter(sent_by, Exists(_still_here(company).filter(recognition=OuterRef("pk"))))


def _still_here(company: Company) -> RecipientQuerySet:
    found: RecipientQuerySet = Recipient.objects.for_company(company).filter(employee__left_at__isnull=True)
    return found


def _shown(company: Company, rows: RecognitionQuerySet, names: str, limit: int) -> list[Shown]:
    newest = list(rows.newest_first().values_list("pk", "batch_id")[:LOOKED_AT])
    chosen = Recognition.objects.for_company(company).filter(pk__in=varied(newest, limit))
    found = list(chosen.select_related("sender", "ecard", "reason").newest_first())
    people: dict[int, list[Employee]] = {row.pk: [] for row in found}
    if found:
        recipients = _still_here(company).filter(recognition__in=found).select_related("employee")
        for recipient in recipients.order_by("pk"):
            people[recipient.recognition_id].append(recipient.employee)
    return [_one(company, row, people[row.pk], names) for row in found]


def _one(company: Company, row: Recognition, people: Iterable[Employee], names: str) -> Shown:
    whole = [called(person, names) for person in people]
    named = whole if len(whole) <= MOST_NAMED + 1 else whole[:MOST_NAMED]
    return Shown(
        pk=row.pk,
        people=tuple(named),
        more=len(whole) - len(named),
        sender=called(row.sender, names) if row.sender else row.sender_name,
        message=row.message,
        reason=row.reason_label,
        ecard=row.ecard,
        sent_on=today(company, row.sent_at),
    )


def _initial(name: str) -> str:
    """The first letter with the marks that belong to it."""
    end = 1
    while end < len(name) and unicodedata.category(name[end]).startswith("M"):
        end += 1
    return name[:end]
