"""One HR e-mail, one person; and nobody's login (E11)."""

from collections.abc import Iterator

from employees.csv_import.known import holders_of, logins_of
from employees.csv_import.plan import Plan, listed
from employees.models import Company
from employees.records import Code, Field, Problem


class Addresses:
    """The addresses that would be new to somebody. Noted row by row; asked again after each round of faults."""

    def __init__(self, plan: Plan) -> None:
        self.plan = plan
        self.wanted: dict[str, str] = {}
        self.wanted_by_many: dict[str, list[str]] = {}
        self.given_up: dict[str, str] = {}
        self.holders: dict[str, str] = {}
        self.logins: dict[str, str] = {}

    def note(self, key: str, before: str, after: str) -> None:
        before, after = before.lower(), after.lower()
        if before == after:
            return
        if before:
            self.given_up[before] = key
        if after and self.wanted.setdefault(after, key) != key:
            self.wanted_by_many.setdefault(after, [self.wanted[after]]).append(key)

    def look_up(self, company: Company) -> None:
        """Who has these addresses now; nobody, where nobody is known."""
        if self.plan.known.lines:
            self.holders = holders_of(company, self.wanted)
            self.logins = logins_of(company, self.wanted)

    def faults(self) -> Iterator[tuple[str, Problem]]:
        """Only what somebody has, or more than one wants, can be wrong."""
        for email in {**self.wanted_by_many, **self.holders, **self.logins}:
            wanting = self.wanted_by_many.get(email, [self.wanted[email]])
            keys = [key for key in wanting if self.plan.entry(key)]
            if len(keys) > 1:
                problem = self._twice(email, keys)
                yield from ((key, problem) for key in keys)
            elif keys and (found := self._taken(email, keys[0])):
                yield keys[0], found

    def _twice(self, email: str, keys: list[str]) -> Problem:
        numbers = sorted(entry.line for key in keys if (entry := self.plan.entry(key)))
        return Problem(Code.EMAIL_TWICE, Field.HR_EMAIL, email, {"lines": listed(map(str, numbers))})

    def _taken(self, email: str, key: str) -> Problem | None:
        holder = self.holders.get(email, key)
        is_free = self.given_up.get(email) == holder and holder in self.plan.changed
        if holder != key and not is_free:
            return Problem(Code.EMAIL_TAKEN, Field.HR_EMAIL, email, {"person": self.plan.name_of(holder)})
        if self.logins.get(email, key) != key:
            return Problem(Code.EMAIL_IS_A_LOGIN, Field.HR_EMAIL, email)
        return None
