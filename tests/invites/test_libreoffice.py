"""The CSV and the workbook go through LibreOffice unchanged (I5). Skipped where there is none; needs Calc, Writer,
Base and its Python bridge (Debian: libreoffice-calc-nogui, -writer-nogui, -base-nogui, -base-drivers, python3-uno)."""

import csv
import io
import shutil
import socket
import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest

from employees.models import Company
from tests.factories import EmployeeFactory
from tests.invites.paper import Office
from workstars.lib.tabular import open_sheet

SOFFICE = shutil.which("soffice")
SYSTEM_PYTHON = "/usr/bin/python3"
# Comma, quote, UTF-8, from line 1, "format quoted field as text"; going out, every text cell quoted.
CSV_IN = "CSV:44,34,76,1,,0,true,false"
CSV_OUT = "csv:Text - txt - csv (StarCalc):44,34,76,1,,0,true,true"
PEOPLE = [
    ("محمد", "الأمين", "00123"),
    ('Zoë "Z"', "O'Neil, Jr.", "1E5"),
    ("李", "小明", "000000000000000000123"),
    ("Ewa", "Nowak", "3-11"),
    ("Ana", "Paz", "TRUE"),
]

pytestmark = [pytest.mark.slow, pytest.mark.skipif(SOFFICE is None, reason="LibreOffice is not installed")]


@pytest.fixture
def run(tmp_path: Path) -> Callable[..., None]:
    """LibreOffice without windows, with a profile of its own."""

    def soffice(*words: str) -> None:
        command = [str(SOFFICE), "--headless", f"-env:UserInstallation=file://{tmp_path}/profile", *words]
        subprocess.run(command, check=True, capture_output=True, timeout=120, cwd=tmp_path)

    return soffice


@pytest.fixture
def made(company: Company, tmp_path: Path) -> tuple[list[list[str]], bytes]:
    """The rows of a CSV in `letters.csv`, and the same as a workbook in `book.xlsx`."""
    for first, last, number in PEOPLE:
        EmployeeFactory(company=company, first_name=first, last_name=last, employee_id=number)
    office = Office(company)
    file = office.make()
    data = office.fetch(file)
    (tmp_path / "letters.csv").write_bytes(data)
    (tmp_path / "book.xlsx").write_bytes(office.fetch(file, workbook=True))
    return rows_of(data), data


def rows_of(data: bytes) -> list[list[str]]:
    return list(csv.reader(io.StringIO(data.decode("utf-8-sig"), newline="")))


@pytest.mark.rule("I5", "opened in LibreOffice and saved, the CSV is the same: zeros, codes, Arabic names")
def test_csv(run, made, tmp_path: Path) -> None:
    rows, data = made
    run(f"--infilter={CSV_IN}", "--convert-to", CSV_OUT, "--outdir", "out", "letters.csv")
    saved = (tmp_path / "out" / "letters.csv").read_bytes()
    assert rows_of(saved) == rows
    assert saved.replace(b"\r\n", b"\n").removeprefix(b"\xef\xbb\xbf") == data[3:].replace(b"\r\n", b"\n")


@pytest.mark.rule(
    "I5", "opened in LibreOffice and saved, as workbook or CSV, the workbook holds the same rows"
)
def test_workbook(run, made, tmp_path: Path) -> None:
    rows, _data = made
    run("--convert-to", "xlsx", "--outdir", "out", "book.xlsx")
    sheet = open_sheet((tmp_path / "out" / "book.xlsx").read_bytes())
    assert [list(sheet.headings), *(cells for _line, cells in sheet.rows())] == rows


@pytest.mark.rule(
    "I5", "a mail merge of the CSV prints every Employee ID, code and name as it stands in the file"
)
def test_mail_merge(made, tmp_path: Path) -> None:
    if subprocess.run([SYSTEM_PYTHON, "-c", "import uno"], capture_output=True, check=False).returncode:
        pytest.skip("LibreOffice's bridge to Python is not installed")
    rows, _data = made
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = str(free.getsockname()[1])
    profile = f"-env:UserInstallation=file://{tmp_path}/profile"
    listen = f"--accept=socket,host=127.0.0.1,port={port};urp;"
    script = Path(__file__).with_name("mail_merge.py")
    with subprocess.Popen([str(SOFFICE), "--headless", "--norestore", profile, listen]) as office:
        try:
            subprocess.run([SYSTEM_PYTHON, str(script), str(tmp_path), port], check=True, timeout=120)
        finally:
            office.terminate()
    letters = sorted(tmp_path.glob("merged*.txt"), key=lambda path: int(path.stem.removeprefix("merged")))
    assert [path.read_text("utf-8-sig").splitlines()[:4] for path in letters] == rows[1:]
