"""The funnel (I12): each stage counted once in code, on the page by country, site and manager, and day by day."""

import csv
import io
import re
from datetime import UTC, date, datetime, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from employees import facts
from employees.models import Company, Employee, Mail
from employees.services.mail import send_due_mails
from invites import codes
from invites.models import ActivationCode, FunnelDay, Kind
from invites.queries import funnel
from invites.queries.funnel import Asked, Cut, Figures, Line, Stage
from invites.services.activation import Refused, open_registration
from invites.services.email_invites import mail_invitations
from invites.services.funnel_days import keep_funnel
from invites.services.generation import generate_invites_csv
from invites.services.mail_links import accept_invitation, link_for
from invites.services.reminders import move_to_reminders
from invites.tasks import keep_funnel as keep_funnel_task
from tests.factories import NOON, EmployeeFactory
from workstars.lib import figures
from workstars.lib.actors import SYSTEM

DAY = timedelta(days=1)
MONDAY = date(2026, 3, 2)


def figures_of(company: Company, now: datetime = NOON, day: date = MONDAY) -> Figures:
    return sum(funnel.by_country(company, day, now).figures.values(), Figures())


def stand(company: Company, **changes) -> list[str]:
    """The stages at which one person with these facts counts."""
    EmployeeFactory(company=company, **changes)
    found = figures_of(company)
    Employee.objects.for_company(company).delete()
    return [stage for stage in Stage.values if getattr(found, stage)]


FAR = {
    "nothing yet": ({}, ["waiting"]),
    "waits for its mail": ({"by_mail": True}, ["waiting"]),
    "a letter was made": ({"paper_made_at": NOON}, ["invited"]),
    "mailed once": ({"by_mail": True, "mail_count": 1}, ["invited"]),
    "mailed twice": ({"by_mail": True, "mail_count": 2}, ["invited", "reminded"]),
    "attempted with a slip": ({"attempted_at": NOON}, ["invited", "attempted"]),
    "registered": ({"registered": True}, ["invited", "attempted", "registered"]),
    "has left": ({"registered": True, "left_at": NOON}, []),
    "has not started": ({"hire_date": MONDAY + DAY}, []),
    "last day was yesterday": ({"leaving_date": MONDAY - DAY, "paper_made_at": NOON}, []),
}


@pytest.mark.rule(
    "I12", "each active person counts once at every stage reached, whoever is registered at all of them"
)
@pytest.mark.parametrize("who", FAR)
def test_stages(company, who):
    changes, stages = FAR[who]
    assert stand(company, **changes) == stages


@pytest.fixture
def history(company):
    """Five people on paper and by mail, as the product itself moves them through 40 days."""
    company.launched_at = NOON
    company.save()
    for number in range(3):
        EmployeeFactory(company=company, employee_id=f"paper {number}", country="PL")
    EmployeeFactory(company=company, employee_id="mailed", by_mail=True, country="DE")
    generate_invites_csv(company=company, country="PL", kind=Kind.INVITES, by=SYSTEM, now=NOON + DAY)
    run_mails(NOON + DAY)
    run_mails(NOON + 9 * DAY)
    registers = Employee.objects.for_company(company).filter(employee_id="paper 0")
    registers.update(attempted_at=NOON + 3 * DAY, registered_at=NOON + 4 * DAY)
    move_to_reminders(now=NOON + 32 * DAY)
    generate_invites_csv(company=company, country="PL", kind=Kind.REMINDERS, by=SYSTEM, now=NOON + 33 * DAY)
    EmployeeFactory(company=company, employee_id="new", active_since=NOON + 34 * DAY, country="PL")
    return company


def run_mails(now):
    mail_invitations(now=now)
    send_due_mails(now, 100)


@pytest.mark.rule(
    "I12", "reminded is who has had a reminder on paper or by mail, also when a file of reminders was made"
)
def test_reminded(history):
    assert figures_of(history, NOON + 35 * DAY, MONDAY + 35 * DAY) == Figures(1, 4, 3, 1, 1)


def attempted(person: Employee) -> datetime | None:
    person.refresh_from_db()
    return person.attempted_at


@pytest.mark.rule(
    "I12", "an attempt is the first right pair; wrong ones are none, and a later one does not move it"
)
def test_attempt_by_code(company):
    person = EmployeeFactory(company=company)
    (code,) = codes.generate(1)
    version = codes.current_version()
    ActivationCode.objects.create(
        company=company,
        employee=person,
        kind=Kind.INVITES,
        digest=codes.digests(code, company.pk)[version],
        key_version=version,
        created_at=NOON,
        last_day=MONDAY + DAY,
    )
    pair = {"company": company, "employee_id": person.employee_id, "address": "192.0.2.7"}
    with pytest.raises(Refused):
        open_registration(**pair, code="B7C9KTRN3DWX", now=NOON)
    assert attempted(person) is None
    open_registration(**pair, code=code, now=NOON + timedelta(minutes=5))
    open_registration(**pair, code=code, now=NOON + timedelta(hours=5))
    assert attempted(person) == NOON + timedelta(minutes=5)


