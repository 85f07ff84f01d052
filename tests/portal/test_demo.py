"""The demo company (X5): made once for all the tests of this file, through the product's own services."""

import unicodedata
from collections import Counter
from collections.abc import Iterator
from datetime import timedelta
from io import StringIO

import pytest
from django.conf import settings
from django.core import mail
from django.core.management import CommandError, call_command
from django.db import DatabaseError, transaction
from django.utils import timezone

from certificates.models import Certificate
from employees.models import AuditEvent, Company, Employee, HrImport, Mail, RoleGrant, User
from employees.passwords import Argon2id
from employees.permissions import find_member
from employees.services.people import mark_leavers
from invites.models import CodeFile, Kind
from invites.queries import waiting_by_country
from invites.queries.funnel import over_time
from invites.services.email_invites import mail_invitations
from invites.services.reminders import move_to_reminders
from recognition.models import Batch, Comment, PointEntry, Reaction, Recipient, Recognition
from recognition.queries.batch_approvals import turn_of
from recognition.services.batches.sending import start_due_batches
from recognition.services.batches.telling import tell_about_batches, tell_recipients
from recognition.services.library.built_in import DESIGNS, card_of
from tests.factories import CompanyFactory, UserFactory
from tests.people import SiteClient
from workstars.lib.clock import today
from workstars.management.commands.demo import get_ready, quick_passwords, without_savepoints
from workstars.portal.demo.accounts import ADDRESSES, PASSWORD
from workstars.portal.demo.guard import refuse_demo_accounts
from workstars.portal.demo.notes import NOTES
from workstars.portal.demo.people import roster

# The company takes seconds to make: once is enough.
pytestmark = pytest.mark.xdist_group("demo")


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


@pytest.mark.rule("I12", "the funnel of the demo has a past from the first minute on")
def test_funnel_has_a_past(demo):
    day = today(demo, timezone.now())
    weeks = [figures.registered for _day, figures in over_time(demo, "", day - timedelta(weeks=52))]
    assert len(weeks) >= 8
    assert weeks == sorted(weeks)
    assert weeks[0] < weeks[-1]


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


# Recognition


def recognitions(demo: Company):
    return Recognition.objects.for_company(demo)


@pytest.mark.rule("T6", "the demo's thanks are written in the scripts of its places")
def test_thanks_in_many_scripts(demo):
    said = "".join(recognitions(demo).values_list("message", flat=True))
    scripts = {unicodedata.name(letter).split()[0] for letter in said if letter.isalpha()}
    wanted = {
        "LATIN",
        "GREEK",
        "CYRILLIC",
        "ARABIC",
        "HEBREW",
        "CJK",
        "HIRAGANA",
        "HANGUL",
        "THAI",
        "DEVANAGARI",
    }
    assert wanted - scripts == set()


def test_thanks_by_many_over_two_months(demo):
    own = recognitions(demo).filter(batch=None).order_by("sent_at")
    assert own.count() == len(NOTES)
    days = [(today(demo, timezone.now()) - today(demo, one.sent_at)).days for one in own]
    assert (max(days), min(days)) == (57, 1)
    assert own.values("sender").distinct().count() >= 12
    assert own.filter(sender=None).values_list("sender_name", flat=True).distinct().get() == "Meridian Works"
    assert own.filter(is_private=True).count() == 1
    assert own.exclude(ecard=None).values("ecard").distinct().count() == 8
    assert own.exclude(reason=None).values("reason").distinct().count() == 5
    assert not own.filter(ecard=None, is_private=False).exists()


@pytest.mark.rule("R1", "in the demo, too, only people with a login speak, and points come from the company")
def test_who_speaks_is_registered(demo):
    for one in recognitions(demo).exclude(sender=None).select_related("sender"):
        assert one.sender.registered_at < one.sent_at
        assert {recipient.points for recipient in one.recipients.all()} == {0}


