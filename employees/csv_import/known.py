"""The company's people as text, from one SELECT: a row of the file is compared with a line, not with an object.

100,000 people cost 30 MB and a fifth of a second this way. A line holds, separated by tabs and escaped as COPY does:

    id, version, flags, manager_ref, <columns that the file does not have>, state, <columns of the file, days last>

`version` is the row's xmin, so that a write finds out whether somebody else was there in between. `state` is 0 for
who has not left. The columns of the file stand at the end, so that a row that says nothing new ends the line.
"""

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from operator import itemgetter
from typing import Any

from django.db import connection

from employees.models import Company, Employee, RoleGrant, User
from employees.records import EmployeeRecord, Field
from employees.records.fields import DATES
from workstars.lib.text import fold_employee_id

LEFT, REGISTERED, BOUNCED, OVER = 1, 2, 4, 8
_TABLE = Employee._meta.db_table
# What is asked of a person whether or not the file has it.
_ALWAYS = (
    Field.EMPLOYEE_ID,
    Field.FIRST_NAME,
    Field.LAST_NAME,
    Field.HR_EMAIL,
    Field.HIRE_DATE,
    Field.LEAVING_DATE,
    Field.MANAGER_ID,
)
_SQL = {
    **{name: f"e.{name.value}" for name in Field},
    **{name: f"coalesce(e.{name.value}::text, '')" for name in DATES},
    Field.MANAGER_ID: "coalesce(m.employee_id, e.manager_ref)",
}


@dataclass(frozen=True)
class Person:
    """One known person. `values` holds the columns of the file and those that are always asked, days as ISO text."""

    pk: int
    version: str
    flags: int
    manager_ref: str
    values: Mapping[Field, str]

    @property
    def has_left(self) -> bool:
        return bool(self.flags & (LEFT | OVER))

    @property
    def name(self) -> str:
        return f"{self.values[Field.FIRST_NAME]} {self.values[Field.LAST_NAME]}".strip()

    @property
    def label(self) -> str:
        return f"{self.name} ({self.values[Field.EMPLOYEE_ID]})"


class Known:
    """Everybody in the company's records, by Employee ID key."""

    def __init__(self, fields: Sequence[Field], lines: dict[str, str]) -> None:
        self.fields = tuple(fields)
        self.lines = lines
        self._rest = _rest(self.fields)

    def __contains__(self, key: str) -> bool:
        return key in self.lines

    def person(self, key: str) -> Person:
        pk, version, flags, ref, *others = self.lines[key].split("\t")
        names = (*self._rest, None, *self.fields)
        values = {name: unescape(text) for name, text in zip(names, others, strict=True) if name}
        return Person(int(pk), version, int(flags), unescape(ref), values)

    def pk(self, key: str) -> int:
        return int(self.lines[key].split("\t", 1)[0])

    def manager_of(self, key: str) -> str:
        return self.person(key).values[Field.MANAGER_ID]


def load_known(company: Company, fields: Sequence[Field], today: date) -> Known:
    lines: dict[str, str] = {}

    class Sink:
        def write(self, row: bytes) -> None:
            key, line = row[:-1].decode().split("\t", 1)
            lines[key if "\\" not in key else unescape(key)] = line

    with connection.cursor() as cursor:
        cursor.copy_expert(_statement(company, fields, today), Sink())
    return Known(fields, lines)


def in_order(fields: Iterable[Field]) -> tuple[Field, ...]:
    """The order in which a line has the columns of a file: days last, since they need no escaping."""
    return tuple(sorted(fields, key=lambda name: (name in DATES, list(Field).index(name))))


def line_writer(fields: Sequence[Field]) -> Callable[[EmployeeRecord], str]:
    """What the end of a line of `Known` looks like for a record that has these fields, which are `in_order`."""
    texts = [name.value for name in fields if name not in DATES]
    days = [name.value for name in fields if name in DATES]
    pick = itemgetter(*texts) if len(texts) > 1 else lambda values: (values[texts[0]],)

    def write(record: EmployeeRecord) -> str:
        values: Mapping[str, Any] = record.__dict__
        text = "\t".join(pick(values))
        if "\\" in text:
            text = text.replace("\\", "\\\\")
        for name in days:
            day = values[name]
            text += "\t" + day.isoformat() if day else "\t"
        return text

    return write