@pytest.mark.rule("I12", "the button behind the link of a mail is an attempt as well; coming back forgets it")
def test_attempt_by_mail(company):
    person = EmployeeFactory(company=company, by_mail=True)
    token = link_for(company, person, NOON).rsplit("/", 1)[1]
    accept_invitation(company=company, token=token, now=NOON + DAY)
    assert attempted(person) == NOON + DAY
    back = {"hr_email": "", "bounced": False, "leaving_date": None, "today": MONDAY, "now": NOON}
    assert facts.state_on_return(registered=False, **back)["attempted_at"] is None
    assert "attempted_at" not in facts.state_on_return(registered=True, **back)


@pytest.mark.rule(
    "I12", "the table is by country, by site or by manager, of one country if asked, in the order asked"
)
def test_cuts(company, other_company):
    boss = EmployeeFactory(company=company, country="DE", location="Office", registered=True)
    EmployeeFactory.create_batch(2, company=company, manager=boss, location="Mill", country="PL")
    EmployeeFactory(company=company, manager=boss, location="Mill", country="DE", registered=True)
    EmployeeFactory(company=other_company, location="Mill")
    waits, registered = Figures(waiting=1), Figures(0, 1, 0, 1, 1)

    def lines(**asked):
        found = funnel.lines_of(company, Asked(**asked), MONDAY, NOON).figures
        return found.total, found.lines

    countries = funnel.by_country(company, MONDAY, NOON).figures
    assert countries == {"PL": waits + waits, "DE": registered + registered}
    by_name = funnel.country_lines(countries, Asked(Cut.COUNTRY, sort="name"))
    assert [line.key for line in by_name] == ["DE", "PL"]
    by_waiting = funnel.country_lines(countries, Asked(Cut.COUNTRY, sort="-waiting"))
    assert [line.key for line in by_waiting] == ["PL", "DE"]
    mill, office = Line("Mill", waits + waits + registered), Line("Office", registered)
    assert lines(cut=Cut.SITE) == (2, [mill, office])
    assert lines(cut=Cut.SITE, sort="-name") == (2, [office, mill])
    assert lines(cut=Cut.SITE, country="PL") == (1, [Line("Mill", waits + waits)])
    team, nobody = Line(boss.pk, waits + waits + registered), Line(None, registered)
    assert lines(cut=Cut.MANAGER) == (2, [team, nobody])
    assert lines(cut=Cut.MANAGER, sort="name") == (2, [team, nobody])
    assert lines(cut=Cut.MANAGER, sort="people") == (2, [nobody, team])


@pytest.mark.rule("I12", "a page of the table holds 50 lines, and says how many there are")
def test_pages(company):
    for number in range(52):
        EmployeeFactory(company=company, location=f"Site {number:02}")
    asked = Asked(Cut.SITE, sort="name")
    second = funnel.lines_of(company, asked, MONDAY, NOON, page=2).figures
    assert ([line.key for line in second.lines], second.total) == (["Site 50", "Site 51"], 52)
    assert len(funnel.all_lines(company, asked, MONDAY)) == 52


def page(answer) -> str:
    return " ".join(re.sub(r"<[^>]+>", " ", answer.content.decode()).split())


@pytest.mark.rule("I12", "chart and table have the same figures, and lead to the list of these people")
def test_the_page(alice, bob, company):
    EmployeeFactory.create_batch(2, company=company, country="DE", location="Mill & Co")
    EmployeeFactory(company=company, country="PL", paper_made_at=NOON)
    answer = alice.get("/admin/invites/funnel")
    shown = page(answer)
    assert (
        "Active employees 4 100 % Waiting 2 50 % Invited 2 50 % Reminded 0 0 % "
        "Attempted 1 25 % Registered 1 25 %" in shown
    )
    assert "Germany 2 2 0 0 0 0 0 % Poland 2 0 2 0 1 1 50 % All countries 4 2 2 0 1 1 25 %" in shown
    links = re.findall(r'href="(/admin/employees\?.*?)"', answer.content.decode())
    assert links == [
        "/admin/employees?country=DE",
        "/admin/employees?country=PL",
        "/admin/employees?country=PL&amp;status=registered",
    ]
    by_site = alice.get("/admin/invites/funnel?tab=site&country=DE")
    assert "Mill & Co 2 2 0 0 0 0 0 %" in page(by_site).replace("&amp;", "&")
    assert "/admin/employees?country=DE&amp;site=Mill+%26+Co" in by_site.content.decode()
    assert "No line manager 4 2 2" in page(alice.get("/admin/invites/funnel?tab=manager&page=7"))


