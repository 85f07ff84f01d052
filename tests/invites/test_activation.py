"""Employee ID and code open a registration; every refusal looks and costs the same (A1, A4, A6a)."""

from datetime import date, datetime, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from employees.models import Company, Employee
from invites import codes
from invites.models import AttemptCounter, Kind, Registration
from invites.services.activation import (
    AlreadyRegistered,
    CodeExpired,
    MustWait,
    Refused,
    open_registration,
    spellings,
    who_is_meant,
)
from tests.factories import NOON, EmployeeFactory
from tests.invites.letters import LONG_AGO, letter, worker

TODAY = date(2026, 3, 2)
UNFIT = (
    "This Employee ID and this code do not open an account. Compare both with your letter. "
    "If they are the same, ask for a new letter."
)


@pytest.fixture
def ewa(company: Company) -> Employee:
    return worker(company, "00123", first_name="Ewa", last_name="Nowak")


@pytest.fixture
def try_pair(company: Company):
    """Types a pair at the site of Acme Mills, from an address of its own each time unless told otherwise."""
    addresses = iter(f"192.0.2.{n}" for n in range(256))

    def type_it(
        employee_id: str, code: str, company: Company = company, now: datetime = NOON, address: str = ""
    ) -> Registration:
        return open_registration(
            company=company,
            employee_id=employee_id,
            code=codes.parse(code),
            address=address or next(addresses),
            now=now,
        )

    return type_it


def refusal(try_pair, *typed: object, **how: object) -> tuple[type, str]:
    with pytest.raises(Refused) as refused:
        try_pair(*typed, **how)
    return type(refused.value), str(refused.value)


def other_code() -> str:
    return codes.generate(1)[0]


@pytest.mark.rule("A1", "the right pair begins a registration")
def test_the_right_pair(ewa: Employee, try_pair) -> None:
    registration = try_pair("00123", letter(ewa))

    assert (registration.employee, registration.code.kind, registration.email) == (ewa, "invites", "")
    assert (registration.begun_at, len(registration.key)) == (NOON, 43)


@pytest.mark.rule("A4", "every living code of a person opens, whichever paper it stands on")
@pytest.mark.parametrize("kind", [kind for kind in Kind if kind != Kind.RECOVERY])
def test_every_paper_opens(ewa: Employee, try_pair, kind: str) -> None:
    letter(ewa)
    code = letter(ewa, kind)

    assert try_pair("00123", code).code.kind == kind


@pytest.mark.rule("A1", "case, spaces and full-width forms of the ID do not matter")
@pytest.mark.parametrize("typed", ["ab-7", " AB-7 ", "\uff21\uff22-\uff17"])
def test_spelling_of_the_id(company: Company, try_pair, typed: str) -> None:
    employee = worker(company, "Ab-7")

    assert try_pair(typed, letter(employee)).employee == employee


def refused_cases(company: Company, other_company: Company) -> dict[str, tuple[str, str]]:
    """Everything that must not be told apart: name → what is typed."""
    known = worker(company, "100")
    letter(known)
    voided, gone, over, ahead = (worker(company, f"20{n}") for n in range(4))
    back, detached = worker(company, "204"), worker(company, "205")
    cases = {
        "unknown ID": ("999", letter(known)),
        "wrong code": ("100", other_code()),
        "nothing right": ("999", other_code()),
        "code of a colleague": ("100", letter(voided)),
        "voided": ("200", letter(voided, voided_at=NOON)),
        "left": ("201", letter(gone)),
        "last day over": ("202", letter(over)),
        "not started": ("203", letter(ahead)),
        "came back since": ("204", letter(back)),
        "used, login detached": ("205", letter(detached, used_at=NOON)),
        "pair of another company": ("300", letter(worker(other_company, "300"))),
    }
    people = Employee.objects.for_company(company)
    people.filter(pk=gone.pk).update(left_at=NOON)
    people.filter(pk=over.pk).update(leaving_date=TODAY - timedelta(days=1))
    people.filter(pk=ahead.pk).update(hire_date=TODAY + timedelta(days=1))
    people.filter(pk=back.pk).update(active_since=LONG_AGO + timedelta(days=1))
    return cases


