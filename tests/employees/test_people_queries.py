"""The questions behind the list, the export and the chains of managers, and the facts that all writers share."""

from datetime import date, timedelta

import pytest
from django.http import QueryDict

from employees import facts
from employees.audit_words import ACTIONS, kind_of, words_for
from employees.forms.filters import FilterForm
from employees.models import Company, Employee
from employees.queries.administrators import somebody_else_administers
from employees.queries.managers import chain_above, circle_of, reports_waiting_for
from employees.queries.people import MOST_CHOICES, MOST_MANAGERS, Wanted, listed, page_of, values_in_use
from tests.factories import CompanyFactory, EmployeeFactory, RoleGrantFactory, UserFactory

DAY = date(2026, 3, 2)


class TestManagers:
    @pytest.fixture
    def line(self, company: Company) -> list[Employee]:
        """Five people, each the manager of the one before."""
        above = None
        people = []
        for n in range(5, 0, -1):
            above = EmployeeFactory(company=company, first_name=f"P{n}", last_name="", manager=above)
            people.insert(0, above)
        return people

    @pytest.mark.rule("E8", "the chain of managers costs one query, however long it is")
    def test_chain(self, company, line, django_assert_num_queries):
        with django_assert_num_queries(1):
            chain = chain_above(company, line[0].pk)
        assert [rank.name for rank in chain] == ["P1", "P2", "P3", "P4", "P5"]

    def test_chain_ends_where_it_is_told(self, company, line):
        assert [rank.name for rank in chain_above(company, line[0].pk, [line[2].pk])] == ["P1", "P2", "P3"]

    def test_a_circle_in_the_records_ends_somewhere(self, company, line):
        Employee.objects.for_company(company).filter(pk=line[4].pk).update(manager=line[0])
        assert len(chain_above(company, line[0].pk)) == 1000

    @pytest.mark.rule("C2", "a chain of managers never leaves the company")
    def test_other_company(self, line, other_company):
        assert chain_above(other_company, line[0].pk) == []

    def test_circle(self, company, line):
        assert circle_of(company, [line[0].pk], line[4].pk) == []
        assert [rank.name for rank in circle_of(company, [line[3].pk], line[1].pk)] == ["P2", "P3", "P4"]

    @pytest.mark.rule("E8", "who waits for a manager is found by the ID, without case and width")
    def test_waiting(self, company, other_company):
        waiting = EmployeeFactory(company=company, manager_ref="Ｂ-1")
        EmployeeFactory(company=company, manager_ref="B-11")
        EmployeeFactory(company=other_company, manager_ref="B-1")
        assert reports_waiting_for(company, "b-1 ") == [waiting.pk]


class TestAdministrators:
    @pytest.mark.rule(
        "C5", "an administrator with a leaving date, or one who has not accepted, does not count as staying"
    )
    @pytest.mark.parametrize(
        ("facts", "stays"),
        [({}, True), ({"leaving_date": date(2030, 1, 1)}, False), ({"left_at": "now"}, False)],
    )
    def test_who_stays(self, company, alice, now, facts, stays):
        user = UserFactory()
        RoleGrantFactory(company=company, user=user)
        facts = {name: now if value == "now" else value for name, value in facts.items()}
        EmployeeFactory(company=company, user=user, registered=True, **facts)
        assert somebody_else_administers(company, alice.user.pk) is stays

    def test_not_accepted(self, company, alice):
        RoleGrantFactory(company=company, accepted_at=None)
        assert somebody_else_administers(company, alice.user.pk) is False

    def test_who_is_none(self, company, alice, bob):
        assert somebody_else_administers(company, bob.user.pk) is True
        assert somebody_else_administers(company, None) is True

    @pytest.mark.rule("C2", "another company's administrators do not count")
    def test_other_company(self, company, alice, charlie):
        assert somebody_else_administers(company, alice.user.pk) is False


