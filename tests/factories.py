"""Rows for tests, as the product itself would write them."""

from datetime import UTC, datetime

import factory
from factory.django import DjangoModelFactory

from certificates.models import Certificate
from employees.models import Company, Employee, Role, RoleGrant, User
from recognition.models import Batch, ECard, Reason, Recipient, Recognition

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
        if self.email:
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


class ECardFactory(DjangoModelFactory):
    class Meta:
        model = ECard

    company = factory.SubFactory(CompanyFactory)
    name = factory.Sequence(lambda n: f"Card {n}")
    digest = "0123456789abcdef"
    width, height = 1200, 800
    created_at = NOON


class ReasonFactory(DjangoModelFactory):
    class Meta:
        model = Reason

    company = factory.SubFactory(CompanyFactory)
    name = factory.Sequence(lambda n: f"Reason {n}")


class BatchFactory(DjangoModelFactory):
    """A draft without a file."""

    class Meta:
        model = Batch

    company = factory.SubFactory(CompanyFactory)
    summary = factory.Sequence(lambda n: f"Batch {n}")
    send_on = NOON.date()
    requested_by = factory.SubFactory(UserFactory)
    requested_by_label = factory.SelfAttribute("requested_by.name")
    created_at = NOON


class RecognitionFactory(DjangoModelFactory):
    """Public, from one employee; its people come by RecipientFactory."""

    class Meta:
        model = Recognition

    company = factory.SubFactory(CompanyFactory)
    sender = factory.SubFactory(EmployeeFactory, company=factory.SelfAttribute("..company"))
    message = factory.Sequence(lambda n: f"Thank you {n}")
    sent_at = NOON


class RecipientFactory(DjangoModelFactory):
    """Somebody thanked, with the line manager of now as the one of then."""

    class Meta:
        model = Recipient

    company = factory.SelfAttribute("recognition.company")
    recognition = factory.SubFactory(RecognitionFactory)
    employee = factory.SubFactory(EmployeeFactory, company=factory.SelfAttribute("..company"))
    manager = factory.SelfAttribute("employee.manager")
    sent_at = factory.SelfAttribute("recognition.sent_at")
    shared_country = factory.SelfAttribute("recognition.country")


class CertificateFactory(DjangoModelFactory):
    """Queued, in the account of the recipient's manager."""

    class Meta:
        model = Certificate

    recipient = factory.SubFactory(RecipientFactory, paper="issued")
    company = factory.SelfAttribute("recipient.company")
    employee = factory.SelfAttribute("recipient.employee")
    manager = factory.SelfAttribute("employee.manager")
    manager_since = NOON
    holder = factory.SelfAttribute("employee.manager")
    why = "manager"
    waits_since = NOON
    created_at = NOON