def unescape(text: str) -> str:
    """A cell of COPY's text format."""
    if "\\" not in text:
        return text
    parts = text.split("\\\\")
    plain = [part.replace("\\t", "\t").replace("\\n", "\n").replace("\\r", "\r") for part in parts]
    return "\\".join(plain)


def _rest(fields: Sequence[Field]) -> tuple[Field, ...]:
    return tuple(name for name in _ALWAYS if name not in fields)


def _statement(company: Company, fields: Sequence[Field], today: date) -> str:
    """COPY takes no parameters; a number and a day are all that comes in."""
    over = f"e.leaving_date IS NOT NULL AND e.leaving_date < DATE '{today.isoformat()}'"
    flags = (
        f"(e.left_at IS NOT NULL)::int * {LEFT} + (e.registered_at IS NOT NULL)::int * {REGISTERED}"
        f" + (e.hr_email_bounced_at IS NOT NULL)::int * {BOUNCED} + ({over})::int * {OVER}"
    )
    state = (
        "e.left_at IS NOT NULL" if Field.LEAVING_DATE in fields else f"(e.left_at IS NOT NULL OR ({over}))"
    )
    columns = [
        "e.employee_key",
        "e.id",
        "e.xmin",
        flags,
        "e.manager_ref",
        *(_SQL[name] for name in _rest(fields)),
        f"({state})::int",
        *(_SQL[name] for name in fields),
    ]
    joined = f"{_TABLE} e LEFT JOIN {_TABLE} m ON m.id = e.manager_id"
    select = f"SELECT {', '.join(columns)} FROM {joined} WHERE e.company_id = {company.pk:d}"  # noqa: S608
    return f"COPY ({select}) TO STDOUT"


def waiting_for_managers(company: Company) -> dict[str, str]:
    """Employee ID key → folded ID of the line manager whom nobody has seen yet (E8)."""
    waiting = Employee.objects.for_company(company).exclude(manager_ref="")
    return {key: fold_employee_id(ref) for key, ref in waiting.values_list("employee_key", "manager_ref")}


def holders_of(company: Company, emails: Collection[str]) -> dict[str, str]:
    """HR e-mail in small letters → Employee ID key of who has it."""
    return _owners(
        "SELECT lower(e.hr_email), e.employee_key FROM {table} e WHERE e.company_id = %s"
        " AND e.hr_email <> '' AND lower(e.hr_email) = ANY(%s)",
        company,
        emails,
    )


def logins_of(company: Company, emails: Collection[str]) -> dict[str, str]:
    """Login address in small letters → Employee ID key of the colleague who has it; no other company is looked at."""
    return _owners(
        "SELECT lower(u.email), e.employee_key FROM {table} e JOIN {users} u ON u.id = e.user_id"
        " WHERE e.company_id = %s AND lower(u.email) = ANY(%s)",
        company,
        emails,
    )


def _owners(sql: str, company: Company, emails: Collection[str]) -> dict[str, str]:
    if not emails:
        return {}
    with connection.cursor() as cursor:
        cursor.execute(sql.format(table=_TABLE, users=User._meta.db_table), [company.pk, list(emails)])
        return dict(cursor.fetchall())


def administrators_of(company: Company, today: date) -> tuple[dict[str, int], int]:
    """Employee ID key → user of the administrators who are in the records, and how many there are besides them."""
    users = set(
        RoleGrant.objects.for_company(company).working(today).administrators().values_list("user", flat=True)
    )
    people = Employee.objects.for_company(company).filter(user__in=users)
    known = dict(people.values_list("employee_key", "user"))
    return known, len(users - set(known.values()))
