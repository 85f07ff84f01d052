"""Readers of source text. They are pure, so that each can be shown a bad example."""

import ast
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
APPS = ("workstars", "employees", "invites", "recognition", "certificates")
ASSERTING_HELPERS = {"django_assert_num_queries", "django_assert_max_num_queries", "expect"}
# A read of every company's rows says so by name, and is no business of a door.
FIRST_CALLS = {"for_company", "none", "record"}
FIRST_CALLS_OF_ACTS = FIRST_CALLS | {"across_companies"}
DOORS = re.compile(r"/(views|api|forms|templatetags)(/|\.py$)|/middleware\.py$|/context\.py$")
SHORTCUTS = {"get_object_or_404", "get_list_or_404"}
CLOCKS = {"timezone.now", "datetime.now", "datetime.utcnow", "date.today", "datetime.today", "time.time"}


@dataclass(frozen=True)
class Finding:
    path: str
    function: str
    line: int
    what: str

    @property
    def place(self) -> tuple[str, str]:
        return self.path, self.function

    def __str__(self) -> str:
        return f"{self.path}:{self.line} {self.function or '(module)'}: {self.what}"


def sources(*folders: str) -> Iterator[tuple[str, str]]:
    """Path and text of every module of ours below the folders, migrations aside."""
    for folder in folders:
        for path in sorted((ROOT / folder).rglob("*.py")):
            if "migrations" not in path.parts:
                yield str(path.relative_to(ROOT)), path.read_text(encoding="utf-8")


def nodes_with_function(tree: ast.AST, function: str = "") -> Iterator[tuple[ast.AST, str]]:
    """Every node with the name of the innermost function or method around it."""
    for child in ast.iter_child_nodes(tree):
        inside = child.name if isinstance(child, ast.FunctionDef | ast.AsyncFunctionDef) else function
        yield child, inside
        yield from nodes_with_function(child, inside)


def unscoped(text: str, path: str, models: set[str]) -> list[Finding]:
    """Uses of a company-owned model's manager whose first call does not name the company."""
    tree = ast.parse(text)
    allowed = FIRST_CALLS if DOORS.search(f"/{path}") else FIRST_CALLS_OF_ACTS
    fine = {
        call.func.value
        for call in ast.walk(tree)
        if isinstance(call, ast.Call) and isinstance(call.func, ast.Attribute)
        if call.func.attr in allowed or "company" in {keyword.arg for keyword in call.keywords}
    }
    findings = []
    for node, function in nodes_with_function(tree):
        if _is_manager(node, models) and node not in fine:
            findings.append(Finding(path, function, node.lineno, ast.unparse(node)))
        if _is_shortcut(node, models):
            findings.append(Finding(path, function, node.lineno, ast.unparse(node.func)))
    return findings


def _is_manager(node: ast.AST, models: set[str]) -> bool:
    return (
        isinstance(node, ast.Attribute)
        and node.attr in {"objects", "_default_manager", "_base_manager"}
        and ast.unparse(node.value).rsplit(".", 1)[-1] in models
    )


def _is_shortcut(node: ast.AST, models: set[str]) -> bool:
    return (
        isinstance(node, ast.Call)
        and ast.unparse(node.func).rsplit(".", 1)[-1] in SHORTCUTS
        and bool(node.args)
        and isinstance(node.args[0], ast.Name)
        and node.args[0].id in models
    )


def environment_reads(text: str, path: str) -> list[Finding]:
    """Uses of the process environment, but for naming the settings module."""
    findings = []
    tree = ast.parse(text)
    naming = {
        node.func.value
        for node in ast.walk(tree)
        if isinstance(node, ast.Call)
        and ast.unparse(node.func) == "os.environ.setdefault"
        and ast.unparse(node.args[0]) == "'DJANGO_SETTINGS_MODULE'"
    }
    for node, function in nodes_with_function(tree):
        if (
            isinstance(node, ast.Attribute)
            and ast.unparse(node) in {"os.environ", "os.getenv"}
            and node not in naming
        ):
            findings.append(Finding(path, function, node.lineno, ast.unparse(node)))
        if isinstance(node, ast.ImportFrom) and node.module == "os":
            findings += [
                Finding(path, function, node.lineno, f"from os import {alias.name}")
                for alias in node.names
                if alias.name in {"environ", "getenv"}
            ]
    return findings


