"""The activation pages as a browser sees them: three steps, sentences, nothing left behind (A1 to A7, V8)."""

import gzip
import re
from html import unescape
from pathlib import Path
from typing import Any

import pytest
from django.contrib.staticfiles import finders
from django.db import connection
from django.http import HttpResponse
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from employees.models import Company, Employee, Mail, User
from invites import codes
from invites.models import AttemptCounter, Registration
from invites.services.mail_links import link_for
from invites.services.six_digits import six_digits
from tests.factories import NOON, EmployeeFactory, UserFactory
from tests.invites.letters import PASSWORD, letter, worker
from tests.invites.test_activation import refused_cases
from tests.people import Person, SiteClient, host_of

EMAIL = "ewa@mail.example"
DETAILS = {"email": EMAIL, "password": PASSWORD, "language": "pl"}
STEP_PAGES = ["/activate/you", "/activate/code", "/activate/login"]


@pytest.fixture
def ewa(company: Company) -> Employee:
    return worker(company, "00123", first_name="Ewa", last_name="Nowak", language="pl")


def said(answer: HttpResponse) -> list[str]:
    """What the error summary or a notice of the page says."""
    page = answer.content.decode()
    texts = re.findall(r'<span class="strong">([^<]*)</span>|<a href="#id_[^"]*">([^<]*)</a>', page)
    notices = re.findall(r'class="notice[^"]*"[^>]*>.*?<div class="tight">(.*?)</div>', page, re.S)
    return [unescape(one or two).strip() for one, two in texts] + [unescape(text).strip() for text in notices]


def where(answer: HttpResponse) -> tuple[int, str]:
    return answer.status_code, answer.headers.get("Location", "")


def type_pair(browser: SiteClient, employee_id: str, code: str, **how: str) -> HttpResponse:
    return browser.post("/activate", {"employee_id": employee_id, "code": code}, **how)


def at_code_page(browser: SiteClient, employee: Employee, email: str = EMAIL) -> str:
    """Goes the first two steps; the six digits of the mail."""
    type_pair(browser, employee.employee_id, letter(employee))
    browser.post("/activate/you", {**DETAILS, "email": email})
    return six_digits(Registration.objects.for_company(employee.company).get(employee=employee))


@pytest.mark.rule("A6", "three short steps: ID and code; address, password, language; six digits")
@pytest.mark.rule("A7", "at the end the person is logged in and goes home")
def test_the_whole_way(stranger: SiteClient, ewa: Employee) -> None:
    first = type_pair(stranger, "00123", letter(ewa).lower().replace("-", " "))
    greeting = stranger.get("/activate/you")
    second = stranger.post("/activate/you", DETAILS)
    asking = stranger.get("/activate/code")
    digits = six_digits(Registration.objects.for_company(ewa.company).get())
    third = stranger.post("/activate/code", {"digits": f"{digits[:3]} {digits[3:]}"})
    ewa.refresh_from_db()

    assert [where(first), where(second), where(third)] == [
        (303, "/activate/you"),
        (303, "/activate/code"),
        (303, "/"),
    ]
    assert "<h1>Hello Ewa Nowak</h1>" in greeting.content.decode()
    assert '<option value="pl" selected>' in greeting.content.decode()
    assert f"We have sent six digits to {EMAIL}. Type them here." in asking.content.decode()
    assert (ewa.user.email, ewa.registered_by, stranger.session["_auth_user_id"]) == (
        EMAIL,
        "invites",
        str(ewa.user.pk),
    )
    assert stranger.get("/account").status_code == 200


