"""The administrators' certificates: those without a manager's account, those that failed, and who stands in the way."""

from collections.abc import Mapping

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from certificates.models import Certificate, CertificateQuerySet, State
from certificates.queries import lists
from certificates.services.piles import PRINTED_AT_ONCE
from certificates.views import papers
from workstars.lib.clock import today
from workstars.lib.doors import AdministratorPage

PER_PAGE = 50
TABS: Mapping[str, Promise] = {
    "list": _("Your list"),
    "late": _("Not printed"),
    "failed": State.FAILED.label,
    "managers": _("Offline managers"),
    "all": _("All"),
}


class EveryCertificatePage(papers.CertificatePage, AdministratorPage):
    """Administrators reach every certificate of their company."""

    list_name = "admin-certificates"

    def within_reach(self) -> CertificateQuerySet:
        every: CertificateQuerySet = Certificate.objects.for_company(self.company)
        return every.of_people_here()


class OverviewPage(EveryCertificatePage):
    """`/admin/certificates`; `?tab=failed`, `?tab=managers`, `?tab=all&q=…`."""

    def get(self, request: HttpRequest) -> HttpResponse:
        asked = request.GET.get("tab", "")
        tab = asked if asked in TABS else "list"
        words = request.GET.get("q", "").strip()
        day = today(self.company, self.now)
        states = lists.counts_by_state(self.within_reach(), day)
        managers = lists.offline_managers(self.company, day)
        counts = self.counts(states, len(managers))
        mine = lists.waiting_for_print(lists.without_manager(self.company), day)
        new = counts["late"] if tab == "late" else mine
        return self.render(
            "certificates/overview.html",
            tab=tab,
            tabs=papers.tabs_of(TABS, counts, tab),
            states=states,
            new=new,
            at_once=min(new, PRINTED_AT_ONCE),
            managers=managers,
            words=words,
            just_ticked=self.just_ticked(),
            page=None if tab == "managers" else self.rows(tab, words).get_page(request.GET.get("page")),
        )

    def counts(self, states: Mapping[str, int], managers: int) -> dict[str, int]:
        return {
            "list": lists.without_manager(self.company).not_handed_over().count(),
            "late": lists.late(self.company, self.now).count(),
            "failed": states.get(State.FAILED, 0),
            "managers": managers,
            "all": sum(states.values()),
        }

    def rows(self, tab: str, words: str) -> Paginator:
        day = today(self.company, self.now)
        if tab == "failed":
            found = lists.failed(self.company)
        elif tab == "late":
            found = lists.late(self.company, self.now)
        elif tab == "all":
            found = lists.of_people_called(self.within_reach(), words)
        else:
            found = lists.without_manager(self.company).not_handed_over()
        return Paginator(lists.for_lines(found.with_state(day)).order_by("-created_at", "-pk"), PER_PAGE)


class AdminOpenPage(papers.OpenMixin, EveryCertificatePage):
    """`/admin/certificates/<id>`."""


class AdminDownloadPage(papers.DownloadMixin, EveryCertificatePage):
    """`/admin/certificates/<id>/download`."""


class AdminPrintPage(papers.PrintMixin, EveryCertificatePage):
    """POST `/admin/certificates/<id>/print`."""


class AdminPrintNewPage(papers.PrintNewMixin, EveryCertificatePage):
    """POST `/admin/certificates/print`: those of the administrators' list, or what managers have left unprinted for
    weeks; the others are their managers'."""

    def to_print(self) -> CertificateQuerySet:
        if self.request.POST.get("tab") == "late":
            return lists.late(self.company, self.now)
        return lists.without_manager(self.company)


class AdminPrintAgainPage(papers.PrintAgainMixin, EveryCertificatePage):
    """POST `/admin/certificates/print-again`."""


class AdminSignPage(papers.SignMixin, EveryCertificatePage):
    """POST `/admin/certificates/list-to-sign`: for those of the administrators' list."""

    def to_print(self) -> CertificateQuerySet:
        return lists.without_manager(self.company)


class AdminTakeSomeBackPage(papers.TakeSomeBackMixin, EveryCertificatePage):
    """POST `/admin/certificates/take-back`."""


class AdminHandOverPage(papers.HandOverMixin, EveryCertificatePage):
    """POST `/admin/certificates/handed-over`."""


class AdminTakeBackPage(papers.TakeBackMixin, EveryCertificatePage):
    """POST `/admin/certificates/<id>/take-back`."""


class AdminAnewPage(papers.AnewMixin, EveryCertificatePage):
    """POST `/admin/certificates/<id>/anew`: also *Try again*."""
