"""One person erased whole (X5): what it means, the order, and the sweep that carries it through.

The order makes the person's own row nameless. The sweep asks for open erasures and lets every app forget what it
holds, each part in transactions of its own and doing no harm when it is done twice; a worker that dies is followed by
the next beat, and an erasure that fails stands aside for the others. At last every text of the company is gone through
for what the person was called.
"""

from collections.abc import Callable
from dataclasses import asdict, dataclass
from datetime import datetime
from hashlib import sha256

from django.db import transaction
from django.utils.translation import gettext as _

from certificates.models import Certificate
from certificates.services.shredding import shred_certificates
from employees.models import Company, Employee, Erasure
from employees.services import erasing
from employees.services.erasing import Called, ErasureRefused
from employees.services.people.saving import hold_people
from invites.models import CodeFile
from invites.services.erasing import forget_on_paper
from recognition.models import Comment, PointEntry, Recipient, Recognition
from recognition.services.erasing import forget_batch_files, forget_thanks, open_requests_of
from workstars.lib.actors import SYSTEM, Actor
from workstars.portal.services.scrubbing import scrub_company

Step = Erasure.Step


class Outdated(Exception):
    """Something about the person has changed since the page was shown. The text is a sentence."""

    def __init__(self) -> None:
        super().__init__(
            _("Something about this person has changed since you looked. Read it again, then decide.")
        )


@dataclass(frozen=True)
class Consequences:
    """What the page shows, and what a press is bound to."""

    code_files: int
    certificates: int
    reports: int
    received: int
    sent: int
    comments: int
    points: int
    has_login: bool

    def fingerprint(self, employee: Employee) -> str:
        facts = (employee.pk, employee.employee_key, employee.name, *asdict(self).values())
        return sha256(repr(facts).encode()).hexdigest()[:32]


def consequences(employee: Employee) -> Consequences:
    company = employee.company
    recognitions = Recognition.objects.for_company(company)
    points = PointEntry.objects.for_company(company).filter(employee=employee)
    sheets = Certificate.objects.for_company(company).filter(employee=employee)
    return Consequences(
        code_files=CodeFile.objects.for_company(company).kept().filter(codes__employee=employee).count(),
        certificates=sheets.exclude(stored_name="").count(),
        reports=Employee.objects.for_company(company).filter(manager=employee).count(),
        received=Recipient.objects.for_company(company).filter(employee=employee).count(),
        sent=recognitions.filter(sender=employee).count(),
        comments=Comment.objects.for_company(company).filter(author=employee, deleted_at=None).count(),
        points=points.balance(),
        has_login=employee.user_id is not None,
    )


def hindrance(employee: Employee, now: datetime) -> str:
    """Why the person cannot be erased now, as a sentence; "" when nothing stands in the way."""
    try:
        erasing.refuse_unless_left(employee, now)
        _refuse_open_requests(employee)
    except ErasureRefused as refusal:
        return str(refusal)
    return ""


@transaction.atomic
def request_erasure(
    *, company: Company, employee: Employee, fingerprint: str, by: Actor, now: datetime
) -> Erasure:
    """Bound to what was shown. Raises ErasureRefused, Outdated."""
    hold_people(company)
    people = Employee.objects.for_company(company).select_related("company", "user")
    employee = people.get(pk=employee.pk)
    erasing.refuse_unless_left(employee, now)
    _refuse_open_requests(employee)
    if fingerprint != consequences(employee).fingerprint(employee):
        raise Outdated
    return erasing.begin_erasure(company=company, employee=employee, by=by, now=now)


def erase_who_waits(now: datetime) -> int:
    """Carries every erasure that is due as far as it can go; answers how many are through. An error in one ends this
    sweep, and the next begins with the others."""
    return sum(_erase(erasure, now) for erasure in erasing.due_erasures(now))


def _erase(erasure: Erasure, now: datetime) -> bool:
    """Files that a worker has in hand, and batches still to be sent, are waited for."""
    with erasing.attempt(erasure, now) as begin:
        called = erasing.called_of(erasure)
        if erasure.scrubbed_at is None:
            if erasing.is_importing(erasure.company):
                return False
            _forget(erasure, called, begin, now)
        begin(Step.BATCHES)
        if forget_batch_files(erasure, called, now):
            return False
        return erasing.finish(erasure, now)


def _forget(erasure: Erasure, called: Called, begin: Callable[[Step], None], now: datetime) -> None:
    company = erasure.company
    begin(Step.CERTIFICATES)
    shred_certificates(company=company, employee=erasure.employee, by=SYSTEM, now=now)
    begin(Step.PAPER)
    forget_on_paper(erasure, now)
    begin(Step.THANKS)
    forget_thanks(erasure, called, now)
    begin(Step.RECORDS)
    erasing.forget_in_records(erasure, called, now)
    begin(Step.TEXTS)
    scrub_company(company, called)
    Erasure.objects.for_company(company).filter(pk=erasure.pk).update(scrubbed_at=now)


def _refuse_open_requests(employee: Employee) -> None:
    if employee.user is None:
        return
    titles = [batch.title for batch in open_requests_of(employee.user, employee.company)[:3]]
    if titles:
        raise ErasureRefused(
            _(
                "%(name)s asked for batches that are not over: %(batches)s. Cancel them, or wait until they are sent."
            )
            % {"name": employee.name, "batches": ", ".join(titles)}
        )
