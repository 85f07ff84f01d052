"""A registration is taken back (A12): login detached, sessions and old codes dead, a new code, the right list (V4)."""

from datetime import datetime, timedelta
from typing import Any

import pytest

from employees.models import AuditEvent, Company, Employee, Mail, Session, User
from invites import codes
from invites.models import ActivationCode, PaperRegistration, Registration
from invites.services.activation import Refused, open_registration
from invites.services.finishing import confirm_mailbox
from invites.services.mail_links import find_invited, link_for
from invites.services.registration import give_details
from invites.services.resetting import ResetRefused, reset_registration
from invites.services.six_digits import six_digits
from invites.services.slips import Slip
from recognition.models import Recipient
from tests.factories import NOON, EmployeeFactory, RecipientFactory, RoleGrantFactory
from tests.invites.letters import PASSWORD, detailed, letter, worker
from tests.invites.test_slips import code_on
from tests.people import Person, SiteClient, host_of, signed_in
from workstars.lib.actors import Actor
from workstars.lib.clock import today

EMAIL = "ewa@mail.example"
LATER = NOON + timedelta(days=2)
PHONE = Actor(None, "Somebody not signed in", "192.0.2.7")


@pytest.fixture
def ewa(company: Company) -> Employee:
    """Registered with her letter at NOON, with an address of her own."""
    employee = worker(company, "00123", first_name="Ewa", last_name="Nowak")
    registration, digits = detailed(employee, EMAIL)
    confirm_mailbox(company=company, key=registration.key, digits=digits, now=NOON, by=PHONE)
    employee.refresh_from_db()
    return employee


def reset(employee: Employee, by: Actor, **given: Any) -> Slip | None:
    given = {"reason": "The wrong person registered", "now": LATER, **given}
    slip = reset_registration(company=employee.company, employee=employee, by=by, **given)
    employee.refresh_from_db()
    return slip


@pytest.mark.rule("A12", "a reset detaches the login, needs a reason, makes a new code, and is audited")
@pytest.mark.promise("V4", "after a reset the person is on Invites, since no paper that works is out")
def test_reset(ewa: Employee, company: Company, by_alice: Actor) -> None:
    slip = reset(ewa, by_alice)
    event = AuditEvent.objects.for_company(company).get(action="registration.reset")
    waiting = Employee.objects.for_company(company).waiting_for_invite(today(company, LATER))

    assert (ewa.user, ewa.registered_at, ewa.registered_by, ewa.active_since) == (None, None, "", LATER)
    assert (slip.employee, slip.is_recovery) == (ewa, False)
    assert list(waiting) == [ewa]
    assert Employee.objects.for_company(company).waiting_for_reminder(today(company, LATER)).count() == 0
    assert (event.subject_id, event.before, event.after) == (
        ewa.pk,
        {"registered_by": "invites"},
        {"reason": "The wrong person registered"},
    )


@pytest.mark.rule("A12", "the old codes stay dead, used or not, and the new one opens")
def test_codes(ewa: Employee, company: Company, by_alice: Actor) -> None:
    unused = letter(ewa)
    slip = reset(ewa, by_alice)
    which: dict[str, Any] = {"company": company, "employee_id": "00123", "now": LATER}

    with pytest.raises(Refused, match="do not open an account"):
        open_registration(**which, code=codes.parse(unused), address="192.0.2.8")
    begun = open_registration(**which, code=slip.symbols, address="192.0.2.9")
    assert (begun.employee, begun.code.kind) == (ewa, "assisted")
    older = ActivationCode.objects.for_company(company).filter(employee=ewa).exclude(pk=begun.code.pk)
    assert list(older.values_list("voided_at", flat=True)) == [LATER, LATER]


@pytest.mark.rule("A12", "the links of earlier invitation mails stay dead, and the invitation goes anew")
def test_mail_links(company: Company, by_alice: Actor) -> None:
    ola = worker(company, "7", hr_email="ola@work.example", registered=True)
    link = link_for(company, ola, NOON).rsplit("/", 1)[1]
    reset(ola, by_alice)

    assert find_invited(company=company, token=link, now=LATER) is None
    assert (ola.mail_due_at, ola.mail_count, ola.paper_made_at) == (LATER, 0, None)


@pytest.mark.rule("A12", "sessions end at once, and do not come back with the next registration")
@pytest.mark.promise("V10", "a session of before a reset opens nothing, also after registering again")
def test_sessions(ewa: Employee, by_alice: Actor) -> None:
    phone = signed_in(ewa.user, ewa.company, ewa)
    before = phone.get("/account").status_code
    user = ewa.user
    reset(ewa, by_alice)

    assert (before, phone.get("/account").status_code) == (200, 302)
    assert Session.objects.of(user).count() == 0


@pytest.mark.rule(
    "A12", "a login that is good for nothing else is closed, and its address can register again"
)
def test_closed_login(ewa: Employee, company: Company, by_alice: Actor) -> None:
    user = ewa.user
    slip = reset(ewa, by_alice)
    user.refresh_from_db()
    now = LATER + timedelta(hours=1)
    registration, digits = detailed_with(ewa, slip.symbols, now)
    outcome = confirm_mailbox(company=company, key=registration.key, digits=digits, now=now, by=PHONE)
    ewa.refresh_from_db()

    assert (user.is_active, user.email, user.has_usable_password()) == (False, None, False)
    assert user.emailaddress_set.count() == 0
    assert (outcome.user, ewa.user.email, ewa.registered_by) == (ewa.user, EMAIL, "assisted")
    assert ewa.user != user


