"""One file with codes: its page, the ways to take it, and voiding it (I5, I8)."""

from typing import Any, ClassVar

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect
from django.utils.translation import ngettext

from invites.forms.files import PeopleForm, VoidForm
from invites.models import CodeFile
from invites.queries.files import counts_of, downloads_of, managers_in, people_page
from invites.services.fetching import NotHandedOut
from invites.services.voiding import AlreadyVoid, consequences, void_file
from invites.views.portal import PaperPage
from workstars.lib.clock import today
from workstars.lib.vault import FileDamaged


class OneFilePage(PaperPage):
    """A page about one file of this company; another company's is not found."""

    def file(self, pk: int) -> CodeFile:
        files: Any = CodeFile.objects.for_company(self.company).select_related("company")
        found: CodeFile = self.find_or_404(files, pk=pk)
        return found


class CodeFilePage(OneFilePage):
    """`/admin/invites/csvs/<id>`, for files of both kinds: what it is, who is still out, who fetched it."""

    def get(self, request: HttpRequest, pk: int) -> HttpResponse:
        file, day = self.file(pk), today(self.company, self.now)
        form = PeopleForm(request.GET)
        wanted = form.wanted()
        people = people_page(file, day, number=request.GET.get("page", 1), **wanted)
        return self.render(
            "invites/file.html",
            file=file,
            form=form,
            counts=counts_of(file, day),
            managers=managers_in(file, day),
            page=people,
            rows=[(code.employee, code.employee.status(day)) for code in people],
            is_filtered=any(wanted.values()),
            downloads=downloads_of(self.company, file),
        )


class CodeFileDownloadPage(OneFilePage):
    """`/admin/invites/csvs/<id>/download`: byte for byte what was made. The first one begins the days of a file made
    by schedule; any other changes nothing but the audit log."""

    workbook: ClassVar[bool] = False

    def get(self, request: HttpRequest, pk: int) -> HttpResponse:
        file = self.file(pk)
        try:
            return self.hand_out(file, workbook=self.workbook)
        except FileDamaged as damage:
            return self.render("invites/refused.html", status=409, file=file, refusal=damage, is_damaged=True)
        except NotHandedOut as refusal:
            return self.render("invites/refused.html", status=410, file=file, refusal=refusal)


class CodeFileWorkbookPage(CodeFileDownloadPage):
    """`/admin/invites/csvs/<id>/xlsx`: the same rows as text cells, for Excel."""

    workbook = True


class CodeFileVoidPage(OneFilePage):
    """`/admin/invites/csvs/<id>/void`: says what dies and who waits again; POST does it."""

    def get(self, request: HttpRequest, pk: int) -> HttpResponse:
        file = self.file(pk)
        return redirect("code-file", pk=pk) if file.is_void else self.confirm(file, VoidForm())

    def post(self, request: HttpRequest, pk: int) -> HttpResponseBase:
        file, form = self.file(pk), VoidForm(request.POST)
        if not form.is_valid():
            return self.confirm(file, form, 422)
        reason = form.cleaned_data["reason"]
        try:
            done = void_file(company=self.company, file=file, reason=reason, by=self.actor, now=self.now)
        except AlreadyVoid as refusal:
            messages.warning(request, str(refusal))
        else:
            again = done.invites + done.reminders
            words = ngettext(
                "The file is void. %(people)s person waits again.",
                "The file is void. %(people)s people wait again.",
                again,
            )
            messages.success(request, words % {"people": f"{again:,}"})
        return redirect("code-file", pk=pk)

    def confirm(self, file: CodeFile, form: VoidForm, status: int = 200) -> HttpResponse:
        return self.render(
            "invites/void.html",
            status=status,
            file=file,
            form=form,
            done=consequences(self.company, file, today(self.company, self.now)),
        )
