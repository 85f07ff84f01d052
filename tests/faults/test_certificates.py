"""Certificates under crashes, under two workers, and among managers who come, go and move (T7, V8, V12)."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import date, timedelta
from pathlib import Path
from threading import Barrier
from uuid import uuid4

import pytest
from django.db import connection
from django.db.models.functions import Now

from certificates.models import Certificate
from certificates.services import issuing, rendering, telling
from certificates.services.issuing import issue_certificates, issue_some
from certificates.services.rendering import keep, render_waiting
from certificates.services.retention import sweep_orphan_files
from certificates.services.telling import tell_holders
from employees.models import Company, Mail
from invites import codes
from invites.models import ActivationCode
from recognition.models import Paper, Recipient
from tests.certificates.floor import a_batch, code_on, person, text_of
from tests.factories import NOON, CompanyFactory
from tests.faults.crashpoints import CrashPoint, count_statements, crash_everywhere, dies_at
from tests.faults.test_generation import where
from workstars.lib import vault

PEOPLE, WORKERS = 3, 4
TODAY = date(2026, 3, 2)
EVERY_WORKER = Barrier(WORKERS)

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def mill(settings, tmp_path: Path) -> Company:
    """Three people thanked on paper; files lie in a folder of their own."""
    return mill_of(PEOPLE, settings, tmp_path)


def mill_of(people: int, settings, tmp_path: Path) -> Company:
    """All of them thanked on paper, by one batch."""
    backend = "django.core.files.storage.FileSystemStorage"
    settings.STORAGES = {
        **settings.STORAGES,
        "vault": {"BACKEND": backend, "OPTIONS": {"location": tmp_path}},
    }
    mill = CompanyFactory(name="Mill", subdomain="mill", launched_at=NOON - timedelta(days=1))
    boss = person(mill, "Bea Boss", registered=True)
    a_batch(mill, *(person(mill, f"Ewa {n}", boss) for n in range(people)))
    return mill


def mine(mill: Company):
    return Certificate.objects.for_company(mill)


def silence() -> None:
    """Ten seconds and more pass: who was killed is known to be dead."""
    Certificate.objects.across_companies().filter(heartbeat_at__isnull=False).update(
        heartbeat_at=Now() - timedelta(seconds=11)
    )


def wrongs(mill: Company) -> list[str]:
    """What contradicts V12, V7 and T7."""
    found = []
    for recipient in Recipient.objects.for_company(mill):
        own = [each for each in mine(mill) if each.recipient_id == recipient.pk]
        if (recipient.paper == Paper.ISSUED) != (len(own) == 1):
            found.append(f"{recipient} is {recipient.paper} and has {len(own)} certificates")
        found += [f"{each} and its recipient differ" for each in own if each.holder_id != recipient.holder_id]
    living = {bytes(code.digest): code for code in ActivationCode.objects.for_company(mill).live(TODAY)}
    ready = mine(mill).ready()
    if len(living) != len(ready):
        found.append(f"{len(living)} codes live, {len(ready)} certificates are ready")
    for certificate in ready:
        printed = code_on(text_of(vault.load(vault.StoredFile.named_by(certificate))))
        keys = codes.digests(codes.parse(printed), mill.pk).values()
        owners = [living[key].employee_id for key in keys if key in living]
        if owners != [certificate.employee_id]:
            found.append(f"the code on {certificate} is dead")
    return found


def state(mill: Company) -> dict[str, int]:
    return {
        "owed": Recipient.objects.for_company(mill).paper_owed().count(),
        "certificates": mine(mill).count(),
        "placed": Recipient.objects.for_company(mill).filter(holder__isnull=False).count(),
    }


@pytest.mark.rule("T7", "killed before or after any statement, issuing is untouched or done, and done once")
@pytest.mark.promise(
    "V12", "killed before or after any statement of issuing, nobody has two certificates or none"
)
def test_crash_of_issuing(mill: Company) -> None:
    untouched = {"owed": PEOPLE, "certificates": 0, "placed": 0}
    complete = {"owed": 0, "certificates": PEOPLE, "placed": PEOPLE}
    points = 0
    for point in crash_everywhere(lambda: issue_certificates(now=NOON)):
        points += 1
        assert state(mill) in (untouched, complete), point
        assert wrongs(mill) == [], point
    assert (state(mill), wrongs(mill)) == (complete, [])
    assert points >= 6


@pytest.mark.promise("V12", "negative control: without the one transaction a crash issues what nobody gets")
def test_crash_of_issuing_without_the_transaction(mill: Company, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(issuing, "lock_company", lambda company: company)  # a lock needs a transaction
    monkeypatch.setattr(issuing, "take_owed", look_at_owed)
    one_person = Recipient.objects.for_company(mill).order_by("pk").first()

    def naked() -> None:
        issue_some.__wrapped__(mill, NOON)

    first = next(found for _point in crash_everywhere(naked) if (found := wrongs(mill)))
    assert first[0] == f"{one_person} is owed and has 1 certificates"


def look_at_owed(company: Company) -> list[Recipient]:
    return list(Recipient.objects.for_company(company).paper_owed().order_by("pk")[: issuing.CHUNK])


@pytest.mark.rule(
    "T7", "killed at any statement, a certificate is made whole or not at all, and the next worker goes on"
)
@pytest.mark.promise("V7", "killed at any statement of rendering, no certificate bears a dead code")
@pytest.mark.slow
def test_crash_of_rendering(mill: Company, all_faults: bool) -> None:
    issue_certificates(now=NOON)
    render_waiting(now=NOON, most=1)  # fonts are loaded: every child starts warm
    points = 0
    for point in some_points(lambda: render_waiting(now=NOON), everything=all_faults):
        mine(mill).exclude(pk=mine(mill).ready().first().pk).update(**UNMADE)
        codes_in_use = mine(mill).filter(code__isnull=False).values("code")
        ActivationCode.objects.for_company(mill).exclude(pk__in=codes_in_use).delete()
        assert dies_at(lambda: render_waiting(now=NOON), point), point
        points += 1
        assert wrongs(mill) == [], point
        silence()
        render_waiting(now=NOON)
        assert (mine(mill).ready().count(), wrongs(mill)) == (PEOPLE, []), point
    assert points >= 4


UNMADE = {
    "status": "queued",
    "code": None,
    "last_day": None,
    "stored_name": "",
    "heartbeat_at": None,
    "attempts": 0,
    "claim": None,
}


def some_points(work: Callable[[], object], *, everything: bool) -> list[CrashPoint]:
    """The points at which `work` could die; a sample of them in `make test`."""
    points = [point for point in count_statements(work) if point.when != "within"]
    return points if everything else points[:: max(1, len(points) // 6)]


@pytest.mark.promise(
    "V7", "negative control: without the one transaction a killed worker leaves codes of nobody"
)
def test_crash_of_rendering_without_the_transaction(mill: Company, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(rendering, "check_unchanged", lambda certificate, now: None)
    monkeypatch.setattr(rendering, "keep", keep.__wrapped__)
    monkeypatch.setattr(rendering, "render", lambda sheet: b"%PDF")  # the layout is not the point
    issue_certificates(now=NOON)
    dead = 0
    for _point in crash_everywhere(lambda: render_waiting(now=NOON, most=1)):
        dead = ActivationCode.objects.for_company(mill).count() - mine(mill).ready().count()
        if dead:
            break
        mine(mill).update(heartbeat_at=None, claim=None, attempts=0)
    assert dead == 1


@pytest.mark.rule("A3", "what killed workers left in the vault is swept a day later; what counts stays")
def test_orphans(mill: Company, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(rendering, "render", lambda sheet: b"%PDF")  # the layout is not the point
    issue_certificates(now=NOON)
    for _point in crash_everywhere(lambda: render_waiting(now=NOON, most=1)):
        mine(mill).filter(status="queued").update(heartbeat_at=None, attempts=0)
        if mine(mill).ready().count() == PEOPLE:
            break
    silence()
    render_waiting(now=NOON)
    stored = [path for path in tmp_path.rglob("*") if path.is_file()]
    assert (len(stored) > PEOPLE, sweep_orphan_files()) == (True, 0)
    monkeypatch.setattr(vault.sweep_orphans, "__defaults__", (timedelta(seconds=-1),))
    assert (sweep_orphan_files(), mine(mill).ready().count()) == (len(stored) - PEOPLE, PEOPLE)


def at_once(work: Callable[[], int]) -> list[int]:
    """Real threads with real connections, let go at the same moment; what each did."""
    start = Barrier(WORKERS)

    def one(_number: int) -> int:
        try:
            start.wait()
            return work()
        finally:
            connection.close()

    with ThreadPoolExecutor(WORKERS) as pool:
        return list(pool.map(one, range(WORKERS)))


@pytest.mark.promise("V12", "several sweeps and several workers at once: one certificate each, one code each")
def test_workers_at_once(mill: Company) -> None:
    assert sum(at_once(lambda: issue_certificates(now=NOON))) == PEOPLE
    at_once(lambda: render_waiting(now=NOON))
    assert (state(mill)["certificates"], mine(mill).ready().count(), wrongs(mill)) == (PEOPLE, PEOPLE, [])
    assert ActivationCode.objects.for_company(mill).count() == PEOPLE


def claim_as_all_do(row):
    """As it would be without the condition in the UPDATE, with the worst luck: all have looked before one takes."""
    certificate = row.first()
    EVERY_WORKER.wait()
    row.update(claim=uuid4(), attempts=1)
    return certificate


@pytest.mark.promise(
    "V12", "negative control: without claims, workers at once make a certificate several times"
)
def test_workers_without_claims(mill: Company, monkeypatch: pytest.MonkeyPatch) -> None:
    issue_certificates(now=NOON)
    made = []
    monkeypatch.setattr(rendering, "claim", claim_as_all_do)
    monkeypatch.setattr(rendering, "render", lambda sheet: made.append(sheet.employee_id) or b"%PDF")
    monkeypatch.setattr(rendering, "keep", lambda *args: EVERY_WORKER.wait())
    at_once(lambda: render_waiting(now=NOON, most=1))
    assert made == [made[0]] * WORKERS


@pytest.mark.slow
@pytest.mark.rule("T2", "several sweeps at once owe each manager one mail")
@pytest.mark.promise("V13", "several sweeps at once, killed or not, owe each manager one mail")
def test_tell_at_once(mill: Company, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(rendering, "render", lambda sheet: b"%PDF")
    issue_certificates(now=NOON)
    render_waiting(now=NOON)
    for _point in crash_everywhere(lambda: tell_holders(now=NOON)):
        told = mine(mill).filter(told_at__isnull=False).count()
        assert (told, Mail.objects.filter(company=mill).count()) in ((0, 0), (PEOPLE, 1))
    Mail.objects.filter(company=mill).delete()
    mine(mill).update(told_at=None)
    assert sorted(at_once(lambda: tell_holders(now=NOON))) == [0] * (WORKERS - 1) + [1]
    assert Mail.objects.filter(company=mill).count() == 1


def take_as_all_do(company: Company, group: telling.Group) -> list[Certificate]:
    rows = list(telling.by_occasion(company).filter(holder=group.holder).order_by("pk"))
    EVERY_WORKER.wait()
    return rows


@pytest.mark.parametrize(("key", "mails"), [(telling.mail_key, 1), (lambda *args: str(uuid4()), WORKERS)])
@pytest.mark.promise(
    "V13", "negative control: without lock and key a manager is mailed several times; the key alone is enough"
)
def test_tell_without_protection(mill: Company, monkeypatch: pytest.MonkeyPatch, key, mails: int) -> None:
    monkeypatch.setattr(rendering, "render", lambda sheet: b"%PDF")
    monkeypatch.setattr(telling, "take_untold", take_as_all_do)
    monkeypatch.setattr(telling, "mail_key", key)
    issue_certificates(now=NOON)
    render_waiting(now=NOON)
    at_once(lambda: tell_holders(now=NOON))
    assert Mail.objects.filter(company=mill).count() == mails


@pytest.mark.rule("A3", "a code on a certificate is in no table, no stored file, no log and no mail")
@pytest.mark.promise("V8", "a code on a certificate is in no table, no stored file, no log and no mail")
def test_known_code(mill: Company, tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    issue_certificates(now=NOON)
    render_waiting(now=NOON)
    tell_holders(now=NOON)
    data = vault.load(vault.StoredFile.named_by(mine(mill).first()))
    printed = code_on(text_of(data))
    raw = b"".join(path.read_bytes() for path in tmp_path.rglob("*") if path.is_file())
    for needle in (printed, codes.parse(printed)):
        assert (where(needle), needle.encode() in raw, needle in caplog.text) == ([], False, False)
    digest = codes.digest(codes.parse(printed), mill.pk, codes.current_version())
    assert where(digest.hex()) == ["invites_activationcode"]  # the search itself finds what is there
