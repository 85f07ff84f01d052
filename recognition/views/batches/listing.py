"""The list of batch requests, and the template of their file."""

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _

from recognition.csv_import.columns import Column
from recognition.forms.batches import StateForm
from recognition.queries.batches import visible_batches
from workstars.lib.doors import CoordinatorPage
from workstars.lib.downloads import download
from workstars.lib.tabular import write_csv

PER_PAGE = 20


class BatchesPage(CoordinatorPage):
    """`/batches`: the newest first, by state if asked."""

    def get(self, request: HttpRequest) -> HttpResponse:
        form = StateForm(request.GET)
        state = form.cleaned_data["state"] if form.is_valid() else ""
        rows = visible_batches(self.company, self.member)
        shown = rows.with_status(state) if state else rows
        page = Paginator(shown.select_related("file").defer("file__found").newest_first(), PER_PAGE)
        return self.render(
            "recognition/batches/list.html",
            form=form,
            state=state,
            page=page.get_page(request.GET.get("page")),
            nothing_yet=not state and not page.count,
        )


class TemplatePage(CoordinatorPage):
    """`/batches/template.csv`: the four headings, with two rows that show what is meant."""

    def get(self, request: HttpRequest) -> HttpResponse:
        rows = [
            ["00123", _("Thank you for staying late on Friday."), "100", ""],
            ["00124", _("The new line started a week early. Well done."), "0", _("Teamwork")],
        ]
        return download(write_csv([column.value for column in Column], rows).data, _("Batch template.csv"))