@pytest.mark.rule("A1", "unknown, wrong, voided, left and another company's are refused in equal words")
@pytest.mark.rule("E10", "codes printed before somebody left or came back open nothing")
@pytest.mark.promise("V10", "the code of somebody who left opens nothing")
def test_refusals_have_equal_words(company: Company, other_company: Company, try_pair) -> None:
    cases = refused_cases(company, other_company)

    said = {name: refusal(try_pair, *typed) for name, typed in cases.items()}

    assert said == dict.fromkeys(cases, (Refused, UNFIT))
    assert Registration.objects.for_company(company).count() == 0


@pytest.mark.rule("A1", "every refusal asks the database exactly the same")
def test_refusals_have_equal_queries(company: Company, other_company: Company, try_pair) -> None:
    cases = refused_cases(company, other_company)

    first_tries = {
        name: queries_of(try_pair, typed, f"192.0.2.{n}") for n, (name, typed) in enumerate(cases.items())
    }
    later_tries = {
        name: queries_of(try_pair, typed, f"192.0.2.{n}") for n, (name, typed) in enumerate(cases.items())
    }

    shape = ["SAVEPOINT", "SELECT", "SELECT", "SELECT", "SELECT", "INSERT", "RELEASE"]
    assert first_tries == dict.fromkeys(cases, shape)
    assert later_tries == dict.fromkeys(cases, shape)


def queries_of(try_pair, typed: tuple[str, str], address: str) -> list[str]:
    with CaptureQueriesContext(connection) as queries:
        refusal(try_pair, *typed, address=address)
    return [query["sql"].split()[0] for query in queries]


@pytest.mark.rule("A1", "an expired code of an active person says its last day and whom to ask")
def test_expired(company: Company, ewa: Employee, try_pair) -> None:
    code = letter(ewa, last_day=TODAY - timedelta(days=1))

    alone = refusal(try_pair, "00123", code)
    ewa.manager = EmployeeFactory(company=company, first_name="Jan", last_name="Kowal", active_since=LONG_AGO)
    ewa.save()
    with_manager = refusal(try_pair, "00123", code)

    assert alone == (
        CodeExpired,
        "Your code ended on 1 March 2026. Ask the person who gave you the letter for a new one.",
    )
    assert with_manager == (CodeExpired, "Your code ended on 1 March 2026. Ask Jan Kowal for a new letter.")


@pytest.mark.rule("A1", "a manager who has left is nobody to ask for a new letter")
def test_expired_without_a_manager(company: Company, ewa: Employee, try_pair) -> None:
    ewa.manager = EmployeeFactory(company=company, active_since=LONG_AGO, left_at=NOON)
    ewa.save()
    said = refusal(try_pair, "00123", letter(ewa, last_day=TODAY - timedelta(days=1)))
    assert said[1].endswith("Ask the person who gave you the letter for a new one.")


@pytest.mark.rule("A4", "a code lives through its last day in the company's time zone")
def test_the_last_day_is_inclusive(ewa: Employee, try_pair) -> None:
    code = letter(ewa, last_day=TODAY)
    before_midnight = datetime.fromisoformat("2026-03-02T22:59:59+00:00")  # 23:59:59 in Warsaw

    assert try_pair("00123", code, now=before_midnight).employee == ewa
    assert refusal(try_pair, "00123", code, now=before_midnight + timedelta(seconds=1))[0] == CodeExpired


@pytest.mark.rule("A1", "the right pair of somebody registered is told to log in, by whatever paper")
@pytest.mark.parametrize("last_day", [TODAY - timedelta(days=1), TODAY])
def test_registered(company: Company, try_pair, last_day: date) -> None:
    employee = worker(company, "00123", registered=True)

    said = refusal(try_pair, "00123", letter(employee, last_day=last_day))

    assert said == (AlreadyRegistered, "You have an account already, so the code is used up. Log in instead.")


@pytest.mark.rule("A1", "expired and used are no failures: only the right pair earns them")
def test_right_pairs_count_no_failure(company: Company, ewa: Employee, try_pair) -> None:
    code = letter(ewa, last_day=TODAY - timedelta(days=1))
    for _try in range(10):
        refusal(try_pair, "00123", code, address="192.0.2.9")

    assert AttemptCounter.objects.for_company(company).count() == 0


