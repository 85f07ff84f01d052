"""Invitations by mail (I1, V14): after *Launch* once, then reminders, until the person registers or leaves."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import Exists, F, OuterRef, Q

from employees.models import Company, Employee, Mail
from employees.models.employee import EmployeeQuerySet
from employees.services.mail import queue_mail
from invites.emails.invitation import invitation
from invites.services.mail_links import link_for
from workstars.lib.clock import day_start, days_later, today

KIND = "invitation"
CHUNK = 200


def mail_invitations(*, now: datetime) -> int:
    """Owes a mail to everybody whose moment has come, in chunks that each commit; answers how many."""
    return sum(_invite_company(company, now) for company in _companies_to_ask(now))


def _invite_company(company: Company, now: datetime) -> int:
    invited = 0
    while people := invite_some(company, now):
        invited += len(people)
    return invited


@transaction.atomic
def invite_some(company: Company, now: datetime) -> Sequence[Employee]:
    """One chunk: their next moment moves on, and their mail is owed."""
    people = take_some(company, now)
    for employee in people:
        link = link_for(company, employee, now)
        queue_mail(
            company=company,
            to=employee.hr_email,
            message=invitation(company, employee, number=employee.mail_count + 1, link=link),
            kind=KIND,
            key=mail_key(employee),
            now=now,
            employee=employee,
            only_while=Mail.OnlyWhile.INVITED,
        )
    return people


def take_some(company: Company, now: datetime) -> Sequence[Employee]:
    """People whose moment has come, as they were before it moved on. Two sweeps at once take different ones."""
    chosen = due(company, now).order_by("mail_due_at", "pk")
    people = list(chosen.select_for_update(skip_locked=True, no_key=True)[:CHUNK])
    mine = Employee.objects.for_company(company).filter(pk__in=[employee.pk for employee in people])
    mine.update(mail_due_at=_next_moment(company, now), mail_count=F("mail_count") + 1)
    return people


def mail_key(employee: Employee) -> str:
    """Owes each person one mail for each moment (V14), whoever asks for it."""
    return f"invitation {employee.pk} {employee.mail_due_at:%Y%m%dT%H%M%S.%f}"


def due(company: Company, now: datetime) -> EmployeeQuerySet:
    """Whose moment has come, unless the mail before it is still on its way or came too lately (V14)."""
    people: EmployeeQuerySet = Employee.objects.for_company(company)
    first_free_day = today(company, now) - timedelta(days=company.mail_reminder_days - 1)
    on_its_way = Q(status__in=[Mail.Status.QUEUED, Mail.Status.SENDING])
    recent = on_its_way | Q(sent_at__gte=day_start(company, first_free_day))
    just_mailed = Mail.objects.filter(
        recent,
        employee=OuterRef("pk"),
        kind=KIND,
        to=OuterRef("hr_email"),
        created_at__gte=OuterRef("active_since"),
    )
    owed = people.active(today(company, now)).unregistered().with_working_email().mail_due(now)
    return owed.exclude(Exists(just_mailed))


def _next_moment(company: Company, now: datetime) -> datetime:
    return day_start(company, days_later(company, now, company.mail_reminder_days))


def _companies_to_ask(now: datetime) -> list[Company]:
    """Launched companies that are not stopped and in which anybody's moment may have come: one look into the index for
    each."""
    people: EmployeeQuerySet = Employee.objects.across_companies().filter(company=OuterRef("pk"))
    anybody = people.not_gone().unregistered().with_working_email().mail_due(now)
    return list(Company.objects.launched().inviting().filter(Exists(anybody)).order_by("pk"))
