"""Recognitions by the API, read: the eyes of the wall, cursor pages, no codes (R2, X4)."""

from datetime import timedelta

import pytest

from tests.factories import (
    NOON,
    ECardFactory,
    EmployeeFactory,
    ReasonFactory,
    RecipientFactory,
    RecognitionFactory,
)
from tests.recognition.systems import System, problems

LIST = "/api/v1/recognitions"


def said(company, minutes=0, **given):
    row = RecognitionFactory(company=company, sent_at=NOON + timedelta(minutes=minutes), **given)
    RecipientFactory(recognition=row, points=5)
    return row


def listed(answer):
    return [row["id"] for row in answer[1]["results"]]


@pytest.mark.rule("X4", "a recognition by the API says what its page says")
def test_one(company, alice):
    ecard, reason = ECardFactory(company=company), ReasonFactory(company=company)
    row = said(company, ecard=ecard, reason=reason, message="Thank you\nso much")
    person = row.recipients.get().employee
    assert alice.get(f"{LIST}/{row.pk}").json() == {
        "id": row.pk,
        "sent_at": "2026-03-02T12:00:00+00:00",
        "sender": row.sender.name,
        "sender_id": row.sender.employee_id,
        "recipients": [{"employee_id": person.employee_id, "name": person.name, "points": 5}],
        "message": "Thank you\nso much",
        "reason": reason.name,
        "ecard": f"http://acme.workstars.test/ecards/{ecard.pk}/0123456789abcdef.webp",
        "is_private": False,
        "batch": None,
        "url": f"http://acme.workstars.test{LIST}/{row.pk}",
        "address": f"http://acme.workstars.test/recognitions/{row.pk}",
    }


