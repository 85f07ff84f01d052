"""The company's accent is readable, whatever colour was chosen."""

import colorsys
import re
from pathlib import Path

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from workstars.lib.colour import (
    CONTRAST,
    DARK_GROUNDS,
    LIGHT_GROUNDS,
    accessible_accent,
    company_stylesheet,
    contrast,
    is_colour,
)

STYLESHEET = Path(__file__).parents[2] / "workstars/static/css/workstars.css"
colours = st.from_regex(r"#[0-9a-fA-F]{6}", fullmatch=True)


def hue_of(colour: str) -> float:
    red, green, blue = (int(colour[n : n + 2], 16) / 255 for n in (1, 3, 5))
    return colorsys.rgb_to_hls(red, green, blue)[0]


def tint_of(colour: str, ground: str, share: float) -> str:
    """`share` of the colour over the ground, as color-mix(in srgb, …) of the stylesheet does it."""
    parts = [
        (int(colour[n : n + 2], 16) * share + int(ground[n : n + 2], 16) * (1 - share)) for n in (1, 3, 5)
    ]
    return "#" + "".join(f"{round(part):02x}" for part in parts)


@pytest.mark.parametrize(
    ("one", "other", "expected"),
    [("#000000", "#ffffff", 21.0), ("#777777", "#ffffff", 4.48), ("#123456", "#123456", 1.0)],
)
def test_contrast_is_counted_as_wcag_does(one: str, other: str, expected: float) -> None:
    assert round(contrast(one, other), 2) == expected
    assert contrast(one, other) == contrast(other, one)


@pytest.mark.rule(
    "X2", "any company colour is readable as text, on light and dark, and text is readable on it"
)
@given(colour=colours, on_dark=st.booleans())
@example(colour="#ffff00", on_dark=False)
@example(colour="#ffffff", on_dark=False)
@example(colour="#000000", on_dark=True)
@example(colour="#0000ff", on_dark=True)
def test_every_colour_becomes_readable(colour: str, on_dark: bool) -> None:
    accent, ink = accessible_accent(colour, on_dark=on_dark)
    grounds = DARK_GROUNDS if on_dark else LIGHT_GROUNDS

    assert [g for g in (*grounds, ink) if contrast(accent, g) < CONTRAST] == []


@given(colour=colours, on_dark=st.booleans())
def test_readable_on_its_own_tint_too(colour: str, on_dark: bool) -> None:
    """The page that is open is marked by the accent on a tint of itself: 3:1 would do for large type, we keep 4."""
    accent, _ = accessible_accent(colour, on_dark=on_dark)
    surface = DARK_GROUNDS[1] if on_dark else LIGHT_GROUNDS[1]

    assert contrast(accent, tint_of(accent, surface, 0.09)) >= 4


@pytest.mark.rule("C6", "a company's colour that is readable already stays exactly as it was chosen")
@pytest.mark.parametrize("colour", ["#0b6e4f", "#24468f", "#000000"])
def test_readable_colour_is_left_alone(colour: str) -> None:
    assert accessible_accent(colour.upper(), on_dark=False) == (colour, "#ffffff")


@given(colour=colours)
def test_hue_is_kept(colour: str) -> None:
    accent, _ = accessible_accent(colour, on_dark=False)
    red, green, blue = (int(accent[n : n + 2], 16) for n in (1, 3, 5))
    if max(red, green, blue) - min(red, green, blue) < 32:
        return  # nearly grey: a hue says nothing there
    apart = abs(hue_of(accent) - hue_of(colour))

    assert min(apart, 1 - apart) < 0.03


@pytest.mark.parametrize("text", ["", "red", "#12345", "#1234567", "#12345g", "#١٢٣٤٥٦", "#123456\n"])
def test_what_is_no_colour_is_refused(text: str) -> None:
    assert not is_colour(text)
    with pytest.raises(ValueError, match="not a colour"):
        accessible_accent(text, on_dark=False)


def test_company_stylesheet_holds_both_pairs() -> None:
    css = company_stylesheet("#FFD400")
    light, dark = (accessible_accent("#ffd400", on_dark=on_dark)[0] for on_dark in (False, True))

    assert re.findall(r"--accent:([^;}]+)", css) == [light, f"light-dark({light},{dark})", light]
    assert dark == "#ffd400"


def test_grounds_are_those_of_the_stylesheet() -> None:
    """The rule looks at the colours that pages really have."""
    css = STYLESHEET.read_text()
    pairs = {
        name: (light, dark)
        for name, light, dark in re.findall(r"--(\w+):light-dark\((#\w+),(#\w+)\)", css)
        if name in {"paper", "surface"}
    }

    assert pairs == {
        "paper": (LIGHT_GROUNDS[0], DARK_GROUNDS[0]),
        "surface": (LIGHT_GROUNDS[1], DARK_GROUNDS[1]),
    }
