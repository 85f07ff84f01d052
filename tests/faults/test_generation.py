"""Generation under crashes and under 50 presses at once (V6, V7, I7), each with the protection taken away as well."""

import csv
import io
from collections import Counter
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import date, timedelta
from pathlib import Path
from threading import Barrier

import pytest
from django.conf import settings
from django.db import connection

from employees.models import Company, Employee
from invites import codes
from invites.models import ActivationCode, CodeFile
from invites.queries import lock_company, waiting
from invites.services import generation
from invites.services.generation import (
    NobodyWaits,
    Order,
    Reached,
    generate_invites_csv,
    sweep_orphan_files,
)
from tests.factories import NOON, CompanyFactory, EmployeeFactory
from tests.faults.crashpoints import crash_everywhere
from workstars.lib import vault
from workstars.lib.actors import SYSTEM
from workstars.lib.clock import today

PEOPLE, PRESSES = 12, 20
EVERY_PRESS = Barrier(PRESSES)
TODAY = date(2026, 3, 2)

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def mill(settings, tmp_path: Path) -> Company:
    """A company whose files lie in a folder of their own."""
    backend = "django.core.files.storage.FileSystemStorage"
    settings.STORAGES = {
        **settings.STORAGES,
        "vault": {"BACKEND": backend, "OPTIONS": {"location": tmp_path}},
    }
    mill = CompanyFactory(name="Mill", subdomain="mill")
    EmployeeFactory.create_batch(PEOPLE, company=mill)
    return mill


def ids(mill: Company) -> list[str]:
    return list(Employee.objects.for_company(mill).order_by("pk").values_list("employee_id", flat=True))


def no_lock(company: Company) -> Company:
    return company


def press(mill: Company) -> CodeFile:
    return generate_invites_csv(company=mill, country="PL", kind="invites", by=SYSTEM, now=NOON)


def wrongs(mill: Company) -> list[str]:
    """What contradicts V6, V7 and I7: every sentence here is a person who never gets a working letter, or gets two."""
    found = []
    letters: Counter[str] = Counter()
    for file in CodeFile.objects.for_company(mill):
        data = vault.load(vault.StoredFile.named_by(file))
        rows = list(csv.reader(io.StringIO(data.decode("utf-8-sig"))))[1:]
        live = ActivationCode.objects.for_company(mill).filter(file=file).live(TODAY)
        owners = {bytes(code.digest): code.employee.employee_id for code in live.select_related("employee")}
        if len(rows) != file.rows:
            found.append(f"{file} holds {len(rows)} of {file.rows} rows")
        for _first, _last, number, printed in rows:
            letters[number] += 1
            keys = codes.digests(codes.parse(printed), mill.pk).values()
            if number not in [owners.get(key) for key in keys]:
                found.append(f"the code of {number} is dead")
    off_the_list = (
        Employee.objects.for_company(mill).on_paper().order_by("pk").values_list("employee_id", flat=True)
    )
    return found + [
        f"{who} is off the list and in {letters[who]} files" for who in off_the_list if letters[who] != 1
    ]


def state(mill: Company) -> dict[str, int]:
    return {
        "waiting": waiting(mill, TODAY, "invites").count(),
        "files": CodeFile.objects.for_company(mill).count(),
        "codes": ActivationCode.objects.for_company(mill).count(),
    }


UNTOUCHED = {"waiting": PEOPLE, "files": 0, "codes": 0}
COMPLETE = {"waiting": 0, "files": 1, "codes": PEOPLE}


@pytest.mark.rule(
    "I5", "killed before or after any statement, a generation is untouched; then it is done once"
)
@pytest.mark.promise(
    "V7", "killed before or after any statement, a generation is untouched; then it is done once"
)
def test_crash_at_every_statement(mill: Company) -> None:
    points = 0
    for point in crash_everywhere(lambda: press(mill)):
        points += 1
        assert (state(mill), wrongs(mill)) == (UNTOUCHED, []), point
    assert (state(mill), wrongs(mill)) == (COMPLETE, [])
    assert points >= 4


