"""People by the API: read, written one by one and by the thousand, by token and by session (E13, X4)."""

import json
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client

from employees.models import ApiAnswer, ApiToken, AuditEvent, Company, Employee
from employees.services.api_tokens import forget_answers, make_token, revoke_token
from tests.factories import EmployeeFactory
from tests.people import Person, host_of
from workstars.lib.actors import SYSTEM, Actor
from workstars.lib.clock import today

ALL = ["employees:read", "employees:write"]


class System:
    """Another system with a token: speaks JSON, has no session."""

    def __init__(self, company: Company, secret: str) -> None:
        self.client = Client(SERVER_NAME=host_of(company))
        self.headers = {"Authorization": f"Bearer {secret}"}

    def ask(self, method: str, path: str, body: Any = None, **headers: str) -> tuple[int, Any]:
        answer = self.client.generic(
            method,
            f"/api/v1{path}",
            "" if body is None else json.dumps(body),
            content_type="application/json",
            headers={**self.headers, **headers},
        )
        return answer.status_code, answer.json()

    def get(self, path: str) -> tuple[int, Any]:
        return self.ask("GET", path)

    def put(self, path: str, body: Any, **headers: str) -> tuple[int, Any]:
        return self.ask("PUT", path, body, **headers)

    def post(self, path: str, body: Any = None, **headers: str) -> tuple[int, Any]:
        return self.ask("POST", path, body, **headers)


def token_of(person: Person, now, scopes: list[str] = ALL, **more: Any) -> tuple[ApiToken, str]:
    return make_token(
        company=person.company,
        name="Payroll",
        scopes=scopes,
        expires_on=more.get("expires_on"),
        user=person.user,
        by=Actor(person.user.pk, "Alice Adams"),
        now=now,
    )


@pytest.fixture
def payroll(alice: Person, real_now) -> System:
    return System(alice.company, token_of(alice, real_now)[1])


@pytest.fixture
def real_now():
    """Tokens are asked about by the clock of the request."""
    from django.utils import timezone  # noqa: PLC0415

    return timezone.now()


ZOFIA = {
    "first_name": "Zofia",
    "last_name": "Wiśniewska",
    "hr_email": "",
    "country": "PL",
    "manager_id": "",
    "job_title": "Operator",
    "location": "Gdańsk",
    "hire_date": "2020-04-13",
}


def on_record(company: Company) -> list[tuple[str, str]]:
    people = Employee.objects.for_company(company).order_by("employee_id")
    return list(people.values_list("employee_id", "last_name"))


@pytest.mark.rule("E13", "a person is added, changed, and left as is, by the same call said again")
def test_put_is_an_idempotent_upsert(payroll: System, company: Company) -> None:
    created = payroll.put("/employees/00017", ZOFIA)
    same = payroll.put("/employees/00017", ZOFIA)
    changed = payroll.put("/employees/00017", {"job_title": "Foreman"})

    assert [(status, body["outcome"]) for status, body in (created, same, changed)] == [
        (201, "created"),
        (200, "unchanged"),
        (200, "changed"),
    ]
    person = changed[1]["employee"]
    assert {name: person[name] for name in [*ZOFIA, "employee_id", "status"]} == {
        **ZOFIA,
        "job_title": "Foreman",
        "employee_id": "00017",
        "status": "offline",
    }
    assert on_record(company) == [("00017", "Wiśniewska")]


@pytest.mark.rule("E13", "the API judges with the same rules and words as page and file")
def test_refusals_are_sentences(payroll: System, company: Company) -> None:
    status, body = payroll.put("/employees/1", {**ZOFIA, "country": "Polnd", "hr_email": "zofia@"})

    assert status == 400
    assert sorted((one["field"], one["code"]) for one in body["problems"]) == [
        ("country", "country_unknown"),
        ("hr_email", "email_malformed"),
    ]
    assert "“Polnd” is no country that we know." in body["detail"]
    assert on_record(company) == []


@pytest.mark.rule("E1", "an Employee ID sent as a number is refused: its zeros would be gone")
def test_numbers_are_refused(payroll: System, company: Company) -> None:
    sentence = "Write this as text, in quotation marks."
    assert payroll.put("/employees/1", {**ZOFIA, "manager_id": 17}) == (
        400,
        {
            "detail": sentence,
            "problems": [{"field": "manager_id", "code": "invalid", "message": sentence}],
        },
    )
    bulk = {"employees": [{"employee_id": 17, "last_name": "Nowak", "country": "PL"}]}
    status, body = payroll.post("/employees/bulk", bulk)
    assert (status, [(one["field"], one["message"]) for one in body["problems"]]) == (
        400,
        [("employees.0", "employee_id has to be text, in quotation marks.")],
    )
    assert on_record(company) == []


