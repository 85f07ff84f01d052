"""Registration on a shared tablet (A9): language first, never logged in, finished on the phone, nothing left behind."""

import re
from datetime import timedelta
from typing import Any

import pytest
from django.http import HttpResponse

from employees.models import Company, Employee, Mail
from employees.services.mail import _unseal
from invites.models import PaperRegistration, Registration
from invites.services import finish_links
from invites.services.registration import give_details, send_again
from invites.services.six_digits import six_digits
from tests.factories import NOON, EmployeeFactory, UserFactory
from tests.invites.letters import PASSWORD, begun, letter, without_email, worker
from tests.invites.test_activation_pages import said, where
from tests.invites.test_slips import NEW, code_on
from tests.people import Person, SiteClient, host_of

EMAIL = "ewa@mail.example"
PAGES = ["letter", "you", "without-email", "phone", "password", "done"]


@pytest.fixture
def ewa(company: Company) -> Employee:
    return worker(company, "00123", first_name="Ewa", last_name="Nowak")


@pytest.fixture
def tablet(company: Company) -> SiteClient:
    return SiteClient(host_of(company))


@pytest.fixture
def phone(company: Company) -> SiteClient:
    return SiteClient(host_of(company))


def at_the_phone_step(tablet: SiteClient, employee: Employee, email: str = EMAIL) -> HttpResponse:
    tablet.post("/kiosk", {"language": "pl"})
    tablet.post("/kiosk/letter", {"employee_id": employee.employee_id, "code": letter(employee)})
    return tablet.post("/kiosk/you", {"email": email, "password": PASSWORD})


def link_in_the_mail() -> str:
    text = _unseal(Mail.objects.latest("pk")).text
    return re.search(r"(/activate/finish/\S+)", text)[1]


def traces(tablet: SiteClient) -> set[str]:
    return {name for name in dict(tablet.session) if name.startswith(("kiosk", "registration", "_auth"))}


@pytest.mark.rule(
    "A9", "language first, then letter and address; the mail holds six digits and a link for the phone"
)
@pytest.mark.rule("A9", "the link's button finishes on the phone, which is logged in; the tablet never is")
def test_the_whole_way(tablet: SiteClient, phone: SiteClient, ewa: Employee) -> None:
    start = tablet.get("/kiosk").content.decode()
    chosen = tablet.post("/kiosk", {"language": "pl"})
    pair = tablet.post("/kiosk/letter", {"employee_id": "123", "code": letter(ewa)})
    you = tablet.post("/kiosk/you", {"email": EMAIL, "password": PASSWORD})
    asked = tablet.get("/kiosk/phone").content.decode()
    path = link_in_the_mail()
    opened = phone.get(path)
    untouched = Employee.objects.for_company(ewa.company).registered().count()
    pressed = phone.post(path)
    ewa.refresh_from_db()

    assert re.findall(r'name="language" value="(\w+)"', start) == ["en", "es", "fr", "de", "pt", "pl", "ar"]
    assert [where(a) for a in (chosen, pair, you)] == [
        (303, "/kiosk/letter"),
        (303, "/kiosk/you"),
        (303, "/kiosk/phone"),
    ]
    assert f"We have sent a mail to {EMAIL}." in asked
    assert (opened.status_code, untouched, where(pressed)) == (200, 0, (303, "/"))
    assert (ewa.user.email, ewa.user.language) == (EMAIL, "pl")
    assert phone.session["_auth_user_id"] == str(ewa.user.pk)
    assert traces(tablet) == {"kiosk", "kiosk_language"}
    assert where(tablet.get("/kiosk/phone")) == (303, "/kiosk")


@pytest.mark.rule(
    "A9", "who reads the mail at the tablet may type its digits there, and is not logged in by that"
)
def test_digits_at_the_tablet(tablet: SiteClient, ewa: Employee) -> None:
    at_the_phone_step(tablet, ewa)
    digits = six_digits(Registration.objects.for_company(ewa.company).get())
    wrong = tablet.post("/kiosk/phone", {"digits": f"{(int(digits) + 1) % 10**6:06}"})
    done = tablet.post("/kiosk/phone", {"digits": digits})
    ewa.refresh_from_db()

    assert (wrong.status_code, where(done)) == (422, (303, "/kiosk/done"))
    assert (ewa.user.email, traces(tablet)) == (EMAIL, set())
    assert PaperRegistration.objects.for_company(ewa.company).get().device != b""


