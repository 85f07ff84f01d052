"""The pages of letters, as Alice, Bob, Charlie and a stranger see them."""

import re
from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from employees.models import AuditEvent, Company, Employee
from invites.models import CodeFile, LetterPack, OwnWords
from invites.pdf.words import words_in
from invites.services.letters.making import make_letters
from invites.services.voiding import void_file
from invites.views import letters
from tests.certificates import paper
from tests.invites.packs import CODE, a_file, ask, make, person
from tests.people import Person
from workstars.lib import packs
from workstars.lib.actors import SYSTEM

HTMX = {"HTTP_HX_REQUEST": "true"}
SETTINGS = "/admin/settings/letters"
ENGLISH = f"{SETTINGS}/invites/en"


@pytest.fixture
def file(company: Company) -> CodeFile:
    """Of Bea, who leads Ewa at another site."""
    boss = person(company, "Bea Boss", location="Gdańsk")
    person(company, "Ewa E", location="Łódź", manager=boss)
    return a_file(company, timezone.now())


def page_of(file: CodeFile) -> str:
    return f"/admin/invites/csvs/{file.pk}/letters"


def words(page) -> str:
    """What the page says, without markup and repeated space."""
    body = page.content.decode().split("<main", 1)[1].split("</main", 1)[0]
    return " ".join(re.sub(r"<[^>]+>", " ", body).split())


def the_pack(company: Company) -> LetterPack:
    return LetterPack.objects.for_company(company).get()


@pytest.mark.rule(
    "I9", "the file's page leads to its letters; the page offers each way with the number of letters"
)
def test_choices(alice: Person, file: CodeFile) -> None:
    assert f'href="{page_of(file)}"' in alice.get(f"/admin/invites/csvs/{file.pk}").content.decode()
    page = alice.get(page_of(file))
    said = words(page)
    assert "Everybody 2 letters Make letters for everybody" in said
    assert "Managers alone 1 letter Make letters for managers" in said
    assert "One site Gdańsk (1) Łódź (1) Make letters for this site" in said
    assert "One line manager’s team Bea Boss (1) Make letters for this team" in said


@pytest.mark.rule(
    "I9", "a press asks for letters; the page shows how far they are and, without script, asks again"
)
def test_make_and_watch(alice: Person, company: Company, file: CodeFile) -> None:
    answer = alice.post(page_of(file), {"of": "site", "value": "Łódź"})
    pack = the_pack(company)
    assert (answer.status_code, answer["Location"]) == (302, page_of(file))
    assert (pack.of, pack.value, pack.status) == ("site", "Łódź", "queued")
    page = alice.get(page_of(file)).content.decode()
    progress = f"/admin/invites/letters/{pack.pk}"
    assert (f'hx-get="{progress}"' in page, '<meta http-equiv="refresh" content="5">' in page) == (True, True)
    LetterPack.objects.for_company(company).update(
        progress_step="letters",
        progress_done=50,
        progress_total=100,
        started_at=timezone.now() - timedelta(seconds=20),
    )
    bar = alice.get(progress, **HTMX).content.decode()
    assert (">50 of 100<" in bar, "About 20 seconds left." in bar) == (True, True)
    assert alice.get(progress)["Location"] == page_of(file)
    make_letters(now=timezone.now())
    assert alice.get(progress, **HTMX)["HX-Refresh"] == "true"


@pytest.mark.rule(
    "I9", "the letters download as a PDF that nobody on the way keeps, and the download is audited"
)
def test_download(alice: Person, company: Company, file: CodeFile) -> None:
    pack = make(file, "site", timezone.now(), value="Łódź")
    address = f"/admin/invites/letters/{pack.pk}/download"
    page = alice.get(page_of(file))
    assert (f'href="{address}"' in page.content.decode(), "Ready Download" in words(page)) == (True, True)
    answer = alice.get(address)
    name = file.file_name.removesuffix(".csv")
    assert (answer["Content-Type"], answer["Cache-Control"]) == ("application/pdf", "no-store")
    assert answer["Content-Disposition"] == f'attachment; filename="{name}-letters-lodz.pdf"'
    assert (answer.streaming, paper.pages(answer.getvalue())) == (True, 2)
    event = AuditEvent.objects.get(company=company, action="letters.downloaded")
    assert event.actor_label == alice.user.name


