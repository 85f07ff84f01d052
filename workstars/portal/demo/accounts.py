"""The demo's company and its accounts (X5)."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from employees.models import Company, Role, RoleGrant, User
from employees.services import settings
from employees.services.companies import found_company
from employees.services.roles import accept_with_login, accept_with_new_login, grant_role
from workstars.lib.actors import Actor
from workstars.portal.demo.people import COORDINATOR, EMPLOYEE, MANAGER

PASSWORD = "workstars-demo"  # noqa: S105 (printed at the start, and never accepted outside development)
OPERATOR, ADMINISTRATOR = "ops@workstars.example", "admin@demo.example"
ADDRESSES = (OPERATOR, ADMINISTRATOR, COORDINATOR, MANAGER, EMPLOYEE)
COUNTRIES = ("PL", "DE", "IE", "IN", "TH")
POSTAL_ADDRESS = "Meridian Works\nul. Kolejowa 12\n60-715 Poznań\nPoland"
DESK = "127.0.0.1"


@dataclass(frozen=True)
class Staff:
    """The company, and its administrator as the one who acts."""

    company: Company
    user: User
    administrator: Actor

    def name_coordinator(self, now: datetime) -> None:
        """The person with this login gets the role, and accepts it by the link of the mail."""
        grant, _mail = grant_role(
            company=self.company, email=COORDINATOR, role=Role.COORDINATOR, by=self.administrator, now=now
        )
        later = now + timedelta(minutes=5)
        user = User.objects.get(email=COORDINATOR)
        accept_with_login(company=self.company, grant=grant, user=user, address=DESK, now=later)


def found(now: datetime) -> Staff:
    """Account manager, company and first administrator, as the back office and the first mail make them."""
    operator = User.objects.create_user(OPERATOR, PASSWORD, name="Olga Marsh", is_account_manager=True)
    by = Actor(operator.pk, operator.name, DESK)
    company, _mail = found_company(
        name="Meridian Works",
        subdomain="demo",
        countries=COUNTRIES,
        time_zone="Europe/Warsaw",
        language="en",
        administrator=ADMINISTRATOR,
        by=by,
        now=now,
    )
    settings.switch_offline_employees(company=company, on=True, by=by, now=now + timedelta(minutes=2))
    grant = RoleGrant.objects.for_company(company).administrators().get()
    user = accept_with_new_login(
        company=company,
        grant=grant,
        name="Hanna Maj",
        password=PASSWORD,
        address=DESK,
        now=now + timedelta(hours=1),
    )
    administrator = Actor(user.pk, user.name, DESK)
    settings.change_settings(
        company=company,
        values={"postal_address": POSTAL_ADDRESS},
        by=administrator,
        now=now + timedelta(hours=2),
    )
    return Staff(Company.objects.get(pk=company.pk), user, administrator)