@pytest.mark.rule("A1", "a slip of form is said at the field at once, without any look-up")
@pytest.mark.parametrize(
    ("employee_id", "code", "words"),
    [
        (
            "00123",
            "BCDF-GHJK",
            "Activation code: A code has 12 signs. You typed 8. Look at your letter again.",
        ),
        (
            "00123",
            "BCDF-GHJK-LMNA",
            "Activation code: Sign 12, A, is never part of a code. Look at your letter again.",
        ),
        (
            "00123",
            "BCDF-GHJK-LMNB",
            "Activation code: One sign of the code is not right. Compare each one with your letter.",
        ),
        ("00123", "", "Activation code: Type the code. It stands on your letter."),
        ("", "BBBB-BBBB-BBBB", "Employee ID: Type your Employee ID. It stands on your letter."),
        ("0\x00", "BBBB-BBBB-BBBB", "Employee ID: Null characters are not allowed."),
    ],
)
def test_slips(
    stranger: SiteClient, django_assert_num_queries, employee_id: str, code: str, words: str
) -> None:
    with django_assert_num_queries(1):  # the company of the site
        answer = type_pair(stranger, employee_id, code)

    assert (answer.status_code, said(answer)) == (422, [words])
    assert f'value="{code}"' in answer.content.decode() or code == ""


@pytest.mark.rule("A1", "every refusal is the same page, byte for byte but for what was typed")
def test_refusals_are_the_same_page(company: Company, other_company: Company, ewa: Employee) -> None:
    gone = worker(company, "00200")
    strange = worker(other_company, "00300")
    pairs = [
        ("99999", letter(ewa)),
        ("00123", codes.format_code(codes.generate(1)[0])),
        ("00200", letter(gone)),
        ("00300", letter(strange)),
    ]
    Employee.objects.for_company(company).filter(pk=gone.pk).update(left_at=gone.created_at)

    pages = set()
    for employee_id, code in pairs:
        answer = type_pair(SiteClient(host_of(company)), employee_id, code)
        page = answer.content.decode().replace(employee_id, "ID").replace(code, "CODE")
        pages.add(
            (answer.status_code, tuple(sorted(answer.headers)), re.sub(r'token" value="\w+"', "", page))
        )

    assert len(pages) == 1, pages
    ((status, headers, page),) = pages
    assert (status, headers[0]) == (422, "Cache-Control")
    assert "do not open an account" in page


@pytest.mark.rule(
    "A1", "unknown, wrong, voided, left, another company's and twins: same bytes, same questions asked"
)
@pytest.mark.rule("A6a", "an ID that can mean two people is refused as an unknown one is")
def test_refusals_cannot_be_told_apart(company: Company, other_company: Company, time_machine: Any) -> None:
    time_machine.move_to(NOON, tick=False)
    cases = refused_cases(company, other_company)
    cases["twins"] = ("400", letter(worker(company, "0400")))
    worker(company, "00400")

    seen = {name: page_and_questions(company, *typed) for name, typed in cases.items()}

    assert len(cases) == 12
    assert {name: one == seen["unknown ID"] for name, one in seen.items()} == dict.fromkeys(cases, True)


def page_and_questions(
    company: Company, employee_id: str, code: str
) -> tuple[int, bytes, dict[str, str], list[str]]:
    """Status, bytes, headers and statements of a try, without what was typed, random numbers and values."""
    browser = SiteClient(host_of(company))
    with CaptureQueriesContext(connection) as asked:
        answer = type_pair(browser, employee_id, code)
    body = answer.content.replace(f'value="{employee_id}"'.encode(), b"").replace(code.encode(), b"CODE")
    AttemptCounter.objects.for_company(company).delete()
    return (
        answer.status_code,
        re.sub(rb'token" value="\w+"', b"", body),
        {name: value for name, value in answer.headers.items() if name != "Content-Length"},
        [re.sub(r"'(?:[^']|'')*'|\bs?\d+\w*", "?", query["sql"]) for query in asked],
    )


@pytest.mark.rule("A1", "who is registered is told to log in, with a button")
def test_already_registered(stranger: SiteClient, company: Company) -> None:
    employee = worker(company, "00123", registered=True)
    answer = type_pair(stranger, "00123", letter(employee))

    page = answer.content.decode()
    assert answer.status_code == 409
    assert "You have an account already, so the code is used up. Log in instead." in page
    assert '<a class="button" href="/login">Log in</a>' in page
    assert 'name="code"' not in page


