"""Packs of letters: who is in one, in which order, who is left out, and when it ends."""

import os
from datetime import timedelta
from pathlib import Path

import pikepdf
import pytest

from employees.models import AuditEvent, Company, Employee
from invites import codes
from invites.models import ActivationCode, CodeFile, LetterPack, LetterPart, OwnWords
from invites.services.fetching import FileVoided, NoLongerKept
from invites.services.letters.fetching import NotReady, download_letters, end_letters
from invites.services.letters.making import LetterMaker, make_letters
from invites.services.own_words import say_in_own_words
from invites.services.retention import delete_old_code_files
from invites.services.voiding import void_file
from invites.tasks import resume_letters, sweep_orphan_letters
from tests.certificates import paper
from tests.factories import NOON
from tests.invites.packs import CODE, a_file, ask, bears, make, names_on, pages_of, person
from workstars.lib import packs, vault
from workstars.lib.actors import SYSTEM, Actor
from workstars.lib.packs import NoPack, release
from workstars.lib.vault import FileDamaged

LATER = NOON + timedelta(days=2)


def counts(pack: LetterPack) -> tuple[str, int, dict[str, int]]:
    return pack.status, pack.letters, pack.left_out


@pytest.mark.rule("I9", "letters come sorted by site and name, behind a cover sheet with counts per site")
def test_sorted_with_a_cover(company: Company) -> None:
    company.name = "Acme Mills"
    company.save()
    boss = person(company, "Mary Moss", hr_email="mary@work.example")
    zoe = person(company, "Zoë Adamska", location="Łódź", manager=boss)
    ewa = person(company, "Ewa Zając", location="Gdańsk")
    adam = person(company, "Adam Lis", location="Gdańsk")
    pack = make(a_file(company))
    cover, *letters = pages_of(pack)
    assert counts(pack) == ("ready", 3, {})
    assert names_on(pack, zoe, ewa, adam) == ["Adam Lis", "Ewa Zając", "Zoë Adamska"]
    assert "3 letters Everybody" in cover
    assert f"File {pack.file.file_name} Made 2 March 2026, by" in cover
    assert "Codes valid to 29 August 2026" in cover
    assert "in this order Gdańsk 2 Łódź 1 Together 3" in cover
    assert "Questions? Ask Mary Moss." in letters[2]
    assert LetterPart.objects.for_company(company).count() == 0


@pytest.mark.rule("I9", "each letter bears the code of its own person, taken from the stored file")
def test_codes_are_those_of_the_file(company: Company) -> None:
    people = [person(company, f"Ewa {letter}", employee_id=f"0{letter}") for letter in "ABC"]
    people[0].employee_id = "007"  # changed since: its letter says what opens the account today
    people[0].save()
    file = a_file(company)
    people[1].last_name = "Changed"
    people[1].save()
    for page in pages_of(make(file))[1:]:
        (printed,) = CODE.findall(page)
        keys = codes.digests(codes.parse(printed), company.pk).values()
        owner = ActivationCode.objects.for_company(company).get(digest__in=keys).employee
        assert (owner.name in page, bears(page, owner.employee_id)) == (True, True)


@pytest.mark.rule(
    "I9", "who has registered, left, or whose code is over since is left out and counted on the cover"
)
def test_left_out(company: Company) -> None:
    registered, left, ewa = (person(company, name) for name in ("Rita R", "Leo L", "Ewa E"))
    file = a_file(company)
    registered.registered_at = LATER
    registered.save()
    left.left_at = LATER
    left.save()
    pack = make(file, now=LATER)
    assert counts(pack) == ("ready", 1, {"registered": 1, "dead": 1})
    assert names_on(pack, registered, left, ewa) == ["Ewa E"]
    assert "Left out" in pages_of(pack)[0]
    assert "Registered meanwhile 1" in pages_of(pack)[0]
    assert "Left, or the code is void 1" in pages_of(pack)[0]


