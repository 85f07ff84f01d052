"""First characters that make a spreadsheet run a cell as a formula (I5)."""

UNSAFE_FIRST = "=+-@\t\r＝＋－＠"


def is_unsafe(text: str) -> bool:
    return text[:1] in UNSAFE_FIRST if text else False


def defuse(text: str) -> str:
    """`'` before a first character that a spreadsheet would run, also before what looks defused already, so that
    `fuse` always gives back what was there; anything else as it is."""
    return f"'{text}" if is_unsafe(text.lstrip("'")) else text


def fuse(text: str) -> str:
    """What `defuse` was given: our own downloads come back in as they were."""
    return text[1:] if text[:1] == "'" and is_unsafe(text.lstrip("'")) else text
