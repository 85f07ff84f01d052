"""Codes made on the spot (A10): shown once, printed, audited; for new accounts, and for a new password."""

import re
from datetime import date, timedelta

import pytest
from django.http import HttpResponse

from employees.models import AuditEvent, Company, Employee, Session
from invites import codes
from invites.models import ActivationCode, Kind, PaperRegistration
from invites.services.activation import AlreadyRegistered, Refused, open_registration
from invites.services.recovery import choose_password, find_recovery
from invites.services.registration import RegistrationEnded
from invites.services.slips import SlipRefused, make_recovery_slip, make_slip
from tests.factories import NOON, UserFactory
from tests.invites.letters import PASSWORD, letter, without_email, worker
from tests.invites.test_activation_pages import DETAILS, said, type_pair, where
from tests.invites.test_without_email import log_in
from tests.people import Person, SiteClient, signed_in
from workstars.lib.actors import Actor
from workstars.lib.clock import today

NEW = "four green kettles"
CODE = re.compile(r"[A-Z0-9]{4}-[A-Z0-9]{4}-[A-Z0-9]{4}")


@pytest.fixture
def ewa(company: Company) -> Employee:
    return worker(company, "00123", first_name="Ewa", last_name="Nowak")


@pytest.fixture
def jan(company: Company, ewa: Employee) -> Person:
    """Ewa's line manager, and somebody else's."""
    employee = worker(company, "00009", first_name="Jan", last_name="Kowal", registered=True)
    worker(company, "00010", manager=employee)
    Employee.objects.for_company(company).filter(pk=ewa.pk).update(manager=employee)
    ewa.refresh_from_db()
    return signed_in(employee.user, company, employee)


def code_on(answer: HttpResponse) -> str:
    (code,) = set(CODE.findall(answer.content.decode()))
    return code


@pytest.mark.rule(
    "A10", "an administrator makes a code on the spot: shown once as a slip, with all that it takes"
)
@pytest.mark.rule("C7", "a slip is in the audit log, without its code")
def test_the_slip(alice: Person, ewa: Employee, company: Company) -> None:
    asked = alice.get(f"/admin/employees/{ewa.pk}/slip")
    before = ActivationCode.objects.for_company(company).count()
    answer = alice.post(f"/admin/employees/{ewa.pk}/slip")
    page, code = answer.content.decode(), code_on(answer)
    made = ActivationCode.objects.for_company(company).get()
    event = AuditEvent.objects.for_company(company).get(action="slip.made")

    assert (asked.status_code, before, answer.status_code) == (200, 0, 200)
    assert (answer.headers["Cache-Control"], answer.headers["Referrer-Policy"]) == ("no-store", "no-referrer")
    assert [f"{company.address}/activate" in page, ">00123<" in page, "data:image/svg+xml" in page] == [
        True
    ] * 3
    assert (made.kind, made.employee, made.held_by, made.file) == (Kind.ASSISTED, ewa, None, None)
    assert bytes(made.digest) == codes.digest(codes.parse(code), company.pk, made.key_version)
    assert (event.subject_id, event.actor, code in str(event.after)) == (ewa.pk, alice.user, False)


@pytest.mark.rule("A10", "the code of a slip opens registration, and letters printed before go on working")
def test_it_opens(alice: Person, stranger: SiteClient, ewa: Employee) -> None:
    earlier = letter(ewa)
    code = code_on(alice.post(f"/admin/employees/{ewa.pk}/slip"))

    assert where(type_pair(stranger, "00123", earlier)) == (303, "/activate/you")
    assert where(type_pair(stranger, "00123", code)) == (303, "/activate/you")


@pytest.mark.rule("I6", "slips start no days")
def test_it_starts_no_days(company: Company, ewa: Employee, by_alice: Actor) -> None:
    slip = make_slip(company=company, employee=ewa, by=by_alice, now=NOON)
    ewa.refresh_from_db()

    assert (ewa.paper_made_at, ewa.paper_due_on) == (None, None)
    assert slip.last_day == date(2026, 8, 29)  # 180 days
    assert (slip.code in repr(slip), slip.qr_address.split("#")[0]) == (False, f"{company.address}/activate")
    assert Employee.objects.for_company(company).waiting_for_invite(today(company, NOON)).get() == ewa


