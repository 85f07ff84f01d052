"""The demo company (X5): made once for all the tests of this file, through the product's own services."""

import unicodedata
from collections import Counter
from collections.abc import Iterator
from io import StringIO

import pytest
from django.conf import settings
from django.core import mail
from django.core.management import CommandError, call_command
from django.db import transaction
from django.utils import timezone

from employees.models import AuditEvent, Company, Employee, HrImport, Mail, RoleGrant, User
from employees.permissions import find_member
from employees.services.people import mark_leavers
from invites.models import CodeFile, Kind
from invites.queries import waiting_by_country
from invites.services.email_invites import mail_invitations
from invites.services.reminders import move_to_reminders
from tests.factories import CompanyFactory, UserFactory
from tests.people import SiteClient
from workstars.lib.clock import today
from workstars.portal.demo.accounts import ADDRESSES, PASSWORD
from workstars.portal.demo.guard import refuse_demo_accounts
from workstars.portal.demo.people import roster


@pytest.fixture(scope="module")
def demo(django_db_setup, django_db_blocker) -> Iterator[Company]:
    with django_db_blocker.unblock(), transaction.atomic():
        call_command("demo", stdout=StringIO())
        yield Company.objects.get()
        transaction.set_rollback(True)


def people(demo: Company):
    return Employee.objects.for_company(demo)


def test_240_people_in_five_countries(demo):
    assert people(demo).count() == 240
    assert set(people(demo).values_list("country", flat=True)) == {"PL", "DE", "IE", "IN", "TH"}
    assert demo.countries == ["PL", "DE", "IE", "IN", "TH"]
    assert demo.is_launched


@pytest.mark.rule("T6", "the demo's people have names in many scripts")
def test_scripts(demo):
    letters = "".join(person.name for person in people(demo))
    scripts = {unicodedata.name(letter).split()[0] for letter in letters if letter.isalpha()}
    wanted = {"LATIN", "GREEK", "CYRILLIC", "ARABIC", "HEBREW", "CJK", "THAI", "DEVANAGARI"}
    assert wanted - scripts == set()
    assert {"’", "-"} - set(letters) == set()


def test_leading_zeros_and_letters_in_ids(demo):
    ids = set(people(demo).values_list("employee_id", flat=True))
    assert {"00001", "00101", "IE-0012", "0000311", "TH00007"} - ids == set()


def test_every_kind_of_standing(demo):
    day = today(demo, timezone.now())
    standings = Counter(str(person.status(day)) for person in people(demo))
    assert set(standings) == {"registered", "by_mail", "offline", "not_started", "left"}
    assert min(standings.values()) >= 4
    papers = set(people(demo).registered().values_list("registered_by", flat=True))
    assert papers == {"invites", "reminders", "email"}


def test_lists_to_work_on(demo):
    day = today(demo, timezone.now())
    waiting = {row.country: row.waiting for row in waiting_by_country(demo, day, Kind.INVITES)}
    reminders = {row.country for row in waiting_by_country(demo, day, Kind.REMINDERS)}
    assert set(waiting) == {"PL", "DE", "IE", "IN", "TH"}
    assert waiting["TH"] > 20
    assert reminders == {"PL", "IE"}


def test_managers(demo):
    managers = people(demo).filter(reports__isnull=False).distinct()
    assert managers.count() == 30
    assert managers.offline(today(demo, timezone.now())).count() >= 3
    assert people(demo).filter(manager__isnull=True).count() == 1


@pytest.mark.rule("I6", "invited 40 days ago and not registered: the demo has them on Reminders")
def test_files(demo):
    files = CodeFile.objects.for_company(demo).order_by("created_at", "pk")
    day = today(demo, timezone.now())
    made = [(file.kind, file.country, (day - today(demo, file.created_at)).days) for file in files]
    assert made == [
        ("invites", "PL", 40),
        ("invites", "DE", 40),
        ("invites", "IE", 40),
        ("invites", "IN", 15),
        ("reminders", "DE", 9),
    ]


