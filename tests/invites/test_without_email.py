"""Registration without e-mail (A6, C6): where the company allows it, by Employee ID and password."""

from datetime import timedelta

import pytest
from django.db import connection
from django.http import HttpResponse
from django.test.utils import CaptureQueriesContext

from employees.models import AuditEvent, Company, Employee, Mail, User
from employees.permissions import find_member
from employees.queries.logins import login_key, login_without_email
from employees.services.mail import queue_mail
from invites.models import PaperRegistration
from invites.services import finishing
from invites.services.finishing import EmailWanted
from recognition.queries.reach import mail_address, reach_of
from tests.factories import NOON, EmployeeFactory, RecipientFactory, UserFactory
from tests.invites.letters import PASSWORD, begun, letter, without_email, worker
from tests.invites.test_activation_pages import said, type_pair, where
from tests.people import Person, SiteClient
from workstars.lib.actors import Actor
from workstars.lib.clock import today
from workstars.lib.mail import Message
from workstars.portal.queries.thanks import thanks_for

BY = Actor(None, "Somebody not signed in", "192.0.2.7")
CHOSEN = {"password": PASSWORD, "language": "pl"}
OFFER = '<a href="/activate/without-email">I have no e-mail address</a>'
MISMATCH = "The e-mail address, Employee ID or password is not right for Acme Mills."


@pytest.fixture
def ewa(company: Company) -> Employee:
    return worker(company, "00123", first_name="Ewa", last_name="Nowak", language="pl")


@pytest.fixture
def allowed(company: Company) -> Company:
    company.login_without_email = True
    company.save()
    return company


def log_in(browser: SiteClient, name: str, password: str = PASSWORD) -> HttpResponse:
    return browser.post("/login", {"email": name, "password": password})


@pytest.mark.rule("A6", "without e-mail the account is final after password and language, with no six digits")
@pytest.mark.rule("A7", "at the end the person is logged in and goes home")
def test_the_whole_way(stranger: SiteClient, allowed: Company, ewa: Employee) -> None:
    type_pair(stranger, "00123", letter(ewa))
    offered = stranger.get("/activate/you").content.decode()
    page = stranger.get("/activate/without-email").content.decode()
    done = stranger.post("/activate/without-email", CHOSEN)
    ewa.refresh_from_db()

    assert OFFER in offered
    assert "You log in with your Employee ID, 00123, and a password." in page
    assert '<option value="pl" selected>' in page
    assert where(done) == (303, "/")
    assert (ewa.user.email, ewa.user.language, ewa.registered_by) == (None, "pl", "invites")
    assert stranger.session["_auth_user_id"] == str(ewa.user.pk)
    assert stranger.get("/").status_code == 200
    assert stranger.get("/account").status_code == 200
    assert Mail.objects.count() == 0


@pytest.mark.rule("A6", "the registration and its paper are written in the finishing transaction")
def test_what_is_written(ewa: Employee) -> None:
    without_email(ewa)
    event = AuditEvent.objects.for_company(ewa.company).get(action="employee.registered")

    assert (event.actor, event.after) == (ewa.user, {"registered_by": "invites"})
    assert PaperRegistration.objects.for_company(ewa.company).get().employee == ewa
    assert ewa.user.emailaddress_set.count() == 0


@pytest.mark.rule("C6", "where it is not allowed nobody is offered it, and nobody can")
def test_not_allowed(stranger: SiteClient, ewa: Employee) -> None:
    type_pair(stranger, "00123", letter(ewa))
    offered = stranger.get("/activate/you").content.decode()
    answers = [stranger.get("/activate/without-email"), stranger.post("/activate/without-email", CHOSEN)]

    assert OFFER not in offered
    assert [where(answer) for answer in answers] == [(303, "/activate/you")] * 2
    assert said(stranger.get("/activate/you")) == [
        "Your company wants an e-mail address from everybody. Type yours."
    ]
    assert User.objects.count() == 0


