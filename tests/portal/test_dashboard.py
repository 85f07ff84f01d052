"""`/admin`: what waits, how far are we, what happened last (I3)."""

import re
from datetime import timedelta

import pytest

from employees.models import AuditEvent
from tests.employees.importing import Office, people
from tests.factories import EmployeeFactory
from workstars.lib.actors import SYSTEM
from workstars.lib.clock import today
from workstars.portal.queries import dashboard


def page(answer) -> str:
    return " ".join(re.sub(r"<[^>]+>", " ", answer.content.decode()).split())


@pytest.mark.rule("I3", "the dashboard is for administrators of the company alone")
def test_who_may_see(alice, bob, charlie, stranger, company):
    EmployeeFactory.create_batch(2, company=company)
    assert "2 employees have not been invited yet" in page(alice.get("/admin"))
    assert bob.get("/admin").status_code == 403
    assert "2 employees" not in page(charlie.get("/admin"))
    assert stranger.get("/admin").url == "/login?next=/admin"


@pytest.mark.rule("I3", "it says how many have not been invited, the sum of the Invites tab, and leads there")
def test_not_invited(alice, company):
    EmployeeFactory(company=company, country="DE")
    EmployeeFactory.create_batch(2, company=company, country="PL")
    EmployeeFactory(company=company, by_mail=True)
    answer = alice.get("/admin")
    assert "3 employees have not been invited yet" in page(answer)
    link = re.search(r'<a class="button" href="(.*?)">.*?Invite</a>', answer.content.decode())
    assert link is not None
    assert link.group(1) == "/admin/invites"


def test_one_is_singular(alice, company):
    EmployeeFactory(company=company)
    assert "1 employee has not been invited yet" in page(alice.get("/admin"))


@pytest.mark.rule("I3", "nothing is said of invitations when nobody waits, or offline employees are off")
def test_nobody_waits(alice, company, bob):
    assert "not been invited yet" not in page(alice.get("/admin"))
    EmployeeFactory(company=company)
    company.offline_employees = False
    company.save()
    shown = page(alice.get("/admin"))
    assert "not been invited yet" not in shown
    assert "Reminders" not in shown


@pytest.mark.rule("I3", "a company without employees begins with the import")
def test_empty_company(alice):
    shown = page(alice.get("/admin"))
    assert "Begin with your people" in shown
    assert "Import a file" in shown


@pytest.mark.rule("C6", "before launch the dashboard says so and leads to the settings")
def test_not_launched(alice, company, now):
    assert "Not launched yet" in page(alice.get("/admin"))
    company.launched_at = now
    company.save()
    assert "Not launched yet" not in page(alice.get("/admin"))


@pytest.mark.rule("I12", "the funnel counts the active: all, invited at least once, registered")
def test_funnel(company, now):
    day = today(company, now)
    paper = {"paper_made_at": now, "paper_due_on": day}
    EmployeeFactory(company=company)
    EmployeeFactory(company=company, **paper)
    EmployeeFactory(company=company, by_mail=True)
    EmployeeFactory(company=company, by_mail=True, mail_count=2)
    EmployeeFactory(company=company, registered=True)
    EmployeeFactory(company=company, left_at=now, **paper)
    EmployeeFactory(company=company, hire_date=day + timedelta(days=1))
    assert dashboard.funnel(company, day) == dashboard.Funnel(active=5, invited=3, registered=1)


@pytest.mark.rule("I12", "the funnel is a picture with its table")
def test_funnel_on_the_page(alice, company, bob):
    EmployeeFactory(company=company)
    shown = page(alice.get("/admin"))
    assert re.search(r"Active employees 2 100 % Invited at least once 1 50 % Registered 1 50 %", shown)


def test_slow_figures_are_kept(company, now, django_assert_num_queries):
    day = today(company, now)
    EmployeeFactory(company=company)
    assert dashboard.keep_figures(now) == 0
    dashboard._count_and_keep(company, day, slow=0)
    EmployeeFactory(company=company)
    with django_assert_num_queries(0):
        assert dashboard.funnel(company, day) == dashboard.Funnel(1, 0, 0)
    assert dashboard.funnel(company, day + timedelta(days=1)) == dashboard.Funnel(2, 0, 0)


def test_slow_figures_are_counted_by_the_clock(company, other_company, now, django_assert_num_queries):
    day = today(company, now)
    dashboard._count_and_keep(company, day, slow=0)
    EmployeeFactory(company=company)
    EmployeeFactory(company=other_company)
    assert dashboard.keep_figures(now, slow=0) == 1
    with django_assert_num_queries(0):
        assert dashboard.funnel(company, day) == dashboard.Funnel(1, 0, 0)
    dashboard.keep_figures(now, slow=60)
    assert dashboard.keep_figures(now) == 0, "what became quick is counted at each look again"


@pytest.mark.rule("C7", "the last eight events are on the dashboard, newest first, in words")
def test_last_events(alice, company, other_company, now):
    EmployeeFactory(company=company)
    for n in range(10):
        AuditEvent.objects.record(
            company=company,
            action="employee.added",
            by=SYSTEM,
            at=now + timedelta(minutes=n),
            subject_label=f"Person {n}",
        )
    AuditEvent.objects.record(company=company, action="login.opened", by=SYSTEM, at=now + timedelta(hours=1))
    AuditEvent.objects.record(
        company=other_company, action="employee.added", by=SYSTEM, at=now, subject_label="Stranger"
    )
    shown = re.findall(r"(Person \d|Stranger) was added to the records\.", page(alice.get("/admin")))
    assert shown == [f"Person {n}" for n in (9, 8, 7, 6, 5, 4, 3, 2)]


@pytest.mark.rule("I3", "the dashboard costs thirteen queries, as many for one person as for three")
def test_queries(alice, company, django_assert_num_queries):
    for more in (1, 2):
        EmployeeFactory.create_batch(more, company=company)
        alice.get("/admin")
        with django_assert_num_queries(13 + 3):  # a savepoint, its end, and a word on how to count
            alice.get("/admin")


@pytest.mark.rule("E3", "an unfinished import waits on the dashboard, also in a company without employees")
def test_unfinished_import(alice, company, now):
    staff = Office(company, alice.user, now)
    hr_import, _findings = staff.check(people([1]))
    for prepare in (lambda: None, lambda: EmployeeFactory(company=company)):
        prepare()
        answer = alice.get("/admin")
        assert "staff.csv HR file: Checked Continue this import" in page(answer)
        assert f'href="/admin/employees/import/{hr_import.pk}"' in answer.content.decode()
        assert "Begin with your people" not in page(answer)
    staff.work(staff.confirm(hr_import))
    assert "staff.csv HR file" not in page(alice.get("/admin"))
