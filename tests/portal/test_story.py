"""An employee's page: facts, standing, what can be done, and the whole story (E14)."""

import re
from datetime import date, timedelta

import pytest
from django.db import DatabaseError, transaction
from django.utils import timezone

from employees.models import AuditEvent, Company, Employee, PersonChange
from employees.records import Field
from employees.services.audit import delete_old_events
from employees.services.bulk import write_people
from employees.services.imports import request_undo
from employees.services.people import add_employee, change_employee, deactivate_employee
from invites.models import ActivationCode, CodeFile
from invites.services.attempts import count_failure, sweep_counters, tries_of
from tests.employees.importing import Office, rows
from tests.factories import EmployeeFactory, ReasonFactory, RecipientFactory, RecognitionFactory
from workstars.portal.queries.standing import standing_of
from workstars.portal.queries.story import story_of

DAY = date(2026, 3, 2)


def page(answer) -> str:
    return " ".join(re.sub(r"<[^>]+>", " ", answer.content.decode()).split())


def paper(employee, kind, made, **more):
    file = CodeFile.objects.for_company(employee.company).create(
        company=employee.company,
        kind=kind,
        country=employee.country,
        created_at=made,
        created_by_label="Alice Adams",
        rows=1,
        last_day=made.date() + timedelta(days=180),
        file_name="x.csv",
        stored_name=f"{kind} {made.isoformat()}",
        sha256=b"",
        size=1,
        wrapped_key=b"",
        key_version=1,
    )
    return ActivationCode.objects.for_company(employee.company).create(
        company=employee.company,
        employee=employee,
        file=file,
        kind=kind,
        digest=b"x",
        key_version=1,
        created_at=made,
        last_day=file.last_day,
        **more,
    )


@pytest.mark.rule("C2", "an employee's page is for administrators of the company alone")
def test_who_may_see(alice, bob, charlie, stranger):
    address = f"/admin/employees/{bob.employee.pk}"
    assert "Bob Brown" in page(alice.get(address))
    assert bob.get(address).status_code == 403
    assert charlie.get(address).status_code == 404
    assert stranger.get(address).url == f"/login?next={address}"


@pytest.mark.rule("E14", "the story tells what happened to the person, newest first, by whom")
def test_story(company, by_alice, now):
    values = {"employee_id": "7", "last_name": "Kos", "country": "PL", "hire_date": "2026-01-31"}
    kos = add_employee(company=company, values=values, by=by_alice, now=now).employee
    later = [now + timedelta(days=n) for n in range(1, 6)]
    paper(kos, "invites", later[0])
    change_employee(
        company=company,
        employee=kos,
        values={"location": "Ulm", "hire_date": "2026-02-01"},
        by=by_alice,
        now=later[1],
    )
    paper(kos, "reminders", later[2], voided_at=later[3])
    deactivate_employee(company=company, employee=kos, by=by_alice, now=later[4])
    assert [(m.at, m.title, m.by, m.lines) for m in story_of(kos, DAY)] == [
        (later[4], "Deactivated", "Alice Adams", []),
        (later[2], "Reminded on paper", "Alice Adams", ["The code was voided on 6 March 2026."]),
        (
            later[1],
            "Record changed",
            "Alice Adams",
            ["Site: – → Ulm", "Hire date: 31 January 2026 → 1 February 2026"],
        ),
        (later[0], "Invited on paper", "Alice Adams", ["The code does not work: the person is not active."]),
        (now, "Employee added", "Alice Adams", []),
    ]


@pytest.mark.rule("E14", "codes from before the person left are told as dead, a used one as used")
def test_codes_in_the_story(company, now):
    kos = EmployeeFactory(company=company, active_since=now)
    paper(kos, "invites", now - timedelta(days=9))
    paper(kos, "reminders", now + timedelta(days=1))
    paper(kos, "assisted", now + timedelta(days=2), used_at=now + timedelta(days=2))
    kos.registered_at = now + timedelta(days=2)
    kos.save()
    assert [(m.title, m.lines) for m in story_of(kos, DAY)] == [
        ("Slip with a code", ["This code opened the account."]),
        ("Reminded on paper", ["The code ended with the registration."]),
        ("Added to the records", []),
        ("Invited on paper", ["The code is dead: the person has left since."]),
    ]


@pytest.mark.rule("E14", "a code in the story says until when it works, or worked")
def test_last_day_in_the_story(company, now):
    kos = EmployeeFactory(company=company)
    paper(kos, "invites", now + timedelta(hours=1))
    lines = {day: story_of(kos, day)[0].lines for day in (date(2026, 8, 29), date(2026, 8, 30))}
    assert lines == {
        date(2026, 8, 29): ["The code works until 29 August 2026."],
        date(2026, 8, 30): ["The code worked until 29 August 2026."],
    }


