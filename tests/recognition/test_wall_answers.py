"""Reactions and comments: by whom, once, counted for a page at a time, reported and hidden (R8)."""

import re
from uuid import uuid4

import pytest
from django.contrib.messages import get_messages

from employees.models import AuditEvent, Company
from recognition.messages import COMMENT_CHARACTERS, comment_flaws
from recognition.models import Comment, Reaction, Recognition
from recognition.queries.wall import Viewer, comments_of, who_reacted, with_answers
from recognition.queries.wall.posts import posts_of
from recognition.services.wall import (
    CommentRefused,
    HidingRefused,
    hide_comment,
    keep_comment,
    react,
    report_comment,
    show_comment,
    take_back_comment,
    write_comment,
)
from tests.factories import NOON, EmployeeFactory, RecipientFactory, RecognitionFactory
from workstars.lib.actors import Actor

Kind = Reaction.Kind


def said(company: Company, **given) -> Recognition:
    to = given.pop("to", None) or EmployeeFactory(company=company)
    recognition = RecognitionFactory(company=company, **given)
    RecipientFactory(recognition=recognition, employee=to)
    return recognition


def viewer_of(person) -> Viewer:
    return Viewer(person.company, person.pk, person.user_id or 0)


def commented(company: Company, author=None, text: str = "Well done", **given) -> Comment:
    author = author or EmployeeFactory(company=company)
    return write_comment(recognition=said(company, **given), author=author, text=text, now=NOON)


def actor(person) -> Actor:
    return Actor(person.user.pk, "Alice", "192.0.2.1")


def text_of(answer) -> str:
    return " ".join(re.sub(r"<[^>]+>", " ", answer.content.decode()).split())


# Reactions


@pytest.mark.rule("R8", "a press puts a reaction, another one takes it away; pressed twice is once")
def test_reacting(company, bob):
    recognition = said(company)
    address = f"/recognitions/{recognition.pk}/react"

    def mine() -> list[str]:
        rows = Reaction.objects.for_company(company).filter(employee=bob.employee)
        return list(rows.order_by("pk").values_list("kind", flat=True))

    for given, kinds in [
        ({"put": "clap"}, ["clap"]),
        ({"put": "clap"}, ["clap"]),
        ({"put": "star"}, ["clap", "star"]),
        ({"take": "clap"}, ["star"]),
        ({"take": "clap"}, ["star"]),
        ({"put": "clap", "take": "star"}, ["star"]),
        ({"put": "thumb"}, ["star"]),
        ({}, ["star"]),
    ]:
        answer = bob.post(address, given)
        assert (answer.url, mine()) == (f"/recognitions/{recognition.pk}#post-{recognition.pk}", kinds)
    assert bob.get(address).status_code == 405


@pytest.mark.rule(
    "R8", "without script a press leads back to the post, with its filters; never to another site"
)
@pytest.mark.parametrize(
    ("next_page", "back"),
    [
        ("/wall?tab=mine&before=1-2", "/wall?tab=mine&before=1-2#post-{0}"),
        ("https://evil.example/", "/recognitions/{0}#post-{0}"),
    ],
)
def test_way_back(company, bob, next_page, back):
    recognition = said(company)
    answer = bob.post(f"/recognitions/{recognition.pk}/react", {"put": "clap", "next": next_page})
    assert answer.url == back.format(recognition.pk)


@pytest.mark.rule("R8", "with script the signs alone are exchanged")
def test_in_place(company, bob):
    recognition = said(company)
    answer = bob.post(
        f"/recognitions/{recognition.pk}/react",
        {"put": "heart", "next": "/wall?tab=mine"},
        HTTP_HX_REQUEST="true",
    )
    page = answer.content.decode()
    assert (answer.status_code, page.strip().startswith("<form"), "<html" in page) == (200, True, False)
    assert re.findall(r'name="(put|take)" value="(\w+)" aria-pressed="(\w+)"', page) == [
        ("put", "clap", "false"),
        ("take", "heart", "true"),
        ("put", "star", "false"),
        ("put", "party", "false"),
    ]
    assert 'value="/wall?tab=mine"' in page


