"""Charts are whole numbers, so that every language draws the same picture."""

from hypothesis import given
from hypothesis import strategies as st

from workstars.lib.charts import FULL, Bar, Curve, bars, curve, funnel

rows = st.lists(st.tuples(st.text(max_size=5), st.integers(0, 10**7)), max_size=12)


def test_bars_are_shares_of_the_largest() -> None:
    assert bars([("Poland", 400), ("Spain", 100), ("Malta", 0)]) == [
        Bar("Poland", 400, 1000),
        Bar("Spain", 100, 250),
        Bar("Malta", 0, 0),
    ]


def test_funnel_stages_are_shares_of_the_first() -> None:
    assert funnel([("Waiting", 200), ("Invited", 150), ("Registered", 50)]) == [
        Bar("Waiting", 200, 1000, 100),
        Bar("Invited", 150, 750, 75),
        Bar("Registered", 50, 250, 25),
    ]


def test_a_stage_larger_than_the_first_fills_its_bar_and_no_more() -> None:
    assert funnel([("Waiting", 10), ("Registered", 30)])[1] == Bar("Registered", 30, 1000, 100)


def test_without_rows_or_numbers_nothing_is_divided_by_zero() -> None:
    assert bars([]) == []
    assert funnel([("Waiting", 0), ("Invited", 0)]) == [Bar("Waiting", 0, 0, 0), Bar("Invited", 0, 0, 0)]
    assert curve([]) == Curve("", "", 0, "", "")


def test_one_in_a_million_is_still_seen() -> None:
    assert bars([("All", 1_000_000), ("One", 1)])[1].length == 5


def test_curve_goes_from_the_first_to_the_last_with_zero_at_the_foot() -> None:
    assert curve([("1 March", 0), ("8 March", 50), ("15 March", 100)]) == Curve(
        path="M0 1000 L500 500 L1000 0",
        dots="M0 1000h0 M500 500h0 M1000 0h0",
        most=100,
        first="1 March",
        last="15 March",
    )


@given(rows)
def test_no_bar_leaves_its_room(given_rows: list[tuple[str, int]]) -> None:
    assert [bar for bar in bars(given_rows) + funnel(given_rows) if not 0 <= bar.length <= FULL] == []