@pytest.mark.rule(
    "V7", "negative control: without the one transaction a crash leaves people without a letter"
)
def test_crash_without_the_transaction(mill: Company, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(generation, "lock_company", no_lock)  # a lock needs a transaction

    def press_naked() -> None:
        generate_invites_csv.__wrapped__(company=mill, country="PL", kind="invites", by=SYSTEM, now=NOON)

    first = next(found for _point in crash_everywhere(press_naked) if (found := wrongs(mill)))
    assert first == [f"{who} is off the list and in 0 files" for who in ids(mill)]


@pytest.mark.rule(
    "A3", "what crashed generations left in the vault is swept a day later, and the file that counts stays"
)
@pytest.mark.promise(
    "V6", "what crashed generations left in the vault is swept, and the file that counts stays"
)
def test_orphans_after_crashes(mill: Company, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for _point in crash_everywhere(lambda: press(mill)):
        pass
    stored = sorted(path for path in tmp_path.rglob("*") if path.is_file())
    assert (len(stored) > 1, sweep_orphan_files()) == (True, 0)
    monkeypatch.setattr(vault.sweep_orphans, "__defaults__", (timedelta(seconds=-1),))
    assert sweep_orphan_files() == len(stored) - 1
    assert (state(mill), wrongs(mill)) == (COMPLETE, [])


def press_at_once(mill: Company, presses: int) -> list[str]:
    """Real threads with real connections, let go at the same moment; what each got."""
    start = Barrier(presses)

    def one(_number: int) -> str:
        try:
            start.wait()
            press(mill)
        except NobodyWaits as refusal:
            return f"pointed at {refusal.last.rows if refusal.last else 'no'} rows"
        else:
            return "made a file"
        finally:
            connection.close()

    with ThreadPoolExecutor(presses) as pool:
        return sorted(pool.map(one, range(presses)))


@pytest.mark.rule("I7", "50 presses at the same moment make one file; 49 are pointed at it")
@pytest.mark.promise("V7", "50 presses at the same moment make one file; 49 are pointed at it")
def test_fifty_presses(mill: Company) -> None:
    assert press_at_once(mill, 50) == ["made a file"] + [f"pointed at {PEOPLE} rows"] * 49
    assert (state(mill), wrongs(mill)) == (COMPLETE, [])


def look_then_take(company: Company, order: Order, now, looked: Callable[[], object] = int) -> list[Reached]:
    """As it would be written without care: asks who waits, and takes them afterwards."""
    rows = waiting(company, today(company, now), order.kind).filter(country=order.country)
    people = [Reached(e.pk, e.employee_id, e.first_name, e.last_name, e.location) for e in rows]
    looked()
    ids = [who.pk for who in people]
    Employee.objects.for_company(company).filter(pk__in=ids).update(paper_made_at=now, paper_due_on=TODAY)
    return people


def all_look_then_take(company: Company, order: Order, now) -> list[Reached]:
    """With the worst luck: nobody is taken before everybody has asked."""
    return look_then_take(company, order, now, EVERY_PRESS.wait)


@pytest.mark.rule(
    "I7", "the lock alone, or the claim alone, is enough; without both, people are in two files"
)
@pytest.mark.parametrize(
    ("lock", "claim", "one_file"),
    [
        (lock_company, look_then_take, True),
        (no_lock, generation.claim_waiting, True),
        (no_lock, all_look_then_take, False),
    ],
    ids=["the lock alone", "the claim alone", "neither"],
)
def test_protections(mill: Company, monkeypatch: pytest.MonkeyPatch, lock, claim, one_file: bool) -> None:
    monkeypatch.setattr(generation, "lock_company", lock)
    monkeypatch.setattr(generation, "claim_waiting", claim)
    made = press_at_once(mill, PRESSES).count("made a file")
    assert ((made == 1), wrongs(mill) == []) == (one_file, one_file)


def where(needle: str) -> list[str]:
    """Tables that hold the text anywhere, in any column, as text or in bytes."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT quote_ident(tablename) FROM pg_tables WHERE schemaname = 'public'")
        tables = [name for (name,) in cursor.fetchall()]
        found = []
        for table in tables:
            by_text = "t::text ILIKE '%%' || %s || '%%' OR t::text ILIKE '%%' || %s || '%%'"
            cursor.execute(f"SELECT count(*) FROM {table} t WHERE {by_text}", [needle, needle.encode().hex()])
            if cursor.fetchone() != (0,):
                found.append(table)
    return sorted(found)


@pytest.mark.rule(
    "A3", "a known code is in no table and in no stored file, printed or bare, as text or as bytes"
)
@pytest.mark.promise("V8", "a known code is in no table and in no stored file, printed or bare")
def test_known_code(mill: Company, tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    file = press(mill)
    data = vault.load(vault.StoredFile.named_by(file)).decode("utf-8-sig")
    printed = data.splitlines()[1].split('"')[7]
    assert data.count(printed) == 1
    raw = b"".join(path.read_bytes() for path in tmp_path.rglob("*") if path.is_file())
    for needle in (printed, codes.parse(printed)):
        assert (where(needle), needle.encode() in raw, needle in caplog.text) == ([], False, False)
    # The search itself finds what is there, as text and as bytes.
    digest = codes.digest(codes.parse(printed), mill.pk, codes.current_version())
    assert (where("Nowak"), where(digest.hex())) == (["employees_employee"], ["invites_activationcode"])
    assert settings.CODE_PEPPERS[1] not in raw
