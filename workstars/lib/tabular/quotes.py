"""Finds the quotation mark that the csv module only says is missing."""

from collections.abc import Iterable


def line_of_open_quote(lines: Iterable[str], separator: str, first_line: int) -> int:
    """The line in which the last cell begins whose quotation mark is still open at the end of `lines`.

    `lines` is the text from the beginning of the faulty row, `first_line` its number. Falls back to `first_line`.
    """
    opened, inside = first_line, False
    for number, line in enumerate(lines, start=first_line):
        position = line.find('"')
        while position >= 0:
            if not inside:
                inside = position == 0 or line[position - 1] == separator
                opened = number if inside else opened
            elif line[position + 1 : position + 2] == '"':
                position += 1
            else:
                inside = False
            position = line.find('"', position + 1)
    return opened
