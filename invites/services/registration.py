"""A registration from its beginning to the mail with six digits (A6). Its end is in `finishing`.

Whoever holds the key of a registration goes on with it; the key is in the session of the browser that began. Locks are
always taken in the same order: the employee, then the registration.
"""

import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.contrib.auth.hashers import make_password
from django.db import transaction
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from employees.models import Company, Employee, Mail
from employees.services.mail import queue_mail
from invites.emails import activation as emails
from invites.models import ActivationCode, Registration
from invites.services import six_digits
from invites.services.finish_links import link_for
from workstars.lib.clock import today

KEPT_FOR = timedelta(hours=72)


class RegistrationEnded(Exception):
    """There is nothing to go on with. The text says why, and what to do."""

    def __init__(self, sentence: str | Promise = "") -> None:
        super().__init__(
            sentence or _("This took too long, or was begun again elsewhere. Begin again with your letter.")
        )


class NoMoreMails(Exception):
    """The text says what to do instead."""


@dataclass(frozen=True)
class Begun:
    registration: Registration
    again: bool


@transaction.atomic
def begin_registration(
    *,
    company: Company,
    employee: Employee,
    code: ActivationCode | None,
    now: datetime,
    proven_email: str = "",
) -> Begun:
    """Writes over an earlier beginning: its key no longer counts, and nothing that was typed then is kept.

    The first one is kept as the person's first attempt (I12).
    """
    if employee.attempted_at is None:
        people = Employee.objects.for_company(company).filter(pk=employee.pk, attempted_at__isnull=True)
        people.update(attempted_at=now)
    registration, created = Registration.objects.for_company(company).update_or_create(
        employee=employee,
        defaults={
            "company": company,
            "code": code,
            "key": secrets.token_urlsafe(32),
            "begun_at": now,
            "email": "",
            "proven_email": proven_email.lower(),
            "password": "",
            "language": "",
            "pin_number": 0,
            "pin_tries": 0,
            "pin_sent_at": None,
        },
    )
    return Begun(registration, again=not created)


def find_registration(*, company: Company, key: str, now: datetime) -> Registration:
    """The registration that goes on under this key. Raises RegistrationEnded."""
    found = (
        Registration.objects.for_company(company)
        .with_key(key)
        .select_related("employee", "code", "company")
        .first()
    )
    if found is None:
        raise RegistrationEnded
    _check_open(found, now)
    return found


def lock_registration(*, company: Company, key: str, now: datetime) -> Registration:
    """The same, with its employee and itself locked until the transaction ends."""
    hold_registration(company=company, key=key)
    return find_registration(company=company, key=key, now=now)


def hold_registration(*, company: Company, key: str) -> None:
    """Locks the employee, then the registration, until the transaction ends. Raises RegistrationEnded.

    As weakly as will do: nothing that a row may name is changed, so thanks and batches may name the person meanwhile.
    """
    known = (
        Registration.objects.for_company(company).with_key(key).values_list("employee_id", flat=True).first()
    )
    people = Employee.objects.for_company(company).filter(pk=known)
    if not people.select_for_update(no_key=True).values_list("pk", flat=True):
        raise RegistrationEnded
    list(
        Registration.objects.for_company(company)
        .with_key(key)
        .select_for_update()
        .values_list("pk", flat=True)
    )


@transaction.atomic
def give_details(
    *,
    company: Company,
    key: str,
    email: str,
    password: str,
    language: str,
    now: datetime,
    on_phone: bool = False,
) -> tuple[Registration, Mail | None]:
    """Keeps address, password (hashed) and language, and owes the mail with six digits; none to a proven mailbox.

    `on_phone`: the mail has a link too that finishes on the phone (A9). Raises RegistrationEnded, NoMoreMails.
    """
    registration = lock_registration(company=company, key=key, now=now)
    registration.email = email.strip().lower()
    registration.password = make_password(password)
    registration.language = language
    mail = None if registration.is_mailbox_proven else _send_six_digits(registration, now, on_phone=on_phone)
    registration.save()
    return registration, mail


@transaction.atomic
def send_again(*, company: Company, key: str, now: datetime, on_phone: bool = False) -> Mail | None:
    """New six digits to the same address; None: nothing to prove. Raises RegistrationEnded, NoMoreMails."""
    registration = lock_registration(company=company, key=key, now=now)
    if not registration.email or registration.is_mailbox_proven:
        return None
    mail = _send_six_digits(registration, now, on_phone=on_phone)
    registration.save()
    return mail


@transaction.atomic
def send_for_new_password(*, company: Company, key: str, now: datetime) -> Mail:
    """Six digits by which the owner of a login may give it a new password. Raises RegistrationEnded, NoMoreMails.

    The proof of the mailbox may be days old and the browser shared, so it does not do for that.
    """
    registration = lock_registration(company=company, key=key, now=now)
    if not registration.is_mailbox_proven:
        raise RegistrationEnded
    mail = _send_six_digits(registration, now)
    registration.save()
    return mail


def sweep_registrations(*, now: datetime) -> int:
    """Deletes what was begun 72 hours ago and not ended, with all that was typed."""
    old = Registration.objects.across_companies().begun_before(now - KEPT_FOR)
    deleted, _kinds = old.delete()
    return deleted


def _send_six_digits(registration: Registration, now: datetime, *, on_phone: bool = False) -> Mail:
    mails_today = six_digits.mails_today(registration, now)
    if registration.pin_number >= six_digits.SENDINGS:
        raise NoMoreMails(_("We have sent five mails. Check your mailbox, or begin again with your letter."))
    if mails_today >= six_digits.MAILS_A_DAY:
        raise NoMoreMails(_("We have sent very many mails today. Try again tomorrow."))
    registration.pin_number += 1
    registration.pin_tries = 0
    registration.pin_sent_at = now
    registration.mailings = mails_today + 1
    if mails_today == 0:
        registration.mailings_since = now
    return queue_mail(
        company=registration.company,
        to=registration.email,
        message=emails.six_digits(
            registration,
            six_digits.six_digits(registration),
            link=link_for(registration, now) if on_phone else "",
        ),
        kind="six_digits",
        key=f"six-digits:{six_digits.public_name(registration)}:{registration.pin_number}",
        now=now,
        employee=registration.employee,
        only_while=Mail.OnlyWhile.UNREGISTERED,
    )


def _check_open(registration: Registration, now: datetime) -> None:
    employee, day = registration.employee, today(registration.company, now)
    if employee.is_registered:
        raise RegistrationEnded(_("You have an account already. Log in."))
    if not employee.is_active(day) or registration.begun_at < max(employee.active_since, now - KEPT_FOR):
        raise RegistrationEnded
    codes = ActivationCode.objects.for_company(registration.company).live(day)
    if registration.code_id and not codes.filter(pk=registration.code_id).exists():
        raise RegistrationEnded(
            _("Your letter has ended meanwhile. Ask for a new one, and begin again with that.")
        )