@pytest.mark.rule("C5", "the funnel is for administrators of the company alone")
@pytest.mark.parametrize("path", ["/admin/invites/funnel", "/admin/invites/funnel.csv"])
def test_who_may_see(alice, bob, charlie, stranger, company, path):
    EmployeeFactory(company=company, location="Secret site")
    assert alice.get(path).status_code == 200
    assert bob.get(path).status_code == 403
    assert "Secret site" not in charlie.get(f"{path}?tab=site").content.decode()
    assert stranger.get(path).status_code == 302


@pytest.mark.rule("X3", "an address that asks for what is not there shows everything instead")
@pytest.mark.parametrize(
    "query", ["country=XX", "tab=moon", "sort=moon", "page=0", "page=x", "stage=moon", "page=٣"]
)
def test_odd_addresses(alice, bob, company, query):
    assert "Poland 1 0 1 0 1 1 100 %" in page(alice.get(f"/admin/invites/funnel?{query}"))


@pytest.mark.rule("I12", "an empty company is told what the page is for, with the first step")
def test_empty(alice):
    shown = page(alice.get("/admin/invites/funnel"))
    assert "Nobody to count yet" in shown
    assert "Import a file" in shown


@pytest.mark.rule("I12", "the table is there as a CSV, whole, and nothing in it is run by a spreadsheet")
def test_csv(alice, company):
    boss = EmployeeFactory(company=company, first_name="Ada", last_name="Lis", country="DE")
    EmployeeFactory(company=company, manager=boss, location="=Mill")
    answer = alice.get("/admin/invites/funnel.csv?tab=site&sort=name")
    assert (answer["Content-Type"], answer["Cache-Control"]) == ("text/csv; charset=utf-8", "no-store")
    rows = list(csv.reader(io.StringIO(answer.content.decode("utf-8-sig"))))
    assert rows == [
        ["By site", "Active employees", "Waiting", "Invited", "Reminded", "Attempted", "Registered"],
        ["No site", "1", "1", "0", "0", "0", "0"],
        ["'=Mill", "1", "1", "0", "0", "0", "0"],
    ]
    by_manager = alice.get("/admin/invites/funnel.csv?tab=manager").content.decode()
    assert '"Ada Lis","1","1","0","0","0","0"' in by_manager


@pytest.mark.rule("I12", "the page costs as many queries for one site as for three")
@pytest.mark.parametrize(("tab", "queries"), [("country", 7), ("site", 8), ("manager", 9)])
def test_queries(alice, company, tab, queries):
    counts = []
    for more in (1, 2):
        for number in range(more):
            boss = EmployeeFactory(company=company, location=f"Boss {more} {number}")
            EmployeeFactory(company=company, location=f"Site {more} {number}", manager=boss)
        alice.get("/admin")
        with CaptureQueriesContext(connection) as seen:
            alice.get(f"/admin/invites/funnel?tab={tab}")
        counts.append(len(seen))
    assert counts == [queries, queries]


def test_slow_figures_are_kept_and_say_so(alice, bob, company, monkeypatch):
    monkeypatch.setattr(figures, "SLOW", -1)
    assert "Counted at" not in page(alice.get("/admin/invites/funnel?tab=site"))
    EmployeeFactory(company=company, location="Mill")
    shown = page(alice.get("/admin/invites/funnel?tab=site"))
    assert "Counted at" in shown
    assert "Active employees 1 100 %" in shown
    keep_funnel_task(at=timezone.now().isoformat())
    shown = page(alice.get("/admin/invites/funnel?tab=site"))
    assert "Counted at" in shown
    assert "Active employees 2 100 %" in shown
    assert "Mill 1 1 0 0 0 0 0 %" in shown


def kept(company: Company) -> dict[tuple[str, str], tuple[int, ...]]:
    rows = FunnelDay.objects.for_company(company).values_list("day", "country", *Stage.values)
    return {(day.isoformat(), country): tuple(counts) for day, country, *counts in rows}


