"""Logins: opened, reset, changed (A11)."""

from datetime import datetime

from django.db import transaction
from django.urls import reverse

from employees import emails, reset_links
from employees.models import AuditEvent, Company, Mail, Role, User
from employees.permissions import Member, find_member
from employees.services.mail import queue_mail
from employees.services.sessions import end_other_sessions
from workstars.lib.actors import Actor
from workstars.lib.addresses import operator_address

WATCHED = frozenset({Role.ACCOUNT_MANAGER, Role.ADMINISTRATOR})


def note_login(*, member: Member, by: Actor, now: datetime) -> None:
    """Logins of those who can change much stand in the audit log."""
    if member.roles & WATCHED:
        AuditEvent.objects.record(
            company=_home_of(member, now),
            action="login.opened",
            by=by,
            at=now,
            subject=member.user,
            subject_label=member.name,
        )


@transaction.atomic
def request_password_reset(
    *, company: Company | None, on_operator_host: bool, email: str, by: Actor, now: datetime
) -> Mail | None:
    """Owes the mail with the link. None, and nothing else, when nobody of this site has that address."""
    user = User.objects.filter(email=email.strip().lower(), is_active=True).first()
    member = user and find_member(user, company, on_operator_host=on_operator_host, now=now)
    if not user or not member:
        return None
    home = _home_of(member, now)
    link = _address_of(home) + reverse("account_reset_password_from_key", args=[reset_links.make_key(user)])
    AuditEvent.objects.record(
        company=home, action="password.reset_asked", by=by, at=now, subject=user, subject_label=member.name
    )
    return queue_mail(
        company=home,
        to=user.address,
        message=emails.password_reset(user, home, link),
        kind="password_reset",
        key=f"password_reset:{user.pk}:{now:%Y%m%d%H%M%S}",
        now=now,
        user=user,
        employee=member.employee,
    )


@transaction.atomic
def set_new_password(
    *, member: Member, password: str, action: str, by: Actor, now: datetime, keep_session: str | None = None
) -> Mail | None:
    """Ends every session of the person but `keep_session` (its stored key), and tells the person by mail.

    `action` is "password.reset" or "password.changed".
    """
    user = member.user
    user.set_password(password)
    user.save(update_fields=["password"])
    end_other_sessions(user=user, keep=keep_session)
    home = _home_of(member, now)
    AuditEvent.objects.record(
        company=home, action=action, by=by, at=now, subject=user, subject_label=member.name
    )
    if not user.address:
        return None
    link = _address_of(home) + reverse("account_reset_password")
    return queue_mail(
        company=home,
        to=user.address,
        message=emails.password_changed(user, home, link),
        kind="password_changed",
        key=f"password_changed:{user.pk}:{now:%Y%m%d%H%M%S%f}",
        now=now,
        user=user,
        employee=member.employee,
    )


def change_own_settings(*, user: User, name: str, language: str) -> None:
    """One's own name and language; the name counts where no HR record says it."""
    user.name, user.language = name, language
    user.save(update_fields=["name", "language"])


def _home_of(member: Member, now: datetime) -> Company | None:
    """Where this person's links lead: the company's site, or the operator's for who is nobody in the company."""
    if member.company and find_member(member.user, member.company, on_operator_host=False, now=now):
        return member.company
    return None


def _address_of(company: Company | None) -> str:
    return company.address if company else operator_address()
