"""Managers are mailed that certificates wait (T2): once for a batch, or a recognition, and when all of it is ready.

What waited for *Launch* is told in one mail, and so is what came from another manager's account.
"""

from dataclasses import dataclass
from datetime import datetime

from django.db import transaction
from django.db.models import Case, CharField, Count, Exists, F, OuterRef, Q, Value, When
from django.db.models.functions import Cast, Concat
from django.urls import reverse

from certificates.emails.holders import News, certificates_wait, certificates_wait_for_registration
from certificates.models import Certificate, CertificateQuerySet
from employees.models import Company, Employee, Mail
from employees.services.mail import queue_mail
from invites.services.mail_links import link_for
from recognition.models import Batch, Recipient
from workstars.lib.text import fold_search

KIND = "certificates"
GROUPS_AT_ONCE = 2000
MAKING = Q(status=Certificate.Status.QUEUED)
# Who has it in hand already, or needs none any more, is no news.
NEWS = Q(
    status=Certificate.Status.READY,
    printed_at__isnull=True,
    handed_over_at__isnull=True,
    employee__registered_at__isnull=True,
)


@dataclass(frozen=True)
class Group:
    """Certificates of one holder that one mail tells of. `occasion` is "launch", "moved", "batch 7" or
    "recognition 9"."""

    holder: int
    occasion: str

    @property
    def batch(self) -> int | None:
        kind, _space, number = self.occasion.partition(" ")
        return int(number) if kind == "batch" else None


def tell_holders(*, now: datetime) -> int:
    """Owes the mails that are due; answers how many. None before launch (C6)."""
    return sum(_tell_in(company, now) for company in _companies_to_tell())


def _companies_to_tell() -> list[Company]:
    untold = Certificate.objects.across_companies().untold().filter(company=OuterRef("pk"))
    companies = Company.objects.with_offline_employees().launched()
    return list(companies.filter(Exists(untold)).order_by("pk"))


def _tell_in(company: Company, now: datetime) -> int:
    return sum(tell_group(company, group, now) for group in groups_to_tell(company))


def groups_to_tell(company: Company) -> list[Group]:
    """Those of which nothing is still being made, issued or sent. Two queries."""
    rows = (
        by_occasion(company)
        .values("holder", "occasion")
        .annotate(
            making=Count("pk", filter=MAKING),
            failed=Count("pk", filter=Q(status=Certificate.Status.FAILED)),
            all=Count("pk"),
        )
        .filter(making=0, all__gt=F("failed"))
        .order_by("holder", "occasion")
    )
    groups = [Group(row["holder"], row["occasion"]) for row in rows[:GROUPS_AT_ONCE]]
    unfinished = _unfinished(company, {group.batch for group in groups if group.batch})
    return [group for group in groups if group.batch not in unfinished]


def by_occasion(company: Company) -> CertificateQuerySet:
    """Untold certificates with the `occasion` that one mail is about."""
    batch = F("recipient__recognition__batch")
    alone = F("recipient__recognition")
    untold: CertificateQuerySet = Certificate.objects.for_company(company).untold().of_people_here()
    return untold.annotate(
        occasion=Case(
            When(waits_since__lt=company.launched_at, then=Value("launch")),
            When(waits_since__gt=F("created_at"), then=Value("moved")),
            When(
                recipient__recognition__batch__isnull=False,
                then=Concat(Value("batch "), Cast(batch, CharField())),
            ),
            default=Concat(Value("recognition "), Cast(alone, CharField())),
            output_field=CharField(),
        )
    )


def _unfinished(company: Company, batches: set[int]) -> set[int]:
    """Batches of which more certificates are to come."""
    owed = Recipient.objects.for_company(company).paper_owed().filter(recognition__batch=OuterRef("pk"))
    mine = Batch.objects.for_company(company).filter(pk__in=batches)
    over = Q(status__in=(Batch.Status.SENT, Batch.Status.RECALLED))
    unfinished = mine.filter(~over | Exists(owed))
    return set(unfinished.values_list("pk", flat=True))


@transaction.atomic
def tell_group(company: Company, group: Group, now: datetime) -> int:
    """One mail, or none where nothing waits any more; answers how many. Two sweeps at once tell once."""
    taken = take_untold(company, group)
    told = Certificate.objects.for_company(company).filter(pk__in=[each.pk for each in taken])
    news = list(told.filter(NEWS).select_related("employee").order_by("pk"))
    told.exclude(status=Certificate.Status.FAILED).update(told_at=now)
    if not news:
        return 0
    holder = Employee.objects.for_company(company).select_related("user").get(pk=group.holder)
    return _mail(company, holder, _news_of(company, group, news), mail_key(group, news), now)


def take_untold(company: Company, group: Group) -> list[Certificate]:
    rows = by_occasion(company).filter(holder=group.holder, occasion=group.occasion).order_by("pk")
    return list(rows.select_for_update(skip_locked=True, no_key=True, of=("self",)))


def mail_key(group: Group, news: list[Certificate]) -> str:
    """The same for the same news: what comes later into the account is told by a mail of its own."""
    return f"certificates {group.holder} {group.occasion} {news[0].pk}.{news[0].edition}"


def _news_of(company: Company, group: Group, news: list[Certificate]) -> News:
    names = sorted({each.employee.name for each in news}, key=fold_search)
    batches = Batch.objects.for_company(company).filter(pk=group.batch)
    summary = batches.values_list("summary", flat=True).first() if group.batch else None
    return News(len(news), names, summary or "", moved=group.occasion == "moved")


def _mail(company: Company, holder: Employee, news: News, key: str, now: datetime) -> int:
    """To the login address; before registration to the HR e-mail, with the link that opens it."""
    if holder.user:
        to, only_while = holder.user.address, Mail.OnlyWhile.ACTIVE
        message = certificates_wait(company, holder, news, company.address + reverse("manager-certificates"))
    elif holder.has_working_email and not holder.is_registered:
        to, only_while = holder.hr_email, Mail.OnlyWhile.HR_EMAIL
        message = certificates_wait_for_registration(company, holder, news, link_for(company, holder, now))
    else:
        return 0
    if not to:  # registered without e-mail: the pages tell
        return 0
    queue_mail(
        company=company,
        to=to,
        message=message,
        kind=KIND,
        key=key,
        now=now,
        employee=holder,
        only_while=only_while,
    )
    return 1
