"""Whether a company would still have an administrator (C5)."""

from datetime import date

from employees.models import Company, RoleGrant


def somebody_else_administers(company: Company, user_id: int | None) -> bool:
    """True when `user_id` is no administrator, or another one stays who has neither left nor a leaving date."""
    administrators = RoleGrant.objects.for_company(company).administrators()
    if user_id is None or not administrators.accepted().filter(user_id=user_id).exists():
        return True
    return administrators.working(date.max).exclude(user_id=user_id).exists()
