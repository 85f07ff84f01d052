"""Which rows of a file were good, one bit each: a hundred thousand of them are a few letters."""

import zlib
from base64 import b64decode, b64encode
from collections.abc import Iterable


class Marks:
    """Numbers of rows, counted from 1."""

    def __init__(self, numbers: Iterable[int] = (), *, rows: int = 0) -> None:
        self._bits = bytearray(rows // 8 + 1)
        for number in numbers:
            self._bits[number >> 3] |= 1 << (number & 7)

    def __contains__(self, number: int) -> bool:
        place = number >> 3
        return place < len(self._bits) and bool(self._bits[place] & 1 << (number & 7))

    def pack(self) -> str:
        return b64encode(zlib.compress(bytes(self._bits))).decode()

    @classmethod
    def unpack(cls, packed: str) -> "Marks":
        marks = cls()
        marks._bits = bytearray(zlib.decompress(b64decode(packed))) if packed else bytearray()
        return marks
