"""Fixtures that every test may use."""

import fcntl
import os
from collections.abc import Iterator
from datetime import datetime
from math import inf

import hypothesis
import pytest
import pytest_django
from django.conf import settings
from django.core.cache import cache
from django.db import connection
from django.test import TransactionTestCase

from employees.models import Company
from tests.emptying import empty
from tests.factories import NOON, CompanyFactory, EmployeeFactory, RoleGrantFactory, UserFactory
from tests.people import Person, SiteClient, host_of, signed_in
from tests.product import Product
from workstars.lib import figures
from workstars.lib.actors import Actor

# `make test` tries the same examples each time, so that it says the same of the same code; `make faults` tries others.
hypothesis.settings.register_profile(
    "seeded",
    derandomize=True,
    database=None,
    deadline=None,
    suppress_health_check=[hypothesis.HealthCheck.too_slow],
)
if os.environ.get("FAULTS") != "all":
    hypothesis.settings.load_profile("seeded")


@pytest.fixture(scope="session")
def django_db_modify_db_settings(
    django_db_modify_db_settings_parallel_suffix: None,
    django_db_blocker: pytest_django.DjangoDbBlocker,
    tmp_path_factory: pytest.TempPathFactory,
) -> None:
    """Of several workers the first runs the migrations, into a database that each then copies."""
    if "PYTEST_XDIST_WORKER" not in os.environ:
        return
    done = tmp_path_factory.getbasetemp().parent / "schema"
    with done.with_suffix(".lock").open("w") as lock, django_db_blocker.unblock():
        fcntl.flock(lock, fcntl.LOCK_EX)
        name = done.read_text() if done.exists() else schema_made()
        done.write_text(name)
    connection.settings_dict["TEST"]["TEMPLATE"] = name


def schema_made() -> str:
    """The name of a new database with all tables and no rows but those of migrations."""
    used, test = connection.settings_dict["NAME"], connection.settings_dict["TEST"]
    own, test["NAME"] = test["NAME"], f"test_{used}_schema"
    name = connection.creation.create_test_db(verbosity=0, autoclobber=True, serialize=False)
    connection.close()
    connection.settings_dict["NAME"] = settings.DATABASES["default"]["NAME"] = used
    test["NAME"] = own
    return name


@pytest.fixture(autouse=True)
def nothing_is_kept(monkeypatch: pytest.MonkeyPatch) -> None:
    """Neither failures that an earlier test made, nor figures that this machine was slow to count."""
    cache.clear()
    monkeypatch.setattr(figures, "SLOW", inf)


@pytest.fixture(scope="session", autouse=True)
def emptied_by_deleting() -> Iterator[None]:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(TransactionTestCase, "_fixture_teardown", empty)
        yield


@pytest.fixture
def now() -> datetime:
    """Monday 2 March 2026, 12:00 UTC (13:00 in Warsaw)."""
    return NOON


@pytest.fixture(scope="session")
def all_faults() -> bool:
    """Whether there is time for everything: `make faults`."""
    return os.environ.get("FAULTS") == "all"


@pytest.fixture
def company(db: None) -> Company:
    return CompanyFactory(name="Acme Mills", subdomain="acme")


@pytest.fixture
def other_company(db: None) -> Company:
    return CompanyFactory(name="Brill Foods", subdomain="brill")


@pytest.fixture
def alice(company: Company) -> Person:
    """Administrator of Acme Mills, not in its HR file."""
    user = UserFactory(email="alice@acme.example", name="Alice Adams")
    RoleGrantFactory(company=company, user=user)
    return signed_in(user, company)


@pytest.fixture
def bob(company: Company) -> Person:
    """Registered employee of Acme Mills without another role."""
    user = UserFactory(email="bob@mail.example", name="Bob Brown")
    employee = EmployeeFactory(
        company=company, employee_id="00042", first_name="Bob", last_name="Brown", registered=True, user=user
    )
    return signed_in(user, company, employee)


@pytest.fixture
def charlie(other_company: Company) -> Person:
    """Administrator of Brill Foods."""
    user = UserFactory(email="charlie@brill.example", name="Charlie Clark")
    RoleGrantFactory(company=other_company, user=user)
    return signed_in(user, other_company)


@pytest.fixture
def olga(db: None) -> Person:
    """Account manager, at the operator's host."""
    user = UserFactory(email="olga@workstars.example", name="Olga Orlova", is_account_manager=True)
    return signed_in(user, None)


@pytest.fixture
def stranger(company: Company) -> SiteClient:
    """Somebody who is not signed in, at the site of Acme Mills."""
    return SiteClient(host_of(company))


@pytest.fixture
def by_alice(alice: Person) -> Actor:
    """Alice as the one who acts, for services."""
    return Actor(alice.user.pk, "Alice Adams", "192.0.2.1")


@pytest.fixture(scope="session")
def product() -> Iterator[Product]:
    """The whole product, as `make run` starts it. Who uses it is of the xdist group "product": it starts once."""
    product = Product().start()
    yield product
    product.remove()


@pytest.fixture(scope="session")
def doomed() -> Iterator[Product]:
    """Another one, to be killed and started again by tests of the xdist group "kills"; nobody else may need it."""
    product = Product().start()
    yield product
    product.remove()
