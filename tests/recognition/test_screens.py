"""A television shows a code, is paired, shows the public wall and nothing else, and is ended (R9)."""

import re
from datetime import UTC, datetime, timedelta

import pytest
from django.conf import settings
from django.core.cache import cache
from django.test import Client
from django.utils import timezone

from employees.models import AuditEvent, Company
from recognition.models import ECardPicture, Screen
from recognition.queries.shown import Shown, called, newest_shown, varied
from recognition.services import screens
from recognition.services.screens import ScreenRefused
from recognition.services.screens.pairing import LENGTH, LETTERS
from recognition.tasks.screens import sweep_screens
from recognition.views.screens.television import SLIDES
from tests.factories import ECardFactory, EmployeeFactory, RecipientFactory, RecognitionFactory
from tests.people import Person, SiteClient, host_of
from tests.portal.markup import only, tree, words

pytestmark = pytest.mark.django_db

LIST = "/admin/settings/screens"


@pytest.fixture
def television(stranger: SiteClient) -> SiteClient:
    return stranger


@pytest.fixture
def paired(television: SiteClient, alice: Person) -> Screen:
    """Alice has typed what the television shows."""
    pair(alice, code_on(television))
    return Screen.objects.get()


def stage_of(television: Client, address: str = "/screen"):
    return tree(television.get(address).content.decode())


def code_on(television: Client) -> str:
    return words(only(stage_of(television), "code[@class='code']"))


def pair(person: Person, code: str, name: str = "Canteen", names: str = "short"):
    return person.post(LIST, {"code": code, "name": name, "names": names})


def state_of(television: Client, address: str = "/screen/now") -> str:
    markup = television.get(address).content.decode()
    return markup.split('data-state="')[1].split('"')[0]


def said_on(television: Client) -> list[str]:
    return [words(p) for p in stage_of(television).iter("p") if p.get("class", "").startswith("said")]


def said(company: Company, message: str = "Thanks", minutes: int = 0, **given):
    to = given.pop("to", None) or EmployeeFactory(company=company, first_name="Jan", last_name="Polak")
    row = RecognitionFactory(
        company=company, message=message, sent_at=timezone.now() + timedelta(minutes=minutes), **given
    )
    RecipientFactory(recognition=row, employee=to, points=500)
    return row


# Pairing


@pytest.mark.rule("R9", "a television shows six letters that cannot be mistaken, the address and a QR code")
def test_code(television):
    stage = stage_of(television)

    code = words(only(stage, "code[@class='code']"))
    assert (code[3], len(code), set(code.replace("-", "")) - set(LETTERS)) == ("-", LENGTH + 1, set())
    assert set("AEIOU0O1ILQ2Z5S8B6G") & set(LETTERS) == set()
    assert words(only(stage, "ol")) == (
        "An administrator opens acme.workstars.test Settings, then Screens and types this code:"
    )
    assert only(stage, "div[@class='qr']/img").get("src").startswith("data:image/png;base64,")
    assert code_on(television) == code, "it stays the same from one question to the next"
    assert Screen.objects.count() == 1


@pytest.mark.rule("R9", "the code leads to the wall on that screen, without anybody touching it")
@pytest.mark.parametrize(
    "typed",
    [lambda code: code, lambda code: code.replace("-", " ").lower(), lambda code: f" {code[:3]}{code[4:]} "],
)
def test_paired(television, alice, company, typed):
    said(company, "For the night shift")
    assert state_of(television, "/screen") == "waiting"
    answer = pair(alice, typed(code_on(television)))

    assert (answer.status_code, answer["Location"]) == (302, LIST)
    assert state_of(television) == "wall"
    assert said_on(television) == ["For the night shift"]
    screen = Screen.objects.get()
    assert (screen.name, screen.names, screen.pairing_code) == ("Canteen", "short", "")
    event = AuditEvent.objects.get(action="screen.paired")
    assert (event.actor_label, event.subject_label, event.after) == (
        "Alice Adams",
        "Canteen",
        {"name": "Canteen", "shown_names": "short"},
    )


