"""The login of somebody who is erased: closed for good, unless the person is known elsewhere too."""

from datetime import datetime

from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from django.db.models import Q

from employees.models import ApiToken, Company, EmailChange, Employee, RoleGrant, SavedView, Session, User
from employees.services.erasing.called import Called


def close_login(company: Company, user: User, called: Called, now: datetime) -> None:
    """What it is in this company ends: sessions, roles, tokens, saved views. What it is elsewhere is not ours."""
    Session.objects.of(user).filter(site=f"company:{company.pk}").delete()
    mine = Q(user=user) | Q(email__in=[email.lower() for email in called.emails])
    RoleGrant.objects.for_company(company).filter(mine).delete()
    SavedView.objects.for_company(company).of(user).delete()
    tokens = ApiToken.objects.for_company(company).filter(created_by=user, revoked_at__isnull=True)
    tokens.update(revoked_at=now)
    if is_known_elsewhere(user):
        return
    Session.objects.of(user).delete()
    for rows in (EmailChange, EmailAddress, Authenticator):
        rows.objects.filter(user=user).delete()
    user.email, user.name, user.is_active = None, called.said, False
    user.set_unusable_password()
    user.save(update_fields=["email", "name", "is_active", "password"])


def is_known_elsewhere(user: User) -> bool:
    """Another company's employee or role holder, or an account manager."""
    return (
        user.is_account_manager
        or Employee.objects.across_companies().filter(user=user).exists()
        or RoleGrant.objects.across_companies().filter(user=user).exists()
    )
