"""Tokens that work no longer because of who made them (V10): the administrators who stay are told once."""

from collections.abc import Iterator, Sequence
from datetime import date, datetime

from django.db import transaction
from django.db.models import Q
from django.urls import reverse

from employees.emails import tokens_stopped
from employees.models import ApiToken, AuditEvent, Company, RoleGrant, User
from employees.services.mail import Owed, queue_mails
from workstars.lib.actors import SYSTEM
from workstars.lib.clock import today


def count_tokens_of(company: Company, user: User | None, now: datetime) -> int:
    """How many stop with this login's role as an administrator."""
    working = ApiToken.objects.for_company(company).working(today(company, now))
    return working.filter(created_by=user).count() if user else 0


def tell_of_stopped_tokens(now: datetime) -> int:
    """Answers of how many tokens; of one that works again, as its maker is back, it would tell once more."""
    doubtful = Q(is_answered_for=False, stopped_told_at=None) | Q(stopped_told_at__isnull=False)
    tokens = ApiToken.objects.across_companies().live(date.min).answered_for(date.max).filter(doubtful)
    companies = Company.objects.filter(pk__in=tokens.values("company"))
    return sum(_tell_company(company, now) for company in companies.order_by("pk"))


@transaction.atomic
def _tell_company(company: Company, now: datetime) -> int:
    day = today(company, now)
    every = ApiToken.objects.for_company(company)
    live = every.live(day).answered_for(day).select_for_update(of=("self",), no_key=True).order_by("pk")
    back = live.filter(is_answered_for=True, stopped_told_at__isnull=False)
    every.filter(pk__in=[token.pk for token in back]).update(stopped_told_at=None)
    stopped = list(live.filter(is_answered_for=False, stopped_told_at=None))
    every.filter(pk__in=[token.pk for token in stopped]).update(stopped_told_at=now)
    for token in stopped:
        AuditEvent.objects.record(company=company, action="token.stopped", by=SYSTEM, at=now, subject=token)
    if stopped:
        queue_mails(company=company, owed=_mails(company, stopped, day, now), now=now)
    return len(stopped)


def _mails(company: Company, stopped: Sequence[ApiToken], day: date, now: datetime) -> Iterator[Owed]:
    link = company.address + reverse("settings-api")
    grants = RoleGrant.objects.for_company(company).administrators().working(day).select_related("user")
    for user in {grant.user_id: grant.user for grant in grants}.values():
        yield Owed(
            to=user.address,
            message=tokens_stopped(user, company, link, stopped),
            kind="tokens_stopped",
            key=f"tokens-stopped:{company.pk}:{user.pk}:{now.isoformat()}",
            user=user,
        )
