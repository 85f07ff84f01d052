"""Which bytes mean which letters: a byte order mark and strict UTF-8 speak for themselves, anything else is asked."""

import codecs
from io import BytesIO, TextIOWrapper

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _

from workstars.lib.tabular.problems import Code, Unreadable, refuse

_CHUNK = 1 << 20
_LOOKED_AT = 4_000
_UTF_7 = (b"+/v8", b"+/v9", b"+/v+", b"+/v/")
_UTF_32 = (codecs.BOM_UTF32_LE, codecs.BOM_UTF32_BE)


class Encoding(TextChoices):
    """The value is the name of Python's codec. What is offered is what stands here.

    UTF_16 reads its own byte order mark, and is little endian without one.
    """

    UTF_8 = "utf-8", _("UTF-8")
    UTF_16 = "utf-16", _("UTF-16 (Unicode text of Excel)")
    UTF_16_BE = "utf-16-be", _("UTF-16, big endian")
    WINDOWS_1250 = "windows-1250", _("Windows-1250 (Central Europe)")
    WINDOWS_1251 = "windows-1251", _("Windows-1251 (Cyrillic)")
    WINDOWS_1252 = "windows-1252", _("Windows-1252 (Western Europe)")
    WINDOWS_1253 = "windows-1253", _("Windows-1253 (Greek)")
    WINDOWS_1254 = "windows-1254", _("Windows-1254 (Turkish)")
    WINDOWS_1255 = "windows-1255", _("Windows-1255 (Hebrew)")
    WINDOWS_1256 = "windows-1256", _("Windows-1256 (Arabic)")
    ISO_8859_1 = "iso-8859-1", _("ISO-8859-1 (Latin 1)")
    CP932 = "cp932", _("CP932 (Japanese, Shift JIS)")
    GB18030 = "gb18030", _("GB18030 (Chinese)")

    @property
    def is_utf_16(self) -> bool:
        return self in (Encoding.UTF_16, Encoding.UTF_16_BE)


class EncodingNeeded(Exception):
    """Neither byte order mark nor UTF-8: somebody has to choose. `line` is the first one that is not UTF-8.

    `likely` is the encoding that its NUL bytes speak for; otherwise None, and nothing is guessed.
    """

    def __init__(self, line: int, likely: Encoding | None = None) -> None:
        super().__init__(f"line {line} is not UTF-8")
        self.line = line
        self.likely = likely


def detect_encoding(data: bytes) -> Encoding:
    """What the bytes say of themselves, or EncodingNeeded; Unreadable for what is announced and not read here."""
    if data.startswith(_UTF_32):
        raise refuse(Code.OTHER_UNICODE, encoding="UTF-32")
    if data.startswith(_UTF_7):
        raise refuse(Code.OTHER_UNICODE, encoding="UTF-7")
    if data.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        require(data, Encoding.UTF_16)
        return Encoding.UTF_16
    likely = _likely_utf_16(data)
    if likely:
        raise EncodingNeeded(1, likely)
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
    stream = BytesIO(data)  # shares the bytes, which a slice without the mark would copy
    stream.seek(_length_of_mark(data, encoding))
    return TextIOWrapper(stream, encoding=_codec(data, encoding), errors=errors, newline="")


def examples(data: bytes, encoding: Encoding, count: int = 10) -> list[str]:
    """The first lines in which the choice of encoding shows, decoded by it; � where it means nothing."""
    found: list[str] = []
    for line in open_text(data, encoding, errors="replace"):
        if not line.isascii() or encoding.is_utf_16:
            found.append(line.rstrip("\r\n"))
        if len(found) == count:
            break
    return found


def line_of(data: bytes, position: int, encoding: Encoding = Encoding.UTF_8) -> int:
    """The line of a byte, as a text editor counts: LF, CRLF and CR each end one."""
    before = data[:position]
    if encoding.is_utf_16:
        before = before.decode(_codec(data, encoding), errors="replace").encode()
    return 1 + before.count(b"\n") + before.count(b"\r") - before.count(b"\r\n")


def line_of_nul(data: bytes, encoding: Encoding) -> int | None:
    """The line of the first NUL character; two zero bytes that are two halves of letters are none."""
    if not encoding.is_utf_16:
        found = data.find(b"\0")
        return line_of(data, found) if found >= 0 else None
    found = data.find(b"\0\0")
    while found >= 0 and found % 2:
        found = data.find(b"\0\0", found + 1)
    return line_of(data, found, encoding) if found >= 0 else None


def _likely_utf_16(data: bytes) -> Encoding | None:
    """Where nearly every second byte of the beginning is zero, by which half it is."""
    head = data[:_LOOKED_AT]
    half = len(head) // 2
    if half < 4:
        return None
    first, second = head[0::2].count(0), head[1::2].count(0)
    if second > half * 0.4 and first < half * 0.1:
        return Encoding.UTF_16
    return Encoding.UTF_16_BE if first > half * 0.4 and second < half * 0.1 else None


def _codec(data: bytes, encoding: Encoding) -> str:
    """The codec for what follows the byte order mark."""
    if encoding == Encoding.UTF_16:
        return "utf-16-be" if data.startswith(codecs.BOM_UTF16_BE) else "utf-16-le"
    return encoding.value


def _length_of_mark(data: bytes, encoding: Encoding) -> int:
    marks = {
        Encoding.UTF_8: (codecs.BOM_UTF8,),
        Encoding.UTF_16: (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE),
        Encoding.UTF_16_BE: (codecs.BOM_UTF16_BE,),
    }.get(encoding, ())
    return next((len(mark) for mark in marks if data.startswith(mark)), 0)


def _first_fault(data: bytes, encoding: Encoding) -> int | None:
    """Position of the first byte that is not in `encoding`."""
    if data.isascii() and not encoding.is_utf_16:
        return None
    decoder = codecs.getincrementaldecoder(_codec(data, encoding))("strict")
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
    line = line_of(data, position, encoding)
    return refuse(Code.NOT_IN_ENCODING, line=line, byte=byte, encoding=encoding.label)
