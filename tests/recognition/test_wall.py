"""The Activity Wall: order, pages by key, filters, search (R8)."""

import re
from datetime import timedelta

import pytest

from employees.models import Company, Employee
from recognition.models import Copy, Recognition
from recognition.queries.wall import Viewer, Wanted, posts_of, wall_page
from recognition.queries.wall.pages import PER_PAGE
from tests.factories import (
    NOON,
    BatchFactory,
    ECardFactory,
    EmployeeFactory,
    ReasonFactory,
    RecipientFactory,
    RecognitionFactory,
)
from workstars.lib.keyset import Key


def viewer_of(employee: Employee) -> Viewer:
    return Viewer(employee.company, employee.pk, employee.user_id or 0)


def administrator(company: Company) -> Viewer:
    return Viewer(company, 0, 0, sees_everything=True)


def said(company: Company, minutes: int = 0, *, private: bool = False, **given) -> Recognition:
    """To one person, so many minutes after noon; `to`, `manager` and `points` are the recipient's."""
    recipient = {name: given.pop(name) for name in ("manager", "holder", "points") if name in given}
    to = given.pop("to", None) or EmployeeFactory(company=company)
    recognition = RecognitionFactory(
        company=company, sent_at=NOON + timedelta(minutes=minutes), is_private=private, **given
    )
    RecipientFactory(recognition=recognition, employee=to, **recipient)
    return recognition


def walk(viewer: Viewer, wanted: Wanted, limit: int) -> list[int]:
    """Every page to the end, following its key as an address would."""
    found, before = [], None
    while True:
        page = wall_page(viewer, wanted, before=before, limit=limit)
        found += [post.pk for post in page.posts]
        if page.older is None:
            return found
        before = Key.read(str(page.older))


