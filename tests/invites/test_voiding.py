"""Void (I8): the codes of a lost box die, and its people wait again, each on exactly one list (V4, V5)."""

from datetime import UTC, datetime, timedelta

import pytest

from employees.models import AuditEvent, Company, Employee
from invites.models import ActivationCode, CodeFile
from invites.services.fetching import FileVoided
from invites.services.generation import NobodyWaits
from invites.services.registration import RegistrationEnded, begin_registration, find_registration
from invites.services.voiding import AlreadyVoid, Consequences, consequences
from tests.factories import NOON, EmployeeFactory
from tests.invites.paper import Office
from workstars.lib.clock import today


@pytest.fixture
def office(company: Company) -> Office:
    return Office(company)


@pytest.fixture
def ewa(company: Company) -> Employee:
    return EmployeeFactory(company=company)


@pytest.mark.rule("I8", "the codes of a voided file die, and its people wait in Invites again")
def test_invites_file(office: Office, ewa: Employee) -> None:
    file = office.make()
    assert (office.list_of(ewa), office.live_codes(ewa)) == ("neither", 1)
    assert office.void(file) == Consequences(codes=1, invites=1, reminders=0)
    assert (office.list_of(ewa), office.live_codes(ewa)) == ("invites", 0)
    again = office.make()
    assert (again.rows, office.live_codes(ewa), office.list_of(ewa)) == (1, 1, "neither")


@pytest.mark.rule(
    "I8", "who has had an earlier letter waits in Reminders when the file of a reminder is void"
)
def test_reminders_file(office: Office, ewa: Employee) -> None:
    office.make()
    file = office.later(30).make("reminders")
    assert office.void(file) == Consequences(codes=1, invites=0, reminders=1)
    assert (office.list_of(ewa), office.live_codes(ewa)) == ("reminders", 1)
    office.make("reminders")
    assert office.list_of(ewa) == "neither"
    assert office.later(30).list_of(ewa) == "reminders"


@pytest.mark.rule("I8", "who is in a newer file stays where that one has put them")
@pytest.mark.promise("V4", "voiding an older file moves nobody of a newer one")
def test_newer_paper(office: Office, ewa: Employee) -> None:
    first = office.make()
    second = office.later(30).make("reminders")
    assert office.void(first) == Consequences(codes=1, invites=0, reminders=0)
    assert (office.list_of(ewa), office.live_codes(ewa)) == ("neither", 1)
    assert office.later(30).list_of(ewa) == "reminders"
    # Now no letter is left that was not void: as if never in a file.
    assert office.void(second) == Consequences(codes=1, invites=1, reminders=0)
    assert office.list_of(ewa) == "invites"


@pytest.mark.rule(
    "I8", "of two voided one after the other, newest first, the older one still counts its people"
)
def test_newest_first(office: Office, ewa: Employee) -> None:
    first = office.make()
    second = office.later(30).make("reminders")
    office.void(second)
    assert office.void(first) == Consequences(codes=1, invites=1, reminders=0)
    assert office.list_of(ewa) == "invites"


@pytest.mark.rule("I8", "who has moved to Reminders since the voided invite waits in Invites")
def test_on_reminders_already(office: Office, ewa: Employee) -> None:
    file = office.make()
    assert office.later(40).list_of(ewa) == "reminders"
    office.void(file)
    assert office.list_of(ewa) == "invites"


@pytest.mark.rule("I8", "whoever registered keeps the account, whoever left or has an e-mail is on no list")
def test_who_does_not_wait(office: Office, company: Company) -> None:
    people = {
        name: EmployeeFactory(company=company) for name in ("waits", "registered", "left", "mail", "mail2")
    }
    office.make()
    file = office.later(30).make("reminders")
    changes = {
        "registered": {"registered_at": NOON},
        "left": {"left_at": NOON},
        "mail": {"hr_email": "ewa@work.example"},
        "mail2": {"hr_email": "ola@work.example"},
    }
    for name, fields in changes.items():
        Employee.objects.for_company(company).filter(pk=people[name].pk).update(**fields)
    used = ActivationCode.objects.for_company(company).filter(employee=people["registered"], file=file)
    used.update(used_at=NOON)
    assert office.void(file) == Consequences(codes=4, invites=0, reminders=1)
    assert {name: office.list_of(who) for name, who in people.items()} == {
        **dict.fromkeys(people, "neither"),
        "waits": "reminders",
    }
    assert used.get().voided_at is None  # what opened the account stays in its story as it was
    Employee.objects.for_company(company).filter(pk=people["mail"].pk).update(hr_email_bounced_at=NOON)
    assert office.later(0).list_of(people["mail"]) == "reminders"