@pytest.mark.rule(
    "A10", "a manager makes a slip for a direct report who is offline; it is marked as held (A6)"
)
@pytest.mark.rule("A6", "who registers with the slip of the line manager is marked so, in the story too")
def test_manager(jan: Person, alice: Person, stranger: SiteClient, ewa: Employee) -> None:
    team = jan.get("/manager/team").content.decode()
    code = code_on(jan.post(f"/manager/team/{ewa.pk}/slip"))
    made = ActivationCode.objects.for_company(ewa.company).get()
    ewa.company.login_without_email = True
    ewa.company.save()
    type_pair(stranger, "00123", code)
    stranger.post("/activate/without-email", {"password": PASSWORD, "language": "en"})
    paper = PaperRegistration.objects.for_company(ewa.company).get()
    story = alice.get(f"/admin/employees/{ewa.pk}").content.decode()

    assert f'href="/manager/team/{ewa.pk}/slip"' in team
    assert (made.held_by, paper.held_by, paper.code) == (jan.employee, jan.employee, made)
    assert "This paper had been in the hands of Jan Kowal." in story


@pytest.mark.rule("A10", "a manager makes none for people of others, with e-mail, registered or left")
@pytest.mark.parametrize(
    "change",
    [
        {"manager": None},
        {"hr_email": "ewa@work.example"},
        {"registered_at": NOON},
        {"left_at": NOON},
    ],
)
def test_whom_a_manager_cannot(jan: Person, ewa: Employee, change: dict) -> None:
    Employee.objects.for_company(ewa.company).filter(pk=ewa.pk).update(**change)
    answers = [jan.get(f"/manager/team/{ewa.pk}/slip"), jan.post(f"/manager/team/{ewa.pk}/slip")]

    assert [answer.status_code for answer in answers] == [404, 404]
    assert ActivationCode.objects.for_company(ewa.company).count() == 0


@pytest.mark.rule(
    "A10", "asked again under the lock: a report who moved or got an e-mail meanwhile gets no slip"
)
def test_moved_meanwhile(jan: Person, ewa: Employee, by_alice: Actor) -> None:
    for change in ({"hr_email": "ewa@work.example"}, {"hr_email": "", "manager": None}):
        Employee.objects.for_company(ewa.company).filter(pk=ewa.pk).update(**change)
        with pytest.raises(SlipRefused, match="Slips are for people who report to you"):
            make_slip(company=ewa.company, employee=ewa, by=by_alice, now=NOON, held_by=jan.employee)


@pytest.mark.rule(
    "A10", "there is no slip for who has registered or left, and none while letters are off (C4)"
)
def test_refusals(alice: Person, company: Company, ewa: Employee) -> None:
    registered = worker(company, "1", registered=True, first_name="Ola", last_name="Lis")
    gone = worker(company, "2", first_name="Adam", last_name="Maj", left_at=NOON)
    said_to = [alice.post(f"/admin/employees/{person.pk}/slip") for person in (registered, gone)]
    company.offline_employees = False
    company.save()
    off = [alice.get(f"/admin/employees/{ewa.pk}/slip"), alice.post(f"/admin/employees/{ewa.pk}/slip")]

    assert [answer.status_code for answer in said_to] == [409, 409]
    assert "Ola Lis has registered already." in said_to[0].content.decode()
    assert "Adam Maj is not active in the company today." in said_to[1].content.decode()
    assert [answer.status_code for answer in off] == [404, 404]
    assert ActivationCode.objects.for_company(company).count() == 0


def test_switched_off_meanwhile(company: Company, ewa: Employee, by_alice: Actor) -> None:
    Company.objects.filter(pk=company.pk).update(offline_employees=False)

    with pytest.raises(SlipRefused, match="Letters and slips are switched off"):
        make_slip(company=company, employee=ewa, by=by_alice, now=NOON)


# A new password for who has no mailbox


@pytest.mark.rule(
    "A10", "a slip for a new password: the person chooses one at the activation page, and is logged in"
)
@pytest.mark.rule("A6", "who registered without e-mail recovers by an administrator's code")
def test_recovery(alice: Person, stranger: SiteClient, ewa: Employee, company: Company) -> None:
    without_email(ewa)
    asked = alice.get(f"/admin/employees/{ewa.pk}/new-password")
    answer = alice.post(f"/admin/employees/{ewa.pk}/new-password")
    slip, code = answer.content.decode(), code_on(answer)
    typed = type_pair(stranger, "123", code)
    page = stranger.get("/activate/new-password").content.decode()
    done = stranger.post("/activate/new-password", {"password": NEW})
    ewa.user.refresh_from_db()
    used = ActivationCode.objects.for_company(company).get(kind=Kind.RECOVERY)

    assert (asked.status_code, "New password for Ewa Nowak" in slip) == (200, True)
    assert where(typed) == (303, "/activate/new-password")
    assert "you log in with your Employee ID, 00123, and this password." in page
    assert (where(done), ewa.user.check_password(NEW)) == ((303, "/"), True)
    assert stranger.get("/account").status_code == 200
    assert used.used_at is not None
    actions = AuditEvent.objects.for_company(company).values_list("action", flat=True)
    assert {"recovery_slip.made", "password.set_by_slip"} <= set(actions)


