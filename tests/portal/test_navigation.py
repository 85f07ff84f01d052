"""The navigation names what the documents name, to those who may use it, and only what is built."""

from types import SimpleNamespace
from typing import Any
from xml.etree.ElementTree import Element

import pytest
from django.test import RequestFactory, override_settings
from django.urls import path

from employees.models import Role
from tests.portal.markup import only, tree, words
from workstars.navigation import current_of, groups_for, is_address

ADDRESSES = (
    "admin",
    "admin/employees",
    "admin/employees/<int:key>",
    "admin/employees/import",
    "admin/invites",
    "admin/invites/csvs",
    "admin/reminders/csvs",
    "admin/settings",
    "admin/audit",
    "backoffice",
    "",
)
OFFLINE = ["Invites Overview", "Invites CSVs", "Reminder CSVs"]


def page(request: Any) -> None:
    raise AssertionError("nobody opens it here")


# A site on which everything is built, for these tests alone.
urlpatterns = [path(address, page) for address in ADDRESSES]
partly_built = (path("admin", page), path("admin/employees", page))


def seen_by(*roles: Role, address: str = "/admin", offline: bool = True) -> list[tuple[str, list[str]]]:
    request: Any = RequestFactory().get(address)
    request.company = SimpleNamespace(offline_employees=offline)
    request.member = SimpleNamespace(roles=frozenset(roles)) if roles else None
    return [(str(g.title), [str(i.label) for i in g.items]) for g in groups_for(request)]


@pytest.mark.rule("I4", "Invites Overview stands in the navigation under Employees")
@pytest.mark.rule("I8", "Invites CSVs and Reminder CSVs stand in the left navigation")
@pytest.mark.urls(__name__)
def test_administrators_see_what_the_documents_name() -> None:
    assert seen_by(Role.ADMINISTRATOR) == [
        ("", ["Dashboard"]),
        ("Employees", ["All employees", "Import", *OFFLINE]),
        ("Company", ["Settings", "Audit"]),
    ]


@pytest.mark.rule("C4", "without offline employees the navigation has no invites")
@pytest.mark.urls(__name__)
def test_invites_are_hidden_while_offline_employees_are_off() -> None:
    assert seen_by(Role.ADMINISTRATOR, offline=False)[1] == ("Employees", ["All employees", "Import"])


@override_settings(ROOT_URLCONF=partly_built)
def test_what_is_not_built_is_not_shown() -> None:
    assert seen_by(Role.ADMINISTRATOR) == [("", ["Dashboard"]), ("Employees", ["All employees"])]


@pytest.mark.rule("C5", "the navigation shows nobody a page that their role may not use")
@pytest.mark.urls(__name__)
@pytest.mark.parametrize(
    ("roles", "expected"),
    [
        ((Role.EMPLOYEE,), ["Home"]),
        ((Role.EMPLOYEE, Role.MANAGER), ["Home"]),
        ((Role.ACCOUNT_MANAGER,), ["Companies"]),
        ((), []),
    ],
)
def test_others_see_their_own(roles: tuple[Role, ...], expected: list[str]) -> None:
    assert [label for _, labels in seen_by(*roles) for label in labels] == expected


@pytest.mark.parametrize(
    ("path", "expected"),
    [
        ("/admin", "/admin"),
        ("/admin/", "/admin"),
        ("/admin/employees", "/admin/employees"),
        ("/admin/employees/12/edit", "/admin/employees"),
        ("/admin/employees/import", "/admin/employees/import"),
        ("/admin/employees/import/7/check", "/admin/employees/import"),
        ("/admin/invites/csvs", "/admin/invites/csvs"),
        ("/admin/employees-of-the-month", ""),
        ("/admin/unknown", ""),
    ],
)
def test_the_open_page_belongs_to_the_nearest_entry(path: str, expected: str) -> None:
    built = ["/admin", "/admin/employees", "/admin/employees/import", "/admin/invites", "/admin/invites/csvs"]

    assert current_of(built, path) == expected


@pytest.mark.urls(__name__)
def test_an_address_is_one_that_is_built() -> None:
    assert (is_address("/admin/employees/5"), is_address("/admin/elsewhere")) == (True, False)


def frame_of(alice: Any, address: str = "/admin") -> Element:
    return tree(alice.get(address).content.decode())


@pytest.mark.rule("X2", "a page begins with a link to its content, and names its regions")
def test_frame_of_a_page(alice: Any) -> None:
    page = frame_of(alice)
    first = next(page.iter("a"))

    assert (first.get("href"), words(first)) == ("#main", "Skip to the content")
    assert only(page, "main").get("id") == "main"
    assert len(page.findall(".//h1")) == 1
    assert {nav.get("aria-label") for nav in page.iter("nav")} >= {"Main"}


@pytest.mark.rule("X2", "the page that is open is marked, once in each form of the menu")
def test_open_page_is_marked(alice: Any) -> None:
    marked = [a.get("href") for a in frame_of(alice).iter("a") if a.get("aria-current") == "page"]

    assert marked == ["/admin", "/admin"]


@pytest.mark.rule("A11", "logging out is a form, so that no link or picture can do it")
def test_log_out_is_a_form(alice: Any) -> None:
    forms = [f for f in frame_of(alice).iter("form") if f.get("action") == "/logout"]

    assert [f.get("method") for f in forms] == ["post", "post"]
    assert [only(f, "input[@name='csrfmiddlewaretoken']").get("type") for f in forms] == ["hidden", "hidden"]
