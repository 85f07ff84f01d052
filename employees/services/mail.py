"""The outbox (V13): a mail is owed by a row written in the transaction of the act, and handed over later."""

import json
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import BooleanField, F, Q
from django.db.models.expressions import RawSQL

from employees.models import Company, Employee, Mail, User
from employees.models.outbox import MailQuerySet
from employees.services.bounces import mark_bounced, record_failure
from workstars.lib import vault
from workstars.lib.clock import today
from workstars.lib.mail import Mailer, Message, RefusedForGood, ServerAway, TryLater

# What passes after the first, second … failed try. After the last of them the mail has failed, visibly.
PAUSES = tuple(timedelta(minutes=m) for m in (1, 5, 15, 60, 4 * 60, 12 * 60, 24 * 60))
ABANDONED_AFTER = timedelta(minutes=5)
TO_HR_EMAIL = (Mail.OnlyWhile.HR_EMAIL, Mail.OnlyWhile.INVITED)


def queue_mail(
    *,
    company: Company | None,
    to: str,
    message: Message,
    kind: str,
    key: str,
    now: datetime,
    employee: Employee | None = None,
    user: User | None = None,
    only_while: str = "",
) -> Mail:
    """Owes one mail. The same `key` again answers the mail already owed, whatever became of it.

    To nobody, who is a login by Employee ID (A6), nothing is owed: the answer is no row, and a hint does nothing.

    Nothing goes to an `employee` who has left. `only_while` is asked at the moment of sending too: "active",
    "unregistered" (and active), "hr_email" (both, and `to` still is the HR e-mail and works), or "invited" (all that,
    and invitations are not stopped). The door that called gives the hint `send_mail.delay_on_commit(mail_id=…)`.
    """
    if only_while and employee is None:
        raise ValueError("only_while is asked about an employee")
    if not to:
        return Mail(company=company, kind=kind, key=key, status=Mail.Status.DROPPED)
    mail, _created = Mail.objects.get_or_create(
        key=key,
        defaults={
            "company": company,
            "to": to,
            "sealed": _seal(message, key),
            "kind": kind,
            "next_try_at": now,
            "created_at": now,
            "employee": employee,
            "user": user,
            "only_while": only_while,
        },
    )
    return mail


@dataclass(frozen=True)
class Owed:
    """One mail of many; the fields of `queue_mail`."""

    to: str
    message: Message
    kind: str
    key: str
    employee: Employee | None = None
    user: User | None = None


def queue_mails(*, company: Company, owed: Iterable[Owed], now: datetime) -> int:
    """Owes many in one statement; answers how many were asked for. A key that is owed already stays as it is."""
    rows = [
        Mail(
            company=company,
            to=one.to,
            sealed=_seal(one.message, one.key),
            kind=one.kind,
            key=one.key,
            next_try_at=now,
            created_at=now,
            employee=one.employee,
            user=one.user,
        )
        for one in owed
        if one.to
    ]
    Mail.objects.bulk_create(rows, ignore_conflicts=True)
    return len(rows)


def drop_mails(company: Company, keys: Iterable[str]) -> int:
    """Mails of these keys that nobody has begun to hand over are wanted no longer; answers how many those were."""
    wanted = RawSQL("key = ANY(%s)", [list(keys)], output_field=BooleanField())
    return _drop_queued(Mail.objects.filter(wanted, company=company))


def drop_mails_about(company: Company, beginning: str) -> int:
    """The same of all whose key begins so."""
    return _drop_queued(Mail.objects.filter(company=company, key__startswith=beginning))


def _drop_queued(mails: MailQuerySet) -> int:
    return mails.filter(status=Mail.Status.QUEUED).update(status=Mail.Status.DROPPED, sealed=None)


def send_mail_now(mail_id: int, now: datetime) -> None:
    """The hint right after the act: the first try. Later ones are the sweep's."""
    with Mailer() as mailer:
        if mail := _claim(Q(pk=mail_id, attempts=0), now):
            _send(mail, mailer, now)


def send_due_mails(now: datetime, limit: int) -> int:
    """Hands over what is due, oldest first, by one connection; answers how many were tried.

    Stops where the server itself is away, so that its absence costs one mail a try, not all of them.
    """
    due = list(Mail.objects.due(now).order_by("next_try_at", "pk").values_list("pk", flat=True)[:limit])
    tried = 0
    with Mailer() as mailer:
        for mail_id in due:
            mail = _claim(Q(pk=mail_id, next_try_at__lte=now), now)
            if mail is None:
                continue
            tried += 1
            if not _send(mail, mailer, now):
                return 0
    return tried


def take_back_abandoned(now: datetime) -> int:
    """Mail whose sender died on the way is owed again, until its tries are used up."""
    abandoned = Mail.objects.abandoned(now - ABANDONED_AFTER)
    _fail_all(abandoned.filter(attempts__gt=len(PAUSES)), now)
    return abandoned.filter(attempts__lte=len(PAUSES)).update(
        status=Mail.Status.QUEUED, next_try_at=now, error="abandoned"
    )


def _fail_all(mails: Iterable[Mail], now: datetime) -> None:
    for mail in mails:
        _close(mail, Mail.Status.FAILED, now, error="abandoned")


