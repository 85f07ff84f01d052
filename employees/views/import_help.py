"""What an HR file should look like: the help page and files to begin with."""

from dataclasses import dataclass

from django.http import HttpResponse
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from employees.forms.imports import short_years_meaning
from employees.records import Extra, Field
from employees.records.fields import Column
from employees.services import imports
from workstars.lib.doors import AdministratorPage
from workstars.lib.downloads import download
from workstars.lib.tabular import write_csv, write_xlsx
from workstars.lib.tabular.limits import MEGABYTE


@dataclass(frozen=True)
class Described:
    """A column for the help page. `examples` are what may stand in a cell."""

    column: Column
    examples: tuple[str, ...]
    meaning: Promise


COLUMNS = (
    Described(
        Field.EMPLOYEE_ID,
        ("000123", "A-17"),
        gettext_lazy("Needed always. Zeros in front count; up to 64 characters."),
    ),
    Described(
        Field.FIRST_NAME, ("Zoë",), gettext_lazy("First or last name is needed; up to 150 characters.")
    ),
    Described(
        Field.LAST_NAME, ("O’Neill", "李"), gettext_lazy("As it should stand on paper, in any script.")
    ),
    Described(
        Extra.FULL_NAME,
        ("O’Neill, Zoë",),
        gettext_lazy("Instead of two columns; split at the comma."),
    ),
    Described(
        Field.HR_EMAIL,
        ("zoe@company.com",),
        gettext_lazy("Empty for whoever has none. An empty cell clears the address that was known."),
    ),
    Described(
        Field.COUNTRY,
        ("Poland", "Polska", "PL", "POL"),
        gettext_lazy("Name or code. May be missing where your company has only one country."),
    ),
    Described(
        Field.LANGUAGE,
        ("pl", "Polish"),
        gettext_lazy("For mails and paper; your company’s where it is empty."),
    ),
    Described(
        Field.MANAGER_ID,
        ("000045",),
        gettext_lazy("The line manager’s Employee ID, not the name. In any order of rows."),
    ),
    Described(Field.JOB_TITLE, ("Fitter",), gettext_lazy("Up to 150 characters.")),
    Described(Field.DEPARTMENT, ("Assembly",), gettext_lazy("Up to 150 characters.")),
    Described(Field.LOCATION, ("Hall 4",), gettext_lazy("Letters and certificates are sorted by it.")),
    Described(
        Field.HIRE_DATE,
        ("2027-03-04", "04/03/2027"),
        gettext_lazy("A day ahead: known, on no list until then."),
    ),
    Described(
        Field.LEAVING_DATE,
        ("2027-12-31",),
        gettext_lazy("The last day, inclusive. A day ahead may stand here already."),
    ),
    Described(
        Extra.STATUS,
        ("Active", "Terminated"),
        gettext_lazy("Whoever has left is deactivated, or not added. “On leave” still works here."),
    ),
)


class ImportHelpPage(AdministratorPage):
    """`/admin/employees/import/help`: columns, examples, and the ten usual errors."""

    def get(self, request: object) -> HttpResponse:
        limits = imports.limits()
        return self.render(
            "employees/import/help.html",
            columns=COLUMNS,
            limits=limits,
            megabytes=limits.size // MEGABYTE,
            short_years=short_years_meaning(),
        )


class ImportTemplateFile(AdministratorPage):
    """Our own headings with nothing below them."""

    def get(self, request: object, ending: str) -> HttpResponse:
        headings = [str(name.label) for name in Field]
        data = write_xlsx(headings, []) if ending == "xlsx" else write_csv(headings, []).data
        return download(data, _("Employees.%(ending)s") % {"ending": ending})