def test_made_by_the_products_own_services(demo):
    """Every registration, file and leaving has its audit row, none of them later than now."""
    actions = Counter(AuditEvent.objects.filter(company=demo).values_list("action", flat=True))
    assert actions["employee.registered"] == people(demo).registered().count()
    assert actions["invites.generated"] + actions["reminders.generated"] == 5
    assert HrImport.objects.for_company(demo).filter(status=HrImport.Status.APPLIED).count() == 2
    assert not AuditEvent.objects.filter(at__gt=timezone.now()).exists()


@pytest.mark.rule("V13", "the invented past owes no mail, and its mail is not in the development mailbox")
def test_no_mail_is_owed(demo):
    assert not Mail.objects.exclude(status=Mail.Status.SENT).exists()
    assert mail.outbox == []
    assert settings.EMAIL_BACKEND == "django.core.mail.backends.locmem.EmailBackend"


def test_nothing_is_due(demo):
    now = timezone.now()
    assert (mark_leavers(now), move_to_reminders(now=now), mail_invitations(now=now)) == (0, 0, 0)


@pytest.mark.rule("C5", "the five accounts of the demo have the roles that their names say")
def test_accounts(demo):
    roles = {}
    for address in ("admin", "coordinator", "manager", "employee"):
        user = User.objects.get(email=f"{address}@demo.example")
        member = find_member(user, demo, on_operator_host=False, now=timezone.now())
        assert user.check_password(PASSWORD)
        roles[address] = sorted(member.roles)
    assert roles == {
        "admin": ["administrator"],
        "coordinator": ["coordinator", "employee"],
        "manager": ["employee", "manager"],
        "employee": ["employee"],
    }
    operator = User.objects.get(email="ops@workstars.example")
    assert (operator.is_account_manager, operator.check_password(PASSWORD)) == (True, True)
    assert RoleGrant.objects.for_company(demo).accepted().count() == 2


def test_the_employee_registered_by_letter_and_reports_to_the_manager(demo):
    employee = people(demo).get(user__email="employee@demo.example")
    assert (employee.registered_by, employee.hr_email) == ("invites", "")
    assert employee.manager.user.email == "manager@demo.example"


@pytest.mark.rule("A11", "the demo's administrator logs in and sees what waits")
def test_dashboard_of_the_demo(demo):
    client = SiteClient("demo.workstars.test")
    client.sign_in(User.objects.get(email="admin@demo.example"), demo)
    assert "employees have not been invited yet" in client.get("/admin").content.decode()


def test_the_same_every_time():
    assert roster(timezone.now().date()) == roster(timezone.now().date())


class TestRefusals:
    @pytest.mark.rule("X5", "demo data is refused where there is any data, and left alone with --if-empty")
    def test_not_empty(self, db):
        CompanyFactory()
        with pytest.raises(CommandError, match="The database is not empty"):
            call_command("demo")
        out = StringIO()
        call_command("demo", if_empty=True, stdout=out)
        assert out.getvalue() == "The database has data; it is left as it is.\n"
        assert Company.objects.count() == 1

    @pytest.mark.rule("X5", "demo data is refused outside development, and on a name that others can reach")
    @pytest.mark.parametrize(
        ("name", "value"), [("DEVELOPMENT", False), ("BASE_DOMAIN", "workstars.example")]
    )
    def test_not_development(self, db, settings, name, value):
        setattr(settings, name, value)
        with pytest.raises(CommandError, match="with development settings on this machine alone"):
            call_command("demo", if_empty=True)
        assert not User.objects.exists()

    @pytest.mark.rule("X5", "production refuses to start with any of the demo's accounts, and names it")
    @pytest.mark.parametrize("address", ADDRESSES)
    def test_production(self, db, address):
        refuse_demo_accounts()
        UserFactory(email=address)
        with pytest.raises(SystemExit, match=f"holds demo accounts .{address}."):
            refuse_demo_accounts()
