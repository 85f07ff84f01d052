"""A batch on its way to the wall and back: people with and without e-mail, their manager, and paper without drawing."""

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from functools import cache
from io import BytesIO

import pikepdf

from certificates.models import Certificate
from certificates.queries.recalls import reckoning
from certificates.services.handing import print_one
from certificates.services.issuing import issue_certificates
from certificates.services.recalling import recall_shown
from certificates.services.rendering import VAULT_PREFIX, keep, take_next
from certificates.services.sheets import fresh_code
from certificates.services.telling_recalls import tell_about_recalls
from certificates.services.withdrawing import withdraw_hidden
from employees.models import Company, Employee, User
from recognition.models import Batch, Recipient
from recognition.services.batches.recalling import overdue_recalls, take_back
from tests.factories import NOON, CompanyFactory, EmployeeFactory, RoleGrantFactory, UserFactory
from tests.recognition.batching import Desk, rows
from workstars.lib import vault
from workstars.lib.actors import Actor

LATER = NOON + timedelta(hours=1)


@dataclass
class Hall:
    """Mary manages Ewa and Olek, who get paper, and Jan, who is reached by mail. Dora asked for the batch."""

    company: Company = field(default_factory=lambda: CompanyFactory(launched_at=NOON))

    def __post_init__(self) -> None:
        company = self.company
        self.dora = UserFactory(name="Dora Dean")
        RoleGrantFactory(company=company, user=self.dora, role="coordinator")
        self.ada = UserFactory(name="Ada Admin")
        RoleGrantFactory(company=company, user=self.ada)
        self.mary = self.worker("Mary", "Moss", user=UserFactory(name="Mary Moss"), registered_at=NOON)
        self.ewa, self.olek = self.worker("Ewa", "Lis"), self.worker("Olek", "Lis")
        self.jan = self.worker("Jan", "Lis", by_mail=True)

    def worker(self, first: str, last: str, **facts: object) -> Employee:
        boss = getattr(self, "mary", None)
        return EmployeeFactory(
            company=self.company, employee_id=first, first_name=first, last_name=last, manager=boss, **facts
        )

    @property
    def by(self) -> Actor:
        return actor(self.ada)

    def send(self, *lines: str, now: datetime = NOON) -> Batch:
        lines = lines or ("Ewa,Well done,10,", "Olek,Thanks,20,", "Jan,Bravo,30,")
        return Desk(self.company, self.dora, now).send(rows(*lines), summary="Safety week")

    def paper(self, now: datetime = NOON) -> None:
        issue_certificates(now=now)
        draw_all(now)

    def certificate(self, person: Employee) -> Certificate:
        mine = Certificate.objects.for_company(self.company).select_related("code")
        return mine.get(employee=person)

    def print(self, person: Employee, now: datetime = NOON) -> bytes:
        by = Actor(None, "Mary Moss")
        return print_one(company=self.company, certificate=self.certificate(person), by=by, now=now)

    def recall(self, batch: Batch, *, reason: str = "Wrong file", now: datetime = LATER) -> Batch:
        batch = self.batch(batch)
        seen = reckoning(batch).seen
        return recall_shown(batch=batch, seen=seen, reason=reason, by=self.by, now=now)

    def batch(self, batch: Batch) -> Batch:
        mine = Batch.objects.for_company(self.company).select_related("company", "file", "requested_by")
        return mine.get(pk=batch.pk)

    def recipient(self, person: Employee) -> Recipient:
        mine = Recipient.objects.for_company(self.company).select_related("recognition")
        return mine.get(employee=person)


def actor(user: User) -> Actor:
    return Actor(user.pk, str(user))


def sweep(now: datetime = LATER) -> None:
    """What the beats do about recalls, once."""
    for pk in overdue_recalls():
        take_back(pk, now)
    withdraw_hidden(now=now)
    tell_about_recalls(now=now)


def draw_all(now: datetime) -> None:
    """As the PDF worker does, but for the drawing."""
    while certificate := take_next(now):
        stored = vault.store(f"{VAULT_PREFIX}/{certificate.company_id}", blank_page())
        keep(certificate, stored, fresh_code(certificate, now), now)


@cache
def blank_page() -> bytes:
    pdf, data = pikepdf.new(), BytesIO()
    pdf.add_blank_page()
    pdf.save(data)
    return data.getvalue()
