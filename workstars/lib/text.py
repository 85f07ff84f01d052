"""How text is compared: the same letters, whatever form they were typed in."""

import unicodedata
from functools import lru_cache

# Letters that Unicode does not take apart although people type them without the stroke.
_STROKES = {"ł": "l", "đ": "d", "ø": "o", "ħ": "h", "ŧ": "t", "ı": "i", "æ": "ae", "œ": "oe"}

# Combining classes that carry sense rather than an accent: Japanese voicing marks and Indic viramas.
_KEPT_CLASSES = frozenset({0, 8, 9})


class _WithoutAccents(dict[int, int | str | None]):
    """For `str.translate`: what each letter becomes, None for an accent; filled with the letters that are met."""

    def __missing__(self, code: int) -> int | None:
        self[code] = kept = code if unicodedata.combining(chr(code)) in _KEPT_CLASSES else None
        return kept


_WITHOUT_ACCENTS = _WithoutAccents({ord(letter): plain for letter, plain in _STROKES.items()})


def fold_employee_id(text: str) -> str:
    """The key that makes an Employee ID unique (E1): width, case and outer spaces do not count, zeros do."""
    if text.isascii():
        return text.strip().lower()
    folded = unicodedata.normalize("NFKC", text).casefold()
    return unicodedata.normalize("NFKC", folded).strip()


def fold_search(text: str) -> str:
    """What is stored and asked when people search (E2): accents dropped, case folded, one space between words."""
    if not text.isascii():
        text = " ".join([word if word.isascii() else _without_accents(word) for word in text.split()])
    return " ".join(text.casefold().split())


@lru_cache(maxsize=20_000)
def _without_accents(word: str) -> str:
    """The same names come again and again, in a file of 100,000 people above all."""
    apart = unicodedata.normalize("NFKD", word).casefold()
    return unicodedata.normalize("NFKC", apart.translate(_WITHOUT_ACCENTS))