@pytest.mark.rule("A10", "until the slip is used the old password counts; after it every session has ended")
def test_sessions_end(alice: Person, stranger: SiteClient, ewa: Employee, company: Company) -> None:
    without_email(ewa)
    log_in(stranger, "00123")
    phone = SiteClient(stranger.defaults["HTTP_HOST"])
    code = code_on(alice.post(f"/admin/employees/{ewa.pk}/new-password"))
    type_pair(phone, "00123", code)
    still = stranger.get("/account").status_code
    phone.post("/activate/new-password", {"password": NEW})

    assert (still, stranger.get("/account").status_code) == (200, 302)
    assert (log_in(SiteClient(stranger.defaults["HTTP_HOST"]), "00123").status_code) == 422
    assert Session.objects.of(ewa.user).count() >= 1


@pytest.mark.rule("A10", "a slip for a new password counts once, for seven days, and ends with the next one")
def test_recovery_ends(ewa: Employee, company: Company, by_alice: Actor) -> None:
    without_email(ewa)
    first = make_recovery_slip(company=company, employee=ewa, by=by_alice, now=NOON)
    second = make_recovery_slip(company=company, employee=ewa, by=by_alice, now=NOON)

    def type_it(code: str, days: int = 0) -> str:
        which = {"company": company, "employee_id": "00123", "now": NOON + timedelta(days=days)}
        return open_registration(**which, code=codes.parse(code), address="192.0.2.7").key

    with pytest.raises(Refused, match="do not open an account"):
        type_it(first.code)
    with pytest.raises(Refused, match="Your code ended on 9 March 2026"):
        type_it(second.code, days=8)
    key = type_it(second.code, days=7)
    later = NOON + timedelta(days=7)
    choose_password(company=company, key=key, password=NEW, now=later, by=by_alice)
    with pytest.raises(Refused, match="do not open an account"):
        type_it(second.code)


@pytest.mark.rule(
    "A12", "who gave an address meanwhile sets a password by e-mail, and the slip no longer counts"
)
def test_recovery_with_a_mailbox(ewa: Employee, company: Company, by_alice: Actor) -> None:
    without_email(ewa)
    slip = make_recovery_slip(company=company, employee=ewa, by=by_alice, now=NOON)
    which = {"company": company, "employee_id": "00123", "code": codes.parse(slip.code), "now": NOON}
    key = open_registration(**which, address="192.0.2.7").key
    ewa.user.email = "ewa@mail.example"
    ewa.user.save()

    with pytest.raises(RegistrationEnded):
        find_recovery(company=company, key=key, now=NOON)
    with pytest.raises(AlreadyRegistered):
        open_registration(**which, address="192.0.2.7")


@pytest.mark.rule("A11", "no administrator sets a password: who has an address gets no such slip")
def test_not_for_who_has_a_mailbox(alice: Person, company: Company) -> None:
    ola = worker(company, "1", registered=True, first_name="Ola", last_name="Lis", user=UserFactory())
    answer = alice.post(f"/admin/employees/{ola.pk}/new-password")

    assert answer.status_code == 409
    assert "Ola Lis did not register without e-mail." in answer.content.decode()
    assert ActivationCode.objects.for_company(company).count() == 0


@pytest.mark.rule("A6", "the pages of a registration and of a new password do not know each other's keys")
def test_no_crossing(alice: Person, stranger: SiteClient, ewa: Employee, company: Company) -> None:
    other = worker(company, "77")
    type_pair(stranger, "77", letter(other))
    early = stranger.get("/activate/new-password")
    without_email(ewa)
    code = code_on(alice.post(f"/admin/employees/{ewa.pk}/new-password"))
    type_pair(stranger, "00123", code)
    crossed = [stranger.get("/activate/you"), stranger.post("/activate/you", DETAILS)]

    assert where(early) == (303, "/activate")
    assert [where(answer) for answer in crossed] == [(303, "/activate")] * 2
    assert said(stranger.get("/activate")) != []


@pytest.mark.rule("C2", "pages of slips and resets are for administrators of the company")
def test_who_may(bob: Person, charlie: Person, ewa: Employee) -> None:
    pages = [f"/admin/employees/{ewa.pk}/{page}" for page in ("slip", "new-password", "reset")]

    assert [bob.get(page).status_code for page in pages] == [403] * 3
    assert [charlie.get(page).status_code for page in pages] == [404] * 3