def test_unknown_fields_are_named(payroll: System) -> None:
    status, body = payroll.put("/employees/1", {**ZOFIA, "surname": "x"})
    assert (status, [(one["field"], one["message"]) for one in body["problems"]]) == (
        400,
        [("surname", "There is no such field.")],
    )


@pytest.mark.rule("E7", "an ID that lost its zeros is refused with the known person named")
def test_lost_zeros(payroll: System, company: Company) -> None:
    EmployeeFactory(company=company, employee_id="00017", last_name="Nowak")

    status, body = payroll.put("/employees/17", ZOFIA)
    assert (status, [one["code"] for one in body["problems"]]) == (400, ["id_lost_zeros"])
    assert payroll.put("/employees/17?odd_ids=meant", ZOFIA)[0] == 201


@pytest.mark.rule("E10", "whoever is written again after leaving is back, as the same person")
def test_deactivate_and_back(payroll: System, company: Company) -> None:
    known = EmployeeFactory(company=company, employee_id="00017")
    EmployeeFactory(company=company)

    left = payroll.post("/employees/00017/deactivate")
    again = payroll.post("/employees/00017/deactivate")
    assert [(left[0], left[1]["status"]), (again[0], again[1]["status"])] == [(200, "left"), (200, "left")]
    assert left[1]["left_at"] == again[1]["left_at"]
    assert payroll.post("/employees/00017/reactivate")[1]["status"] == "offline"
    payroll.post("/employees/00017/deactivate")
    back = payroll.put("/employees/00017", {"job_title": "Foreman"})[1]
    assert (back["outcome"], back["employee"]["status"]) == ("changed", "offline")
    assert Employee.objects.for_company(company).get(employee_id="00017").pk == known.pk


@pytest.mark.rule("E13", "in bulk each person has an answer; the good ones are written, the others are not")
def test_bulk(payroll: System, company: Company) -> None:
    EmployeeFactory(company=company, employee_id="00001", first_name="Ewa", last_name="Lis")
    sent = [
        {"employee_id": "00001", "first_name": "Ewa", "last_name": "Lis"},
        {
            "employee_id": "00002",
            "first_name": "Jan",
            "last_name": "Kos",
            "country": "PL",
            "manager_id": "00003",
        },
        {"employee_id": "00003", "first_name": "Ola", "last_name": "Bąk", "country": "PL", "manager_id": ""},
        {"employee_id": "00004", "last_name": "Nowhere", "country": "Narnia"},
        {"employee_id": "00005", "last_name": "One", "country": "PL"},
        {"employee_id": "00005", "last_name": "Two", "country": "PL"},
        {"employee_id": "00001 ", "job_title": "Foreman"} | {"employee_id": "00006", "last_name": "=x"},
    ]
    status, body = payroll.post("/employees/bulk", {"employees": sent})

    assert status == 200
    assert [
        (
            one["employee_id"],
            one["outcome"],
            [p["code"] for p in one["problems"] if one["outcome"] == "refused"],
        )
        for one in body["results"]
    ] == [
        ("00001", "unchanged", []),
        ("00002", "created", []),
        ("00003", "created", []),
        ("00004", "refused", ["country_unknown"]),
        ("00005", "refused", ["id_twice"]),
        ("00005", "refused", ["id_twice"]),
        ("00006", "refused", ["unsafe_first"]),
    ]
    people = Employee.objects.for_company(company)
    assert people.get(employee_id="00002").manager == people.get(employee_id="00003")
    assert on_record(company) == [("00001", "Lis"), ("00002", "Kos"), ("00003", "Bąk")]


@pytest.mark.rule(
    "E9",
    "a bulk call that would deactivate many lists all of them, and changes nothing until it is confirmed",
)
def test_bulk_guard(payroll: System, company: Company) -> None:
    EmployeeFactory.create_batch(12, company=company)
    ids = [employee_id for employee_id, _name in on_record(company)]
    over = {"employees": [{"employee_id": one, "leaving_date": "2020-01-31"} for one in ids]}

    status, body = payroll.post("/employees/bulk", over)
    assert (status, body["code"], body["detail"][:30]) == (
        409,
        "leavers_unconfirmed",
        "This would deactivate 12 peopl",
    )
    assert sorted(name[-6:-1] for name in body["leavers"]) == ids
    left = Employee.objects.for_company(company).filter(left_at__isnull=False)
    assert left.count() == 0
    assert payroll.post("/employees/bulk", {**over, "confirm_leavers": True})[0] == 200
    assert left.count() == 12


