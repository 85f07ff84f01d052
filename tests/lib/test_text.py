import pytest
from hypothesis import given
from hypothesis import strategies as st

from workstars.lib.text import fold_employee_id, fold_search


@pytest.mark.rule(
    "E1", "an Employee ID is compared without case, width and outer spaces, and keeps its zeros"
)
@pytest.mark.parametrize(
    ("written", "key"),
    [
        ("00123", "00123"),
        ("  ab-17 ", "ab-17"),
        ("AB-17", "ab-17"),
        ("００１２３", "00123"),
        ("É-7", "é-7"),
        ("E\u0301-7", "é-7"),
        ("\u00a012\u3000", "12"),
        ("Straße", "strasse"),
    ],
)
def test_employee_id_key(written: str, key: str) -> None:
    assert fold_employee_id(written) == key


@given(st.text())
def test_employee_id_key_is_stable(text: str) -> None:
    once = fold_employee_id(text)
    assert fold_employee_id(once) == once


@pytest.mark.rule("E2", "a search finds a name whether or not its accents are typed")
@pytest.mark.parametrize(
    ("written", "folded"),
    [
        ("José  Ñúñez", "jose nunez"),
        ("Łukasz Żółć", "lukasz zolc"),
        ("Đặng Thị", "dang thi"),
        ("Søren Ærø", "soren aero"),
        ("Πέτρος", "πετροσ"),
        ("Ёлкин Йосиф", "елкин иосиф"),
        ("محمّد", "محمد"),
        ("がく", "がく"),
        ("김철수", "김철수"),
        ("अनिल कुम्हार", "अनिल कुम्हार"),
        ("İpek", "ipek"),
        ("O’Brien", "o’brien"),
    ],
)
def test_search_text(written: str, folded: str) -> None:
    assert fold_search(written) == folded


@given(st.text())
def test_search_text_is_stable(text: str) -> None:
    once = fold_search(text)
    assert fold_search(once) == once