@pytest.mark.rule("A5", "a wait is said with status 429, Retry-After and the seconds; what was typed stays")
def test_waiting(stranger: SiteClient, ewa: Employee, time_machine: Any) -> None:
    time_machine.move_to(NOON, tick=False)
    for _try in range(8):
        type_pair(stranger, "00123", codes.generate(1)[0])
    answer = type_pair(stranger, "00123", letter(ewa))

    assert (answer.status_code, answer.headers["Retry-After"]) == (429, "1")
    assert said(answer) == ["That was one try too many. Wait 1 second, then try again."]
    assert 'value="00123"' in answer.content.decode()


@pytest.mark.rule("A5", "behind no trusted proxy a forwarded address is not believed")
def test_forged_address(stranger: SiteClient, ewa: Employee, time_machine: Any) -> None:
    time_machine.move_to(NOON, tick=False)
    for number in range(6):
        type_pair(
            stranger, "00123", codes.generate(1)[0], headers={"x-forwarded-for": f"198.51.100.{number}"}
        )

    assert type_pair(stranger, "00123", letter(ewa)).status_code == 429


@pytest.mark.rule("V8", "no page of activation is kept by a browser or named to another site")
def test_headers(stranger: SiteClient, ewa: Employee) -> None:
    at_code_page(stranger, ewa)
    answers = [stranger.get(page) for page in ["/activate", *STEP_PAGES, "/activate/mail/unknown"]]
    answers += [type_pair(stranger, "1", "x"), type_pair(stranger, "1", codes.generate(1)[0])]

    assert {a.headers["Cache-Control"] for a in answers} == {"no-store"}
    assert {a.headers["Referrer-Policy"] for a in answers} == {"strict-origin"}


@pytest.mark.rule("V8", "the session holds the key of the registration, never what was typed")
@pytest.mark.promise("V8", "a typed code is in no session and no row of a registration")
def test_what_is_kept(stranger: SiteClient, ewa: Employee) -> None:
    code = letter(ewa)
    type_pair(stranger, "00123", code)
    stranger.post("/activate/you", DETAILS)
    registration = Registration.objects.for_company(ewa.company).get()

    assert dict(stranger.session) == {"registration": registration.key}
    row = str(Registration.objects.for_company(ewa.company).values().get())
    assert [typed for typed in (code, code.replace("-", ""), PASSWORD) if typed in row] == []


@pytest.mark.rule("A6", "a session that somebody else may know is left behind when a registration begins")
def test_new_session_at_the_beginning(stranger: SiteClient, ewa: Employee) -> None:
    session = stranger.session
    session["planted"] = "by somebody else"
    session.save()
    stranger.cookies["sessionid"] = session.session_key
    type_pair(stranger, "00123", letter(ewa))

    assert not session.exists(session.session_key)
    assert "registration" in stranger.session


@pytest.mark.rule("A6", "a step without a registration leads to the start, with a sentence")
@pytest.mark.parametrize("path", STEP_PAGES)
def test_steps_without_a_registration(stranger: SiteClient, path: str) -> None:
    asked = stranger.get(path)
    start = stranger.get("/activate")
    posted = stranger.post(path, {})

    assert [where(asked), where(posted)] == [(303, "/activate")] * 2
    assert said(start) == ["Begin with your letter: type your Employee ID and your code."]


@pytest.mark.rule("A6", "an earlier browser learns that one has begun again elsewhere")
def test_begun_elsewhere(stranger: SiteClient, ewa: Employee) -> None:
    digits = at_code_page(stranger, ewa)
    phone = SiteClient(stranger.defaults["HTTP_HOST"])
    type_pair(phone, "00123", letter(ewa))
    late = stranger.post("/activate/code", {"digits": digits})
    there = phone.get("/activate/you").content.decode()

    assert where(late) == (303, "/activate")
    assert said(stranger.get("/activate")) == [
        "This took too long, or was begun again elsewhere. Begin again with your letter."
    ]
    assert EMAIL not in there