@pytest.mark.rule("R8", "reactions are counted by kind, with one's own marked; who reacted can be read")
def test_counted(company, bob):
    recognition, other = said(company), said(company)
    people = [EmployeeFactory(company=company, first_name=name, last_name="Q") for name in ("Ann", "Ben")]
    for person in (*people, bob.employee):
        react(recognition=recognition, employee=person, kind=Kind.CLAP, wanted=True, now=NOON)
    react(recognition=recognition, employee=people[0], kind=Kind.PARTY, wanted=True, now=NOON)
    viewer = viewer_of(bob.employee)
    first, second = with_answers(viewer, posts_of(viewer, [recognition.pk, other.pk]))
    assert [(sign.count, sign.mine) for sign in first.answers.signs] == [
        (3, True),
        (0, False),
        (0, False),
        (1, False),
    ]
    assert [sign.count for sign in second.answers.signs] == [0, 0, 0, 0]
    assert [(row.kind, row.names, row.others) for row in who_reacted(viewer, recognition.pk)] == [
        (Kind.CLAP, ("Ann Q", "Ben Q", bob.employee.name), 0),
        (Kind.PARTY, ("Ann Q",), 0),
    ]
    assert "Ann Q, Ben Q, Bob" in text_of(bob.get(f"/recognitions/{recognition.pk}")).replace(" ,", ",")


@pytest.mark.rule("R8", "reactions and comments of a whole page cost one query")
def test_one_query(company, bob, django_assert_num_queries):
    viewer = viewer_of(bob.employee)
    for more in (1, 2):
        for _row in range(more):
            comment = commented(company)
            react(
                recognition=comment.recognition, employee=bob.employee, kind=Kind.STAR, wanted=True, now=NOON
            )
        posts = posts_of(viewer, Recognition.objects.for_company(company).values_list("pk", flat=True))
        with django_assert_num_queries(1):
            found = with_answers(viewer, posts)
        assert [post.answers.comments for post in found] == [1] * len(posts)


# Comments


@pytest.mark.parametrize(
    ("text", "flaws"),
    [
        ("Well done", 0),
        ("é" * COMMENT_CHARACTERS, 0),
        ("é" * (COMMENT_CHARACTERS + 1), 1),
        ("\n".join("x" * 20), 0),
        ("\n".join("x" * 21), 1),
        ("", 1),
        ("\u200d", 1),
        ("x\x00y", 1),
        ("👩‍👩‍👧 🎉", 0),
        ("شكرا", 0),
    ],
)
@pytest.mark.rule("R8", "a comment has at most 500 characters and 20 lines, and nothing that cannot be shown")
def test_flaws(text, flaws):
    assert len(comment_flaws(text)) == flaws


@pytest.mark.rule("R8", "a comment is written on the recognition's page and read there by who may see it")
def test_commenting(company, bob):
    recognition = said(company)
    page = bob.get(f"/recognitions/{recognition.pk}").content.decode()
    press = re.search(r'name="press_key" value="([0-9a-f-]+)"', page)[1]
    given = {"text": " <b>Well</b>\r\ndone ", "press_key": press}
    answers = [bob.post(f"/recognitions/{recognition.pk}/comments", given) for _twice in range(2)]
    assert {answer.url for answer in answers} == {f"/recognitions/{recognition.pk}#comments"}
    (comment,) = comments_of(viewer_of(bob.employee), recognition.pk)
    assert (comment.text, comment.author, comment.mine) == ("<b>Well</b>\ndone", bob.employee.name, True)
    assert "&lt;b&gt;Well&lt;/b&gt;\ndone" in bob.get(f"/recognitions/{recognition.pk}").content.decode()
    assert "1 comment" in text_of(bob.get("/wall"))


def test_a_press_counts_once(company, bob):
    recognition, press = said(company), uuid4()
    given = {"recognition": recognition, "author": bob.employee, "now": NOON, "press_key": press}
    first = write_comment(text="One", **given)
    assert take_back_comment(comment=first, by=bob.employee, now=NOON) is True
    assert write_comment(text="One", **given) == first
    assert Comment.objects.for_company(company).get().text == ""


@pytest.mark.parametrize(
    ("text", "words"),
    [("", "Write a few words."), ("x" * 501, "more than 500 characters"), ("x\n" * 21 + "x", "20 lines")],
)
def test_refused_comment_stays_typed(company, bob, text, words):
    recognition = said(company)
    answer = bob.post(f"/recognitions/{recognition.pk}/comments", {"text": text, "press_key": uuid4()})
    assert (answer.status_code, words in text_of(answer), text in answer.content.decode()) == (
        422,
        True,
        True,
    )
    assert Comment.objects.for_company(company).count() == 0


