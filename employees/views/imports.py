"""HR files in the browser (E3): upload, matching, check, confirm, result; and what was imported before (E12)."""

from dataclasses import replace
from datetime import datetime
from typing import Any

from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import redirect
from django.urls import reverse

from employees.csv_import.findings import Findings
from employees.forms.imports import (
    ConfirmForm,
    MatchForm,
    ReadingForm,
    UploadForm,
    as_sent,
    how_read,
    remedies,
)
from employees.models import HrImport
from employees.services import imports
from employees.tasks.imports import work_on_import
from workstars.lib.doors import AdministratorPage
from workstars.lib.progress import bar_of
from workstars.lib.tabular import Unreadable

PER_PAGE = 20


class ImportsPage(AdministratorPage):
    """`/admin/employees/import`: a new file, and the earlier ones."""

    def get(self, request: object) -> HttpResponse:
        return self.show(UploadForm())

    def post(self, request: object) -> HttpResponse:
        form = UploadForm(self.request.POST, self.request.FILES)
        if not form.is_valid():
            return self.show(form, status=422)
        try:
            hr_import = imports.receive_file(
                company=self.company,
                upload=form.cleaned_data["file"],
                complete=form.cleaned_data["complete"],
                user=self.member.user,
                by=self.actor,
                now=self.now,
            )
        except Unreadable as refusal:
            form.add_error("file", str(refusal))
            return self.show(form, status=413 if refusal.is_too_big else 422)
        return go_on(hr_import)

    def show(self, form: UploadForm, status: int = 200) -> HttpResponse:
        earlier = HrImport.objects.for_company(self.company).select_related("uploaded_by").newest_first()
        page = Paginator(earlier, PER_PAGE).get_page(self.request.GET.get("page"))
        rows = [(hr_import, Findings.from_json(hr_import.found)) for hr_import in page]
        return self.render(
            "employees/import/list.html",
            status=status,
            form=form,
            page=page,
            rows=rows,
            undo_from=self.now - imports.UNDO_WITHIN,
        )


class OneImportPage(AdministratorPage):
    """A page about one import of this company; another company's is not found."""

    def hr_import(self, pk: int) -> HrImport:
        here = HrImport.objects.for_company(self.company)
        return self.find_or_404(here.select_related("company", "uploaded_by", "confirmed_by"), pk=pk)

    def show(self, hr_import: HrImport, status: int = 200, **more: Any) -> HttpResponse:
        """The page of the step at which the import is."""
        if hr_import.is_at_work:
            bar = progress_of(hr_import, self.now)
            return self.render("employees/import/working.html", status=status, hr_import=hr_import, **bar)
        if hr_import.status == HrImport.Status.UPLOADED or more.get("step") == "match":
            return self.show_matching(hr_import, status=status, **more)
        template = "result.html"
        if hr_import.status == HrImport.Status.CHECKED:
            template = "leavers.html" if more.get("step") == "leavers" else "check.html"
        return self.render(f"employees/import/{template}", status=status, **{**self.facts(hr_import), **more})

    def facts(self, hr_import: HrImport) -> dict[str, Any]:
        return facts_of(hr_import)

    def show_matching(
        self,
        hr_import: HrImport,
        status: int = 200,
        look: imports.Look | None = None,
        form: MatchForm | None = None,
        **more: Any,
    ) -> HttpResponse:
        look = look or imports.look_into(hr_import, self.request.GET.dict())
        sent = as_sent(replace(look.choices, matching=look.matching, **reading_of(look)))
        sent["remember_as"] = sent["remember_as"] or hr_import.bare_name[:60]
        if form is None and look.sheet:
            form = MatchForm(look.headings, look.sample, look.dates, initial=sent)
        return self.render(
            "employees/import/match.html",
            status=status,
            hr_import=hr_import,
            look=look,
            form=form,
            reading_form=ReadingForm(look.sheet, asks_encoding=look.asks_encoding, initial=sent),
            **more,
        )