@pytest.mark.rule("E10", "who came back since was invited anew, and a file from before moves nobody")
def test_came_back(office: Office, ewa: Employee, company: Company) -> None:
    old = office.make()
    office.later(5)
    state = {"active_since": office.now, "paper_made_at": None, "paper_due_on": None}
    Employee.objects.for_company(company).update(**state)
    new = office.make()
    assert office.void(old) == Consequences(codes=1, invites=0, reminders=0)
    assert office.void(new) == Consequences(codes=1, invites=1, reminders=0)


@pytest.mark.rule(
    "I8", "a void file is handed out no more, as CSV or workbook, and its bytes stay until retention"
)
@pytest.mark.promise("V7", "no letter is made from a void file: it is handed out no more")
def test_not_handed_out(office: Office, ewa: Employee) -> None:
    file = office.make()
    office.void(file)
    for workbook in (False, True):
        with pytest.raises(FileVoided, match="This file is void"):
            office.fetch(file, workbook=workbook)
    file.refresh_from_db()
    assert (file.is_kept, file.void_reason, file.voided_by_label) == (True, "The box was lost", "Workstars")


@pytest.mark.rule("I8", "voiding twice is refused, and changes nothing the second time")
def test_twice(office: Office, ewa: Employee, company: Company) -> None:
    file = office.make()
    office.void(file)
    office.make()
    with pytest.raises(AlreadyVoid, match="void already"):
        office.void(file)
    assert office.list_of(ewa) == "neither"
    with pytest.raises(NobodyWaits):
        office.make()


@pytest.mark.rule("A6", "a registration that was begun with a code of the file cannot go on")
def test_begun_registration(office: Office, ewa: Employee, company: Company) -> None:
    file = office.make()
    code = ActivationCode.objects.for_company(company).get()
    begun = begin_registration(company=company, employee=ewa, code=code, now=office.now).registration
    office.void(file)
    with pytest.raises(RegistrationEnded, match="Your letter has ended meanwhile"):
        find_registration(company=company, key=begun.key, now=office.now)


@pytest.mark.rule("C7", "voiding is in the audit log with its reason and what it did")
def test_audit(office: Office, ewa: Employee, company: Company) -> None:
    file = office.make()
    office.void(file, "Wet")
    event = AuditEvent.objects.for_company(company).newest_first().first()
    assert (event.action, event.subject_id) == ("invites.voided", file.pk)
    told = {"reason": "Wet", "codes": 1, "invites": 1, "reminders": 0, "rows": 1, "country": "PL"}
    assert {name: event.after[name] for name in told} == told


@pytest.mark.rule("I8", "what the page announces is what happens")
def test_announced(office: Office, company: Company) -> None:
    EmployeeFactory.create_batch(3, company=company)
    office.make()
    office.later(30)
    one, two, _three = Employee.objects.for_company(company).order_by("pk")
    Employee.objects.for_company(company).filter(pk=one.pk).update(registered_at=NOON)
    file = office.make("reminders")
    Employee.objects.for_company(company).filter(pk=two.pk).update(left_at=NOON)
    announced = consequences(company, file, today(company, office.now))
    assert announced == office.void(file) == Consequences(codes=2, invites=0, reminders=1)


@pytest.mark.rule("A12", "a login that is taken away later leaves nobody without a day for paper")
def test_registered_meanwhile(office: Office, ewa: Employee, company: Company) -> None:
    file = office.make()
    CodeFile.objects.for_company(company).update(by_schedule=True)
    Employee.objects.for_company(company).update(registered_at=NOON, paper_due_on=None)
    office.void(file)
    Employee.objects.for_company(company).update(registered_at=None)
    assert office.later(0).list_of(ewa) == "reminders"


@pytest.mark.rule("I8", "the days of voiding are the company's own")
def test_zone(office: Office, ewa: Employee, company: Company) -> None:
    Company.objects.filter(pk=company.pk).update(time_zone="Pacific/Auckland")
    company.refresh_from_db()
    office.make()
    file = office.later(31).make("reminders")
    office.now = datetime(2026, 4, 3, 13, 30, tzinfo=UTC)  # 4 April in Auckland
    office.void(file)
    ewa.refresh_from_db()
    assert (ewa.paper_due_on.isoformat(), ewa.reminders_since) == ("2026-04-04", office.now)
    assert ewa.paper_made_at == NOON + timedelta(seconds=1)