@pytest.mark.rule(
    "A6", "who came by the link of a mail has an address, and whose ID looks like one cannot type it"
)
def test_who_cannot(allowed: Company) -> None:
    by_mail = worker(allowed, "7", hr_email="ewa@work.example")
    odd = worker(allowed, "ewa@7")
    keys = [begun(by_mail).key, begun(odd).key]
    by_mail.registration.code = None
    by_mail.registration.save()

    for key in keys:
        with pytest.raises(EmailWanted):
            finishing.finish_without_email(company=allowed, key=key, **CHOSEN, now=NOON, by=BY)
    assert User.objects.count() == 0


@pytest.mark.rule("A6", "a weak password is refused here too")
def test_weak_password(stranger: SiteClient, allowed: Company, ewa: Employee) -> None:
    type_pair(stranger, "00123", letter(ewa))
    answer = stranger.post("/activate/without-email", {**CHOSEN, "password": "00123 00123"})

    assert (answer.status_code, said(answer)[0]) == (
        422,
        "Choose a password: Choose a password that is not your name, Employee ID or e-mail address.",
    )


# Login


@pytest.mark.rule("A6", "login by Employee ID and password; case, spaces and lost zeros do not matter (A6a)")
@pytest.mark.rule("A6a", "an Employee ID without its zeros logs in when it can mean only one person")
@pytest.mark.parametrize("typed", ["00123", "123", " 00123 "])
def test_login(stranger: SiteClient, ewa: Employee, typed: str) -> None:
    without_email(ewa)
    page = stranger.get("/login").content.decode()
    answer = log_in(stranger, typed)

    assert "E-mail address or Employee ID" in page
    assert where(answer) == (302, "/")
    assert stranger.get("/account").status_code == 200


@pytest.mark.rule("A6a", "an ID that can mean two people logs nobody in unless it is exactly one of them")
def test_ambiguous(stranger: SiteClient, ewa: Employee) -> None:
    without_email(ewa)
    worker(ewa.company, "0123")

    assert said(log_in(stranger, "123")) == [MISMATCH]
    assert where(log_in(stranger, "00123")) == (302, "/")


@pytest.mark.rule("C2", "unknown ID, wrong password, with e-mail, left and another company's: the same bytes")
@pytest.mark.rule("A6", "refused logins by Employee ID ask the database and hash the same")
def test_refusals_are_alike(stranger: SiteClient, ewa: Employee, bob: Person, other_company: Company) -> None:
    without_email(ewa)
    without_email(worker(other_company, "00900"))
    gone = without_email(worker(ewa.company, "00901"))
    Employee.objects.for_company(ewa.company).filter(pk=gone.pk).update(left_at=NOON)
    cases = {
        "unknown": ("99999", PASSWORD),
        "wrong password": ("00123", "three red kettles"),
        "registered with e-mail": ("00042", "correct horse battery"),
        "another company's": ("00900", PASSWORD),
    }
    pages, queries = {}, {}
    for name, typed in cases.items():
        with CaptureQueriesContext(connection) as asked:
            answer = log_in(stranger, *typed)
        body = answer.content.decode().replace(f'value="{typed[0]}"', "")
        pages[name] = (
            answer.status_code,
            body.split("</form>")[0].split("csrfmiddlewaretoken")[0],
            said(answer),
        )
        queries[name] = [query["sql"].split()[0] for query in asked]

    assert set(map(repr, pages.values())) == {repr(pages["unknown"])}
    assert set(map(repr, queries.values())) == {repr(queries["unknown"])}
    assert said(log_in(stranger, "00901")) == [MISMATCH]


@pytest.mark.rule(
    "A6", "failures with an Employee ID are slowed as those with an address, however it is spelled"
)
def test_failures_are_slowed(stranger: SiteClient, ewa: Employee) -> None:
    without_email(ewa)
    typed = ["00123", "123", "000123", "0123", " 123"]
    wrong = [log_in(stranger, name, "three red kettles").status_code for name in typed]
    right = log_in(stranger, "00123")

    assert (wrong, right.status_code) == ([422] * 5, 429)
    assert login_key("00123") == login_key(" 123") == "123"
    assert login_key("Ewa@Mail.example") == "ewa@mail.example"