@pytest.mark.rule(
    "I9", "made again, it leaves out who has registered since; the old PDF is gone from the vault"
)
def test_again(company: Company, django_capture_on_commit_callbacks) -> None:
    ewa, adam = person(company, "Ewa E"), person(company, "Adam A")
    file = a_file(company)
    first = make(file)
    old = first.stored_name
    ewa.registered_at = LATER
    ewa.save()
    with django_capture_on_commit_callbacks(execute=True):
        again = make(file, now=LATER)
    assert (again.pk, counts(again)) == (first.pk, ("ready", 1, {"registered": 1}))
    assert names_on(again, ewa, adam) == ["Adam A"]
    with pytest.raises(vault.FileMissing):
        vault.load(vault.StoredFile(old, b"", 0, bytes(first.wrapped_key), first.key_version))


@pytest.mark.rule("I9", "a pack is for everybody, for one site, or for one line manager's team")
@pytest.mark.rule("I11", "managers' letters can be made alone")
def test_which(company: Company) -> None:
    boss = person(company, "Bea Boss", location="Gdańsk")
    ewa = person(company, "Ewa E", manager=boss, location="Łódź")
    adam = person(company, "Adam A", manager=boss, location="")
    file = a_file(company)
    everybody = (boss, ewa, adam)
    assert names_on(make(file, "managers"), *everybody) == ["Bea Boss"]
    assert names_on(make(file, "manager", manager=boss), *everybody) == ["Adam A", "Ewa E"]
    assert names_on(make(file, "site", value="Łódź"), *everybody) == ["Ewa E"]
    without = make(file, "site", value="")
    assert names_on(without, *everybody) == ["Adam A"]
    assert "in this order Without a site 1" in pages_of(without)[0]


@pytest.mark.rule(
    "I9", "each letter is in its person's language, else the company's; a company's own words count"
)
def test_languages_and_own_words(company: Company) -> None:
    company.default_language = "de"
    company.save()
    person(company, "Ada A", language="pl")
    person(company, "Bob B")
    person(company, "Cid C", language="ar")
    say_in_own_words(
        company=company,
        kind="invites",
        language="de",
        words={"title": "Los geht’s, {first_name}", "text": "Bis {last_day}.\n\nIhre {company}"},
        by=SYSTEM,
        now=NOON,
    )
    pack = make(a_file(company))
    _cover, polish, german, arabic = pages_of(pack)
    assert "Otwórz swoje konto" in polish
    assert f"Los geht’s, Bob Bis 29. August 2026. Ihre {company.name} " in german
    assert any("\u0600" < sign < "\u06ff" for sign in arabic)
    data = vault.load(vault.StoredFile.named_by(pack))
    with pikepdf.open(paper.as_file(data)) as opened:
        spoken = [str(section.Lang) for section in opened.Root.StructTreeRoot.K[0].K]
    assert spoken == ["en", "pl", "de", "ar"]
    facts = paper.facts(data)
    assert (facts["Pages"], facts["Tagged"], facts["Title"]) == (
        "4",
        "yes",
        f"Letters of {company.name}, {pack.file.file_name.removesuffix('.csv')}",
    )


@pytest.mark.rule(
    "I9", "a letter that cannot be set in type fails alone: the others are made, and it is named"
)
def test_a_poisonous_name(company: Company) -> None:
    ewa, adam = person(company, "Ewa E"), person(company, "Adam A")
    poison = person(company, "Poison P", language="pl")
    endless = {"title": "x", "text": "much too much " * 2000}  # no form lets it in
    facts = {"kind": "invites", "language": "pl", "words": endless, "changed_at": NOON}
    OwnWords.objects.create(company=company, **facts)
    pack = make(a_file(company))
    assert (counts(pack), pack.failed) == (("ready", 2, {}), [poison.pk])
    assert names_on(pack, ewa, adam) == ["Adam A", "Ewa E"]
    assert f"Poison P ({poison.employee_id}) Not printable" in pages_of(pack)[0]


