"""Which bytes mean which letters: a byte order mark and strict UTF-8 speak for themselves, anything else is asked."""

import codecs
from io import BytesIO, TextIOWrapper

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _

from workstars.lib.tabular.problems import Code, Unreadable, refuse

_CHUNK = 1 << 20


class Encoding(TextChoices):
    """The value is the name of Python's codec. What is offered is what stands here."""

    UTF_8 = "utf-8", _("UTF-8")
    WINDOWS_1252 = "windows-1252", _("Windows-1252 (Western Europe)")


class EncodingNeeded(Exception):
    """Neither byte order mark nor UTF-8: somebody has to choose. `line` is the first one that is not UTF-8."""

    def __init__(self, line: int) -> None:
        super().__init__(f"line {line} is not UTF-8")
        self.line = line


def detect_encoding(data: bytes) -> Encoding:
    """UTF-8, or EncodingNeeded; Unreadable for what is announced and not read here."""
    if data.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        raise refuse(Code.UTF_16)
    fault = _first_fault(data, Encoding.UTF_8)
    if fault is None:
        return Encoding.UTF_8
    if data.startswith(codecs.BOM_UTF8):
        raise _not_in(data, Encoding.UTF_8, fault)
    raise EncodingNeeded(line_of(data, fault))


def require(data: bytes, encoding: Encoding) -> None:
    """Unreadable, with line and byte, where `data` is not in `encoding`."""
    fault = _first_fault(data, encoding)
    if fault is not None:
        raise _not_in(data, encoding, fault)


def open_text(data: bytes, encoding: Encoding, errors: str = "strict") -> TextIOWrapper:
    """The letters line by line, never the whole text at once; line ends are left as they are."""
    codec = "utf-8-sig" if encoding == Encoding.UTF_8 else encoding.value
    return TextIOWrapper(BytesIO(data), encoding=codec, errors=errors, newline="")


def examples(data: bytes, encoding: Encoding, count: int = 10) -> list[str]:
    """The first lines in which the choice of encoding shows, decoded by it; � where it means nothing."""
    found: list[str] = []
    for line in open_text(data, encoding, errors="replace"):
        if not line.isascii():
            found.append(line.rstrip("\r\n"))
        if len(found) == count:
            break
    return found


def line_of(data: bytes, position: int) -> int:
    """The line of a byte, as a text editor counts: LF, CRLF and CR each end one."""
    before = data[:position]
    return 1 + before.count(b"\n") + before.count(b"\r") - before.count(b"\r\n")


def _first_fault(data: bytes, encoding: Encoding) -> int | None:
    """Position of the first byte that is not in `encoding`."""
    if data.isascii():
        return None
    decoder = codecs.getincrementaldecoder(encoding.value)("strict")
    held = 0
    for start in range(0, len(data), _CHUNK):
        try:
            decoder.decode(data[start : start + _CHUNK], final=start + _CHUNK >= len(data))
        except UnicodeDecodeError as error:
            return start - held + error.start
        held = len(decoder.getstate()[0])
    return None


def _not_in(data: bytes, encoding: Encoding, position: int) -> Unreadable:
    byte = f"0x{data[position]:02X}"
    return refuse(Code.NOT_IN_ENCODING, line=line_of(data, position), byte=byte, encoding=encoding.label)
