"""Where the environment comes in: process variables, and files named by `<NAME>_FILE`."""

from pathlib import Path

import environ

env = environ.FileAwareEnv()

ROOT = Path(__file__).resolve().parents[2]
VAR = Path(env("VAR", default=str(ROOT / "var"))).absolute()
