"""docker-compose.yml as an engine would read it: merged, with the variables of an operator's `.env` put in."""

import re
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml

ROOT = Path(__file__).resolve().parents[2]
FILE = ROOT / "docker-compose.yml"
# ${NAME}, ${NAME:-default}, ${NAME:?why not}; a default may hold one more of them.
VARIABLE = re.compile(r"\$\{(\w+)(?::([-?])((?:[^{}]|\$\{[^{}]*\})*))?\}")
OURS = ("migrate", "web", "worker", "pdf-worker", "beat")
KEY = "1:" + "A" * 43 + "="
# What an operator has to say, and nothing more.
ENOUGH = {
    "SECRET_KEY": "s" * 60,
    "CODE_PEPPERS": KEY,
    "VAULT_KEYS": KEY,
    "POSTGRES_PASSWORD": "0123456789abcdef",
    "BASE_DOMAIN": "workstars.example",
}


class Refused(Exception):
    """The engine would not start: a variable that has to be there is not."""


@dataclass(frozen=True)
class Service:
    """What one container gets; `environment` holds only what has a value."""

    name: str
    facts: dict[str, Any]
    environment: dict[str, str]

    @property
    def command(self) -> list[str]:
        return list(self.facts.get("command", []))

    @property
    def check(self) -> list[str]:
        """The command of the health check, without the word that says how it is run."""
        test = self.facts["healthcheck"]["test"]
        words = ["sh", "-c", *test[1:]] if test[0] == "CMD-SHELL" else test[1:]
        return [word.replace("$$", "$") for word in words]


def services(variables: dict[str, str] | None = None) -> dict[str, Service]:
    """Every service by name, for an operator who has set these (else ENOUGH)."""
    given = ENOUGH if variables is None else variables
    whole = put_in(yaml.safe_load(FILE.read_text(encoding="utf-8")), given)
    return {
        name: Service(name, facts, environment_of(facts, given)) for name, facts in whole["services"].items()
    }


def put_in(part: Any, given: dict[str, str]) -> Any:
    """The same with every variable replaced."""
    if isinstance(part, dict):
        return {key: put_in(value, given) for key, value in part.items()}
    if isinstance(part, list):
        return [put_in(value, given) for value in part]
    return substitute(part, given) if isinstance(part, str) else part


def substitute(text: str, given: dict[str, str]) -> str:
    def value(found: re.Match[str]) -> str:
        name, how, rest = found.groups()
        if given.get(name):
            return given[name]
        if how == "?":
            raise Refused(f"{name} {rest}")
        return substitute(rest or "", given)

    return VARIABLE.sub(value, text)


def environment_of(facts: dict[str, Any], given: dict[str, str]) -> dict[str, str]:
    """A name without a value is handed on from the operator's environment, if it is there."""
    named: dict[str, Any] = facts.get("environment", {})
    values = {name: given.get(name) if value is None else value for name, value in named.items()}
    return {name: value for name, value in values.items() if value is not None}


def variables_of(text: str) -> set[str]:
    """The names of all variables that a text asks for, those inside defaults too."""
    return set(re.findall(r"\$\{(\w+)", text))
