"""From the right pair to an account: steps, six digits, known addresses, the end (A6)."""

from datetime import date, datetime, timedelta
from typing import Any

import pytest

from employees.models import AuditEvent, Company, Employee, Mail, User
from invites.forms.activation import read_digits
from invites.models import ActivationCode, Registration
from invites.services import finishing
from invites.services.finishing import DigitsTooOld, NotRight, Step, TriedTooOften, login_of
from invites.services.registration import (
    NoMoreMails,
    RegistrationEnded,
    begin_registration,
    find_registration,
    give_details,
    send_again,
    sweep_registrations,
)
from invites.services.six_digits import six_digits
from tests.factories import NOON, EmployeeFactory, RoleGrantFactory, UserFactory
from tests.invites.letters import PASSWORD, begun, code_of, detailed, letter, worker
from workstars.lib import vault
from workstars.lib.actors import Actor

BY = Actor(None, "Somebody not signed in", "192.0.2.7")
SOON = NOON + timedelta(minutes=5)
WRONG = "wrong"


@pytest.fixture
def ewa(company: Company) -> Employee:
    return worker(company, "00123", first_name="Ewa", last_name="Nowak")


def which(registration: Registration, now: datetime = SOON) -> dict[str, Any]:
    return {"company": registration.company, "key": registration.key, "now": now}


def confirm(registration: Registration, digits: str, now: datetime = SOON) -> finishing.Outcome:
    return finishing.confirm_mailbox(**which(registration, now), digits=digits, by=BY)


def details(registration: Registration, email: str, now: datetime = SOON) -> tuple[Registration, Mail | None]:
    return give_details(**which(registration, now), email=email, password=PASSWORD, language="pl")


def other_than(digits: str) -> str:
    return f"{(int(digits) + 1) % 1_000_000:06}"


def why(act, *args: Any) -> str:
    with pytest.raises((RegistrationEnded, NoMoreMails, NotRight)) as refused:
        act(*args)
    return str(refused.value)


def fresh(registration: Registration) -> Registration:
    return Registration.objects.for_company(registration.company).get(pk=registration.pk)


# Beginning


@pytest.mark.rule("A6", "beginning again ends the earlier beginning and forgets all that was typed")
def test_begin_again(ewa: Employee) -> None:
    earlier, digits = detailed(ewa)
    again = begin_registration(company=ewa.company, employee=ewa, code=code_of(ewa), now=SOON)
    row = fresh(again.registration)

    assert (again.again, row.pk, row.key == earlier.key) == (True, earlier.pk, False)
    assert (row.email, row.password, row.language, row.pin_number, row.proven_email) == ("", "", "", 0, "")
    assert why(confirm, earlier, digits) == (
        "This took too long, or was begun again elsewhere. Begin again with your letter."
    )


@pytest.mark.rule("A6", "what was begun is deleted after 72 hours and counts no longer before that")
def test_unfinished_data_goes(ewa: Employee) -> None:
    registration = begun(ewa)
    last_moment, after = NOON + timedelta(hours=72), NOON + timedelta(hours=72, seconds=1)

    assert find_registration(**which(registration, last_moment)) == registration
    assert sweep_registrations(now=last_moment) == 0
    assert why(lambda: find_registration(**which(registration, after))).startswith("This took too long")
    assert sweep_registrations(now=after) == 1
    assert Registration.objects.for_company(ewa.company).count() == 0


@pytest.mark.rule("A6", "the key of a registration is worth nothing at another company's site")
def test_a_key_is_of_one_company(ewa: Employee, other_company: Company) -> None:
    registration = begun(ewa)

    with pytest.raises(RegistrationEnded):
        find_registration(company=other_company, key=registration.key, now=NOON)


@pytest.mark.rule("A4", "what ends meanwhile is said, and leads back to the start")
@pytest.mark.rule("E10", "who leaves while registering does not get an account")
@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        (
            {"left_at": NOON},
            "This took too long, or was begun again elsewhere. Begin again with your letter.",
        ),
        (
            {"active_since": SOON},
            "This took too long, or was begun again elsewhere. Begin again with your letter.",
        ),
        (
            {"leaving_date": date(2026, 3, 1)},
            "This took too long, or was begun again elsewhere. Begin again with your letter.",
        ),
        ({"registered_at": NOON}, "You have an account already. Log in."),
    ],
)
def test_the_person_changed_meanwhile(ewa: Employee, change: dict[str, Any], sentence: str) -> None:
    registration, digits = detailed(ewa)
    Employee.objects.for_company(ewa.company).filter(pk=ewa.pk).update(**change)

    assert why(confirm, registration, digits) == sentence
    assert User.objects.count() == 0


