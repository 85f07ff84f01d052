"""The end of a registration (A6): the mailbox is proven, the account is final and the codes are over, at one moment.

Who acts is a `papers.Hand` where it is known on which device.
"""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from django.db import IntegrityError, transaction
from django.db.models import Q
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from employees.models import AuditEvent, Company, Employee, User
from employees.permissions import find_member
from employees.services.accounts import set_new_password
from invites.models import ActivationCode, Registration
from invites.services import six_digits
from invites.services.papers import remember_paper
from invites.services.registration import RegistrationEnded, lock_registration
from workstars.lib.actors import Actor

BY_EMAIL = "email"


class Step(StrEnum):
    """Where a registration goes on."""

    ADDRESS = "address"  # the address is somebody else's login here
    DETAILS = "details"  # what was typed is no longer there
    PASSWORD = "password"  # noqa: S105 (the address has a login already, whose password is asked)
    DONE = "done"


@dataclass(frozen=True)
class Outcome:
    step: Step
    user: User | None = None


class EmailWanted(Exception):
    def __init__(self) -> None:
        super().__init__(_("Your company wants an e-mail address from everybody. Type yours."))


class NotRight(Exception):
    """What was typed does not fit. The text says how often it can still be tried."""

    def __init__(self, sentence: str | Promise) -> None:
        super().__init__(sentence)


class TriedTooOften(NotRight):
    def __init__(self) -> None:
        super().__init__(
            _("That was wrong too often. Have a new mail sent to you, or begin again with your letter.")
        )


class DigitsTooOld(NotRight):
    def __init__(self) -> None:
        super().__init__(_("These six digits no longer count. Have a new mail sent to you."))


def confirm_mailbox(*, company: Company, key: str, digits: str, now: datetime, by: Actor) -> Outcome:
    """Six digits from the mailbox. Raises RegistrationEnded, NotRight."""
    tries = _claim_try(company, key)
    return _prove(company, key, digits, tries, now, by)


@transaction.atomic
def confirm_by_link(*, company: Company, key: str, now: datetime, by: Actor) -> Outcome:
    """The button behind the link of the mail, which says as much as its digits (A9). Raises RegistrationEnded."""
    registration = lock_registration(company=company, key=key, now=now)
    if not registration.email:
        raise RegistrationEnded
    registration.proven_email = registration.email
    return _settle(registration, now, by)


@transaction.atomic
def go_on(*, company: Company, key: str, now: datetime, by: Actor) -> Outcome:
    """For an address whose mailbox is proven already. Raises RegistrationEnded."""
    registration = lock_registration(company=company, key=key, now=now)
    if not registration.is_mailbox_proven:
        raise RegistrationEnded
    return _settle(registration, now, by)


def confirm_login(*, company: Company, key: str, password: str, now: datetime, by: Actor) -> Outcome:
    """The password of the login that the proven address has already. Raises RegistrationEnded, NotRight."""
    tries = _claim_try(company, key)
    return _join(company, key, password, tries, now, by)


def confirm_new_password(
    *, company: Company, key: str, digits: str, password: str, now: datetime, by: Actor
) -> Outcome:
    """For who has forgotten the password of that login: six digits sent for this, and a new one.

    Raises RegistrationEnded, NotRight.
    """
    tries = _claim_try(company, key)
    return _replace_password(company, key, digits, password, tries, now, by)


def may_do_without_email(registration: Registration) -> bool:
    """Where the company lets people register so (C6), for who came with paper; a mail's link proves a mailbox."""
    can_be_typed = "@" not in registration.employee.employee_id  # at login that means an address
    return registration.company.login_without_email and registration.code_id is not None and can_be_typed


@transaction.atomic
def finish_without_email(
    *, company: Company, key: str, password: str, language: str, now: datetime, by: Actor
) -> Outcome:
    """A login by Employee ID and password (A6), final at once. Raises RegistrationEnded, EmailWanted."""
    registration = lock_registration(company=company, key=key, now=now)
    if not may_do_without_email(registration):
        raise EmailWanted
    user = User.objects.create_without_email(password, name=registration.employee.name, language=language)
    return _finish(registration, user, now, by)


def login_of(email: str) -> User | None:
    """The login that this address opens, in whatever company."""
    proven = Q(emailaddress__email__iexact=email, emailaddress__verified=True)
    return User.objects.filter(Q(email=email) | proven).order_by("pk").distinct().first()


@transaction.atomic
def _claim_try(company: Company, key: str) -> int:
    """Counts a try before it is judged, so that parallel ones are not free. Answers which it is, from 1.

    Raises TriedTooOften, RegistrationEnded.
    """
    registration = Registration.objects.for_company(company).with_key(key).select_for_update().first()
    if registration is None:
        raise RegistrationEnded
    if registration.pin_tries >= six_digits.TRIES:
        raise TriedTooOften
    registration.pin_tries += 1
    registration.save(update_fields=["pin_tries"])
    return registration.pin_tries


