"""Recognitions given by the API: in one's own name, in the company's, or on behalf of somebody (R1, X4)."""

import pytest

from employees.models import AuditEvent, Mail, RoleGrant
from employees.services.people import deactivate_employee
from recognition.models import Copy, Recipient, Recognition
from tests.employees.test_api_employees import UNKNOWN
from tests.factories import ECardFactory, EmployeeFactory, ReasonFactory, RoleGrantFactory
from tests.recognition.systems import System, problems
from workstars.lib.actors import SYSTEM

THANKS = {"recipient_ids": ["00017"], "message": "Thank you"}


@pytest.fixture
def zofia(company):
    return EmployeeFactory(
        company=company, employee_id="00017", first_name="Zofia", last_name="Kos", by_mail=True
    )


@pytest.fixture
def bob_rules(bob):
    """Bob, an employee, is an administrator too."""
    RoleGrantFactory(company=bob.company, user=bob.user)
    return bob


def given(company):
    return Recognition.objects.for_company(company)


@pytest.mark.rule("X4", "a token gives a recognition in the name of whoever made it")
def test_in_ones_own_name(bob_rules, zofia):
    ecard, reason = ECardFactory(company=bob_rules.company), ReasonFactory(company=bob_rules.company)
    told = EmployeeFactory(company=bob_rules.company, employee_id="A-1")
    more = {"ecard_id": ecard.pk, "reason_id": reason.pk, "copied_ids": ["a-1"], "is_private": True}
    status, body = System(bob_rules, "recognitions:give").post("/recognitions", {**THANKS, **more})
    row = given(bob_rules.company).get()
    assert (status, body["id"], body["sender"], body["sender_id"]) == (201, row.pk, "Bob Brown", "00042")
    assert (row.message, row.sender, row.ecard, row.reason, row.is_private) == (
        "Thank you",
        bob_rules.employee,
        ecard,
        reason,
        True,
    )
    assert [one.employee for one in Recipient.objects.for_company(bob_rules.company)] == [zofia]
    assert [one.employee for one in Copy.objects.for_company(bob_rules.company)] == [told]
    event = AuditEvent.objects.get(company=bob_rules.company, action="recognition.given")
    assert (event.actor_id, event.actor_label) == (bob_rules.user.pk, "Bob Brown, by API token Payroll")


@pytest.mark.rule("X4", "an administrator who is in no HR file thanks in the company's name by the API too")
def test_in_the_companys_name(alice, zofia):
    body = System(alice, "recognitions:give").post("/recognitions", THANKS)[1]
    assert (body["sender"], body["sender_id"]) == ("Acme Mills", None)


@pytest.mark.rule(
    "X4", "on behalf of an employee takes a scope of its own, and stands in that person's story"
)
def test_on_behalf(alice, bob, zofia):
    thanks = {**THANKS, "sender_id": "00042"}
    refused = System(alice, "recognitions:give").post("/recognitions", thanks)
    words = "Thanking in another's name takes a token with the scope recognitions:on-behalf."
    assert refused == (403, {"detail": words})
    status, body = System(alice, "recognitions:on-behalf").post("/recognitions", thanks)
    assert (status, body["sender"], given(alice.company).count()) == (201, "Bob Brown", 1)
    event = AuditEvent.objects.about(bob.employee).get(action="recognition.given_on_behalf")
    assert (event.actor_label, event.after) == (
        "Alice Adams, by API token Payroll",
        {"recognition": body["id"]},
    )


@pytest.mark.rule(
    "X4", "a token that thanks on behalf alone never thanks in its maker's name by an oversight"
)
def test_on_behalf_alone(alice, zofia):
    words = "This token thanks in the name of others alone. Send sender_id."
    assert System(alice, "recognitions:on-behalf").post("/recognitions", THANKS) == (403, {"detail": words})
    assert given(alice.company).count() == 0