class ImportPage(OneImportPage):
    """`/admin/employees/import/<id>`: what comes next; `?step=match` goes back, `?step=leavers` lists who leaves."""

    def get(self, request: object, pk: int) -> HttpResponse:
        hr_import = self.hr_import(pk)
        if "HX-Request" in self.request.headers and "step" not in self.request.GET:
            return self.render_progress(progress_of(hr_import, self.now) if hr_import.is_at_work else None)
        return self.show(hr_import, step=self.request.GET.get("step", ""))


class ImportMatchPage(OneImportPage):
    """What the columns are; the check begins."""

    def post(self, request: object, pk: int) -> HttpResponse:
        hr_import = self.hr_import(pk)
        look = imports.look_into(hr_import, self.request.POST.dict())
        if look.sheet is None:
            return self.show_matching(hr_import, status=422, look=look)
        form = MatchForm(look.headings, look.sample, look.dates, self.request.POST)
        if not form.is_valid():
            return self.show_matching(hr_import, status=422, look=look, form=form)
        try:
            hr_import = imports.match_columns(hr_import=hr_import, choices=form.choices(), now=self.now)
        except imports.MatchingIncomplete as refusal:
            form.tell(refusal.errors)
            return self.show_matching(hr_import, status=422, look=look, form=form)
        except Unreadable as refusal:
            form.add_error(None, str(refusal))
            return self.show_matching(hr_import, status=422, look=look, form=form)
        except imports.NotNow as refusal:
            return self.show(self.hr_import(pk), status=409, refusal=str(refusal))
        return go_on(hr_import)


class ImportConfirmPage(OneImportPage):
    """The checked file is applied."""

    def post(self, request: object, pk: int) -> HttpResponse:
        hr_import = self.hr_import(pk)
        form = ConfirmForm(self.request.POST)
        form.full_clean()
        try:
            hr_import = imports.confirm_import(
                hr_import=hr_import,
                fingerprint=form.cleaned_data.get("fingerprint", ""),
                leavers_confirmed=form.cleaned_data.get("leavers_confirmed", False),
                user=self.member.user,
                by=self.actor,
                now=self.now,
            )
        except imports.LeaversNotConfirmed as refusal:
            form.add_error("leavers_confirmed", str(refusal))
            return self.show(hr_import, status=422, step="leavers", confirm_form=form)
        except (imports.NotNow, imports.Outdated) as refusal:
            return self.show(self.hr_import(pk), status=409, refusal=str(refusal))
        return go_on(hr_import)


class ImportDiscardPage(OneImportPage):
    """Nothing of it is applied."""

    def post(self, request: object, pk: int) -> HttpResponse:
        hr_import = self.hr_import(pk)
        try:
            imports.discard_import(hr_import=hr_import, by=self.actor, now=self.now)
        except imports.NotNow as refusal:
            return self.show(self.hr_import(pk), status=409, refusal=str(refusal))
        return redirect("employees-import-detail", pk=pk)


def go_on(hr_import: HrImport) -> HttpResponse:
    """To the page of the import; with a hint for a worker, if there is work."""
    if hr_import.is_at_work:
        work_on_import.delay_on_commit(import_id=hr_import.pk)
    return redirect("employees-import-detail", pk=hr_import.pk)


def progress_of(hr_import: HrImport, now: datetime) -> dict[str, Any]:
    poll = reverse("employees-import-detail", kwargs={"pk": hr_import.pk})
    return bar_of(hr_import, hr_import.step_label, poll, now)


def reading_of(look: imports.Look) -> dict[str, Any]:
    """What the sheet was read as, where nobody chose it."""
    if look.sheet is None:
        return {}
    part = look.sheet.workbook.part if look.sheet.workbook else ""
    return {"separator": look.sheet.separator, "part": part, "headings_line": look.sheet.headings_line}


def facts_of(hr_import: HrImport) -> dict[str, Any]:
    findings = Findings.from_json(hr_import.found)
    choices = imports.reading_of(hr_import)
    return {
        "hr_import": hr_import,
        "findings": findings,
        "remedies": remedies([*findings.error_codes, *(shown.code for shown in findings.warning_list)]),
        "how": how_read(choices),
        "choices": as_sent(choices),
        "files": {file.kind: file for file in hr_import.files.all()},
        "confirm_form": ConfirmForm(initial={"fingerprint": hr_import.fingerprint}),
    }
