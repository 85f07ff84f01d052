"""Ugly files as HR departments have them, each with its outcome in words (E3 to E7)."""

import io
from collections.abc import Callable

import pytest
from xlsxwriter import Workbook

from employees.models import HrImport
from tests.employees.importing import Office, error_table, warning_table
from tests.files.workbooks import archive, with_member, workbook
from workstars.lib.tabular import Unreadable

HEADINGS = ["Employee ID", "Last name", "Country"]
LEE = ["007", "Lee", "PL"]


def text(*lines: str, end: str = "\n") -> bytes:
    return end.join(["Employee ID,Last name,Country", *lines]).encode()


def protected() -> bytes:
    return b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(512) + "EncryptedPackage".encode("utf-16-le")


# What is refused before anything is kept: the bytes, and the sentence.
REFUSED: dict[str, tuple[Callable[[], bytes], str]] = {
    "nothing at all": (lambda: b" \n\t\r\n", "The file is empty."),
    "UTF-16 with nothing in it": (lambda: b"\xff\xfe", "The file is empty."),
    "UTF-32": (lambda: text("1,Lee,PL").decode().encode("utf-32"), "The file is written in UTF-32."),
    "UTF-7 that says so": (lambda: b"+/v8-" + text("1,M+APw-ller,DE"), "The file is written in UTF-7."),
    "UTF-8 by its mark, Latin 1 inside": (
        lambda: b"\xef\xbb\xbf" + text("1,Lee,PL") + b"\n2,M\xfcller,DE",
        "Line 3 holds the byte 0xFC, which means nothing in UTF-8.",
    ),
    "UTF-16 that breaks off": (
        lambda: text("1,Lee,PL").decode().encode("utf-16")[:-1],
        "Line 2 holds the byte 0x4C, which means nothing in UTF-16 (Unicode text of Excel).",
    ),
    "NUL bytes from a mainframe": (lambda: text("1,Lee\0\0\0,PL"), "Line 2 holds a NUL byte"),
    "headings and nothing below": (lambda: text(""), "The file has headings but no rows below them."),
    "a quote never closed in the last line": (
        lambda: text("1,Lee,PL", '2,"Ng,PL'),
        "Line 3: a quotation mark is opened there and never closed.",
    ),
    "quotes closed too early": (
        lambda: text('1,"Lee" Ann,PL'),
        "Line 2: text follows a closing quotation mark",
    ),
    "a cell of 200,000 characters": (
        lambda: text("1," + "x" * 200_000 + ",PL"),
        "Line 2: a cell is longer than 10000 characters.",
    ),
    "a cell just above the limit": (
        lambda: text("1,Lee,PL", f'2,"{"x" * 10_001}",PL'),
        "Line 3: a cell is longer than 10000 characters.",
    ),
    "101 columns": (
        lambda: b",".join(b"c%d" % n for n in range(101)) + b"\n1",
        "The file has 101 columns; the limit is 100.",
    ),
    "headings twice but for case and spaces": (
        lambda: b"Employee ID,Name,NAME \n1,A,B",
        "Columns 2 and 3 are both called “NAME”.",
    ),
    "JSON": (lambda: b'[{"employee_id": "1"}]', "This is not a table but a file of the kind JSON."),
    "a PDF": (lambda: b"%PDF-1.7 ...", "This is not a table but a file of the kind PDF."),
    "a picture named .csv": (
        lambda: b"\x89PNG\r\n\x1a\n....",
        "This is not a table but a file of the kind PNG.",
    ),
    "gzip": (lambda: b"\x1f\x8b\x08....", "This is not a table but a file of the kind gzip."),
    "a ZIP with a CSV in it": (
        lambda: archive({"staff.csv": text("1,Lee,PL")}),
        "This is not a table but a file of the kind ZIP.",
    ),
    "a web page named .xls": (
        lambda: b"<html><table><tr><td>1",
        "This is a web page, whatever its name says.",
    ),
    "old Excel": (lambda: b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600), "This is a spreadsheet (.xls)."),
    "OpenDocument": (
        lambda: archive({"mimetype": b"application/vnd.oasis.opendocument.spreadsheet"}),
        "This is a spreadsheet (.ods).",
    ),
    "a workbook with macros": (
        lambda: with_member("xl/vbaProject.bin", 1),
        "This is a spreadsheet (.xlsm).",
    ),
    "a binary workbook": (lambda: archive({"xl/workbook.bin": b"x"}), "This is a spreadsheet (.xlsb)."),
    "a workbook with a password": (protected, "The workbook is protected by a password."),
    "half a workbook": (lambda: workbook([HEADINGS, LEE])[:-200], "The workbook is damaged"),
    "a workbook of empty sheets": (lambda: workbook([], Two=[]), "No sheet of the workbook holds anything."),
    "a workbook with headings only": (
        lambda: workbook([HEADINGS]),
        "The file has headings but no rows below them.",
    ),
    "a workbook that is mostly air": (
        lambda: with_member("xl/media/air.bin", 100),
        "The workbook is",
    ),
    "a workbook with a cell at the far end": (
        lambda: workbook([HEADINGS, LEE], far=(1_048_575, 16_383)),
        "The workbook needs more than 2000 MB or a minute to be read.",
    ),
}


