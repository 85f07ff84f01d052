"""A batch file comes in: what is read, what is refused and with which words (B2, B8)."""

from datetime import timedelta

import pytest
from django.conf import settings

from recognition.csv_import.columns import HeadingsWrong
from recognition.models import Batch, BatchFile
from recognition.services.batches.receiving import (
    FileGone,
    NotNow,
    end_retention,
    look_into,
    named_files,
    read_upload,
)
from recognition.tasks import sweep_batch_files
from tests.factories import EmployeeFactory
from tests.recognition.batching import Desk, error_table, rows
from workstars.lib.tabular import Encoding, Unreadable


@pytest.fixture
def desk(company, alice, now) -> Desk:
    EmployeeFactory(company=company, employee_id="001", first_name="Ann", last_name="Lee")
    return Desk(company, alice.user, now)


def checked_rows(desk: Desk, data: bytes) -> tuple[int, int, list[str]]:
    _file, findings = desk.check(data)
    return findings.rows, findings.good, findings.unused


@pytest.mark.rule("B2", "headings are found in any order and case, with spaces or underscores")
@pytest.mark.parametrize(
    "headings",
    [
        "EMPLOYEE_ID,MESSAGE,POINTS,REASON",
        "employee id,Message,points,reason",
        "Employee-ID , MESSAGE,Points,Reason",
        "ＥＭＰＬＯＹＥＥ_ＩＤ,MESSAGE,POINTS,REASON",
    ],
)
def test_headings(desk: Desk, headings: str) -> None:
    assert checked_rows(desk, rows("001,Hi,1,", headings=headings)) == (1, 1, [])


@pytest.mark.rule("B2", "columns stand in any order; others are named and nothing is read from them")
def test_other_columns(desk: Desk) -> None:
    data = rows("1,Ann,Hi,,001,x", headings="POINTS,Name,MESSAGE,REASON,EMPLOYEE_ID,Note")
    assert checked_rows(desk, data) == (1, 1, ["Name", "Note"])


@pytest.mark.rule("B2", "a file without one of the four columns is refused, naming it")
@pytest.mark.parametrize(
    ("headings", "sentence"),
    [
        (
            "EMPLOYEE_ID,MESSAGE,POINTS",
            "The column REASON is missing. The first line of the file has: EMPLOYEE_ID, MESSAGE, POINTS. "
            "All four columns are needed, also where REASON is empty.",
        ),
        (
            "ID,MESSAGE,REASON",
            "These columns are missing: EMPLOYEE_ID, POINTS. The first line of the file has: ID, MESSAGE, REASON. "
            "It has to hold EMPLOYEE_ID, MESSAGE, POINTS and REASON.",
        ),
        (
            "EMPLOYEE_ID,MESSAGE,POINTS,REASON,Employee ID",
            "The column EMPLOYEE_ID is there twice. Take one of them out.",
        ),
    ],
)
def test_headings_that_are_refused(desk: Desk, headings: str, sentence: str) -> None:
    with pytest.raises(HeadingsWrong) as refusal:
        desk.upload(rows("1,2,3,4,5", headings=headings))
    assert str(refusal.value) == sentence
    assert BatchFile.objects.for_company(desk.company).count() == 0


@pytest.mark.rule("B2", "commas, semicolons and tabs separate; quoted cells hold separators and newlines")
@pytest.mark.parametrize("separator", [",", ";", "\t"])
def test_separators(desk: Desk, separator: str) -> None:
    lines = ["EMPLOYEE_ID,MESSAGE,POINTS,REASON", '001,"Hi;\nthere,\tyou",5,']
    data = "\r\n".join(line.replace(",", separator) for line in lines).encode()
    _file, findings = desk.check(data)
    (shown,) = findings.preview
    assert (shown.row, shown.points) == (2, 5)
    assert shown.message == f"Hi;\nthere{separator.replace(chr(9), ' ')} you"


@pytest.mark.rule("B2", "UTF-8 is read with and without a byte order mark")
def test_utf_8(desk: Desk) -> None:
    for data in (rows("001,Zoë 👏,1,"), b"\xef\xbb\xbf" + rows("001,Zoë 👏,1,")):
        _file, findings = desk.check(data)
        assert [shown.message for shown in findings.preview] == ["Zoë 👏"]


