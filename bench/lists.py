"""The list of employees and the dashboard at a million people: every search, filter, sort and page that they offer."""

from collections.abc import Callable, Mapping
from datetime import date

from django.db import connection
from django.http import QueryDict

from bench import people
from bench.harness import Goal, Measure, Way
from employees.forms.filters import FilterForm
from employees.models import Company
from employees.queries.people import page_of
from workstars.portal.queries.dashboard import funnel, last_events, waiting_for_administrators

MANY, TIMES = 1_000_000, 5
LIST_LIMIT, DASHBOARD_LIMIT = 0.100, 0.050
TODAY: date = people.NOW.date()
COUNTRIES = ("PL", "DE", "FR", "ES", "US", "MX", "BR", "TR", "IN", "CN", "PT", "GB")

# 50,000 are called Maria Wójcik; each twentieth has reports; a third is registered, a third invited by mail, a few
# thousand have left or not started; names have accents, IDs have zeros.
EVERYBODY = """
INSERT INTO employees_employee (
    id, company_id, employee_id, employee_key, first_name, last_name, search_text, hr_email, country, language,
    manager_id, manager_ref, job_title, department, location, hire_date, left_at, active_since, registered_at,
    registered_by, mail_count, created_at, changed_at, paper_made_at, paper_due_on, reminders_since
)
SELECT g, %(company)s, n, n, first, last,
    lower(translate(first || ' ' || last, 'Żłńó', 'zlno') || ' ' || n || ' ' || mail), mail,
    (%(countries)s)[1 + h %% cardinality(%(countries)s)], '',
    CASE WHEN g %% 20 <> 1 AND g / 20 * 20 < %(many)s THEN g / 20 * 20 + 1 END,
    CASE WHEN h / 8 %% 1000 = 1 THEN 'B' || g ELSE '' END, 'Operator',
    'Department ' || h / 64 %% 61, 'Site ' || h / 16 %% 150,
    CASE WHEN h / 4096 %% 200 = 7 THEN %(today)s::date + 30 ELSE %(today)s::date - h / 32 %% 9000 END,
    CASE WHEN h / 4096 %% 50 = 3 THEN %(now)s::timestamptz END, %(now)s,
    CASE WHEN g %% 3 = 0 THEN %(now)s::timestamptz END, '', 0, %(now)s, %(now)s,
    CASE WHEN g %% 3 = 1 AND g %% 4 > 1 THEN %(now)s::timestamptz END,
    CASE WHEN g %% 3 = 1 AND g %% 4 = 2 THEN %(today)s::date + 20 END,
    CASE WHEN g %% 3 = 1 AND g %% 4 = 3 THEN %(now)s::timestamptz END
FROM (
    SELECT g, hashint4(g) & 16777215 AS h, lpad(g::text, 8, '0') AS n,
        CASE WHEN g %% 20 = 0 THEN 'Maria' ELSE 'Żaneta' || g %% 977 END AS first,
        CASE WHEN g %% 20 = 0 THEN 'Wójcik' ELSE 'Wałęsa' || g %% 4999 END AS last,
        CASE WHEN g %% 3 = 2 THEN 'p' || g || '@work.example' ELSE '' END AS mail
    FROM generate_series(1, %(many)s) AS g
) AS made
"""

# After a batch of 50,000: a tenth lies with the administrators, a third is to be printed, one of a thousand failed.
CERTIFICATES = """
INSERT INTO certificates_certificate (
    company_id, recipient_id, employee_id, holder_id, manager_since, why, waits_since, created_at, told_at,
    status, edition, last_day, rendered_at, failure, printed_at, printed_by_label, handed_over_at,
    stored_name, sha256, size, wrapped_key, key_version, attempts, progress_step, progress_done, progress_total
)
SELECT company_id, id, id, CASE WHEN g %% 10 > 0 THEN id END, %(now)s, 'none', %(now)s, %(now)s, %(now)s,
    CASE WHEN g %% 1000 = 7 THEN 'failed' ELSE 'ready' END, 1, %(today)s::date + 180, %(now)s, '',
    CASE WHEN g %% 3 > 0 THEN %(now)s::timestamptz END, '', CASE WHEN g %% 3 = 2 THEN %(now)s::timestamptz END,
    'sheet-' || g, '', 0, '', 1, 0, '', 0, 0
FROM (
    SELECT row_number() OVER (ORDER BY id) AS g, id, company_id FROM employees_employee
    WHERE registered_at IS NULL AND hr_email = '' AND left_at IS NULL
) AS offline
WHERE g <= %(sheets)s
"""