@pytest.mark.rule("R9", "the QR code opens the settings with the code filled in")
def test_address_with_a_code(television, alice):
    code = code_on(television)
    form = tree(alice.get(f"{LIST}?code={code.replace('-', '')}").content.decode())
    assert only(form, "input[@name='code']").get("value") == code
    odd = tree(alice.get(f'{LIST}?code="><script>').content.decode())
    assert only(odd, "input[@name='code']").get("value") is None


@pytest.mark.rule("R9", "a code that no screen shows is refused with a sentence, and what was typed stays")
@pytest.mark.parametrize("code", ["CDFHJK", "CDF", "AEIOUX", "", "C" * 40])
def test_wrong_code(television, alice, code):
    if code_on(television) == "CDF-HJK":
        return
    page = pair(alice, code)
    assert page.status_code == (409 if code else 422)
    form = tree(page.content.decode())
    assert only(form, "input[@name='name']").get("value") == "Canteen"
    sentence = words(only(form, "div[@class='field bad']//p[@class='error']"))
    assert sentence == (
        "Error: No screen of yours shows this code now. Type the one that stands there; it changes every 15 minutes."
        if code
        else "Error: Type the six letters that the screen shows."
    )
    assert Screen.objects.working().count() == 0


@pytest.mark.rule("R9", "a code counts for fifteen minutes; then the screen shows another one")
def test_code_expires(company, by_alice, now):
    screen, _secret = screens.ask_for_pairing(company=company, before=None, now=now)
    first, late = screen.pairing_code, now + screens.CODE_COUNTS
    typed = {"company": company, "name": "Canteen", "names": "short", "by": by_alice}
    with pytest.raises(ScreenRefused):
        screens.pair_screen(code=first, now=late, **typed)
    assert screens.keep_code_fresh(screen=screen, now=late - timedelta(seconds=1)).pairing_code == first
    second = screens.keep_code_fresh(screen=screen, now=late).pairing_code
    assert second != first
    assert screens.pair_screen(code=second, now=late, **typed).pk == screen.pk


@pytest.mark.rule("R9", "a code pairs one screen once")
def test_code_is_spent(television, alice):
    code = code_on(television)
    assert pair(alice, code).status_code == 302
    assert pair(alice, code, name="Another").status_code == 409
    assert [screen.name for screen in Screen.objects.all()] == ["Canteen"]


@pytest.mark.rule("R9", "codes are not guessed: twenty in ten minutes for a company, then a wait")
def test_guessing(television, alice):
    code = code_on(television)
    answers = [pair(alice, "CDFHJK").status_code for _try in range(20)]
    assert (set(answers), pair(alice, code).status_code) == ({409}, 429)
    cache.clear()
    assert pair(alice, code).status_code == 302


@pytest.mark.rule("R9", "whoever asks for code after code gets a calm page instead, and no rows")
def test_flood_of_televisions(company):
    answers = [SiteClient(host_of(company)).get("/screen").status_code for _one in range(33)]
    assert answers == [200] * 30 + [429] * 3
    assert Screen.objects.count() == 30
    assert state_of(SiteClient(host_of(company)), "/screen") == "refused"


@pytest.mark.rule("R9", "the screen's cookie is for that page alone, and the database keeps its SHA-256")
def test_cookie(television, settings):
    settings.SESSION_COOKIE_SECURE = True
    cookie = television.get("/screen").cookies["screen"]
    assert (cookie["httponly"], cookie["samesite"], cookie["secure"], cookie["path"]) == (
        True,
        "Lax",
        True,
        "/screen",
    )
    screen = Screen.objects.get()
    assert (len(screen.digest), cookie.value.encode() in bytes(screen.digest)) == (32, False)
    assert screens.find_screen(screen.company, cookie.value) == screen
    assert screens.find_screen(screen.company, "") is None


