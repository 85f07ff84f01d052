"""Mail to all administrators of a company, once for whatever it is about."""

from collections.abc import Callable
from datetime import datetime

from employees.models import Company, RoleGrant
from employees.services.mail import Owed, queue_mails
from workstars.lib.clock import today
from workstars.lib.mail import Message


def tell_administrators(
    company: Company, message_in: Callable[[str], Message], key: str, now: datetime
) -> int:
    """Owes each of them the mail, in their own language; `key` says what it is about, and the same again is owed once.
    Answers how many."""
    grants = RoleGrant.objects.for_company(company).administrators().working(today(company, now))
    users = {grant.user.pk: grant.user for grant in grants.select_related("user") if grant.user.address}
    owed = [
        Owed(
            to=user.address,
            message=message_in(user.language or company.default_language),
            kind="paper",
            key=f"{key}:{user.pk}",
            user=user,
        )
        for user in users.values()
    ]
    return queue_mails(company=company, owed=owed, now=now) if owed else 0
