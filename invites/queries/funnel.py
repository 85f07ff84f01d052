"""The funnel (I12): how many active people have come how far, in all, and by country, site and line manager.

A stage that was reached stays reached, so a person is counted once at each; who is registered has been invited and has
attempted. *Waiting* alone is who has reached nothing yet: waiting and invited are everybody.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, fields
from datetime import date, datetime
from typing import Any

from django.core.cache import cache
from django.db.models import Count, F, FilteredRelation, Q, QuerySet, Sum, TextChoices, Window
from django.utils.translation import gettext_lazy as _

from employees.models import Company, Employee
from employees.models.employee import EmployeeQuerySet
from invites.models import FunnelDay, Kind
from invites.queries.waiting import country_name
from workstars.lib.clock import today
from workstars.lib.figures import Counted, counted
from workstars.lib.text import fold_search

PER_PAGE = 50
LOOKED_AT_FOR = 24 * 60 * 60  # seconds


class Stage(TextChoices):
    WAITING = "waiting", _("Waiting")
    INVITED = "invited", _("Invited")
    REMINDED = "reminded", _("Reminded")
    ATTEMPTED = "attempted", _("Attempted")
    REGISTERED = "registered", _("Registered")


MEANING = {
    Stage.WAITING: _("Neither a letter nor an e-mail has been made for them yet."),
    Stage.INVITED: _("A letter was made or an e-mail was sent, or they came without one."),
    Stage.REMINDED: _("At least one reminder followed, on paper or by e-mail."),
    Stage.ATTEMPTED: _("They opened the registration with the right code or link."),
    Stage.REGISTERED: _("They have a login."),
}


class Cut(TextChoices):
    COUNTRY = "country", _("By country")
    SITE = "site", _("By site")
    MANAGER = "manager", _("By line manager")


COLUMN: Mapping[str, str] = {Cut.COUNTRY: "country", Cut.SITE: "location", Cut.MANAGER: "manager"}


@dataclass(frozen=True)
class Figures:
    waiting: int = 0
    invited: int = 0
    reminded: int = 0
    attempted: int = 0
    registered: int = 0

    @property
    def people(self) -> int:
        return self.waiting + self.invited

    @property
    def percent(self) -> int:
        """Of the people, how many have registered."""
        return round(100 * self.registered / self.people) if self.people else 0

    def __add__(self, other: "Figures") -> "Figures":
        return Figures(*(getattr(self, one.name) + getattr(other, one.name) for one in fields(self)))


@dataclass(frozen=True)
class Line:
    """One row of the table. `key` is a country's code, a site or the id of a manager; "" or None: without one."""

    key: str | int | None
    figures: Figures


@dataclass(frozen=True)
class Lines:
    """One page of a table, and how many lines all pages have."""

    lines: Sequence[Line]
    total: int


def reached() -> dict[str, Q]:
    """What makes somebody count at each stage, asked of employees `with_reminder`; the only place that says it."""
    registered = Q(registered_at__isnull=False)
    attempted = registered | Q(attempted_at__isnull=False)
    invited = attempted | Q(paper_made_at__isnull=False) | Q(mail_count__gt=0)
    return {
        Stage.WAITING: ~invited,
        Stage.INVITED: invited,
        Stage.REMINDED: Q(mail_count__gt=1) | Q(reminder__isnull=False),
        Stage.ATTEMPTED: attempted,
        Stage.REGISTERED: registered,
    }


def with_reminder(people: EmployeeQuerySet) -> EmployeeQuerySet:
    """Joins the code of the newest paper if that is a reminder, since after a first one every paper is. Never two."""
    newest = Q(codes__kind=Kind.REMINDERS, codes__created_at=F("paper_made_at"))
    return people.annotate(reminder=FilteredRelation("codes", condition=newest))


def by_country(
    company: Company, day: date, now: datetime, *, anew: bool = False
) -> Counted[dict[str, Figures]]:
    """All countries in one pass; their sum is the company."""

    def count() -> dict[str, Figures]:
        rows = _cut(company, Cut.COUNTRY, day).values_list(COLUMN[Cut.COUNTRY], *Stage.values)
        return {code: Figures(*figures) for code, *figures in rows}

    found = counted(f"funnel:{company.pk}:{day}", count, now, anew=anew)
    if found.is_slow and not anew:
        cache.set(_looked_at(company), True, timeout=LOOKED_AT_FOR)
    return found


