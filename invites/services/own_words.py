"""A company words its letters and certificates itself, by kind and language (I9, T8)."""

from collections.abc import Mapping
from datetime import datetime

from django.db import transaction

from employees.models import AuditEvent, Company
from invites.models import OwnWords
from workstars.lib.actors import Actor

WORDED: Mapping[str, tuple[str, str]] = {
    OwnWords.Kind.INVITES: ("letters.worded", "letters.standard"),
    OwnWords.Kind.REMINDERS: ("letters.worded", "letters.standard"),
    OwnWords.Kind.CERTIFICATES: ("certificates.worded", "certificates.standard"),
}


@transaction.atomic
def say_in_own_words(
    *, company: Company, kind: str, language: str, words: Mapping[str, str], by: Actor, now: datetime
) -> None:
    """Sheets made from now on say this."""
    rows = OwnWords.objects.for_company(company)
    before = rows.select_for_update().filter(kind=kind, language=language).first()
    rows.update_or_create(
        company=company, kind=kind, language=language, defaults={"words": dict(words), "changed_at": now}
    )
    action, _standard = WORDED[kind]
    _record(action, company, kind, language, before, words, by, now)


@transaction.atomic
def back_to_standard(*, company: Company, kind: str, language: str, by: Actor, now: datetime) -> bool:
    """The product's words again; False when they were not a company's own."""
    rows = OwnWords.objects.for_company(company).filter(kind=kind, language=language)
    before = rows.select_for_update().first()
    if before is None:
        return False
    rows.delete()
    _worded, action = WORDED[kind]
    _record(action, company, kind, language, before, {}, by, now)
    return True


def _record(
    action: str,
    company: Company,
    kind: str,
    language: str,
    before: OwnWords | None,
    words: Mapping[str, str],
    by: Actor,
    now: datetime,
) -> None:
    AuditEvent.objects.record(
        company=company,
        action=action,
        by=by,
        at=now,
        subject=company,
        before=dict(before.words) if before else {},
        after={"kind": kind, "language": language, **words},
    )