@pytest.mark.rule("B2", "a file that is not UTF-8 waits until somebody says what its letters are")
def test_another_encoding(desk: Desk) -> None:
    file = desk.upload(rows("001,Zoë,1,").decode().encode("cp1252"))
    assert (file.status, file.encoding, file.batch.file_id) == ("uploaded", "", file.pk)
    look = look_into(file)
    assert (look.encoding, look.examples, look.unreadable) == ("windows-1252", ["001,Zoë,1,"], "")
    assert look_into(file, "utf-8").unreadable.startswith("Line 2 holds the byte 0xEB")
    file, findings = desk.work(desk.choose(file, Encoding.WINDOWS_1252))
    assert (file.status, file.encoding) == ("checked", "windows-1252")
    assert [shown.message for shown in findings.preview] == ["Zoë"]


@pytest.mark.rule("B2", "what is no table of text is refused with the reason, and nothing is kept")
@pytest.mark.parametrize(
    ("data", "sentence"),
    [
        (b"", "The file is empty. Export it again and look inside before you upload it."),
        (rows(), "The file has headings but no rows below them."),
        (
            rows("001,a\0b,1,"),
            "Line 2 holds a NUL byte, so this is not a plain text file or it was damaged. "
            "Export it again as “CSV UTF-8”.",
        ),
        (
            rows('001,"open,1,', "001,Hi,1,"),
            "Line 2: a quotation mark is opened there and never closed. Close it, "
            "or double it where it belongs to the text.",
        ),
    ],
)
def test_unreadable(desk: Desk, data: bytes, sentence: str) -> None:
    with pytest.raises(Unreadable) as refusal:
        desk.upload(data)
    assert str(refusal.value) == sentence
    assert BatchFile.objects.for_company(desk.company).count() == 0


@pytest.mark.rule("B8", "a file of more than 100,000 rows is refused")
def test_too_many_rows(desk: Desk) -> None:
    with pytest.raises(Unreadable) as refusal:
        desk.upload(rows(*(["001,Hi,1,"] * 100_001)))
    assert str(refusal.value) == "The file has more than 100000 rows. Split it into several files."


@pytest.mark.rule("B3", "an uneven row is an error of that row, by the line a text editor shows")
def test_uneven_rows(desk: Desk) -> None:
    _file, findings = desk.check(rows('001,"two\nlines",1,', "", "001,Hi, you,1,Team", "001,Hi"))
    assert error_table(findings) == [
        (5, "", "This row does not fit the headings: 5 instead of 4 cells."),
        (6, "", "This row does not fit the headings: 2 instead of 4 cells."),
    ]


@pytest.mark.rule("B3", "a mended file takes the place of the one before, while the request is open")
def test_another_file(desk: Desk) -> None:
    batch = desk.draft()
    first = desk.upload(rows("001,Hi,x,"), batch=batch)
    second = desk.upload(rows("001,Hi,1,"), batch=batch, name="C:\\Users\\ann\\mended.csv")
    assert (desk.batch(batch.pk).file_id, second.file_name) == (second.pk, "mended.csv")
    assert read_upload(first) == rows("001,Hi,x,")
    desk.schedule(desk.work(second)[0])
    for act in (lambda: desk.upload(b"x", batch=batch), lambda: desk.choose(second, Encoding.UTF_8)):
        with pytest.raises(NotNow) as refusal:
            act()
        assert str(refusal.value) == "This request takes no other file now: its state is Scheduled."


@pytest.mark.rule("C6", "batch files are forgotten after their days, with the people in their check")
def test_retention(desk: Desk, now) -> None:
    kept, _findings = desk.check(rows("001,Hi,1,", "002,Hi,1,"))
    desk.schedule(kept)
    file, _findings = desk.check(rows("001,Hello,1,", "002,Hi,1,"))
    last_moment = now + timedelta(days=desk.company.upload_retention_days)
    assert end_retention(last_moment) == 0
    assert end_retention(last_moment + timedelta(seconds=1)) == 1
    file.refresh_from_db()
    assert (file.stored_name, file.found["rows"], "problems" in file.found) == ("", 2, False)
    with pytest.raises(FileGone, match="no longer kept"):
        read_upload(file)
    assert read_upload(kept) == rows("001,Hi,1,", "002,Hi,1,")
    desk.send(rows("001,Hey,1,"))
    Batch.objects.for_company(desk.company).filter(pk=kept.batch_id).update(status="cancelled")
    assert end_retention(last_moment + timedelta(seconds=1)) == 2


@pytest.mark.rule("C6", "the nightly sweep knows which files are still named")
def test_named_files(desk: Desk, now) -> None:
    file = desk.upload(rows("001,Hi,1,"))
    assert list(named_files([file.stored_name, "batches/other"])) == [file.stored_name]
    assert sweep_batch_files(at=now.isoformat()) == 0
    assert settings.UPLOAD_MAX_ROWS >= 100_000
