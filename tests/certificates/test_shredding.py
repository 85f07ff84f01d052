"""Of a person who is erased no sheet is kept (X5): asked of the vault's folder, and of every table."""

from pathlib import Path

import pytest

from certificates.models import Certificate, CertificatePack
from certificates.services.issuing import issue_certificates
from certificates.services.packs.asking import ask_for_pack
from certificates.services.packs.making import make_packs
from certificates.services.rendering import keep, render_waiting, take_next
from certificates.services.sheets import fresh_code
from certificates.services.shredding import shred_certificates
from employees.models import AuditEvent, Company, Employee
from tests.certificates.floor import a_batch, issue_stand_ins, person, thank
from tests.factories import NOON
from workstars.lib import vault
from workstars.lib.actors import SYSTEM
from workstars.lib.jobs import ClaimLost


@pytest.fixture
def drawer(settings, tmp_path: Path) -> Path:
    """Where the vault's files lie."""
    backend = "django.core.files.storage.FileSystemStorage"
    settings.STORAGES = {
        **settings.STORAGES,
        "vault": {"BACKEND": backend, "OPTIONS": {"location": tmp_path}},
    }
    return tmp_path


def files(drawer: Path) -> set[Path]:
    return {path for path in drawer.rglob("*") if path.is_file()}


@pytest.fixture
def people(company: Company) -> list[Employee]:
    boss = person(company, "Bea Boss", registered=True)
    return [person(company, name, boss) for name in ("Ewa Lis", "Jan Kos")]


@pytest.mark.rule(
    "X5", "erasing a person deletes the stored sheets, and the packs that hold one, and no others"
)
@pytest.mark.promise(
    "V8", "after erasure no key, name or byte of a person's sheet is in a row or in the vault"
)
def test_bytes_are_gone(company: Company, people: list[Employee], drawer: Path) -> None:
    batch = a_batch(company, *people)
    issue_stand_ins(company)
    ask_for_pack(company=company, batch=batch, of="all", by=SYSTEM, now=NOON)
    make_packs(now=NOON)
    ewa, jan = (Certificate.objects.for_company(company).get(employee=each) for each in people)
    stored, pack = vault.StoredFile.named_by(ewa), CertificatePack.objects.for_company(company).get()
    whole = vault.StoredFile.named_by(pack)
    assert len(files(drawer)) == 3
    assert shred_certificates(company=company, employee=people[0], by=SYSTEM, now=NOON) == 2
    for file in (stored, whole):
        with pytest.raises(vault.FileMissing):
            vault.load(file)
    assert [path.name for path in files(drawer)] == [Path(jan.stored_name).name]
    ewa.refresh_from_db()
    pack.refresh_from_db()
    assert (ewa.status, ewa.stored_name, bytes(ewa.wrapped_key), bytes(ewa.sha256)) == ("gone", "", b"", b"")
    assert (pack.stored_name, pack.items, bytes(pack.wrapped_key)) == ("", [], b"")
    assert vault.load(vault.StoredFile.named_by(jan)).startswith(b"%PDF")
    event = AuditEvent.objects.get(company=company, action="certificates.shredded")
    assert (event.after, event.subject_label) == ({"certificates": 1}, "")


@pytest.mark.rule("X5", "a pack that holds others too is made again without the erased person")
def test_pack_again(company: Company, people: list[Employee], drawer: Path) -> None:
    batch = a_batch(company, *people)
    issue_stand_ins(company)
    for now in (NOON, NOON):
        ask_for_pack(company=company, batch=batch, of="all", by=SYSTEM, now=now)
        make_packs(now=now)
        shred_certificates(company=company, employee=people[0], by=SYSTEM, now=now)
    pack = CertificatePack.objects.for_company(company).get()
    assert (pack.status, pack.certificates) == ("ready", 1)


@pytest.mark.rule("X5", "a sheet that a worker is drawing while its person is erased is not kept")
def test_drawn_meanwhile(company: Company, people: list[Employee], drawer: Path) -> None:
    thank(people[0])
    issue_certificates(now=NOON)
    certificate = take_next(NOON)
    assert certificate is not None
    shred_certificates(company=company, employee=people[0], by=SYSTEM, now=NOON)
    stored = vault.store("certificates/x", b"a sheet")
    with pytest.raises(ClaimLost):
        keep(certificate, stored, fresh_code(certificate, NOON), NOON)
    assert render_waiting(now=NOON) == 0
    assert Certificate.objects.for_company(company).get().code is None
