"""How large things stand, worked out before any layout."""

from dataclasses import replace
from itertools import groupby, pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from certificates.pdf import fitting
from certificates.pdf.fitting import Content, Setting
from certificates.pdf.page import Page
from tests.certificates.corpus import EDGES, LONG, LONG_NAME, PLAIN, SIXTY_LINES, of_2000
from workstars.lib.pdf.lines import Line
from workstars.lib.pdf.widths import line_count


def content(message: str, *, name: str = "Ewa", ratio: float | None = 1.5) -> Content:
    lines = [Line(each, "ltr", "en") for each in message.split("\n")]
    return Content(name, lines, {"from": "Anna Nowak", "reason": ""}, ratio)


def best(message: str, **more) -> Setting:
    return next(fitting.settings_that_fit(content(message, **more), "A4"))


@pytest.mark.rule(
    "T1", "a short message stands large, a long one smaller, never under 9 points while it can fit"
)
def test_size_follows_the_length() -> None:
    sizes = [best("word " * count).size for count in (10, 40, 80, 150, 400)]

    assert sizes == [20, 18, 14, 12, 9]


@pytest.mark.rule(
    "T1", "the type gets smaller before the eCard does, and the eCard before anything goes under 9 points"
)
def test_type_first_then_the_picture_then_the_rest() -> None:
    ladder = list(fitting._ladder(content("word"), *fitting.FRAMES["A4"]))
    steps = [
        key
        for key, _ in groupby((s.picture == fitting.PICTURES[0], s.size >= 9, s.frame.dense) for s in ladder)
    ]
    shrunk = [s for s in ladder if s.picture < fitting.PICTURES[0]]

    assert steps == [(True, True, False), (False, True, False), (False, True, True), (False, False, True)]
    assert {s.size for s in shrunk if not s.frame.dense} == {9}
    assert [s.picture for s in shrunk] == sorted((s.picture for s in shrunk), reverse=True)


def test_the_smaller_settings_need_less_room() -> None:
    """So that the next one is worth trying when a guess was wrong."""
    whole = content(LONG)
    tried = [s for s in fitting._ladder(whole, *fitting.FRAMES["A4"]) if s.columns == 1]
    heights = [fitting.height(whole, s) - s.frame.height for s in tried]

    assert [(a, b) for a, b in pairwise(heights) if b > a + 0.01] == []


@pytest.mark.parametrize(
    "name", ["2000 letters", "60 lines", "Letter, 2000", "no eCard", "name of 300", "panorama"]
)
def test_the_first_guess_is_right(name: str) -> None:
    page = Page(EDGES[name], "en")
    setting = next(fitting.settings_that_fit(page.content, page.sheet.paper))

    assert page.set_in(setting).count == 2


@pytest.mark.rule("T1", "where even the closest page has room left, the eCard takes it")
def test_the_picture_takes_what_is_left() -> None:
    page = Page(of_2000("japanese"), "en")
    settings = fitting.settings_that_fit(page.content, page.sheet.paper)
    first, second = next(settings), next(settings)

    assert first.frame.dense
    assert (first.picture, second) == (76, replace(first, picture=62))
    assert page.set_in(first).count == 2


def test_many_short_lines_stand_in_two_columns() -> None:
    setting = best(SIXTY_LINES)
    first, second = fitting.columns(content(SIXTY_LINES), setting)

    assert (setting.columns, len(first), len(second)) == (2, 30, 30)
    assert [line.text for line in first + second] == SIXTY_LINES.split("\n")


def test_names_stand_large_where_they_can() -> None:
    names = ["Ewa", "Magdalena Kowalska-Wiśniewska", "Magdalena Kowalska " * 3, "Ewa Zając " * 10, LONG_NAME]

    assert [best("word", name=name).name for name in names] == [34, 26, 22, 18, 12]


@pytest.mark.parametrize(
    ("text", "across", "expected"),
    [
        ("", 10, 1),
        ("漢" * 10, 10, 1),
        ("漢" * 11, 10, 2),
        ("aaa aaa", 2, 2),
        ("aaa aaa", 4, 1),
        ("m" * 100, 10, 10),
        ("漢字 漢字", 3, 2),
    ],
)
def test_lines_are_counted(text: str, across: float, expected: int) -> None:
    assert line_count(text, across) == expected


@given(st.text(alphabet="ab 漢字\u0301", max_size=80), st.floats(1, 30))
def test_a_wider_line_never_takes_more_lines(text: str, across: float) -> None:
    assert line_count(text, across * 1.5) <= line_count(text, across)


@given(st.lists(st.integers(1, 9), min_size=1, max_size=60))
def test_columns_are_as_alike_as_lines_allow(heights: list[int]) -> None:
    place = fitting.split_at(list(map(float, heights)))
    apart = abs(sum(heights[:place]) - sum(heights[place:]))

    assert apart == min(abs(sum(heights[:n]) - sum(heights[n:])) for n in range(len(heights) + 1))


def test_a_foot_of_any_length_has_its_room() -> None:
    """The stylesheet knows every height of it."""
    tall = replace(PLAIN, sender="W" * 300, reason="W" * 120)
    setting = next(fitting.settings_that_fit(Page(tall, "en").content, "Letter"))

    assert 90 < setting.foot <= fitting.MOST_FOOT
