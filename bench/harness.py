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
    """One way of doing it. A slow one does fewer `rows`; its time is then scaled up, and the table says so."""

    name: str
    run: Callable[[], object]
    rows: int


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


@dataclass(frozen=True)
class Result:
    measure: Measure
    seconds: Mapping[str, list[float]]
    megabytes: Mapping[str, float]

    def scaled(self, way: Way) -> float:
        """Median seconds, as if for all rows of the measure."""
        return statistics.median(self.seconds[way.name]) * self.measure.rows / way.rows

    @property
    def times(self) -> dict[str, float]:
        return {way.name: self.scaled(way) for way in self.measure.ways}

    def verdicts(self) -> list[tuple[str, bool]]:
        ours = self.megabytes[self.measure.ways[0].name]
        return [(goal.words, goal.holds(self.times, ours)) for goal in self.measure.goals]


def run(measure: Measure) -> Result:
    seconds: dict[str, list[float]] = {way.name: [] for way in measure.ways}
    megabytes: dict[str, float] = dict.fromkeys(seconds, 0.0)
    for _round in range(measure.rounds):
        for way in measure.ways:
            if measure.prepare:
                measure.prepare(way)
            taken, peak = _in_a_process(way)
            seconds[way.name].append(taken)
            megabytes[way.name] = max(megabytes[way.name], peak)
    return Result(measure, seconds, megabytes)


def _in_a_process(way: Way) -> tuple[float, float]:
    """Seconds, and megabytes at the peak. The connection is open before the clock starts."""
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
    start = time.perf_counter()
    way.run()
    taken = time.perf_counter() - start
    answer.send((taken, resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / KB))


def table(result: Result) -> str:
    ours = result.scaled(result.measure.ways[0])
    lines = [f"\n{result.measure.name}: {result.measure.rows:,} rows, median of {result.measure.rounds}"]
    for way in result.measure.ways:
        time_taken = result.scaled(way)
        sample = "" if way.rows == result.measure.rows else f"  (scaled from {way.rows:,} rows)"
        size = f"{result.megabytes[way.name]:>8.0f} MB"
        lines.append(f"  {way.name:<42}{time_taken:>10.3f} s{time_taken / ours:>9.2f} ×{size}{sample}")
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
        "megabytes": {name: round(size) for name, size in result.megabytes.items()},
        "goals": dict(result.verdicts()),
        "versions": {**{name: version(name) for name in ("django", "psycopg2-binary")}, **_platform()},
    }


def _platform() -> dict[str, str]:
    with connection.cursor() as cursor:
        cursor.execute("SHOW server_version")
        (server,) = cursor.fetchone()
    return {"python": platform.python_version(), "postgresql": server, "machine": platform.machine()}
