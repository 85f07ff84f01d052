"""Certificates bear codes: their files are kept to the code's last day and some days more (C6, A3)."""

from datetime import timedelta

import pytest

from certificates.models import Certificate
from certificates.services.retention import delete_old_certificates
from certificates.tasks import delete_old, sweep_orphans
from employees.models import AuditEvent, Company, Employee
from tests.certificates.floor import certificate_of, issue, person, thank
from tests.factories import UserFactory
from workstars.lib import vault
from workstars.lib.clock import day_start


@pytest.fixture
def ewa(company: Company) -> Employee:
    ewa = person(company, "Ewa Lis")
    thank(ewa)
    issue()
    return ewa


@pytest.mark.rule("C6", "a certificate's file is kept through the company's days, and deleted on the next")
@pytest.mark.promise(
    "V6", "a certificate is there until its announced last day and the company's days after it"
)
def test_deleted_on_its_day(company: Company, ewa: Employee) -> None:
    made = certificate_of(ewa)
    day_31 = day_start(company, made.last_day + timedelta(days=31))
    assert delete_old_certificates(now=day_31 - timedelta(seconds=1)) == 0
    assert len(vault.load(vault.StoredFile.named_by(made))) == made.size
    assert (delete_old(at=day_31.isoformat()), delete_old_certificates(now=day_31)) == (1, 0)
    with pytest.raises(vault.FileMissing):
        vault.load(vault.StoredFile.named_by(made))
    gone = certificate_of(ewa)
    assert (gone.status, gone.is_kept, gone.code_id) == ("gone", False, made.code_id)
    event = AuditEvent.objects.for_company(company).get(action="certificates.deleted")
    assert (event.actor_label, event.after) == ("Workstars", {"certificates": 1})


@pytest.mark.rule("C6", "one without a code counts from the day on which it was made")
def test_without_a_code(company: Company, now) -> None:
    ola = person(company, "Ola Lis", user=UserFactory(), registered_at=now)
    thank(ola)
    issue()
    day_31 = day_start(company, now.date() + timedelta(days=31))
    assert delete_old_certificates(now=day_31 - timedelta(days=1)) == 0
    assert delete_old_certificates(now=day_31) == 1


@pytest.mark.rule("A3", "stored certificates that no row names are swept a day later, the others stay")
def test_orphans(company: Company, ewa: Employee) -> None:
    vault.store(f"certificates/{company.pk}", b"%PDF of a worker that died")
    assert sweep_orphans(at=None) == 0  # not a day old
    assert Certificate.objects.for_company(company).get().is_kept
