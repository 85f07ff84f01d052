"""Line managers in any order, also in the same file; circles and people who are not known yet (E8)."""

from collections.abc import Iterator

from employees.csv_import.known import waiting_for_managers
from employees.csv_import.plan import Plan
from employees.models import Company
from employees.records import Code, Field, Problem
from workstars.lib.text import fold_employee_id


class Managers:
    """Who would report to whom. Asked again after each round of rows that were taken out."""

    def __init__(self, plan: Plan, company: Company) -> None:
        self.plan = plan
        self.waiting = waiting_for_managers(company) if plan.new else {}
        self.has_column = Field.MANAGER_ID in plan.fields
        self.above: dict[str, str] = {}
        if self.has_column:
            for entries in (plan.new, plan.changed):
                for key, entry in entries.items():
                    self.above[key] = fold_employee_id(plan.manager_of(entry))
        self.moved = self._moved()

    def faults(self) -> Iterator[tuple[str, Problem]]:
        """Rows of this file that are part of a circle, with the names of everybody in it."""
        done: set[str] = set()
        moved = set(self.moved)
        for start in self.moved:
            circle = self._circle_above(start, done)
            if circle:
                names = self.plan.listed_names([*circle, circle[0]])
                for key in moved.intersection(circle):
                    yield key, Problem(Code.MANAGER_CYCLE, Field.MANAGER_ID, params={"people": names})

    def link(self) -> None:
        """Says who is not known yet, and finds who was waiting for somebody who comes with this file."""
        plan = self.plan
        if self.has_column:
            for entries in (plan.new, plan.changed):
                for key, entry in entries.items():
                    manager = self.above[key]
                    if manager and manager not in plan.known and manager not in plan.new:
                        written = plan.manager_of(entry)
                        plan.report(entry.line, Problem(Code.MANAGER_UNKNOWN, Field.MANAGER_ID, written))
        for key, manager in self.waiting.items():
            rewritten = self.has_column and (key in plan.changed or key in plan.new)
            if manager in plan.new and not rewritten:
                plan.linked[key] = manager

    def _moved(self) -> list[str]:
        """Where a new circle can begin: whose manager is another than before, and who was waiting."""
        known = self.plan.known
        moved = [
            key
            for key, manager in self.above.items()
            if manager and (key not in known or fold_employee_id(known.manager_of(key)) != manager)
        ]
        return moved + [key for key, manager in self.waiting.items() if manager in self.plan.new]

    def _manager_of(self, key: str) -> str:
        plan = self.plan
        if key in self.above and (key in plan.new or key in plan.changed):
            return self.above[key]
        return fold_employee_id(plan.known.manager_of(key)) if key in plan.known else ""

    def _circle_above(self, start: str, done: set[str]) -> list[str]:
        path: dict[str, None] = {}
        key = start
        while key and key not in done and key not in path:
            path[key] = None
            key = self._manager_of(key)
        done.update(path)
        keys = list(path)
        return keys[keys.index(key) :] if key in path else []
