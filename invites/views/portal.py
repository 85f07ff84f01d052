"""The paper pages of the admin portal: *Invites Overview*, *Invites CSVs*, *Reminder CSVs* (I4, I5, I8, I11)."""

from datetime import timedelta
from typing import Any, ClassVar

from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse

from invites.csv_export import workbook_name
from invites.forms.generation import GenerateForm
from invites.models import CodeFile, Kind
from invites.queries import files_with_counts, waiting_by_country
from invites.queries.files import just_made, waiting_to_be_fetched
from invites.queries.managers import managers_waiting, offline_managers
from invites.services.fetching import NotHandedOut, download_code_file
from invites.services.generation import NobodyWaits, OfflineEmployeesOff, generate_invites_csv
from workstars.lib.clock import today
from workstars.lib.doors import AdministratorPage
from workstars.lib.downloads import CSV, XLSX, download
from workstars.lib.vault import FileDamaged

FILES_ON_A_PAGE = 25
MANAGERS_ON_A_PAGE = 50
A_MOMENT = timedelta(minutes=10)


class PaperPage(AdministratorPage):
    """While *offline employees* is off, there is no such page (C4)."""

    def enter(self) -> None:
        if not self.company.offline_employees:
            raise Http404

    def overview(self, kind: str, status: int = 200, **said: Any) -> HttpResponse:
        """Both tabs with their counts, one of them open; `said` is what a refusal has to say."""
        day = today(self.company, self.now)
        waiting = {
            each: waiting_by_country(self.company, day, each) for each in (Kind.INVITES, Kind.REMINDERS)
        }
        return self.render(
            "invites/overview.html",
            status=status,
            kind=kind,
            countries=waiting[Kind(kind)],
            counts={each.value: sum(row.waiting for row in rows) for each, rows in waiting.items()},
            managers=managers_waiting(self.company, day, kind) if waiting[Kind(kind)] else [],
            made=just_made(self.company, kind, self.actor.user_id, self.now - A_MOMENT),
            to_fetch=waiting_to_be_fetched(self.company),
            company=self.company,
            **said,
        )

    def hand_out(self, file: CodeFile, *, workbook: bool = False) -> HttpResponse:
        """The file as an attachment that nobody on the way keeps. Raises FileDamaged, NotHandedOut."""
        data = download_code_file(
            company=self.company, file=file, by=self.actor, now=self.now, workbook=workbook
        )
        name = workbook_name(file.file_name) if workbook else file.file_name
        return download(data, name, XLSX if workbook else CSV)


class InvitesOverviewPage(PaperPage):
    """`/admin/invites`, `?tab=reminders`."""

    def get(self, request: HttpRequest) -> HttpResponse:
        return self.overview(Kind.REMINDERS if request.GET.get("tab") == "reminders" else Kind.INVITES)


class GeneratePage(PaperPage):
    """POST `/admin/invites/generate`: answers with the file itself."""

    def post(self, request: HttpRequest) -> HttpResponse:
        form = GenerateForm(request.POST)
        if not form.is_valid():
            kind = form.cleaned_data.get("kind", Kind.INVITES)
            return self.overview(kind, status=422, sentences=form.sentences)
        kind = form.cleaned_data["kind"]
        try:
            file = generate_invites_csv(company=self.company, by=self.actor, now=self.now, **form.order)
            response = self.hand_out(file)
        except OfflineEmployeesOff:
            raise Http404 from None
        except NobodyWaits as refusal:
            return self.overview(kind, status=409, **self.said_of(refusal))
        except (FileDamaged, NotHandedOut) as refusal:
            return self.overview(kind, status=409, sentences=[refusal])
        if token := form.cleaned_data["download_token"]:
            response.set_cookie(f"download-{token}", "1", max_age=60, samesite="Lax")
        return response

    def said_of(self, refusal: NobodyWaits) -> dict[str, Any]:
        last = refusal.last
        just_now = last is not None and self.now - last.created_at < A_MOMENT
        return {"sentences": [refusal], "last": last, "just_now": just_now}


class OfflineManagersPage(PaperPage):
    """`/admin/invites/managers`: whoever has people to lead and cannot be reached but by paper (I11)."""

    def get(self, request: HttpRequest) -> HttpResponse:
        managers = offline_managers(self.company, today(self.company, self.now))
        page = Paginator(managers, MANAGERS_ON_A_PAGE).get_page(request.GET.get("page"))
        return self.render("invites/managers.html", page=page)


class CodeFilesPage(PaperPage):
    """Earlier files of one kind, newest first."""

    kind: ClassVar[Kind]

    def get(self, request: HttpRequest) -> HttpResponse:
        files = Paginator(files_with_counts(self.company, self.kind), FILES_ON_A_PAGE)
        page = files.get_page(request.GET.get("page"))
        return self.render("invites/files.html", kind=self.kind.value, page=page)


class InvitesCsvsPage(CodeFilesPage):
    """`/admin/invites/csvs`."""

    kind = Kind.INVITES


class ReminderCsvsPage(CodeFilesPage):
    """`/admin/reminders/csvs`."""

    kind = Kind.REMINDERS
