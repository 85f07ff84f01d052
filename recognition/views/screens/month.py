"""The sheet of a month, to be pinned to a board (R9)."""

from datetime import date

from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _

from employees.models import Company
from employees.queries.companies import logo_of
from recognition.forms.screens import MonthForm
from recognition.models import ECardPicture
from recognition.pdf.month import MonthSheet, render_month
from recognition.queries.shown import Month, Shown, shown_in
from workstars.lib.clock import today
from workstars.lib.doors import Page
from workstars.lib.downloads import show_pdf
from workstars.lib.pdf import CannotSet
from workstars.lib.pdf.paper import paper_in

MOST = 40
TYPED = ("month", "country", "whose", "names")


class MonthPage(Page):
    """`/wall/month`: which month, and of whom. `?month=` opens the sheet, or says why there is none."""

    audience = frozenset({"administrator", "coordinator", "manager"})

    def get(self, request: HttpRequest) -> HttpResponse:
        day = today(self.company, self.now)
        leads = "manager" in self.member.roles
        if not any(name in request.GET for name in TYPED):
            return self.page(MonthForm(self.company, day, leads=leads))
        form = MonthForm(self.company, day, request.GET, leads=leads)
        if not form.is_valid():
            return self.page(form, 422)
        wanted = form.wanted(self.member.employee.pk if self.member.employee else None)
        return self.sheet(form, wanted, form.cleaned_data["names"])

    def sheet(self, form: MonthForm, wanted: Month, names: str) -> HttpResponse:
        found = shown_in(self.company, wanted, names, MOST + 1)
        if not found:
            form.add_error("month", _("Nobody was thanked in public in that month. Choose another one."))
            return self.page(form, 422)
        try:
            data = render_month(sheet_of(self.company, wanted, found))
        except CannotSet:
            form.add_error(
                "month", _("This sheet could not be set in type. Something in it breaks the page.")
            )
            return self.page(form, 500)
        return show_pdf(data, f"thanks-{wanted.first:%Y-%m}.pdf")

    def page(self, form: MonthForm, status: int = 200) -> HttpResponse:
        return self.render("recognition/screens/month.html", form=form, most=MOST, status=status)


def sheet_of(company: Company, wanted: Month, found: list[Shown]) -> MonthSheet:
    """The paper is that of the country asked for, else of the company's first."""
    shown = found[:MOST]
    ecards = {one.ecard.pk for one in shown if one.ecard}
    pictures = (
        ECardPicture.objects.for_company(company).filter(ecard__in=ecards).values_list("ecard", "print")
    )
    return MonthSheet(
        company=company.name,
        logo_png=logo_of(company),
        colour=company.colour,
        paper=paper_in(wanted.country or (company.countries or [""])[0]),
        first=date(wanted.first.year, wanted.first.month, 1),
        country=wanted.country,
        thanks=tuple(shown),
        pictures={pk: bytes(data) for pk, data in pictures},
        is_cut=len(found) > MOST,
    )