@pytest.mark.rule("I9", "asked for twice, letters are made once")
def test_asked_twice(company: Company) -> None:
    person(company, "Ewa E")
    file = a_file(company)
    assert ask(file).pk == ask(file).pk
    events = AuditEvent.objects.filter(company=company, action="letters.made")
    assert [event.after for event in events] == [{"file": file.file_name, "letters": 1, "of": "all"}]


def voided(file: CodeFile, company: Company) -> None:
    void_file(company=company, file=file, reason="lost", by=SYSTEM, now=LATER)


def no_longer_kept(file: CodeFile, company: Company) -> None:
    assert delete_old_code_files(now=NOON + timedelta(days=300)) == 1


def switched_off(file: CodeFile, company: Company) -> None:
    Company.objects.filter(pk=company.pk).update(offline_employees=False)


ENDS = [(voided, "This file is void"), (no_longer_kept, "no longer kept"), (switched_off, "switched off")]


@pytest.mark.rule("V7", "of a void file, one no longer kept, and while letters are off, none are made")
@pytest.mark.parametrize(("end", "sentence"), ENDS)
def test_not_printable(company: Company, end, sentence: str) -> None:
    person(company, "Ewa E")
    file = a_file(company)
    waiting = ask(file, "site")
    end(file, company)
    with pytest.raises(NoPack, match=sentence):
        ask(file)
    make_letters(now=LATER)
    waiting.refresh_from_db()
    assert (waiting.status, sentence in waiting.failure, waiting.stored_name) == ("failed", True, "")


@pytest.mark.rule("V7", "a file that is voided while its letters are made: none of them is handed out")
def test_voided_halfway(company: Company) -> None:
    person(company, "Ewa E")
    file = a_file(company)
    ask(file)
    maker = LetterMaker.take(NOON)
    assert maker is not None
    maker.make_part(0)
    voided(file, company)
    with pytest.raises(NoPack, match="This file is void"):
        maker.finish()
    pack = maker.pack
    pack.refresh_from_db()
    assert (pack.status, pack.stored_name) == ("queued", "")
    release(pack)
    make_letters(now=LATER)
    pack.refresh_from_db()
    assert (pack.status, LetterPart.objects.for_company(company).count()) == ("failed", 0)


@pytest.mark.rule("X3", "a pack for nobody is refused with a sentence")
def test_nobody(company: Company) -> None:
    person(company, "Ewa E")
    with pytest.raises(NoPack, match="None of these people needs a letter any more"):
        ask(a_file(company), "site", value="Nowhere")
    assert LetterPack.objects.for_company(company).count() == 0


@pytest.mark.rule(
    "I9", "more letters than one pack holds are several packs: everybody once, in the order of the pile"
)
def test_several_packs(company: Company, monkeypatch: pytest.MonkeyPatch) -> None:
    assert packs.MOST == 2_000
    people = [person(company, f"Ewa {letter}") for letter in "BADCE"]
    monkeypatch.setattr(packs, "MOST", 2)
    file = a_file(company)
    Employee.objects.for_company(company).filter(last_name="C").update(registered_at=NOON)
    first = make(file)
    made = list(LetterPack.objects.for_company(company).order_by("volume"))
    assert [(pack.volume, pack.volumes, counts(pack)) for pack in made] == [
        (1, 2, ("ready", 2, {"registered": 1})),
        (2, 2, ("ready", 2, {})),
    ]
    assert [names_on(pack, *people) for pack in made] == [["Ewa A", "Ewa B"], ["Ewa D", "Ewa E"]]
    assert ("Everybody, part 1 of 2" in pages_of(first)[0], ask(file).status) == (True, "queued")
    assert AuditEvent.objects.filter(company=company, action="letters.made").count() == 2