@pytest.mark.rule(
    "I9", "who needs no letter any more is said beside the pack, with a button that makes it again"
)
def test_again(alice: Person, company: Company, file: CodeFile) -> None:
    pack = make(file, now=timezone.now())
    pack.failed = [person(company, "Poison P").pk]
    pack.save()
    ewa = file.codes.get(employee__first_name="Ewa").employee
    ewa.registered_at = timezone.now()
    ewa.save()
    said = words(alice.get(page_of(file)))
    assert "1 person needs none any more. Make them again before you print." in said
    assert "Could not be set in type: Poison P" in said
    answer = alice.post(f"/admin/invites/letters/{pack.pk}/again")
    assert (answer["Location"], the_pack(company).status) == (page_of(file), "queued")


@pytest.mark.rule("I9", "several packs are told apart, and their needless letters are counted once")
def test_several_packs(alice: Person, company: Company, file: CodeFile, monkeypatch) -> None:
    monkeypatch.setattr(packs, "MOST", 1)
    monkeypatch.setattr(letters, "BARS_SHOWN", 1)
    alice.post(page_of(file), {"of": "all"})
    assert "1 more pack follows." in words(alice.get(page_of(file)))
    make_letters(now=timezone.now())
    Employee.objects.for_company(company).filter(first_name="Ewa").update(registered_at=timezone.now())
    said = words(alice.get(page_of(file)))
    assert ("Everybody, part 1 of 2" in said, "Everybody, part 2 of 2" in said) == (True, True)
    assert said.count("1 person needs none any more.") == 1
    second = LetterPack.objects.for_company(company).get(volume=2)
    name = alice.get(f"/admin/invites/letters/{second.pk}/download")["Content-Disposition"]
    assert name.endswith('-letters-part-2.pdf"')


@pytest.mark.parametrize(
    ("sent", "status", "sentence"),
    [
        ({}, 422, "Choose whose letters to make."),
        ({"of": "nobody"}, 422, "Choose whose letters to make."),
        ({"of": "manager"}, 422, "Choose a line manager from the list."),
        ({"of": "manager", "manager": "x"}, 422, "Choose a line manager from the list."),
        ({"of": "site", "value": "Nowhere"}, 409, "None of these people needs a letter any more"),
    ],
)
@pytest.mark.rule("X3", "a press that names nobody gets a sentence and makes nothing")
def test_bad_press(alice: Person, company: Company, file: CodeFile, sent, status: int, sentence: str) -> None:
    answer = alice.post(page_of(file), sent)
    assert (answer.status_code, words(answer).count(sentence)) == (status, 1)
    assert LetterPack.objects.for_company(company).count() == 0


@pytest.mark.rule("I8", "of a void file there are no letters to make or to download, and the page says why")
def test_void(alice: Person, company: Company, file: CodeFile) -> None:
    pack = make(file, now=timezone.now())
    void_file(company=company, file=file, reason="lost", by=SYSTEM, now=timezone.now())
    page = alice.get(page_of(file))
    assert "This file is void: none of its codes works any more." in words(page)
    assert ("/download" in page.content.decode(), "Make letters" in words(page)) == (False, False)
    assert alice.get(f"/admin/invites/letters/{pack.pk}/download").status_code == 410
    assert alice.post(page_of(file), {"of": "all"}).status_code == 409


@pytest.mark.rule("C2", "another company's letters are not found")
@pytest.mark.rule("C4", "without offline employees there are no letters")
def test_who(alice: Person, bob: Person, charlie: Person, company: Company, file: CodeFile) -> None:
    pack = ask(file)
    addresses = [page_of(file), *(f"/admin/invites/letters/{pack.pk}{end}" for end in ("", "/download"))]
    posts = [page_of(file), f"/admin/invites/letters/{pack.pk}/again"]
    assert [charlie.get(each).status_code for each in addresses] == [404] * 3
    assert [charlie.post(each, {"of": "all"}).status_code for each in posts] == [404] * 2
    assert [bob.get(each).status_code for each in (*addresses, SETTINGS, ENGLISH)] == [403] * 5
    theirs = person(charlie.company, "Max M")
    assert alice.post(page_of(file), {"of": "manager", "manager": theirs.pk}).status_code == 404
    Company.objects.filter(pk=company.pk).update(offline_employees=False)
    assert [alice.get(each).status_code for each in (*addresses, SETTINGS, ENGLISH)] == [404] * 5
    assert [alice.post(each).status_code for each in (*posts, ENGLISH, f"{ENGLISH}/preview")] == [404] * 4


