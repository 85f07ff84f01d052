"""The whole product as `make run` starts it, for tests that walk it in a browser or kill it."""

import email
import email.policy
import os
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
import urllib.request
from contextlib import suppress
from dataclasses import dataclass, field
from itertools import count
from pathlib import Path
from urllib.error import URLError

from tests import tally
from tests.inside import Inside
from workstars.lib.embedded.var import in_memory

ROOT = Path(__file__).resolve().parents[1]
NOT_INHERITED = {"DATABASE_URL", "REDIS_URL", "DJANGO_SETTINGS_MODULE", "PORT", "VAR"}
PORTS = count(15_000 + os.getpid() % 800 * 20)
READY_WITHIN = 600.0  # seconds, on a very busy machine


def free_port() -> int:
    """Below those that the system hands out, and of this process alone: nobody takes it before it is used."""
    while True:
        port = next(PORTS)
        with socket.socket() as probe, suppress(OSError):
            probe.bind(("127.0.0.1", port))
            return port


def command_of(pid: int) -> str:
    """The command line of a process; empty when it has just ended."""
    try:
        return Path(f"/proc/{pid}/cmdline").read_bytes().replace(b"\0", b" ").decode(errors="replace")
    except OSError:
        return ""


@dataclass
class Product:
    """A running installation; `start` after `kill` goes on with the same data."""

    folder: Path = field(
        default_factory=lambda: Path(tempfile.mkdtemp(prefix="ws-product-", dir=in_memory()))
    )
    port: int = field(default_factory=free_port)
    process: subprocess.Popen[bytes] | None = None
    inside: Inside | None = None

    @property
    def var(self) -> Path:
        return self.folder / "var"

    @property
    def output(self) -> Path:
        return self.folder / "up.log"

    def address(self, subdomain: str = "") -> str:
        return f"http://{subdomain + '.' if subdomain else ''}localhost:{self.port}"

    def environment(self) -> dict[str, str]:
        inherited = {key: value for key, value in os.environ.items() if key not in NOT_INHERITED}
        return {**inherited, "VAR": str(self.var), "PORT": str(self.port)}

    def start(self) -> "Product":
        self.folder.chmod(0o755)
        greeted = self.greetings()
        with self.output.open("ab") as log:
            self.process = subprocess.Popen(
                [sys.executable, "manage.py", "up"],
                cwd=ROOT,
                env=self.environment(),
                stdout=log,
                stderr=subprocess.STDOUT,
                start_new_session=True,
            )
        until = time.monotonic() + READY_WITHIN
        while time.monotonic() < until and self.process.poll() is None:
            if self.greetings() > greeted:
                return self
            time.sleep(0.1)
        self.stop()
        raise AssertionError(f"the product did not start:\n{self.output.read_text()[-4000:]}")

    def greetings(self) -> int:
        """How often `up` has said that all is there, the demo company included."""
        return self.output.read_text().count("Ctrl-C ends everything") if self.output.exists() else 0

    def is_ready(self) -> bool:
        try:
            with urllib.request.urlopen(f"{self.address()}/readyz", timeout=5) as answer:
                return bool(answer.status == 200)
        except (URLError, OSError):
            return False

    def stop(self) -> None:
        self.leave()
        if self.process is not None and self.process.poll() is None:
            self.process.send_signal(signal.SIGTERM)
            try:
                self.process.wait(timeout=120)
            except subprocess.TimeoutExpired:
                self.kill_everything()

    def remove(self) -> None:
        self.stop()
        shutil.rmtree(self.folder, ignore_errors=True)

    def processes(self) -> list[int]:
        """Every process that runs on this folder, the database's and the queue's included; not who asks inside."""
        mine = str(self.var).encode()
        ours = {os.getpid(), self.inside.pid if self.inside else 0}
        found = []
        for entry in Path("/proc").iterdir():
            if entry.name.isdigit() and int(entry.name) not in ours:
                try:
                    told = (entry / "environ").read_bytes() + (entry / "cmdline").read_bytes()
                except OSError:
                    continue
                if mine in told:
                    found.append(int(entry.name))
        return found

    def kill_everything(self) -> None:
        """SIGKILL to all of it, `up` first, so that nothing is started again."""
        self.leave()
        if self.process is not None:
            self.process.kill()
            self.process.wait()
        for pid in self.processes():
            try:
                os.kill(pid, signal.SIGKILL)
            except ProcessLookupError:
                continue
            tally.count()

    def kill_matching(self, words: str) -> int:
        """SIGKILL to the processes whose command line holds `words`; says how many there were."""
        killed = 0
        for pid in self.processes():
            if words in command_of(pid):
                with suppress(ProcessLookupError):
                    os.kill(pid, signal.SIGKILL)
                    tally.count()
                    killed += 1
        return killed

    def manage(self, *words: str, stdin: str | None = None) -> str:
        """Output of a management command against this installation; fails with it."""
        done = subprocess.run(
            [sys.executable, "manage.py", *words],
            cwd=ROOT,
            env=self.environment(),
            input=stdin,
            capture_output=True,
            text=True,
            check=False,
        )
        assert done.returncode == 0, done.stdout + done.stderr
        return done.stdout

    def ask(self, code: str) -> str:
        """What Python code prints inside this installation."""
        if self.inside is None or not self.inside.is_alive:
            self.leave()
            self.inside = Inside(self.environment())
        return self.inside.ask(code)

    def leave(self) -> None:
        if self.inside is not None:
            self.inside.end()
            self.inside = None

    def mails_to(self, address: str) -> list[str]:
        """Texts of the mails in the development mailbox, oldest first."""
        found = []
        for path in sorted(
            (self.var / "mail").glob("*.eml")
        ):  # named by the moment; others are being written
            mail = email.message_from_bytes(path.read_bytes(), policy=email.policy.default)
            if mail["To"] and address in mail["To"]:
                body = mail.get_body(preferencelist=("plain",))
                found.append(body.get_content() if body else "")
        return found

    def wait_for_mail(self, address: str, count: int = 1, seconds: float = 300.0) -> str:
        """The newest mail to `address`, once there are `count` of them."""
        until = time.monotonic() + seconds
        while time.monotonic() < until:
            mails = self.mails_to(address)
            if len(mails) >= count:
                return mails[-1]
            time.sleep(0.2)
        raise AssertionError(f"no mail number {count} to {address} within {seconds} s")
