"""How large a file may be."""

from dataclasses import dataclass

from workstars.lib.tabular.problems import Code, refuse

MEGABYTE = 1024 * 1024


@dataclass(frozen=True)
class Limits:
    """`size`, `unpacked` and `memory` in bytes, `cell` in characters. `rows` does not count headings and blank lines.

    For workbooks: `unpacked` is the size of what is inside, `ratio` how many times that may be the file's size,
    `members` how many files may be inside, `memory` what taking it apart may need.
    """

    rows: int = 200_000
    size: int = 50 * MEGABYTE
    columns: int = 100
    cell: int = 10_000
    unpacked: int = 400 * MEGABYTE
    ratio: int = 100
    members: int = 1_000
    memory: int = 2_000 * MEGABYTE


def refuse_too_big(size: int, limits: Limits) -> None:
    """Also for whoever knows the size before there are bytes."""
    if size > limits.size:
        raise refuse(Code.TOO_BIG, megabytes=-(-size // MEGABYTE), limit=limits.size // MEGABYTE)
