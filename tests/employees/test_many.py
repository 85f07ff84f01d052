"""One act on many people of the list (E2): looked at, confirmed, done whole or not at all."""

import re
from typing import Any

import pytest

from employees.models import AuditEvent, Company, Employee, PersonChange
from employees.queries.many import Act, Order
from employees.services.people.many import act_on_people, preview_act
from tests.factories import EmployeeFactory, RoleGrantFactory, UserFactory
from tests.people import Person, signed_in
from workstars.lib.actors import SYSTEM

MANY = "/admin/employees/many"


def page(answer: Any) -> str:
    return " ".join(re.sub(r"<[^>]+>", " ", answer.content.decode()).split())


def listed(answer: Any, heading: str) -> list[str]:
    """The lines under a heading of the confirmation."""
    found = re.search(rf"<h2>{heading}</h2>\s*<ul[^>]*>(.*?)</ul>", answer.content.decode(), re.S)
    return re.findall(r"<li>(.*?)</li>", found[1]) if found else []


def fingerprint(answer: Any) -> str:
    found = re.search(r'name="fingerprint" value="(\w+)"', answer.content.decode())
    return found[1] if found else ""


def ticked(*people: Employee) -> str:
    return "&".join(f"selected={one.pk}" for one in people)


def act(person: Person, query: str, **more: str) -> Any:
    """Looks, and presses the button."""
    looked = person.get(f"{MANY}?{query}")
    assert looked.status_code == 200, page(looked)
    return person.post(f"{MANY}?{query}", {"fingerprint": fingerprint(looked), **more})


def left(company: Company) -> list[str]:
    gone = Employee.objects.for_company(company).filter(left_at__isnull=False)
    return sorted(gone.values_list("first_name", flat=True))


@pytest.fixture
def three(company: Company) -> list[Employee]:
    return [
        EmployeeFactory(
            company=company, employee_id=f"00{n}", first_name=name, last_name="Nowak", country="PL"
        )
        for n, name in enumerate(["Ann", "Bea", "Cleo"], start=1)
    ]


