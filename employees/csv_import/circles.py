"""Line managers in any order, also in the same file; circles and people who are not known yet (E8)."""

from collections.abc import Iterator

from employees.csv_import.known import waiting_for_managers
from employees.csv_import.plan import Plan
from employees.models import Company
from employees.records import Code, Field, Problem
from workstars.lib.text import fold_employee_id


class Managers:
    """Who would report to whom. Noted row by row; asked again after each round of faults.

    `above`: key → key of the manager, for rows whose manager is another than before.
    """

    def __init__(self, plan: Plan) -> None:
        self.plan = plan
        self.above: dict[str, str] = {}
        self.waiting: dict[str, str] = {}
        self._keys: dict[str, str] = {}

    def note(self, key: str, before: str, after: str) -> None:
        manager = self._keys.get(after)
        if manager is None:
            manager = self._keys[after] = fold_employee_id(after)
        if manager != fold_employee_id(before):
            self.above[key] = manager

    def look_up(self, company: Company) -> None:
        """Who has been waiting for a manager to appear."""
        self.waiting = waiting_for_managers(company) if self.plan.new else {}

    def faults(self) -> Iterator[tuple[str, Problem]]:
        """Rows of this file that close a circle, with the names of everybody in it."""
        done: set[str] = set()
        arrived = [key for key, manager in self.waiting.items() if manager in self.plan.new]
        for start in (*self._managers(), *arrived):
            if start in done:
                continue
            circle = self._circle_above(start, done)
            if circle:
                names = self.plan.listed_names([*circle, circle[0]])
                for key in circle:
                    if key in self.above and self.plan.entry(key):
                        yield key, Problem(Code.MANAGER_CYCLE, Field.MANAGER_ID, params={"people": names})

    def _managers(self) -> list[str]:
        """Every circle has one of them in it, and they are few; those of the file's own rows first, as these come."""
        managers = {manager: True for manager in self.above.values() if manager}
        return [*(key for key in self.above if managers.pop(key, False)), *managers]

    def link(self) -> None:
        """Says who is not known yet, and finds who was waiting for somebody who comes with this file."""
        plan = self.plan
        known, new = plan.known.lines, plan.new
        for key, manager in self.above.items():
            if not manager or manager in new or manager in known:
                continue
            entry = plan.entry(key)
            if entry:
                problem = Problem(Code.MANAGER_UNKNOWN, Field.MANAGER_ID, plan.manager_of(entry))
                plan.report(entry.line, problem)
        for key, manager in self.waiting.items():
            if manager in new and not (key in self.above and plan.entry(key)):
                plan.linked[key] = manager

    def _manager_of(self, key: str) -> str:
        plan = self.plan
        if key in plan.new or (key in self.above and key in plan.changed):
            return self.above.get(key, "")
        return fold_employee_id(plan.known.manager_of(key)) if key in plan.known else ""

    def _circle_above(self, start: str, done: set[str]) -> list[str]:
        """Upwards until the top, or somebody who was seen before; `done` keeps everybody on the way. A circle begins
        with somebody of the file."""
        path: list[str] = []
        key = start
        while key and key not in done:
            done.add(key)
            path.append(key)
            key = self._manager_of(key)
        circle = path[path.index(key) :] if key and key in path else []
        first = next((place for place, key in enumerate(circle) if key in self.above), 0)
        return circle[first:] + circle[:first]