@pytest.mark.rule("R9", "without script the page is loaded anew by itself, and the next thanks stand there")
def test_without_script(television, company, alice, time_machine):
    assert (
        '<noscript><meta http-equiv="refresh" content="5"></noscript>'
        in television.get("/screen").content.decode()
    )
    pair(alice, code_on(television))
    for number in range(3):
        said(company, f"Thanks {number}", number)
    assert (
        '<noscript><meta http-equiv="refresh" content="14"></noscript>'
        in television.get("/screen").content.decode()
    )
    seen = []
    for turn in range(3):
        time_machine.move_to(datetime.fromtimestamp(14 * (300_000_000 + turn), tz=UTC), tick=False)
        slides = [a for a in stage_of(television).iter("article") if a.get("class").endswith(" on")]
        seen += [words(only(one, "p[@class='said size-1']")) for one in slides]
    assert seen == ["Thanks 2", "Thanks 1", "Thanks 0"]


# What it shows


@pytest.mark.rule("R9", "a screen never shows what is private or hidden, another company's, or who has left")
def test_what_is_shown(company, other_company, now):
    left = EmployeeFactory(company=company, left_at=now)
    said(company, "public")
    said(company, "private", is_private=True)
    said(company, "hidden", hidden_at=now)
    said(company, "to somebody who has left", to=left)
    said(company, "from somebody who has left", sender=left)
    said(other_company, "of another company")
    both = said(company, "to two", 1, sender=None, sender_name="Acme Mills")
    RecipientFactory(recognition=both, employee=left)

    shown = newest_shown(company, "short", SLIDES)
    assert [(one.message, one.people, one.more) for one in shown] == [
        ("to two", ("Jan P.",), 0),
        ("public", ("Jan P.",), 0),
    ]


@pytest.mark.rule("R9", "people are called by first name and initial unless the screen is set otherwise")
@pytest.mark.parametrize(
    ("first", "last", "short"),
    [
        ("Maria", "Kowalska", "Maria K."),
        ("Maria Anna", "van der Berg", "Maria Anna v."),
        ("Maria", "", "Maria"),
        ("", "Kowalska", "Kowalska"),
        ("Zoë", "E\u0301mile", "Zoë E\u0301."),
        ("प्रिया", "शर्मा", "प्रिया श."),
        ("小明", "王", "小明 王."),
    ],
)
def test_names(first, last, short):
    person = EmployeeFactory.build(first_name=first, last_name=last, company=None)
    assert (called(person, "short"), called(person, "full")) == (short, f"{first} {last}".strip())


@pytest.mark.rule("R9", "neither whole names nor points stand on a screen that is set to first names")
def test_names_on_the_screen(television, paired, company):
    said(
        company, "Well done", sender=EmployeeFactory(company=company, first_name="Ewa", last_name="Zielińska")
    )
    page = television.get("/screen").content.decode()
    assert ("Jan P." in page, "Ewa Z." in page) == (True, True)
    assert ("Polak" in page, "Zielińska" in page, "500" in page) == (False, False, False)
    Screen.objects.update(names="full")
    assert "Jan Polak" in television.get("/screen").content.decode()


@pytest.mark.rule("R9", "a screen shows a handful of the newest, long lists and long messages shortened")
def test_bounds(company):
    for number in range(SLIDES + 2):
        row = said(company, f"Number {number}", number)
    for _more in range(6):
        RecipientFactory(recognition=row, employee__company=company)
    shown = newest_shown(company, "short", SLIDES)
    assert [one.message for one in shown] == [f"Number {n}" for n in range(SLIDES + 1, 1, -1)]
    assert (len(shown[0].people), shown[0].more) == (4, 3)


@pytest.mark.rule("R9", "a large batch leaves room for what people say by themselves")
@pytest.mark.parametrize(
    ("newest", "limit", "chosen"),
    [
        ([(9, 1), (8, 1), (7, 1), (6, 1), (5, 1), (4, None), (3, 2), (2, None)], 6, [9, 8, 7, 4, 3, 2]),
        ([(9, 1), (8, 1), (7, 1), (6, 1), (5, 1), (4, None)], 6, [9, 8, 7, 4, 6, 5]),
        ([(9, None), (8, None), (7, None), (6, None), (5, None)], 4, [9, 8, 7, 6]),
        ([], 4, []),
    ],
)
def test_batches_do_not_drown_people(newest, limit, chosen):
    assert varied(newest, limit) == chosen