@pytest.mark.rule("E14", "the story needs ten queries, however long it is")
def test_story_queries(company, now, django_assert_num_queries):
    kos = EmployeeFactory(company=company)
    paper(kos, "invites", now)
    with django_assert_num_queries(10):
        story_of(kos, DAY)
    paper(kos, "reminders", now + timedelta(days=30))
    paper(kos, "reminders", now + timedelta(days=60))
    with django_assert_num_queries(10):
        assert len(story_of(kos, DAY)) == 4


@pytest.mark.rule("E14", "one sentence says where the person stands")
@pytest.mark.parametrize(
    ("facts", "sentence"),
    [
        ({}, "Waiting in Invites."),
        (
            {"paper_made_at": "then", "paper_due_on": date(2026, 3, 20)},
            "The last letter was made on 20 February 2026. Reminders follow on 20 March 2026.",
        ),
        (
            {"paper_made_at": "then", "paper_due_on": DAY, "reminders_since": "now"},
            "Waiting in Reminders since 2 March 2026.",
        ),
        ({"by_mail": True, "mail_count": 0}, "The invitation goes by e-mail after launch."),
        ({"by_mail": True, "mail_stopped_at": "now"}, "Invitations by e-mail are stopped."),
        (
            {"by_mail": True, "hr_email_bounced_at": "now"},
            "The HR e-mail does not work. Waiting in Invites.",
        ),
        ({"hire_date": date(2026, 4, 1)}, "Starts on 1 April 2026, and is on no list until then."),
        ({"left_at": "now"}, "Left on 2 March 2026."),
        ({"leaving_date": date(2026, 3, 1)}, "The last day was 1 March 2026."),
        (
            {"registered": True},
            "Registered on 2 March 2026. With the letter of an Invites CSV.",
        ),
    ],
)
def test_standing(company, now, facts, sentence):
    moments = {"now": now, "then": now - timedelta(days=10)}
    employee = EmployeeFactory(
        company=company, **{name: moments.get(value, value) for name, value in facts.items()}
    )
    assert standing_of(employee, DAY) == sentence


def test_standing_of_who_is_mailed(company, now):
    company.launched_at = now
    kos = EmployeeFactory(company=company, by_mail=True, mail_count=0)
    assert standing_of(kos, DAY) == "The invitation by e-mail is about to go."
    kos.mail_count, kos.mail_due_at = 2, now + timedelta(days=7)
    assert standing_of(kos, DAY) == "Invited by e-mail 2 times. The next one goes on 9 March 2026."


@pytest.mark.rule("C4", "while offline employees are off, who has no e-mail is told as unreachable")
def test_standing_while_offline_is_off(company):
    company.offline_employees = False
    assert standing_of(EmployeeFactory(company=company), DAY) == (
        "Cannot be reached: no HR e-mail that works, and offline employees are switched off."
    )


@pytest.mark.rule("E11", "the login address is masked on the employee's page")
def test_login_is_masked(alice, bob):
    shown = page(alice.get(f"/admin/employees/{bob.employee.pk}"))
    assert "b•••@mail.example" in shown
    assert "bob@mail.example" not in shown


@pytest.mark.rule("E14", "what can be done now depends on where the person stands")
def test_what_can_be_done(alice, company):
    here = EmployeeFactory(company=company)
    gone = EmployeeFactory(company=company, left_at=timezone.now())
    mine = EmployeeFactory(company=company, user=alice.user, registered_at=timezone.now())
    offered = {
        person: [word for word in ("Deactivate", "Bring back", "Stop the e-mails") if word in page(answer)]
        for person in (here, gone, mine)
        for answer in [alice.get(f"/admin/employees/{person.pk}")]
    }
    assert offered == {here: ["Deactivate"], gone: ["Bring back"], mine: []}


@pytest.mark.rule("E14", "the page needs as many queries for one report as for three")
def test_queries(alice, company, django_assert_num_queries):
    boss = EmployeeFactory(company=company)
    EmployeeFactory(company=company, manager=boss)
    address = f"/admin/employees/{boss.pk}"
    alice.get(address)
    with django_assert_num_queries(18):
        alice.get(address)
    EmployeeFactory.create_batch(2, company=company, manager=boss)
    with django_assert_num_queries(18):
        assert "3 direct reports" in page(alice.get(address))


def test_many_reports(alice, company):
    boss = EmployeeFactory(company=company, employee_id="0 1")
    EmployeeFactory.create_batch(11, company=company, manager=boss)
    answer = alice.get(f"/admin/employees/{boss.pk}")
    assert "11 direct reports" in page(answer)
    assert 'href="/admin/employees?manager=0%201"' in answer.content.decode()


