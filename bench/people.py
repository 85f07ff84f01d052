"""Companies of any size, written by the database itself."""

from datetime import UTC, datetime

from django.db import connection

from employees.models import Company, Employee

NOW = datetime(2026, 3, 2, 12, 0, tzinfo=UTC)


FILL = """
INSERT INTO employees_employee (
    company_id, employee_id, employee_key, first_name, last_name, search_text, hr_email, country, language, manager_ref,
    job_title, department, location, active_since, registered_by, mail_count, created_at, changed_at,
    paper_made_at, paper_due_on, mail_due_at
)
SELECT %(company)s, n, n, first, last, lower(first || ' ' || last || ' ' || n || ' ' || mail), mail,
    country, '', '', 'Operator', 'Assembly', 'Site ' || g %% 40, %(now)s, '', 0, %(now)s, %(now)s,
    CASE WHEN %(state)s = 'out' THEN %(now)s END, CASE WHEN %(state)s = 'out' THEN %(due)s::date END,
    CASE WHEN mail <> '' THEN %(now)s::timestamptz + interval '1 day' END
FROM (
    SELECT g, lpad((%(first)s + g)::text, 7, '0') AS n, 'Magdalena' || g %% 977 AS first,
        'Kowalska' || g %% 4999 AS last, (%(countries)s)[1 + g %% cardinality(%(countries)s)] AS country,
        CASE WHEN %(state)s = 'mail' THEN 'p' || (%(first)s + g) || '@work.example' ELSE '' END AS mail
    FROM generate_series(1, %(people)s) AS g
) AS made
"""


def empty() -> None:
    """No company, nobody, nothing; whatever kept its hand on a row is let go."""
    with connection.cursor() as cursor:
        cursor.execute("TRUNCATE employees_company CASCADE")


def company() -> Company:
    return Company.objects.create(
        name="Mill",
        subdomain="mill",
        offline_employees=True,
        created_at=NOW,
        launched_at=NOW,
        time_zone="UTC",
    )


def fill(
    company: Company,
    people: int,
    *,
    state: str = "waiting",
    countries: tuple[str, ...] = ("PL",),
    due: str = "",
) -> None:
    """`state`: "waiting" on Invites, "out" with paper until `due`, or "mail", one due tomorrow."""
    first = Employee.objects.for_company(company).count()
    given = {"company": company.pk, "people": people, "first": first, "state": state, "now": NOW}
    with connection.cursor() as cursor:
        cursor.execute(FILL, {**given, "countries": list(countries), "due": due or None})


def settle() -> None:
    """As autovacuum leaves a table alone for a while: statistics, visible pages, nothing left to write."""
    with connection.cursor() as cursor:
        cursor.execute("VACUUM ANALYZE employees_employee")
        cursor.execute("CHECKPOINT")
