"""The company's reasons (R6): its values, with their names in further languages; switched off, never deleted."""

from collections.abc import Mapping
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from employees.models import AuditEvent, Company
from recognition.models import Reason
from recognition.queries.library import reason_key, reasons_by_key
from recognition.services.library.order import fresh, hold_library, last_position, record
from recognition.services.library.refusals import LibraryRefused
from recognition.services.library.starters import names_of_starters
from workstars.lib.actors import Actor

Names = Mapping[str, str]


@transaction.atomic
def add_reason(*, company: Company, names: Names, by: Actor, now: datetime) -> Reason:
    """`names` by language code; the company's own language is among them. Refusal: LibraryRefused."""
    hold_library(company)
    _refuse_taken_names(company, names)
    reason = _saved(Reason(company=company, position=last_position(Reason, company)), names)
    record("reason.added", reason, by, now, after={"names": names_shown(names)})
    return reason


@transaction.atomic
def change_reason(*, reason: Reason, names: Names, by: Actor, now: datetime) -> bool:
    """What was sent with it bears the new name, too. False when nothing differs. Refusal: LibraryRefused."""
    hold_library(reason.company)
    held = fresh(reason)
    before = held.names or {held.company.default_language: held.name}
    if before == names:
        return False
    _refuse_taken_names(held.company, names, but=held)
    _saved(held, names)
    shown = {"before": {"names": names_shown(before)}, "after": {"names": names_shown(names)}}
    record("reason.changed", held, by, now, **shown)
    return True


@transaction.atomic
def begin_with_starters(*, company: Company, by: Actor, now: datetime) -> int:
    """Five reasons to begin with, in every language; none where there are reasons already."""
    hold_library(company)
    if Reason.objects.for_company(company).exists():
        return 0
    starters = names_of_starters()
    for position, names in enumerate(starters):
        _saved(Reason(company=company, position=position), names)
    AuditEvent.objects.record(
        company=company, action="reasons.begun", by=by, at=now, after={"rows": len(starters)}
    )
    return len(starters)


def names_shown(names: Names) -> list[str]:
    """For the audit log."""
    return [f"{language}: {name}" for language, name in sorted(names.items())]


def _saved(reason: Reason, names: Names) -> Reason:
    reason.name = names[reason.company.default_language]
    reason.names = dict(names)
    reason.save()
    return reason


def _refuse_taken_names(company: Company, names: Names, but: Reason | None = None) -> None:
    """In no language may a name be that of another reason: a file could mean either (B2)."""
    others = Reason.objects.for_company(company).exclude(pk=but.pk if but else None)
    taken = reasons_by_key(others)
    for language, name in names.items():
        if other := taken.get(reason_key(name)):
            raise LibraryRefused(f"name_{language}", _sentence(name, other))


def _sentence(name: str, other: Reason) -> str:
    if not other.is_in_use:
        return _(
            "“%(name)s” is the name of a reason that is switched off: %(other)s. Switch that on instead."
        ) % {"name": name, "other": other.name}
    return _("“%(name)s” is the name of another reason: %(other)s. Choose another name.") % {
        "name": name,
        "other": other.name,
    }