@pytest.mark.rule("A4", "a code that expires or is voided while registering ends the registration")
@pytest.mark.parametrize("change", [{"voided_at": NOON}, {"last_day": date(2026, 3, 1)}])
def test_the_code_ended_meanwhile(ewa: Employee, change: dict[str, Any]) -> None:
    registration, digits = detailed(ewa)
    ActivationCode.objects.for_company(ewa.company).update(**change)

    assert why(confirm, registration, digits) == (
        "Your letter has ended meanwhile. Ask for a new one, and begin again with that."
    )
    assert User.objects.count() == 0


# Details and six digits


@pytest.mark.rule("A6", "address, hashed password and language are kept until the mailbox is proven")
def test_details_are_kept(ewa: Employee) -> None:
    registration, mail = details(begun(ewa), " Ewa@Mail.Example ")
    row = fresh(registration)

    assert (row.email, row.language, row.pin_number, row.pin_sent_at) == ("ewa@mail.example", "pl", 1, SOON)
    assert (PASSWORD in row.password, mail.to, mail.kind) == (False, "ewa@mail.example", "six_digits")
    assert User.objects.count() == 0


@pytest.mark.rule("A6", "the six digits stand in the mail alone, sealed until it is sent")
def test_the_mail(ewa: Employee) -> None:
    registration, mail = details(begun(ewa), "ewa@mail.example")
    digits = six_digits(registration)
    words = vault.open_sealed(mail.sealed, f"mail {mail.key}").decode()

    assert f"{digits[:3]} {digits[3:]}" in words
    assert "Ewa" in words
    assert "Nowak" not in words
    row = Registration.objects.for_company(ewa.company).values().get()
    assert [name for name, value in row.items() if digits in str(value)] == []


@pytest.mark.rule("A6", "each sending, address and beginning has six digits of its own")
def test_six_digits_differ(ewa: Employee) -> None:
    registration = begun(ewa)
    registration.email = "ewa@mail.example"
    seen = set()
    for number in range(1, 51):
        registration.pin_number = number
        seen.add(six_digits(registration))
    registration.email = "eva@mail.example"
    seen.add(six_digits(registration))

    assert {len(digits) for digits in seen} == {6}
    assert len(seen) > 45


@pytest.mark.rule("A6", "the digits change with the sending, with the address, and with the beginning")
def test_what_the_digits_are_of(ewa: Employee) -> None:
    registration = begun(ewa)
    said = [("k1", "ewa@mail.example", 1), ("k2", "ewa@mail.example", 1)]
    said += [("k1", "eva@mail.example", 1), ("k1", "ewa@mail.example", 2)]
    seen = set()
    for registration.key, registration.email, registration.pin_number in said:
        seen.add(six_digits(registration))
    assert len(seen) == 4


@pytest.mark.rule("A6", "only the digits of the last mail count, five mails are sent, then one begins again")
def test_sendings(ewa: Employee) -> None:
    registration, first = detailed(ewa)
    for _sending in range(4):
        send_again(**which(registration))

    assert why(confirm, registration, first) == (
        "These are not the six digits of the last mail. You can try 9 more times."
    )
    assert why(lambda: send_again(**which(registration))) == (
        "We have sent five mails. Check your mailbox, or begin again with your letter."
    )
    assert why(details, registration, "eva@mail.example").startswith("We have sent five mails.")
    assert Mail.objects.count() == 5
    assert confirm(registration, six_digits(fresh(registration))).step == Step.DONE


@pytest.mark.rule("A6", "however often one begins again, a mailbox gets at most twenty mails a day")
def test_nobody_is_flooded(ewa: Employee) -> None:
    letter(ewa)
    for _beginning in range(20):
        again = begin_registration(company=ewa.company, employee=ewa, code=code_of(ewa), now=NOON)
        details(again.registration, "victim@mail.example")
    again = begin_registration(company=ewa.company, employee=ewa, code=code_of(ewa), now=NOON)

    assert why(details, again.registration, "victim@mail.example") == (
        "We have sent very many mails today. Try again tomorrow."
    )
    assert details(again.registration, "victim@mail.example", now=SOON + timedelta(days=1))[1] is not None
    assert Mail.objects.count() == 21


@pytest.mark.rule("A6", "six digits have ten tries, the right ones too late do not help, a new mail does")
def test_ten_tries(ewa: Employee) -> None:
    registration, digits = detailed(ewa)
    said = [why(confirm, registration, other_than(digits)) for _try in range(10)]

    assert said[0] == "These are not the six digits of the last mail. You can try 9 more times."
    assert said[8] == "These are not the six digits of the last mail. You can try once more."
    with pytest.raises(TriedTooOften):
        confirm(registration, digits)
    send_again(**which(registration))
    assert confirm(registration, six_digits(fresh(registration))).step == Step.DONE