@pytest.mark.rule("R8", "newest first, page by page, nothing twice and nothing left out, also at equal times")
@pytest.mark.parametrize("limit", [1, 2, 3, 7, 100])
def test_pages_by_key(company, bob, limit):
    me = bob.employee
    rows = []
    for number in range(16):
        # Four share each moment. Each reaches Bob by several branches at once, half of them are private.
        given = {"sender": me, "manager": me, "holder": me} if number % 3 else {"to": me}
        row = said(company, number // 4, private=bool(number % 2), **given)
        Copy.objects.for_company(company).create(
            company=company, recognition=row, employee=me, sent_at=row.sent_at
        )
        rows.append(row)
    newest_first = [row.pk for row in sorted(rows, key=lambda row: (row.sent_at, row.pk), reverse=True)]
    assert walk(viewer_of(me), Wanted(), limit) == newest_first
    assert walk(administrator(company), Wanted(), limit) == newest_first


@pytest.mark.rule("R8", "a batch of many recognitions at one moment is paged through like any other")
def test_pages_of_a_batch(company, bob):
    batch = BatchFactory(company=company, requested_by=bob.user, send_at=NOON)
    rows = [
        said(company, batch=batch, batch_row=row, private=True, sender=None, sender_name="Acme")
        for row in range(7)
    ]
    newest_first = [row.pk for row in reversed(rows)]
    assert walk(viewer_of(bob.employee), Wanted(), 3) == newest_first


def test_a_key_of_nobody():
    assert [Key.read(text) for text in ("", "x", "1-", "-1", "1-2-3", "９-9", "9" * 19 + "-1")] == [None] * 7
    key = Key(NOON, 5)
    assert Key.read(str(key)) == key


@pytest.mark.rule("R8", "filters: mine are those I sent and those I got")
def test_mine(company, bob):
    me = bob.employee
    sent, got, private = (
        said(company, 1, sender=me),
        said(company, 2, to=me),
        said(company, 3, to=me, private=True),
    )
    said(company, 4)
    assert walk(viewer_of(me), Wanted(show="mine"), 100) == [private.pk, got.pk, sent.pk]
    assert walk(viewer_of(me), Wanted(show="received"), 100) == [private.pk, got.pk]


@pytest.mark.rule("R8", "filters: my team are people whose manager I was, or am now as far as it is public")
def test_team(company, bob):
    me = bob.employee
    report, earlier = EmployeeFactory(company=company, manager=me), EmployeeFactory(company=company)
    then = said(company, 1, to=earlier, manager=me, private=True)
    held = said(company, 2, to=earlier, manager=None, holder=me, private=True)
    before_me = said(company, 3, to=report, manager=None)
    said(company, 4, to=report, manager=None, private=True)
    said(company, 5)
    team = [before_me.pk, held.pk, then.pk]
    assert walk(viewer_of(me), Wanted(show="team"), 100) == team
    assert walk(viewer_of(me), Wanted(show="team"), 1) == team


@pytest.mark.rule("R8", "filters: reason, for each kind of wall")
def test_reason(company, bob):
    me = bob.employee
    reason = ReasonFactory(company=company)
    public, private = (
        said(company, 1, reason=reason),
        said(company, 2, reason=reason, to=me, private=True),
    )
    hidden = said(company, 3, reason=reason, private=True)
    said(company, 4, to=me)
    wanted = Wanted(reason=reason.pk)
    assert walk(viewer_of(me), wanted, 1) == [private.pk, public.pk]
    assert walk(administrator(company), wanted, 1) == [hidden.pk, private.pk, public.pk]
    assert walk(viewer_of(me), Wanted(show="mine", reason=reason.pk), 100) == [private.pk]
    assert walk(viewer_of(me), Wanted(text=me.name, reason=reason.pk), 100) == [private.pk]


@pytest.mark.rule("R8", "a person's name finds what this person said and got, as far as one may see it")
@pytest.mark.parametrize("text", ["Zażółć Gęślą", "zazolc", "GESLA zaz", "  gesla  "])
def test_search(company, bob, text):
    person = EmployeeFactory(company=company, first_name="Zażółć", last_name="Gęślą")
    by, to = said(company, 1, sender=person), said(company, 2, to=person)
    to_me = said(company, 3, sender=person, to=bob.employee, private=True)
    hidden = said(company, 4, to=person, private=True)
    said(company, 5)
    assert walk(viewer_of(bob.employee), Wanted(text=text), 1) == [to_me.pk, to.pk, by.pk]
    assert walk(administrator(company), Wanted(text=text), 1) == [hidden.pk, to_me.pk, to.pk, by.pk]
    assert walk(viewer_of(bob.employee), Wanted(text=text, show="mine"), 100) == [to_me.pk]


def test_search_of_nobody(company, bob):
    said(company)
    EmployeeFactory(company=company, employee_id="QX77", hr_email="secret@work.example")
    for text in ("nobody", "x", "QX77", "secret@work", "%", "_"):
        assert walk(viewer_of(bob.employee), Wanted(text=text), 100) == []


def test_many_of_one_name(company, bob):
    EmployeeFactory.create_batch(50, company=company, first_name="Anna", last_name="Same")
    assert wall_page(viewer_of(bob.employee), Wanted(text="anna same")).many_named is True
    assert wall_page(viewer_of(bob.employee), Wanted(text="bob brown")).many_named is False


@pytest.mark.rule("R2", "administrators can list what is public and what is private")
def test_privacy(company):
    public, private = said(company, 1), said(company, 2, private=True)
    assert walk(administrator(company), Wanted(privacy="public"), 1) == [public.pk]
    assert walk(administrator(company), Wanted(privacy="private"), 1) == [private.pk]
    wanted = Wanted(privacy="private", text=private.sender.name)
    assert walk(administrator(company), wanted, 100) == [private.pk]


@pytest.mark.rule("C2", "a wall holds nothing of another company")
def test_company(company, other_company, bob):
    said(other_company, 1)
    assert walk(viewer_of(bob.employee), Wanted(), 100) == walk(administrator(company), Wanted(), 100) == []


def test_a_post(company, bob):
    ecard, reason = ECardFactory(company=company), ReasonFactory(company=company, names={"pl": "Zespół"})
    row = said(company, to=bob.employee, points=5, ecard=ecard, reason=reason, sender=None, sender_name="Us")
    for _more in range(7):
        RecipientFactory(recognition=row)
    (post,) = posts_of(viewer_of(bob.employee), [row.pk])
    assert (post.sender, post.reason, post.is_private, post.points) == ("Us", reason.name, False, 5)
    assert (post.ecard.address, post.ecard.name) == (
        f"/ecards/{ecard.pk}/0123456789abcdef.webp",
        ecard.name,
    )
    assert [person.points for person in post.people] == [5, *[None] * 7]
    assert (len(post.shown_people), post.more_people) == (5, 3)


@pytest.mark.rule("R8", "a page of the wall needs as many queries for one recognition as for three")
@pytest.mark.parametrize(
    ("wanted", "queries"), [(Wanted(), 3), (Wanted(show="mine"), 3), (Wanted(text="bob brown"), 4)]
)
def test_queries(company, bob, django_assert_num_queries, wanted, queries):
    for number in (1, 2):
        for _row in range(number):
            row = said(company, to=bob.employee, ecard=ECardFactory(company=company))
            RecipientFactory(recognition=row)
        with django_assert_num_queries(queries):
            page = wall_page(viewer_of(bob.employee), wanted)
            assert [len(post.people) for post in page.posts] == [2] * len(page.posts)


# The pages


def text_of(answer) -> str:
    return " ".join(re.sub(r"<[^>]+>", " ", answer.content.decode()).split())


def test_the_wall_page(company, bob):
    for number in range(PER_PAGE + 1):
        said(company, number, message=f"Message number {number:02}.")
    first = bob.get("/wall")
    older = re.search(r'href="(\?before=[0-9-]+)"', first.content.decode())[1]
    assert "Message number 20." in text_of(first) and "Message number 00." not in text_of(first)
    second = text_of(bob.get(f"/wall{older}"))
    assert "Message number 00." in second and "Message number 01." not in second
    assert "Back to the newest" in second


def test_the_way_on_keeps_the_filters(company, bob):
    reason = ReasonFactory(company=company)
    for number in range(PER_PAGE + 1):
        said(company, number, to=bob.employee, reason=reason)
    page = bob.get(f"/wall?tab=mine&reason={reason.pk}").content.decode()
    assert re.search(rf'href="\?tab=mine&amp;reason={reason.pk}&amp;before=[0-9-]+"', page)


def test_a_message_is_text(company, bob):
    said(company, message="<script>alert(1)</script>\n& more")
    page = bob.get("/wall").content.decode()
    assert "&lt;script&gt;alert(1)&lt;/script&gt;\n&amp; more" in page
    assert "<script>alert" not in page


@pytest.mark.parametrize(
    ("query", "words"),
    [
        ("", "No thanks yet"),
        ("?tab=mine", "Nothing of yours yet"),
        ("?tab=team", "Nobody of your team has been thanked yet"),
        ("?text=nobody", "Nothing fits"),
        ("?before=1000-1", "Nothing is older than this"),
        ("?before=nonsense&tab=nonsense", "No thanks yet"),
    ],
)
def test_empty_walls(bob, query, words):
    answer = bob.get(f"/wall{query}")
    assert (answer.status_code, words in text_of(answer)) == (200, True)


@pytest.mark.parametrize("query", ["?text=x", "?reason=2000000000"])
def test_a_filter_that_cannot_be(company, bob, query):
    said(company)
    answer = bob.get(f"/wall{query}")
    words = "Write two letters at least." if "text" in query else "There is no such reason."
    assert (answer.status_code, words in text_of(answer)) == (422, True)


def test_queries_of_the_wall_page(company, bob, django_assert_num_queries):
    said(company, to=bob.employee)
    bob.get("/wall")
    with django_assert_num_queries(10):
        bob.get("/wall")
    said(company, to=bob.employee), said(company)
    with django_assert_num_queries(10):
        bob.get("/wall")


@pytest.mark.rule("R2", "the sender makes a recognition private by a button that says it is for good")
def test_private_button(company, bob, alice):
    mine = said(company, sender=bob.employee)
    address = f"/recognitions/{mine.pk}"
    assert "It cannot be made public again." in text_of(bob.get(address))
    assert bob.get(f"{address}/private").status_code == 405
    assert bob.post(f"{address}/private").url == address
    mine.refresh_from_db()
    shown = text_of(bob.get(address))
    assert (mine.is_private, "It is private now." in shown, "Make it private" in shown) == (True, True, False)


def test_others_have_no_private_button(company, bob):
    theirs = said(company, to=bob.employee)
    address = f"/recognitions/{theirs.pk}"
    assert "Make it private" not in text_of(bob.get(address))
    refused = bob.post(f"{address}/private")
    assert refused.status_code == 403
    assert "Only the sender and administrators can make a recognition private." in text_of(refused)
    theirs.refresh_from_db()
    assert theirs.is_private is False


@pytest.mark.rule("R2", "administrators see every recognition in a list, with who sees it")
def test_administrators_list(company, alice, bob, charlie):
    private = said(company, private=True, message="Secret", points=1500)
    said(company, 1, message="Open")
    shown = text_of(alice.get("/admin/recognitions"))
    assert ("Secret" in shown, "Open" in shown, "1,500" in shown) == (True, True, True)
    only = text_of(alice.get(f"/admin/recognitions?privacy=private&text={private.sender.last_name}&reason="))
    assert ("Secret" in only, "Open" in only) == (True, False)
    assert bob.get("/admin/recognitions").status_code == 403
    assert "No recognitions yet" in text_of(charlie.get("/admin/recognitions"))


def test_queries_of_administrators_list(company, alice, django_assert_num_queries):
    said(company)
    alice.get("/admin/recognitions")
    with django_assert_num_queries(9):
        alice.get("/admin/recognitions")
    said(company), said(company)
    with django_assert_num_queries(9):
        alice.get("/admin/recognitions")
