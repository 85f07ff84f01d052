"""Signed links: they say only what was signed, for one purpose, one state of one row, and not for ever."""

import re
from datetime import datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.factories import NOON
from workstars.lib import tokens

DAY = timedelta(days=1)


def link(**changes) -> str:
    return tokens.sign(**{"purpose": "invitation", "pk": 7, "state": "unregistered", "now": NOON, **changes})


def read(token: str, purpose: str = "invitation", now: datetime = NOON) -> tokens.Claim | None:
    return tokens.read(purpose, token, max_age=DAY, now=now)


@pytest.mark.rule(
    "I1", "a link says which row it is for and when it was made, in letters that need no escaping"
)
def test_round_trip() -> None:
    claim = read(link())
    assert claim is not None
    assert (claim.pk, claim.made_at, claim.fits("unregistered"), claim.fits("registered")) == (
        7,
        NOON,
        True,
        False,
    )
    assert re.fullmatch(r"[A-Za-z0-9_-]{64}", link())


@pytest.mark.rule("I1", "a link of another purpose is no link")
def test_purpose() -> None:
    assert read(link(purpose="reset")) is None


@pytest.mark.rule("I1", "a link ends at its age, and not a second before")
def test_age() -> None:
    assert read(link(), now=NOON + DAY) is not None
    assert read(link(), now=NOON + DAY + timedelta(seconds=1)) is None


@given(position=st.integers(0, 63), letter=st.sampled_from("ABXYZabxyz0189-_"))
@pytest.mark.rule("I1", "a link with any letter changed is no link")
def test_changed(position: int, letter: str) -> None:
    token = link()
    changed = token[:position] + letter + token[position + 1 :]
    assert (read(changed) is None) == (changed != token)


@given(text=st.text(max_size=90))
@pytest.mark.rule("X3", "whatever stands in an address instead of a link is refused, and breaks nothing")
def test_anything(text: str) -> None:
    assert read(text) is None
    assert read(link()[:-1] + text[:1]) is None or text[:1] == link()[-1]


@pytest.mark.rule("I1", "while secrets are exchanged, links under the older one still open")
def test_fallback(settings) -> None:
    token = link()
    settings.SECRET_KEY, settings.SECRET_KEY_FALLBACKS = "a newer secret", [settings.SECRET_KEY]
    assert read(token) is not None
    settings.SECRET_KEY_FALLBACKS = []
    assert read(token) is None
