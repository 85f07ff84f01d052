"""All recognitions of the company, for administrators."""

from django.http import HttpRequest, HttpResponse

from recognition.forms.giving import AdministratorsFilterForm
from recognition.queries.wall import Viewer, wall_page
from workstars.lib.doors import AdministratorPage
from workstars.lib.keyset import Key

PER_PAGE = 50


class RecognitionsPage(AdministratorPage):
    """`/admin/recognitions`: searched, filtered, newest first; `?before=` is where an older page begins."""

    def get(self, request: HttpRequest) -> HttpResponse:
        form = AdministratorsFilterForm(self.company, request.GET)
        wanted = form.wanted()
        before = Key.read(request.GET.get("before", ""))
        page = wall_page(Viewer.of(self.company, self.member), wanted, before=before, limit=PER_PAGE)
        query = request.GET.copy()
        query["before"] = str(page.older)
        return self.render(
            "recognition/recognitions.html",
            form=form,
            page=page,
            is_filtered=wanted.is_filtered,
            before=before,
            older=f"?{query.urlencode()}" if page.older else "",
            status=200 if form.is_valid() else 422,
        )
