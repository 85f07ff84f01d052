"""What administrators are told of registrations (A6): yesterday's, and several on one device."""

from datetime import UTC, datetime, timedelta

import pytest

from employees.models import AuditEvent, Company, Employee, Mail
from employees.services.mail import _unseal
from invites.models import ActivationCode, PaperRegistration, RegistrationDigest
from invites.services.digests import mail_digests, raise_device_alarms
from invites.services.papers import Hand, digest_of, new_device
from invites.tasks import mail_digests as digests_task
from tests.factories import NOON, RoleGrantFactory, UserFactory
from tests.invites.letters import PASSWORD, code_of, letter, worker
from tests.invites.test_activation_pages import type_pair
from tests.people import Person, SiteClient

# NOON is Monday 2 March 2026, 13:00 in Warsaw; 08:00 there is 07:00 UTC.
YESTERDAY = datetime(2026, 3, 1, 12, 0, tzinfo=UTC)
EIGHT = datetime(2026, 3, 2, 7, 0, tzinfo=UTC)
DAY = timedelta(days=1)


@pytest.fixture
def jan(company: Company) -> Employee:
    return worker(company, "9", first_name="Jan", last_name="Kowal")


def registered(
    company: Company, number: str, at: datetime, *, held_by: Employee | None = None, device: bytes = b""
) -> Employee:
    """Somebody who registered by paper at that moment."""
    person = worker(company, number, first_name=f"P{number}", last_name="Lis", registered=True)
    Employee.objects.for_company(company).filter(pk=person.pk).update(registered_at=at)
    letter(person, held_by=held_by)
    PaperRegistration.objects.create(
        company=company, employee=person, code=code_of(person), held_by=held_by, device=device, at=at
    )
    return person


def bodies(kind: str) -> list[tuple[str, str]]:
    return [(mail.to, _unseal(mail).text) for mail in Mail.objects.filter(kind=kind).order_by("pk")]


@pytest.mark.rule("A6", "at 08:00 company time the administrators read who registered the day before")
def test_the_digest(company: Company, alice: Person, jan: Employee) -> None:
    registered(company, "101", YESTERDAY)
    registered(company, "102", YESTERDAY, held_by=jan)
    registered(company, "103", YESTERDAY - DAY)
    registered(company, "104", EIGHT - timedelta(hours=2))
    early = mail_digests(now=EIGHT - timedelta(seconds=1))
    told = mail_digests(now=EIGHT)
    ((to, text),) = bodies("registration_digest")

    assert (early, told, to) == (0, 1, "alice@acme.example")
    assert "On 1 March 2026, 2 people registered." in text
    assert "1 of them used paper that a manager had in hand" in text
    lines = [line for line in text.splitlines() if " Lis, " in line]
    assert lines == ["P102 Lis, 102 – paper held by Jan Kowal", "P101 Lis, 101"]


@pytest.mark.rule("A6", "none when nobody registered, and once whatever runs twice")
def test_once(company: Company, alice: Person) -> None:
    nobody = [mail_digests(now=EIGHT), mail_digests(now=EIGHT)]
    registered(company, "101", NOON)
    told = [mail_digests(now=EIGHT + DAY), mail_digests(now=EIGHT + DAY), mail_digests(now=NOON + DAY)]

    assert (nobody, told) == ([0, 0], [1, 0, 0])
    assert Mail.objects.filter(kind="registration_digest").count() == 1
    digests = RegistrationDigest.objects.for_company(company).order_by("day")
    assert list(digests.values_list("people", flat=True)) == [0, 1]


@pytest.mark.rule("A6", "after a beat that was down for days one mail tells of all of them")
def test_after_a_pause(company: Company, alice: Person) -> None:
    mail_digests(now=EIGHT)
    registered(company, "101", NOON)
    registered(company, "102", NOON + 2 * DAY)
    told = mail_digests(now=EIGHT + 4 * DAY)
    ((_to, text),) = bodies("registration_digest")

    assert told == 1
    assert "From 2 March 2026 to 5 March 2026, 2 people registered." in text


@pytest.mark.rule("A6", "each administrator gets the digest, of their own company, and nobody else does")
def test_who_is_told(
    company: Company, other_company: Company, alice: Person, bob: Person, charlie: Person
) -> None:
    RoleGrantFactory(company=company, user=UserFactory(email="ann@acme.example"))
    RoleGrantFactory(company=company, role="coordinator", user=UserFactory(email="cora@acme.example"))
    registered(company, "101", YESTERDAY)
    digests_task(at=EIGHT.isoformat())

    assert [to for to, _text in bodies("registration_digest")] == ["alice@acme.example", "ann@acme.example"]


