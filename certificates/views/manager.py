"""A manager's certificates and team (T4)."""

from collections.abc import Mapping

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from certificates.models import CertificateQuerySet, State
from certificates.queries import lists
from certificates.services.piles import PRINTED_AT_ONCE
from certificates.views import papers
from workstars.lib.clock import today
from workstars.lib.doors import ManagerPage

PER_PAGE = 50
TABS: Mapping[str, Promise] = {
    "new": _("New"),
    "printed": State.PRINTED.label,
    "expired": State.EXPIRED.label,
    "registered": State.REGISTERED.label,
    "handed_over": State.HANDED_OVER.label,
    "to_fetch": State.TO_FETCH.label,
}
RARE = "to_fetch"  # only while there are some


class MyCertificatesPage(papers.CertificatePage, ManagerPage):
    """What is in this manager's account, and nobody else's."""

    list_name = "manager-certificates"

    def within_reach(self) -> CertificateQuerySet:
        return lists.held_by(self.company, self.member.employee)


class QueuePage(MyCertificatesPage):
    """`/manager/certificates`, `?tab=printed` and so on."""

    def get(self, request: HttpRequest) -> HttpResponse:
        day = today(self.company, self.now)
        asked = request.GET.get("tab", "")
        tab = asked if asked in TABS else "new"
        mine = self.within_reach()
        rows = Paginator(lists.in_tab(mine, tab, day), PER_PAGE)
        counts = lists.counts_by_state(mine, day)
        new = counts.get(State.NEW, 0)
        return self.render(
            "certificates/queue.html",
            tab=tab,
            page=rows.get_page(request.GET.get("page")),
            tabs=papers.tabs_of(shown_tabs(counts, tab), lists.by_tab(counts), tab),
            new=new,
            at_once=min(new, PRINTED_AT_ONCE),
            making=counts.get(State.MAKING, 0) if tab == "new" else 0,
            has_any=bool(counts),
            just_ticked=self.just_ticked(),
        )


def shown_tabs(counts: Mapping[str, int], current: str) -> dict[str, Promise]:
    return {tab: label for tab, label in TABS.items() if tab in (current, *counts) or tab != RARE}


class OpenPage(papers.OpenMixin, MyCertificatesPage):
    """`/manager/certificates/<id>`."""


class DownloadPage(papers.DownloadMixin, MyCertificatesPage):
    """`/manager/certificates/<id>/download`."""


class PrintPage(papers.PrintMixin, MyCertificatesPage):
    """POST `/manager/certificates/<id>/print`."""


class PrintNewPage(papers.PrintNewMixin, MyCertificatesPage):
    """POST `/manager/certificates/print`."""


class PrintAgainPage(papers.PrintAgainMixin, MyCertificatesPage):
    """POST `/manager/certificates/print-again`."""


class SignPage(papers.SignMixin, MyCertificatesPage):
    """POST `/manager/certificates/list-to-sign`."""


class TakeSomeBackPage(papers.TakeSomeBackMixin, MyCertificatesPage):
    """POST `/manager/certificates/take-back`."""


class HandOverPage(papers.HandOverMixin, MyCertificatesPage):
    """POST `/manager/certificates/handed-over`."""


class TakeBackPage(papers.TakeBackMixin, MyCertificatesPage):
    """POST `/manager/certificates/<id>/take-back`."""


class AnewPage(papers.AnewMixin, MyCertificatesPage):
    """POST `/manager/certificates/<id>/anew`."""


class TeamPage(ManagerPage):
    """`/manager/team`: never e-mail or balance."""

    def get(self, request: HttpRequest) -> HttpResponse:
        manager = self.member.employee
        day = today(self.company, self.now)
        page = Paginator(lists.team_of(self.company, manager, day), PER_PAGE).get_page(
            request.GET.get("page")
        )
        return self.render(
            "certificates/team.html",
            page=page,
            people=lists.team_members(self.company, manager, page.object_list, day),
            offline=self.company.offline_employees,
        )
