"""Files with codes are kept until their codes have ended and some days more, then deleted, visibly (C6, I8)."""

from datetime import datetime, timedelta

import pytest

from employees.models import AuditEvent, Company
from invites.models import ActivationCode, CodeFile
from invites.services.generation import generate_invites_csv
from invites.services.retention import delete_code_file, delete_old_code_files
from tests.factories import EmployeeFactory
from tests.people import Person
from workstars.lib import vault
from workstars.lib.actors import Actor
from workstars.lib.clock import day_start


@pytest.fixture
def file(company: Company, by_alice: Actor, now: datetime) -> CodeFile:
    EmployeeFactory.create_batch(2, company=company)
    return generate_invites_csv(company=company, country="PL", kind="invites", by=by_alice, now=now)


def after(company: Company, file: CodeFile, days: int) -> datetime:
    """The first moment of the day that is so many days after the last day of the file's codes."""
    return day_start(company, file.last_day + timedelta(days=days))


@pytest.mark.rule(
    "C6", "a file with codes is kept through the days the company has set, and deleted on the next"
)
@pytest.mark.promise("V6", "a file is there until its announced last day and the company's days after it")
def test_deleted_on_its_day(company: Company, file: CodeFile) -> None:
    stored = vault.StoredFile.named_by(file)

    assert delete_old_code_files(now=after(company, file, 30)) == 0
    assert len(vault.load(stored)) == file.size
    assert delete_old_code_files(now=after(company, file, 31)) == 1
    assert delete_old_code_files(now=after(company, file, 32)) == 0
    with pytest.raises(vault.FileDamaged):
        vault.load(stored)


@pytest.mark.rule("C6", "each company has its own days")
def test_own_days(company: Company, file: CodeFile) -> None:
    Company.objects.filter(pk=company.pk).update(code_file_retention_days=90)

    assert delete_old_code_files(now=after(company, file, 90)) == 0
    assert delete_old_code_files(now=after(company, file, 91)) == 1


@pytest.mark.rule("C7", "the deletion of a file with codes is in the audit log; its row and its codes' stay")
def test_rows_stay(company: Company, file: CodeFile) -> None:
    delete_old_code_files(now=after(company, file, 31))

    event = AuditEvent.objects.for_company(company).newest_first()[0]
    assert (event.action, event.actor_label, event.after["rows"]) == ("invites.deleted", "Workstars", 2)
    file.refresh_from_db()
    assert (file.is_kept, file.rows, bytes(file.wrapped_key)) == (False, 2, b"")
    assert ActivationCode.objects.for_company(company).filter(file=file).count() == 2


@pytest.mark.rule("I8", "a file that is no longer kept stays listed, says so, and is refused with a sentence")
def test_pages(alice: Person, company: Company, file: CodeFile) -> None:
    assert alice.get(f"/admin/invites/csvs/{file.pk}/download").status_code == 200
    delete_old_code_files(now=after(company, file, 31))

    listed = alice.get("/admin/invites/csvs").content.decode()
    assert (listed.count("No longer kept"), listed.count("/download")) == (1, 0)
    refused = alice.get(f"/admin/invites/csvs/{file.pk}/download")
    assert refused.status_code == 410
    assert "This file is no longer kept: its codes have ended" in refused.content.decode()


def test_two_sweeps_delete_once(company: Company, file: CodeFile, now: datetime) -> None:
    same = CodeFile.objects.for_company(company).get(pk=file.pk)

    assert (delete_code_file(file, now), delete_code_file(same, now)) == (True, False)
    assert AuditEvent.objects.for_company(company).filter(action="invites.deleted").count() == 1