def test_same_number_of_queries(alice: Person, company: Company, file: CodeFile) -> None:
    def asked() -> int:
        with CaptureQueriesContext(
            connection,
        ) as queries:
            alice.get(page_of(file))
        return len(queries)

    make(file, now=timezone.now())
    one = asked()
    make(file, "managers", timezone.now())
    make(file, "site", timezone.now(), value="Łódź")
    assert asked() == one


# Settings


@pytest.mark.rule("I9", "the envelopes' window is set on a page of the settings")
def test_window(alice: Person, company: Company) -> None:
    assert alice.post(SETTINGS, {"letter_window": "right"})["Location"] == SETTINGS
    company.refresh_from_db()
    event = AuditEvent.objects.get(company=company, action="settings.changed")
    assert (company.letter_window, event.after) == ("right", {"letter_window": "right"})
    answer = alice.post(SETTINGS, {"letter_window": "top"})
    assert (answer.status_code, words(answer).count("Choose one of these.")) == (422, 2)


@pytest.mark.rule(
    "I9", "the words of letters can be a company's own, per kind and language, and the standard again"
)
def test_own_words(alice: Person, company: Company) -> None:
    said = words(alice.get(SETTINGS))
    assert (said.count("Standard"), said.count("Your own")) == (14, 0)
    sent = {"title": "Hello  {first_name}", "text": "One.\r\n\r\nUntil {last_day}."}
    assert alice.post(ENGLISH, sent)["Location"] == ENGLISH
    own = OwnWords.objects.for_company(company).get()
    assert (own.kind, own.language, own.words["title"], own.words["text"]) == (
        "invites",
        "en",
        "Hello {first_name}",
        "One.\n\nUntil {last_day}.",
    )
    page = alice.get(ENGLISH)
    assert ("Hello Maria" in words(page), "<bdi>Maria</bdi>" in page.content.decode()) == (True, True)
    assert words(alice.get(SETTINGS)).count("Your own") == 1
    assert alice.post(f"{ENGLISH}/standard")["Location"] == ENGLISH
    assert OwnWords.objects.for_company(company).count() == 0
    actions = AuditEvent.objects.filter(company=company).order_by("pk").values_list("action", flat=True)
    assert list(actions) == ["letters.worded", "letters.standard"]


@pytest.mark.parametrize(
    ("sent", "sentence"),
    [
        ({"text": "x"}, "Type a title."),
        ({"title": "x"}, "Type the text of the letter."),
        ({"title": "{nickname}", "text": "x"}, "Nothing can be filled in for {nickname}."),
        ({"title": "x", "text": "Hello {first_name"}, "A brace stands alone. Names are written with two"),
        ({"title": "x", "text": "a\n\n" * 13}, "at most 12 paragraphs. This has 13."),
        ({"title": "x", "text": "a" * 1501}, "at most 1500 characters"),
    ],
)  # fmt: skip
@pytest.mark.rule("X3", "words that cannot be printed get a sentence, and what was typed stays")
def test_bad_words(alice: Person, company: Company, sent: dict[str, str], sentence: str) -> None:
    answer = alice.post(ENGLISH, sent)
    assert (answer.status_code, sentence in words(answer)) == (422, True)
    assert alice.post(f"{ENGLISH}/preview", sent).status_code == 422
    assert OwnWords.objects.for_company(company).count() == 0


@pytest.mark.rule(
    "I9", "the preview is the whole letter for an example person, with a code that can be no code"
)
def test_preview(alice: Person, company: Company) -> None:
    answer = alice.post(f"{SETTINGS}/reminders/fr/preview", {"title": "Bonjour {first_name}", "text": "Oui."})
    text = " ".join(paper.text(answer.content).split())
    assert (answer["Content-Type"], answer["Cache-Control"]) == ("application/pdf", "no-store")
    assert ("Bonjour Maria" in text, "XXXX-XXXX-XXXX" in text, CODE.findall(text)) == (
        True,
        True,
        ["XXXX-XXXX-XXXX"],
    )
    assert OwnWords.objects.for_company(company).count() == 0
    saved = " ".join(paper.text(alice.get(f"{SETTINGS}/reminders/fr/preview").content).split())
    assert words_in("fr").standard["reminders"].title.replace("{company}", company.name) in saved


@pytest.mark.parametrize("address", ["certificate/en", "invites/xx", "invites/en-us"])
def test_no_such_words(alice: Person, address: str) -> None:
    assert alice.get(f"{SETTINGS}/{address}").status_code == 404
    assert alice.post(f"{SETTINGS}/{address}/standard").status_code == 404