@pytest.mark.rule("R8", "many comments in a short time are slowed, and what was typed stays")
def test_slowed(company, bob):
    address = f"/recognitions/{said(company).pk}/comments"
    answers = [bob.post(address, {"text": f"Words {n}", "press_key": uuid4()}) for n in range(11)]
    assert [answer.status_code for answer in answers] == [302] * 10 + [429]
    assert "Words 10" in answers[-1].content.decode()
    assert Comment.objects.for_company(company).count() == 10


@pytest.mark.rule("R8", "who may not see a recognition can neither react nor comment: it is not there")
def test_strangers(company, bob, charlie):
    recognition = said(company, is_private=True)
    hidden = said(company, hidden_at=NOON, hidden_by_label="Alice", hidden_reason="x")
    comment = write_comment(recognition=recognition, author=recognition.sender, text="Well done", now=NOON)
    posts = [
        f"/recognitions/{pk}/{what}" for pk in (recognition.pk, hidden.pk) for what in ("react", "comments")
    ]
    addresses = [*posts, f"/comments/{comment.pk}/report", f"/comments/{comment.pk}/take-back"]
    given = {"put": "clap", "text": "x", "press_key": uuid4()}
    for address in addresses:
        assert bob.post(address, given).status_code == 404
        assert charlie.post(address, given).status_code in (403, 404)
    comment.refresh_from_db()
    assert (Reaction.objects.for_company(company).count(), comment.text, comment.reported_at) == (
        0,
        "Well done",
        None,
    )
    assert bob.get(f"/recognitions/{recognition.pk}").status_code == 404


def test_who_is_in_no_record_reads_only(company, alice):
    comment = commented(company)
    page = f"/recognitions/{comment.recognition_id}"
    assert "Well done" in text_of(alice.get(page)) and 'name="put"' not in alice.get(page).content.decode()
    refused = alice.post(f"{page}/react", {"put": "clap"})
    assert (refused.status_code, "You are in no HR record" in text_of(refused)) == (403, True)


@pytest.mark.rule("R8", "an author takes a comment back, for good: its text is gone; nobody else can")
def test_taken_back(company, bob):
    mine, other = commented(company, bob.employee), commented(company)
    assert bob.post(f"/comments/{other.pk}/take-back").status_code == 403
    assert bob.post(f"/comments/{mine.pk}/take-back").url == f"/recognitions/{mine.recognition_id}#comments"
    mine.refresh_from_db(), other.refresh_from_db()
    assert (mine.text, mine.deleted_at is None, other.text) == ("", False, "Well done")
    assert comments_of(viewer_of(bob.employee), mine.recognition_id) == []
    assert bob.post(f"/comments/{mine.pk}/take-back").status_code == 404


def test_too_many_reports(company, bob, settings):
    settings.ACCOUNT_RATE_LIMITS = {**settings.ACCOUNT_RATE_LIMITS, "report_comment": "1/h/key"}
    first, second = commented(company), commented(company)
    for comment in (first, second):
        bob.post(f"/comments/{comment.pk}/report")
    told = [str(one) for one in get_messages(bob.get("/wall").wsgi_request)]
    assert told == [
        "Reported. An administrator looks at it; your name is not kept.",
        "That were many reports in a short time. Try again later.",
    ]
    waiting = Comment.objects.for_company(company).reported()
    assert [comment.pk for comment in waiting] == [first.pk]


@pytest.mark.rule(
    "R8", "anybody who sees a comment reports it; administrators find it in a list, and keep or hide it"
)
def test_reported(company, bob, alice):
    rude, fine = commented(company, text="Rude words"), commented(company, text="Fine words")
    for comment in (rude, fine):
        assert bob.post(f"/comments/{comment.pk}/report").url.endswith("#comments")
    queue = text_of(alice.get("/admin/moderation"))
    assert ("Rude words" in queue, "Fine words" in queue, "Reported comments 2" in queue) == (
        True,
        True,
        True,
    )
    assert alice.post(f"/comments/{fine.pk}/keep").url == "/admin/moderation"
    assert alice.post(f"/comments/{rude.pk}/hide", {"reason": "Not kind"}).url == "/admin/moderation"
    assert "Nothing waits for you" in text_of(alice.get("/admin/moderation"))
    hidden = text_of(alice.get("/admin/moderation?tab=comments"))
    assert ("Rude words" in hidden, "Not kind" in hidden, "Fine words" in hidden) == (True, True, False)
    assert report_comment(comment=fine, now=NOON) is False
    events = AuditEvent.objects.filter(company=company, action__startswith="comment.").order_by("pk")
    assert [(e.action, e.subject_label, e.after) for e in events] == [
        ("comment.kept", fine.author.name, {}),
        ("comment.hidden", rude.author.name, {"reason": "Not kind"}),
    ]