class TestDeactivating:
    @pytest.mark.rule("E2", "those ticked are deactivated together, after a page says who and what ends")
    def test_ticked(self, alice, company, three) -> None:
        ann, bea, _cleo = three
        query = f"act=deactivate&{ticked(ann, bea)}"
        looked = alice.get(f"{MANY}?{query}")
        assert "Deactivate 2 people?" in page(looked)
        assert re.findall(r'<th scope="row"><a [^>]*><bdi>(.*?)</bdi>', looked.content.decode()) == [
            "Ann Nowak",
            "Bea Nowak",
        ]
        assert left(company) == []
        answer = act(alice, query)
        assert (answer.status_code, answer.url) == (302, "/admin/employees")
        assert "2 people were deactivated." in page(alice.get(answer.url))
        assert left(company) == ["Ann", "Bea"]

    @pytest.mark.rule("E2", "everybody who fits the filters, not only those on the page")
    def test_everybody_who_fits(self, alice, company, three) -> None:
        EmployeeFactory(company=company, first_name="Dan", country="DE")
        query = "act=all-deactivate&country=PL&page=1"
        assert "Everybody who fits these filters. Country Poland" in page(alice.get(f"{MANY}?{query}"))
        answer = act(alice, query)
        assert answer.url == "/admin/employees?country=PL"
        assert left(company) == ["Ann", "Bea", "Cleo"]

    @pytest.mark.rule("E2", "more people than a request can change are refused, with the limit named")
    def test_more_than_at_once(self, alice, company, three, settings) -> None:
        query = f"act=deactivate&{ticked(*three)}"
        shown = fingerprint(alice.get(f"{MANY}?{query}"))
        settings.PEOPLE_CHANGED_AT_ONCE = 2
        words = "At most 2 people are changed at once. Narrow the filters, or change them by an HR file."
        looked = alice.get(f"{MANY}?{query}")
        answer = alice.post(f"{MANY}?{query}", {"fingerprint": shown})

        assert (looked.status_code, answer.status_code) == (200, 409)
        assert (words in page(looked), words in page(answer), left(company)) == (True, True, [])
        assert fingerprint(looked) == ""

    @pytest.mark.rule("E9", "nobody deactivates themselves or who left already, and the page says so")
    def test_skipped(self, company, three, now) -> None:
        ann, bea, _cleo = three
        Employee.objects.for_company(company).filter(pk=bea.pk).update(left_at=now)
        user = UserFactory()
        me = EmployeeFactory(company=company, first_name="Me", registered=True, user=user)
        RoleGrantFactory(company=company, user=user)
        person = signed_in(user, company, me)
        query = f"act=deactivate&{ticked(ann, bea, me)}"
        looked = person.get(f"{MANY}?{query}")
        assert "Deactivate 1 person?" in page(looked)
        assert listed(looked, "Who is left as they are") == [
            "1 has left already.",
            "You cannot deactivate yourself.",
        ]
        act(person, query)
        assert left(company) == ["Ann", "Bea"]

    @pytest.mark.rule("C5", "the last administrator who stays is left as they are")
    def test_last_administrator(self, company, three) -> None:
        """The one who acts has a leaving date: somebody has to stay."""
        ann = three[0]
        Employee.objects.for_company(company).filter(pk=ann.pk).update(
            user=UserFactory(), registered_at=ann.created_at
        )
        ann.refresh_from_db()
        RoleGrantFactory(company=company, user=ann.user)
        mine = UserFactory()
        me = EmployeeFactory(company=company, registered=True, user=mine, leaving_date="2099-01-01")
        RoleGrantFactory(company=company, user=mine)
        person = signed_in(mine, company, me)
        query = f"act=deactivate&{ticked(*three)}"
        assert listed(person.get(f"{MANY}?{query}"), "Who is left as they are") == [
            "Ann Nowak is the last administrator who stays."
        ]
        act(person, query)
        assert left(company) == ["Bea", "Cleo"]

    @pytest.mark.rule("E9", "more than a tenth and more than ten are listed, and asked a second time")
    def test_guard(self, alice, company) -> None:
        EmployeeFactory.create_batch(11, company=company, first_name="Go", country="DE")
        EmployeeFactory.create_batch(5, company=company, country="PL")
        query = "act=all-deactivate&country=DE"
        looked = alice.get(f"{MANY}?{query}")
        assert "11 of 16 active employees would be deactivated" in page(looked)
        assert looked.content.decode().count('<th scope="row">') == 11
        refused = act(alice, query)
        assert (refused.status_code, left(company)) == (409, [])
        assert "Say that this many people are to leave, by the box below." in page(refused)
        assert act(alice, query, leavers_confirmed="on").status_code == 302
        assert left(company) == ["Go"] * 11

    @pytest.mark.rule("E9", "ten people need no second confirmation, whatever part of all they are")
    def test_ten(self, alice, company) -> None:
        EmployeeFactory.create_batch(10, company=company)
        assert act(alice, "act=all-deactivate").status_code == 302
        assert len(left(company)) == 10

    @pytest.mark.rule("E2", "nothing is done when the list is another than the one that was confirmed")
    def test_moved_on(self, alice, company, three) -> None:
        query = "act=all-deactivate&country=PL"
        looked = alice.get(f"{MANY}?{query}")
        EmployeeFactory(company=company, first_name="Dan", country="PL")
        answer = alice.post(f"{MANY}?{query}", {"fingerprint": fingerprint(looked)})
        assert answer.status_code == 409
        assert "The list has changed since you looked at it, and nothing was done." in page(answer)
        assert (left(company), AuditEvent.objects.count()) == ([], 0)
        again = alice.post(f"{MANY}?{query}", {"fingerprint": fingerprint(answer)})
        assert (again.status_code, len(left(company))) == (302, 4)

    @pytest.mark.rule("E2", "as many but other people is another list")
    def test_as_many_but_others(self, alice, company, three) -> None:
        query = "act=all-deactivate&country=PL"
        looked = alice.get(f"{MANY}?{query}")
        Employee.objects.for_company(company).filter(pk=three[0].pk).update(country="DE")
        EmployeeFactory(company=company, country="PL")
        answer = alice.post(f"{MANY}?{query}", {"fingerprint": fingerprint(looked)})
        assert (answer.status_code, left(company)) == (409, [])

    @pytest.mark.rule("E2", "an act of the system is of nobody's own: it means all who have no login, too")
    def test_by_the_system(self, company, three, now) -> None:
        people, order = Employee.objects.for_company(company), Order(Act.DEACTIVATE)
        given = {"company": company, "people": people, "order": order, "by": SYSTEM, "now": now}
        preview = preview_act(**given)
        done = act_on_people(**given, confirmed=preview.fingerprint, leavers_confirmed=False, filters={})
        assert (preview.changing, preview.skipped, done) == (3, [], 3)

    def test_pressed_twice(self, alice, company, three) -> None:
        query = f"act=deactivate&{ticked(*three)}"
        looked = alice.get(f"{MANY}?{query}")
        press = {"fingerprint": fingerprint(looked)}
        answers = [alice.post(f"{MANY}?{query}", press).status_code for _time in range(2)]
        assert (answers, AuditEvent.objects.count()) == ([302, 409], 1)