@pytest.mark.rule("A9", "the option without e-mail is there too, and is not logged in either")
@pytest.mark.rule("A6", "without e-mail the account is final at once, also at a shared tablet")
def test_without_email(tablet: SiteClient, ewa: Employee) -> None:
    ewa.company.login_without_email = True
    ewa.company.save()
    tablet.post("/kiosk", {"language": "de"})
    tablet.post("/kiosk/letter", {"employee_id": "00123", "code": letter(ewa)})
    offered = tablet.get("/kiosk/you").content.decode()
    done = tablet.post("/kiosk/without-email", {"password": PASSWORD})
    ewa.refresh_from_db()

    assert 'href="/kiosk/without-email"' in offered
    assert (where(done), ewa.user.email, ewa.user.language) == ((303, "/kiosk/done"), None, "de")
    assert traces(tablet) == set()


@pytest.mark.rule("A9", "without the company's setting there is no way without e-mail at the tablet")
def test_without_email_not_allowed(tablet: SiteClient, ewa: Employee) -> None:
    at_the_phone_step(tablet, ewa)
    answers = [
        tablet.get("/kiosk/without-email"),
        tablet.post("/kiosk/without-email", {"password": PASSWORD}),
    ]

    assert [where(answer) for answer in answers] == [(303, "/kiosk/you")] * 2
    assert Employee.objects.for_company(ewa.company).registered().count() == 0


@pytest.mark.rule("A9", "a slip for a new password is used at the tablet, and nobody is logged in")
def test_new_password(tablet: SiteClient, alice: Person, ewa: Employee) -> None:
    without_email(ewa)
    code = code_on(alice.post(f"/admin/employees/{ewa.pk}/new-password"))
    typed = tablet.post("/kiosk/letter", {"employee_id": "00123", "code": code})
    weak = tablet.post("/kiosk/password", {"password": "short"})
    done = tablet.post("/kiosk/password", {"password": NEW})
    ewa.user.refresh_from_db()

    assert (where(typed), weak.status_code) == ((303, "/kiosk/password"), 422)
    assert (where(done), ewa.user.check_password(NEW), traces(tablet)) == ((303, "/kiosk/done"), True, set())


@pytest.mark.rule(
    "A9", "nothing of the person stays: at the start all is left behind, and going back shows the start"
)
@pytest.mark.rule("A9", "no browser keeps a page of it")
def test_nothing_stays(tablet: SiteClient, ewa: Employee) -> None:
    at_the_phone_step(tablet, ewa)
    shown = [tablet.get(f"/kiosk/{page}") for page in ("letter", "you", "phone")]
    tablet.get("/kiosk")
    back = [tablet.get(f"/kiosk/{page}") for page in ("you", "without-email", "phone", "password")]
    start = tablet.get("/kiosk")

    assert {answer.headers["Cache-Control"] for answer in [*shown, *back, start]} == {"no-store"}
    assert [where(answer) for answer in back] == [(303, "/kiosk")] * 4
    assert (traces(tablet), said(start)) == (set(), [])
    assert "Ewa" not in start.content.decode()


@pytest.mark.rule(
    "A9", "60 idle seconds lead back to the start, five minutes at the mailbox step, and it is said"
)
def test_idleness_is_said(tablet: SiteClient, ewa: Employee) -> None:
    at_the_phone_step(tablet, ewa)
    pages = {
        page: tablet.get(f"/kiosk/{page}").content.decode() for page in ("letter", "you", "phone", "done")
    }
    idle = {
        page: re.search(r'data-idle="(\d+)" data-start="(/kiosk)"', html).groups()
        for page, html in pages.items()
    }

    assert idle == {
        "letter": ("60", "/kiosk"),
        "you": ("60", "/kiosk"),
        "phone": ("300", "/kiosk"),
        "done": ("20", "/kiosk"),
    }
    assert "Back to the start in %s seconds. Touch the screen to stay." in pages["you"]
    assert ['http-equiv="refresh"' in html for html in pages.values()] == [True] * 4
    assert "data-idle" not in tablet.get("/kiosk").content.decode()


@pytest.mark.rule("A9", "a browser is asked to remember nothing that is typed at the tablet")
def test_nothing_is_remembered(tablet: SiteClient, ewa: Employee) -> None:
    at_the_phone_step(tablet, ewa)
    for page in ("letter", "you", "phone"):
        html = tablet.get(f"/kiosk/{page}").content.decode()
        fields = re.findall(r"<input(?![^>]*hidden)[^>]*>", html)
        assert [field for field in fields if 'autocomplete="off"' not in field] == [], page


