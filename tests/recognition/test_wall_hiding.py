"""A recognition is hidden by an administrator, with a reason, and shown again (R8)."""

import re

import pytest

from employees.models import AuditEvent, Company, Mail, Role
from recognition.models import PointEntry, Recipient, Recognition
from recognition.queries.wall import Viewer, Wanted, wall_page
from recognition.services.batches.recalling import recall_batch, take_back
from recognition.services.giving import give_recognition
from recognition.services.wall import HidingRefused, hide_recognition, react, show_recognition
from tests.factories import (
    NOON,
    BatchFactory,
    EmployeeFactory,
    RecipientFactory,
    RecognitionFactory,
    RoleGrantFactory,
    UserFactory,
)
from tests.people import signed_in
from tests.recognition.batching import Desk, rows
from workstars.lib.actors import Actor

ADDRESS = "/recognitions/{0.pk}"


def said(company: Company, **given) -> Recognition:
    recipient = {name: given.pop(name) for name in ("points", "manager") if name in given}
    to = given.pop("to", None) or EmployeeFactory(company=company)
    recognition = RecognitionFactory(company=company, **given)
    RecipientFactory(recognition=recognition, employee=to, **recipient)
    return recognition


def actor(person) -> Actor:
    return Actor(person.user.pk, "Alice", "192.0.2.1")


def text_of(answer) -> str:
    return " ".join(re.sub(r"<[^>]+>", " ", answer.content.decode()).split())


def hide(recognition: Recognition, alice) -> None:
    given = {"company": recognition.company, "by": actor(alice), "now": NOON}
    assert hide_recognition(recognition=recognition, reason="Not kind", **given) is True


@pytest.mark.rule(
    "R8", "an administrator hides a recognition with a reason, and it leaves every wall and list"
)
@pytest.mark.parametrize("is_private", [False, True])
def test_hidden_from_everybody(company, bob, alice, is_private):
    me = bob.employee
    recognition = said(company, to=me, manager=me, is_private=is_private, message="Rude words")
    address = ADDRESS.format(recognition)
    assert "Only administrators can open it." in text_of(alice.get(f"{address}/hide"))
    assert alice.post(f"{address}/hide", {"reason": "Not\nkind"}).url == address
    viewers = [Viewer(company, me.pk, bob.user.pk), Viewer(company, 0, 0, sees_everything=True)]
    walls = [wall_page(v, Wanted(show=show)).posts for v in viewers for show in ("", "mine", "team")]
    searches = [wall_page(v, Wanted(text=me.name, country=c)).posts for v in viewers for c in ("", "PL")]
    assert (walls, searches) == ([[]] * 6, [[]] * 4)
    assert "Rude words" not in bob.get(address).content.decode()
    shown = text_of(alice.get(address))
    assert ("Rude words" in shown, "Hidden by Alice" in shown, "Reason: Not kind" in shown) == (True,) * 3
    assert "Points stay as they are." in shown


@pytest.mark.rule(
    "R8", "the sender of a hidden recognition reads why, those thanked that it is hidden, others nothing"
)
def test_told(company, bob, alice):
    other = signed_in((person := EmployeeFactory(company=company, registered=True)).user, company, person)
    mine = said(company, sender=bob.employee, message="My rude words")
    to_me = said(company, to=bob.employee, message="Their rude words")
    for recognition in (mine, to_me):
        hide(recognition, alice)
        assert other.get(ADDRESS.format(recognition)).status_code == 404
    wall = text_of(bob.get("/wall?tab=mine"))
    assert ("My rude words" in wall, "Their rude words" in wall, "Read why" in wall) == (True, False, True)
    told = bob.get(ADDRESS.format(mine))
    words = text_of(told)
    assert (told.status_code, "Not kind" in words, "My rude words" in words) == (410, True, True)
    told = bob.get(ADDRESS.format(to_me))
    words = text_of(told)
    assert (told.status_code, "Not kind" in words, "Their rude words" in words) == (410, False, False)
    assert "Your points stay as they are." in words


@pytest.mark.rule("R8", "points stay when a recognition is hidden")
def test_points_stay(company, alice):
    recognition = said(company, points=5)
    recipient = Recipient.objects.for_company(company).get()
    PointEntry.objects.create(
        company=company, employee=recipient.employee, recipient=recipient, points=5, at=NOON
    )
    hide(recognition, alice)
    entries = PointEntry.objects.for_company(company)
    assert list(entries.values_list("points", flat=True)) == [5]


@pytest.mark.rule("R8", "what was hidden is shown again where it was, with its reactions")
def test_shown_again(company, bob, alice):
    older, recognition = said(company), said(company)
    react(recognition=recognition, employee=bob.employee, kind="clap", wanted=True, now=NOON)
    hide(recognition, alice)
    assert "Not kind" in text_of(alice.get("/admin/moderation?tab=recognitions"))
    assert alice.post(f"{ADDRESS.format(recognition)}/show").url == ADDRESS.format(recognition)
    assert [post.pk for post in wall_page(Viewer(company, bob.employee.pk, 0)).posts] == [
        recognition.pk,
        older.pk,
    ]
    assert "No recognition is hidden" in text_of(alice.get("/admin/moderation?tab=recognitions"))


