"""What packs are called, and why somebody is not in one; and a company's own words on letters."""

from collections.abc import Mapping
from datetime import datetime

from django.db import transaction
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from employees.models import AuditEvent, Company
from invites.models import LetterPack, LetterWording, Standing
from workstars.lib.actors import Actor

LEFT_OUT: Mapping[str, Promise] = {
    Standing.REGISTERED: gettext_lazy("Registered meanwhile"),
    Standing.EXPIRED: gettext_lazy("The code’s last day is over"),
    Standing.DEAD: gettext_lazy("Left, or the code is void"),
}


def left_out_words(standing: str) -> str:
    return str(LEFT_OUT.get(standing, LEFT_OUT[Standing.DEAD]))


def whom_words(pack: LetterPack) -> str:
    """For whom it is, with the name of site or manager."""
    if pack.of == LetterPack.Of.SITE:
        return pack.value or _("Without a site")
    if pack.of == LetterPack.Of.MANAGER and pack.manager:
        return _("Team of %(name)s") % {"name": pack.manager.name}
    return str(LetterPack.Of(pack.of).label)


@transaction.atomic
def word_letters(
    *, company: Company, kind: str, language: str, title: str, text: str, by: Actor, now: datetime
) -> None:
    """Letters made from now on say this."""
    rows = LetterWording.objects.for_company(company)
    before = rows.select_for_update().filter(kind=kind, language=language).first()
    rows.update_or_create(
        company=company,
        kind=kind,
        language=language,
        defaults={"title": title, "text": text, "changed_at": now},
    )
    _record("letters.worded", company, kind, language, before, {"title": title, "text": text}, by, now)


@transaction.atomic
def back_to_standard(*, company: Company, kind: str, language: str, by: Actor, now: datetime) -> bool:
    """The product's words again; False when they were not a company's own."""
    rows = LetterWording.objects.for_company(company).filter(kind=kind, language=language)
    before = rows.select_for_update().first()
    if before is None:
        return False
    rows.delete()
    _record("letters.standard", company, kind, language, before, {}, by, now)
    return True


def _record(
    action: str,
    company: Company,
    kind: str,
    language: str,
    before: LetterWording | None,
    after: dict[str, str],
    by: Actor,
    now: datetime,
) -> None:
    about = {"kind": kind, "language": language}
    AuditEvent.objects.record(
        company=company,
        action=action,
        by=by,
        at=now,
        subject=company,
        before={"title": before.title, "text": before.text} if before else {},
        after={**about, **after},
    )