@pytest.mark.rule("A6a", "an ID typed without its leading zeros is accepted when it can mean only one person")
@pytest.mark.parametrize("typed", ["123", "0123", "00123", "000123"])
def test_lost_zeros(ewa: Employee, try_pair, typed: str) -> None:
    assert try_pair(typed, letter(ewa)).employee == ewa


@pytest.mark.rule("A6a", "an ID that can mean two people is refused unless it is exactly one of them")
def test_ambiguous_zeros(company: Company, ewa: Employee, try_pair) -> None:
    twin = worker(company, "0123")
    code, twins_code = letter(ewa), letter(twin)

    assert refusal(try_pair, "123", code) == (Refused, UNFIT)
    assert refusal(try_pair, "0123", code) == (Refused, UNFIT)
    assert try_pair("00123", code).employee == ewa
    assert try_pair("0123", twins_code).employee == twin


@pytest.mark.rule("A6a", "zeros inside an ID, letters and other companies' IDs are never guessed")
def test_what_zeros_do_not_do(company: Company, other_company: Company, ewa: Employee, try_pair) -> None:
    worker(other_company, "123")
    code = letter(ewa)

    assert try_pair("123", code).employee == ewa
    assert refusal(try_pair, "1230", code) == (Refused, UNFIT)
    assert refusal(try_pair, "O0123", code) == (Refused, UNFIT)


def test_spellings_reach_the_longest_id() -> None:
    assert spellings("0042")[:4] == ["42", "042", "0042", "00042"]
    assert len(spellings("42")[-1]) == 64
    assert spellings("x" * 64) == ["x" * 64]
    assert spellings("y" * 80) == ["y" * 80]


def test_who_is_meant() -> None:
    assert who_is_meant({"042": 1, "42": 2}, "42") == 2
    assert who_is_meant({"042": 1, "0042": 2}, "42") is None
    assert who_is_meant({"042": 1}, "42") == 1
    assert who_is_meant({}, "42") is None


@pytest.mark.rule("A3", "codes made under an older pepper still open")
def test_older_pepper(ewa: Employee, try_pair, settings) -> None:
    code = letter(ewa)
    settings.CODE_PEPPERS = {**settings.CODE_PEPPERS, 2: b"pepper for tests, version two..."}
    newer = letter(ewa)

    assert try_pair("00123", code).code.key_version == 1
    assert try_pair("00123", newer).code.key_version == 2


@pytest.mark.rule("A5", "a failure counts although the try is refused, and then one has to wait")
def test_failures_are_counted(ewa: Employee, try_pair) -> None:
    code = letter(ewa)
    said = [refusal(try_pair, "00123", other_code(), address="192.0.2.9")[0] for _try in range(7)]
    waiting = refusal(try_pair, "00123", code, address="192.0.2.9")
    after = try_pair("00123", code, address="192.0.2.9", now=NOON + timedelta(seconds=1))

    assert said == [Refused] * 6 + [MustWait]
    assert waiting == (MustWait, "That was one try too many. Wait 1 second, then try again.")
    assert after.employee == ewa


@pytest.mark.rule("A5", "a try during a wait is not judged and does not make the wait longer")
def test_waiting_is_not_failing(company: Company, ewa: Employee, try_pair) -> None:
    for _try in range(30):
        refusal(try_pair, "00123", other_code(), address="192.0.2.9")

    pair = AttemptCounter.objects.for_company(company).get(scope="pair")
    assert pair.failures == 6


@pytest.mark.rule("A5", "a person gives an address failures back once, however often they begin")
def test_given_back_once(company: Company, ewa: Employee, try_pair) -> None:
    code = letter(ewa)
    for number in range(12):
        refusal(try_pair, f"{900 + number}", other_code(), address="192.0.2.9")
    for _begun in range(2):
        try_pair("00123", code, address="192.0.2.9")
    assert AttemptCounter.objects.for_company(company).get(scope="address").failures == 7


@pytest.mark.rule("A5", "the right pair from an address without failures is never delayed")
@pytest.mark.promise("V15", "the owner registers from another address while one guesses her code")
def test_the_owner_is_not_delayed(ewa: Employee, try_pair) -> None:
    code = letter(ewa)
    for _try in range(30):
        refusal(try_pair, "00123", other_code(), address="192.0.2.9")

    assert try_pair("00123", code, address="192.0.2.10").employee == ewa
