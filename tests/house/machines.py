"""The processes of docker-compose.yml without an engine: the same command lines, started one by one."""

import os
import re
import signal
import subprocess
import sys
from dataclasses import dataclass, field
from pathlib import Path

from tests.house.compose import ENOUGH, ROOT, services
from tests.house.processes import wait_for
from tests.product import Product, free_port
from tests.visitor import Answer, Visitor
from workstars.lib.embedded.environment import new_secrets
from workstars.lib.processes import Launch, start, stop, sweep_group

DOMAIN = "workstars.example"
GRACE = ((signal.SIGTERM, 120.0), (signal.SIGKILL, 60.0))


@dataclass
class Machines:
    """`variables` is what an operator's `.env` would hold; `changed` comes after compose had its say. A machine is a
    name: `web@one`, `worker@two`."""

    folder: Path
    variables: dict[str, str]
    changed: dict[str, str] = field(default_factory=dict)
    running: dict[str, subprocess.Popen[bytes]] = field(default_factory=dict)
    ports: dict[str, int] = field(default_factory=dict)

    @classmethod
    def with_servers(cls, folder: Path, urls: dict[str, str], mail_port: int) -> "Machines":
        mail = {"EMAIL_URL": f"smtp://127.0.0.1:{mail_port}"}
        return cls(folder, {**ENOUGH, **new_secrets(), **urls, **mail})

    def environment(self, service: str) -> dict[str, str]:
        """As compose hands it over, but for the places of files."""
        scripts = str(Path(sys.executable).parent)
        return {
            **services(self.variables)[service].environment,
            "DJANGO_SETTINGS_MODULE": "workstars.settings.production",
            "PATH": f"{scripts}:/usr/bin:/bin",
            "HOME": str(self.folder),
            "PYTHONUNBUFFERED": "1",
            "VAR": str(self.folder / "files"),
            "STATIC_ROOT": str(self.folder / "static"),
            **self.changed,
        }

    def command(self, service: str, machine: str) -> tuple[str, ...]:
        """Of compose, with what differs between containers: host name, port, temporary folder."""
        here = {
            "0.0.0.0:8000": f"127.0.0.1:{self.ports.get(machine, 0)}",
            f"{Path('/tmp') / 'schedule'}": str(self.folder / "schedule"),
        }
        words = (here.get(word, word) for word in services(self.variables)[service].command)
        return tuple(word.replace("@%h", f"@{machine}") for word in words)

    def start(self, service: str, machine: str) -> None:
        if service == "web":
            self.ports[machine] = free_port()
        name = f"{service}@{machine}"
        launch = Launch(self.command(service, machine), self.log(name), self.environment(service), ROOT)
        self.running[name] = start(launch)

    def run(self, service: str) -> int:
        """A step that ends by itself; its exit code."""
        launch = Launch(self.command(service, "once"), self.log(service), self.environment(service), ROOT)
        return start(launch).wait(600)

    def manage(self, *words: str) -> str:
        done = subprocess.run(
            [sys.executable, "manage.py", *words],
            cwd=ROOT,
            env=self.environment("web"),
            capture_output=True,
            text=True,
            check=False,
        )
        assert done.returncode == 0, done.stdout + done.stderr
        return done.stdout

    def log(self, name: str) -> Path:
        return self.folder / f"{name}.log"

    def said(self, name: str) -> str:
        return self.log(name).read_text(errors="replace")

    def kill(self, name: str) -> None:
        """The whole machine loses its power: the process and all its children."""
        child = self.running.pop(name)
        os.killpg(child.pid, signal.SIGKILL)
        child.wait()

    def stop(self) -> dict[str, int]:
        """Ends everything as an engine does; exit codes by name."""
        stop(list(self.running.values()), GRACE)
        for child in self.running.values():
            sweep_group(child.pid)
        codes = {name: child.returncode for name, child in self.running.items()}
        self.running.clear()
        return codes

    def healthy(self, service: str, machine: str, seconds: int = 10) -> bool:
        """Whether compose's own health check of this process is content, which waits so many seconds for an answer."""
        replaced = {
            "--timeout 10": f"--timeout {seconds}",
            "127.0.0.1:8000": f"127.0.0.1:{self.ports.get(machine, 0)}",
            "$HOSTNAME": machine,
            "find /tmp": f"find {self.folder}",
        }
        words = services(self.variables)[service].check
        for old, new in replaced.items():
            words = [word.replace(old, new) for word in words]
        done = subprocess.run(
            words, cwd=ROOT, env=self.environment(service), capture_output=True, check=False
        )
        return done.returncode == 0

    def wait_until_healthy(self, service: str, machine: str) -> None:
        """A worker is asked when it says that it is ready: each question starts a program of its own."""
        name = f"{service}@{machine}"
        if service.endswith("worker"):
            assert wait_for(lambda: f"@{machine} ready." in self.said(name)), self.said(name)[-2000:]
        assert wait_for(lambda: self.healthy(service, machine), pause=0.5), self.said(name)[-2000:]


@dataclass
class Browser(Visitor):
    """Comes by the proxy that ends TLS, which hands its requests to one of the web machines."""

    csrf_cookie = "__Host-csrftoken"

    @classmethod
    def at(cls, machines: Machines, machine: str, subdomain: str) -> "Browser":
        return cls(Product(machines.folder, machines.ports[machine]), subdomain)

    def moved_to(self, machines: Machines, machine: str) -> "Browser":
        """The same browser, with its cookies, led to another web machine."""
        other = Browser.at(machines, machine, self.subdomain)
        other.cookies = self.cookies
        return other

    @property
    def host(self) -> str:
        return f"{self.subdomain}.{DOMAIN}"

    def ask(
        self, method: str, path: str, body: str | bytes = b"", headers: dict[str, str] | None = None
    ) -> Answer:
        proxy = {
            "X-Forwarded-Proto": "https",
            "X-Forwarded-For": "192.0.2.33",
            "Origin": f"https://{self.host}",
        }
        return super().ask(method, path, body, {**proxy, **(headers or {})})


def path_in(text: str) -> str:
    """The path of the first address of a mail."""
    found = re.search(rf"https://[a-z.]+\.{re.escape(DOMAIN)}(/\S+)", text)
    assert found, text
    return found[1]
