"""What the clock does about the funnel."""

from datetime import datetime

from employees.models import Company
from invites.queries import funnel
from invites.services import funnel_days
from workstars.lib.periodic import periodic_task


@periodic_task("invites.keep_funnel")
def keep_funnel(now: datetime) -> int:
    funnel.keep_fresh(Company.objects.order_by("pk"), now)
    return funnel_days.keep_funnel(now=now)
