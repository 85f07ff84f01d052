"""Managers are reminded of certificates that nobody has printed: one mail each, never two within 14 days (T2).

A certificate counts from the day on which its holder was told of it. Of what is printed, withdrawn, expired, or for
somebody who has registered meanwhile, nobody is reminded: it is asked here, and again before the mail is handed over.
"""

from collections import defaultdict
from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import Exists, OuterRef
from django.urls import reverse

from certificates.emails.holders import News, certificates_unprinted
from certificates.models import Certificate
from certificates.queries.lists import unprinted_since
from employees.models import Company, Employee, Mail
from employees.services.mail import drop_mails, queue_mail
from workstars.lib.clock import day_start, today
from workstars.lib.text import fold_search

KIND = "certificates-reminder"
AFTER = 14  # days, from being told, and between two reminders


def remind_holders(*, now: datetime) -> int:
    """Owes the mails that are due, and drops those that nobody needs any more; answers how many it owed."""
    drop_needless(now)
    return sum(_remind_in(company, now) for company in _companies(now))


def _companies(now: datetime) -> list[Company]:
    """A day is nowhere longer than it is at most: who may have something is asked first, in one query."""
    waiting = Certificate.objects.across_companies().unprinted().ready()
    mine = waiting.filter(company=OuterRef("pk"), told_at__lt=now - timedelta(days=AFTER - 1))
    companies = Company.objects.with_offline_employees().launched()
    return list(companies.filter(Exists(mine)).order_by("pk"))


def _remind_in(company: Company, now: datetime) -> int:
    due = unprinted_since(company, AFTER, now).order_by().values_list("holder", flat=True).distinct()
    return sum(remind(company, holder, now) for holder in list(due))


@transaction.atomic
def remind(company: Company, holder_pk: int, now: datetime) -> int:
    """One mail, or none where one went out lately. Two sweeps at once remind once: the holder is held."""
    people = Employee.objects.for_company(company).filter(pk=holder_pk, user__isnull=False)
    holder = (
        people.select_for_update(of=("self",), no_key=True, skip_locked=True).select_related("user").first()
    )
    if holder is None or reminded_lately(company, holder, now):
        return 0
    waiting = list(
        unprinted_since(company, AFTER, now).filter(holder=holder).select_related("employee").order_by("pk")
    )
    if not waiting:
        return 0
    rows = Certificate.objects.for_company(company).filter(pk__in=[each.pk for each in waiting])
    rows.update(reminded_at=now)
    return _mail(company, holder, waiting, now)


def reminded_lately(company: Company, holder: Employee, now: datetime) -> bool:
    """By a mail of less than AFTER days ago, whatever has become of what it was about."""
    since = day_start(company, today(company, now) - timedelta(days=AFTER - 1))
    return Mail.objects.filter(employee=holder, kind=KIND, created_at__gte=since).exists()


def drop_needless(now: datetime) -> int:
    """Mails that were not handed over yet and say what is no longer so; answers how many."""
    owed = Mail.objects.filter(kind=KIND, status=Mail.Status.QUEUED, employee__isnull=False)
    needless: dict[Company, list[str]] = defaultdict(list)
    for mail in owed.select_related("employee__company"):
        if mail.employee and not _still_waits(mail.employee, now):
            needless[mail.employee.company].append(mail.key)
    return sum(drop_mails(company, keys) for company, keys in needless.items())


def _still_waits(holder: Employee, now: datetime) -> bool:
    return unprinted_since(holder.company, AFTER, now).filter(holder=holder).exists()


def _mail(company: Company, holder: Employee, waiting: list[Certificate], now: datetime) -> int:
    """To the login address; who has none sees it on the pages."""
    if holder.user is None or not holder.user.address:
        return 0
    names = sorted({each.employee.name for each in waiting}, key=fold_search)
    link = company.address + reverse("manager-certificates")
    queue_mail(
        company=company,
        to=holder.user.address,
        message=certificates_unprinted(company, holder, News(len(waiting), names), link),
        kind=KIND,
        key=f"{KIND} {holder.pk} {today(company, now)}",
        now=now,
        employee=holder,
        only_while=Mail.OnlyWhile.ACTIVE,
    )
    return 1
