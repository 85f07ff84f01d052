"""What the funnel was when each day ended (I12): kept every night, so that "over time" has a past.

A day is reckoned from the moments that the records hold, never from how things stand while the sweep runs. So a late
sweep, or the first one of a company, writes days that are over as far as the records still tell of them.
"""

from collections.abc import Sequence
from datetime import date, datetime, timedelta

from django.db import connection, transaction
from django.db.models import Max, OuterRef, Subquery

from employees.models import Company
from invites.models import FunnelDay
from workstars.lib.clock import day_start, today

WEEK = timedelta(days=7)
WEEKS_BEFORE = 26
DAYS_CAUGHT_UP = 60

# One row a person with the first moment of each stage, met with every day on which the person was active. An invitation
# by mail counts for the address it went to; a code that was made void, or before the person came back, does not count.
KEEP = """
    WITH days (day, ends) AS (SELECT * FROM unnest(%(days)s::date[], %(ends)s::timestamptz[])),
    paper AS (
        SELECT c.employee_id, min(c.created_at) AS first,
            min(c.created_at) FILTER (WHERE c.kind = 'reminders') AS reminder
        FROM invites_activationcode c JOIN employees_employee e ON e.id = c.employee_id
        WHERE c.company_id = %(company)s AND c.file_id IS NOT NULL AND c.voided_at IS NULL
            AND c.created_at >= e.active_since
        GROUP BY 1
    ),
    mail AS (
        SELECT m.employee_id, (array_agg(m.created_at ORDER BY m.created_at)) AS moments
        FROM employees_mail m JOIN employees_employee e ON e.id = m.employee_id
        WHERE m.company_id = %(company)s AND m.kind = 'invitation' AND m.status <> 'dropped'
            AND m.created_at >= e.active_since AND lower(m.to) = lower(e.hr_email)
        GROUP BY 1
    ),
    person AS (
        SELECT e.country, e.active_since, e.left_at, e.hire_date, e.leaving_date, e.registered_at,
            least(e.attempted_at, e.registered_at) AS attempted_at,
            least(p.first, m.moments[1], e.attempted_at, e.registered_at) AS invited_at,
            least(p.reminder, m.moments[2]) AS reminded_at
        FROM employees_employee e LEFT JOIN paper p ON p.employee_id = e.id
            LEFT JOIN mail m ON m.employee_id = e.id
        WHERE e.company_id = %(company)s
    )
    INSERT INTO invites_funnelday
        (company_id, day, country, waiting, invited, reminded, attempted, registered)
    SELECT %(company)s, d.day, p.country,
        count(*) - count(*) FILTER (WHERE p.invited_at < d.ends),
        count(*) FILTER (WHERE p.invited_at < d.ends), count(*) FILTER (WHERE p.reminded_at < d.ends),
        count(*) FILTER (WHERE p.attempted_at < d.ends), count(*) FILTER (WHERE p.registered_at < d.ends)
    FROM person p JOIN days d ON p.active_since < d.ends
        AND (p.left_at IS NULL OR p.left_at >= d.ends)
        AND (p.hire_date IS NULL OR p.hire_date <= d.day)
        AND (p.leaving_date IS NULL OR p.leaving_date >= d.day)
    GROUP BY d.day, p.country
    ON CONFLICT DO NOTHING
"""


def keep_funnel(*, now: datetime) -> int:
    """Writes the days that are over and not written, of every company in its own zone; answers how many rows."""
    days = FunnelDay.objects.across_companies().filter(company=OuterRef("pk")).order_by()
    last = Subquery(days.values("company").annotate(last=Max("day")).values("last"))
    companies = Company.objects.annotate(last_funnel_day=last).order_by("pk")
    missing = ((company, _days_to_write(company, now)) for company in companies)
    return sum(_keep(company, days) for company, days in missing if days)


@transaction.atomic
def _keep(company: Company, days: Sequence[date]) -> int:
    ends = [day_start(company, day + timedelta(days=1)) for day in days]
    with connection.cursor() as cursor:
        cursor.execute(KEEP, {"company": company.pk, "days": list(days), "ends": ends})
        return int(cursor.rowcount)


def _days_to_write(company: Company, now: datetime) -> list[date]:
    """From the last that is written to yesterday; at the very first, yesterday and the ends of the weeks before."""
    yesterday = today(company, now) - timedelta(days=1)
    last: date | None = company.last_funnel_day  # type: ignore[attr-defined]
    if last is None:
        sunday = yesterday - timedelta(days=yesterday.isoweekday() % 7)
        past = [sunday - weeks * WEEK for weeks in reversed(range(WEEKS_BEFORE))]
        return sorted({*past, yesterday})
    missing = min((yesterday - last).days, DAYS_CAUGHT_UP)
    return [yesterday - timedelta(days=days) for days in reversed(range(missing))]
