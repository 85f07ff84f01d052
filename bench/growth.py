"""What a row costs at 1,000,000 beside 100,000: imports, CSVs with codes and batches, through the same services."""

from collections.abc import Callable

from bench import batches, hr_files, imports, people
from bench.harness import Goal, Measure, Way
from bench.imports import Mill, apart
from employees.models import Company
from invites.services.generation import generate_invites_csv
from recognition.services.batches import receiving
from workstars.lib.actors import SYSTEM

MANY, LOTS = 100_000, 1_000_000
HUNDRED, MILLION = "100,000 rows", "1,000,000 rows"
GOAL = Goal("cost per row at 1,000,000 ≤ 1.2 × that at 100,000", lambda s, _: s[MILLION] <= 1.2 * s[HUNDRED])

receiving.MOST_ROWS = LOTS  # ten times what a page takes


def before_import(way: Way) -> None:
    apart(lambda: (Mill().confirmed(hr_files.file(way.rows)), people.settle()))


def before_csv(way: Way) -> None:
    """Everybody waits, in one country."""
    people.empty()
    people.fill(people.company(), way.rows)
    people.settle()


def make_csv() -> None:
    company = Company.objects.get()
    generate_invites_csv(company=company, country="PL", kind="invites", by=SYSTEM, now=people.NOW)


def before_batch(way: Way) -> None:
    apart(lambda: batches.confirmed(way.rows))


def growth(name: str, work: Callable[[], object], prepare: Callable[[Way], None]) -> Measure:
    ways = [Way(MILLION, work, LOTS), Way(HUNDRED, work, MANY)]
    return Measure(f"growth-{name}", MANY, ways, [GOAL], prepare, rounds=1)


MEASURES = [
    growth("import", imports.work, before_import),
    growth("csv", make_csv, before_csv),
    growth("batch", batches.send, before_batch),
]
