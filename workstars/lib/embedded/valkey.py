"""An own Valkey: the queue of hints. It keeps nothing on disk, because the rows are the truth."""

import signal
import socket
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import quote

from workstars.lib.embedded.account import Account
from workstars.lib.embedded.postgres import last_line
from workstars.lib.processes import Ladder
from workstars.lib.refusals import Refusal

READY_SECONDS = 60.0


@dataclass(frozen=True)
class Valkey:
    program: Path
    home: Path
    sockets: Path
    account: Account

    ladder: Ladder = ((signal.SIGTERM, 5.0),)
    death_signal = signal.SIGTERM

    @property
    def socket(self) -> Path:
        return self.sockets / "valkey.sock"

    @property
    def url(self) -> str:
        return f"unix://{quote(str(self.socket))}?db=0"

    @property
    def command(self) -> tuple[str, ...]:
        return (
            str(self.program),
            *("--port", "0"),
            *("--unixsocket", str(self.socket), "--unixsocketperm", "700"),
            *("--save", "", "--appendonly", "no"),
            *("--dir", str(self.home)),
        )

    def prepare(self) -> None:
        self.account.own(self.home)

    def wait_ready(self, alive: Callable[[], bool], log: Path) -> None:
        until = time.monotonic() + READY_SECONDS
        while time.monotonic() < until and alive():
            if self._answers():
                return
            time.sleep(0.02)
        raise Refusal(f"Valkey did not start: {last_line(log)}")

    def _answers(self) -> bool:
        with socket.socket(socket.AF_UNIX, socket.SOCK_STREAM) as line:
            line.settimeout(1.0)
            try:
                line.connect(str(self.socket))
                line.sendall(b"PING\r\n")
                return line.recv(16).startswith(b"+PONG")
            except OSError:
                return False
