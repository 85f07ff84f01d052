"""The funnel (I12): a chart and a table, by country, site and line manager, and over time."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Any
from urllib.parse import urlencode

from django.core.paginator import Page, Paginator
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from employees.models import Employee
from invites.forms.funnel import FunnelForm
from invites.queries import country_name, funnel
from invites.queries.funnel import Cut, Figures, Line, Stage
from workstars.lib.clock import today
from workstars.lib.doors import AdministratorPage
from workstars.lib.downloads import CSV, download
from workstars.lib.figures import Counted
from workstars.lib.tabular import write_csv

TIME_SHOWN = timedelta(weeks=52)


@dataclass(frozen=True)
class Row:
    """One line of the table. `href` is the list of these people; empty where no filter of it names them."""

    name: str
    href: str
    figures: Figures

    @property
    def cells(self) -> list[tuple[str, int]]:
        return [(str(stage.label), getattr(self.figures, stage)) for stage in Stage]


class FunnelBase(AdministratorPage):
    """Reads the address, and counts what it asks for."""

    def enter(self) -> None:
        self.day = today(self.company, self.now)
        self.countries = funnel.by_country(self.company, self.day, self.now)
        self.form = FunnelForm(list(self.countries.figures), self.request.GET)
        self.asked = self.form.asked(self.request.GET)

    @property
    def whole(self) -> Figures:
        """Of the country that is asked for, else of the company."""
        of = self.countries.figures
        return of[self.form.chosen_country] if self.form.chosen_country else sum(of.values(), Figures())

    def rows(self, lines: Sequence[Line]) -> list[Row]:
        managers = _managers(self.company, lines) if self.asked.cut == Cut.MANAGER else {}
        return [self.row(line, managers) for line in lines]

    def row(self, line: Line, managers: Mapping[int, Employee]) -> Row:
        here = {"country": self.form.chosen_country} if self.form.chosen_country else {}
        if self.asked.cut == Cut.COUNTRY:
            return Row(country_name(str(line.key)), _list(country=str(line.key)), line.figures)
        if self.asked.cut == Cut.SITE:
            site = str(line.key)
            return Row(site or _("No site"), _list(**here, site=site) if site else "", line.figures)
        manager = managers.get(int(line.key)) if line.key else None
        if manager is None:
            return Row(_("No line manager"), "", line.figures)
        return Row(manager.name, _list(**here, manager=manager.employee_id), line.figures)


class FunnelPage(FunnelBase):
    """`/admin/invites/funnel`."""

    def get(self, request: HttpRequest) -> HttpResponse:
        page, table = self.table()
        kept = next((one.at for one in (self.countries, table) if one.is_kept), None)
        return self.render(
            "invites/funnel.html",
            form=self.form,
            cut=self.asked.cut,
            tabs=[(cut.value, cut.label, cut == self.asked.cut) for cut in Cut],
            whole=self.whole,
            stages=self.stages(),
            meanings=[(stage.label, funnel.MEANING[stage]) for stage in Stage],
            rows=self.rows(list(page)),
            page=page,
            stage=self.form.chosen_stage,
            weeks=self.weeks(),
            country=self.form.names.get(self.form.chosen_country, ""),
            counted_at=kept,
        )

    def table(self) -> "tuple[Page[Line], Counted[Any]]":
        """The lines of the page that is asked for, and how fresh they are."""
        number = _number(self.request.GET.get("page", ""))
        if self.asked.cut == Cut.COUNTRY:
            lines = funnel.country_lines(self.countries.figures, self.asked)
            return Paginator(lines, funnel.PER_PAGE).get_page(number), self.countries
        table = funnel.lines_of(self.company, self.asked, self.day, self.now, number)
        if number > 1 and not table.figures.lines:  # an old link: the table has become shorter
            number, table = 1, funnel.lines_of(self.company, self.asked, self.day, self.now)
        pages: Paginator[Line] = Paginator(range(table.figures.total), funnel.PER_PAGE)  # type: ignore[arg-type]
        page = pages.get_page(number)
        page.object_list = table.figures.lines
        return page, table

    def stages(self) -> list[tuple[str, int]]:
        whole = self.whole
        return [
            (_("Active employees"), whole.people),
            *((str(stage.label), getattr(whole, stage)) for stage in Stage),
        ]

    def weeks(self) -> list[tuple[str, int]]:
        """What was kept of the weeks before, and this moment."""
        past = funnel.over_time(self.company, self.form.chosen_country, self.day - TIME_SHOWN)
        points = [*past, (self.day, self.whole)]
        return [
            (date_format(day, "DATE_FORMAT"), getattr(figures, self.form.chosen_stage))
            for day, figures in points
        ]


class FunnelCsv(FunnelBase):
    """`/admin/invites/funnel.csv`: every line of the table that the page shows a part of."""

    def get(self, request: HttpRequest) -> HttpResponse:
        asked = self.asked
        if asked.cut == Cut.COUNTRY:
            lines = funnel.country_lines(self.countries.figures, asked)
        else:
            lines = funnel.all_lines(self.company, asked, self.day)
        headings = [str(Cut(asked.cut).label), _("Active employees"), *(str(stage.label) for stage in Stage)]
        rows = [
            [row.name, str(row.figures.people), *(str(number) for _label, number in row.cells)]
            for row in self.rows(lines)
        ]
        name = f"{self.company.subdomain}-funnel-{asked.cut}-{self.day.isoformat()}.csv"
        return download(write_csv(headings, rows).data, name, CSV)


def _managers(company: Any, lines: Sequence[Line]) -> dict[int, Employee]:
    ids = [line.key for line in lines if line.key]
    people: dict[int, Employee] = Employee.objects.for_company(company).in_bulk(ids)
    return people


def _list(**filters: str) -> str:
    return f"{reverse('employees-list')}?{urlencode(filters)}"


def _number(text: str) -> int:
    return max(int(text), 1) if text.isascii() and text.isdigit() and len(text) < 7 else 1