@pytest.mark.rule("X4", "nobody is thanked in the name of somebody who has left")
def test_sender_has_left(alice, bob, zofia, now):
    deactivate_employee(company=bob.company, employee=bob.employee, by=SYSTEM, now=now)
    status, body = System(alice).post("/recognitions", {**THANKS, "sender_id": "00042"})
    words = "Bob Brown does not work here at present, so nobody can be thanked in this name."
    assert (status, body["detail"], problems(body)) == (400, words, [("sender_id", "refused")])


@pytest.mark.rule("R1", "no points come by the API")
def test_no_points(alice, zofia):
    status, body = System(alice).post("/recognitions", {**THANKS, "points": 5})
    assert (status, problems(body)) == (400, [("points", "invalid")])


@pytest.mark.rule("X4", "who cannot be thanked is named, with all that is wrong at once")
def test_refusals(alice, bob, zofia):
    system = System(alice)
    unknown = {**THANKS, "recipient_ids": ["17", "00017"], "copied_ids": ["nobody"]}
    status, body = system.post("/recognitions", unknown)
    assert (status, problems(body)) == (400, [("recipient_ids", "id_unknown"), ("copied_ids", "id_unknown")])
    assert body["problems"][0]["message"] == "Nobody with the Employee ID “17” is known."
    wrong = {"recipient_ids": ["00042"], "sender_id": "00042", "message": "\u200b"}
    status, body = system.post("/recognitions", wrong)
    assert (status, problems(body)) == (400, [("recipient_ids", "refused"), ("message", "refused")])
    assert body["detail"] == "You cannot thank yourself. Take your own name off. Write a message."
    status, body = system.post("/recognitions", {**THANKS, "ecard_id": 999})
    assert (status, problems(body)) == (400, [("ecard_id", "unknown")])
    numbers = {**THANKS, "recipient_ids": [17]}
    assert problems(system.post("/recognitions", numbers)[1]) == [("recipient_ids.0", "invalid")]
    assert given(alice.company).count() == 0


@pytest.mark.rule("C2", "nothing of another company can be named in a recognition")
def test_of_others(alice, charlie, zofia):
    theirs = EmployeeFactory(company=charlie.company, employee_id="X9")
    ecard, reason = ECardFactory(company=charlie.company), ReasonFactory(company=charlie.company)
    system = System(alice)
    wishes = [{"recipient_ids": [theirs.employee_id]}, {"ecard_id": ecard.pk}, {"reason_id": reason.pk}]
    assert [problems(system.post("/recognitions", {**THANKS, **wish})[1]) for wish in wishes] == [
        [("recipient_ids", "id_unknown")],
        [("ecard_id", "unknown")],
        [("reason_id", "unknown")],
    ]


@pytest.mark.rule("X4", "the same key gives one recognition, and its place is said both times")
def test_idempotency(alice, zofia, settings):
    system = System(alice)

    def thank(key):
        return system.client.post(
            "/api/v1/recognitions", THANKS, content_type="application/json",
            headers={**system.headers, "Idempotency-Key": key},
        )  # fmt: skip

    first, again, other = thank("k1"), thank("k1"), thank("k2")
    assert (first.json(), first["Location"]) == (again.json(), again["Location"])
    assert (again["Idempotent-Replay"], first["Location"]) == ("true", first.json()["url"])
    assert sorted(given(alice.company).values_list("pk", flat=True)) == [
        first.json()["id"],
        other.json()["id"],
    ]


@pytest.mark.rule("X4", "recipients of a recognition by the API are mailed as those of the page are")
def test_mailed(company, alice, zofia, now):
    company.launched_at = now
    company.save()
    System(alice).post("/recognitions", THANKS)
    assert list(Mail.objects.filter(company=company).values_list("kind", "employee")) == [
        ("recognition_received", zofia.pk)
    ]


@pytest.mark.rule("X4", "a token whose maker has lost the role gives nothing, and reads nothing")
def test_maker_without_a_role(alice, zofia):
    system = System(alice)
    RoleGrant.objects.for_company(alice.company).filter(user=alice.user).delete()
    assert [system.post("/recognitions", THANKS), system.get("/recognitions")] == [UNKNOWN] * 2
    assert not Recognition.objects.for_company(alice.company).exists()
