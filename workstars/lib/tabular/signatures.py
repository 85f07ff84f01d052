"""Files that are neither CSV nor XLSX, known by their first bytes whatever their name says."""

from workstars.lib.tabular.problems import Code, Unreadable, refuse

_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_ENCRYPTED = "EncryptedPackage".encode("utf-16-le")
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
    (b"SQLite format 3", "SQLite"),
    (b"PK\x05\x06", "ZIP"),
)


def other_kind(data: bytes) -> Unreadable | None:
    """Why these bytes are not a CSV file; None when nothing speaks against it."""
    if data.startswith(_OLE):
        return refuse(Code.PASSWORD) if _ENCRYPTED in data else refuse(Code.SPREADSHEET, kind=".xls")
    kind = next((name for start, name in _OTHERS if data.startswith(start)), None)
    if kind:
        return refuse(Code.NOT_A_TABLE, kind=kind)
    head = data[:512].removeprefix(b"\xef\xbb\xbf").lstrip().lower()
    if head.startswith((b"<!doctype", b"<html", b"<table", b"<?xml", b"<head", b"<meta")):
        return refuse(Code.WEB_PAGE)
    if head.startswith((b"{", b"[{")):
        return refuse(Code.NOT_A_TABLE, kind="JSON")
    return None
