"""What one person is called in texts and files (X5)."""

import pytest

from workstars.lib.needles import Needles
from workstars.lib.tabular import write_xlsx

EWA = Needles.of(ids=["00123", "17"], names=["Ewa Łęcka"], emails=["ewa@work.example"], said="Somebody")


@pytest.mark.parametrize(
    ("text", "after"),
    [
        ("Ewa Łęcka (00123)", "Somebody (Somebody)"),
        ("EWA ŁĘCKA", "Somebody"),
        ("ewa lecka ewa@work.example", "Somebody Somebody"),
        ("manager=Ewa+%C5%81%C4%99cka&page=2", "manager=Somebody&page=2"),
        ("17", "Somebody"),
        ("17 people on 17 March", "17 people on 17 March"),
        ("100123 and Ewa Łęckawa", "100123 and Ewa Łęckawa"),
    ],
)
@pytest.mark.rule(
    "X5", "names, addresses and telling IDs go from texts; a short ID only where it is all the text"
)
def test_texts(text: str, after: str) -> None:
    assert EWA.scrub(text) == after


def test_plain_data() -> None:
    before = {"00123": ["17", 17, {"name": "Ewa Łęcka"}], "rows": None}
    assert EWA.scrub_json(before) == {"Somebody": ["Somebody", 17, {"name": "Somebody"}], "rows": None}


def test_first_name_in_messages() -> None:
    assert EWA.words_too(["Ewa", "Łęcka"]).scrub("Dear Ewa, dear Ewan") == "Dear Somebody, dear Ewan"


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "cp1250"])
@pytest.mark.rule("X5", "a file names the person in whatever encoding, with or without the zeros of the ID")
def test_tables(encoding: str) -> None:
    assert EWA.are_in("id,name\n00123,Ewa\n".encode(encoding), encoding)
    assert EWA.are_in("id,name\n123,Ewa\n".encode(encoding), encoding)
    assert EWA.are_in("id,name\n5,Ewa Łęcka\n".encode(encoding), encoding)
    assert not EWA.are_in("id,name\n00124,Ewa Lis\n".encode(encoding), encoding)


@pytest.mark.rule("X5", "a workbook is looked into, and counts as naming the person when it cannot be")
def test_workbooks() -> None:
    assert EWA.are_in(write_xlsx(["id"], [["00123"]]))
    assert not Needles.of(ids=["00999"], names=["Jan Kos"], emails=[], said="x").are_in(
        write_xlsx(["id"], [["00123"]])
    )
    assert EWA.are_in(write_xlsx(["id"], [["5"]])[:400])


def test_rows_are_found_by_a_few_letters() -> None:
    """The longest plain run of each; what has none is looked for as it is."""
    wong = Needles.of(
        ids=["7"], names=["王小明", "Ewa Łęcka-Müller"], emails=["e.lis@work.example"], said="x"
    )
    sought = {value for name, value in wong.may_be_in("text").children if name == "text__contains"}
    assert sought == {"王小明", "%e7%8e%8b%e5%b0%8f%e6%98%8e", "ller", "lis"}
    assert dict(wong.may_be_in("text").children)["text__in"] == [
        "7",
        "王小明",
        "ewa łęcka-müller",
        "e.lis@work.example",
    ]
