"""Thousands of ruined files: each is refused with a sentence, or checked with each of its rows accounted for (E6)."""

import os
import re
from collections import Counter
from collections.abc import Callable
from datetime import datetime

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import transaction
from django.http import HttpResponse

from employees.models import Company, HrImport
from employees.records import Field
from employees.records.columns import Choices, Matching
from employees.services.imports import MatchingIncomplete, match_columns
from employees.services.imports.reading import open_upload
from tests.employees.importing import Office
from tests.faults.ruined import ruined
from tests.people import Person
from workstars.lib.tabular import Encoding, Sheet, Unreadable

FILES, AT_ONCE = (10_000, 1_000) if os.environ.get("FAULTS") == "all" else (100, 100)
BY_PAGE = 15
REFUSED, ASKED, CHECKED = "refused with a sentence", "columns asked again", "checked, each row accounted for"


class RolledBack(Exception):
    """Nothing of a file is left for the next one."""


def tried(office: Office, data: bytes) -> str:
    """How it ended. Whatever else is raised is the fault that is looked for."""
    ended = ""
    try:
        with transaction.atomic():
            ended = _tried(office, data)
            raise RolledBack
    except RolledBack:
        return ended


def _tried(office: Office, data: bytes) -> str:
    try:
        hr_import = office.upload(data)
        if hr_import.status == HrImport.Status.UPLOADED:
            hr_import = answered(office, hr_import)
    except Unreadable as refusal:
        return refused(str(refusal))
    except MatchingIncomplete as incomplete:
        assert all(incomplete.errors.values())
        return ASKED
    return checked(office, hr_import)


def answered(office: Office, hr_import: HrImport) -> HrImport:
    """Latin 1 means something for every byte; the first two columns are ID and name."""
    matching = Matching(columns={Field.EMPLOYEE_ID: 0, Field.LAST_NAME: 1})
    choices = Choices(encoding=Encoding.ISO_8859_1, matching=matching)
    return match_columns(hr_import=hr_import, choices=choices, now=office.now)


def refused(sentence: str) -> str:
    assert re.fullmatch(r"[A-Z].*[.”]", sentence, re.DOTALL) and "%(" not in sentence, sentence
    return REFUSED


def checked(office: Office, hr_import: HrImport) -> str:
    hr_import, found = office.work(hr_import)
    if hr_import.status == HrImport.Status.REFUSED:
        return refused(hr_import.failure)
    assert hr_import.status == HrImport.Status.CHECKED, hr_import.failure
    away = sum(int(shown.params["rows"]) for shown in found.warning_list if shown.code == "left_and_unknown")
    assert found.rows == found.new + found.changed + found.unchanged + found.faulty + away
    assert len(found.error_list) == min(found.errors, 100)
    assert all(shown.problem.sentence for shown in [*found.error_list, *found.warning_list])
    counted = lines_with_something(hr_import)
    assert counted in (None, found.rows)
    return CHECKED


def lines_with_something(hr_import: HrImport) -> int | None:
    """The rows as somebody would count them in an editor; None where quotes or a workbook let rows span lines."""
    sheet = open_upload(hr_import)
    if sheet.workbook or '"' in (text := sheet.data.decode(sheet.encoding)):
        return None
    lines = re.split("\r\n|\r|\n", text.removeprefix("\ufeff"))[sheet.last_heading_line :]
    return sum(line.replace(sheet.separator, "") != "" for line in lines)


@pytest.fixture
def office(alice: Person, company: Company, now: datetime) -> Office:
    """Alice, who imports HR files."""
    return Office(company, alice.user, now)


@pytest.mark.rule("E6", "a ruined file is refused with a sentence, or each of its rows is accounted for")
@pytest.mark.parametrize("first", range(0, FILES, AT_ONCE))
def test_ruined_files(office: Office, first: int, record_property: Callable[..., None]) -> None:
    numbers = range(first, first + AT_ONCE)
    ended = Counter(tried(office, ruined(number)) for number in numbers)
    record_property("tried", dict(ended))
    assert sum(ended.values()) == len(numbers)
    assert min(ended[REFUSED], ended[CHECKED]) > len(numbers) // 20


@pytest.mark.rule("E6", "the upload page answers a ruined file with a page, never with a fault of its own")
def test_ruined_files_on_the_page(alice: Person) -> None:
    answers: list[HttpResponse] = [
        alice.post("/admin/employees/import", {"file": SimpleUploadedFile("staff.csv", ruined(number))})
        for number in range(1, BY_PAGE + 1)
    ]
    assert {answer.status_code for answer in answers} <= {302, 422}


@pytest.mark.rule("E6", "negative control: a reader that drops a row is found out")
def test_a_lost_row_is_found(office: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    whole = Sheet.rows
    monkeypatch.setattr(Sheet, "rows", lambda sheet: (row for row in whole(sheet) if "7" not in row[1][0]))
    with pytest.raises(AssertionError):
        tried(office, b"Employee ID,Last name,Country\n1,Lee,PL\n7,Ng,PL\n")
