"""Letters under crashes, under people who register meanwhile, and a known code searched for (I9, V7, V8)."""

from datetime import timedelta
from pathlib import Path

import pytest
from django.db import IntegrityError
from django.db.models.functions import Now

from employees.models import Company, Employee
from invites import codes
from invites.models import ActivationCode, LetterPack, LetterPart, Standing
from invites.services.letters.making import LetterMaker, make_letters
from tests.factories import NOON, CompanyFactory
from tests.faults.crashpoints import CrashPoint, count_statements, dies_at
from tests.faults.test_generation import where
from tests.invites.packs import CODE, a_file, ask, pages_of, person
from workstars.lib import vault
from workstars.lib.packs import release

PEOPLE = 3
UNMADE = {
    "status": "queued",
    "stored_name": "",
    "heartbeat_at": None,
    "attempts": 0,
    "claim": None,
}

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def mill(settings, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Company:
    """Three people in a file, a letter a chunk; files lie in a folder of their own."""
    backend = "django.core.files.storage.FileSystemStorage"
    settings.STORAGES = {
        **settings.STORAGES,
        "vault": {"BACKEND": backend, "OPTIONS": {"location": tmp_path}},
    }
    monkeypatch.setattr(LetterMaker, "chunk", 1)
    mill = CompanyFactory(name="Mill", subdomain="mill")
    for number in range(PEOPLE):
        person(mill, f"Ewa {number}")
    return mill


def the_pack(mill: Company) -> LetterPack:
    return LetterPack.objects.for_company(mill).select_related("file", "company").get()


def parts(mill: Company) -> dict[int, str]:
    return dict(LetterPart.objects.for_company(mill).values_list("number", "stored_name"))


def silence(mill: Company) -> None:
    """Ten seconds and more pass: who was killed is known to be dead."""
    at_work = LetterPack.objects.for_company(mill).filter(heartbeat_at__isnull=False)
    at_work.update(heartbeat_at=Now() - timedelta(seconds=11))


def printed_people(mill: Company) -> list[str]:
    """Whose living code stands on which page of the pack, page by page."""
    living = {
        bytes(code.digest): code.employee.name
        for code in ActivationCode.objects.for_company(mill).live(NOON.date()).select_related("employee")
    }
    pages = pages_of(the_pack(mill))[1:]
    found = []
    for page in pages:
        (symbols,) = CODE.findall(page)
        keys = codes.digests(codes.parse(symbols), mill.pk).values()
        found += [living.get(key, "a dead code") for key in keys]
    return found


def some_points(mill: Company, *, everything: bool) -> list[CrashPoint]:
    """The points at which making all of it could die; a sample of them in `make test`."""
    points = [point for point in count_statements(lambda: make_letters(now=NOON)) if point.when != "within"]
    return points if everything else points[3 :: len(points) // 4]


@pytest.mark.slow
@pytest.mark.rule(
    "I9", "killed at any statement, the next worker goes on with the missing letters, each once"
)
@pytest.mark.promise(
    "V7", "killed at any statement of making letters, every letter bears its person's living code"
)
def test_crash_of_making(mill: Company, monkeypatch: pytest.MonkeyPatch, all_faults: bool) -> None:
    ask(a_file(mill))
    make_letters(now=NOON)  # fonts are loaded: every child starts warm
    drawn: list[int] = []
    make_part = LetterMaker.make_part
    points = some_points_again(mill, everything=all_faults)
    monkeypatch.setattr(LetterMaker, "make_part", lambda *a: (drawn.append(a[1]), make_part(*a)))
    for point in points:
        begin_again(mill)
        assert dies_at(lambda: make_letters(now=NOON), point), point
        silence(mill)
        kept = parts(mill)
        was_ready = the_pack(mill).status == "ready"
        drawn.clear()
        make_letters(now=NOON)
        expected = [] if was_ready else [number for number in range(PEOPLE) if number not in kept]
        assert (drawn, the_pack(mill).status, parts(mill)) == (expected, "ready", {}), point
        assert printed_people(mill) == ["Ewa 0", "Ewa 1", "Ewa 2"], point
    assert len(points) >= 4


def some_points_again(mill: Company, *, everything: bool) -> list[CrashPoint]:
    begin_again(mill)
    return some_points(mill, everything=everything)


def begin_again(mill: Company) -> None:
    LetterPack.objects.for_company(mill).update(**UNMADE)
    LetterPart.objects.for_company(mill).delete()


@pytest.mark.rule(
    "I9", "negative control: without asking which chunks are there, a killed pack is never made"
)
def test_crash_without_asking(mill: Company, monkeypatch: pytest.MonkeyPatch) -> None:
    ask(a_file(mill))
    maker = LetterMaker.take(NOON)
    assert maker is not None
    maker.pack.parts.create(company=mill, number=1)
    release(maker.pack)
    monkeypatch.setattr(LetterMaker, "missing", lambda self: list(range(PEOPLE)))
    with pytest.raises(IntegrityError, match="letter_part_once"):
        make_letters(now=NOON)


def planned(mill: Company) -> None:
    """A worker died after it had fixed who is in the pack; then somebody of them registered."""
    ask(a_file(mill))
    maker = LetterMaker.take(NOON)
    assert maker is not None
    release(maker.pack)
    ewa = Employee.objects.for_company(mill).get(last_name="1")
    ewa.registered_at = NOON
    ewa.save()


@pytest.mark.promise("V7", "who registers while letters are made is left out of the chunks that come after")
def test_registers_meanwhile(mill: Company) -> None:
    planned(mill)
    make_letters(now=NOON)
    assert (printed_people(mill), the_pack(mill).left_out) == (["Ewa 0", "Ewa 2"], {"registered": 1})


@pytest.mark.promise("V7", "negative control: without asking again at each chunk a letter bears a dead code")
def test_registers_meanwhile_unasked(mill: Company, monkeypatch: pytest.MonkeyPatch) -> None:
    planned(mill)
    monkeypatch.setattr(LetterMaker, "standings", lambda self, chosen: dict.fromkeys(chosen, Standing.LIVE))
    make_letters(now=NOON)
    assert printed_people(mill) == ["Ewa 0", "a dead code", "Ewa 2"]


@pytest.mark.rule("A3", "after making letters a code is in no table, no stored file, no log")
@pytest.mark.promise("V8", "after making letters a code is in no table, no stored file, no log")
def test_known_code(mill: Company, tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level("DEBUG")
    ask(a_file(mill))
    make_letters(now=NOON)
    (printed,) = CODE.findall(pages_of(the_pack(mill))[1])
    raw = b"".join(path.read_bytes() for path in tmp_path.rglob("*") if path.is_file())
    for needle in (printed, codes.parse(printed)):
        assert (where(needle), needle.encode() in raw, needle in caplog.text) == ([], False, False)
    digest = codes.digest(codes.parse(printed), mill.pk, codes.current_version())
    assert where(digest.hex()) == ["invites_activationcode"]  # the search itself finds what is there
    assert vault.load(vault.StoredFile.named_by(the_pack(mill))).startswith(b"%PDF")