@pytest.mark.rule("X3", "details with mistakes come back with sentences; the password alone is forgotten")
def test_details_with_mistakes(stranger: SiteClient, ewa: Employee) -> None:
    type_pair(stranger, "00123", letter(ewa))
    answer = stranger.post("/activate/you", {"email": "ewa@", "password": "short", "language": "de"})
    page = answer.content.decode()

    assert answer.status_code == 422
    assert said(answer) == [
        "Your own e-mail address: This is not an e-mail address. It looks like ewa@example.com.",
        "Choose a password: This password is too short. It must contain at least 10 characters.",
    ]
    assert 'value="ewa@"' in page
    assert '<option value="de" selected>' in page
    assert "short" not in page.split("<main")[1].replace("too short", "")


@pytest.mark.rule("A6", "a password of one's own name, ID or address is refused, and so is a common one")
@pytest.mark.parametrize("password", ["Nowak Nowak", "00123 00123", "ewa@mail.example", "password123"])
def test_weak_passwords(stranger: SiteClient, ewa: Employee, password: str) -> None:
    type_pair(stranger, "00123", letter(ewa))
    answer = stranger.post("/activate/you", {**DETAILS, "password": password})

    assert (answer.status_code, len(said(answer))) == (422, 1)
    assert Mail.objects.count() == 0


@pytest.mark.rule("A6", "wrong digits are said with the tries that are left")
def test_wrong_digits(stranger: SiteClient, ewa: Employee) -> None:
    digits = at_code_page(stranger, ewa)
    short = stranger.post("/activate/code", {"digits": "12"})
    wrong = stranger.post("/activate/code", {"digits": f"{(int(digits) + 1) % 10**6:06}"})

    assert (short.status_code, said(short)) == (422, ["Six digits: Type exactly six digits, like 123 456."])
    assert (wrong.status_code, said(wrong)) == (
        422,
        ["Six digits: These are not the six digits of the last mail. You can try 9 more times."],
    )


@pytest.mark.rule("A6", "send again is a button of its own, five mails in all")
def test_send_again(stranger: SiteClient, ewa: Employee) -> None:
    at_code_page(stranger, ewa)
    answers = [stranger.post("/activate/code/again") for _press in range(5)]

    assert [where(a) for a in answers] == [(303, "/activate/code")] * 5
    assert Mail.objects.count() == 5
    assert stranger.get("/activate/code/again").status_code == 405
    assert "We have sent five mails." in stranger.get("/activate/code").content.decode()


@pytest.mark.rule("A6", "going back and forth and reloading does no harm")
def test_back_and_forth(stranger: SiteClient, ewa: Employee) -> None:
    early = type_pair(stranger, "00123", letter(ewa))
    too_early = stranger.get("/activate/code")
    digits = at_code_page(stranger, ewa)
    pages = [stranger.get(page).status_code for page in ["/activate", "/activate/you", "/activate/code"] * 2]
    again = stranger.post("/activate/you", {**DETAILS, "email": "eva@mail.example"})
    old_digits = stranger.post("/activate/code", {"digits": digits})

    assert (where(early), where(too_early)) == ((303, "/activate/you"), (303, "/activate/you"))
    assert pages == [200] * 6
    assert where(again) == (303, "/activate/code")
    assert old_digits.status_code == 422


@pytest.mark.rule("A6", "after the end a reload leads home")
def test_reload_after_the_end(stranger: SiteClient, ewa: Employee) -> None:
    digits = at_code_page(stranger, ewa)
    stranger.post("/activate/code", {"digits": digits})
    again = [stranger.post("/activate/code", {"digits": digits}), stranger.get("/activate/you")]

    assert [where(a) for a in again] == [(303, "/")] * 2
    assert User.objects.count() == 1