@pytest.mark.rule("X4", "the list comes in cursor pages, newest first, each row once")
def test_pages(company, bob):
    rows = [said(company, number // 10).pk for number in range(45)]
    found, address = [], LIST
    while address:
        answer = bob.get(address.removeprefix("http://acme.workstars.test")).json()
        found.append([row["id"] for row in answer["results"]])
        address = answer["next"]
    assert [len(page) for page in found] == [20, 20, 5]
    assert [pk for page in found for pk in page] == rows[::-1]


@pytest.mark.rule("R2", "searching by the API keeps its words from page to page")
def test_search(company, bob):
    for number in range(3):
        said(company, number, sender=bob.employee)
    said(company, 99)
    first = bob.get(f"{LIST}?q=bob+brown&limit=2").json()
    assert first["next"].startswith(f"http://acme.workstars.test{LIST}?q=bob+brown&limit=2&cursor=")
    second = bob.get(first["next"].removeprefix("http://acme.workstars.test")).json()
    assert {row["sender"] for page in (first, second) for row in page["results"]} == {"Bob Brown"}
    assert (len(first["results"]), len(second["results"]), second["next"]) == (2, 1, None)


@pytest.mark.rule("X4", "a token reads what everybody sees on the wall, without points and Employee IDs")
def test_public_alone(company, alice):
    public, private = said(company, 0), said(company, 1, is_private=True)
    reader = System(alice, "recognitions:read")
    status, body = reader.get("/recognitions")
    (row,) = body["results"]
    assert (status, row["id"], row["sender_id"], row["recipients"][0]["points"]) == (
        200,
        public.pk,
        None,
        None,
    )
    assert row["recipients"][0]["employee_id"] is None
    assert [reader.get(f"/recognitions/{one.pk}")[0] for one in (public, private)] == [200, 404]


@pytest.mark.rule("X4", "with the scope of its own a token reads private ones too, as administrators do")
def test_private_too(company, alice):
    public, private = said(company, 0), said(company, 1, is_private=True)
    reader = System(alice, "recognitions:read", "recognitions:private")
    everything = reader.get("/recognitions")
    assert listed(everything) == [private.pk, public.pk]
    assert [row["recipients"][0]["points"] for row in everything[1]["results"]] == [5, 5]
    assert listed(reader.get("/recognitions?privacy=public")) == [public.pk]
    assert reader.get(f"/recognitions/{private.pk}")[1]["sender_id"] == private.sender.employee_id


@pytest.mark.rule("R8", "what is hidden is in no list of the API")
def test_hidden(company, alice):
    said(company, hidden_at=NOON, hidden_by_label="Alice", hidden_reason="A slip")
    assert listed(System(alice, "recognitions:read", "recognitions:private").get("/recognitions")) == []


@pytest.mark.rule("X4", "the list can begin at a moment, be of one reason, and be as long as asked")
def test_filters(company, alice):
    reason = ReasonFactory(company=company)
    old, new = said(company, 0, reason=reason), said(company, 10)
    newest = said(company, 20)
    reader = System(alice, "recognitions:read")
    assert listed(reader.get("/recognitions?since=2026-03-02T12:10:00Z")) == [newest.pk, new.pk]
    assert listed(reader.get("/recognitions?since=2026-03-02T13:10:00%2B01:00")) == [newest.pk, new.pk]
    assert listed(reader.get(f"/recognitions?reason_id={reason.pk}")) == [old.pk]
    first = reader.get("/recognitions?since=2026-03-02T12:10:00Z&limit=2")[1]
    assert reader.get(first["next"].split("/api/v1")[1])[1] == {"results": [], "next": None}


@pytest.mark.rule("X3", "what cannot be asked is answered with a sentence")
@pytest.mark.parametrize(
    ("query", "field", "words"),
    [
        ("cursor=nonsense", "cursor", "This cursor is from no answer of ours. Leave it out."),
        ("q=x", "q", "Write two letters at least."),
        ("q=%00ab", "q", "There is a sign in it that no record holds."),
        ("limit=0", "limit", "limit is a whole number from 1 to 100."),
        ("limit=１０", "limit", "limit is a whole number from 1 to 100."),
        ("since=yesterday", "since", "Write a moment with its zone, like 2027-03-04T12:00:00Z."),
        ("since=2026-03-02T12:00:00", "since", "Write a moment with its zone, like 2027-03-04T12:00:00Z."),
        ("since=2026-13-02T12:00:00Z", "since", "Write a moment with its zone, like 2027-03-04T12:00:00Z."),
        ("privacy=secret", "privacy", "Ask for public or private."),
        ("privacy=private", "privacy", "This can be asked with the scope recognitions:private alone."),
    ],
)
def test_refusals(bob, query, field, words):
    answer = bob.get(f"{LIST}?{query}")
    told = {"field": field, "code": "invalid", "message": words}
    assert (answer.status_code, answer.json()) == (400, {"detail": words, "problems": [told]})


def test_nothing_else_is_written_by_it(company, alice):
    row = said(company)
    for address in (LIST, f"{LIST}/{row.pk}"):
        statuses = [alice.client.generic(method, address).status_code for method in ("PUT", "DELETE")]
        assert statuses == [405, 405]


@pytest.mark.rule("C2", "a token of another company finds no recognition of this one")
def test_elsewhere(company, charlie):
    row = said(company)
    theirs = System(charlie, "recognitions:read", "recognitions:private")
    assert (listed(theirs.get("/recognitions")), theirs.get(f"/recognitions/{row.pk}")[0]) == ([], 404)


@pytest.mark.rule("X4", "a list of recognitions costs the same queries for one row as for three")
def test_queries(company, bob, alice, django_assert_num_queries):
    reader = System(alice, "recognitions:read", "recognitions:private")
    said(company)
    bob.get(LIST), reader.get("/recognitions")
    for _round in range(2):
        with django_assert_num_queries(8):
            bob.get(LIST)
        with django_assert_num_queries(6):
            reader.get("/recognitions")
        said(company), said(company)


@pytest.mark.rule("X4", "each call about recognitions names the scope that it needs")
def test_scopes(alice):
    EmployeeFactory(company=alice.company, employee_id="00017")
    reader, giver = System(alice, "recognitions:read"), System(alice, "recognitions:give")
    lacks = "This token lacks the scope"
    assert giver.get("/recognitions") == (403, {"detail": f"{lacks} recognitions:read."})
    refused = reader.post("/recognitions", {"recipient_ids": ["00017"], "message": "Thanks"})
    assert refused == (403, {"detail": f"{lacks} recognitions:give / recognitions:on-behalf."})
    assert problems(giver.post("/recognitions", {"message": "Thanks"})[1]) == [("recipient_ids", "required")]
