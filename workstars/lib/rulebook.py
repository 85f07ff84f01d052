"""The rules of docs/rules.md, and the facts of them that tests prove."""

import ast
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

RULE_LINE = re.compile(r"- \*\*([A-Z][0-9]+[a-z]?)\*\* (.*)")


@dataclass(frozen=True)
class Rule:
    name: str
    text: str


@dataclass(frozen=True)
class Fact:
    """`where` is path and function of the test that proves it."""

    rule: str
    text: str
    where: str


def read_rules(page: str) -> list[Rule]:
    """Bullets such as `- **I7** An employee is …`, with the lines they go on over."""
    rules: list[Rule] = []
    inside = False
    for line in page.splitlines():
        found = RULE_LINE.match(line)
        if found:
            rules.append(Rule(found[1], found[2].strip()))
        elif inside and line.startswith("  "):
            rules[-1] = Rule(rules[-1].name, f"{rules[-1].text} {line.strip()}")
        inside = bool(found) or (inside and line.startswith("  "))
    return rules


def read_facts(source: str, where: str) -> list[Fact]:
    """What the `@pytest.mark.rule(name, fact)` of one file say; nothing of the file is run."""
    return [
        fact
        for node in ast.walk(ast.parse(source))
        if isinstance(node, ast.FunctionDef | ast.ClassDef)
        for decorator in node.decorator_list
        for fact in _facts_of(decorator, f"{where}::{node.name}")
    ]


def _facts_of(decorator: ast.expr, where: str) -> Iterator[Fact]:
    if not (isinstance(decorator, ast.Call) and ast.unparse(decorator.func).endswith("mark.rule")):
        return
    words = [str(part.value) for part in decorator.args if isinstance(part, ast.Constant)]
    if len(words) == 2:
        yield Fact(words[0], words[1], where)


def facts_below(folder: Path) -> list[Fact]:
    paths = sorted(folder.rglob("test_*.py"))
    return [
        fact
        for path in paths
        for fact in read_facts(path.read_text(encoding="utf-8"), str(path.relative_to(folder)))
    ]


def unknown(rules: Iterable[Rule], facts: Iterable[Fact]) -> list[Fact]:
    """Facts of rules that the page does not have."""
    names = {rule.name for rule in rules}
    return [fact for fact in facts if fact.rule not in names]
