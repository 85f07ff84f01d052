"""In whose account a certificate lies, and why (T3). Unprinted ones follow the line manager of the moment.

The line manager who has registered. One who has a working HR e-mail but has not registered has seven days to do so.
In all other cases the nearest manager above who has registered; without one, the administrators' list. What was
printed stays where the paper is, unless its holder can no longer be reached.
"""

from collections.abc import Collection
from datetime import datetime, timedelta
from typing import Any

from django.db import connection, transaction
from django.db.models import Exists, OuterRef

from certificates.models import Certificate
from employees.models import AuditEvent, Company
from workstars.lib.actors import SYSTEM
from workstars.lib.clock import day_start, today

CLIMBS_AFTER = 7  # days

ONLY_THESE = "AND c.id = ANY(%(only)s)"
# A chain ends with the first who can hold it. A circle ends by itself: UNION drops what was there before.
PLACE = """
    WITH RECURSIVE can_hold AS NOT MATERIALIZED (
        SELECT who.id FROM employees_employee who
        WHERE who.company_id = %(company)s AND who.registered_at IS NOT NULL AND who.left_at IS NULL
          AND (who.hire_date IS NULL OR who.hire_date <= %(today)s)
          AND (who.leaving_date IS NULL OR who.leaving_date >= %(today)s)
          AND EXISTS (SELECT FROM employees_employee report
                      WHERE report.manager_id = who.id AND report.left_at IS NULL)
    ),
    asked AS (
        SELECT c.id, c.employee_id, c.printed_at, person.manager_id
        FROM certificates_certificate c
        JOIN employees_employee person ON person.id = c.employee_id AND person.left_at IS NULL
        WHERE c.company_id = %(company)s AND c.handed_over_at IS NULL
          /* only these */
          AND (c.printed_at IS NULL
               OR c.holder_id IS NOT NULL AND NOT EXISTS (SELECT FROM can_hold WHERE can_hold.id = c.holder_id))
    ),
    above (start, id, manager_id, holds) AS (
        SELECT DISTINCT employee_id, employee_id, manager_id, false FROM asked
      UNION
        SELECT above.start, boss.id, boss.manager_id,
               boss.id <> above.start AND EXISTS (SELECT FROM can_hold WHERE can_hold.id = boss.id)
        FROM above JOIN employees_employee boss ON boss.id = above.manager_id
        WHERE NOT above.holds
    ),
    judged AS (
        SELECT asked.id, asked.printed_at, asked.manager_id, nearest.id AS nearest_id,
               CASE WHEN boss.id IS NULL THEN 'none'
                    WHEN boss.left_at IS NOT NULL OR boss.leaving_date < %(today)s THEN 'left'
                    WHEN boss.hire_date > %(today)s THEN 'not_started'
                    WHEN boss.registered_at IS NOT NULL THEN 'manager'
                    WHEN boss.hr_email <> '' AND boss.hr_email_bounced_at IS NULL THEN 'unregistered'
                    ELSE 'offline' END AS why
        FROM asked
        LEFT JOIN employees_employee boss ON boss.id = asked.manager_id
        LEFT JOIN above nearest ON nearest.start = asked.employee_id AND nearest.holds
    ),
    dated AS (
        SELECT judged.*, c.holder_id AS was_held_by,
               CASE WHEN c.manager_id IS NOT DISTINCT FROM judged.manager_id AND c.why = judged.why
                    THEN c.manager_since ELSE %(now)s END AS manager_since
        FROM judged JOIN certificates_certificate c ON c.id = judged.id
    ),
    placed AS (
        SELECT dated.*,
               CASE WHEN why = 'unregistered'
                         AND NOT GREATEST(manager_since, %(launched)s) < %(long_ago)s
                    THEN manager_id ELSE nearest_id END AS holder_id
        FROM dated
    ),
    written AS (
        UPDATE certificates_certificate c
        SET manager_id = placed.manager_id, manager_since = placed.manager_since, why = placed.why,
            holder_id = placed.holder_id,
            waits_since = CASE WHEN c.holder_id IS DISTINCT FROM placed.holder_id
                               THEN %(now)s ELSE c.waits_since END,
            told_at = CASE WHEN c.holder_id IS DISTINCT FROM placed.holder_id THEN NULL ELSE c.told_at END
        FROM placed
        WHERE c.id = placed.id AND c.handed_over_at IS NULL
          AND c.printed_at IS NOT DISTINCT FROM placed.printed_at
          AND (c.manager_id IS DISTINCT FROM placed.manager_id OR c.why <> placed.why
               OR c.holder_id IS DISTINCT FROM placed.holder_id)
        RETURNING c.recipient_id, c.holder_id, placed.was_held_by
    ),
    shown AS (
        UPDATE recognition_recipient recipient SET holder_id = written.holder_id FROM written
        WHERE recipient.id = written.recipient_id
          AND recipient.holder_id IS DISTINCT FROM written.holder_id
    )
    SELECT count(*) FROM written WHERE holder_id IS DISTINCT FROM was_held_by
"""


def follow_managers(*, now: datetime) -> int:
    """What has to move after imports, registrations, leavings and seven days; answers how many moved."""
    return sum(_follow_in(company, now) for company in companies_with_certificates())


def companies_with_certificates() -> list[Company]:
    """Where anything may still have to be handed over, and certificates are at all (C4)."""
    open_ones = Certificate.objects.across_companies().not_handed_over().filter(company=OuterRef("pk"))
    return list(Company.objects.with_offline_employees().filter(Exists(open_ones)).order_by("pk"))


@transaction.atomic
def _follow_in(company: Company, now: datetime) -> int:
    moved = place_certificates(company, now)
    if moved:
        after = {"certificates": moved}
        AuditEvent.objects.record(
            company=company, action="certificates.moved", by=SYSTEM, at=now, after=after
        )
    return moved


@transaction.atomic
def place_certificates(company: Company, now: datetime, only: Collection[int] | None = None) -> int:
    """Puts each into the account where it belongs now, and lets its holder see the recognition (R2).

    All that have not been handed over, or `only` these. One statement, whatever their number; answers how many
    changed hands.
    """
    day = today(company, now)
    params: dict[str, Any] = {
        "company": company.pk,
        "only": list(only or ()),
        "now": now,
        "today": day,
        # Before launch nobody is asked to register, so the seven days do not run.
        "launched": company.launched_at or now,
        "long_ago": day_start(company, day - timedelta(days=CLIMBS_AFTER - 1)),
    }
    statement = PLACE if only is None else PLACE.replace("/* only these */", ONLY_THESE)
    with connection.cursor() as cursor:
        cursor.execute(statement, params)
        (moved,) = cursor.fetchone()
        return int(moved)