def keep_fresh(companies: Iterable[Company], now: datetime) -> None:
    """Counts anew what opens first, where counting is slow and somebody looked at it of late: nobody waits for it."""
    for company in companies:
        if cache.get(_looked_at(company)):
            day = today(company, now)
            by_country(company, day, now, anew=True)
            for cut in (Cut.SITE, Cut.MANAGER):
                lines_of(company, Asked(cut), day, now, anew=True)


def _looked_at(company: Company) -> str:
    return f"funnel-looked-at:{company.pk}"


@dataclass(frozen=True)
class Asked:
    """Which lines of which table. `sort` is a stage, "people" or "name", with "-" for the largest first."""

    cut: str
    country: str = ""
    sort: str = "-people"


def lines_of(
    company: Company, asked: Asked, day: date, now: datetime, page: int = 1, *, anew: bool = False
) -> Counted[Lines]:
    """One page of the table by site or manager, in one pass."""

    def count() -> Lines:
        rows = _sorted(_cut(company, asked.cut, day, asked.country), asked)
        found = list(_values(rows, asked)[(page - 1) * PER_PAGE : page * PER_PAGE])
        return Lines([_line(*row) for row in found], found[0][0] if found else 0)

    key = f"funnel:{company.pk}:{day}:{asked.cut}:{asked.country}:{asked.sort}:{page}"
    return counted(key, count, now, anew=anew)


def all_lines(company: Company, asked: Asked, day: date) -> list[Line]:
    """The whole table by site or manager, never kept."""
    rows = _sorted(_cut(company, asked.cut, day, asked.country), asked)
    return [_line(*row) for row in _values(rows, asked).iterator()]


def _values(rows: QuerySet[Employee], asked: Asked) -> Any:
    return rows.values_list("lines", COLUMN[asked.cut], *Stage.values)


def _line(_lines: int, key: str | int | None, *figures: int) -> Line:
    return Line(key, Figures(*figures))


def country_lines(figures: Mapping[str, Figures], asked: Asked) -> list[Line]:
    """The table by country, sorted here: there are never many."""
    lines = [Line(code, of) for code, of in figures.items() if asked.country in ("", code)]
    down, key = asked.sort.startswith("-"), asked.sort.removeprefix("-")
    lines.sort(key=lambda line: fold_search(country_name(str(line.key))), reverse=down and key == "name")
    if key != "name":
        lines.sort(key=lambda line: getattr(line.figures, key), reverse=down)
    return lines


def _cut(company: Company, cut: str, day: date, country: str = "") -> QuerySet[Employee]:
    people: EmployeeQuerySet = Employee.objects.for_company(company).active(day)
    if country:
        people = people.filter(country=country)
    stages = {name: Count("pk", filter=condition) for name, condition in reached().items()}
    grouped: QuerySet[Employee] = (
        with_reminder(people).order_by().values(COLUMN[cut]).annotate(people=Count("pk"), **stages)
    )
    return grouped


def _sorted(rows: QuerySet[Employee], asked: Asked) -> QuerySet[Employee]:
    down, key = asked.sort.startswith("-"), asked.sort.removeprefix("-")
    names = [F("location")]
    if asked.cut == Cut.MANAGER:
        names = [F("manager__last_name"), F("manager__first_name")] if key == "name" else []
    order = names if key == "name" else [F(key), *names]
    first, *rest = [one.desc(nulls_last=True) if down else one.asc(nulls_last=True) for one in order]
    return rows.annotate(lines=Window(Count("*"))).order_by(first, *rest, COLUMN[asked.cut])


def over_time(company: Company, country: str, since: date) -> list[tuple[date, Figures]]:
    """What was kept of past days, the last one of each week, oldest first."""
    days = FunnelDay.objects.for_company(company).filter(day__gte=since)
    if country:
        days = days.filter(country=country)
    sums = days.order_by("day").values("day").annotate(**{f"all_{name}": Sum(name) for name in Stage.values})
    rows = sums.values_list("day", *(f"all_{name}" for name in Stage.values))
    weeks = {day.isocalendar()[:2]: (day, Figures(*figures)) for day, *figures in rows}
    return list(weeks.values())