@pytest.mark.rule("A9", "wrong pairs and waits are said as at the activation page")
def test_refusals(tablet: SiteClient, ewa: Employee, time_machine: Any) -> None:
    time_machine.move_to(NOON, tick=False)
    wrong = {"employee_id": "00123", "code": letter(worker(ewa.company, "9"))}
    answers = [tablet.post("/kiosk/letter", wrong) for _try in range(7)]
    registered = worker(ewa.company, "5", registered=True)
    known = tablet.post("/kiosk/letter", {"employee_id": "5", "code": letter(registered)})

    assert [answer.status_code for answer in answers] == [422] * 6 + [429]
    assert answers[-1].headers["Retry-After"] == "1"
    assert (known.status_code, "Log in on your own phone or computer" in known.content.decode()) == (
        409,
        True,
    )


@pytest.mark.rule("A9", "somebody logged in on the device is warned of, and not logged out by looking")
def test_a_device_of_somebody(bob: Person) -> None:
    page = bob.get("/kiosk").content.decode()

    assert "Somebody is logged in on this device." in page
    assert bob.get("/account").status_code == 200


# The link for the phone


@pytest.mark.rule(
    "A9", "a link is void with another sending, address or beginning, after 24 hours and elsewhere"
)
def test_void_links(ewa: Employee, other_company: Company) -> None:
    company = ewa.company
    registration = begun(ewa)
    which = {"company": company, "key": registration.key, "now": NOON}
    given = {"password": PASSWORD, "language": "pl", "on_phone": True}
    registration, _mail = give_details(**which, email=EMAIL, **given)

    def key_of(link: str, company: Company = company, hours: int = 0) -> str | None:
        token = link.rsplit("/", 1)[1]
        return finish_links.find_key(company=company, token=token, now=NOON + timedelta(hours=hours))

    first = finish_links.link_for(registration, NOON)
    sound = [key_of(first), key_of(first, hours=24)]
    void = [key_of(first, hours=25), key_of(first, other_company), key_of("/none")]
    send_again(**which, on_phone=True)
    resent = key_of(first)
    registration.refresh_from_db()
    second = finish_links.link_for(registration, NOON)
    begun(worker(company, "8"))
    Registration.objects.for_company(company).filter(pk=registration.pk).update(email="other@mail.example")

    assert sound == [registration.key] * 2
    assert (void, resent, key_of(second)) == ([None] * 3, None, None)


@pytest.mark.rule(
    "A6", "an address known elsewhere: on the phone its password is asked, at the tablet nothing more"
)
def test_known_address(tablet: SiteClient, phone: SiteClient, ewa: Employee, other_company: Company) -> None:
    user = UserFactory(email=EMAIL)
    EmployeeFactory(company=other_company, registered=True, user=user)
    at_the_phone_step(tablet, ewa)
    digits = six_digits(Registration.objects.for_company(ewa.company).get())
    at_tablet = tablet.post("/kiosk/phone", {"digits": digits})
    told = said(tablet.get("/kiosk/phone"))
    pressed = phone.post(link_in_the_mail())
    right = phone.post("/activate/login", {"password": "correct horse battery"})
    ewa.refresh_from_db()

    assert where(at_tablet) == (303, "/kiosk/phone")
    assert told == ["This address has an account already. Press the button of the mail on your phone."]
    assert (where(pressed), where(right), ewa.user) == ((303, "/activate/login"), (303, "/"), user)


@pytest.mark.rule("A6", "a colleague who gets the mail by a wrong address cannot go on for the person")
def test_address_of_a_colleague(tablet: SiteClient, ewa: Employee, bob: Person) -> None:
    at_the_phone_step(tablet, ewa, bob.user.email)
    pressed = bob.post(link_in_the_mail())
    other = tablet.post("/kiosk/you", {"email": EMAIL, "password": PASSWORD})

    assert (pressed.status_code, "registration" in bob.client.session) == (303, False)
    assert where(other) == (303, "/kiosk/phone")
    assert Employee.objects.for_company(ewa.company).get(pk=ewa.pk).registered_at is None


@pytest.mark.rule("A6", "a link that no longer holds leads to the start with a sentence")
def test_stale_link(phone: SiteClient) -> None:
    answers = [phone.get("/activate/finish/none"), phone.post("/activate/finish/none")]

    assert [where(answer) for answer in answers] == [(303, "/activate")] * 2
    assert (
        "This link no longer works. Begin again with your letter." in phone.get("/activate").content.decode()
    )


@pytest.mark.rule(
    "A6", "the mail of the ordinary way has no link: its digits belong to the page that is open"
)
def test_no_link_otherwise(ewa: Employee) -> None:
    which = {"company": ewa.company, "key": begun(ewa).key, "now": NOON}
    give_details(**which, email=EMAIL, password=PASSWORD, language="pl")

    assert "/activate/finish/" not in _unseal(Mail.objects.get()).text