def clock_reads(text: str, path: str) -> list[Finding]:
    """Calls that ask what time it is."""
    return [
        Finding(path, function, node.lineno, ast.unparse(node))
        for node, function in nodes_with_function(ast.parse(text))
        if isinstance(node, ast.Call) and ast.unparse(node.func) in CLOCKS
    ]


INLINE = {
    "style attribute": re.compile(r"<[^>%]*\sstyle\s*=", re.I),
    "style element": re.compile(r"<style\b", re.I),
    "script without src": re.compile(r"<script\b(?![^>]*\bsrc=)", re.I),
    "event attribute": re.compile(r"<[a-z][^>]*?\son[a-z]+\s*=\s*[\"']", re.I),
    "script address": re.compile(r"javascript:", re.I),
    "htmx event attribute": re.compile(r"\shx-on[:-]", re.I),
}
# A mail has no stylesheet file; its styles are moved to the elements before it is sent.
MAY_HAVE_STYLE = ("emails/", "pdf/")


def inline_code(text: str, path: str) -> list[Finding]:
    """Style or script in a template instead of a file of its own."""
    for_paper = path.startswith(MAY_HAVE_STYLE)
    return [
        Finding(path, "", text.count("\n", 0, found.start()) + 1, what)
        for what, pattern in INLINE.items()
        if not (for_paper and what.startswith("style"))
        for found in pattern.finditer(text)
    ]


def functions_that_assert(texts: Iterable[str]) -> set[str]:
    """Names of functions with an assert in them, which a test may call to check for it."""
    return {
        function.name
        for text in texts
        for function in ast.walk(ast.parse(text))
        if isinstance(function, ast.FunctionDef)
        and any(isinstance(node, ast.Assert) for node in ast.walk(function))
    }


def tests_without_assert(text: str, path: str, helpers: set[str]) -> list[Finding]:
    """Test functions that could never fail by what they look at."""
    return [
        Finding(path, function.name, function.lineno, "asserts nothing")
        for function in ast.walk(ast.parse(text))
        if isinstance(function, ast.FunctionDef)
        and function.name.startswith("test_")
        and not any(_checks(node, helpers) for node in ast.walk(function))
    ]


def _checks(node: ast.AST, helpers: set[str]) -> bool:
    if isinstance(node, ast.Call):
        called = ast.unparse(node.func)
        return called == "pytest.raises" or called.rsplit(".", 1)[-1] in helpers | ASSERTING_HELPERS
    return isinstance(node, ast.Assert)


def patches(text: str, path: str) -> list[Finding]:
    """Places where a test puts something else in the place of the product's own code."""
    findings = []
    for node, function in nodes_with_function(ast.parse(text)):
        if isinstance(node, ast.Call):
            called = ast.unparse(node.func)
            replaces = called.rsplit(".", 1)[-1] == "patch" or ".patch." in called
            if replaces or called in {"monkeypatch.setattr", "monkeypatch.setitem"}:
                findings.append(Finding(path, function, node.lineno, called))
        names = [alias.name for alias in node.names] if isinstance(node, ast.Import | ast.ImportFrom) else []
        if "unittest.mock" in names or (isinstance(node, ast.ImportFrom) and node.module == "unittest.mock"):
            findings.append(Finding(path, function, node.lineno, "unittest.mock"))
    return findings


HOST = re.compile(r"https?://|--(?:extra-)?index-url|--find-links|(?<!\w)@ ", re.I)


def registry_hosts(lock: str) -> list[str]:
    """Lines of a lock file that say where packages come from; only what they are may stand there."""
    return [line for line in lock.splitlines() if HOST.search(line)]


def not_pinned(lock: str) -> list[str]:
    """Requirements without an exact version and a hash."""
    entries = [line for line in lock.replace("\\\n", " ").splitlines() if line[:1].isalnum()]
    return [entry.split()[0] for entry in entries if "==" not in entry or "--hash=sha256:" not in entry]