@pytest.mark.rule("A6", "an address that has a login is asked for its password, and only after the proof")
def test_known_address(stranger: SiteClient, ewa: Employee, other_company: Company) -> None:
    user = UserFactory(email=EMAIL)
    EmployeeFactory(company=other_company, registered=True, user=user)
    digits = at_code_page(stranger, ewa)
    before = stranger.get("/activate/login")
    proven = stranger.post("/activate/code", {"digits": digits})
    asked = stranger.get("/activate/login")
    wrong = stranger.post("/activate/login", {"password": PASSWORD})
    right = stranger.post("/activate/login", {"password": "correct horse battery"})
    ewa.refresh_from_db()

    assert (where(before), where(proven)) == ((303, "/activate/code"), (303, "/activate/login"))
    assert f"The address {EMAIL} has a password already." in asked.content.decode()
    assert (wrong.status_code, said(wrong)) == (
        422,
        ["Your password: This is not the password of your account. You can try 9 more times."],
    )
    assert (where(right), ewa.user) == ((303, "/"), user)
    assert stranger.session["_auth_user_id"] == str(user.pk)


@pytest.mark.rule("A6", "who has forgotten that password gets six digits once more, and chooses a new one")
def test_forgotten_password(stranger: SiteClient, ewa: Employee, other_company: Company) -> None:
    user = UserFactory(email=EMAIL)
    EmployeeFactory(company=other_company, registered=True, user=user)
    digits = at_code_page(stranger, ewa)
    stranger.post("/activate/code", {"digits": digits})
    old_digits = stranger.post("/activate/password", {"digits": digits, "password": PASSWORD})
    asked = stranger.post("/activate/login/forgotten")
    page = stranger.get("/activate/password")
    fresh = six_digits(Registration.objects.for_company(ewa.company).get())
    weak = stranger.post("/activate/password", {"digits": fresh, "password": EMAIL})
    right = stranger.post("/activate/password", {"digits": fresh, "password": PASSWORD})
    user.refresh_from_db()
    ewa.refresh_from_db()

    assert said(old_digits) == ["Six digits: These six digits no longer count. Have a new mail sent to you."]
    assert (where(asked), page.status_code, weak.status_code) == ((303, "/activate/password"), 200, 422)
    assert (where(right), ewa.user, user.check_password(PASSWORD)) == ((303, "/"), user, True)
    assert stranger.get("/account").status_code == 200
    assert [mail.kind for mail in Mail.objects.order_by("pk")] == [
        "six_digits",
        "six_digits",
        "password_changed",
    ]


@pytest.mark.rule("A6", "a new password is not to be had before the mailbox is proven")
def test_no_new_password_before_the_proof(stranger: SiteClient, ewa: Employee) -> None:
    UserFactory(email=EMAIL)
    digits = at_code_page(stranger, ewa)
    asked = [stranger.get("/activate/password"), stranger.post("/activate/login/forgotten")]
    begin_again = stranger.get("/activate")
    tried = stranger.post("/activate/password", {"digits": digits, "password": PASSWORD})

    assert [where(a) for a in [*asked, tried]] == [
        (303, "/activate/code"),
        (303, "/activate"),
        (303, "/activate"),
    ]
    assert (begin_again.status_code, Mail.objects.count()) == (200, 1)
    assert User.objects.get().check_password("correct horse battery")


@pytest.mark.rule("A6", "the address of a colleague's login leads back, with a sentence")
def test_address_of_a_colleague(stranger: SiteClient, ewa: Employee, bob: Person) -> None:
    digits = at_code_page(stranger, ewa, email=bob.user.email)
    answer = stranger.post("/activate/code", {"digits": digits})
    page = stranger.get("/activate/you")

    assert where(answer) == (303, "/activate/you")
    assert said(page) == [
        "This address is the login of somebody else here. Type another address and a password."
    ]
    assert bob.get("/account").status_code == 200


