"""Activation codes (A2): how they are made, read from a worn letter, and kept.

Twelve symbols without vowels: eleven from the system's random source, and one that makes the sum over
i·value(cᵢ) ≡ 0 mod 23. As 23 is prime and larger than 12, any one wrong symbol and any two that changed
places are found without a look-up.
"""

import hmac
import os
import unicodedata
from collections.abc import Iterable, Iterator
from operator import mul
from urllib.parse import urlencode

from django.conf import settings
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext_lazy

ALPHABET = "BCDFGHJKLMNPRSTVWXYZ379"
RANDOM, LENGTH = 11, 12
TWINS = str.maketrans("86521IU0OQ", "BGSZLLVDDD")

_BASE = len(ALPHABET)
_VALUES = {symbol: value for value, symbol in enumerate(ALPHABET)}
_WEIGHTS = range(1, LENGTH + 1)
# 12·2 ≡ 1 mod 23, so the last symbol is minus 2 times the sum over the first eleven.
_CHECK = [ALPHABET[(-2 * total) % _BASE] for total in range(_BASE)]
# Bytes from 253 on would make the first three symbols likelier than the rest, so they are thrown away.
_FAIR = _BASE * (256 // _BASE)
_TO_VALUE = bytes(byte % _BASE for byte in range(256))
_TO_SYMBOL = bytes(ord(ALPHABET[byte % _BASE]) for byte in range(256))
_REJECTED = bytes(range(_FAIR, 256))


class SlipOfForm(Exception):
    """What was typed cannot be anybody's code. The text says where to look; no look-up was needed."""


def generate(count: int) -> list[str]:
    """`count` unequal codes of 12 symbols, from the operating system's random source in one draw."""
    codes = dict.fromkeys(_draw(count))
    while len(codes) < count:
        codes.update(dict.fromkeys(_draw(count - len(codes))))
    return list(codes)


def format_code(code: str) -> str:
    """As it stands on paper: XXXX-XXXX-XXXX."""
    return f"{code[:4]}-{code[4:8]}-{code[8:]}"


def filled_in(address: str, employee_id: str, code: str) -> str:
    """The page of activation with both typed in (A8): in the fragment, which no server ever sees."""
    return f"{address}#{urlencode({'id': employee_id, 'code': format_code(code)})}"


def parse(text: str) -> str:
    """The twelve symbols of what somebody typed: any case, dashes, spaces, full-width forms, twins folded.

    Raises SlipOfForm.
    """
    typed = _fold(text)
    if not typed:
        raise SlipOfForm(_("Type the code that stands on your letter."))
    strange = next(((place, symbol) for place, symbol in enumerate(typed, 1) if symbol not in _VALUES), None)
    if strange is not None:
        message = _("Sign %(place)d, %(sign)s, is never part of a code. Look at your letter again.")
        raise SlipOfForm(message % {"place": strange[0], "sign": strange[1]})
    if len(typed) != LENGTH:
        message = ngettext_lazy(
            "A code has 12 signs. You typed %(count)d. Look at your letter again.",
            "A code has 12 signs. You typed %(count)d. Look at your letter again.",
            "count",
        )
        raise SlipOfForm(message % {"count": len(typed)})
    if checksum(typed) != 0:
        raise SlipOfForm(_("One sign of the code is not right. Compare each one with your letter."))
    return typed


def checksum(code: str) -> int:
    """Σ i·value(cᵢ) mod 23: zero for a sound code."""
    return sum(map(mul, _WEIGHTS, (_VALUES[symbol] for symbol in code))) % _BASE


def current_version() -> int:
    return max(settings.CODE_PEPPERS)


def digest(code: str, company_id: int, version: int) -> bytes:
    """What the database keeps of a code (A3): nothing without the pepper, and no use in another company."""
    return hmac.digest(settings.CODE_PEPPERS[version], b"%d:%s" % (company_id, code.encode()), "sha256")


def digests(code: str, company_id: int) -> dict[int, bytes]:
    """The code's digest under every pepper that still counts, by version."""
    return {version: digest(code, company_id, version) for version in settings.CODE_PEPPERS}


def digest_all(codes: Iterable[str], company_id: int, version: int) -> Iterator[bytes]:
    pepper, company = settings.CODE_PEPPERS[version], b"%d:" % company_id
    return (hmac.digest(pepper, company + code.encode(), "sha256") for code in codes)


def _draw(count: int) -> list[str]:
    """`count` codes that may, very rarely, hold equal ones."""
    needed = count * RANDOM
    fair = bytearray()
    while len(fair) < needed:
        # One byte in 85 is thrown away; a little more is drawn at once, so that one draw nearly always does.
        missing = needed - len(fair)
        fair += os.urandom(missing + missing // 64 + 64).translate(None, _REJECTED)
    values = bytes(fair[:needed]).translate(_TO_VALUE)
    symbols = values.translate(bytes(_TO_SYMBOL)).decode("ascii")
    weights = bytes(_WEIGHTS[:RANDOM])
    return [
        symbols[start : start + RANDOM]
        + _CHECK[sum(map(mul, weights, values[start : start + RANDOM])) % _BASE]
        for start in range(0, needed, RANDOM)
    ]


def _fold(text: str) -> str:
    """Upper case, digits of any script as 0 to 9, twins folded; no dashes, spaces and unseen signs."""
    kept = []
    for sign in unicodedata.normalize("NFKD", text).upper():
        digit = unicodedata.decimal(sign, None)
        kind = unicodedata.category(sign)
        if digit is not None:
            kept.append(str(digit))
        elif kind[0] not in "ZCM" and kind != "Pd" and sign not in "_\N{MINUS SIGN}":
            kept.append(sign)
    return "".join(kept).translate(TWINS)