@pytest.mark.rule(
    "R7", "the demo's employee has the points of a recognition that came before the registration"
)
def test_points_that_were_waiting(demo):
    employee = people(demo).get(user__email="employee@demo.example")
    assert PointEntry.objects.for_company(demo).filter(employee=employee).balance() >= 250
    first = employee.received.order_by("sent_at").first()
    assert first.sent_at < employee.registered_at


@pytest.mark.rule("B7", "a row of somebody who left before the date is named, not sent: the demo has one")
def test_batch_that_was_sent(demo):
    batch = Batch.objects.for_company(demo).get(status="sent")
    assert batch.summary == "Five years without an accident"
    assert (batch.rows_sent, batch.rows_skipped) == (batch.recognitions.count(), 1)
    assert batch.skips.get().why == "left"
    changes = list(batch.entries.exclude(change="").values_list("change", flat=True))
    assert changes == ["submitted", "needs_info", "answered", "approved", "scheduled", "sent"]
    assert batch.told_at is not None


@pytest.mark.rule("B4", "in the demo a batch of the coordinator waits for the administrator")
def test_batch_that_waits(demo):
    batch = Batch.objects.for_company(demo).get(status="submitted")
    administrator = User.objects.get(email="admin@demo.example")
    assert batch.requested_by.email == "coordinator@demo.example"
    assert turn_of(batch, timezone.now()).is_for(administrator.pk, as_operator=False)
    assert batch.file.rows == batch.people > 10
    assert batch.send_on > today(demo, timezone.now())


@pytest.mark.rule("T2", "certificates wait in the account of the demo's manager")
def test_certificates_to_print(demo):
    manager = people(demo).get(user__email="manager@demo.example")
    mine = Certificate.objects.for_company(demo).held_by(manager)
    assert mine.of_people_here().filter(employee__registered_at=None).count() >= 8
    assert mine.exclude(employee__registered_at=None).exists()
    assert set(mine.values_list("status", flat=True)) == {"queued"}
    assert not Recipient.objects.for_company(demo).paper_owed().exists()


def test_nothing_of_a_batch_is_due(demo):
    now = timezone.now()
    assert (start_due_batches(now), tell_recipients(now), tell_about_batches(now)) == ([], 0, 0)


def test_passwords_are_quick_only_while_the_demo_is_made():
    with quick_passwords():
        quick = Argon2id().encode("workstars-demo", "salt-of-16-bytes")
    assert ("m=64,t=1" in quick, Argon2id().must_update(quick)) == (True, True)
    assert Argon2id().verify("workstars-demo", quick)
    assert (Argon2id.time_cost, Argon2id.memory_cost) == (2, 19 * 1024)


def pictures_asked_for() -> int:
    asked = card_of.cache_info()
    return asked.hits + asked.misses


def test_it_gets_ready_only_where_it_will_be_made(demo):
    before = pictures_asked_for()
    get_ready()
    assert pictures_asked_for() == before


def test_it_gets_ready_for_an_empty_database(db):
    before = pictures_asked_for()
    get_ready()
    assert pictures_asked_for() == before + len(DESIGNS)


def fail_without_savepoints() -> None:
    with without_savepoints():
        assert transaction.savepoint() is None
        raise DatabaseError


def test_savepoints_are_back_afterwards(db):
    with pytest.raises(DatabaseError):
        fail_without_savepoints()
    assert transaction.savepoint() is not None


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


@pytest.mark.rule("R8", "colleagues of the demo react and comment, on public recognitions alone")
def test_answers(demo):
    public = Recognition.objects.for_company(demo).filter(batch=None, is_private=False)
    assert {reaction.recognition_id for reaction in Reaction.objects.for_company(demo)} == set(
        public.values_list("pk", flat=True)
    )
    said = sorted(Comment.objects.for_company(demo).values_list("text", flat=True))
    assert said == sorted(text for note in NOTES for text in note.replies)
