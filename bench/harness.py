"""Ways of doing the same work, interleaved, each run in a process of its own; medians, ratios, goals."""

import json
import multiprocessing
import platform
import resource
import statistics
import time
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from importlib.metadata import version
from multiprocessing.connection import Connection
from pathlib import Path
from typing import Any

from django.db import connection, connections

RESULTS = Path(__file__).parent / "results.json"
KB = 1024


@dataclass(frozen=True)
class Way:
    """One way of doing it. A slow one does fewer `rows`; its time is then scaled up, and the table says so.

    `warm` runs in the same process before the clock starts: threads of a library do not live on in a fork.
    """

    name: str
    run: Callable[[], object]
    rows: int
    warm: Callable[[], object] | None = None


@dataclass(frozen=True)
class Goal:
    """`holds` judges the seconds of each way, scaled to the rows of the measure, and the megabytes of ours."""

    words: str
    holds: Callable[[Mapping[str, float], float], bool]


@dataclass(frozen=True)
class Measure:
    """The first way is ours. `prepare` brings the database into the same state before each run of each way."""

    name: str
    rows: int
    ways: Sequence[Way]
    goals: Sequence[Goal] = ()
    prepare: Callable[[Way], None] | None = None
    rounds: int = 3
    by_cpu: bool = False  # what is compared is the time of processors, which a busy machine spoils less


@dataclass(frozen=True)
class Result:
    """`cpu` is what the process and its children used of processors; the database's is not in it."""

    measure: Measure
    seconds: Mapping[str, list[float]]
    megabytes: Mapping[str, float]
    cpu: Mapping[str, list[float]]

    def scaled(self, way: Way) -> float:
        """Median seconds, as if for all rows of the measure."""
        return self._median(self.cpu if self.measure.by_cpu else self.seconds, way)

    def busy(self, way: Way) -> float:
        """The same of processors."""
        return self._median(self.cpu, way)

    def _median(self, taken: Mapping[str, list[float]], way: Way) -> float:
        return statistics.median(taken[way.name]) * self.measure.rows / way.rows

    @property
    def times(self) -> dict[str, float]:
        return {way.name: self.scaled(way) for way in self.measure.ways}

    def verdicts(self) -> list[tuple[str, bool]]:
        ours = self.megabytes[self.measure.ways[0].name]
        return [(goal.words, goal.holds(self.times, ours)) for goal in self.measure.goals]


def run(measure: Measure) -> Result:
    seconds: dict[str, list[float]] = {way.name: [] for way in measure.ways}
    cpu: dict[str, list[float]] = {way.name: [] for way in measure.ways}
    megabytes: dict[str, float] = dict.fromkeys(seconds, 0.0)
    for _round in range(measure.rounds):
        for way in measure.ways:
            if measure.prepare:
                measure.prepare(way)
            taken, busy, peak = _in_a_process(way)
            seconds[way.name].append(taken)
            cpu[way.name].append(busy)
            megabytes[way.name] = max(megabytes[way.name], peak)
    return Result(measure, seconds, megabytes, cpu)


def _in_a_process(way: Way) -> tuple[float, float, float]:
    """Seconds, those of processors, and megabytes at the peak. The connection is open before the clock starts."""
    connections.close_all()
    here, there = multiprocessing.Pipe(duplex=False)
    child = multiprocessing.get_context("fork").Process(target=_child, args=(way, there))
    child.start()
    there.close()
    try:
        return here.recv()
    except EOFError:
        raise SystemExit(f"{way.name} broke; see above") from None
    finally:
        child.join()


def _child(way: Way, answer: Connection) -> None:
    connection.ensure_connection()
    if way.warm:
        way.warm()
    start, busy = time.perf_counter(), _busy()
    way.run()
    taken = time.perf_counter() - start
    answer.send((taken, _busy() - busy, resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / KB))


def _busy() -> float:
    """Seconds of processors so far, of this process and of its children that have ended."""
    spent = (resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN))
    return sum(each.ru_utime + each.ru_stime for each in spent)


def table(result: Result) -> str:
    ours = result.scaled(result.measure.ways[0])
    lines = [f"\n{result.measure.name}: {result.measure.rows:,} rows, median of {result.measure.rounds}"]
    for way in result.measure.ways:
        time_taken = result.scaled(way)
        sample = "" if way.rows == result.measure.rows else f"  (scaled from {way.rows:,} rows)"
        size = f"{result.megabytes[way.name]:>8.0f} MB"
        busy = f"{result.busy(way):>10.3f} s cpu"
        lines.append(f"  {way.name:<42}{time_taken:>10.3f} s{time_taken / ours:>9.2f} ×{size}{busy}{sample}")
    lines += [f"  {'met   ' if met else 'MISSED'} {words}" for words, met in result.verdicts()]
    return "\n".join(lines)


def write(results: Iterable[Result]) -> None:
    """Adds to what earlier runs wrote; the same name is written over."""
    kept: dict[str, Any] = json.loads(RESULTS.read_text()) if RESULTS.exists() else {}
    for result in results:
        kept[result.measure.name] = _as_json(result)
    RESULTS.write_text(json.dumps(kept, indent=2) + "\n")


def _as_json(result: Result) -> dict[str, Any]:
    ours = result.scaled(result.measure.ways[0])
    return {
        "rows": result.measure.rows,
        "seconds": {name: round(taken, 4) for name, taken in result.times.items()},
        "times ours": {name: round(taken / ours, 2) for name, taken in result.times.items()},
        "cpu seconds": {way.name: round(result.busy(way), 4) for way in result.measure.ways},
        "megabytes": {name: round(size) for name, size in result.megabytes.items()},
        "goals": dict(result.verdicts()),
        "versions": {**{name: version(name) for name in ("django", "psycopg2-binary")}, **_platform()},
    }


def _platform() -> dict[str, str]:
    with connection.cursor() as cursor:
        cursor.execute("SHOW server_version")
        (server,) = cursor.fetchone()
    return {"python": platform.python_version(), "postgresql": server, "machine": platform.machine()}
