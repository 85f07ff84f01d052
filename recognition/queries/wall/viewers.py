"""Who looks, and the one condition that says what that person may see (R2)."""

from dataclasses import dataclass
from typing import Any, Self

from django.db.models import BooleanField, Value
from django.db.models.expressions import Combinable, RawSQL

from employees.models import Company
from employees.permissions import Member

# About a row of recognition_recognition; asked of single rows and of what a search has found. The wall itself reads
# the same kinds of people as branches, each by an index: see branches.py.
VISIBLE = """recognition_recognition.hidden_at IS NULL AND (
    NOT recognition_recognition.is_private
    OR recognition_recognition.sender_id = %(employee)s
    OR EXISTS (
        SELECT FROM recognition_recipient r WHERE r.recognition_id = recognition_recognition.id
        AND %(employee)s IN (r.employee_id, r.manager_id, r.holder_id)
    )
    OR EXISTS (
        SELECT FROM recognition_copy c
        WHERE c.recognition_id = recognition_recognition.id AND c.employee_id = %(employee)s
    )
    OR EXISTS (
        SELECT FROM recognition_batch b
        WHERE b.id = recognition_recognition.batch_id AND b.requested_by_id = %(user)s
    )
    OR EXISTS (
        SELECT FROM recognition_batchcopy bc
        WHERE bc.batch_id = recognition_recognition.batch_id AND bc.employee_id = %(employee)s
    )
)"""


@dataclass(frozen=True)
class Viewer:
    """A member in the eyes of R2, by primary keys. `employee` is 0 for who is in no HR file."""

    company: Company
    employee: int
    user: int
    sees_everything: bool = False

    @classmethod
    def of(cls, company: Company, member: Member) -> Self:
        employee = member.employee.pk if member.employee else 0
        return cls(company, employee, member.user.pk, member.is_administrator)

    @property
    def params(self) -> dict[str, Any]:
        return {"company": self.company.pk, "employee": self.employee, "user": self.user}


def visible_to(viewer: Viewer) -> Combinable:
    """A condition for `Recognition.objects.for_company(…).filter(…)`: one row by id, or few."""
    if viewer.sees_everything:
        return Value(value=True, output_field=BooleanField())
    order = ("employee", "employee", "employee", "user", "employee")
    sql = VISIBLE
    for name in ("employee", "user"):
        sql = sql.replace(f"%({name})s", "%s")
    return RawSQL(sql, [viewer.params[name] for name in order], output_field=BooleanField())  # noqa: S611