class TestSetting:
    @pytest.mark.rule("E2", "a country is set for many, of the company's own countries alone")
    def test_country(self, alice, company, three) -> None:
        company.countries = ["DE", "PL"]
        company.save()
        Employee.objects.for_company(company).filter(pk=three[2].pk).update(country="DE")
        query = "act=all-country"
        asked = alice.get(f"{MANY}?{query}")
        assert re.findall(r"<option[^>]*>([^<]*)", asked.content.decode()) == [
            "Choose a country",
            "Germany",
            "Poland",
        ]
        refused = alice.get(f"{MANY}?{query}&to=FR")
        assert (refused.status_code, "This is not one of your company’s countries." in page(refused)) == (
            422,
            True,
        )
        looked = alice.get(f"{MANY}?{query}&to=DE")
        assert listed(looked, "Who is left as they are") == ["1 has it already."]
        act(alice, f"{query}&to=DE")
        countries = Employee.objects.for_company(company).order_by("pk").values_list("country", flat=True)
        assert list(countries) == ["DE", "DE", "DE"]

    @pytest.mark.rule("E8", "a line manager is set for many; who would close a circle is named and left out")
    def test_manager(self, alice, company, three) -> None:
        ann, bea, cleo = three
        boss = EmployeeFactory(
            company=company, employee_id="B1", first_name="Bo", last_name="Ss", manager=ann
        )
        Employee.objects.for_company(company).filter(pk=cleo.pk).update(manager_ref="later")
        query = f"act=manager&{ticked(ann, bea, cleo, boss)}&to=b1"
        looked = alice.get(f"{MANY}?{query}")
        assert listed(looked, "Who is left as they are") == [
            "Bo Ss cannot be their own line manager.",
            "Ann Nowak is above the new line manager: that would be a circle.",
        ]
        act(alice, query)
        found = Employee.objects.for_company(company).order_by("employee_key")
        assert list(found.values_list("employee_id", "manager__employee_id", "manager_ref")) == [
            ("001", None, ""),
            ("002", "B1", ""),
            ("003", "B1", ""),
            ("B1", "001", ""),
        ]

    @pytest.mark.rule("X3", "an unknown line manager is said at the field, and what was typed stays")
    def test_unknown_manager(self, alice, three) -> None:
        answer = alice.get(f"{MANY}?act=all-manager&to=4711")
        assert answer.status_code == 422
        assert "Nobody here has the Employee ID “4711”. Look it up in the list." in page(answer)
        assert 'value="4711"' in answer.content.decode()

    def test_another_company_s_manager_is_unknown(self, alice, three, other_company) -> None:
        EmployeeFactory(company=other_company, employee_id="X9")
        assert alice.get(f"{MANY}?act=all-manager&to=X9").status_code == 422

    @pytest.mark.rule("E2", "who is so already is counted, and when all are nothing is offered")
    def test_nobody_changes(self, alice, three) -> None:
        answer = alice.get(f"{MANY}?act=all-country&to=PL")
        assert "Nobody would be changed 3 have it already." in page(answer)
        assert fingerprint(answer) == ""