@pytest.mark.rule("A6", "the tenth try may be the right one")
def test_the_tenth_try(ewa: Employee) -> None:
    registration, digits = detailed(ewa)
    for _try in range(9):
        why(confirm, registration, other_than(digits))

    assert confirm(registration, digits).step == Step.DONE


@pytest.mark.rule("A6", "six digits count for 24 hours")
def test_digits_get_old(ewa: Employee) -> None:
    registration, digits = detailed(ewa)

    with pytest.raises(DigitsTooOld):
        confirm(registration, digits, now=NOON + timedelta(hours=24, seconds=1))
    assert confirm(registration, digits, now=NOON + timedelta(hours=24)).step == Step.DONE


@pytest.mark.parametrize(
    ("typed", "read"),
    [
        ("123456", "123456"),
        (" 123 456", "123456"),
        ("123-456", "123456"),
        ("\u0661\u0662\u0663456", "123456"),
        ("12a", "12?"),
    ],
)
def test_read_digits(typed: str, read: str) -> None:
    assert read_digits(typed) == read


# The end


@pytest.mark.rule(
    "A6", "the six digits make the account final: login, person, code, audit, nothing left over"
)
@pytest.mark.rule("C7", "a registration is in the audit log, with the paper that opened it")
@pytest.mark.promise("V16", "a registration has its audit row")
def test_the_end(ewa: Employee) -> None:
    registration, digits = detailed(ewa)
    outcome = confirm(registration, digits)
    ewa.refresh_from_db()
    user = outcome.user

    assert (outcome.step, user.email, user.name, user.language) == (
        Step.DONE,
        "ewa@mail.example",
        "Ewa Nowak",
        "pl",
    )
    assert user.check_password(PASSWORD)
    assert [(a.email, a.verified, a.primary) for a in user.emailaddress_set.all()] == [
        (user.email, True, True)
    ]
    assert (ewa.user, ewa.registered_at, ewa.registered_by) == (user, SOON, "invites")
    assert code_of(ewa).used_at == SOON
    assert Registration.objects.for_company(ewa.company).count() == 0
    event = AuditEvent.objects.for_company(ewa.company).get()
    assert (event.action, event.actor, event.actor_label, event.address, event.at) == (
        "employee.registered",
        user,
        "Ewa Nowak",
        "192.0.2.7",
        SOON,
    )
    assert (event.subject_type, event.subject_id, event.after) == (
        "employees.employee",
        ewa.pk,
        {"registered_by": "invites"},
    )


@pytest.mark.rule("A4", "registration ends all codes of the person")
def test_all_codes_end(ewa: Employee) -> None:
    registration, digits = detailed(ewa)
    letter(ewa)
    live = ActivationCode.objects.for_company(ewa.company).live(date(2026, 3, 2))
    before = live.count()
    confirm(registration, digits)

    assert (before, live.count()) == (2, 0)


@pytest.mark.rule("A6", "the same digits again open nothing")
def test_twice(ewa: Employee) -> None:
    registration, digits = detailed(ewa)
    confirm(registration, digits)

    assert why(confirm, registration, digits).startswith("This took too long")
    assert User.objects.count() == 1


# Addresses that have a login already


@pytest.mark.rule("A6", "before the mailbox is proven nothing tells whether an address is known")
def test_known_addresses_look_like_others(ewa: Employee) -> None:
    UserFactory(email="known@mail.example")
    unknown, mail = details(begun(ewa), "new@mail.example")
    known, other_mail = details(unknown, "known@mail.example")

    assert (unknown.is_mailbox_proven, mail.kind, mail.only_while) == (
        known.is_mailbox_proven,
        other_mail.kind,
        other_mail.only_while,
    )
    assert why(confirm, known, other_than(six_digits(known))) == (
        "These are not the six digits of the last mail. You can try 9 more times."
    )


@pytest.mark.rule(
    "A6", "a login of another company is joined with its own password, the typed one is forgotten"
)
def test_login_of_another_company(ewa: Employee, other_company: Company) -> None:
    user = UserFactory(email="ewa@mail.example", name="E. N.")
    elsewhere = EmployeeFactory(company=other_company, registered=True, user=user)
    registration, digits = detailed(ewa)

    asked = confirm(registration, digits)
    kept = fresh(registration).password
    refused = why(lambda: finishing.confirm_login(**which(registration), password=PASSWORD, by=BY))
    joined = finishing.confirm_login(**which(registration), password="correct horse battery", by=BY)
    ewa.refresh_from_db()

    assert (asked, kept) == (finishing.Outcome(Step.PASSWORD), "")
    assert refused == "This is not the password of your account. You can try 9 more times."
    assert (joined, ewa.user, ewa.registered_by) == (finishing.Outcome(Step.DONE, user), user, "invites")
    assert User.objects.count() == 1
    elsewhere.refresh_from_db()
    assert (elsewhere.user, User.objects.get().name) == (user, "E. N.")


