"""Filters of the list under a name (E2)."""

import re
from datetime import timedelta
from typing import Any

import pytest

from employees.models import Company, SavedView
from employees.services.saved_views import MOST_VIEWS, ViewRefused, save_view
from tests.factories import EmployeeFactory, RoleGrantFactory, UserFactory
from tests.people import Person, signed_in

NEW = "/admin/employees/views/new"


def save(person: Person, query: str = "country=PL", name: str = "Poland") -> Any:
    return person.post(f"{NEW}?{query}", {"name": name})


def tabs(person: Person, query: str = "") -> list[tuple[str, str, bool]]:
    """Address, words, and whether it is the one that is open."""
    shown = person.get(f"/admin/employees?{query}").content.decode()
    found = re.findall(r'<li><a href="([^"]*)"( aria-current="page")?>(?:<bdi>)?([^<]*)', shown)
    return [
        (href.replace("&amp;", "&"), words, bool(current))
        for href, current, words in found
        if href.split("?")[0] == "/admin/employees" and ("?" in href or words == "Everybody")
    ]


def errors(answer: Any) -> list[str]:
    return re.findall(
        r'<p class="error">.*?<span class="hush">Error:</span> (.*?)</span>', answer.content.decode()
    )


@pytest.fixture
def ewa(company: Company) -> Any:
    return EmployeeFactory(company=company, first_name="Ewa", last_name="Żak", country="PL")


@pytest.fixture
def dora(company: Company) -> Person:
    """Another administrator of Acme Mills."""
    user = UserFactory(email="dora@acme.example")
    RoleGrantFactory(company=company, user=user)
    return signed_in(user, company)


@pytest.mark.rule("E2", "filters and order are saved under a name, and stand above the list with an address")
def test_save(alice, ewa) -> None:
    answer = save(alice, "sort=-hired&country=PL&page=7&status=offline")
    query = "country=PL&status=offline&sort=-hired"
    assert (answer.status_code, answer.url) == (302, f"/admin/employees?{query}")
    assert tabs(alice) == [
        ("/admin/employees", "Everybody", True),
        (f"/admin/employees?{query}", "Poland", False),
    ]
    assert tabs(alice, "status=offline&country=PL&sort=-hired&site=")[1][2] is True
    pk = SavedView.objects.for_company(alice.company).get().pk
    assert alice.get(f"/admin/employees/views/{pk}").url == f"/admin/employees?{query}"


@pytest.mark.rule("E2", "a page says in words what a view keeps, before it is named")
def test_words(alice, ewa) -> None:
    shown = alice.get(f"{NEW}?country=XX&text=ewa").content.decode()
    facts = re.findall(r"<dt>(.*?)</dt><dd><bdi>(.*?)</bdi>", shown)
    assert facts == [("Name, Employee ID or e-mail", "ewa")]
    shown = alice.get(f"{NEW}?status=left&country=PL").content.decode()
    assert re.findall(r"<dt>(.*?)</dt><dd><bdi>(.*?)</bdi>", shown) == [
        ("Country", "Poland"),
        ("Status", "Left"),
    ]


@pytest.mark.rule("E2", "a view is renamed and deleted by its owner")
def test_rename_and_delete(alice, ewa) -> None:
    save(alice)
    pk = SavedView.objects.for_company(alice.company).get().pk
    alice.post(f"/admin/employees/views/{pk}/edit", {"name": "Polska"})
    assert tabs(alice, "country=PL") == [
        ("/admin/employees", "Everybody", False),
        ("/admin/employees?country=PL", "Polska", True),
    ]
    alice.post(f"/admin/employees/views/{pk}/delete")
    assert tabs(alice) == []


@pytest.mark.rule("C2", "a view is its owner's alone: others find nothing, of this company or another")
@pytest.mark.parametrize("path", ["", "/edit", "/delete"])
def test_whose(alice, dora, bob, charlie, ewa, path) -> None:
    save(alice)
    view = SavedView.objects.for_company(alice.company).get()
    address = f"/admin/employees/views/{view.pk}{path}"
    for stranger, expected in ((dora, 404), (charlie, 404), (bob, 403)):
        if path != "/delete":
            assert stranger.get(address).status_code == expected
        if path:
            assert stranger.post(address, {"name": "Mine"}).status_code == expected
    assert tabs(dora) == []
    assert [one.name for one in SavedView.objects.for_company(alice.company)] == ["Poland"]


@pytest.mark.rule("X3", "what cannot be a view is said at the name, and what was typed stays")
@pytest.mark.parametrize(
    ("query", "name", "sentence"),
    [
        ("country=PL", "", "Give the view a name."),
        ("country=PL", "x" * 61, "A name has up to 60 letters; this one has 61."),
        ("country=PL", "POLAND", "You have a view called “POLAND”. Choose another name."),
        ("", "All", "Filter or sort the list first. A view keeps what you chose there."),
        ("country=XX", "All", "Filter or sort the list first. A view keeps what you chose there."),
        (
            f"text={'ł' * 299}&manager={'ł' * 299}",
            "Long",
            "These filters are too long to keep. Use fewer words.",
        ),
    ],
)
def test_refusals(alice, ewa, query, name, sentence) -> None:
    save(alice)
    answer = save(alice, query, name)
    assert (answer.status_code, errors(answer)) == (422, [sentence])
    assert f'value="{name}"' in answer.content.decode() or not name
    assert SavedView.objects.for_company(alice.company).count() == 1


@pytest.mark.rule("X3", "another name that is taken is refused, and the view keeps its own")
def test_rename_to_a_taken_name(alice, ewa) -> None:
    save(alice)
    save(alice, "status=left", "Gone")
    pk = SavedView.objects.for_company(alice.company).get(name="Gone").pk
    answer = alice.post(f"/admin/employees/views/{pk}/edit", {"name": "poland"})
    assert (answer.status_code, errors(answer)) == (
        422,
        ["You have a view called “poland”. Choose another name."],
    )
    assert SavedView.objects.for_company(alice.company).get(pk=pk).name == "Gone"


@pytest.mark.rule("E2", "a person keeps fifty views")
def test_fifty(alice, company, now) -> None:
    given = {"company": company, "user": alice.user, "query": "country=PL", "now": now}
    for number in range(MOST_VIEWS):
        save_view(name=str(number), **given)
    with pytest.raises(ViewRefused, match="You have 50 views, and more cannot be kept"):
        save_view(name="one more", **given)


@pytest.mark.rule("E2", "the list needs as many queries with three views as with one")
def test_queries(alice, ewa, company, now, django_assert_num_queries) -> None:
    save(alice)
    alice.get("/admin/employees")
    with django_assert_num_queries(10):
        alice.get("/admin/employees")
    for name in ("b", "c"):
        save_view(company=company, user=alice.user, name=name, query="sort=id", now=now + timedelta(1))
    with django_assert_num_queries(10):
        assert len(tabs(alice)) == 4
