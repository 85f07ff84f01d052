"""What `up` and `with_services` read before there are settings, and the file that settings read afterwards.

The one place beside the settings that reads the environment: these commands start what the settings point to.
"""

import base64
import os
import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from workstars.lib.refusals import Refusal

ROOT = Path(__file__).resolve().parents[3]
SERVICES = ("DATABASE_URL", "REDIS_URL")
SECRET_BYTES = 32


@dataclass(frozen=True)
class Wishes:
    """What the environment asks for. `given` names services that run elsewhere."""

    var: Path | None
    port: int
    given: Mapping[str, str]
    all: Mapping[str, str]


def read_wishes(environ: Mapping[str, str] | None = None) -> Wishes:
    environ = dict(os.environ) if environ is None else environ
    port = environ.get("PORT") or "8000"
    if not (port.isascii() and port.isdigit() and 0 < int(port) < 65536):
        raise Refusal(f"PORT is {port!r}: give a number from 1 to 65535.")
    var = environ.get("VAR")
    given = {name: environ[name] for name in SERVICES if environ.get(name)}
    return Wishes(Path(var).absolute() if var else None, int(port), given, environ)


def write_development_file(var: Path, urls: Mapping[str, str], given: Mapping[str, str]) -> Path:
    """Secrets once, addresses of our own services as they are now; 0600."""
    path = var / "development.env"
    known = read_file(path)
    wanted = {**new_secrets(), **known, **urls}
    wanted = {name: value for name, value in wanted.items() if name not in given}
    if wanted != known:
        fresh = path.with_suffix(".env.new")
        fresh.unlink(missing_ok=True)
        fresh.touch(mode=0o600)
        with fresh.open("w", encoding="utf-8") as file:
            file.writelines(f"{name}={value}\n" for name, value in wanted.items())
            file.flush()
            os.fsync(file.fileno())
        fresh.replace(path)
    return path


def read_file(path: Path) -> dict[str, str]:
    if not path.exists():
        return {}
    lines = path.read_text(encoding="utf-8").splitlines()
    return dict(line.split("=", 1) for line in lines if "=" in line and not line.startswith("#"))


def new_secrets() -> dict[str, str]:
    """For one development installation; production gets its own from the operator."""
    return {
        "SECRET_KEY": secrets.token_urlsafe(50),
        "CODE_PEPPERS": f"1:{_key()}",
        "VAULT_KEYS": f"1:{_key()}",
    }


def _key() -> str:
    return base64.b64encode(secrets.token_bytes(SECRET_BYTES)).decode("ascii")