def prepare(_way: Way) -> None:
    """Written once for all ways; keys and triggers rest meanwhile, as the rows are known to be whole."""
    if Company.objects.filter(name="Million").exists():
        return
    people.empty()
    company = people.company()
    company.name = "Million"
    company.countries = list(COUNTRIES)
    company.save()
    given = {
        "company": company.pk,
        "many": MANY,
        "sheets": MANY // 20,
        "countries": list(COUNTRIES),
        "now": people.NOW,
        "today": TODAY,
    }
    with connection.cursor() as cursor:
        cursor.execute("SET session_replication_role = replica")
        cursor.execute(EVERYBODY, given)
        cursor.execute(CERTIFICATES, given)
        cursor.execute("SET session_replication_role = DEFAULT")
        cursor.execute("VACUUM ANALYZE certificates_certificate")
    people.settle()


# Each as the address of the page has it.
LISTS: Mapping[str, str] = {
    "everybody": "",
    "a name": "text=walesa123",
    "a name with accents": "text=Wałęsa123",
    "two words": "text=zaneta12+walesa77",
    "a name of 50,000": "text=maria+wojcik",
    "a name of 50,000, by site": "text=maria+wojcik&sort=site",
    "two letters": "text=wa",
    "one letter": "text=a",
    "three letters of everybody": "text=wal",
    "an ID": "text=00123456",
    "an ID without zeros": "text=123456",
    "an ID with more zeros": "text=0000123456",
    "an e-mail": "text=p123458@work.example",
    "part of an e-mail": "text=work.example",
    "nobody": "text=qqqqxyz",
    "a country": "country=DE",
    "a country nobody is in": "country=other",
    "a country, by hire date": "country=DE&sort=-hired",
    "a site": "site=Site+77",
    "a site, by ID": "site=Site+77&sort=id",
    "a department": "department=Department+17",
    "registered": "status=registered",
    "invited by mail": "status=by_mail",
    "offline": "status=offline",
    "not started": "status=not_started",
    "left": "status=left",
    "left, by country": "status=left&sort=country",
    "a manager by ID": "manager=00123441",
    "a manager by a name of 50,000": "manager=maria+wojcik",
    "a manager by two letters": "manager=wa",
    "a manager nobody is": "manager=qqqqxyz",
    "country, site and status": "country=DE&site=Site+77&status=offline",
    "name, country and status": "text=wojcik&country=PL&status=registered",
    "country, department, by hire date": "country=PL&department=Department+17&sort=hired",
    "nobody, by filters": "country=DE&status=left&site=Site+0&department=Department+60&text=wojcik",
    **{
        f"sorted by {sort.removeprefix('-')}{', downwards' if sort[0] == '-' else ''}": f"sort={sort}"
        for column in ("name", "id", "country", "site", "hired")
        for sort in (column, f"-{column}")
    },
    "last page": "page=200",
    "last page by hire date": "page=200&sort=-hired",
    "last page of a name of 50,000": "text=wojcik&page=200",
}


def look(query: str) -> Callable[[], None]:
    def run() -> None:
        company = Company.objects.get()
        given = QueryDict(query)
        for _time in range(TIMES):
            wanted = FilterForm(company, given).wanted(given.get("sort", ""))
            page = page_of(company, wanted, given.get("page", 1), TODAY)
            list(page)

    return run


def dashboard() -> None:
    company = Company.objects.get()
    for _time in range(TIMES):
        funnel(company, TODAY)
        waiting_for_administrators(company, TODAY)
        list(last_events(company))


def prepare_dashboard(way: Way) -> None:
    """The clock has counted, as it does each minute."""
    prepare(way)
    funnel(Company.objects.get(), TODAY)


def within(name: str, seconds: float) -> Goal:
    return Goal(f"{name}: at most {seconds * 1000:.0f} ms", lambda t, _mb: t[name] <= TIMES * seconds)


MEASURES = [
    Measure(
        "employees-list",
        TIMES,
        [Way(name, look(query), TIMES) for name, query in LISTS.items()],
        [within(name, LIST_LIMIT) for name in LISTS],
        prepare,
    ),
    Measure(
        "dashboard",
        TIMES,
        [Way("dashboard", dashboard, TIMES)],
        [within("dashboard", DASHBOARD_LIMIT)],
        prepare_dashboard,
    ),
]