@pytest.mark.rule("E14", "the story tells which thanks came, with their points, and which were given")
def test_thanks_in_the_story(company, now):
    kos, ann = EmployeeFactory(company=company), EmployeeFactory(company=company)
    reason = ReasonFactory(company=company, name="Teamwork")
    got = RecognitionFactory(company=company, sender=ann, reason=reason, sent_at=now + timedelta(days=1))
    RecipientFactory(recognition=got, employee=kos, points=1500)
    gave = RecognitionFactory(company=company, sender=kos, sent_at=now + timedelta(days=2))
    RecipientFactory(recognition=gave, employee=ann), RecipientFactory(recognition=gave)
    told = [(moment.title, moment.kind, moment.lines) for moment in story_of(kos, DAY)][:2]
    assert told == [
        ("Thanked 2 people", "", []),
        (f"Thanked by {ann.name}", "good", ["Teamwork", "+1,500 points"]),
    ]


# What HR files did


HIRED = "employee_id,last_name,country,location,hire_date"


def file_applied(company, user, now, *lines: str, complete: bool = False) -> None:
    office = Office(company, user, now)
    hr_import, _findings = office.check(rows(*lines, headings=HIRED), complete=complete)
    office.confirm(hr_import)
    office.work(hr_import)


def told(employee) -> list[tuple[str, str, list[str]]]:
    """All but how the person came, of whom the factory knows no file."""
    moments = [(moment.title, moment.by, moment.lines) for moment in story_of(employee, DAY)]
    assert ("Added to the records", "", []) in moments
    return [moment for moment in moments if moment[0] != "Added to the records"]


@pytest.mark.rule(
    "E14", "the story tells what an HR file changed, field by field, by whom and with which file"
)
def test_changes_by_file(company, alice, now):
    kos = EmployeeFactory(company=company, employee_id="7", last_name="Kos", hire_date=date(2020, 1, 31))
    ann = EmployeeFactory(company=company, employee_id="8", last_name="Ann", hire_date=date(2020, 1, 31))
    later = now + timedelta(hours=1)
    file_applied(company, alice.user, later, "7,Kos,PL,Ulm,2020-02-01", "8,Ann,PL,,2020-01-31")
    assert told(kos) == [
        (
            "Record changed",
            str(alice.user),
            [
                "With the HR file staff.csv.",
                "Site: – → Ulm",
                "Hire date: 31 January 2020 → 1 February 2020",
            ],
        )
    ]
    assert told(ann) == []


@pytest.mark.rule("E14", "the story tells who left and came back by an HR file")
def test_leaving_by_file(company, alice, now):
    kos = EmployeeFactory(company=company, employee_id="7", last_name="Kos", country="PL")
    stays = EmployeeFactory(company=company, employee_id="8", last_name="Ann", country="PL")
    file_applied(company, alice.user, now, "8,Ann,PL,,", complete=True)
    file_applied(company, alice.user, now + timedelta(days=1), "7,Kos,PL,,")
    assert [(title, lines) for title, _by, lines in told(kos)] == [
        ("Back again", ["With the HR file staff.csv."]),
        ("Deactivated", ["With the HR file staff.csv."]),
    ]
    assert PersonChange.objects.for_company(company).filter(employee=stays).count() == 0


@pytest.mark.rule("E14", "a line manager who comes with a later file is told, too")
def test_link_in_the_story(company, alice, now):
    kos = EmployeeFactory(company=company, employee_id="7", last_name="Kos", manager_ref="0042")
    file_applied(company, alice.user, now, "0042,Boss,PL,,")
    assert told(kos)[0][2] == ["With the HR file staff.csv.", "Line manager’s Employee ID: – → Boss (0042)"]


@pytest.mark.rule("E14", "the story tells what another system changed")
def test_changes_by_another_system(company, by_alice, now):
    kos = EmployeeFactory(company=company, employee_id="7", last_name="Kos", country="PL")
    people = [{Field.EMPLOYEE_ID: "7", Field.LAST_NAME: "Kos", Field.COUNTRY: "PL", Field.LOCATION: "Ulm"}]
    fields = [Field.EMPLOYEE_ID, Field.LAST_NAME, Field.COUNTRY, Field.LOCATION]
    given = {"company": company, "leavers_confirmed": False, "by": by_alice, "now": now}
    write_people(people=people, fields=fields, **given)
    write_people(people=people, fields=fields, **given)
    assert told(kos) == [("Record changed", "Alice Adams", ["Written by another system.", "Site: – → Ulm"])]