@pytest.mark.rule("E6", "what cannot be read is refused with the reason, and nothing of it is kept")
@pytest.mark.parametrize("kind", REFUSED)
def test_refused(office: Office, kind: str) -> None:
    make, sentence = REFUSED[kind]
    with pytest.raises(Unreadable) as refused:
        office.upload(make())
    assert str(refused.value).startswith(sentence)
    assert HrImport.objects.for_company(office.company).count() == 0


def numbers_as_ids() -> bytes:
    return workbook([HEADINGS, [7.0, "Lee", "PL"]])


def with_errors() -> bytes:
    out = io.BytesIO()
    book = Workbook(out)
    sheet = book.add_worksheet()
    sheet.write_row(0, 0, [*HEADINGS, "Line manager"])
    sheet.write_row(1, 0, LEE)
    sheet.write_formula(1, 3, "=NA()", None, "#N/A")
    book.close()
    return out.getvalue()


# What goes to the check by itself and is applied: the bytes, and the people who come of it.
READ: dict[str, tuple[Callable[[], bytes], list[tuple[str, str]]]] = {
    "UTF-8 with a mark": (lambda: b"\xef\xbb\xbf" + text("007,Żak,PL"), [("007", "Żak")]),
    "UTF-16 little endian": (lambda: text("007,Żak,PL").decode().encode("utf-16"), [("007", "Żak")]),
    "UTF-16 big endian": (
        lambda: b"\xfe\xff" + text("007,李,PL").decode().encode("utf-16-be"),
        [("007", "李")],
    ),
    "UTF-7 that does not say so": (lambda: text("007,M+APw-ller,PL"), [("007", "M+APw-ller")]),
    "CR only": (lambda: text("007,Lee,PL", end="\r"), [("007", "Lee")]),
    "line ends mixed": (
        lambda: text("007,Lee,PL\r", "8,Ng,PL\r9,Oh,PL"),
        [("007", "Lee"), ("8", "Ng"), ("9", "Oh")],
    ),
    "no line end at the end, blank lines between": (lambda: text("", ",,", "007,Lee,PL"), [("007", "Lee")]),
    "pipes": (lambda: text("007,Lee,PL").replace(b",", b"|"), [("007", "Lee")]),
    "a separator announced, another between": (
        lambda: b"sep=|\n" + text("007,Lee,PL").replace(b",", b"|"),
        [("007", "Lee")],
    ),
    "10,000 empty columns": (
        lambda: b"\n".join(line + b"," * 10_000 for line in text("007,Lee,PL").split(b"\n")),
        [("007", "Lee")],
    ),
    "every cell quoted, quotes doubled": (
        lambda: b'"Employee ID","Last name","Country"\n"007","O""Neil, jr.","PL"',
        [("007", 'O"Neil, jr.')],
    ),
    "a title above the headings": (
        lambda: b"Headcount report\nPrinted on 3 March\n\n" + text("007,Lee,PL"),
        [("007", "Lee")],
    ),
    "two lines of headings": (
        lambda: b"USERID,LASTNAME,COUNTRY\nUser ID,Last Name,Country\n007,Lee,PL",
        [("007", "Lee")],
    ),
    "letters taken apart (NFD)": (lambda: text("007,Zoe\u0308,PL"), [("007", "Zoë")]),
    "unseen characters": (lambda: text("\u200b007\ufeff,\u202aLee\u202c,PL"), [("007", "Lee")]),
    "last and first name in one column": (
        lambda: b"Associate ID;Payroll Name;Country\n007;Lee, Ann;Polska",
        [("007", "Lee")],
    ),
    "a workbook": (lambda: workbook([HEADINGS, LEE]), [("007", "Lee")]),
    "a workbook with numbers as IDs": (numbers_as_ids, [("7", "Lee")]),
    "a workbook with a title and room around": (
        lambda: workbook([["Headcount"], [], ["", *HEADINGS], ["", *LEE]]),
        [("007", "Lee")],
    ),
    "a workbook whose rows end early": (lambda: workbook([[*HEADINGS, "Site"], LEE]), [("007", "Lee")]),
}


