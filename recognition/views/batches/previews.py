"""Recognitions that are not there yet, as their recipients will see them (B3)."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.conf import settings
from django.utils.translation import gettext as _

from recognition.csv_import.findings import Findings
from recognition.csv_import.preview import PreviewRow
from recognition.models import Batch, ECard
from recognition.queries.batch_dates import moment_to_send


@dataclass(frozen=True)
class Somebody:
    name: str
    points: int


@dataclass(frozen=True)
class Preview:
    """As components/post draws one, without an address. `language` is the recipient's, `tongue` its name; `told` says
    in a sentence how it gets there."""

    sender: str
    shown_people: Sequence[Somebody]
    message: str
    reason: str
    ecard: ECard | None
    is_private: bool
    sent_at: datetime
    row: int
    language: str
    tongue: str
    told: str
    is_longest: bool
    more_people: int = 0
    pk: int = 0
    whole: bool = False


def from_label(batch: Batch) -> str:
    if batch.from_kind == Batch.From.EMPLOYEE and batch.from_employee:
        return batch.from_employee.name
    return batch.from_name if batch.from_kind == Batch.From.CUSTOM else batch.company.name


def previews_of(batch: Batch, findings: Findings | None, now: datetime) -> list[Preview]:
    """Three recognitions in their recipients' languages, and how each is told."""
    sent_at = batch.sent_at or batch.send_at or moment_to_send(batch.company, batch.send_on, now, now).at
    return [_preview(batch, row, sent_at) for row in findings.preview] if findings else []


def _preview(batch: Batch, row: PreviewRow, sent_at: datetime) -> Preview:
    language = row.language or batch.company.default_language
    return Preview(
        sender=from_label(batch),
        shown_people=[Somebody(row.name, row.points)],
        message=row.message,
        reason=row.reason,
        ecard=batch.ecard,
        is_private=batch.is_private,
        sent_at=sent_at,
        row=row.row,
        language=language,
        tongue=settings.RECORD_LANGUAGES.get(language, language),
        told=_told(batch, row),
        is_longest=row.is_longest,
    )


def _told(batch: Batch, row: PreviewRow) -> str:
    if row.way == "paper":
        return _("Gets it on paper: a certificate, printed by the manager.")
    if row.way == "mail" and batch.company.is_launched:
        return _("Is told by e-mail.")
    if row.way:
        return _("Sees it at the next login.")
    return _("Cannot be told: no e-mail, and certificates are switched off.")
