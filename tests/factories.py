"""Rows for tests, as the product itself would write them."""

from datetime import UTC, datetime

import factory
from factory.django import DjangoModelFactory

from employees.models import Company, Employee, Role, RoleGrant, User

NOON = datetime(2026, 3, 2, 12, 0, tzinfo=UTC)


class CompanyFactory(DjangoModelFactory):
    class Meta:
        model = Company

    name = factory.Sequence(lambda n: f"Company {n}")
    subdomain = factory.Sequence(lambda n: f"company-{n}")
    countries = ["PL", "DE"]
    time_zone = "Europe/Warsaw"
    offline_employees = True
    created_at = NOON


class UserFactory(DjangoModelFactory):
    class Meta:
        model = User
        skip_postgeneration_save = True

    email = factory.Sequence(lambda n: f"person{n}@mail.example")
    name = factory.Sequence(lambda n: f"Person {n}")
    password = factory.django.Password("correct horse battery")

    @factory.post_generation
    def mailbox(self, create: bool, extracted: object, **kwargs: object) -> None:
        self.emailaddress_set.create(email=self.email, verified=True, primary=True)


class EmployeeFactory(DjangoModelFactory):
    """An active employee without e-mail, waiting for an invitation, unless told otherwise."""

    class Meta:
        model = Employee

    company = factory.SubFactory(CompanyFactory)
    employee_id = factory.Sequence(lambda n: f"{n + 50_000:05}")  # never that of a named person
    first_name = "Ewa"
    last_name = factory.Sequence(lambda n: f"Nowak{n}")
    country = "PL"
    active_since = NOON
    created_at = NOON
    changed_at = NOON

    class Params:
        registered = factory.Trait(
            user=factory.SubFactory(UserFactory), registered_at=NOON, registered_by="invites"
        )
        by_mail = factory.Trait(hr_email=factory.Sequence(lambda n: f"hr{n}@work.example"), mail_due_at=NOON)


class RoleGrantFactory(DjangoModelFactory):
    class Meta:
        model = RoleGrant

    company = factory.SubFactory(CompanyFactory)
    role = Role.ADMINISTRATOR
    user = factory.SubFactory(UserFactory)
    email = factory.SelfAttribute("user.email")
    granted_at = NOON
    accepted_at = NOON
