"""HR files for tests, and the way of one through the services."""

from collections.abc import Iterable
from datetime import datetime

from django.core.files.uploadedfile import SimpleUploadedFile

from employees.csv_import.findings import Findings
from employees.models import Company, Employee, HrImport, User
from employees.records import Field
from employees.services.imports import confirm_import, receive_file, work_on
from workstars.lib.actors import Actor

HEADINGS = "employee_id,first_name,last_name,hr_email,country"


def rows(*lines: str, headings: str = HEADINGS) -> bytes:
    return "\n".join([headings, *lines]).encode()


def people(numbers: Iterable[int]) -> bytes:
    """Employees 00001, 00002 … of Poland, without e-mail."""
    return rows(*(f"{n:05},Ewa,Nowak{n},,PL" for n in numbers))


class Office:
    """An administrator who imports."""

    def __init__(self, company: Company, user: User, now: datetime) -> None:
        self.company, self.user, self.now = company, user, now
        self.by = Actor(user.pk, str(user))

    def upload(self, data: bytes, *, complete: bool = False, name: str = "staff.csv") -> HrImport:
        return receive_file(
            company=self.company,
            upload=SimpleUploadedFile(name, data),
            complete=complete,
            user=self.user,
            by=self.by,
            now=self.now,
        )

    def check(self, data: bytes, *, complete: bool = False) -> tuple[HrImport, Findings]:
        hr_import = self.upload(data, complete=complete)
        assert hr_import.status == HrImport.Status.CHECKING, hr_import.mapping
        return self.work(hr_import)

    def work(self, hr_import: HrImport) -> tuple[HrImport, Findings]:
        work_on(hr_import.pk, self.now)
        hr_import = HrImport.objects.for_company(self.company).get(pk=hr_import.pk)
        return hr_import, Findings.from_json(hr_import.found)

    def confirm(self, hr_import: HrImport, *, leavers_confirmed: bool = True) -> HrImport:
        return confirm_import(
            hr_import=hr_import,
            fingerprint=hr_import.fingerprint,
            leavers_confirmed=leavers_confirmed,
            user=self.user,
            by=self.by,
            now=self.now,
        )

    def load(self, data: bytes, *, complete: bool = False) -> tuple[HrImport, Findings]:
        """Upload, check, confirm, apply."""
        hr_import, _findings = self.check(data, complete=complete)
        return self.work(self.confirm(hr_import))

    def person(self, employee_id: str) -> Employee:
        return Employee.objects.for_company(self.company).with_employee_id(employee_id).get()

    def everybody(self, *fields: str) -> list[tuple[object, ...]]:
        found = Employee.objects.for_company(self.company).order_by("employee_key")
        return list(found.values_list(*(fields or [Field.EMPLOYEE_ID.value])))


def error_table(findings: Findings) -> list[tuple[int, str, str]]:
    """Line, the file's heading, sentence."""
    return [(shown.line, shown.heading, shown.problem.sentence) for shown in findings.error_list]


def warning_table(findings: Findings) -> list[tuple[int, str, str]]:
    return [(shown.line, shown.heading, shown.problem.sentence) for shown in findings.warning_list]
