"""Where the environment comes in: process variables, and files named by `<NAME>_FILE`."""

import os
from pathlib import Path

import environ
from environ.fileaware_mapping import FileAwareMapping


class Environment(environ.FileAwareEnv):
    """Works on a copy, so that what settings fill in does not reach the processes that we start."""

    ENVIRON = FileAwareMapping(env=dict(os.environ))


env = Environment()

ROOT = Path(__file__).resolve().parents[2]
VAR = Path(env("VAR", default=str(ROOT / "var"))).absolute()
