"""Paper for tests: files made, fetched and voided at moments that are said, and where that leaves people."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from employees.models import Company, Employee
from invites.models import ActivationCode, CodeFile
from invites.queries import waiting
from invites.services.fetching import download_code_file
from invites.services.generation import generate_invites_csv
from invites.services.reminders import move_to_reminders
from invites.services.voiding import Consequences, void_file
from tests.factories import NOON
from workstars.lib.actors import SYSTEM
from workstars.lib.clock import today

DAY = timedelta(days=1)


@dataclass
class Office:
    """A company's paper; `now` moves on by `later`."""

    company: Company
    now: datetime = NOON

    def later(self, days: int) -> "Office":
        self.now += days * DAY
        move_to_reminders(now=self.now)
        return self

    def make(self, kind: str = "invites", country: str = "PL", *, managers_only: bool = False) -> CodeFile:
        self.now += timedelta(seconds=1)
        return generate_invites_csv(
            company=self.company,
            country=country,
            kind=kind,
            by=SYSTEM,
            now=self.now,
            managers_only=managers_only,
        )

    def fetch(self, file: CodeFile, *, workbook: bool = False) -> bytes:
        return download_code_file(company=self.company, file=file, by=SYSTEM, now=self.now, workbook=workbook)

    def void(self, file: CodeFile, reason: str = "The box was lost") -> Consequences:
        self.now += timedelta(seconds=1)
        return void_file(company=self.company, file=file, reason=reason, by=SYSTEM, now=self.now)

    def list_of(self, employee: Employee) -> str:
        """Where a person is: "invites", "reminders" or "neither"; both would be said as such."""
        day = today(self.company, self.now)
        lists = [
            kind
            for kind in ("invites", "reminders")
            if waiting(self.company, day, kind).filter(pk=employee.pk).exists()
        ]
        return " and ".join(lists) or "neither"

    def live_codes(self, employee: Employee) -> int:
        codes = ActivationCode.objects.for_company(self.company).live(today(self.company, self.now))
        return codes.filter(employee=employee).count()
