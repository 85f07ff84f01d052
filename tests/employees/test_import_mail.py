"""Whoever waited long for an HR file is told by mail how it ended (E3)."""

import json
from datetime import timedelta

import pytest

from employees.models import Employee, HrImport, Mail
from employees.services.imports import request_undo, work_on
from tests.employees.importing import Office, people, rows
from workstars.lib import vault

LONG = timedelta(seconds=11)


def mails(office: Office) -> list[tuple[str, str, str]]:
    """To whom, subject and text."""
    told = []
    for mail in Mail.objects.filter(company=office.company, kind="import_ended").order_by("pk"):
        message = json.loads(vault.open_sealed(bytes(mail.sealed), f"mail {mail.key}"))
        told.append((mail.to, message["subject"], message["text"]))
    return told


def subjects(office: Office) -> list[str]:
    return [subject for _to, subject, _text in mails(office)]


def confirmed(office: Office, data: bytes) -> HrImport:
    hr_import, _findings = office.check(data)
    return office.confirm(hr_import)


@pytest.mark.rule(
    "E3", "whoever confirmed is mailed counts, the first problems and the link, if it took ten seconds"
)
def test_applied(office: Office) -> None:
    hr_import = confirmed(office, rows("1,Ann,Lee,,PL", "2,Bo,Ng,,Atlantis"))
    work_on(hr_import.pk, office.now + LONG)
    ((to, subject, text),) = mails(office)
    assert (to, subject) == (office.user.address, "Applied: staff.csv")
    assert text.splitlines()[:5] == [
        "The HR file staff.csv was applied.",
        "",
        "New: 1. Changed: 0. Leave: 0. Rows to mend: 1.",
        "",
        "- Line 3: “Atlantis” is no country that we know.",
    ]
    assert f"http://acme.workstars.test/admin/employees/import/{hr_import.pk}" in text


@pytest.mark.rule("E3", "nobody is mailed about a file that was done while they looked on")
def test_quick(office: Office) -> None:
    work_on(confirmed(office, people([1])).pk, office.now)
    assert mails(office) == []


@pytest.mark.rule("E3", "a mail says that a file needs a new look, failed, was undone or could not be undone")
def test_other_ends(office: Office) -> None:
    waits = confirmed(office, rows("1,Ann,Lee,,PL"))
    office.load(rows("1,Ann,Oh,,PL"))
    work_on(waits.pk, office.now + LONG)

    broken = confirmed(office, people([8]))
    HrImport.objects.for_company(office.company).filter(pk=broken.pk).update(attempts=5)
    work_on(broken.pk, office.now + LONG)

    for number in (10, 11):
        hr_import, _findings = office.load(people([number]))
        asked = request_undo(
            hr_import=hr_import, elsewhere=[], user=office.user, by=office.by, now=office.now
        )
        Employee.objects.for_company(office.company).filter(employee_key="00011").update(first_name="Eve")
        work_on(asked.pk, office.now + LONG)
    assert subjects(office) == [
        "To be looked at again: staff.csv",
        "Not applied: staff.csv",
        "Undone: staff.csv",
        "Not undone: staff.csv",
    ]
    assert "It cannot be undone: 1 person of this file has been changed since" in mails(office)[3][2]


@pytest.mark.rule("E3", "who uploaded a file that cannot be read is mailed as well")
def test_refused(office: Office) -> None:
    hr_import = office.upload(people([1]))
    vault.delete(hr_import.stored_name)
    work_on(hr_import.pk, office.now + LONG)
    assert subjects(office) == ["Not applied: staff.csv"]