@pytest.mark.rule("C6", "where nobody may register so, and nobody did, the page asks for an e-mail address")
def test_only_where_it_is_on(stranger: SiteClient, ewa: Employee) -> None:
    before = stranger.get("/login").content.decode()
    without_email(ewa)
    ewa.company.login_without_email = False
    ewa.company.save()

    assert ("E-mail address or Employee ID" in before, said(log_in(stranger, "00123", "x"))) == (
        False,
        [MISMATCH],
    )
    assert where(log_in(stranger, "00123")) == (302, "/")  # who registered so keeps the login


def test_an_address_is_no_id(company: Company, ewa: Employee) -> None:
    EmployeeFactory(company=company, employee_id="55", registered=True, user=UserFactory())

    assert login_without_email(company, "55") is None
    assert login_without_email(company, "nobody") is None
    assert login_without_email(company, "00123") is None


# What follows


@pytest.mark.rule(
    "R4", "who registered without e-mail gets no mail and no certificate; thanks wait for the next login"
)
def test_nothing_is_owed_to_nobody(ewa: Employee, bob: Person) -> None:
    without_email(ewa)
    reach = reach_of(ewa.company, [ewa.pk], today(ewa.company, NOON))[ewa.pk]
    owed = queue_mail(
        company=ewa.company,
        to=ewa.user.address,
        message=Message("Subject", "Text", "<p>Text</p>"),
        kind="recognition_received",
        key="for nobody",
        now=NOON,
    )

    assert (reach.paper, mail_address(ewa)) == ("", "")
    assert (owed.pk, Mail.objects.count()) == (None, 0)


@pytest.mark.rule("R4", "thanks are on the home page of who has no e-mail, however long ago they came")
def test_shown_at_the_next_login(ewa: Employee) -> None:
    without_email(ewa)
    RecipientFactory(
        employee=ewa, recognition__company=ewa.company, recognition__message="Thank you for the night shift"
    )
    member = find_member(ewa.user, ewa.company, on_operator_host=False, now=NOON)
    later = NOON + timedelta(days=900)

    assert [post.message for post in thanks_for(ewa.company, member, later).mine] == [
        "Thank you for the night shift"
    ]


@pytest.mark.rule("A11", "who has no e-mail changes the password with the one that is known")
def test_password_change(stranger: SiteClient, ewa: Employee) -> None:
    without_email(ewa)
    log_in(stranger, "00123")
    answer = stranger.post("/password/change", {"current": PASSWORD, "password": "four green kettles"})
    ewa.user.refresh_from_db()

    assert (answer.status_code, ewa.user.check_password("four green kettles")) == (302, True)
    assert Mail.objects.count() == 0


@pytest.mark.rule("C6", "the setting is on a page of its own, explained, and its change is audited")
def test_setting(alice: Person, company: Company) -> None:
    page = alice.get("/admin/settings/registration").content.decode()
    answer = alice.post("/admin/settings/registration", {"login_without_email": "on"})
    company.refresh_from_db()
    event = AuditEvent.objects.for_company(company).get(action="settings.changed")

    assert "If they forget the password, an administrator makes a slip for a new one" in page
    assert (where(answer), company.login_without_email) == ((302, "/admin/settings/registration"), True)
    assert (event.before, event.after) == ({"login_without_email": False}, {"login_without_email": True})


@pytest.mark.rule(
    "A12", "an administrator sees that there is no login address, and makes a slip for a new password"
)
def test_on_the_employees_page(alice: Person, ewa: Employee) -> None:
    without_email(ewa)
    page = alice.get(f"/admin/employees/{ewa.pk}").content.decode()

    assert "None: logs in with the Employee ID" in page
    assert f'href="/admin/employees/{ewa.pk}/new-password"' in page
