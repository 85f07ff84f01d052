"""Python code inside a running installation, run by one process that stays, since starting one takes seconds."""

import json
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]

# Reads a line of JSON, runs it as a script of its own, and answers with what it printed or how it failed.
LOOP = """
import contextlib, io, json, sys, traceback
from django.db import connections
for line in sys.stdin:
    said, failed = io.StringIO(), ""
    try:
        with contextlib.redirect_stdout(said):
            exec(compile(json.loads(line), "<asked>", "exec"), {"__name__": "__asked__"})
    except BaseException:
        failed = traceback.format_exc()
    finally:
        connections.close_all()
    print(json.dumps([said.getvalue(), failed]), flush=True)
"""


class Inside:
    """It ends with the installation that it is in; the next question starts another."""

    def __init__(self, environment: dict[str, str]) -> None:
        self._process = subprocess.Popen(
            [sys.executable, "manage.py", "shell", "-v", "0", "-c", LOOP],
            cwd=ROOT,
            env=environment,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )

    @property
    def pid(self) -> int:
        return self._process.pid

    @property
    def is_alive(self) -> bool:
        return self._process.poll() is None

    def ask(self, code: str) -> str:
        assert self._process.stdin and self._process.stdout
        self._process.stdin.write(json.dumps(code) + "\n")
        self._process.stdin.flush()
        answer = self._process.stdout.readline()
        assert answer, f"nobody inside answered:\n{code}"
        said, failed = json.loads(answer)
        assert not failed, said + failed
        return str(said).strip()

    def end(self) -> None:
        self._process.kill()
        self._process.wait()
        for pipe in (self._process.stdin, self._process.stdout):
            if pipe:
                pipe.close()