@pytest.mark.parametrize(
    ("message", "shown", "size"),
    [
        ("Thanks", "Thanks", 1),
        ("One\n\ntwo\n three", "One two three", 1),
        ("word " * 20, "word " * 19 + "word", 2),
        ("word " * 30, "word " * 29 + "word", 3),
        ("word " * 100, "word " * 51 + "word …", 4),
        ("x" * 300, "x" * 260 + " …", 4),
    ],
)
def test_excerpts(message, shown, size):
    one = Shown(1, (), 0, "", message, "", None, timezone.now().date())
    assert (one.large, one.size) == (shown, size)
    assert one.excerpt(2000, 60) == "\n".join(
        " ".join(line.split()) for line in message.split("\n") if line.strip()
    )


@pytest.mark.rule("R9", "one thanks or three cost a screen equally many queries")
def test_queries(television, paired, company, django_assert_num_queries):
    said(company)
    television.get("/screen/now")
    for more in (0, 2):
        for _one in range(more):
            said(company, ecard=ECardFactory(company=company))
        with django_assert_num_queries(5):  # company, screen, newest, recognitions, recipients
            television.get("/screen/now")


@pytest.mark.rule("R9", "eCards' pictures are for paired screens, and of their own company")
def test_pictures(television, company, other_company, alice):
    mine, theirs = (
        ECardFactory(company=company, digest="a" * 16),
        ECardFactory(company=other_company, digest="b" * 16),
    )
    for card in (mine, theirs):
        ECardPicture.objects.create(company=card.company, ecard=card, screen=b"webp", print=b"jpeg")
    said(company, ecard=mine)
    address = f"/screen/ecards/{'a' * 16}.webp"
    unknown, code = television.get(address).status_code, code_on(television)
    waiting = television.get(address).status_code
    pair(alice, code)
    shown = only(stage_of(television), "div[@class='picture']/img").get("src")
    answers = [television.get(one) for one in (shown, f"/screen/ecards/{'b' * 16}.webp")]
    assert (unknown, waiting, shown) == (404, 404, address)
    assert [one.status_code for one in answers] == [200, 404]
    assert (answers[0].content, answers[0]["Content-Type"]) == (b"webp", "image/webp")


def test_empty_wall(television, paired):
    assert words(only(stage_of(television), "div[@class='calm']")) == (
        "Thank you The thanks of your colleagues will stand here. Nobody has been thanked in public yet."
    )


# In the settings


@pytest.mark.rule("R9", "screens are listed with when they were last seen")
def test_list(television, paired, alice):
    def states() -> list[str]:
        page = tree(alice.get(LIST).content.decode())
        return [words(row.findall("td")[1]) for row in only(page, "tbody").findall("tr")]

    assert states() == ["On"]
    Screen.objects.update(seen_at=datetime(2026, 3, 2, 12, tzinfo=UTC))
    assert states() == ["Not seen since 2 March 2026, 13:00"]
    television.get("/screen/now")
    assert states() == ["On"]


def test_seen_is_noted_once_a_minute(company, now):
    screen, _secret = screens.ask_for_pairing(company=company, before=None, now=now)
    for seconds, noted in ((0, 0), (59, 0), (60, 60), (90, 60)):
        screens.note_seen(screen=screen, now=now + timedelta(seconds=seconds))
        screen.refresh_from_db()
        assert screen.seen_at == now + timedelta(seconds=noted)


@pytest.mark.rule("R9", "one screen or three cost the list equally many queries")
def test_list_queries(alice, company, now, django_assert_num_queries):
    def add(number: int) -> None:
        for _one in range(number):
            screen, _secret = screens.ask_for_pairing(company=company, before=None, now=now)
            Screen.objects.filter(pk=screen.pk).update(paired_at=now, seen_at=now, name="x", pairing_code="")

    add(1)
    alice.get(LIST)
    with django_assert_num_queries(6) as first:
        alice.get(LIST)
    add(2)
    with django_assert_num_queries(len(first)):
        alice.get(LIST)


