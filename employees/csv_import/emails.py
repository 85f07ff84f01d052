"""One HR e-mail, one person; and nobody's login (E11)."""

from collections.abc import Iterator

from employees.csv_import.known import holders_of, logins_of
from employees.csv_import.plan import Plan, listed
from employees.models import Company
from employees.records import Code, Field, Problem


class Addresses:
    """The addresses that would be new to somebody. Asked again after each round of rows that were taken out."""

    def __init__(self, plan: Plan, company: Company) -> None:
        self.plan = plan
        self.wanted: dict[str, list[str]] = {}
        self.given_up: dict[str, str] = {}
        if Field.HR_EMAIL in plan.fields:
            self._collect(plan.fields.index(Field.HR_EMAIL))
        self.holders = holders_of(company, self.wanted)
        self.logins = logins_of(company, self.wanted)

    def _collect(self, column: int) -> None:
        plan = self.plan
        for entries, known in ((plan.new, False), (plan.changed, True)):
            for key, entry in entries.items():
                email = entry.text.split("\t")[column].lower()
                before = plan.known.person(key).values[Field.HR_EMAIL].lower() if known else ""
                if email == before:
                    continue
                if email:
                    self.wanted.setdefault(email, []).append(key)
                if before:
                    self.given_up[before] = key

    def faults(self) -> Iterator[tuple[str, Problem]]:
        plan = self.plan
        for email, wanting in self.wanted.items():
            keys = [key for key in wanting if key in plan.new or key in plan.changed]
            holder = self.holders.get(email)
            if holder is not None and self.given_up.get(email) == holder and holder in plan.changed:
                holder = None
            if len(keys) > 1:
                entries = [plan.new.get(key) or plan.changed[key] for key in keys]
                lines = listed(str(line) for line in sorted(entry.line for entry in entries))
                problem = Problem(Code.EMAIL_TWICE, Field.HR_EMAIL, email, {"lines": lines})
                yield from ((key, problem) for key in keys)
            elif keys and (found := self._fault(email, keys[0], holder)):
                yield keys[0], found

    def _fault(self, email: str, key: str, holder: str | None) -> Problem | None:
        if holder is not None and holder != key:
            return Problem(Code.EMAIL_TAKEN, Field.HR_EMAIL, email, {"person": self.plan.name_of(holder)})
        if self.logins.get(email, key) != key:
            return Problem(Code.EMAIL_IS_A_LOGIN, Field.HR_EMAIL, email)
        return None
