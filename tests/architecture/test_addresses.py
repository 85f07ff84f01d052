"""A walk over every address: who may open it, and who finds nothing there."""

import html
from typing import Any

import pytest
from django.http import HttpResponse
from django.urls import reverse

from employees.models import Company
from tests.architecture.addresses import Address, addresses, unguarded
from tests.architecture.rows import KEYS, ROWS
from tests.factories import NOON, EmployeeFactory
from tests.people import Person, SiteClient, host_of

# They answer everybody on every host, and say nothing of any company.
OPEN = {"healthz", "readyz"}
UNKNOWN = 2_000_000_000

EVERY = addresses()
GUARDED = [one for one in EVERY if one.name not in OPEN and not one.is_public]
OF_A_COMPANY = [one for one in GUARDED if one.host == "company"]
OF_THE_OPERATOR = [one for one in GUARDED if one.host == "operator"]
WITH_AN_ID = [one for one in EVERY if one.parameters and one.name not in KEYS]
NOT_FOR_EMPLOYEES = [one for one in OF_A_COMPANY if not {"employee"} & (one.audience or set())]

each = pytest.mark.parametrize


def named(some: list[Address]) -> Any:
    return each("address", some, ids=[one.name for one in some])


def path_of(address: Address, company: Company) -> str:
    return reverse(address.name, kwargs=ROWS[address.name](company) if address.parameters else {})


def path_of_nothing(address: Address) -> str:
    return reverse(address.name, kwargs=dict.fromkeys(address.parameters, UNKNOWN))


def ask(client: SiteClient, path: str, address: Address) -> list[HttpResponse]:
    """Its answers to every method it has, reading first."""
    return [getattr(client, method)(path) for method in address.methods]


@pytest.mark.rule("C5", "every page and API call states which roles may use it")
def test_every_address_is_guarded_or_listed() -> None:
    assert unguarded(EVERY, OPEN) == []
    assert {one.name for one in EVERY if one.parameters} - set(ROWS) - set(KEYS) == set(), (
        "enter them in rows.py"
    )
    assert set(ROWS) | set(KEYS) <= {one.name for one in EVERY}, "entries of addresses that are gone"
    assert len({one.name for one in EVERY}) == len(EVERY), "two addresses with one name"


def test_an_unguarded_address_is_found() -> None:
    class Open:
        """A view that says nothing."""

    class Guarded:
        audience = frozenset({"employee"})

    found = [Address("open", "open", Open, ()), Address("guarded", "guarded", Guarded, ())]
    assert unguarded(found, set()) == ["open"]
    assert unguarded(found, {"open"}) == []


@pytest.fixture
def charlie_of_all_roles(charlie: Person, other_company: Company) -> Person:
    """Charlie, who leads people at home as well: no page turns him away for want of a role."""
    employee = EmployeeFactory(company=other_company, user=charlie.user, registered_at=NOON)
    EmployeeFactory(company=other_company, manager=employee)
    return charlie


@pytest.mark.rule("C2", "another company's id is answered like an unknown one, at every address")
@pytest.mark.rule("V11", "an administrator of another company finds nothing at any address with an id")
@named([one for one in WITH_AN_ID if one.host == "company"])
def test_charlie_finds_nothing(
    address: Address, charlie_of_all_roles: Person, alice: Person, company: Company
) -> None:
    path = path_of(address, company)
    theirs = ask(charlie_of_all_roles.client, path, address)
    nothing = ask(charlie_of_all_roles.client, path_of_nothing(address), address)
    own = ask(alice.client, path, address)
    assert [answer.status_code for answer in theirs] == [404] * len(address.methods)
    assert [answer.content for answer in theirs] == [answer.content for answer in nothing]
    assert 404 not in [answer.status_code for answer in own], "nothing is there at all, so this shows nothing"


@pytest.mark.rule("C2", "who is not signed in is led to the login from every page")
@named([one for one in OF_A_COMPANY if not one.is_api])
def test_strangers_are_led_to_the_login(address: Address, stranger: SiteClient, company: Company) -> None:
    path = path_of(address, company)
    answers = ask(stranger, path, address)
    assert [answer.status_code for answer in answers] == [302] * len(address.methods)
    assert {answer["Location"] for answer in answers} == {f"/login?next={path}"}


@named([one for one in OF_A_COMPANY if one.is_api])
def test_strangers_get_no_data(address: Address, stranger: SiteClient, company: Company) -> None:
    answers = ask(stranger, path_of(address, company), address)
    takes_tokens = hasattr(address.view, "scopes")
    assert {answer.status_code for answer in answers} == {401 if takes_tokens else 403}
    assert {"|".join(answer.json()) for answer in answers} == {"detail"}


@pytest.mark.rule("C2", "who lacks the role is told so in a sentence, at every page")
@named([one for one in NOT_FOR_EMPLOYEES if not one.is_api])
def test_bob_is_told_why_not(address: Address, bob: Person, company: Company) -> None:
    answers = ask(bob.client, path_of(address, company), address)
    assert [answer.status_code for answer in answers] == [403] * len(address.methods)
    sentence = str(address.view().refusal())
    assert [sentence in html.unescape(answer.content.decode()) for answer in answers] == [True] * len(answers)


@pytest.mark.rule("C2", "a session of one company's site opens nothing at another's")
@named([one for one in OF_A_COMPANY if not one.is_api])
def test_a_session_is_of_one_site(
    address: Address, alice: Person, company: Company, other_company: Company
) -> None:
    path = path_of(address, other_company)
    alice.client.defaults["HTTP_HOST"] = host_of(other_company)
    answers = ask(alice.client, path, address)
    assert {answer["Location"] for answer in answers} == {f"/login?next={path}"}


@pytest.mark.rule("C1", "the operator's pages are on the operator's host alone")
@named(OF_THE_OPERATOR)
def test_operator_pages(address: Address, alice: Person, stranger: SiteClient, company: Company) -> None:
    path = path_of(address, company)
    at_company = ask(alice.client, path, address)
    alice.client.defaults["HTTP_HOST"] = stranger.defaults["HTTP_HOST"] = host_of(None)
    elsewhere = [*ask(alice.client, path, address), *ask(stranger, path, address)]
    assert {answer.status_code for answer in at_company} == {404}
    assert {(answer.status_code, answer["Location"]) for answer in elsewhere} == {
        (302, f"/login?next={path}")
    }


@pytest.mark.rule("C1", "a company's pages are not on the operator's host")
@named([one for one in OF_A_COMPANY if not one.is_api])
def test_company_pages_need_a_company(address: Address, olga: Person, company: Company) -> None:
    assert {answer.status_code for answer in ask(olga.client, path_of(address, company), address)} == {404}


@pytest.mark.rule("C1", "an unknown subdomain answers 404 at every address and names nobody")
@named([one for one in EVERY if one.name not in OPEN and not one.parameters])
def test_unknown_subdomain(address: Address, company: Company) -> None:
    answers = ask(SiteClient("nobody.workstars.test"), reverse(address.name), address)
    assert {answer.status_code for answer in answers} == {404}
    assert company.name not in answers[0].content.decode()
