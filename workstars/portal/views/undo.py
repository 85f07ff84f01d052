"""The page of an import, which says whether it can be undone, and undoing it (E5).

What happened since to the people of a file is known in all apps, so these doors are on the top floor.
"""

from typing import Any

from django.http import Http404, HttpResponse

from employees.models import Employee, HrImport
from employees.queries.touched import Since, Touched, people_in
from employees.services import imports
from employees.views.imports import ImportPage, go_on
from workstars.portal.queries.since import met_elsewhere

NEW_SHOWN = 100


class ImportDetailPage(ImportPage):
    """`/admin/employees/import/<id>`: what comes next, and the way back while there is one."""

    def facts(self, hr_import: HrImport) -> dict[str, Any]:
        facts = super().facts(hr_import)
        if hr_import.status != HrImport.Status.APPLIED:
            return facts
        return {
            **facts,
            "undo_until": imports.undo_until(hr_import),
            "undo_hindrance": self.hindrance(hr_import),
        }

    def hindrance(self, hr_import: HrImport) -> str:
        """Why it cannot be undone, as a sentence; "" while it can."""
        try:
            imports.refuse_late(hr_import, self.now)
            touched = imports.trace_of(hr_import).touched
            imports.refuse_met(hr_import, touched, elsewhere(hr_import, touched))
        except imports.UndoRefused as refusal:
            return str(refusal)
        return ""


class ImportUndoPage(ImportDetailPage):
    """GET says exactly what will happen, or why it cannot; POST has it done."""

    def get(self, request: object, pk: int) -> HttpResponse:
        return self.show_plan(self.hr_import(pk))

    def post(self, request: object, pk: int) -> HttpResponse:
        hr_import = self.hr_import(pk)
        try:
            touched = imports.trace_of(hr_import).touched
            hr_import = imports.request_undo(
                hr_import=hr_import,
                elsewhere=elsewhere(hr_import, touched),
                user=self.member.user,
                by=self.actor,
                now=self.now,
            )
        except imports.UndoRefused:
            return self.show_plan(hr_import, status=409)
        except imports.NotNow as refusal:
            return self.show(self.hr_import(pk), status=409, refusal=str(refusal))
        return go_on(hr_import)

    def show_plan(self, hr_import: HrImport, status: int = 200) -> HttpResponse:
        if hr_import.status != HrImport.Status.APPLIED:
            return self.show(hr_import, status=status)
        facts = self.facts(hr_import)
        if facts["undo_hindrance"]:
            return self.render("employees/import/undo.html", status=status, **facts)
        touched = imports.trace_of(hr_import).touched
        going = people_in(Employee.objects.for_company(self.company), touched.new)
        return self.render(
            "employees/import/undo.html",
            status=status,
            **facts,
            going=[[person.employee_id, person.name] for person in going.order_by("pk")[:NEW_SHOWN]],
            restored=touched.count - facts["findings"].new,
        )


def elsewhere(hr_import: HrImport, touched: Touched) -> list[Since]:
    if hr_import.finished_at is None:
        raise Http404
    return met_elsewhere(hr_import.company, touched, hr_import.finished_at)
