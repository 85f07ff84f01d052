"""XLSX: looked at from outside first, then taken apart by a process of its own (see unpacking.py)."""

import csv
import json
import subprocess
import sys
import zipfile
import zlib
from collections.abc import Iterator
from io import BytesIO, StringIO
from pathlib import Path
from typing import Any

from workstars.lib.tabular.encodings import Encoding
from workstars.lib.tabular.limits import MEGABYTE, Limits
from workstars.lib.tabular.problems import Code, Unreadable, refuse
from workstars.lib.tabular.rows import Row

_PROGRAM = Path(__file__).with_name("unpacking.py")
_SECONDS = 60
_SMALL = 10 * MEGABYTE


def is_workbook(data: bytes) -> bool:
    """By its first bytes alone; what kind of archive it is, `look_at_archive` says."""
    return data.startswith(b"PK\x03\x04")


def look_at_archive(data: bytes, limits: Limits) -> None:
    """Unreadable for any archive but an XLSX within the limits. Reads the table of contents, not the contents."""
    try:
        archive = zipfile.ZipFile(BytesIO(data))
    except (zipfile.BadZipFile, ValueError, EOFError):
        raise refuse(Code.WORKBOOK_DAMAGED) from None
    members = archive.infolist()
    names = {member.filename for member in members}
    other = _other_kind(archive, names)
    if other:
        raise other
    if len(members) > limits.members:
        raise refuse(Code.WORKBOOK_MEMBERS, members=len(members), limit=limits.members)
    unpacked = sum(member.file_size for member in members)
    if unpacked > limits.unpacked:
        megabytes = -(-unpacked // MEGABYTE)
        raise refuse(Code.WORKBOOK_UNPACKED, megabytes=megabytes, limit=limits.unpacked // MEGABYTE)
    if unpacked > _SMALL and unpacked > len(data) * limits.ratio:
        raise refuse(Code.WORKBOOK_RATIO, ratio=unpacked // len(data), limit=limits.ratio)
    if any(member.flag_bits & 1 for member in members):
        raise refuse(Code.PASSWORD)


class Workbook:
    """One sheet of a workbook as rows. `part` is its name, `parts` those of all sheets that hold something.

    `numbers`: for each column how many of its cells were numbers, not text. `unpacked` can be kept, and is quick to
    open again.
    """

    encoding = Encoding.UTF_8
    separator = ","

    def __init__(self, unpacked: bytes) -> None:
        head, _line, self.data = unpacked.partition(b"\n")
        said = json.loads(head)
        self.unpacked = unpacked
        self.part: str = said["part"]
        self.parts: list[str] = said["parts"]
        self.numbers: list[int] = said["numbers"]

    def records(self) -> Iterator[Row]:
        """Rows by the number that the spreadsheet shows."""
        for number, *cells in csv.reader(StringIO(self.data.decode(), newline=""), strict=True):
            yield int(number), cells


def unpack(data: bytes, part: str, limits: Limits) -> Workbook:
    """Takes `part` out, or the first sheet with data. Unreadable for any archive but an XLSX within the limits."""
    look_at_archive(data, limits)
    answer = _run(data, part, limits)
    if answer.startswith(b'{"problem"'):
        raise _refusal(json.loads(answer), limits)
    return Workbook(answer)


def _run(data: bytes, part: str, limits: Limits) -> bytes:
    order = {
        "rows": limits.rows,
        "cell": limits.cell,
        "output": limits.unpacked,
        "memory": limits.memory,
        "part": part,
    }
    try:
        done = subprocess.run(
            [sys.executable, "-I", _PROGRAM, json.dumps(order)],
            input=data,
            capture_output=True,
            timeout=_SECONDS,
            check=False,
        )
    except subprocess.TimeoutExpired:
        raise _too_much(limits) from None
    if done.returncode < 0 or not done.stdout:  # stopped by the kernel, or by Rust for want of memory
        raise _too_much(limits)
    return done.stdout


def _too_much(limits: Limits) -> Unreadable:
    return refuse(Code.WORKBOOK_MEMORY, limit=limits.memory // MEGABYTE)


def _refusal(said: dict[str, Any], limits: Limits) -> Unreadable:
    code = Code(said.pop("problem"))
    return _too_much(limits) if code == Code.WORKBOOK_MEMORY else refuse(code, **said)


def _other_kind(archive: zipfile.ZipFile, names: set[str]) -> Unreadable | None:
    """What an archive is that is no XLSX."""
    if b"opendocument.spreadsheet" in _small_member(archive, "mimetype"):
        return refuse(Code.SPREADSHEET, kind=".ods")
    if "xl/workbook.bin" in names:
        return refuse(Code.SPREADSHEET, kind=".xlsb")
    if "xl/vbaProject.bin" in names or b"macroEnabled" in _small_member(archive, "[Content_Types].xml"):
        return refuse(Code.SPREADSHEET, kind=".xlsm")
    if "Index/Document.iwa" in names or "Index.zip" in names:
        return refuse(Code.SPREADSHEET, kind=".numbers")
    if "xl/workbook.xml" not in names:
        return refuse(Code.NOT_A_TABLE, kind="ZIP")
    return None


def _small_member(archive: zipfile.ZipFile, name: str) -> bytes:
    """Empty for what is not there, cannot be read, or is larger than such a file ever is."""
    try:
        return archive.read(name) if archive.getinfo(name).file_size < MEGABYTE else b""
    except (KeyError, zipfile.BadZipFile, zlib.error, EOFError, RuntimeError, NotImplementedError):
        return b""