@pytest.mark.rule("R8", "a hidden comment is seen by administrators and its author, who reads why")
def test_hidden_comment(company, bob, alice):
    comment = commented(company, bob.employee, text="Rude words")
    page = f"/recognitions/{comment.recognition_id}"
    hide_comment(company=company, comment=comment, reason="Not  kind", by=actor(alice), now=NOON)
    someone = viewer_of(EmployeeFactory(company=company))
    assert comments_of(someone, comment.recognition_id) == []
    (post,) = with_answers(someone, posts_of(someone, [comment.recognition_id]))
    assert post.answers.comments == 0
    assert "Only you see it. Reason: Not kind" in text_of(bob.get(page))
    assert "Hidden by Alice. Reason: Not kind" in text_of(alice.get(page))
    assert alice.post(f"/comments/{comment.pk}/show").url == f"{page}#comments"
    assert [said.text for said in comments_of(someone, comment.recognition_id)] == ["Rude words"]


def test_others_do_not_moderate(company, bob, charlie):
    comment = commented(company)
    for act in (hide_comment, show_comment, keep_comment):
        more = {"reason": "x"} if act is hide_comment else {}
        with pytest.raises(HidingRefused, match="Only administrators hide"):
            act(company=company, comment=comment, by=actor(bob), now=NOON, **more)
    for what in ("hide", "show", "keep"):
        statuses = [who.post(f"/comments/{comment.pk}/{what}").status_code for who in (bob, charlie)]
        assert statuses == [403, 404]
    assert (bob.get("/admin/moderation").status_code, charlie.get("/admin/moderation").status_code) == (
        403,
        200,
    )


@pytest.mark.rule("R8", "the company switches comments off: none are written or shown, and they come back")
@pytest.mark.rule("C6", "whether colleagues comment is a setting, in the audit log when it changes")
def test_switched_off(company, bob, alice):
    comment = commented(company)
    page = f"/recognitions/{comment.recognition_id}"
    assert "Colleagues may comment" in text_of(alice.get("/admin/settings/wall"))
    assert alice.post("/admin/settings/wall", {}).url == "/admin/settings/wall"
    shown = text_of(bob.get(page))
    assert ("Well done" in shown, "Your comment" in shown, "comment" in text_of(bob.get("/wall"))) == (
        False,
        False,
        False,
    )
    answer = bob.post(f"{page}/comments", {"text": "Me too", "press_key": uuid4()})
    assert answer.status_code == 409
    company.refresh_from_db()
    with pytest.raises(CommentRefused, match="switched comments off"):
        write_comment(
            recognition=Recognition.objects.get(pk=comment.recognition_id),
            author=bob.employee,
            text="x",
            now=NOON,
        )
    event = AuditEvent.objects.get(company=company, action="settings.changed")
    assert (event.before, event.after) == ({"comments_allowed": True}, {"comments_allowed": False})
    alice.post("/admin/settings/wall", {"comments_allowed": "on"})
    assert "Well done" in text_of(bob.get(page))


@pytest.mark.parametrize("tab", ["", "?tab=comments", "?tab=recognitions"])
def test_queries_of_moderation(company, alice, django_assert_num_queries, tab):
    """As many for one row as for three."""
    counts = []
    for more in (1, 2):
        for _row in range(more):
            report_comment(comment=commented(company), now=NOON)
            by = {"company": company, "reason": "x", "by": actor(alice), "now": NOON}
            hide_comment(comment=commented(company), **by)
            said(company, hidden_at=NOON, hidden_by_label="Alice", hidden_reason="x")
        alice.get(f"/admin/moderation{tab}")
        with django_assert_num_queries(30, exact=False) as asked:
            alice.get(f"/admin/moderation{tab}")
        counts.append(len(asked))
    assert counts[0] == counts[1]


def test_the_end_of_a_page(company, alice):
    recognition, author = said(company), EmployeeFactory(company=company)
    for number in range(51):
        comment = write_comment(recognition=recognition, author=author, text=f"Number {number:02}.", now=NOON)
        report_comment(comment=comment, now=NOON)
    first = alice.get("/admin/moderation")
    older = re.search(r'href="(\?before=[0-9-]+)"', first.content.decode())[1]
    assert ("Number 50." in text_of(first), "Number 00." in text_of(first)) == (True, False)
    second = text_of(alice.get(f"/admin/moderation{older}"))
    assert ("Number 00." in second, "Number 01." in second) == (True, False)
