"""The audit log of a company (C7)."""

from django.http import HttpRequest, HttpResponse

from employees.audit_sentences import changes_of, sentence_for
from employees.audit_words import kind_of
from employees.forms.audit import AuditFilterForm
from employees.queries.audit import Key, audit_page
from workstars.lib.doors import AdministratorPage


class AuditPage(AdministratorPage):
    """`/admin/audit`: newest first; `?before=` and `?after=` are the pager's."""

    def get(self, request: HttpRequest) -> HttpResponse:
        form = AuditFilterForm(request.GET)
        wanted = form.wanted()
        before, after = (Key.read(request.GET.get(name, "")) for name in ("before", "after"))
        page = audit_page(self.company, wanted, before=before, after=after)
        rows = [
            (event, sentence_for(event), changes_of(event), kind_of(event.action)) for event in page.events
        ]
        return self.render(
            "employees/audit/list.html",
            form=form,
            rows=rows,
            is_filtered=wanted.is_filtered,
            older=self.address(before=page.older),
            newer=self.address(after=page.newer),
            status=200 if form.is_valid() else 422,
        )

    def address(self, **key: Key | None) -> str:
        """This page's, with its filters, from another key; nothing when there is none."""
        ((name, value),) = key.items()
        if value is None:
            return ""
        query = self.request.GET.copy()
        for used in ("before", "after"):
            query.pop(used, None)
        query[name] = str(value)
        return f"?{query.urlencode()}"
