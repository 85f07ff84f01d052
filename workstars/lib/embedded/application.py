"""The application's own processes under `up`: web, workers and beat."""

import http.client
import os
import signal
import sys
from collections.abc import Mapping
from pathlib import Path

from workstars.lib.embedded.environment import ROOT
from workstars.lib.processes import Ladder, Launch
from workstars.lib.supervisor import Program

MARK = "WORKSTARS_UP"
WEB_WORKERS, WEB_THREADS = 2, 4
FEWEST_WORKERS, MOST_WORKERS, MOST_PDF_WORKERS = 2, 8, 4
PDF_TASKS_PER_CHILD = 10  # of up to 50 sheets each
# Workers finish what they have in hand for a while; a job that is cut short is taken up again.
STAGES: dict[str, Ladder] = {
    "pages": ((signal.SIGTERM, 8.0),),
    "work": ((signal.SIGTERM, 6.0), (signal.SIGQUIT, 4.0)),
    "clock": ((signal.SIGTERM, 8.0),),
}
# When `up` itself is killed by force, workers go at once: nobody is left who would wait for them.
DEATH_SIGNALS = {"pages": signal.SIGTERM, "work": signal.SIGKILL, "clock": signal.SIGTERM}


def application_environment(
    wishes: Mapping[str, str], var: Path, port: int, urls: Mapping[str, str]
) -> dict[str, str]:
    """What every child gets; MARK lets the next `up` find those that outlived a killed one."""
    return {
        "DJANGO_SETTINGS_MODULE": "workstars.settings.development",
        "PYTHONUNBUFFERED": "1",
        **wishes,
        **urls,
        "VAR": str(var),
        "PORT": str(port),
        MARK: str(var),
    }


def manage_launch(var: Path, environment: Mapping[str, str], name: str, *options: str) -> Launch:
    """A command of manage.py, with a log of its name."""
    command = (sys.executable, "manage.py", name, *options)
    return Launch(command, var / "log" / f"{name}.log", environment, ROOT)


def programs(var: Path, port: int, environment: Mapping[str, str]) -> list[Program]:
    """In the order of starting, web first; they are ended from the last to the first."""

    def program(stage: str, name: str, *arguments: str) -> Program:
        launch = Launch(
            (sys.executable, "-m", *arguments),
            var / "log" / f"{name}.log",
            environment,
            ROOT,
            death_signal=DEATH_SIGNALS[stage],
        )
        return Program(name, launch, STAGES[stage], stage)

    cores = len(os.sched_getaffinity(0))
    # Long runs of PDF work keep memory: its processes are renewed.
    renewed = ("--max-tasks-per-child", str(PDF_TASKS_PER_CHILD))
    schedule = str(var / "beat" / "schedule")
    return [
        program("pages", "web", *_web(port)),
        program("work", "worker", *_worker("default", default_workers(cores))),
        program("work", "pdf-worker", *_worker("pdf", pdf_workers(cores), *renewed)),
        program("clock", "beat", *_celery("beat", "--schedule", schedule, "--pidfile", "")),
    ]


def default_workers(cores: int) -> int:
    """At least two, so that a long import does not keep mails waiting."""
    return min(max(cores, FEWEST_WORKERS), MOST_WORKERS)


def pdf_workers(cores: int) -> int:
    """One core is left for pages while a thousand sheets are made; each of these holds fonts in memory."""
    return min(max(cores - 1, 1), MOST_PDF_WORKERS)


def _celery(*arguments: str) -> tuple[str, ...]:
    return ("celery", "-A", "workstars", "--quiet", *arguments, "--loglevel", "INFO")


def _worker(queue: str, processes: int, *more: str) -> tuple[str, ...]:
    name = f"{queue}@%h"
    alone = ("--without-gossip", "--without-mingle", "--without-heartbeat")
    return _celery("worker", "-Q", queue, "-n", name, *alone, "--concurrency", str(processes), *more)


def _web(port: int) -> tuple[str, ...]:
    shared_memory = ("--worker-tmp-dir", "/dev/shm") if Path("/dev/shm").is_dir() else ()  # noqa: S108
    return (
        "gunicorn", "workstars.wsgi", "--bind", f"127.0.0.1:{port}",
        "--worker-class", "gthread", "--workers", str(WEB_WORKERS), "--threads", str(WEB_THREADS),
        "--keep-alive", "15", "--graceful-timeout", "5", "--timeout", "60", "--preload", "--no-control-socket",
        *shared_memory,
    )  # fmt: skip


def is_ready(port: int) -> bool:
    """Whether /readyz answers 200."""
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=2)
    try:
        connection.request("GET", "/readyz", headers={"Host": f"localhost:{port}"})
        return connection.getresponse().status == http.client.OK
    except (OSError, http.client.HTTPException):
        return False
    finally:
        connection.close()