class TestList:
    @pytest.mark.rule(
        "E2", "the sites and departments that are in use are offered, in order, this company's alone"
    )
    def test_values_in_use(self, company, other_company):
        for place in ("Ulm", "Aachen", "Ulm", ""):
            EmployeeFactory(company=company, location=place)
        EmployeeFactory(company=other_company, location="Brest")
        assert values_in_use(company, "location") == ["Aachen", "Ulm"]
        assert values_in_use(company, "department") == []

    @pytest.mark.rule("E2", "with too many sites to choose from, the page asks for the name instead")
    def test_too_many_values(self, alice, company):
        for n in range(MOST_CHOICES + 1):
            EmployeeFactory(company=company, first_name="P", last_name=f"{n:03}", location=f"Site {n:03}")
        assert len(values_in_use(company, "location")) == MOST_CHOICES + 1
        shown = alice.get("/admin/employees?site=Site+007").content.decode()
        assert '<input type="text" name="site"' in shown
        assert "P 007" in shown
        assert "P 008" not in shown

    @pytest.mark.rule("E2", "pages follow one another without a gap or a repeat, whatever the order")
    @pytest.mark.parametrize("sort", ["name", "-name", "id", "country", "site", "hired", "-hired"])
    def test_pages_are_stable(self, company, sort):
        EmployeeFactory.create_batch(
            120, company=company, first_name="Ewa", last_name="Nowak", location="Ulm"
        )
        numbers = [row.pk for n in (1, 2, 3) for row in page_of(company, Wanted(sort=sort), n, DAY)]
        assert len(numbers) == len(set(numbers)) == 120

    @pytest.mark.rule("E2", "words in any order, in any script, find a person")
    @pytest.mark.parametrize(
        ("first", "last", "text"),
        [
            ("José", "Muñoz", "munoz jose"),
            ("Łukasz", "Żak", "zak LUK"),
            ("王", "小明", "小明"),
            ("محمد", "الحسن", "الحسن"),
            ("สมชาย", "ศรีสุข", "ศรีสุข"),
            ("Seán", "O’Connor", "o’connor"),
            ("Jürgen", "Weiß", "weiss"),
        ],
    )
    def test_search(self, company, first, last, text):
        wanted = EmployeeFactory(company=company, first_name=first, last_name=last)
        EmployeeFactory(company=company, first_name="Somebody", last_name="Else")
        assert list(listed(company, Wanted(text=text), DAY)) == [wanted]

    @pytest.mark.parametrize("text", ["%", "_", "'; drop table", "\\", "0" * 300])
    def test_odd_searches(self, company, text):
        EmployeeFactory(company=company, first_name="Ewa", last_name="Nowak")
        assert list(listed(company, Wanted(text=text), DAY)) == []

    @pytest.mark.rule("C2", "the list and its filters never show another company's people")
    def test_other_company(self, company, other_company):
        EmployeeFactory(company=other_company, employee_id="7", location="Ulm")
        for wanted in (Wanted(), Wanted(text="7"), Wanted(site="Ulm"), Wanted(manager="7")):
            assert list(listed(company, wanted, DAY)) == []


class TestFacts:
    """Single rows; what they do to the lists is shown with the services."""

    @pytest.mark.rule("I1", "joining with an e-mail makes a mail due, joining without one none")
    def test_joining(self, now):
        assert facts.state_on_joining("a@acme.example", now)["mail_due_at"] == now
        assert facts.state_on_joining("", now)["mail_due_at"] is None

    @pytest.mark.parametrize("before", ["", "a@acme.example"])
    def test_the_same_address(self, now, before):
        assert facts.state_on_email_change(before, before.upper(), registered=False, now=now) == {}

    @pytest.mark.rule("I1", "a stop of the mails lasts while the address only changes, and ends when it goes")
    def test_stop(self, now):
        changed = facts.state_on_email_change("a@acme.example", "b@acme.example", registered=False, now=now)
        gone = facts.state_on_email_change("a@acme.example", "", registered=False, now=now)
        assert "mail_stopped_at" not in changed
        assert gone["mail_stopped_at"] is None

    @pytest.mark.rule("A12", "after a reset an invitation is mailed where the address works, and no other")
    @pytest.mark.parametrize(("bounced", "due"), [(False, True), (True, False)])
    def test_reset(self, now, bounced, due):
        state = facts.state_on_reset(hr_email="a@acme.example", bounced=bounced, now=now)
        assert (state["mail_due_at"], state["mail_stopped_at"]) == (now if due else None, None)

    def test_leaving_says_one_thing(self, now):
        assert facts.state_on_leaving(now) == {"left_at": now}

    def test_return_of_a_registered_person_touches_no_paper(self, now):
        state = facts.state_on_return(
            hr_email="", bounced=False, registered=True, leaving_date=None, today=DAY, now=now
        )
        assert state == {"left_at": None, "leaving_date": None, "active_since": now}


class TestWords:
    def test_known_and_unknown_actions(self):
        assert words_for("employee.left") == "Last day is over"
        assert words_for("robot.switched_on") == "Robot switched on"

    def test_kinds(self):
        assert {kind_of(action) for action in ACTIONS} == {"", "good", "bad"}


