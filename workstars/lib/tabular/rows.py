"""What every kind of file comes down to."""

from collections.abc import Iterator
from typing import Protocol

from workstars.lib.tabular.encodings import Encoding

Row = tuple[int, list[str]]
"""Line in which it begins, as a text editor counts or a spreadsheet shows, and cells."""


class Source(Protocol):
    """The rows of a file, headings and blank ones among them, from the beginning each time they are asked for."""

    data: bytes
    encoding: Encoding
    separator: str

    def records(self) -> Iterator[Row]: ...
