"""The address that one logs in with (A11). It changes when its mailbox says so; HR's records are never touched."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from allauth.account.models import EmailAddress
from django.db import IntegrityError, transaction
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext as _

from employees import emails
from employees.models import EmailChange, Mail, RoleGrant, User
from employees.permissions import Member
from employees.services.noticing import owe_notice, record_everywhere, site_of
from employees.services.sessions import end_other_sessions
from workstars.lib import tokens
from workstars.lib.actors import Actor
from workstars.lib.mail import masked

LINK_LIVES = timedelta(hours=24)
PURPOSE = "email change"


class EmailRefused(Exception):
    """The address cannot become that of this login. The text is a sentence for the page."""


@dataclass(frozen=True)
class Asked:
    mails: list[Mail]


@transaction.atomic
def ask_email_change(*, member: Member, email: str, by: Actor, now: datetime) -> Asked:
    """Owes the mail with the link, and a notice to the address of now. An address that has a login already gets
    another mail and nothing else differs, so that nobody learns who has a login. Refusal: EmailRefused."""
    user, email = member.user, email.strip().lower()
    if email == user.address:
        raise EmailRefused(_("You log in with this address already."))
    change, _made = EmailChange.objects.update_or_create(
        user=user, defaults={"email": email, "asked_at": now}
    )
    change.user = user
    record_everywhere(user, "email.change_asked", by=by, now=now, after={"to": masked(email)})
    if is_taken(email, user):
        message = emails.email_taken(user, member.company, f"{site_of(member)}/login")
    else:
        message = emails.email_confirm(user, member.company, site_of(member) + _path(change, now), email)
    notice = emails.email_change_asked(user, member.company, f"{site_of(member)}/password/reset")
    owed = [
        owe_notice(member=member, message=message, kind="email_change", now=now, to=email),
        owe_notice(member=member, message=notice, kind="email_change_asked", now=now),
    ]
    return Asked([mail for mail in owed if mail])


def find_email_change(token: str, now: datetime) -> EmailChange | None:
    """What a link confirms; None when it is void, replaced, used or too old."""
    claim = tokens.read(PURPOSE, token, max_age=LINK_LIVES, now=now)
    change = claim and EmailChange.objects.select_related("user").filter(pk=claim.pk).first()
    return change if claim and change and claim.fits(_state(change)) else None


def waiting_email_change(user: User, now: datetime) -> EmailChange | None:
    """What was asked for and can still be confirmed."""
    return EmailChange.objects.filter(user=user, asked_at__gt=now - LINK_LIVES).first()


def drop_email_change(*, user: User) -> None:
    """The link in the mail is void from now on."""
    EmailChange.objects.filter(user=user).delete()


@transaction.atomic
def confirm_email_change(
    *, member: Member, change: EmailChange, keep_session: str | None, by: Actor, now: datetime
) -> Mail | None:
    """The new address counts, other sessions end, roles follow; the old address is told. Refusal: EmailRefused."""
    user = User.objects.select_for_update(no_key=True).get(pk=change.user_id)
    now_on_record = EmailChange.objects.select_for_update().filter(pk=change.pk).first()
    if now_on_record is None or _state(now_on_record) != _state(change):
        raise EmailRefused(_("This link was used or replaced meanwhile."))
    before, after = user.address, change.email
    _move(user, after)
    change.delete()
    end_other_sessions(user=user, keep=keep_session)
    record_everywhere(
        user,
        "email.changed",
        by=by,
        now=now,
        before={"to": masked(before) if before else ""},
        after={"to": masked(after)},
    )
    message = emails.email_changed(user, member.company, f"{site_of(member)}/login", masked(after))
    return owe_notice(member=member, message=message, kind="email_changed", now=now, to=before)


def is_taken(email: str, user: User) -> bool:
    """Whether another login is opened by this address."""
    proven = Q(emailaddress__email__iexact=email, emailaddress__verified=True)
    return User.objects.filter(Q(email=email) | proven).exclude(pk=user.pk).exists()


def _move(user: User, email: str) -> None:
    if is_taken(email, user):
        raise EmailRefused(_("This address has a login of its own by now. Choose another one."))
    user.email = email
    try:
        with transaction.atomic():
            user.save(update_fields=["email"])
            EmailAddress.objects.filter(user=user).delete()
            EmailAddress.objects.create(user=user, email=email, verified=True, primary=True)
    except IntegrityError:
        raise EmailRefused(_("This address has a login of its own by now. Choose another one.")) from None
    _move_roles(user, email)


def _move_roles(user: User, email: str) -> None:
    """Roles stay the person's. One that was offered to the new address too is the same role, so the offer ends."""
    for grant in RoleGrant.objects.across_companies().accepted().filter(user=user).select_related("company"):
        same = RoleGrant.objects.for_company(grant.company).filter(role=grant.role, email=email)
        same.exclude(pk=grant.pk).delete()
        grant.email = email
        grant.save(update_fields=["email"])


def _path(change: EmailChange, now: datetime) -> str:
    token = tokens.sign(PURPOSE, pk=change.pk, state=_state(change), now=now)
    return reverse("account-email-confirm", args=[token])


def _state(change: EmailChange) -> str:
    """What a link is bound to: another address, another asking or another login address, and it is void."""
    return f"{change.user.address} {change.email} {change.asked_at.isoformat()}"