def test_companies_of_other_settings_do_not_meet(db):
    """The same ID in two companies is two people."""
    first, second = CompanyFactory(), CompanyFactory()
    for company in (first, second):
        EmployeeFactory(company=company, employee_id="7")
    assert [listed(company, Wanted(text="7"), DAY).count() for company in (first, second)] == [1, 1]


class TestOrder:
    """The same order whichever way a page is found: walked along an index, or sorted."""

    @pytest.fixture
    def staff(self, company: Company) -> list[Employee]:
        """Fifty-five with a hire date, five without; two of a day stand by name."""
        days = [DAY - timedelta(days=n // 2) for n in range(55)]
        return [
            EmployeeFactory(
                company=company, last_name=f"N{n:02}", hire_date=day, country="DE", location="Ulm"
            )
            for n, day in enumerate([*days, *[None] * 5])
        ]

    @pytest.mark.rule("E2", "by hire date, who has none comes last both ways, across pages")
    @pytest.mark.parametrize("country", ["", "DE"])
    @pytest.mark.parametrize("sort", ["hired", "-hired"])
    def test_by_hire_date(self, company, staff, sort, country):
        def key(one: Employee) -> tuple[bool, int, str]:
            day = one.hire_date.toordinal() if one.hire_date else 0
            return one.hire_date is None, -day if sort == "-hired" else day, one.last_name

        expected = [one.last_name for one in sorted(staff, key=key)]
        wanted = Wanted(sort=sort, country=country)
        pages = [[one.last_name for one in page_of(company, wanted, n, DAY)] for n in (1, 2)]
        assert pages == [expected[:50], expected[50:]]
        assert [one.last_name for one in page_of(company, wanted, 99, DAY)] == expected[50:]

    @pytest.mark.rule("E2", "a search and a plain list are in one order, each way")
    @pytest.mark.parametrize("sort", ["", "-name", "id", "-id", "country", "-country", "site", "-site"])
    def test_searched_or_not(self, company, staff, sort):
        plain = [one.pk for one in page_of(company, Wanted(sort=sort), 1, DAY)]
        searched = [one.pk for one in page_of(company, Wanted(text="n", sort=sort), 1, DAY)]
        assert plain == searched == [one.pk for one in listed(company, Wanted(sort=sort), DAY)[:50]]

    @pytest.mark.rule("E2", "who has left is listed also before the sweep has marked them")
    def test_left_and_overdue(self, company, now):
        EmployeeFactory(company=company, last_name="Gone", left_at=now)
        assert [one.last_name for one in page_of(company, Wanted(status="left"), 1, DAY)] == ["Gone"]
        EmployeeFactory(company=company, last_name="Over", leaving_date=DAY - timedelta(days=1))
        assert [one.last_name for one in page_of(company, Wanted(status="left"), 1, DAY)] == ["Gone", "Over"]

    @pytest.mark.rule("E2", "whose HR e-mail bounced is listed, registered or not, while they are here")
    def test_bounced(self, company, now):
        facts = {"company": company, "by_mail": True, "hr_email_bounced_at": now}
        EmployeeFactory(last_name="Ann", **facts)
        EmployeeFactory(last_name="Bob", registered=True, **facts)
        EmployeeFactory(last_name="Gone", left_at=now, **facts)
        EmployeeFactory(last_name="Well", company=company, by_mail=True)

        def found(status: str) -> list[str]:
            return [one.last_name for one in page_of(company, Wanted(status=status), 1, DAY)]

        assert (found("bounced"), found("offline")) == (["Ann", "Bob"], ["Ann"])

    @pytest.mark.rule("E2", "other countries are those in use that the company has not listed")
    def test_other_countries(self, company, staff):
        EmployeeFactory(company=company, last_name="Abroad", country="FR")
        company.countries = ["DE", "PL"]
        found = page_of(company, Wanted(country="other"), 1, DAY)
        assert [one.last_name for one in found] == ["Abroad"]


@pytest.mark.rule("X3", "a line manager's name that too many have is said, with what to write instead")
def test_a_name_that_says_nothing(company):
    Employee.objects.for_company(company).bulk_create(
        EmployeeFactory.build(
            company=company, employee_id=str(n), employee_key=str(n), search_text="eva nowak"
        )
        for n in range(MOST_MANAGERS + 1)
    )
    form = FilterForm(company, QueryDict("manager=nowak&status=left"))
    assert form.wanted() == Wanted(status="left")
    assert form.errors["manager"] == [
        "More than 1000 people are called so. Write more of the name, or the Employee ID."
    ]
    assert FilterForm(company, QueryDict("manager=7")).wanted() == Wanted(manager="7")