@pytest.mark.rule(
    "I12", "each night keeps how the day ended, by country, in the company's own time zone; once"
)
def test_nights(history):
    midnight = datetime(2026, 4, 6, 22, 0, tzinfo=UTC)  # Tuesday 7 April begins in Warsaw
    assert keep_funnel(now=midnight - timedelta(seconds=1)) > 0
    assert ("2026-04-06", "PL") not in kept(history)
    assert keep_funnel_task(at=midnight.isoformat()) == 2
    assert keep_funnel(now=midnight + timedelta(hours=5)) == 0
    assert (kept(history)["2026-04-06", "PL"], kept(history)["2026-04-06", "DE"]) == (
        (1, 3, 2, 1, 1),
        (0, 1, 1, 0, 0),
    )


@pytest.mark.rule("I12", "a day that is kept has the figures that the page had at its end")
def test_days_agree_with_the_page(history):
    keep_funnel(now=NOON + 35 * DAY)  # the night to it is the first that is kept
    at_the_end = funnel.by_country(history, MONDAY + 34 * DAY, NOON + 35 * DAY).figures
    last = {code: Figures(*counts) for (day, code), counts in kept(history).items() if day == "2026-04-05"}
    assert last == at_the_end


@pytest.mark.rule("I12", "weeks before the first night are reckoned from what the records tell")
def test_the_past(history):
    keep_funnel(now=NOON + 35 * DAY)
    told = kept(history)
    assert {day: counts for (day, country), counts in told.items() if country == "PL"} == {
        "2026-03-08": (0, 3, 0, 1, 1),
        "2026-03-15": (0, 3, 0, 1, 1),
        "2026-03-22": (0, 3, 0, 1, 1),
        "2026-03-29": (0, 3, 0, 1, 1),
        "2026-04-05": (1, 3, 2, 1, 1),
    }
    assert told["2026-03-08", "DE"] == (0, 1, 0, 0, 0)
    assert told["2026-03-15", "DE"] == (0, 1, 1, 0, 0)


@pytest.mark.rule("I12", "nights that were missed are kept by the next one, each as it was")
def test_missed_nights(history):
    keep_funnel(now=NOON + 2 * DAY)
    keep_funnel(now=NOON + 6 * DAY)
    days = [day for day, country in sorted(kept(history)) if country == "PL"]
    assert days == ["2026-03-03", "2026-03-04", "2026-03-05", "2026-03-06", "2026-03-07"]
    assert [kept(history)[day, "PL"][-1] for day in days] == [0, 0, 0, 1, 1]


@pytest.mark.rule("I12", "who has left is in the days before, and in none after")
def test_leavers(history):
    Employee.objects.for_company(history).filter(employee_id="mailed").update(left_at=NOON + 5 * DAY)
    keep_funnel(now=NOON + 2 * DAY)
    keep_funnel(now=NOON + 7 * DAY)
    assert sorted(day for day, country in kept(history) if country == "DE") == [
        "2026-03-03",
        "2026-03-04",
        "2026-03-05",
        "2026-03-06",
    ]


@pytest.mark.rule(
    "I12", "a mail that was never sent for want of need does not count, nor one to an address before"
)
def test_mails_that_do_not_count(history):
    Mail.objects.filter(company=history).update(to="before@work.example")
    keep_funnel(now=NOON + 2 * DAY)
    assert kept(history)["2026-03-03", "DE"] == (1, 0, 0, 0, 0)


@pytest.mark.rule("I12", "with every night kept the sweep asks one question")
def test_nothing_due(history):
    keep_funnel(now=NOON + 2 * DAY)
    with CaptureQueriesContext(connection) as seen:
        assert keep_funnel(now=NOON + 2 * DAY) == 0
    assert len(seen) == 1


@pytest.mark.rule("I12", "over time shows the last day of each week and this moment, of one country or all")
@pytest.mark.time_machine(NOON, tick=False)
def test_over_time(company, alice, bob):
    for day, country, registered in [
        (date(2026, 2, 1), "PL", 1),
        (date(2026, 2, 7), "PL", 2),
        (date(2026, 2, 8), "PL", 3),
        (date(2026, 2, 8), "DE", 4),
        (date(2026, 2, 10), "PL", 5),
    ]:
        FunnelDay.objects.create(
            company=company,
            day=day,
            country=country,
            waiting=0,
            invited=9,
            reminded=0,
            attempted=0,
            registered=registered,
        )
    since = date(2026, 1, 1)
    shown = [(day.isoformat(), figures.registered) for day, figures in funnel.over_time(company, "", since)]
    assert shown == [("2026-02-01", 1), ("2026-02-08", 7), ("2026-02-10", 5)]
    assert [f.registered for _day, f in funnel.over_time(company, "DE", since)] == [4]
    answer = alice.get("/admin/invites/funnel?stage=invited")
    assert "Invited, week by week" in page(answer)
    assert "8 February 2026 18 10 February 2026 9" in page(answer)
