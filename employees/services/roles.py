"""Roles given and taken by e-mail (C5). A role works once the named mailbox has been proven by its link."""

from datetime import datetime, timedelta

from django.db import IntegrityError, transaction
from django.urls import reverse
from django.utils.translation import gettext as _

from employees import emails
from employees.models import AuditEvent, Company, Mail, Role, RoleGrant, User
from employees.models.people import grant_for
from employees.queries.administrators import somebody_else_administers
from employees.services.mail import queue_mail
from workstars.lib import tokens
from workstars.lib.actors import Actor
from workstars.lib.clock import today

LINK_LIVES = timedelta(days=7)
PURPOSE = "role"


class RoleRefused(Exception):
    """The role cannot be given, taken or accepted. The text is a sentence for the page."""


@transaction.atomic
def grant_role(
    *, company: Company, email: str, role: Role, by: Actor, now: datetime
) -> tuple[RoleGrant, Mail]:
    """Owes a mail with the link that accepts the role. Refusal: RoleRefused."""
    hold_roles(company)
    grant = grant_for(company, email, role, now)
    known = RoleGrant.objects.for_company(company).filter(role=role, email=grant.email).first()
    if known and known.is_accepted:
        raise RoleRefused(
            _("%(email)s has this role already: %(role)s.")
            % {"email": known.email, "role": known.get_role_display()}
        )
    if known:
        raise RoleRefused(
            _("%(email)s was invited already and has not answered. Send the invitation again from the list.")
            % {"email": known.email}
        )
    grant.granted_by_id = by.user_id
    grant.save()
    _record("role.granted", grant, by, now)
    return grant, _owe_invitation(grant, by, now)


@transaction.atomic
def invite_again(*, company: Company, grant: RoleGrant, by: Actor, now: datetime) -> Mail:
    """A new link; every earlier one is void from now on. Refusal: RoleRefused."""
    hold_roles(company)
    grant = _fresh(company, grant)
    if grant.is_accepted:
        raise RoleRefused(_("%(email)s has accepted already.") % {"email": grant.email})
    grant.granted_at = now
    grant.save(update_fields=["granted_at"])
    _record("role.invited_again", grant, by, now)
    return _owe_invitation(grant, by, now)


@transaction.atomic
def take_role(*, company: Company, grant: RoleGrant, by: Actor, now: datetime) -> None:
    """The role ends at once, for open sessions too. Refusal: RoleRefused, for the last administrator."""
    hold_roles(company)
    grant = _fresh(company, grant)
    working = RoleGrant.objects.for_company(company).administrators().working(today(company, now))
    if working.filter(pk=grant.pk).exists() and not somebody_else_administers(company, grant.user_id):
        raise RoleRefused(
            _("This is the last administrator who stays. Make somebody else an administrator first.")
        )
    _record("role.taken", grant, by, now)
    grant.delete()


def find_invitation(*, company: Company, token: str, now: datetime) -> RoleGrant | None:
    """The role that a link accepts; None when the link is void, too old, or another company's."""
    claim = tokens.read(PURPOSE, token, max_age=LINK_LIVES, now=now)
    grant = claim and RoleGrant.objects.for_company(company).filter(pk=claim.pk).first()
    return grant if claim and grant and claim.fits(_state(grant)) else None


@transaction.atomic
def accept_with_new_login(
    *, company: Company, grant: RoleGrant, name: str, password: str, address: str, now: datetime
) -> User:
    """Makes the login that the mailbox is now proven for, and gives it the role. Refusal: RoleRefused."""
    grant = _still_open(company, grant)
    language = company.default_language
    try:
        with transaction.atomic():
            user = User.objects.create_user(grant.email, password, name=name, language=language)
    except IntegrityError:
        raise RoleRefused(
            _("There is a login with this e-mail address by now. Open the link again and type its password.")
        ) from None
    _accept(grant, user, address, now)
    return user


@transaction.atomic
def accept_with_login(*, company: Company, grant: RoleGrant, user: User, address: str, now: datetime) -> None:
    """Gives the role to the login whose address the link was sent to. Refusal: RoleRefused."""
    grant = _still_open(company, grant)
    if user.email != grant.email:
        raise RoleRefused(_("This link is for %(email)s.") % {"email": grant.email})
    _accept(grant, user, address, now)


def hold_roles(company: Company) -> None:
    """One change of roles at a time: two administrators who remove each other would leave none."""
    Company.objects.select_for_update(no_key=True).get(pk=company.pk)


def _fresh(company: Company, grant: RoleGrant) -> RoleGrant:
    found = RoleGrant.objects.for_company(company).select_for_update().filter(pk=grant.pk).first()
    if found is None:
        raise RoleRefused(_("This role was taken away meanwhile."))
    return found


def _still_open(company: Company, grant: RoleGrant) -> RoleGrant:
    open_ones = RoleGrant.objects.for_company(company).filter(accepted_at__isnull=True)
    found = open_ones.select_for_update().filter(pk=grant.pk, granted_at=grant.granted_at).first()
    if found is None:
        raise RoleRefused(_("This link was used meanwhile. Log in instead."))
    return found


def _accept(grant: RoleGrant, user: User, address: str, now: datetime) -> None:
    grant.user, grant.accepted_at = user, now
    grant.save(update_fields=["user", "accepted_at"])
    _record("role.accepted", grant, Actor(user.pk, str(user), address), now)


def _state(grant: RoleGrant) -> str:
    """What a link is bound to: sent again or accepted, and it is void."""
    return f"{grant.email} {grant.role} {grant.granted_at.isoformat()} {grant.accepted_at}"


def _owe_invitation(grant: RoleGrant, by: Actor, now: datetime) -> Mail:
    token = tokens.sign(PURPOSE, pk=grant.pk, state=_state(grant), now=now)
    link = grant.company.address + reverse("welcome", args=[token])
    known = User.objects.filter(email=grant.email).first()
    language = known.language if known else grant.company.default_language
    return queue_mail(
        company=grant.company,
        to=grant.email,
        message=emails.role_granted(grant, link, by.label, language),
        kind="role_granted",
        key=f"role:{grant.pk}:{now.isoformat()}",
        now=now,
    )


def _record(action: str, grant: RoleGrant, by: Actor, now: datetime) -> None:
    AuditEvent.objects.record(
        company=grant.company,
        action=action,
        by=by,
        at=now,
        subject=grant,
        subject_label=grant.email,
        after={"role": grant.role},
    )
