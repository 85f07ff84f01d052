"""Generate CSV (I5 to I7, A3, V6, V7): one file, its codes live, its people off the list, all in one transaction."""

import csv
import io
from datetime import date, datetime, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from employees.models import AuditEvent, Company, Employee
from invites import codes
from invites.models import ActivationCode, CodeFile
from invites.queries import (
    CountryWaiting,
    PaperFunnel,
    files_with_counts,
    paper_funnel,
    waiting_by_country,
    waiting_total,
)
from invites.services.fetching import download_code_file
from invites.services.generation import NobodyWaits, OfflineEmployeesOff, generate_invites_csv
from tests.factories import NOON, EmployeeFactory
from workstars.lib.actors import Actor
from workstars.lib.vault import FileDamaged

TODAY = date(2026, 3, 2)


@pytest.fixture
def generate(company: Company, by_alice: Actor):
    """Presses the button for Poland, on *Invites*, on Monday at noon, unless told otherwise."""

    def press(company: Company = company, country: str = "PL", kind: str = "invites", now: datetime = NOON):
        return generate_invites_csv(company=company, country=country, kind=kind, by=by_alice, now=now)

    return press


@pytest.fixture
def read(company: Company, by_alice: Actor):
    """The rows of a file, without the headings, as a mail merge reads them."""

    def download(file: CodeFile, company: Company = company) -> list[list[str]]:
        data = download_code_file(company=company, file=file, by=by_alice, now=NOON)
        return list(csv.reader(io.StringIO(data.decode("utf-8-sig"), newline="")))[1:]

    return download


def people_of(file: CodeFile) -> list[str]:
    mine = ActivationCode.objects.for_company(file.company).filter(file=file)
    return sorted(mine.values_list("employee__employee_id", flat=True))


@pytest.mark.rule(
    "I5", "the columns are First Name, Last Name, Employee ID, Activation Code, quoted, BOM, CRLF"
)
def test_bytes_of_the_file(company: Company, generate, by_alice: Actor) -> None:
    EmployeeFactory(company=company, employee_id="00123", first_name='Łucja "Lu"', last_name="O'Neil, Jr.")
    data = download_code_file(company=company, file=generate(), by=by_alice, now=NOON)
    head, row, rest = data.split(b"\r\n")
    assert head == b'\xef\xbb\xbf"First Name","Last Name","Employee ID","Activation Code"'
    start = '"Łucja ""Lu""","O\'Neil, Jr.","00123","'.encode()
    assert (row[: len(start)], len(row) - len(start), row[-1:], rest) == (start, 15, b'"', b"")


@pytest.mark.rule(
    "I5", "the file holds each person of the country who waits, by site, last and first name, with their code"
)
def test_who_is_in_it(company: Company, generate, read) -> None:
    for number, location, last, first in [
        ("7", "Łódź", "Żak", "Adam"),
        ("3", "Gdańsk", "nowak", "Ewa"),
        ("5", "łódź", "Zając", "Ola"),
        ("4", "Gdańsk 2", "Ada", "Iza"),
        ("2", "Gdańsk", "Nowak", "Adam"),
        ("1", "", "Ącki", "Jan"),
    ]:
        EmployeeFactory(
            company=company, employee_id=number, location=location, last_name=last, first_name=first
        )
    EmployeeFactory(company=company, employee_id="9", country="DE")
    rows = read(generate())
    assert [row[2] for row in rows] == ["1", "2", "3", "4", "5", "7"]
    assert rows[2][:3] == ["Ewa", "nowak", "3"]
    kept = ActivationCode.objects.for_company(company).order_by("pk")
    assert [(code.employee.employee_id, bytes(code.digest)) for code in kept.select_related("employee")] == [
        (number, codes.digest(codes.parse(printed), company.pk, codes.current_version()))
        for _first, _last, number, printed in rows
    ]


@pytest.mark.rule("I2", "only active, started, unregistered people without a working e-mail wait")
def test_who_waits(company: Company, other_company: Company, generate, now: datetime) -> None:
    yesterday, tomorrow = TODAY - timedelta(days=1), TODAY + timedelta(days=1)
    waits = [
        {"employee_id": "plain"},
        {"employee_id": "starts today", "hire_date": TODAY},
        {"employee_id": "last day today", "leaving_date": TODAY},
        {"employee_id": "bounced", "hr_email": "gone@work.example", "hr_email_bounced_at": now},
    ]
    not_waiting = [
        {"employee_id": "has mail", "by_mail": True},
        {"employee_id": "registered", "registered": True},
        {"employee_id": "starts tomorrow", "hire_date": tomorrow},
        {"employee_id": "left yesterday", "leaving_date": yesterday},
        {"employee_id": "deactivated", "left_at": now},
        {"employee_id": "in a file", "paper_made_at": now, "paper_due_on": tomorrow},
        {"employee_id": "joined later", "active_since": now + timedelta(seconds=1)},
    ]
    for fields in [*waits, *not_waiting]:
        EmployeeFactory(company=company, **fields)
    EmployeeFactory(company=other_company, employee_id="plain")
    assert people_of(generate()) == sorted(fields["employee_id"] for fields in waits)