@pytest.mark.rule("A6", "who was reset since stands in no digest")
def test_reset_since(company: Company, alice: Person) -> None:
    person = registered(company, "101", YESTERDAY)
    Employee.objects.for_company(company).filter(pk=person.pk).update(registered_at=None, user=None)

    assert mail_digests(now=EIGHT) == 0


@pytest.mark.rule("A6", "the digest asks the database as often for three people as for one")
def test_queries(company: Company, alice: Person, jan: Employee, django_assert_num_queries) -> None:
    registered(company, "101", YESTERDAY, held_by=jan)
    with django_assert_num_queries(13):
        mail_digests(now=EIGHT)
    for number in ("102", "103", "104"):
        registered(company, number, NOON, held_by=jan)
    with django_assert_num_queries(13):
        mail_digests(now=EIGHT + DAY)


@pytest.mark.rule("A6", "three registrations of one device by papers that managers held raise an alarm")
def test_device_alarm(company: Company, alice: Person, jan: Employee) -> None:
    tablet = digest_of(company, new_device())
    for number in ("101", "102"):
        registered(company, number, NOON - 6 * DAY, held_by=jan, device=tablet)
    two = raise_device_alarms(now=NOON)
    registered(company, "103", NOON, held_by=jan, device=tablet)
    raised = [raise_device_alarms(now=NOON + timedelta(minutes=minute)) for minute in (0, 1, 600)]
    ((to, text),) = bodies("device_alarm")
    event = AuditEvent.objects.for_company(company).get(action="device.alarm")

    assert (two, raised, to) == (0, [1, 0, 0], "alice@acme.example")
    assert "3 people have registered on the same device within seven days" in text
    assert "P103 Lis, 103 – paper held by Jan Kowal" in text
    assert (event.after["people"], event.after["names"]) == (3, ["P101 Lis", "P102 Lis", "P103 Lis"])


@pytest.mark.rule(
    "A6", "an alarm comes once for a device and day, and again when another registers on another day"
)
def test_device_alarm_of_another_day(company: Company, alice: Person, jan: Employee) -> None:
    tablet = digest_of(company, new_device())
    for number in ("101", "102", "103"):
        registered(company, number, NOON, held_by=jan, device=tablet)
    first = raise_device_alarms(now=NOON)
    registered(company, "104", NOON + timedelta(minutes=5), held_by=jan, device=tablet)
    same_day = raise_device_alarms(now=NOON + timedelta(minutes=5))
    quiet_day = raise_device_alarms(now=NOON + DAY)
    registered(company, "105", NOON + 2 * DAY, held_by=jan, device=tablet)

    assert (first, same_day, quiet_day, raise_device_alarms(now=NOON + 2 * DAY)) == (1, 0, 0, 1)


@pytest.mark.rule(
    "A6", "other devices, papers that nobody held, unknown devices and older ones raise nothing"
)
def test_no_device_alarm(company: Company, other_company: Company, alice: Person, jan: Employee) -> None:
    mine, other = digest_of(company, "a"), digest_of(company, "b")
    registered(company, "101", NOON, held_by=jan, device=mine)
    registered(company, "102", NOON, held_by=jan, device=mine)
    registered(company, "103", NOON, held_by=jan, device=other)
    registered(company, "104", NOON, device=mine)
    registered(company, "105", NOON - 7 * DAY, held_by=jan, device=mine)
    for number in ("106", "107", "108"):
        registered(company, number, NOON, held_by=jan)

    assert (raise_device_alarms(now=NOON), digest_of(company, "a") == digest_of(other_company, "a")) == (
        0,
        False,
    )


@pytest.mark.rule("A6", "the cookie of a device is set at the moment of registering, and at no other")
def test_the_cookie(stranger: SiteClient, company: Company) -> None:
    company.login_without_email = True
    company.save()
    people = [worker(company, number) for number in ("101", "102")]
    for person in people:
        stranger.get("/activate")
        type_pair(stranger, person.employee_id, letter(person))
        stranger.get("/activate/without-email")
        before = stranger.cookies.get("device")
        stranger.post("/activate/without-email", {"password": PASSWORD, "language": "en"})
        stranger.cookies.pop("sessionid")
        assert (before is None) == (person is people[0])
    cookie = stranger.cookies["device"]
    papers = PaperRegistration.objects.for_company(company).order_by("pk")

    assert {bytes(paper.device) for paper in papers} == {digest_of(company, cookie.value)}
    assert (bool(cookie["httponly"]), cookie["samesite"], len(cookie.value)) == (True, "Lax", 32)
    assert [paper.code for paper in papers] == list(
        ActivationCode.objects.for_company(company).order_by("pk")
    )


def test_a_hand_without_a_device_is_nobodys() -> None:
    assert Hand(None, "Somebody", "192.0.2.1").device == b""
