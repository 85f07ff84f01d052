"""Files as answers, which nobody on the way keeps."""

from collections.abc import Iterable
from itertools import chain

from django.http import HttpResponse, StreamingHttpResponse
from django.utils.http import content_disposition_header

from workstars.lib.tabular import is_workbook

CSV = "text/csv; charset=utf-8"
PDF = "application/pdf"
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


def download(data: bytes, name: str, kind: str = "") -> HttpResponse:
    """Without a `kind`, a table: a workbook, or a CSV in whatever encoding somebody uploaded it."""
    return HttpResponse(data, content_type=kind or _kind_of_table(data), headers=_headers(name))


def stream(parts: Iterable[bytes], name: str, kind: str = "") -> StreamingHttpResponse:
    """The same piece by piece, where it may be long."""
    if not kind:
        parts = iter(parts)
        first = next(parts, b"")
        kind, parts = _kind_of_table(first), chain([first], parts)
    return StreamingHttpResponse(parts, content_type=kind, headers=_headers(name))


def _kind_of_table(data: bytes) -> str:
    return XLSX if is_workbook(data) else "text/csv"


def show_pdf(data: bytes, name: str) -> HttpResponse:
    """In the browser."""
    return HttpResponse(data, content_type=PDF, headers=_headers(name, as_attachment=False))


def _headers(name: str, *, as_attachment: bool = True) -> dict[str, str]:
    where = content_disposition_header(as_attachment, name) or "attachment"
    return {"Content-Disposition": where, "Cache-Control": "no-store"}
