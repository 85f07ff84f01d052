"""Companies, as the account managers found them (C1, C3, C5)."""

from collections.abc import Sequence
from datetime import datetime

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from employees.models import AuditEvent, Company, Mail, Role, RoleGrant
from employees.queries.roles import count_administrators
from employees.services.roles import RoleRefused, grant_role, hold_roles
from workstars.lib.actors import Actor
from workstars.lib.clock import today


class CompanyRefused(Exception):
    """The company cannot be made so. The text is a sentence for the page."""


@transaction.atomic
def found_company(
    *,
    name: str,
    subdomain: str,
    countries: Sequence[str],
    time_zone: str,
    language: str,
    administrator: str,
    by: Actor,
    now: datetime,
) -> tuple[Company, Mail]:
    """A company with *offline employees* off, and the mail to its first administrator. Refusal: CompanyRefused."""
    company = Company(
        name=name,
        subdomain=subdomain,
        countries=list(countries),
        time_zone=time_zone,
        default_language=language,
        created_at=now,
    )
    try:
        with transaction.atomic():
            company.save(force_insert=True)
    except IntegrityError:
        raise CompanyRefused(
            _("The subdomain %(subdomain)s is taken. Choose another.") % {"subdomain": subdomain}
        ) from None
    after = {"name": name, "subdomain": subdomain, "countries": list(countries), "time_zone": time_zone}
    AuditEvent.objects.record(
        company=company, action="company.created", by=by, at=now, subject=company, after=after
    )
    mail = _name(company, administrator, by, now)
    return company, mail


@transaction.atomic
def name_first_administrator(*, company: Company, email: str, by: Actor, now: datetime) -> Mail:
    """While no administrator works there; whoever was named before and has not accepted is named no more.

    Refusal: RoleRefused.
    """
    hold_roles(company)
    if count_administrators(company, today(company, now)):
        raise RoleRefused(_("This company has an administrator, who names the others. Ask there."))
    waiting = RoleGrant.objects.for_company(company).administrators().filter(accepted_at__isnull=True)
    for grant in waiting.order_by("pk"):
        AuditEvent.objects.record(
            company=company,
            action="role.taken",
            by=by,
            at=now,
            subject=grant,
            subject_label=grant.email,
            after={"role": grant.role},
        )
        grant.delete()
    return _name(company, email, by, now)


def _name(company: Company, email: str, by: Actor, now: datetime) -> Mail:
    _grant, mail = grant_role(company=company, email=email, role=Role.ADMINISTRATOR, by=by, now=now)
    return mail