def detailed_with(employee: Employee, code: str, now: datetime) -> tuple[Registration, str]:
    """Steps one and two with that code, and the six digits of the third."""
    company = employee.company
    begun = open_registration(
        company=company, employee_id=employee.employee_id, code=code, address="192.0.2.9", now=now
    )
    which: dict[str, Any] = {"company": company, "key": begun.key, "now": now}
    registration, _mail = give_details(**which, email=EMAIL, password=PASSWORD, language="pl")
    return registration, six_digits(registration)


@pytest.mark.rule(
    "A12", "a login with roles or of other companies stays, without this person; its sessions here end"
)
@pytest.mark.parametrize("why", ["role", "company", "operator"])
def test_login_that_stays(
    ewa: Employee, company: Company, other_company: Company, by_alice: Actor, why: str
) -> None:
    user = ewa.user
    if why == "role":
        RoleGrantFactory(company=company, user=user)
    elif why == "company":
        EmployeeFactory(company=other_company, registered=True, user=user)
    else:
        User.objects.filter(pk=user.pk).update(is_account_manager=True)
    here = signed_in(user, company)
    elsewhere = SiteClient(host_of(other_company))
    elsewhere.sign_in(user, other_company)
    reset(ewa, by_alice)
    user.refresh_from_db()

    assert (user.is_active, user.email, user.emailaddress_set.count()) == (True, EMAIL, 1)
    assert here.get("/account").status_code == 302
    assert elsewhere.get("/account").status_code == (200 if why == "company" else 302)


@pytest.mark.rule("A12", "recognitions and points stay the person's")
def test_what_stays(ewa: Employee, by_alice: Actor) -> None:
    thanked = RecipientFactory(employee=ewa, recognition__company=ewa.company)
    papers = PaperRegistration.objects.for_company(ewa.company)
    reset(ewa, by_alice)

    assert Recipient.objects.for_company(ewa.company).get(pk=thanked.pk).employee == ewa
    assert papers.get().employee == ewa  # what is remembered of the first registration
    assert papers.get().code.employee == ewa


@pytest.mark.rule("A12", "nobody resets who has not registered, who has left, or oneself")
def test_refusals(ewa: Employee, company: Company, by_alice: Actor) -> None:
    fresh = worker(company, "1", first_name="Ola", last_name="Lis")
    gone = worker(company, "2", first_name="Adam", last_name="Maj", registered=True, left_at=NOON)
    herself = Actor(ewa.user.pk, ewa.name, "192.0.2.1")

    assert refusal(fresh, by_alice) == "Ola Lis has not registered."
    assert refusal(gone, by_alice) == "Adam Maj is not active in the company today."
    assert refusal(ewa, herself) == "You cannot reset yourself. Ask another administrator to do it."


@pytest.mark.rule("C5", "a reset takes no role, so the last administrator stays one")
def test_the_last_administrator(ewa: Employee, company: Company, by_alice: Actor) -> None:
    grant = RoleGrantFactory(company=company, user=ewa.user)
    reset(ewa, by_alice)
    grant.refresh_from_db()

    assert (grant.user.is_active, grant.is_accepted) == (True, True)
    assert refusal(ewa, by_alice) == "Ewa Nowak has not registered."


def refusal(employee: Employee, by: Actor) -> str:
    with pytest.raises(ResetRefused) as refused:
        reset(employee, by)
    return str(refused.value)


@pytest.mark.rule("C4", "while offline employees are off there is no new code; the invitation goes by mail")
def test_without_paper(company: Company, by_alice: Actor) -> None:
    ola = worker(company, "7", hr_email="ola@work.example", registered=True)
    company.offline_employees = False
    company.save()
    ola.refresh_from_db()

    assert reset(ola, by_alice) is None
    assert (ola.mail_due_at, ActivationCode.objects.for_company(company).count()) == (LATER, 0)


@pytest.mark.rule("A12", "on the employee's page: what ends and what stays, a reason, then the slip, once")
def test_the_page(alice: Person, ewa: Employee, company: Company) -> None:
    page = alice.get(f"/admin/employees/{ewa.pk}").content.decode()
    asked = alice.get(f"/admin/employees/{ewa.pk}/reset").content.decode()
    empty = alice.post(f"/admin/employees/{ewa.pk}/reset", {"reason": " "})
    answer = alice.post(f"/admin/employees/{ewa.pk}/reset", {"reason": "Lost mailbox"})
    again = alice.post(f"/admin/employees/{ewa.pk}/reset", {"reason": "Lost mailbox"})
    story = alice.get(f"/admin/employees/{ewa.pk}").content.decode()
    code = code_on(answer)

    assert f'href="/admin/employees/{ewa.pk}/reset"' in page
    assert "Recognitions, points and the story." in asked
    assert (empty.status_code, "Type why. It stands in the audit log." in empty.content.decode()) == (
        422,
        True,
    )
    assert (answer.status_code, answer.headers["Cache-Control"]) == (200, "no-store")
    assert (again.status_code, "Ewa Nowak has not registered." in again.content.decode()) == (409, True)
    assert ("Registration reset" in story, "Lost mailbox" in story, code in story) == (True, True, False)
    assert Mail.objects.filter(kind="invitation").count() == 0