@pytest.mark.rule("C7", "hiding and showing are in the audit log, each once")
def test_audit(company, alice):
    recognition = said(company)
    by = {"company": company, "recognition": recognition, "by": actor(alice), "now": NOON}
    done = [hide_recognition(reason=" Not  kind ", **by), hide_recognition(reason="Again", **by)]
    done += [show_recognition(**by), show_recognition(**by)]
    assert done == [True, False, True, False]
    events = AuditEvent.objects.filter(company=company, action__startswith="recognition.").order_by("pk")
    assert [(e.action, e.actor_label, e.after) for e in events] == [
        ("recognition.hidden", "Alice", {"reason": "Not kind"}),
        ("recognition.shown", "Alice", {}),
    ]


@pytest.mark.parametrize(
    ("reason", "words"),
    [("", "Say why."), (" \u200b ", "Say why."), ("x" * 301, "more than 300 characters")],
)
def test_a_reason_is_given(company, alice, reason, words):
    recognition = said(company)
    answer = alice.post(f"{ADDRESS.format(recognition)}/hide", {"reason": reason})
    assert (answer.status_code, words in text_of(answer)) == (422, True)
    recognition.refresh_from_db()
    assert recognition.is_hidden is False


@pytest.mark.rule("R8", "of what is hidden nobody is mailed who was not mailed before, of a batch neither")
def test_not_mailed(company, bob, alice):
    company.launched_at = NOON
    company.save()
    boss, ann, eve = (EmployeeFactory(company=company, registered=True) for _one in range(3))
    ann.manager = boss
    ann.save()
    by = Actor(bob.user.pk, "Bob")
    people = {"recipients": [ann.pk], "copied": [eve.pk]}
    given = {"company": company, "sender": bob.employee, "by": by, "message": "Hi", "now": NOON, **people}
    give_recognition(**given)
    hidden = give_recognition(**given).recognition
    hide(hidden, alice)
    owed = Mail.objects.filter(company=company, status=Mail.Status.QUEUED)
    assert len(owed) == 3
    dropped = Mail.objects.filter(company=company, status=Mail.Status.DROPPED)
    recipient, copy = hidden.recipients.get(), hidden.copies.get()
    assert {mail.key for mail in dropped} == {
        f"recognition {recipient.pk}",
        f"recognition-team {hidden.pk} {boss.pk}",
        f"recognition-copy {copy.pk}",
    }
    row = said(company, batch=BatchFactory(company=company), batch_row=2)
    Recipient.objects.for_company(company).filter(recognition=row).update(notice_owed=True)
    hide(row, alice)
    assert not Recipient.objects.for_company(company).notice_owed().exists()


def test_only_administrators(company, other_company, bob, charlie, alice):
    RoleGrantFactory(company=company, user=bob.user, role=Role.COORDINATOR)
    recognition = said(company, sender=bob.employee)
    for act in (hide_recognition, show_recognition):
        more = {"reason": "x"} if act is hide_recognition else {}
        with pytest.raises(HidingRefused, match="Only administrators hide"):
            act(company=company, recognition=recognition, by=actor(bob), now=NOON, **more)
    for what in ("hide", "show"):
        address = f"{ADDRESS.format(recognition)}/{what}"
        assert [who.post(address, {"reason": "x"}).status_code for who in (bob, charlie)] == [403, 404]
    recognition.refresh_from_db()
    assert recognition.is_hidden is False


@pytest.mark.rule("B6", "what a recall has hidden is not shown again one by one")
def test_recalled(company, bob, alice):
    desk = Desk(company, UserFactory(), NOON)
    batch = desk.send(rows(f"{bob.employee.employee_id},Thanks,5,"))
    recall_batch(batch=batch, reason="Wrong file", by=actor(alice), now=NOON)
    take_back(batch.pk, NOON)
    recognition = Recognition.objects.for_company(company).get()
    assert recognition.is_hidden is True
    shown = text_of(alice.get(ADDRESS.format(recognition)))
    assert ("Its batch was recalled" in shown, "Show it again" in shown) == (True, False)
    page = alice.post(f"{ADDRESS.format(recognition)}/show", follow=True)
    assert "belongs to a batch that was recalled" in text_of(page)
    recognition.refresh_from_db()
    assert recognition.is_hidden is True
    assert "with a batch that was recalled" in text_of(bob.get(ADDRESS.format(recognition)))
    assert "No recognition is hidden" in text_of(alice.get("/admin/moderation?tab=recognitions"))


def test_an_administrator_who_is_thanked(company, alice):
    """Sees it as an administrator, not as the one thanked."""
    person = EmployeeFactory(company=company, registered=True)
    RoleGrantFactory(company=company, user=person.user, role=Role.ADMINISTRATOR)
    recognition = said(company, to=person, message="Rude words")
    hide(recognition, alice)
    answer = signed_in(person.user, company, person).get(ADDRESS.format(recognition))
    assert (answer.status_code, "Rude words" in text_of(answer)) == (200, True)
    assert 'name="put"' not in answer.content.decode()
