"""A batch is recalled with all that is known of its paper (B6): bound to what was shown, and told row by row."""

from collections.abc import Callable, Iterator
from datetime import datetime
from functools import cache
from zoneinfo import ZoneInfo

from django.db import transaction
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import get_language, override
from django.utils.translation import gettext as _

from certificates.csv_export import Found, recalled_file
from certificates.queries.recalled_rows import Recalled, recalled_rows
from certificates.queries.recalls import reckoning
from employees.models import Mail
from recognition.models import Batch
from recognition.services.batches.deciding import Outdated
from recognition.services.batches.holding import held
from recognition.services.batches.recalling import check_recallable, recall_batch
from workstars.lib.actors import Actor


@transaction.atomic
def recall_shown(*, batch: Batch, seen: str, reason: str, by: Actor, now: datetime) -> Batch:
    """What `seen` stands for was read by whoever presses: no more paper is out there than the page said.

    Refusals: RecallRefused, NotNow, Outdated, TextMissing.
    """
    batch = held(batch)
    check_recallable(batch, now)
    if seen != reckoning(batch).seen:
        raise Outdated
    return recall_batch(batch=batch, reason=reason, by=by, now=now)


def recalled_pieces(batch: Batch) -> Iterator[bytes]:
    """Of each row that was sent: mailed when, where its certificate is, and the points that were taken back. Read as it
    is asked for, and in the caller's language all the same."""
    return recalled_file(_found(batch, get_language(), ZoneInfo(batch.company.time_zone)))


def _found(batch: Batch, language: str | None, zone: ZoneInfo) -> Iterator[Found]:
    for some in recalled_rows(batch):
        with override(language), timezone.override(zone):
            moment = cache(_moment)
            found = [_in_words(row, moment) for row in some]
        yield from found


def _in_words(row: Recalled, moment: Callable[[datetime], str]) -> Found:
    return Found(
        line=row.line,
        employee_id=row.employee_id,
        name=row.name,
        mailed=_mail_words(row, moment),
        certificate=_paper_words(row, moment),
        points=row.points_taken,
    )


def _mail_words(row: Recalled, moment: Callable[[datetime], str]) -> str:
    if row.mail_status in ("", Mail.Status.DROPPED):
        return _("Not mailed")
    if row.mail_status == Mail.Status.SENT and row.mailed_at:
        return _("Mailed on %(when)s") % {"when": moment(to_the_minute(row.mailed_at))}
    if row.mail_status == Mail.Status.BOUNCED:
        return _("Mailed, and it came back")
    return _("Could not be mailed")


def _paper_words(row: Recalled, moment: Callable[[datetime], str]) -> str:
    if not row.has_certificate:
        return _("None")
    said = []
    if row.printed_at:
        when = moment(to_the_minute(row.printed_at))
        said.append(
            _("Printed on %(when)s by %(who)s.") % {"when": when, "who": row.printed_by or _("somebody")}
        )
    if row.handed_over_at:
        said.append(_("Handed over on %(when)s.") % {"when": moment(to_the_minute(row.handed_over_at))})
    if not said:
        return _("Withdrawn, never printed")
    said.append(_("It lies with %(name)s.") % {"name": row.holder or _("the administrators")})
    if row.is_registered:
        said.append(_("The person has registered, and keeps the account."))
    return " ".join(said)


def to_the_minute(at: datetime) -> datetime:
    """Many rows say the same minute, which is put into words once."""
    return at.replace(second=0, microsecond=0)


def _moment(at: datetime) -> str:
    return date_format(timezone.localtime(at), "DATETIME_FORMAT")
