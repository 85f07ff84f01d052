"""For who has lost phone, passkeys and recovery codes: somebody else takes the second factor away, with a reason."""

from datetime import datetime

from allauth.mfa.models import Authenticator
from django.db import transaction
from django.utils.translation import gettext as _

from employees import emails
from employees.models import Company, Mail, User
from employees.permissions import Member, find_member
from employees.queries.factors import companies_of, has_second_factor
from employees.services.factors.keeping import FactorRefused, link_of
from employees.services.noticing import owe_notice, record_everywhere
from employees.services.sessions import end_other_sessions
from workstars.lib.actors import Actor


@transaction.atomic
def remove_for_colleague(
    *, company: Company, user: User, reason: str, by: Actor, now: datetime
) -> Mail | None:
    """By an administrator of the one company where the login is anybody: what protects another company's data is not
    this one's to take away. Refusal: FactorRefused."""
    if user.pk == by.user_id:
        raise FactorRefused(_("This is your own. Another administrator can remove it for you."))
    if user.is_account_manager or [one.pk for one in companies_of(user)] != [company.pk]:
        raise FactorRefused(
            _("This one cannot be removed from here. Ask the account managers of the platform.")
        )
    return _remove_all(user, company, reason, by, now)


@transaction.atomic
def remove_for_role_holder(
    *, company: Company, email: str, reason: str, by: Actor, now: datetime
) -> Mail | None:
    """By an account manager, for whoever has a role at this company. Refusal: FactorRefused."""
    user = User.objects.filter(email=email.strip().lower()).first()
    member = user and find_member(user, company, on_operator_host=False, now=now)
    if not user or not member or not (member.is_administrator or member.is_coordinator):
        raise FactorRefused(
            _("Nobody with a role at %(company)s logs in with this address.") % {"company": company.name}
        )
    if user.is_account_manager:
        raise FactorRefused(
            _("That of an account manager is removed on the server, by manage.py remove_second_factor.")
        )
    return _remove_all(user, company, reason, by, now)


@transaction.atomic
def remove_at_the_server(*, email: str, reason: str, by: Actor, now: datetime) -> Mail | None:
    """By who runs the servers, for anybody. Refusal: FactorRefused."""
    user = User.objects.filter(email=email.strip().lower()).first()
    if user is None:
        raise FactorRefused(_("Nobody logs in with %(email)s.") % {"email": email})
    homes = companies_of(user)
    return _remove_all(user, None if user.is_account_manager or not homes else homes[0], reason, by, now)


def _remove_all(user: User, company: Company | None, reason: str, by: Actor, now: datetime) -> Mail | None:
    """Everything the login has, and every session that was opened with it."""
    User.objects.select_for_update(no_key=True).get(pk=user.pk)
    if not has_second_factor(user):
        raise FactorRefused(_("This login has no second factor."))
    Authenticator.objects.filter(user=user).delete()
    end_other_sessions(user=user, keep=None)
    record_everywhere(user, "factor.taken_away", by=by, now=now, after={"reason": reason})
    member = find_member(user, company, on_operator_host=company is None, now=now)
    if member is None:
        member = Member(user, company, None, frozenset())
    message = emails.factor_taken_away(user, company, link_of(member), by.label)
    return owe_notice(member=member, message=message, kind="factor_taken_away", now=now)
