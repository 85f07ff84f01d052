"""Recognitions by the API: the same eyes, cursor pages, no codes (R2, X4)."""

from datetime import timedelta

import pytest

from tests.factories import NOON, ECardFactory, ReasonFactory, RecipientFactory, RecognitionFactory

LIST = "/api/v1/recognitions"


def said(company, minutes=0, **given):
    row = RecognitionFactory(company=company, sent_at=NOON + timedelta(minutes=minutes), **given)
    RecipientFactory(recognition=row, points=5)
    return row


@pytest.mark.rule("X4", "a recognition by the API says what its page says")
def test_one(company, alice):
    ecard, reason = ECardFactory(company=company), ReasonFactory(company=company)
    row = said(company, ecard=ecard, reason=reason, message="Thank you\nso much")
    person = row.recipients.get().employee
    assert alice.get(f"{LIST}/{row.pk}").json() == {
        "id": row.pk,
        "sent_at": "2026-03-02T12:00:00+00:00",
        "sender": row.sender.name,
        "recipients": [{"name": person.name, "points": 5}],
        "message": "Thank you\nso much",
        "reason": reason.name,
        "ecard": f"http://acme.workstars.test/ecards/{ecard.pk}/0123456789abcdef.webp",
        "is_private": False,
        "batch": None,
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
    for number in range(21):
        said(company, number, sender=bob.employee)
    said(company, 99)
    first = bob.get(f"{LIST}?q=bob+brown").json()
    assert first["next"].startswith(f"http://acme.workstars.test{LIST}?q=bob+brown&cursor=")
    second = bob.get(first["next"].removeprefix("http://acme.workstars.test")).json()
    assert {row["sender"] for page in (first, second) for row in page["results"]} == {"Bob Brown"}
    assert (len(first["results"]), len(second["results"]), second["next"]) == (20, 1, None)


@pytest.mark.rule("X3", "a cursor or a search that cannot be is answered with a sentence")
@pytest.mark.parametrize(
    ("query", "field", "words"),
    [
        ("cursor=nonsense", "cursor", "This cursor is from no answer of ours. Leave it out."),
        ("q=x", "q", "Write two letters at least."),
    ],
)
def test_refusals(bob, query, field, words):
    answer = bob.get(f"{LIST}?{query}")
    assert (answer.status_code, answer.json()) == (400, {field: [words]})


def test_nothing_is_written_by_it(company, alice):
    row = said(company)
    for address in (LIST, f"{LIST}/{row.pk}"):
        assert [alice.client.generic(method, address).status_code for method in ("PUT", "DELETE")] == [
            405
        ] * 2


def test_queries(company, bob, django_assert_num_queries):
    said(company)
    bob.get(LIST)
    with django_assert_num_queries(8):
        bob.get(LIST)
    said(company), said(company)
    with django_assert_num_queries(8):
        bob.get(LIST)