@pytest.mark.rule(
    "I9", "made again, several packs are as many as it takes now, and what is left over is deleted"
)
def test_several_packs_again(
    company: Company, monkeypatch: pytest.MonkeyPatch, django_capture_on_commit_callbacks
) -> None:
    people = [person(company, f"Ewa {letter}") for letter in "ABC"]
    monkeypatch.setattr(packs, "MOST", 1)
    file = a_file(company)
    first = make(file)
    before = [vault.StoredFile.named_by(pack) for pack in LetterPack.objects.for_company(company)]
    Employee.objects.for_company(company).exclude(pk=people[1].pk).update(registered_at=NOON)
    with django_capture_on_commit_callbacks(execute=True):
        again = make(file)
    assert (again.pk, again.volumes, names_on(again, *people)) == (first.pk, 1, ["Ewa B"])
    assert LetterPack.objects.for_company(company).count() == 1
    for stored in before:
        with pytest.raises(vault.FileMissing):
            vault.load(stored)


@pytest.mark.rule("I9", "a download is checked, written down, and begins the days of a file made by schedule")
def test_download(company: Company, by_alice: Actor) -> None:
    ewa = person(company, "Ewa E")
    file = a_file(company)
    CodeFile.objects.for_company(company).update(by_schedule=True)
    ewa.paper_due_on = None
    ewa.paper_made_at = file.created_at
    ewa.save()
    pack = make(file)
    data = b"".join(download_letters(company=company, pack=pack, by=by_alice, now=LATER))
    ewa.refresh_from_db()
    event = AuditEvent.objects.get(company=company, action="letters.downloaded")
    assert data.startswith(b"%PDF-1.7")
    assert (event.actor_label, event.after["letters"]) == (by_alice.label, 1)
    assert ewa.paper_due_on == (LATER + timedelta(days=30)).date()


@pytest.mark.rule("A3", "a damaged PDF is not handed out")
def test_damaged(company: Company, by_alice: Actor) -> None:
    person(company, "Ewa E")
    pack = make(a_file(company))
    LetterPack.objects.for_company(company).update(sha256=b"0" * 32)
    with pytest.raises(FileDamaged):
        download_letters(company=company, pack=pack, by=by_alice, now=LATER)


@pytest.mark.rule(
    "C6", "letters end with their file, by void or retention, and before that are not handed out"
)
@pytest.mark.parametrize(("end", "refusal"), [(voided, FileVoided), (no_longer_kept, NoLongerKept)])
def test_ends_with_its_file(company: Company, by_alice: Actor, end, refusal) -> None:
    person(company, "Ewa E")
    pack = make(a_file(company))
    stored = vault.StoredFile.named_by(pack)
    assert end_letters(now=LATER) == 0
    end(pack.file, company)
    with pytest.raises(refusal):
        download_letters(company=company, pack=pack, by=by_alice, now=LATER)
    assert vault.load(stored)
    assert resume_letters(at=None) == 1
    with pytest.raises(vault.FileMissing):
        vault.load(stored)
    assert end_letters(now=LATER) == 0


def test_not_ready(company: Company, by_alice: Actor) -> None:
    person(company, "Ewa E")
    with pytest.raises(NotReady):
        download_letters(company=company, pack=ask(a_file(company)), by=by_alice, now=LATER)


@pytest.mark.rule("A3", "orphaned letters are swept, those that a pack or a part names are kept")
def test_orphans(company: Company, settings, tmp_path: Path) -> None:
    backend = "django.core.files.storage.FileSystemStorage"
    folder = {"BACKEND": backend, "OPTIONS": {"location": tmp_path}}
    settings.STORAGES = {**settings.STORAGES, "vault": folder}
    person(company, "Ewa E")
    pack = make(a_file(company))
    part = LetterPart.objects.for_company(company).create(
        company=company, pack=pack, number=0, **vault.store(f"letters/{company.pk}", b"part").columns
    )
    orphan = vault.store(f"letters/{company.pk}", b"nobody's")
    assert sweep_orphan_letters(at=None) == 0
    for path in tmp_path.rglob("letters/*/*"):
        os.utime(path, (0, 0))
    assert sweep_orphan_letters(at=None) == 1
    assert (vault.load(vault.StoredFile.named_by(part)), vault.load(vault.StoredFile.named_by(pack))[:4]) == (
        b"part",
        b"%PDF",
    )
    with pytest.raises(vault.FileMissing):
        vault.load(orphan)
