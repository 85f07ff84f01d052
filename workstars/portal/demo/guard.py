"""No demo account in production (X5): its password stands in the README."""

from django.db import DatabaseError

from employees.models import User
from workstars.portal.demo.accounts import ADDRESSES


def refuse_demo_accounts() -> None:
    """Ends the start with a sentence. A database that is away is for /readyz to say."""
    try:
        found = [user.address for user in User.objects.filter(email__in=ADDRESSES).order_by("email")]
    except DatabaseError:
        return
    if found:
        raise SystemExit(
            f"This database holds demo accounts ({', '.join(found)}), whose password everybody knows."
            " Production starts with a database of its own."
        )
