"""What administrators are told of registrations (A6): who registered yesterday, and several on one device."""

from collections.abc import Callable, Iterator
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from django.db import IntegrityError, transaction
from django.db.models import Count, Max, OuterRef, Subquery

from employees.models import AuditEvent, Company, Employee, RoleGrant, User
from employees.services.mail import queue_mail
from invites.emails import digests as emails
from invites.emails.digests import Registered
from invites.models import PaperRegistration, RegistrationDigest
from workstars.lib.actors import SYSTEM
from workstars.lib.clock import day_start, today
from workstars.lib.mail import Message

EIGHT = time(8)
LOOKS_BACK = 7  # days, after a beat that was down
ON_ONE_DEVICE = 3
ALARM_DAYS = timedelta(days=7)
ALARM = "device.alarm"


def mail_digests(*, now: datetime) -> int:
    """After 08:00 company time, once for all days since the last; answers how many companies were told of somebody."""
    last = RegistrationDigest.objects.across_companies().filter(company=OuterRef("pk")).order_by("-day")
    companies = Company.objects.annotate(told_up_to=Subquery(last.values("day")[:1])).order_by("pk")
    due = [company for company in companies if _is_due(company, company.told_up_to, now)]
    return sum(_tell_registered(company, company.told_up_to, now) for company in due)


def _is_due(company: Company, told_up_to: date | None, now: datetime) -> bool:
    local = now.astimezone(ZoneInfo(company.time_zone))
    yesterday = local.date() - timedelta(days=1)
    return local.time() >= EIGHT and (told_up_to is None or told_up_to < yesterday)


@transaction.atomic
def _tell_registered(company: Company, told_up_to: date | None, now: datetime) -> bool:
    """Mails and the note that they are owed come in one transaction; of two sweeps at once one does nothing."""
    yesterday = today(company, now) - timedelta(days=1)
    longest = yesterday - timedelta(days=LOOKS_BACK - 1)
    first = max(told_up_to + timedelta(days=1), longest) if told_up_to else yesterday
    people = registered_between(company, day_start(company, first), day_start(company, today(company, now)))
    try:
        with transaction.atomic():
            RegistrationDigest.objects.for_company(company).create(
                company=company, day=yesterday, people=len(people)
            )
    except IntegrityError:
        return False
    if people:
        _mail_administrators(
            company,
            lambda user: emails.registration_digest(company, people, first, yesterday, user.language),
            "registration_digest",
            f"{company.pk}:{yesterday}",
            now,
        )
    return bool(people)


def registered_between(company: Company, start: datetime, end: datetime) -> list[Registered]:
    """Who registered from `start` to before `end` and still is; who did by a paper that a manager held comes first."""
    people = Employee.objects.for_company(company).filter(registered_at__gte=start, registered_at__lt=end)
    papers = PaperRegistration.objects.for_company(company).held().filter(at__gte=start, at__lt=end)
    held = {
        (paper.employee_id, paper.at): paper.held_by.name
        for paper in papers.select_related("held_by")
        if paper.held_by
    }
    found = [
        Registered(
            person.name,
            person.employee_id,
            held.get((person.pk, person.registered_at), "") if person.registered_at else "",
        )
        for person in people.by_name()
    ]
    return sorted(found, key=lambda one: not one.held_by)


def raise_device_alarms(*, now: datetime) -> int:
    """Where several registered within seven days by papers that managers had held; answers how many alarms."""
    papers = PaperRegistration.objects.across_companies().held()
    crowded = (
        papers.filter(at__gt=now - ALARM_DAYS, at__lte=now)
        .exclude(device=b"")
        .values("company", "device")
        .annotate(people=Count("pk"), last=Max("at"))
        .filter(people__gte=ON_ONE_DEVICE)
        .order_by("company", "last")
    )
    rows = list(crowded)
    companies = Company.objects.in_bulk([row["company"] for row in rows])
    return sum(_alarm(companies[row["company"]], bytes(row["device"]), row["last"], now) for row in rows)


@transaction.atomic
def _alarm(company: Company, device: bytes, last: datetime, now: datetime) -> bool:
    """Once for a device and the day of its last registration, so that nothing new raises nothing."""
    Company.objects.select_for_update(no_key=True).get(pk=company.pk)
    name, day = device.hex()[:16], today(company, last).isoformat()
    alarms = AuditEvent.objects.for_company(company).filter(action=ALARM)
    if alarms.filter(after__device=name, after__day=day).exists():
        return False
    people = list(_people_on(company, device, now))
    AuditEvent.objects.record(
        company=company,
        action=ALARM,
        by=SYSTEM,
        at=now,
        after={
            "device": name,
            "day": day,
            "people": len(people),
            "names": [one.name for one in people],
        },
    )
    _mail_administrators(
        company,
        lambda user: emails.device_alarm(company, people, user.language),
        "device_alarm",
        f"{company.pk}:{name}:{day}",
        now,
    )
    return True


def _people_on(company: Company, device: bytes, now: datetime) -> Iterator[Registered]:
    papers = PaperRegistration.objects.for_company(company).held().on_device(device)
    recent = papers.filter(at__gt=now - ALARM_DAYS, at__lte=now).select_related("employee", "held_by")
    for paper in recent.order_by("at", "pk"):
        person = paper.employee
        yield Registered(person.name, person.employee_id, paper.held_by.name if paper.held_by else "")


def _mail_administrators(
    company: Company, message: Callable[[User], Message], kind: str, about: str, now: datetime
) -> None:
    grants = RoleGrant.objects.for_company(company).administrators().working(today(company, now))
    for grant in grants.select_related("user").order_by("pk"):
        queue_mail(
            company=company,
            to=grant.user.address,
            message=message(grant.user),
            kind=kind,
            key=f"{kind}:{about}:{grant.user.pk}",
            now=now,
            user=grant.user,
        )
