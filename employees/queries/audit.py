"""The audit log, newest first, in pages by key: as quick at the last page as at the first (C7)."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Self

from django.db.models import Q

from employees.audit_sentences import actions_saying
from employees.models import AuditEvent, Company
from employees.models.audit import AuditQuerySet
from workstars.lib import keyset
from workstars.lib.clock import day_start
from workstars.lib.text import fold_search

PER_PAGE = 50

# What an action begins with, by the group that the filter offers.
GROUPS: Mapping[str, tuple[str, ...]] = {
    "employees": ("employee.", "employees."),
    "imports": ("import.",),
    "invites": (
        "invitations.",
        "invites.",
        "letters.",
        "reminders.",
        "code.",
        "activation.",
        "device.",
        "registration.",
        "slip.",
        "recovery_slip.",
    ),
    "recognition": (
        "recognition.",
        "comment.",
        "batch.",
        "certificate.",
        "certificates.",
        "ecard.",
        "ecards.",
        "reason.",
        "reasons.",
    ),
    "roles": ("role.",),
    "settings": (
        "audit.",
        "settings.",
        "schedule.",
        "logo.",
        "company.",
        "offline_employees.",
        "token.",
        "screen.",
    ),
    "logins": ("login.", "password.", "email.", "factor.", "sessions."),
    "mails": ("mail.",),
}


@dataclass(frozen=True)
class Wanted:
    """What is asked for; empty means everything. Days are the company's, both inclusive.

    `text`: every word of it in who, whom, from where or a kept value, or in the words for what was done.
    """

    text: str = ""
    group: str = ""
    first: date | None = None
    last: date | None = None

    @property
    def is_filtered(self) -> bool:
        return any((self.text, self.group, self.first, self.last))


class Key(keyset.Key):
    """Where a page begins or ends: moment and number of an event."""

    @classmethod
    def of(cls, event: AuditEvent) -> Self:
        return cls(event.at, event.pk)

    @property
    def older(self) -> Q:
        return Q(at__lte=self.at) & (Q(at__lt=self.at) | Q(pk__lt=self.pk))

    @property
    def newer(self) -> Q:
        return Q(at__gte=self.at) & (Q(at__gt=self.at) | Q(pk__gt=self.pk))


@dataclass(frozen=True)
class EventPage:
    """`older` and `newer` are where the pages beside this one begin."""

    events: list[AuditEvent]
    older: Key | None
    newer: Key | None


def audit_page(company: Company, wanted: Wanted, *, before: Key | None, after: Key | None) -> EventPage:
    """One page, by one query. `before`: events older than that; `after`: the nearest that are newer."""
    events = events_wanted(company, wanted)
    if after:
        found = list(events.filter(after.newer).order_by("at", "pk")[: PER_PAGE + 1])
        page = found[:PER_PAGE][::-1]
        return EventPage(page, Key.of(page[-1]) if page else None, Key.of(page[0]) if _more(found) else None)
    if before:
        events = events.filter(before.older)
    found = list(events.newest_first()[: PER_PAGE + 1])
    page = found[:PER_PAGE]
    return EventPage(
        page, Key.of(page[-1]) if _more(found) else None, Key.of(page[0]) if before and page else None
    )


def _more(found: list[AuditEvent]) -> bool:
    return len(found) > PER_PAGE


def events_wanted(company: Company, wanted: Wanted) -> AuditQuerySet:
    events: AuditQuerySet = AuditEvent.objects.for_company(company)
    if wanted.group in GROUPS:
        begins = Q()
        for prefix in GROUPS[wanted.group]:
            begins |= Q(action__startswith=prefix)
        events = events.filter(begins)
    for word in fold_search(wanted.text).split():
        events = events.filter(Q(search_text__contains=word) | Q(action__in=actions_saying(word)))
    if wanted.first:
        events = events.filter(at__gte=day_start(company, wanted.first))
    if wanted.last and wanted.last < date.max:
        events = events.filter(at__lt=day_start(company, wanted.last + timedelta(days=1)))
    return events