@pytest.mark.rule("A6", "an administrator who is not in the HR file yet joins the same way")
def test_administrator_of_this_company(ewa: Employee) -> None:
    user = UserFactory(email="ewa@mail.example")
    RoleGrantFactory(company=ewa.company, user=user)
    registration, digits = detailed(ewa)

    assert confirm(registration, digits).step == Step.PASSWORD


@pytest.mark.rule("A6", "a password is tried at most ten times")
def test_password_tries(ewa: Employee) -> None:
    UserFactory(email="ewa@mail.example")
    registration, digits = detailed(ewa)
    confirm(registration, digits)
    for _try in range(10):
        why(lambda: finishing.confirm_login(**which(registration), password=WRONG, by=BY))

    with pytest.raises(TriedTooOften):
        finishing.confirm_login(**which(registration), password="correct horse battery", by=BY)


@pytest.mark.rule("A6", "the login of another employee here is refused: choose another address")
@pytest.mark.rule("V9", "a login is one employee's in a company")
@pytest.mark.parametrize("left", [None, NOON])
def test_login_of_a_colleague(ewa: Employee, left: datetime | None) -> None:
    user = UserFactory(email="ewa@mail.example")
    EmployeeFactory(company=ewa.company, registered=True, user=user, left_at=left)
    registration, digits = detailed(ewa)

    assert confirm(registration, digits) == finishing.Outcome(Step.ADDRESS)
    joined = finishing.confirm_login(**which(registration), password="correct horse battery", by=BY)
    assert joined == finishing.Outcome(Step.ADDRESS)
    changed, _mail = details(registration, "ewa.two@mail.example")
    assert confirm(changed, six_digits(changed)).step == Step.DONE


@pytest.mark.rule("A6", "a closed login is nobody's to join")
def test_closed_login(ewa: Employee) -> None:
    UserFactory(email="ewa@mail.example", is_active=False)
    registration, digits = detailed(ewa)

    assert confirm(registration, digits) == finishing.Outcome(Step.ADDRESS)


def test_login_is_found_by_any_proven_address(db: None) -> None:
    user = UserFactory(email="first@mail.example")
    user.emailaddress_set.create(email="Second@mail.example", verified=True)
    user.emailaddress_set.create(email="third@mail.example", verified=False)

    found = [login_of(f"{name}@mail.example") for name in ("first", "second", "third", "fourth")]
    assert found == [user, user, None, None]


# By the button of an invitation mail


@pytest.mark.rule("I1", "the button proves the HR e-mail: for that address no six digits are asked")
def test_proven_by_the_button(company: Company) -> None:
    employee = worker(company, "7", hr_email="Ewa@Work.Example")
    begun_by_mail = begin_registration(
        company=company, employee=employee, code=None, now=NOON, proven_email=employee.hr_email
    ).registration
    registration, mail = details(begun_by_mail, "ewa@work.example")
    outcome = finishing.go_on(**which(registration), by=BY)
    employee.refresh_from_db()

    assert (mail, outcome.step, employee.registered_by) == (None, Step.DONE, "email")
    assert employee.user.email == "ewa@work.example"


@pytest.mark.rule("I1", "for another address six digits are asked, and going back to the first asks none")
def test_another_address_after_the_button(company: Company) -> None:
    employee = worker(company, "7", hr_email="ewa@work.example")
    begun_by_mail = begin_registration(
        company=company, employee=employee, code=None, now=NOON, proven_email=employee.hr_email
    ).registration
    registration, mail = details(begun_by_mail, "ewa@home.example")

    assert mail.to == "ewa@home.example"
    with pytest.raises(RegistrationEnded):
        finishing.go_on(**which(registration), by=BY)
    _registration, second_mail = details(registration, "ewa@work.example")
    assert second_mail is None
    assert finishing.go_on(**which(registration), by=BY).step == Step.DONE


@pytest.mark.rule("I1", "a new letter of the same person writes over what the button began")
def test_letter_after_the_button(company: Company) -> None:
    employee = worker(company, "7", hr_email="ewa@work.example")
    begin_registration(
        company=company, employee=employee, code=None, now=NOON, proven_email=employee.hr_email
    )
    registration, mail = details(begun(employee), "ewa@work.example")

    assert (registration.proven_email, mail.to) == ("", "ewa@work.example")
