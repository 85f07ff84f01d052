"""People, thanks and files that do not exist, for previews. Nothing here is ever saved, nor asked of the database."""

from copy import copy
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.utils.functional import cached_property
from django.utils.translation import gettext as _

from employees.csv_import.findings import Findings
from employees.models import ApiToken, Company, Employee, HrImport, Role, RoleGrant, User
from invites.emails.digests import Registered
from invites.models import CodeFile, Kind, Registration
from invites.queries import CountryWaiting, country_name
from recognition.emails.recalls import Hands
from recognition.emails.tickets import Reader
from recognition.models import Batch, BatchEntry, Recipient, Recognition
from workstars.lib.clock import days_later, today

NOBODY = 0  # the id of whom no row has


@dataclass(frozen=True)
class Examples:
    """Of one company, in one language; `company` is a copy whose default language is that one."""

    company: Company
    language: str
    now: datetime

    @classmethod
    def of(cls, company: Company, language: str, now: datetime) -> "Examples":
        shown = copy(company)
        shown.default_language = language
        return cls(shown, language, now)

    @property
    def link(self) -> str:
        """Looks like one, and leads to the company's first page."""
        return f"{self.company.address}/?{_('example')}"

    @cached_property
    def user(self) -> User:
        return User(pk=NOBODY, email="alex@example.org", name=_("Alex Morgan"), language=self.language)

    @cached_property
    def employee(self) -> Employee:
        """Registered."""
        return self._person(_("Alex"), _("Morgan"), registered_at=self.now, user=self.user)

    @cached_property
    def newcomer(self) -> Employee:
        return self._person(_("Alex"), _("Morgan"))

    @cached_property
    def colleague(self) -> Employee:
        return self._person(_("Robin"), _("Hart"))

    def _person(self, first: str, last: str, **more: object) -> Employee:
        return Employee(
            pk=NOBODY,
            company=self.company,
            employee_id="00123",
            first_name=first,
            last_name=last,
            country=self.country,
            language=self.language,
            **more,
        )

    @property
    def country(self) -> str:
        return self.company.countries[0] if self.company.countries else "PL"

    @property
    def grant(self) -> RoleGrant:
        return RoleGrant(company=self.company, role=Role.ADMINISTRATOR, email="alex@example.org")

    @property
    def api_token(self) -> ApiToken:
        return ApiToken(company=self.company, name=_("Payroll"), created_by_label=self.colleague.name)

    @property
    def coordinator(self) -> RoleGrant:
        return RoleGrant(company=self.company, role=Role.COORDINATOR, email="alex@example.org")

    @property
    def outcome(self) -> str:
        return _("120 recognitions, 12,000 points.")

    @property
    def why(self) -> str:
        return _("Two Employee IDs of the file belong to nobody any more.")

    @cached_property
    def registration(self) -> Registration:
        return Registration(company=self.company, employee=self.newcomer, language=self.language)

    @cached_property
    def registered(self) -> list[Registered]:
        manager = self.employee.name
        return [
            Registered(self.colleague.name, "00123", manager),
            Registered(_("Kim Berg"), "00124", manager),
        ]

    @cached_property
    def recognition(self) -> Recognition:
        return Recognition(
            company=self.company,
            sender=self.colleague,
            message=_("Thank you for staying late when the line stood still."),
            sent_at=self.now,
        )

    @cached_property
    def recipient(self) -> Recipient:
        return Recipient(recognition=self.recognition, employee=self.employee, points=50)

    @cached_property
    def batch(self) -> Batch:
        return Batch(
            pk=NOBODY,
            company=self.company,
            summary=_("Ten years with us"),
            send_on=days_later(self.company, self.now, 7),
            requested_by_label=self.colleague.name,
            people=120,
            points=12_000,
        )

    @cached_property
    def recalled_batch(self) -> Batch:
        batch = copy(self.batch)
        batch.recalled_by_label, batch.recall_reason = (
            self.colleague.name,
            _("The file was that of last year."),
        )
        return batch

    @property
    def hands(self) -> Hands:
        return Hands((self.employee.name, self.colleague.name), unprinted=3)

    @property
    def reader(self) -> Reader:
        return Reader(self.language, self.link)

    def entry(self, change: str = "", text: str = "") -> BatchEntry:
        return BatchEntry(
            company=self.company, batch=self.batch, by_label=self.colleague.name, change=change, text=text
        )

    @cached_property
    def hr_import(self) -> HrImport:
        name = _("employees.csv")
        return HrImport(pk=NOBODY, company=self.company, file_name=name, status=HrImport.Status.APPLIED)

    @cached_property
    def findings(self) -> Findings:
        return Findings(rows=1250, new=40, changed=12, leaving=3)

    @cached_property
    def code_file(self) -> CodeFile:
        return CodeFile(
            pk=NOBODY,
            company=self.company,
            kind=Kind.INVITES,
            country=self.country,
            rows=48,
            created_at=self.now,
            by_schedule=True,
            last_day=days_later(self.company, self.now, self.company.paper_code_days),
        )

    @property
    def waiting(self) -> list[CountryWaiting]:
        return [CountryWaiting(self.country, country_name(self.country), 48)]

    @property
    def yesterday(self) -> date:
        return today(self.company, self.now) - timedelta(days=1)