@pytest.mark.rule("E6", "what is a table is read as it is, however odd")
@pytest.mark.parametrize("kind", READ)
def test_read(office: Office, kind: str) -> None:
    make, people = READ[kind]
    _hr_import, findings = office.load(make())
    assert (findings.errors, office.everybody("employee_id", "last_name")) == (0, people)


@pytest.mark.rule("E7", "an ID that is a number in a workbook is warned of, once for the file")
def test_numbers_as_ids(office: Office) -> None:
    _hr_import, findings = office.check(numbers_as_ids())
    assert warning_table(findings) == [
        (0, "Employee ID", "The Employee IDs are numbers in the workbook, not text, in 1 rows.")
    ]


@pytest.mark.rule("E7", "a number in a workbook that has lost its zeros is offered the known person")
def test_numbers_that_lost_their_zeros(office: Office) -> None:
    office.load(text("007,Lee,PL"))
    _hr_import, findings = office.check(numbers_as_ids(), complete=True)
    assert error_table(findings) == [(2, "Employee ID", "“7” differs from Lee (007) only by zeros in front.")]
    assert (findings.new, findings.leaving) == (0, 0)


# What is asked: how the letters are written, which sheet, which columns.
ASKED: dict[str, Callable[[], bytes]] = {
    "Latin 1": lambda: text("1,Müller,DE").decode().encode("latin-1"),
    "Shift JIS": lambda: text("1,山田,JP").decode().encode("cp932"),
    "Chinese": lambda: text("1,张伟,CN").decode().encode("gb18030"),
    "UTF-16 without a mark": lambda: text("1,Lee,PL").decode().encode("utf-16-le"),
    "headings in another language": lambda: b"N\xc2\xb0 matricule;Nom;Pays\n1;Lee;FR",
    "no headings at all": lambda: b"000123,Lee,PL\n000124,Ng,PL",
    "one column, no separator": lambda: b"Employee ID\n1\n2",
    "a workbook with 16 sheets": lambda: workbook(
        [HEADINGS, LEE], **{f"Sheet{n}": [["x"], [n]] for n in range(2, 17)}
    ),
    "days that can be read in two ways": lambda: (
        b"Employee ID,Last name,Country,Hire date\n1,Lee,PL,03/04/2020"
    ),
}


@pytest.mark.rule("E6", "what the file does not say is asked, never guessed")
@pytest.mark.parametrize("kind", ASKED)
def test_asked(office: Office, kind: str) -> None:
    assert office.upload(ASKED[kind]()).status == HrImport.Status.UPLOADED


# What is wrong with single rows.


@pytest.mark.rule("E6", "uneven rows are named errors; cells that are empty and too many are none")
def test_ragged_rows(office: Office) -> None:
    _hr_import, findings = office.check(text("1,Lee,PL", "2,Ng", "3,Oh,PL,more", "4,Po,PL,,"))
    assert (findings.new, [(shown.line, shown.code) for shown in findings.error_list]) == (
        2,
        [(3, "uneven"), (4, "uneven")],
    )
    assert all(str(shown.params["cells"]) in shown.problem.sentence for shown in findings.error_list)


@pytest.mark.rule("E4", "an error of a spreadsheet is named where it stands")
def test_errors_of_a_spreadsheet(office: Office) -> None:
    hr_import, findings = office.check(with_errors())
    assert error_table(findings) == [
        (2, "Line manager", "“#N/A” is an error that a spreadsheet shows where a formula has no result.")
    ]
    assert hr_import.status == "checked"


@pytest.mark.rule("E4", "2,000 bad rows: a hundred on the page, all of them in the file")
@pytest.mark.parametrize("as_workbook", [False, True], ids=["CSV", "XLSX"])
def test_many_bad_rows(office: Office, as_workbook: bool) -> None:
    lines = [[f"{n:05}", "Lee", "Atlantis"] for n in range(2_000)]
    data = workbook([HEADINGS, *lines]) if as_workbook else text(*map(",".join, lines))
    _hr_import, findings = office.check(data)
    assert (findings.faulty, findings.errors, len(findings.error_list), findings.new) == (
        2_000,
        2_000,
        100,
        0,
    )


@pytest.mark.rule("E4", "only the last row of a workbook is wrong: it is named by the spreadsheet's row")
def test_only_the_last_row(office: Office) -> None:
    rows = [[f"{n:05}", "Lee", "PL"] for n in range(300)]
    _hr_import, findings = office.check(workbook([HEADINGS, *rows, ["=1", "Lee", "PL"]]))
    assert (findings.new, error_table(findings)) == (
        300,
        [(302, "Employee ID", "“=1” begins with a character that a spreadsheet runs as a formula.")],
    )