@pytest.mark.rule("R9", "a screen is renamed, which is audited before and after")
def test_changed(paired, alice):
    address = f"{LIST}/{paired.pk}"
    assert alice.post(address, {"name": "Hall 2", "names": "full"}).status_code == 302
    assert alice.post(address, {"name": "Hall 2", "names": "full"}).status_code == 302
    assert alice.post(address, {"name": "", "names": "full"}).status_code == 422
    event = AuditEvent.objects.get(action="screen.changed")
    assert (event.before, event.after) == (
        {"name": "Canteen", "shown_names": "short"},
        {"name": "Hall 2", "shown_names": "full"},
    )


@pytest.mark.rule(
    "R9", "an ended screen shows nothing at its next question, says so, and offers pairing again"
)
def test_ended(television, paired, alice, company):
    said(company, "Thanks")
    assert alice.post(f"{LIST}/{paired.pk}/end").status_code == 302
    assert alice.post(f"{LIST}/{paired.pk}/end").status_code == 404
    assert (state_of(television), b"Thanks" in television.get("/screen/now").content) == ("gone", False)
    for _again in range(2):
        assert words(only(stage_of(television), "p[@class='note']")) == (
            "“Canteen” was ended in the settings. To show the wall here again, pair this screen anew."
        )
    assert AuditEvent.objects.filter(action="screen.ended").count() == 1
    pair(alice, code_on(television), "Canteen again")
    assert said_on(television) == ["Thanks"]


@pytest.mark.rule("R9", "another company's administrators neither see nor pair nor end a screen")
def test_charlie(television, paired, charlie, company, other_company):
    other = SiteClient(host_of(company))
    assert pair(charlie, code_on(other)).status_code == 409
    assert "Canteen</a>" not in charlie.get(LIST).content.decode()
    answers = [
        charlie.get(f"{LIST}/{paired.pk}"),
        charlie.post(f"{LIST}/{paired.pk}", {"name": "Mine", "names": "full"}),
        charlie.post(f"{LIST}/{paired.pk}/end"),
    ]
    assert [answer.status_code for answer in answers] == [404, 404, 404]
    television.defaults["HTTP_HOST"] = host_of(other_company)
    assert state_of(television) == "gone", "its cookie opens nothing at another company's site"
    television.defaults["HTTP_HOST"] = host_of(company)
    assert state_of(television) == "wall"


def test_bob_may_not(bob, paired):
    answers = [bob.get(LIST), bob.post(LIST), bob.post(f"{LIST}/{paired.pk}/end")]
    assert [answer.status_code for answer in answers] == [403, 403, 403]


@pytest.mark.rule("R9", "what nobody paired is swept away after a day, what was ended after thirty")
def test_sweep(company, now):
    def screen(asked: timedelta, **dates) -> Screen:
        made, _secret = screens.ask_for_pairing(company=company, before=None, now=now - asked)
        Screen.objects.filter(pk=made.pk).update(**dates)
        return made

    day, second = timedelta(days=1), timedelta(seconds=1)
    long_ago = now - 400 * day
    kept = [
        screen(day),
        screen(400 * day, paired_at=long_ago),
        screen(400 * day, paired_at=long_ago, ended_at=now - 30 * day),
    ]
    screen(day + second)
    screen(400 * day, paired_at=long_ago, ended_at=now - 30 * day - second)
    assert sweep_screens(at=now.isoformat()) == 2
    assert list(Screen.objects.order_by("pk")) == kept


@pytest.mark.rule("R9", "a screen learns of a new release and of the company's new colour")
def test_release(television, paired, company):
    def release(address: str) -> set[str]:
        return set(re.findall(r'data-release="([0-9a-f]{16})"', television.get(address).content.decode()))

    before = release("/screen")
    assert (len(before), release("/screen/now")) == (1, before)
    Company.objects.filter(pk=company.pk).update(colour="#112233")
    after = release("/screen/now")
    assert (len(after), after & before, release("/screen")) == (1, set(), after)


def test_answers_are_kept_nowhere(television, paired):
    answers = [television.get(address) for address in ("/screen", "/screen/now")]
    assert {answer["Cache-Control"] for answer in answers} == {"no-store"}
    assert settings.SESSION_COOKIE_NAME not in television.cookies
