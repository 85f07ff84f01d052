"""For every address with an id: a row of a company, as the parameters of that address.

A new address of that kind has to be entered here; the walk of test_addresses.py fails until it is.
"""

from collections.abc import Callable
from typing import Any

from employees.models import Company, RoleGrant
from tests.factories import NOON, EmployeeFactory

Parameters = dict[str, Any]


def an_employee(company: Company) -> Parameters:
    return {"pk": EmployeeFactory(company=company).pk}


def an_open_grant(company: Company) -> Parameters:
    grant = RoleGrant(company=company, role="coordinator", email="dora@acme.example", granted_at=NOON)
    grant.save()
    return {"pk": grant.pk}


def the_company(company: Company) -> Parameters:
    return {"pk": company.pk}


ROWS: dict[str, Callable[[Company], Parameters]] = {
    "backoffice-administrator": the_company,
    "backoffice-company": the_company,
    "backoffice-edit": the_company,
    "backoffice-offline-off": the_company,
    "backoffice-offline-on": the_company,
    "employee-deactivate": an_employee,
    "employee-edit": an_employee,
    "employee-reactivate": an_employee,
    "employee-resume-mails": an_employee,
    "employee-stop-mails": an_employee,
    "settings-role-again": an_open_grant,
    "settings-role-take": an_open_grant,
}

# Addresses whose parameter is itself the key: it belongs to nobody's company until it is shown to be right.
KEYS = {
    "account_reset_password_from_key": "a signed key from a mail",
    "activate-mail": "a signed key from a mail",
    "dev-mail-html": "a file of the development mailbox",
    "dev-mail-message": "a file of the development mailbox",
    "welcome": "a signed key from a mail",
}