@transaction.atomic
def _prove(company: Company, key: str, digits: str, tries: int, now: datetime, by: Actor) -> Outcome:
    registration = lock_registration(company=company, key=key, now=now)
    _check_digits(registration, digits, tries, now)
    registration.proven_email = registration.email
    return _settle(registration, now, by)


def _check_digits(registration: Registration, digits: str, tries: int, now: datetime) -> None:
    if six_digits.is_too_old(registration, now):
        raise DigitsTooOld
    if not six_digits.is_right(registration, digits):
        raise _wrong(
            tries,
            ngettext(
                "These are not the six digits of the last mail. You can try once more.",
                "These are not the six digits of the last mail. You can try %(left)d more times.",
                six_digits.TRIES - tries,
            ),
        )


def _settle(registration: Registration, now: datetime, by: Actor) -> Outcome:
    """What the proven address leads to; known logins are first told of here, to who reads their mail."""
    user = login_of(registration.email)
    if user is None:
        return _open_account(registration, now, by)
    step = Step.ADDRESS if _is_of_another(user, registration.company) else Step.PASSWORD
    registration.password = ""
    registration.pin_tries, registration.pin_sent_at = 0, None
    registration.save()
    return Outcome(step)


def _open_account(registration: Registration, now: datetime, by: Actor) -> Outcome:
    if not registration.password:
        return Outcome(Step.DETAILS)
    try:
        with transaction.atomic():
            user = User.objects.create_hashed(
                registration.email,
                registration.password,
                name=registration.employee.name,
                language=registration.language,
            )
    except IntegrityError:  # the same mailbox was quicker at another place
        return _settle(registration, now, by)
    return _finish(registration, user, now, by)


@transaction.atomic
def _join(company: Company, key: str, password: str, tries: int, now: datetime, by: Actor) -> Outcome:
    registration = lock_registration(company=company, key=key, now=now)
    user = _login_to_join(registration)
    if user is None:
        return Outcome(Step.ADDRESS)
    if not user.check_password(password):
        raise _wrong(
            tries,
            ngettext(
                "This is not the password of your account. You can try once more.",
                "This is not the password of your account. You can try %(left)d more times.",
                six_digits.TRIES - tries,
            ),
        )
    return _finish(registration, user, now, by)


@transaction.atomic
def _replace_password(
    company: Company, key: str, digits: str, password: str, tries: int, now: datetime, by: Actor
) -> Outcome:
    registration = lock_registration(company=company, key=key, now=now)
    user = _login_to_join(registration)
    if user is None:
        return Outcome(Step.ADDRESS)
    _check_digits(registration, digits, tries, now)
    outcome = _finish(registration, user, now, by)
    member = find_member(user, company, on_operator_host=False, now=now)
    if member is None:
        raise RegistrationEnded
    actor = Actor(user.pk, member.name, by.address)
    set_new_password(member=member, password=password, action="password.reset", by=actor, now=now)
    return outcome


def _login_to_join(registration: Registration) -> User | None:
    """The login of the proven address; None when it cannot be this person's. Raises RegistrationEnded."""
    user = login_of(registration.email) if registration.is_mailbox_proven else None
    if user is None:
        raise RegistrationEnded
    return None if _is_of_another(user, registration.company) else user


def _finish(registration: Registration, user: User, now: datetime, by: Actor) -> Outcome:
    """Login, end of all codes, audit: all of it or nothing. A person gets one account, a code opens one (V9)."""
    employee, company, code = registration.employee, registration.company, registration.code
    registered_by = code.kind if code else BY_EMAIL
    unregistered = (
        Employee.objects.for_company(company).unregistered().filter(pk=employee.pk, user__isnull=True)
    )
    if not unregistered.update(user=user, registered_at=now, registered_by=registered_by, changed_at=now):
        raise RegistrationEnded
    # The last look at the code: it may have ended since the registration was read.
    unused = ActivationCode.objects.for_company(company).filter(pk=registration.code_id).unspent()
    if code and not unused.update(used_at=now):
        raise RegistrationEnded
    if code:
        remember_paper(code, by=by, now=now)
    registration.delete()
    AuditEvent.objects.record(
        company=company,
        action="employee.registered",
        by=Actor(user.pk, employee.name, by.address),
        at=now,
        subject=employee,
        after={"registered_by": registered_by},
    )
    return Outcome(Step.DONE, user)


def _is_of_another(user: User, company: Company) -> bool:
    """Whether the login is that of somebody else in this company, or closed: then it cannot be this person's."""
    return not user.is_active or Employee.objects.for_company(company).filter(user=user).exists()


def _wrong(tries: int, sentence: str) -> NotRight:
    left = six_digits.TRIES - tries
    return NotRight(sentence % {"left": left}) if left else TriedTooOften()