@pytest.mark.rule("X4", "the same Idempotency-Key is answered the same and does nothing twice")
def test_idempotency_key(payroll: System, company: Company, now) -> None:
    first = payroll.put("/employees/00017", ZOFIA, **{"Idempotency-Key": "k1"})
    payroll.put("/employees/00017", {"job_title": "Foreman"})
    again = payroll.put("/employees/00017", ZOFIA, **{"Idempotency-Key": "k1"})

    assert again == first
    assert Employee.objects.for_company(company).get().job_title == "Foreman"
    other = payroll.put("/employees/00018", ZOFIA, **{"Idempotency-Key": "k1"})
    assert (other[0], other[1]["detail"]) == (
        409,
        "This Idempotency-Key was used for another request. Take a new key for a new request.",
    )


@pytest.mark.rule("X4", "the query is part of what a key stands for")
def test_key_of_another_query(payroll: System) -> None:
    payroll.put("/employees/00017", ZOFIA, **{"Idempotency-Key": "k1"})
    status, body = payroll.put("/employees/00017?odd_ids=meant", ZOFIA, **{"Idempotency-Key": "k1"})
    assert (status, body["code"]) == (409, "key_used")


@pytest.mark.rule("X4", "one key of two tokens is two keys")
def test_key_of_another_token(payroll: System, alice: Person, company: Company, real_now) -> None:
    other = System(alice.company, token_of(alice, real_now)[1])
    for number, system in enumerate((payroll, other), start=1):
        assert system.put(f"/employees/0000{number}", ZOFIA, **{"Idempotency-Key": "k1"})[0] == 201
    assert [employee_id for employee_id, _name in on_record(company)] == ["00001", "00002"]


@pytest.mark.rule("X4", "a key has up to 255 printable characters, and one that has not does nothing")
def test_form_of_a_key(payroll: System, company: Company) -> None:
    sentence = "An Idempotency-Key has up to 255 printable characters."
    problem = {"field": "Idempotency-Key", "code": "invalid", "message": sentence}
    for key in ("k" * 256, "k\x7f"):
        refused = payroll.put("/employees/00017", ZOFIA, **{"Idempotency-Key": key})
        assert refused == (400, {"detail": sentence, "problems": [problem]})
    assert on_record(company) == []
    assert payroll.put("/employees/00017", ZOFIA, **{"Idempotency-Key": "k" * 255})[0] == 201


@pytest.mark.rule("X4", "a sign that no answer can be kept with is answered alike both times")
def test_key_of_an_unkeepable_sign(payroll: System) -> None:
    sent = {"employees": [{"employee_id": "1\0", "first_name": "Zofia", "country": "PL"}]}
    first = payroll.post("/employees/bulk", sent, **{"Idempotency-Key": "k1"})
    assert payroll.post("/employees/bulk", sent, **{"Idempotency-Key": "k1"}) == first
    assert [each["employee_id"] for each in first[1]["results"]] == ["1\ufffd"]


@pytest.mark.rule("X4", "a refused request leaves no key behind; answers are forgotten after a day")
def test_keys_of_refused_requests(payroll: System, company: Company, real_now) -> None:
    wrong = {**ZOFIA, "country": "Narnia"}
    assert payroll.put("/employees/00017", wrong, **{"Idempotency-Key": "k1"})[0] == 400
    assert payroll.put("/employees/00017", ZOFIA, **{"Idempotency-Key": "k1"})[0] == 201
    answers = ApiAnswer.objects.for_company(company)
    assert (answers.count(), forget_answers(real_now + timedelta(hours=23)), answers.count()) == (1, 0, 1)
    assert (forget_answers(real_now + timedelta(hours=25)), answers.count()) == (1, 0)


@pytest.mark.rule("E13", "the list comes by pages and misses nobody who was there")
def test_pages(payroll: System, company: Company) -> None:
    EmployeeFactory.create_batch(5, company=company)
    status, body = payroll.get("/employees?limit=2")
    seen = [one["employee_id"] for one in body["results"]]
    assert status == 200
    while body["next"]:
        EmployeeFactory(company=company, leaving_date="2020-01-01") if len(seen) == 2 else None
        body = payroll.get(body["next"].split("/api/v1")[1])[1]
        seen += [one["employee_id"] for one in body["results"]]
    assert seen == [one for one, _name in on_record(company)]


@pytest.mark.rule("E13", "the list is filtered by what the page filters by")
def test_filters(payroll: System, company: Company) -> None:
    boss = EmployeeFactory(company=company, employee_id="B1", location="Łódź", country="DE")
    EmployeeFactory(company=company, employee_id="W1", manager=boss, department="Press")
    EmployeeFactory(company=company, employee_id="W2", first_name="Żaneta", registered=True)

    def found(query: str) -> list[str]:
        return [one["employee_id"] for one in payroll.get(f"/employees?{query}")[1]["results"]]

    assert {
        query: found(query)
        for query in ("country=DE", "location=Łódź", "manager_id=B1", "department=Press", "q=zaneta")
    } == {
        "country=DE": ["B1"],
        "location=Łódź": ["B1"],
        "manager_id=B1": ["W1"],
        "department=Press": ["W1"],
        "q=zaneta": ["W2"],
    }
    assert (found("status=registered"), found("status=offline")) == (["W2"], ["B1", "W1"])
    status, body = payroll.get("/employees?limit=many")
    assert (status, body["detail"]) == (400, "limit is a whole number, within limits.")