@pytest.mark.rule(
    "I6", "generating takes the people off the list and sets their next day by the company's setting"
)
def test_people_leave_the_list(company: Company, generate) -> None:
    company.reminder_after_days, company.reminder_again_days = 30, 14
    company.save()
    ewa = EmployeeFactory(company=company)
    generate()
    ewa.refresh_from_db()
    assert (ewa.paper_made_at, ewa.paper_due_on, ewa.reminders_since) == (NOON, date(2026, 4, 1), None)
    april = datetime(2026, 4, 1, 22, 30, tzinfo=NOON.tzinfo)  # 2 April in Warsaw
    Employee.objects.for_company(company).on_paper().update(reminders_since=april)
    generate(kind="reminders", now=april)
    ewa.refresh_from_db()
    assert (ewa.paper_made_at, ewa.paper_due_on, ewa.reminders_since) == (april, date(2026, 4, 16), None)


@pytest.mark.rule("A4", "a code lives to the day that the company's validity gives, counted in its own zone")
def test_codes_are_live(company: Company, generate, read) -> None:
    company.time_zone, company.paper_code_days = "Pacific/Auckland", 180
    company.save()
    ewa = EmployeeFactory(company=company)
    file = generate(now=NOON)  # already 3 March in Auckland
    ((_first, _last, _number, printed),) = read(file)
    row = ActivationCode.objects.for_company(company).get()
    assert (row.employee, row.file, row.kind, row.created_at) == (ewa, file, "invites", NOON)
    assert (row.last_day, file.last_day) == (date(2026, 8, 30), date(2026, 8, 30))
    assert bytes(row.digest) == codes.digests(codes.parse(printed), company.pk)[row.key_version]
    live = ActivationCode.objects.for_company(company).live(date(2026, 8, 30))
    assert (list(live), live.filter(last_day__lt=row.last_day).count()) == ([row], 0)
    assert list(ActivationCode.objects.for_company(company).live(date(2026, 8, 31))) == []


@pytest.mark.rule("I7", "pressing twice gives one file; the second press is told of the first")
def test_second_press(company: Company, generate) -> None:
    EmployeeFactory(company=company)
    file = generate()
    with pytest.raises(NobodyWaits, match=r"^Nobody waits in Poland any more\.$") as refusal:
        generate(now=NOON + timedelta(seconds=1))
    assert refusal.value.last == file
    assert list(CodeFile.objects.for_company(company)) == [file]


@pytest.mark.rule("I7", "where nobody ever waited no file is made, and none is pointed at")
def test_nobody_waits(company: Company, generate) -> None:
    EmployeeFactory(company=company, country="DE")
    for country, kind in (("PL", "invites"), ("DE", "reminders")):
        with pytest.raises(NobodyWaits) as refusal:
            generate(country=country, kind=kind)
        assert refusal.value.last is None
    assert CodeFile.objects.for_company(company).count() == 0


@pytest.mark.rule("C4", "while offline employees is off no file is made")
def test_switched_off(company: Company, generate) -> None:
    EmployeeFactory(company=company)
    Company.objects.filter(pk=company.pk).update(offline_employees=False)  # the caller's object does not know
    with pytest.raises(OfflineEmployeesOff, match="switched off for your company"):
        generate()
    assert (CodeFile.objects.for_company(company).count(), waiting_total(company, TODAY)) == (0, 1)


@pytest.mark.rule("I5", "a cell that a spreadsheet would run gets an apostrophe, and the file says how many")
def test_guarded_cells(company: Company, generate, read) -> None:
    EmployeeFactory(company=company, employee_id="-1", first_name="=cmd()", last_name="＋Nowak")
    file = generate()
    assert read(file)[0][:3] == ["'=cmd()", "'＋Nowak", "'-1"]
    assert file.guarded_cells == 3