def _claim(which: Q, now: datetime) -> Mail | None:
    queued = Mail.objects.filter(which, status=Mail.Status.QUEUED)
    mail = queued.select_related("company", "employee__company", "user").first()
    if mail is None:
        return None
    before = mail.attempts
    mail.status, mail.claimed_at, mail.attempts = Mail.Status.SENDING, now, before + 1
    claim = {"status": mail.status, "claimed_at": now, "attempts": mail.attempts}
    return mail if queued.filter(attempts=before).update(**claim) else None


def _send(mail: Mail, mailer: Mailer, now: datetime) -> bool:
    """One try. False when the server was away."""
    if not _still_wanted(mail, now) or _is_stopped(mail):
        _drop(mail, now)
        return True
    try:
        message = _unseal(mail)
        mailer.hand_over(
            message,
            to=mail.to,
            key=mail.key,
            number=mail.pk,
            sender_name=mail.company.name if mail.company else "",
        )
    except (TryLater, vault.KeyMissing) as error:
        _wait(mail, now, str(error))
        return not isinstance(error, ServerAway)
    except (RefusedForGood, vault.FileDamaged) as error:
        _give_up(mail, error, now)
        return True
    _close(mail, Mail.Status.SENT, now)
    return True


@transaction.atomic
def _give_up(mail: Mail, error: RefusedForGood | vault.FileDamaged, now: datetime) -> None:
    _close(mail, Mail.Status.FAILED, now, error=str(error))
    if isinstance(error, RefusedForGood) and error.no_such_address:
        mark_bounced(mail, str(error), now)


def _still_wanted(mail: Mail, now: datetime) -> bool:
    """Who left gets no mail whatever (V10), who has registered no reminder (V14)."""
    if mail.user and not mail.user.is_active:
        return False
    person, wish = mail.employee, mail.only_while
    if person is None:
        return True
    day = today(person.company, now)
    if wish == Mail.OnlyWhile.ALWAYS:
        return not person.has_left(day)
    if wish in TO_HR_EMAIL and not _is_working_hr_email(mail.to, person):
        return False
    return person.is_active(day) and (wish == Mail.OnlyWhile.ACTIVE or not person.is_registered)


def _is_working_hr_email(address: str, person: Employee) -> bool:
    return person.has_working_email and person.hr_email.casefold() == address.casefold()


def _is_stopped(mail: Mail) -> bool:
    """Whether an administrator has stopped the invitations, of this person or of the company (I1)."""
    if mail.only_while != Mail.OnlyWhile.INVITED or mail.employee is None:
        return False
    return bool(mail.employee.mail_stopped_at or mail.employee.company.invitations_stopped_at)


@transaction.atomic
def _drop(mail: Mail, now: datetime) -> None:
    """An invitation that was stopped counts as not sent: it is the next one when invitations go on."""
    if _close(mail, Mail.Status.DROPPED, now) and mail.employee and _is_stopped(mail):
        person = Employee.objects.for_company(mail.employee.company).filter(
            pk=mail.employee.pk, mail_count__gt=0
        )
        # Later than the moment that the dropped one was for, since each moment owes one mail.
        person.update(mail_count=F("mail_count") - 1, mail_due_at=now + timedelta(microseconds=1))


def _wait(mail: Mail, now: datetime, reason: str) -> None:
    if mail.attempts > len(PAUSES):
        _close(mail, Mail.Status.FAILED, now, error=reason)
        return
    pause = PAUSES[mail.attempts - 1]
    _ours(mail).update(status=Mail.Status.QUEUED, next_try_at=now + pause, error=reason[:300])


@transaction.atomic
def _close(mail: Mail, status: str, now: datetime, error: str = "") -> bool:
    """The end of a mail: its content is wiped, and a failure stands in the audit log. False if it is not ours."""
    sent_at = now if status == Mail.Status.SENT else None
    closed = _ours(mail).update(status=status, sealed=None, sent_at=sent_at, error=error[:300])
    if closed and status == Mail.Status.FAILED:
        record_failure(mail, error, now)
    return bool(closed)


def _ours(mail: Mail) -> MailQuerySet:
    """The row while nobody else has claimed it since: who was thought dead may still say how it went."""
    open_states = (Mail.Status.QUEUED, Mail.Status.SENDING)
    return Mail.objects.filter(pk=mail.pk, claimed_at=mail.claimed_at, status__in=open_states)


def reseal_mails() -> int:
    """Content not sent yet moves under the vault's current key; answers of how many mails."""
    moved = 0
    for mail in Mail.objects.filter(sealed__isnull=False).order_by("pk").iterator():
        if vault.sealed_version(bytes(mail.sealed or b"")) != vault.current_version():
            again = vault.reseal(bytes(mail.sealed or b""), _purpose(mail.key))
            moved += Mail.objects.filter(pk=mail.pk, sealed__isnull=False).update(sealed=again)
    return moved


def _purpose(key: str) -> str:
    return f"mail {key}"


def _seal(message: Message, key: str) -> bytes:
    return vault.seal(json.dumps(message.as_dict()).encode(), _purpose(key))


def _unseal(mail: Mail) -> Message:
    if mail.sealed is None:
        raise vault.FileDamaged
    return Message(**json.loads(vault.open_sealed(bytes(mail.sealed), _purpose(mail.key))))
