"""Void: a box of letters is lost (I8). The file's codes die, and its people wait again.

Whose last paper it was goes back to where the papers before it leave them: on *Invites* if there is none that is not
void, else on *Reminders* at once. Who has had a newer paper since stays where that one has put them (V4, V5).
"""

from dataclasses import asdict, dataclass
from datetime import date, datetime, timedelta

from django.db import transaction
from django.db.models import Case, Exists, Max, OuterRef, Q, Subquery, Value, When
from django.utils.translation import gettext as _

from employees.facts import NO_PAPER
from employees.models import AuditEvent, Company
from employees.models.employee import NO_WORKING_EMAIL, EmployeeQuerySet
from invites.models import ActivationCode, CodeFile
from invites.models.codes import ActivationCodeQuerySet
from invites.queries import lock_company
from invites.queries.files import people_of
from invites.services.fetching import hold_file
from invites.services.generation import described
from workstars.lib.actors import SYSTEM, Actor
from workstars.lib.clock import today

FETCHED_WITHIN = timedelta(days=30)


class AlreadyVoid(Exception):
    """Nothing is left to be done."""

    def __init__(self) -> None:
        super().__init__(_("This file is void already."))


@dataclass(frozen=True)
class Consequences:
    """Of voiding: the codes that die, and how many people wait again on each list."""

    codes: int
    invites: int
    reminders: int


def consequences(company: Company, file: CodeFile, day: date) -> Consequences:
    """What would happen at this moment, for the page that asks for confirmation."""
    waiting_again = _last_paper_of(file).offline(day)
    others = waiting_again.filter(Exists(_other_papers(file))).count()
    return Consequences(_unused(file).count(), waiting_again.count() - others, others)


@transaction.atomic
def void_file(*, company: Company, file: CodeFile, reason: str, by: Actor, now: datetime) -> Consequences:
    """Refusal: AlreadyVoid. Held in this order: company, file, people, codes; who registers at this moment is either
    through, and keeps the account, or finds the code dead."""
    company = lock_company(company)
    held = hold_file(company, file)
    if held.is_void:
        raise AlreadyVoid
    _hold_people(held)
    done = consequences(company, held, today(company, now))
    held.voided_at, held.voided_by_label, held.void_reason = now, by.label, reason
    held.save(update_fields=["voided_at", "voided_by_label", "void_reason"])
    _unused(held).update(voided_at=now)
    put_back(held, now)
    AuditEvent.objects.record(
        company=company,
        action=f"{held.kind}.voided",
        by=by,
        at=now,
        subject=held,
        after={**described(held), "reason": reason, **asdict(done)},
    )
    return done


def put_back(file: CodeFile, now: datetime) -> None:
    """Its people to where their other papers leave them. With a working e-mail they are on no list, now as before."""
    day = today(file.company, now)
    people = _last_paper_of(file).not_gone()
    # Should such a login ever be taken away, paper has to follow.
    people.registered().filter(paper_due_on__isnull=True).update(paper_due_on=day)
    unregistered = people.unregistered()
    papers = _other_papers(file)
    last = papers.order_by().values("employee").annotate(last=Max("created_at")).values("last")
    unregistered.filter(Exists(papers)).update(
        paper_made_at=Subquery(last),
        paper_due_on=day,
        reminders_since=Case(When(NO_WORKING_EMAIL, then=Value(now)), default=None),
    )
    unregistered.filter(~Exists(papers)).update(**NO_PAPER)


def void_what_nobody_fetched(*, now: datetime) -> int:
    """Made by schedule thirty days ago, or with codes that have ended, and still in the vault: its people wait again
    (V5). Answers how many files."""
    files = CodeFile.objects.across_companies().not_fetched().filter(company__offline_employees=True)
    return sum(_void_if_old(file, now) for file in files.select_related("company").order_by("pk"))


def _void_if_old(file: CodeFile, now: datetime) -> bool:
    company, day = file.company, today(file.company, now)
    if day < today(company, file.created_at) + FETCHED_WITHIN and day <= file.last_day:
        return False
    with transaction.atomic():
        lock_company(company)
        if hold_file(company, file).first_downloaded_at:
            return False
        reason = _("Nobody downloaded it within %(days)s days.") % {"days": FETCHED_WITHIN.days}
        try:
            void_file(company=company, file=file, reason=reason, by=SYSTEM, now=now)
        except AlreadyVoid:
            return False
    return True


def _last_paper_of(file: CodeFile) -> EmployeeQuerySet:
    """The people of the file who have not been in another one since, nor come back to the company since."""
    return people_of(file).filter(paper_made_at=file.created_at)


def _other_papers(file: CodeFile) -> ActivationCodeQuerySet:
    """For a person, the papers since joining that are neither this file nor void."""
    mine: ActivationCodeQuerySet = ActivationCode.objects.for_company(file.company)
    return mine.filter(
        Q(employee=OuterRef("pk"), file__voided_at__isnull=True, created_at__gte=OuterRef("active_since")),
        file__isnull=False,
    ).exclude(file=file)


def _unused(file: CodeFile) -> ActivationCodeQuerySet:
    codes: ActivationCodeQuerySet = ActivationCode.objects.for_company(file.company)
    return codes.filter(file=file, voided_at__isnull=True, used_at__isnull=True)


def _hold_people(file: CodeFile) -> None:
    """Registration holds its person first and looks at the code then."""
    people = people_of(file).unregistered().select_for_update(no_key=True, of=("self",))
    list(people.order_by("pk").values_list("pk", flat=True))