@pytest.mark.rule("E14", "the story tells by which file somebody came, and that another one was undone")
def test_arrival_by_file_and_undo(company, alice, now):
    file_applied(company, alice.user, now, "7,Kos,PL,,")
    kos = Employee.objects.for_company(company).get(employee_key="7")
    office = Office(company, alice.user, now + timedelta(hours=1))
    hr_import, _findings = office.load(rows("7,Kos,PL,Ulm,", headings=HIRED))
    order = {"elsewhere": [], "user": alice.user, "by": office.by, "now": now + timedelta(hours=2)}
    office.now = order["now"]
    office.work(request_undo(hr_import=hr_import, **order))
    by = str(alice.user)
    assert [(moment.title, moment.by, moment.lines) for moment in story_of(kos, DAY)] == [
        ("Restored", by, ["The HR file staff.csv was undone.", "Site: Ulm → –"]),
        ("Record changed", by, ["With the HR file staff.csv.", "Site: – → Ulm"]),
        ("Came with an HR file", by, ["With the HR file staff.csv."]),
    ]


@pytest.mark.rule("E14", "the story tells who came from another system")
def test_arrival_by_another_system(company, by_alice, now):
    people = [{Field.EMPLOYEE_ID: "7", Field.LAST_NAME: "Kos", Field.COUNTRY: "PL"}]
    fields = [Field.EMPLOYEE_ID, Field.LAST_NAME, Field.COUNTRY]
    write_people(company=company, people=people, fields=fields, leavers_confirmed=False, by=by_alice, now=now)
    kos = Employee.objects.for_company(company).get(employee_key="7")
    assert [(moment.title, moment.by) for moment in story_of(kos, DAY)] == [
        ("Came from another system", "Alice Adams")
    ]


@pytest.mark.rule("E5", "the same file again leaves no second moment in the story")
def test_same_file_again(company, alice, now):
    EmployeeFactory(company=company, employee_id="7", last_name="Kos", country="PL")
    file_applied(company, alice.user, now, "7,Kos,PL,Ulm,")
    Office(company, alice.user, now).check(rows("7,Kos,PL,Ulm,", headings=HIRED))
    assert PersonChange.objects.for_company(company).count() == 1


@pytest.mark.rule("C7", "what an event did to each person only grows, and ends with the event")
def test_changes_are_kept_as_long_as_their_event(company, alice, now):
    kos = EmployeeFactory(company=company, employee_id="7", last_name="Kos", country="PL")
    file_applied(company, alice.user, now, "7,Kos,PL,Ulm,")
    changes = PersonChange.objects.for_company(company)
    for refused in (lambda: changes.update(after={}), changes.delete):
        with pytest.raises(DatabaseError, match="append-only"), transaction.atomic():
            refused()
    Company.objects.filter(pk=company.pk).update(audit_retention_months=1)
    events = AuditEvent.objects.filter(company=company).count()
    assert (changes.count(), delete_old_events(now + timedelta(days=40))) == (1, events)
    assert (changes.count(), told(kos)) == (0, [])


@pytest.mark.rule("E14", "a change by a file costs the story as many queries once as three times")
def test_story_queries_of_files(company, alice, now, django_assert_num_queries):
    kos = EmployeeFactory(company=company, employee_id="7", last_name="Kos", country="PL")
    for count, site in enumerate(("Ulm", "Bonn", "Kiel"), start=1):
        file_applied(company, alice.user, now + timedelta(days=count), f"7,Kos,PL,{site},")
        with django_assert_num_queries(10):
            assert len(story_of(kos, DAY)) == 1 + count


@pytest.mark.rule("E14", "the story tells failed tries with the person's ID, from any address, for a day")
def test_failed_tries(company, other_company, now):
    kos = EmployeeFactory(company=company, employee_id="0042")
    ann = EmployeeFactory(company=company, employee_id="43")
    same_id = EmployeeFactory(company=other_company, employee_id="0042")
    line = "This Employee ID was typed with a code that does not work for it. Tries are counted for a day."
    count_failure(tries_of(company, "0042", "192.0.2.1"), now)
    assert told(kos) == [("1 failed try to register", "", [line])]
    count_failure(tries_of(company, "42", "192.0.2.2"), now + timedelta(hours=1))
    assert told(kos) == [("2 failed tries to register", "", [line])]
    assert (told(ann), told(same_id)) == ([], [])
    sweep_counters(now=now + timedelta(hours=25, seconds=1))
    assert told(kos) == []


@pytest.mark.rule("E14", "after a quiet day failed tries are counted anew")
def test_failed_tries_of_another_day(company, now):
    kos = EmployeeFactory(company=company, employee_id="42")
    for hours in (0, 1, 26):
        count_failure(tries_of(company, "42", "192.0.2.1"), now + timedelta(hours=hours))
    assert [title for title, _by, _lines in told(kos)] == ["1 failed try to register"]
