"""Files that are not CSV, known by their first bytes whatever their name says."""

from workstars.lib.tabular.problems import Code, Unreadable, refuse

_OLD_EXCEL = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_OTHERS = (
    (b"\x89PNG\r\n\x1a\n", "PNG"),
    (b"\xff\xd8\xff", "JPEG"),
    (b"GIF8", "GIF"),
    (b"%PDF-", "PDF"),
    (b"\x1f\x8b", "gzip"),
    (b"7z\xbc\xaf\x27\x1c", "7z"),
    (b"Rar!\x1a\x07", "RAR"),
    (b"{\\rtf", "RTF"),
    (b"\x7fELF", "ELF"),
    (b"MZ\x90", "EXE"),
)


def other_kind(data: bytes) -> Unreadable | None:
    """Why these bytes are not a CSV file; None when nothing speaks against it."""
    if data.startswith(b"PK\x03\x04"):
        return _archive(data)
    if data.startswith(_OLD_EXCEL):
        return refuse(Code.SPREADSHEET, kind=".xls")
    kind = next((name for start, name in _OTHERS if data.startswith(start)), None)
    if kind:
        return refuse(Code.NOT_A_TABLE, kind=kind)
    head = data[:512].removeprefix(b"\xef\xbb\xbf").lstrip().lower()
    if head.startswith((b"<!doctype", b"<html", b"<table", b"<?xml", b"<head", b"<meta")):
        return refuse(Code.WEB_PAGE)
    return None


def _archive(data: bytes) -> Unreadable:
    if b"opendocument.spreadsheet" in data[:200]:
        return refuse(Code.SPREADSHEET, kind=".ods")
    if b"xl/vbaProject.bin" in data:
        return refuse(Code.SPREADSHEET, kind=".xlsm")
    if b"xl/" in data:
        return refuse(Code.XLSX)
    return refuse(Code.NOT_A_TABLE, kind="ZIP")
