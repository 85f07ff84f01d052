"""`make rules`: rules of the page, facts of the tests."""

from io import StringIO
from pathlib import Path

from django.core.management import call_command

from workstars.lib.rulebook import Fact, Rule, facts_below, read_facts, read_rules, unknown
from workstars.management.commands.rules import shorten

PAGE = """# The rules

- **I7** An employee is on at most
  one list.
- **A6a** Zeros may be missing.

  Not part of it.
- plain bullet
  and its second line
- **X1** Marked.
"""
TESTS = """
import pytest
raise RuntimeError("never run")

@pytest.mark.rule("I7", "pressing twice gives one file")
@pytest.mark.rule("V7", "nobody is moved without a file")
@pytest.mark.parametrize("x", [1])
def test_press(x):
    assert x

class TestMore:
    @mark.rule("X1", "every string")
    def test_strings(self):
        assert True

def helper(): pass
"""


def test_rules_of_the_page() -> None:
    assert read_rules(PAGE) == [
        Rule("I7", "An employee is on at most one list."),
        Rule("A6a", "Zeros may be missing."),
        Rule("X1", "Marked."),
    ]


def test_facts_are_read_and_nothing_is_run() -> None:
    assert sorted(read_facts(TESTS, "a/test_b.py"), key=lambda fact: fact.rule) == [
        Fact("I7", "pressing twice gives one file", "a/test_b.py::test_press"),
        Fact("V7", "nobody is moved without a file", "a/test_b.py::test_press"),
        Fact("X1", "every string", "a/test_b.py::test_strings"),
    ]


def test_facts_of_unknown_rules() -> None:
    facts = read_facts(TESTS, "t.py")
    assert [fact.rule for fact in unknown(read_rules(PAGE), facts)] == ["V7"]


def test_facts_are_found_in_folders(tmp_path: Path) -> None:
    (tmp_path / "a").mkdir()
    (tmp_path / "a" / "test_x.py").write_text('@pytest.mark.rule("E1", "kept")\ndef test_y(): assert 1\n')
    (tmp_path / "a" / "other.py").write_text(
        '@pytest.mark.rule("E2", "not a test")\ndef test_y(): assert 1\n'
    )
    assert facts_below(tmp_path) == [Fact("E1", "kept", "a/test_x.py::test_y")]


def test_long_rules_are_cut_between_words() -> None:
    assert shorten("short") == "short"
    cut = shorten("word " * 40)
    assert (len(cut) <= 112, cut.endswith("word …")) == (True, True)


def test_every_fact_of_ours_names_a_rule_of_the_page() -> None:
    out = StringIO()
    call_command("rules", stdout=out)
    last = out.getvalue().strip().splitlines()[-1]
    assert "facts." in last
    assert "I7  " in out.getvalue()