class TestKept:
    @pytest.mark.rule("C7", "one event says what was done to how many, with the filters")
    def test_event(self, alice, three) -> None:
        act(alice, "act=all-country&country=PL&to=DE")
        event = AuditEvent.objects.get()
        assert (event.action, event.actor) == ("employees.country_set", alice.user)
        assert event.after == {"people": 3, "skipped_people": 0, "country": "DE", "filter_country": "PL"}
        shown = page(alice.get("/admin/audit"))
        assert "The country of 3 people was set to Germany." in shown
        assert "Filter: country" in shown

    @pytest.mark.rule("E14", "each person's story tells it, with before and after")
    def test_story(self, alice, three) -> None:
        ann, bea, _cleo = three
        act(alice, f"act=manager&{ticked(ann)}&to=002")
        act(alice, f"act=deactivate&{ticked(ann)}")
        story = page(alice.get(f"/admin/employees/{ann.pk}"))
        assert "Line manager’s Employee ID: – → 002" in story
        assert "Together with others, from the list of employees." in story
        told = PersonChange.objects.for_company(ann.company).order_by("pk")
        assert list(told.values_list("employee", "action", "before", "after")) == [
            (ann.pk, "employee.changed", {"manager_id": ""}, {"manager_id": "002"}),
            (ann.pk, "employee.deactivated", {}, {}),
        ]
        assert not told.filter(employee=bea).exists()


class TestWho:
    @pytest.mark.rule("C2", "another company's people are not found, and an employee is refused")
    @pytest.mark.parametrize("act", ["deactivate", "country&to=PL", "manager&to=001"])
    def test_strangers(self, charlie, bob, company, three, act) -> None:
        query = f"act={act}&{ticked(three[0])}"
        if "manager" in act:
            EmployeeFactory(company=charlie.company, employee_id="001", last_name="Theirs")
        assert (charlie.get(f"{MANY}?{query}").status_code, charlie.post(f"{MANY}?{query}").status_code) == (
            404,
            404,
        )
        assert bob.get(f"{MANY}?{query}").status_code == 403
        everybody = charlie.get(f"{MANY}?act=all-{act}")
        assert "Nowak" not in page(everybody)
        assert left(company) == []

    @pytest.mark.rule("X3", "without anybody ticked, or without an act, the list says what lacks")
    @pytest.mark.parametrize(
        ("query", "sentence"),
        [
            ("act=deactivate", "Tick the people first, or choose everybody who fits."),
            ("act=all-nonsense", "Choose what to do with the people you ticked."),
        ],
    )
    def test_what_lacks(self, alice, three, query, sentence) -> None:
        answer = alice.get(f"{MANY}?{query}&country=PL")
        assert (answer.status_code, answer.url) == (302, "/admin/employees?country=PL")
        assert sentence in page(alice.get(answer.url))

    @pytest.mark.rule("E2", "filters that cannot be read never mean everybody")
    @pytest.mark.parametrize("query", ["country=XX", "status=nonsense"])
    def test_bad_filters(self, alice, company, three, query) -> None:
        address = f"{MANY}?act=all-deactivate&{query}"
        for answer in (alice.get(address), alice.post(address, {"fingerprint": "x"})):
            assert (answer.status_code, answer.url) == (302, f"/admin/employees?{query}")
        assert left(company) == []

    @pytest.mark.parametrize("selected", ["x", "-1", "9" * 19, "²"])
    def test_nonsense_is_not_found(self, alice, three, selected) -> None:
        assert alice.get(f"{MANY}?act=deactivate&selected={selected}").status_code == 404

    @pytest.mark.rule("E2", "the confirmation needs the same number of queries for one person and for three")
    def test_queries(self, alice, three, django_assert_num_queries) -> None:
        alice.get(f"{MANY}?act=deactivate&{ticked(three[0])}")
        for some in (three[:1], three):
            with django_assert_num_queries(13):
                alice.get(f"{MANY}?act=deactivate&{ticked(*some)}")

    @pytest.mark.rule("E2", "the list offers it without script: boxes, a choice, a button")
    def test_offered(self, alice, three) -> None:
        shown = alice.get("/admin/employees?country=PL").content.decode()
        assert shown.count('name="selected"') == 3
        assert shown.count('form="many"') == 3
        assert re.findall(r'<optgroup label="(.*?)">', shown) == ["Those ticked", "All 3 who fit"]
        assert '<input type="hidden" name="country" value="PL">' in shown