@pytest.mark.rule("I1", "opening the link of an invitation mail changes nothing, its button begins")
def test_mail_link(stranger: SiteClient, company: Company) -> None:
    employee = worker(company, "7", first_name="Ewa", last_name="Nowak", hr_email="ewa@work.example")
    path = link_for(company, employee, timezone.now()).removeprefix(company.address)
    opened = stranger.get(path)
    untouched = Registration.objects.for_company(company).count()
    pressed = stranger.post(path)
    form = stranger.get("/activate/you").content.decode()
    done = stranger.post("/activate/you", {**DETAILS, "email": "Ewa@work.example"})
    employee.refresh_from_db()

    assert (opened.status_code, untouched, where(pressed)) == (200, 0, (303, "/activate/you"))
    assert 'value="ewa@work.example"' in form
    assert (where(done), employee.registered_by, Mail.objects.count()) == ((303, "/"), "email", 0)
    assert stranger.session["_auth_user_id"] == str(employee.user_id)


@pytest.mark.rule("I1", "a link that no longer holds says so, and so does one of another company or nobody")
def test_stale_mail_links(stranger: SiteClient, company: Company, other_company: Company) -> None:
    registered = worker(company, "1", registered=True, hr_email="a@work.example")
    readdressed = worker(company, "2", hr_email="b@work.example")
    elsewhere = worker(other_company, "3", hr_email="c@work.example")
    links = [link_for(e.company, e, timezone.now()) for e in (registered, readdressed, elsewhere)]
    Employee.objects.for_company(company).filter(pk=readdressed.pk).update(hr_email="new@work.example")
    paths = ["/activate/mail/" + link.rsplit("/", 1)[1] for link in links] + ["/activate/mail/none"]

    opened = [stranger.get(path) for path in paths]
    pressed = [stranger.post(path) for path in paths]

    assert [a.status_code for a in opened + pressed] == [404] * 8
    assert {"<h1>This link no longer works</h1>" in a.content.decode() for a in opened + pressed} == {True}
    assert Registration.objects.count() == 0


@pytest.mark.rule("C2", "a registration begun at one company's site does not go on at another's")
def test_other_site(stranger: SiteClient, ewa: Employee, other_company: Company) -> None:
    at_code_page(stranger, ewa)
    visitor = SiteClient(host_of(other_company))
    visitor.cookies = stranger.cookies

    assert where(visitor.get("/activate/you")) == (303, "/activate")


def test_the_operator_has_no_activation(olga: Person) -> None:
    assert olga.get("/activate").status_code == 404


@pytest.mark.rule("A6", "the first page weighs at most 15 KB with everything it loads")
def test_weight(stranger: SiteClient, company: Company) -> None:
    page = stranger.get("/activate").content
    loaded = re.findall(r'(?:href|src)="(/static/[^"#]*|/company\.css)', page.decode())
    parts = [page, *(content_of(stranger, address) for address in loaded)]

    assert len(loaded) == 5  # stylesheet, company's colour, icon, two scripts
    assert sum(len(gzip.compress(part, 6)) for part in parts) <= 15 * 1024


def content_of(browser: SiteClient, address: str) -> bytes:
    if not address.startswith("/static/"):
        return browser.get(address).content
    return Path(finders.find(address.removeprefix("/static/"))).read_bytes()


@pytest.mark.rule("A6", "an old phone is told what each field is for")
def test_fields_help_phones(stranger: SiteClient, ewa: Employee) -> None:
    at_code_page(stranger, ewa)
    pages = "".join(
        stranger.get(page).content.decode() for page in ["/activate", "/activate/you", "/activate/code"]
    )
    told = dict(re.findall(r'<input[^>]*name="(\w+)"[^>]*autocomplete="([\w-]+)"', pages))

    assert told == {
        "employee_id": "off",
        "code": "off",
        "email": "username",
        "password": "new-password",
        "digits": "one-time-code",
    }
    assert re.findall(r'inputmode="(\w+)"', pages) == ["email", "numeric"]
