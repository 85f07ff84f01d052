"""First characters that make a spreadsheet run a cell as a formula (I5)."""

UNSAFE_FIRST = "=+-@\t\r＝＋－＠"


def is_unsafe(text: str) -> bool:
    return text[:1] in UNSAFE_FIRST if text else False


def defuse(text: str) -> str:
    """`'` before a first character that a spreadsheet would run; anything else as it is."""
    return f"'{text}" if is_unsafe(text) else text
