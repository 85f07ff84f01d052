"""The audit log of a company (C7)."""

from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect
from django.urls import reverse

from employees.audit_sentences import changes_of, sentence_for
from employees.audit_words import kind_of
from employees.forms.audit import AuditFilterForm
from employees.queries.audit import Key, audit_page
from employees.services.audit_exporting import export_audit_log
from workstars.lib.doors import AdministratorPage
from workstars.lib.downloads import CSV, stream


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


class AuditExportPage(AdministratorPage):
    """The log as filtered by the address, as a CSV. Filters that cannot be read are said on the page instead."""

    def post(self, request: HttpRequest) -> HttpResponseBase:
        form = AuditFilterForm(request.GET)
        wanted = form.wanted()
        if not form.is_valid():
            return redirect(f"{reverse('audit')}?{request.GET.urlencode()}")
        export = export_audit_log(company=self.company, wanted=wanted, by=self.actor, now=self.now)
        return stream(export.lines, export.file_name, CSV)
