"""No administrator can set anyone's login address or password (A11): shown by trying at every address."""

import re
from typing import Any

import pytest
from django.db import transaction
from django.urls import reverse

from employees.models import Company, EmailChange, User
from tests.architecture.addresses import Address, addresses
from tests.architecture.rows import KEYS, ROWS
from tests.architecture.source import APPS, sources
from tests.factories import EmployeeFactory
from tests.people import Person

EVERYWHERE = [
    address
    for address in addresses()
    if {"post", "put", "patch"} & set(address.methods)
    and address.audience
    and {"administrator", "account_manager", "coordinator"} & address.audience
    and address.name not in set(KEYS) - {"api-employee", "api-employee-deactivate", "api-employee-reactivate"}
]
# The others, of batches, eCards and files, take longer to set up: `make faults` walks them as well.
ABOUT_PEOPLE = (
    "employee",
    "api-employee",
    "settings",
    "backoffice-",
    "saved-",
    "sessions",
    "password",
    "second",
)
FORGED = {
    "email": "forged@mail.example",
    "new_email": "forged@mail.example",
    "login": "forged@mail.example",
    "login_email": "forged@mail.example",
    "user_email": "forged@mail.example",
    "hr_email": "forged@mail.example",
    "password": "forged forged forged",
    "password1": "forged forged forged",
    "password2": "forged forged forged",
    "new_password": "forged forged forged",
    "current": "correct horse battery",
    "reason": "Because",
    "first_name": "Forged",
    "last_name": "Forged",
    "name": "Forged",
    "country": "PL",
    "role": "administrator",
    "language": "en",
    "confirmed": "on",
    "sure": "on",
}


def logins_of_others(own: int) -> list[tuple[int, str | None, str]]:
    return list(User.objects.exclude(pk=own).order_by("pk").values_list("pk", "email", "password"))


def parameters(address: Address, company: Company, bob: Person) -> dict[str, Any]:
    """Bob's own row where the address is about a person."""
    if address.parameters and address.name.startswith(("employee-", "api-employee")):
        return {"pk": bob.employee.pk} if "pk" in address.parameters else {"employee_id": "00042"}
    return ROWS[address.name](company) if address.parameters else {}


@pytest.mark.rule(
    "A11", "no administrator can set anyone's login address or password, by whatever is posted anywhere"
)
@pytest.mark.parametrize("who", ["alice", "olga"])
def test_nobody_sets_anothers_login(who, request, company, bob, all_faults):
    person = request.getfixturevalue(who)
    where = {"any", "operator" if who == "olga" else "company"}
    tried = [
        address
        for address in EVERYWHERE
        if address.host in where and (all_faults or address.name.startswith(ABOUT_PEOPLE))
    ]
    changed = [address.name for address in tried if changes_another(address, person, company, bob)]
    assert changed == []
    assert len(tried) > (10 if who == "olga" else 25)


def changes_another(address: Address, person: Person, company: Company, bob: Person) -> bool:
    """Whether posting there changed the login of anybody but `person`; undone afterwards."""
    with transaction.atomic():
        person.client.sign_in(person.user, person.company)
        path = reverse(address.name, kwargs=parameters(address, company, bob))
        before = logins_of_others(person.user.pk)
        for method in {"post", "put", "patch"} & set(address.methods):
            kind = {"content_type": "application/json"} if address.is_api else {}
            getattr(person.client, method)(path, FORGED, **kind)
        after = logins_of_others(person.user.pk)
        asked = EmailChange.objects.exclude(user=person.user).exists()
        transaction.set_rollback(True)
    return asked or any(now != was and not is_closed(now) for was, now in zip(before, after, strict=False))


def is_closed(login: tuple[int, str | None, str]) -> bool:
    """A registration that is taken back (A12) leaves a login that nothing opens."""
    _pk, email, password = login
    return email is None and password.startswith("!")


def test_control_a_login_that_changes_is_seen(bob, alice):
    before = logins_of_others(alice.user.pk)
    User.objects.filter(pk=bob.user.pk).update(email="forged@mail.example")
    after = logins_of_others(alice.user.pk)
    assert (after != before, [is_closed(login) for login in after]) == (True, [False])


@pytest.mark.rule("A11", "every session is opened through the step that asks for the second factor")
def test_one_way_in():
    by_django = [
        path
        for path, text in sources(*APPS)
        if re.search(r"contrib\.auth import .*\blogin\b|\bauth\.login\(|force_login", text)
    ]
    through_allauth = [path for path, text in sources(*APPS) if "perform_login" in text]
    assert (by_django, through_allauth) == ([], ["employees/accounts.py"])


@pytest.mark.rule("A11", "no page of allauth can be reached: each address is one of ours")
def test_no_page_of_allauth():
    foreign = [one.name for one in addresses() if getattr(one.view, "__module__", "").startswith("allauth")]
    assert foreign == []


@pytest.mark.rule(
    "A11", "every login has a password of its own: an employee of two companies changes it for both"
)
def test_a_login_is_one(company, other_company, bob):
    EmployeeFactory(company=other_company, user=bob.user, registered_at=bob.employee.registered_at)
    bob.post("/password/change", {"current": "correct horse battery", "password": "a stapler of my own"})
    assert User.objects.get(pk=bob.user.pk).check_password("a stapler of my own")