@pytest.mark.rule("I5", "the name of the file holds company, kind, country and date")
def test_file_row(company: Company, generate, by_alice: Actor) -> None:
    EmployeeFactory.create_batch(3, company=company)
    file = generate()
    assert file.file_name == "acme-invites-PL-2026-03-02.csv"
    assert (file.rows, file.kind, file.country, file.created_at) == (3, "invites", "PL", NOON)
    assert (file.created_by_id, file.created_by_label) == (by_alice.user_id, "Alice Adams")


@pytest.mark.rule("C7", "a generation and each download of its file are in the audit log, without a code")
def test_audit(company: Company, generate, read) -> None:
    EmployeeFactory(company=company)
    file = generate()
    printed = read(file)[0][3]
    events = list(AuditEvent.objects.for_company(company).order_by("pk"))
    about = {
        "kind": "invites",
        "country": "PL",
        "rows": 1,
        "file": "acme-invites-PL-2026-03-02.csv",
        "last_day": "2026-08-29",
    }
    assert [(e.action, e.actor_label, e.address, e.subject_id, e.after) for e in events] == [
        ("invites.generated", "Alice Adams", "192.0.2.1", file.pk, about),
        ("invites.downloaded", "Alice Adams", "192.0.2.1", file.pk, about),
    ]
    assert printed not in str([(e.before, e.after, e.subject_label) for e in events])


@pytest.mark.rule("I8", "an earlier file comes again byte for byte, and a damaged one does not come at all")
def test_download_again(company: Company, generate, by_alice: Actor) -> None:
    EmployeeFactory.create_batch(2, company=company)
    file = generate()
    file.refresh_from_db()
    first = download_code_file(company=company, file=file, by=by_alice, now=NOON)
    again = download_code_file(company=company, file=file, by=by_alice, now=NOON + timedelta(days=100))
    assert (again == first, len(first)) == (True, file.size)
    CodeFile.objects.for_company(company).update(sha256=bytes(32))
    with pytest.raises(FileDamaged):
        download_code_file(company=company, file=file, by=by_alice, now=NOON)
    downloads = AuditEvent.objects.for_company(company).filter(action="invites.downloaded")
    assert downloads.count() == 2


@pytest.mark.rule("I5", "a file of three takes as many queries as a file of one")
def test_query_count(company: Company, generate) -> None:
    counts = []
    for people in (1, 3):
        EmployeeFactory.create_batch(people, company=company)
        with CaptureQueriesContext(connection) as seen:
            generate()
        counts.append(len(seen))
    assert counts[0] == counts[1]


@pytest.mark.rule("I4", "each country in which anybody waits stands with its number, by name")
def test_waiting_by_country(company: Company, other_company: Company, generate) -> None:
    EmployeeFactory.create_batch(2, company=company, country="PL")
    EmployeeFactory(company=company, country="AT")
    EmployeeFactory(company=company, country="AX")
    EmployeeFactory(company=other_company, country="DE")
    assert waiting_by_country(company, TODAY, "invites") == [
        CountryWaiting("AX", "Åland Islands", 1),
        CountryWaiting("AT", "Austria", 1),
        CountryWaiting("PL", "Poland", 2),
    ]
    assert waiting_total(company, TODAY) == 4
    generate()
    assert [row.country for row in waiting_by_country(company, TODAY, "invites")] == ["AX", "AT"]
    assert waiting_by_country(company, TODAY, "reminders") == []


@pytest.mark.rule("V4", "everybody whom paper has to reach is counted once")
def test_funnel(company: Company, generate) -> None:
    EmployeeFactory.create_batch(3, company=company, country="PL")
    generate()
    EmployeeFactory.create_batch(2, company=company)
    mine = Employee.objects.for_company(company).on_paper().order_by("pk")
    one, two = mine.values_list("pk", flat=True)[:2]
    mine.filter(pk=one).update(reminders_since=NOON)
    mine.filter(pk=two).update(registered_at=NOON)
    assert paper_funnel(company, TODAY) == PaperFunnel(waiting=2, out=1, to_remind=1, registered=1)


@pytest.mark.rule("I8", "each earlier file says how many of its people have registered since")
def test_registered_since(company: Company, generate) -> None:
    EmployeeFactory.create_batch(3, company=company)
    generate()
    EmployeeFactory(company=company, country="DE")
    generate(country="DE", now=NOON + timedelta(hours=1))
    first = Employee.objects.for_company(company).filter(country="PL").order_by("pk").first()
    Employee.objects.for_company(company).filter(pk=first.pk).update(registered_at=NOON + timedelta(days=1))
    listed = files_with_counts(company, "invites")
    assert [(file.country, file.rows, file.registered_since) for file in listed] == [
        ("DE", 1, 0),
        ("PL", 3, 1),
    ]
    assert list(files_with_counts(company, "reminders")) == []
