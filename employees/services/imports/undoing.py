"""Whether an applied import can still be undone, and the order to do so (E5). All of it, or nothing."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import ngettext_lazy

from employees.models import AuditEvent, HrImport, HrImportFile, User
from employees.queries.touched import Fate, Since, Touched, met_since
from employees.services.imports.deciding import NotNow, locked
from employees.services.imports.files import FileGone
from employees.services.imports.traces import Trace, read_trace
from workstars.lib.actors import Actor
from workstars.lib.vault import FileDamaged

UNDO_WITHIN = timedelta(hours=24)
WORDS = {
    Fate.REGISTERED: ngettext_lazy(
        "It cannot be undone: %(number)s person of this file has registered since, or begun to: %(names)s.",
        "It cannot be undone: %(number)s people of this file have registered since, or begun to: %(names)s.",
        "number",
    ),
    Fate.MAILED: ngettext_lazy(
        "It cannot be undone: %(number)s person of this file has been mailed since: %(names)s.",
        "It cannot be undone: %(number)s people of this file have been mailed since: %(names)s.",
        "number",
    ),
    Fate.PRINTED: ngettext_lazy(
        "It cannot be undone: paper has been made since for %(number)s person of this file: %(names)s.",
        "It cannot be undone: paper has been made since for %(number)s people of this file: %(names)s.",
        "number",
    ),
    Fate.RECOGNISED: ngettext_lazy(
        "It cannot be undone: %(number)s person of this file has had to do with recognition since: %(names)s.",
        "It cannot be undone: %(number)s people of this file have had to do with recognition since: %(names)s.",
        "number",
    ),
    Fate.NAMED: ngettext_lazy(
        "It cannot be undone: %(number)s person of this file has become a line manager since: %(names)s.",
        "It cannot be undone: %(number)s people of this file have become line managers since: %(names)s.",
        "number",
    ),
    Fate.BY_FILE: ngettext_lazy(
        "It cannot be undone: the newer file %(file)s has changed %(number)s person of it: %(names)s.",
        "It cannot be undone: the newer file %(file)s has changed %(number)s people of it: %(names)s.",
        "number",
    ),
    Fate.CHANGED: ngettext_lazy(
        "It cannot be undone: %(number)s person of this file has been changed since: %(names)s.",
        "It cannot be undone: %(number)s people of this file have been changed since: %(names)s.",
        "number",
    ),
}


class UndoRefused(Exception):
    """The import stays applied. The text is a sentence for the page."""


def undo_until(hr_import: HrImport) -> datetime | None:
    """The last moment at which it can be undone; None for what is not applied."""
    applied = hr_import.status == HrImport.Status.APPLIED
    return hr_import.finished_at + UNDO_WITHIN if applied and hr_import.finished_at else None


def trace_of(hr_import: HrImport) -> Trace:
    """Raises UndoRefused where nothing is kept of how it was before."""
    try:
        return read_trace(hr_import)
    except FileGone:
        sentence = _("It cannot be undone: how the records were before it is not kept any more.")
        raise UndoRefused(sentence) from None
    except FileDamaged as error:
        raise UndoRefused(str(error)) from None


def refuse_late(hr_import: HrImport, now: datetime) -> None:
    until = undo_until(hr_import)
    if until is None or now >= until:
        raise UndoRefused(_("It cannot be undone: it was applied more than 24 hours ago."))


def refuse_met(hr_import: HrImport, touched: Touched, elsewhere: Sequence[Since] = ()) -> None:
    """Raises UndoRefused where something has happened to the people of the file since.

    `elsewhere`: what apps above this one know of them.
    """
    applied_at = hr_import.finished_at
    if applied_at is None:
        raise NotNow(hr_import)
    found = met_since(hr_import.company, touched, applied_at, applied_event(hr_import))
    order = list(Fate)
    first = min([*found, *elsewhere], key=lambda one: order.index(one.fate), default=None)
    if first:
        raise UndoRefused(_sentence(first))


@transaction.atomic
def request_undo(
    *, hr_import: HrImport, elsewhere: Sequence[Since], user: User, by: Actor, now: datetime
) -> HrImport:
    """Queues it; the worker asks again what can be asked here. Raises NotNow, UndoRefused."""
    hr_import = locked(hr_import)
    if hr_import.status != HrImport.Status.APPLIED:
        raise NotNow(hr_import)
    refuse_late(hr_import, now)
    refuse_met(hr_import, trace_of(hr_import).touched, elsewhere)
    hr_import.undone_by, hr_import.failure = user, ""
    hr_import.status = HrImport.Status.UNDOING
    hr_import.await_worker(now)
    hr_import.save()
    AuditEvent.objects.record(
        company=hr_import.company, action="import.undo_confirmed", by=by, at=now, subject=hr_import
    )
    return hr_import


def applied_event(hr_import: HrImport) -> int | None:
    """The one of the audit log that says that it was applied."""
    events = AuditEvent.objects.filter(company=hr_import.company).about(hr_import)
    return events.filter(action="import.applied").order_by("-pk").values_list("pk", flat=True).first()


def _sentence(one: Since) -> str:
    names = ", ".join(one.names) + ("…" if one.number > len(one.names) else "")
    return str(WORDS[one.fate] % {"number": one.number, "names": names, "file": one.file})


def forget_ways_back(now: datetime) -> int:
    """How people were before is kept for as long as it can be needed; answers for how many imports it is gone."""
    over = HrImportFile.objects.across_companies().filter(
        kind=HrImportFile.Kind.BEFORE,
        hr_import__finished_at__lte=now - UNDO_WITHIN,
        hr_import__status=HrImport.Status.APPLIED,
    )
    return over.delete()[0]
