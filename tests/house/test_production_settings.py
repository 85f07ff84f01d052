"""Production settings: what they refuse to start without, in a sentence (X5)."""

import base64
import os
import subprocess
import sys

import pytest

from tests.house.compose import ENOUGH, ROOT

ENVIRONMENT = {name: value for name, value in ENOUGH.items() if name != "POSTGRES_PASSWORD"}
SHORT = base64.b64encode(b"too short").decode()


def start(**changed: str) -> tuple[int, str]:
    """Reads the settings in a process of its own; exit code and what it said."""
    done = subprocess.run(
        [sys.executable, "-c", "import workstars.settings.production"],
        cwd=ROOT,
        env={"PATH": os.environ["PATH"], **ENVIRONMENT, **changed},
        capture_output=True,
        text=True,
        check=False,
    )
    return done.returncode, done.stdout + done.stderr


def test_enough_is_enough() -> None:
    assert start() == (0, "")


@pytest.mark.rule("X5", "production says which of its secrets is missing, and does not start")
@pytest.mark.parametrize("name", ENVIRONMENT)
def test_missing(name: str) -> None:
    assert start(**{name: ""}) == (1, f"Workstars does not start without {name}: see docs/operations.md.\n")


def test_all_missing_ones_are_named_at_once() -> None:
    nothing = dict.fromkeys(ENVIRONMENT, "")
    assert start(**nothing)[1] == (
        "Workstars does not start without SECRET_KEY, CODE_PEPPERS, VAULT_KEYS, BASE_DOMAIN: see docs/operations.md.\n"
    )


@pytest.mark.rule("A3", "a pepper or key that is none, or too short, is refused with a sentence")
@pytest.mark.parametrize("name", ["CODE_PEPPERS", "VAULT_KEYS"])
@pytest.mark.parametrize("value", ["changeme", "1", "1:not base64", "x:AAAA"])
def test_no_key(name: str, value: str) -> None:
    sentence = f"{name} cannot be read: write 1:<base64 of 32 bytes>, further ones after a comma.\n"
    assert start(**{name: value}) == (1, sentence)


def test_weak_key() -> None:
    value = f"{ENVIRONMENT['VAULT_KEYS']},2:{SHORT}"
    sentence = "Key 2 of VAULT_KEYS is too short: it needs 32 bytes, written as base64.\n"
    assert start(VAULT_KEYS=value) == (1, sentence)


@pytest.mark.rule(
    "A11", "production asks for a second factor and keeps cookies to their host unless told otherwise"
)
def test_second_factor_and_cookies() -> None:
    code = (
        "from workstars.settings import production as p;"
        "print(p.REQUIRE_SECOND_FACTOR, p.SESSION_COOKIE_NAME, p.CSRF_COOKIE_NAME)"
    )
    env = {"PATH": os.environ["PATH"], **ENVIRONMENT}
    said = [
        subprocess.run(
            [sys.executable, "-c", code],
            cwd=ROOT,
            env={**env, **more},
            capture_output=True,
            text=True,
            check=True,
        )
        for more in ({}, {"REQUIRE_SECOND_FACTOR": "false"})
    ]
    cookies = "__Host-sessionid __Host-csrftoken"
    assert [done.stdout.strip() for done in said] == [f"True {cookies}", f"False {cookies}"]


@pytest.mark.rule("X5", "a secret can be read from a file, as containers hand it over")
def test_secret_in_a_file(tmp_path) -> None:
    (tmp_path / "pepper").write_text(ENVIRONMENT["CODE_PEPPERS"])
    assert start(CODE_PEPPERS="", CODE_PEPPERS_FILE=str(tmp_path / "pepper")) == (0, "")


@pytest.mark.rule("X5", "fresh secrets are printed by a command that needs none")
def test_new_secrets() -> None:
    done = subprocess.run(
        [sys.executable, "manage.py", "new_secrets"],
        cwd=ROOT,
        env={"PATH": os.environ["PATH"]},
        capture_output=True,
        text=True,
        check=True,
    )
    fresh = dict(line.split("=", 1) for line in done.stdout.splitlines())
    assert list(fresh) == ["SECRET_KEY", "CODE_PEPPERS", "VAULT_KEYS", "POSTGRES_PASSWORD"]
    assert fresh["POSTGRES_PASSWORD"].isalnum()
    del fresh["POSTGRES_PASSWORD"]
    assert start(**fresh) == (0, "")
