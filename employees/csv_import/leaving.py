"""Who would be deactivated, and who never is (E4, E9, C5)."""

from collections.abc import Callable
from datetime import date

from employees.csv_import.known import administrators_of
from employees.csv_import.plan import WHOLE_FILE, Plan
from employees.models import Company, Employee
from employees.records import Code, Field, Problem


def find_leavers(plan: Plan, is_present: Callable[[str], bool], nameless: int) -> None:
    """Everybody on record who is not in the file, which is said to be complete.

    A row that does not say whom it is about could be anybody's: then nobody is deactivated.
    """
    if nameless:
        plan.report(WHOLE_FILE, Problem(Code.INCOMPLETE, None, params={"rows": nameless}))
        return
    absent = [key for key in plan.known.lines if not is_present(key)]
    plan.leavers = [key for key in absent if not plan.known.person(key).has_left]


def keep_who_must_stay(plan: Plan, company: Company, confirmed_by: int | None, today: date) -> None:
    """Whoever confirms, and the last administrator."""
    going = set(plan.leaving)
    if not going:
        return
    administrators, elsewhere = administrators_of(company, today)
    own = own_key(company, confirmed_by)
    if own in going:
        _keep(plan, own, Code.KEPT_WHO_CONFIRMS)
        going.discard(own)
    staying = [key for key in administrators if key not in going]
    leaving_too = sorted(key for key in administrators if key in going)
    if leaving_too and not staying and not elsewhere:
        _keep(plan, leaving_too[0], Code.KEPT_LAST_ADMINISTRATOR)


def own_key(company: Company, user: int | None) -> str:
    found = Employee.objects.for_company(company).filter(user=user) if user else Employee.objects.none()
    return found.values_list("employee_key", flat=True).first() or ""


def _keep(plan: Plan, key: str, code: Code) -> None:
    entry = plan.changed.get(key)
    line = entry.line if entry else WHOLE_FILE
    plan.report(
        line, Problem(code, Field.LEAVING_DATE if entry else None, params={"person": plan.name_of(key)})
    )
    plan.kept.append(key)
