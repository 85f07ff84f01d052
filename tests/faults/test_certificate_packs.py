"""Packs of certificates under crashes: the next worker goes on, and each sheet is in it once (T4, T7)."""

import re
from datetime import timedelta
from pathlib import Path

import pytest
from django.db import IntegrityError
from django.db.models.functions import Now

from certificates.models import Certificate, CertificatePack, CertificatePackPart
from certificates.services.packs.asking import ask_for_pack
from certificates.services.packs.fetching import download_pack
from certificates.services.packs.making import PackMaker, make_packs
from employees.models import Company
from recognition.models import Batch
from tests.certificates import paper
from tests.certificates.floor import a_batch, issue_stand_ins, person
from tests.factories import NOON, CompanyFactory
from tests.faults.crashpoints import CrashPoint, count_statements, dies_at
from workstars.lib import vault
from workstars.lib.actors import SYSTEM
from workstars.lib.packs import release

PEOPLE = 3
UNMADE = {
    "status": "queued", "editions": [], "stored_name": "", "heartbeat_at": None, "attempts": 0,
    "claim": None,
}  # fmt: skip

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def batch(settings, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Batch:
    """Three certificates, one a chunk; files lie in a folder of their own."""
    backend = "django.core.files.storage.FileSystemStorage"
    settings.STORAGES = {
        **settings.STORAGES,
        "vault": {"BACKEND": backend, "OPTIONS": {"location": tmp_path}},
    }
    monkeypatch.setattr(PackMaker, "chunk", 1)
    mill = CompanyFactory(name="Mill", subdomain="mill")
    batch = a_batch(mill, *(person(mill, f"Ewa {letter}") for letter in "ABC"))
    issue_stand_ins(mill)
    ask_for_pack(company=mill, batch=batch, of="all", by=SYSTEM, now=NOON)
    return batch


def the_pack(mill: Company) -> CertificatePack:
    return CertificatePack.objects.for_company(mill).select_related("company", "batch__company").get()


def begin_again(mill: Company) -> None:
    CertificatePackPart.objects.for_company(mill).delete()
    CertificatePack.objects.for_company(mill).update(**UNMADE)


def silence(mill: Company) -> None:
    """Ten seconds and more pass: who was killed is known to be dead."""
    at_work = CertificatePack.objects.for_company(mill).filter(heartbeat_at__isnull=False)
    at_work.update(heartbeat_at=Now() - timedelta(seconds=11))


def printed(mill: Company) -> list[str]:
    """Whose sheets are in it, page by page."""
    return re.findall(r"Sheet of Ewa (\w)", paper.text(vault.load(vault.StoredFile.named_by(the_pack(mill)))))


def some_points(mill: Company, *, everything: bool) -> list[CrashPoint]:
    points = [point for point in count_statements(lambda: make_packs(now=NOON)) if point.when != "within"]
    return points if everything else points[2 :: len(points) // 3]


@pytest.mark.slow
@pytest.mark.rule(
    "T4", "killed at any statement of making a pack, the next worker goes on with what is missing"
)
@pytest.mark.rule("T7", "killed at any statement of making a pack, each certificate is in it once")
def test_crash_of_making(batch: Batch, all_faults: bool, monkeypatch: pytest.MonkeyPatch) -> None:
    mill, made = batch.company, []
    points = some_points(mill, everything=all_faults)
    make_part = PackMaker.make_part
    monkeypatch.setattr(PackMaker, "make_part", lambda *a: (made.append(a[1]), make_part(*a)))
    for point in points:
        begin_again(mill)
        assert dies_at(lambda: make_packs(now=NOON), point), point
        silence(mill)
        there = set(CertificatePackPart.objects.for_company(mill).values_list("number", flat=True))
        was_ready = the_pack(mill).status == "ready"
        made.clear()
        make_packs(now=NOON)
        assert made == ([] if was_ready else [n for n in range(PEOPLE) if n not in there]), point
        assert (the_pack(mill).status, printed(mill)) == ("ready", ["A", "B", "C"]), point
    assert len(points) >= 3


@pytest.mark.rule(
    "T7", "negative control: without asking which chunks are there, a killed pack is never made"
)
def test_crash_without_asking(batch: Batch, monkeypatch: pytest.MonkeyPatch) -> None:
    maker = PackMaker.take(NOON)
    assert maker is not None
    maker.pack.parts.create(company=batch.company, number=1)
    release(maker.pack)
    monkeypatch.setattr(PackMaker, "missing", lambda self: list(range(PEOPLE)))
    with pytest.raises(IntegrityError, match="certificate_pack_part_once"):
        make_packs(now=NOON)


@pytest.mark.slow
@pytest.mark.rule("T4", "killed at any statement of the first download, either all count as printed or none")
def test_crash_of_download(batch: Batch, all_faults: bool) -> None:
    mill = batch.company
    make_packs(now=NOON)

    def fetch() -> bytes:
        return b"".join(download_pack(company=mill, pack=the_pack(mill), by=SYSTEM, now=NOON))

    points = [point for point in count_statements(fetch) if point.when != "within"]
    rows = the_pack(mill).items
    for point in points if all_faults else points[3 :: len(points) // 2]:
        CertificatePack.objects.for_company(mill).update(handed_out_at=None)
        certificates = Certificate.objects.for_company(mill).filter(pk__in=rows)
        certificates.update(printed_at=None)
        assert dies_at(fetch, point), point
        printed_now = certificates.filter(printed_at=NOON).count()
        assert (printed_now, the_pack(mill).handed_out_at) in ((0, None), (PEOPLE, NOON)), point
        assert fetch().startswith(b"%PDF")
        assert certificates.filter(printed_at=NOON).count() == PEOPLE, point