@pytest.mark.rule("E13", "the API never answers with a login address")
def test_no_login_address(payroll: System, bob: Person) -> None:
    body = payroll.get("/employees/00042")[1]
    assert (body["status"], "bob@mail.example" in json.dumps(body)) == ("registered", False)


def test_same_number_of_queries(payroll: System, company: Company, django_assert_num_queries) -> None:
    payroll.get("/employees")
    for _round in range(2):
        EmployeeFactory(company=company, manager=EmployeeFactory(company=company))
        with django_assert_num_queries(3):
            payroll.get("/employees")


@pytest.mark.rule("X4", "a token without the scope is told which one it lacks")
def test_scopes(alice: Person, real_now) -> None:
    reader = System(alice.company, token_of(alice, real_now, ["employees:read"])[1])
    assert reader.get("/employees")[0] == 200
    refused = (403, {"detail": "This token lacks the scope employees:write."})
    assert reader.put("/employees/1", ZOFIA) == refused
    assert reader.post("/employees/bulk", {"employees": []}) == refused
    assert on_record(alice.company) == []


UNKNOWN = (401, {"detail": "This token opens nothing here. Ask an administrator for one that works."})


@pytest.mark.rule("X4", "a revoked token, one whose day is over, and a made-up one open nothing")
def test_tokens_end(alice: Person, real_now) -> None:
    token, secret = token_of(alice, real_now)
    over, ended = token_of(alice, real_now, expires_on=today(alice.company, real_now))
    ApiToken.objects.for_company(alice.company).filter(pk=over.pk).update(
        expires_on=real_now.date() - timedelta(days=2)
    )
    assert System(alice.company, secret).get("/employees")[0] == 200
    revoke_token(company=alice.company, token=token, by=SYSTEM, now=real_now)
    asked = [System(alice.company, one).get("/employees") for one in (secret, ended, "ws_made-up", "")]
    assert asked == [UNKNOWN] * 4


@pytest.mark.rule("C2", "a token of one company is unknown at another's site")
def test_tokens_stay_at_home(alice: Person, charlie: Person, real_now) -> None:
    secret = token_of(alice, real_now)[1]
    EmployeeFactory(company=charlie.company, employee_id="00017")
    assert System(charlie.company, secret).get("/employees/00017") == UNKNOWN
    assert System(alice.company, secret).get("/employees/00017")[0] == 404


@pytest.mark.rule("X4", "only the hash of a token is kept")
def test_secret_is_not_kept(alice: Person, real_now) -> None:
    token, secret = token_of(alice, real_now)
    kept = [str(value) for value in ApiToken.objects.for_company(alice.company).values_list()]
    assert [secret in row for row in kept] == [False]
    assert (secret.startswith(token.hint), len(secret)) == (True, 46)


@pytest.mark.rule("C7", "what a token does is in the audit log under its name")
def test_audit_names_the_token(payroll: System, company: Company) -> None:
    payroll.put("/employees/00017", ZOFIA)
    payroll.post("/employees/bulk", {"employees": [{"employee_id": "2", "last_name": "K", "country": "PL"}]})
    events = AuditEvent.objects.filter(company=company, action__startswith="employee").order_by("pk")
    assert list(events.values_list("action", "actor_label")) == [
        ("employee.added", "API token Payroll"),
        ("employees.written", "API token Payroll"),
    ]


@pytest.mark.rule("C5", "an administrator's session opens the API, an employee's does not")
def test_sessions(alice: Person, bob: Person) -> None:
    assert alice.get("/api/v1/employees").status_code == 200
    assert bob.get("/api/v1/employees").status_code == 403


@pytest.mark.rule("X4", "who asks too often is told when to come again")
def test_throttle(payroll: System, settings) -> None:
    settings.API_RATE = "2/day"
    answers = [payroll.get("/employees")[0] for _ask in range(3)]
    assert answers == [200, 200, 429]


@pytest.mark.rule("X4", "what one token asks too often slows no other")
def test_throttle_of_each_token(payroll: System, alice: Person, real_now, settings) -> None:
    settings.API_RATE = "1/day"
    other = System(alice.company, token_of(alice, real_now)[1])
    asked = [system.get("/employees")[0] for system in (payroll, other, payroll, other)]
    assert asked == [200, 200, 429, 429]
