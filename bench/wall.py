"""The Activity Wall at two million recognitions: every kind of user, all of it public, and all of it private.

With reactions and comments, and with the filter of a country: one where most are, and one where few are, none of whom
came with a batch.
"""

from collections.abc import Callable
from datetime import datetime

from django.db import connection

from bench import people
from bench.harness import Goal, Measure, Way
from employees.models import Company, Employee, User
from recognition.models import Batch, Recognition
from recognition.queries.wall import PER_PAGE, Viewer, Wanted, visible_to, wall_page, with_answers
from recognition.queries.wall.pages import _keys
from recognition.queries.wall.posts import posts_of
from workstars.lib.keyset import Key

MANY, STAFF, BATCHES, COPIED = 2_000_000, 50_000, 200, 2_000
PAGES, FEW_PAGES, FAR = 100, 2, 50
ANSWERED = 10  # every tenth recognition has a reaction, and every twentieth a comment
COMMON, RARE = "PL", "MT"
COUNTRIES = [COMMON] * 60 + ["DE"] * 39 + [RARE]

# Every other recognition comes with a batch of 5,000 rows; each hundredth from one person, each fiftieth to the team
# of one manager; a third lies on paper with the manager.
RECOGNITIONS = """
INSERT INTO recognition_recognition
    (company_id, sender_id, sender_name, message, reason_text, is_private, sent_at, batch_id, batch_row,
    country)
SELECT %(company)s, CASE WHEN g %% 100 = 0 THEN %(first)s ELSE %(first)s + g * 7919::bigint %% %(staff)s END, '',
    'Thank you for staying until the line ran again, and for the handover', '', %(private)s,
    %(now)s::timestamptz - (%(many)s - g) * interval '15 seconds',
    CASE WHEN g %% 2 = 0 THEN %(batch)s + (g - 1) * %(batches)s / %(many)s END, CASE WHEN g %% 2 = 0 THEN g END,
    (%(countries)s)[1 + g * 31 %% 100]
FROM generate_series(1, %(many)s) AS g
"""
RECIPIENTS = """
INSERT INTO recognition_recipient
    (company_id, recognition_id, employee_id, manager_id, holder_id, points, paper, notice_owed, sent_at,
    shared_country)
SELECT company_id, id, who, boss, CASE WHEN id %% 3 = 0 THEN boss END, 10, '', false, sent_at, country
FROM (
    SELECT r.*, %(first)s + r.id * 104729::bigint %% %(staff)s AS who,
        CASE WHEN r.id %% 50 = 0 THEN %(first)s + 1
             ELSE %(first)s + r.id * 104729::bigint %% %(staff)s / 20 END AS boss
    FROM recognition_recognition r
) AS said
"""
COPIES = """
INSERT INTO recognition_copy (company_id, recognition_id, employee_id, sent_at)
SELECT company_id, id, %(first)s + 2, sent_at FROM recognition_recognition
WHERE id %% (%(many)s / %(copied)s) = 0
"""
REACTIONS = """
INSERT INTO recognition_reaction (company_id, recognition_id, employee_id, kind, at)
SELECT company_id, id, %(first)s + id %% %(staff)s, 'clap', sent_at FROM recognition_recognition
WHERE id %% %(answered)s = 0
"""
COMMENTS = """
INSERT INTO recognition_comment
    (company_id, recognition_id, author_id, text, at, hidden_by_label, hidden_reason)
SELECT company_id, id, %(first)s + id %% %(staff)s, 'Well done', sent_at, '', '' FROM recognition_recognition
WHERE id %% (2 * %(answered)s) = 0
"""
BATCH_COPIES = """
INSERT INTO recognition_batchcopy (company_id, batch_id, employee_id)
SELECT company_id, id, %(first)s + 3 FROM recognition_batch
"""


def prepare(private: bool) -> Callable[[Way], None]:
    def fill(way: Way) -> None:
        """Written once for all ways; keys and triggers rest meanwhile, as the rows are known to be whole."""
        rows = Recognition.objects.across_companies()
        if rows.count() == MANY and rows.filter(is_private=private).exists():
            return
        people.empty()
        company = people.company()
        people.fill(company, STAFF)
        coordinator, _made = User.objects.get_or_create(email="coordinator@work.example")
        batches = [new_batch(company, coordinator, number) for number in range(BATCHES)]
        first_batch = Batch.objects.for_company(company).bulk_create(batches)[0].pk
        given = {
            "company": company.pk,
            "first": first_employee(company),
            "staff": STAFF,
            "private": private,
            "now": people.NOW,
            "many": MANY,
            "batch": first_batch,
            "batches": BATCHES,
            "copied": COPIED,
            "answered": ANSWERED,
            "countries": COUNTRIES,
        }
        with connection.cursor() as cursor:
            cursor.execute("SET session_replication_role = replica")
            for statement in (RECOGNITIONS, RECIPIENTS, COPIES, REACTIONS, COMMENTS, BATCH_COPIES):
                cursor.execute(statement, given)
            cursor.execute("SET session_replication_role = DEFAULT")
        settle()

    return fill


def new_batch(company: Company, coordinator: User, number: int) -> Batch:
    return Batch(
        company=company,
        summary=f"Batch {number}",
        send_on=people.NOW.date(),
        requested_by=coordinator,
        requested_by_label="Coordinator",
        created_at=people.NOW,
        send_at=datetime(2020, 1, 1, tzinfo=people.NOW.tzinfo),
    )


def settle() -> None:
    people.settle()
    with connection.cursor() as cursor:
        for table in ("recognition", "recipient", "copy", "reaction", "comment", "batch", "batchcopy"):
            cursor.execute(f"VACUUM ANALYZE recognition_{table}")
        cursor.execute("CHECKPOINT")


def first_employee(company: Company) -> int:
    return Employee.objects.for_company(company).order_by("pk").values_list("pk", flat=True)[0]


# Who looks


def administrator(company: Company) -> Viewer:
    return Viewer(company, 0, 0, sees_everything=True)


def coordinator(company: Company) -> Viewer:
    return Viewer(company, 0, User.objects.get(email="coordinator@work.example").pk)


def somebody(number: int) -> Callable[[Company], Viewer]:
    return lambda company: Viewer(company, first_employee(company) + number, 0)


KINDS: dict[str, Callable[[Company], Viewer]] = {
    "employee": somebody(40_000),
    "who thanks most": somebody(0),
    "manager of most": somebody(1),
    "copied on 2,000": somebody(2),
    "copied on 200 batches": somebody(3),
    "requester of 200 batches": coordinator,
}


def look(
    who: Callable[[Company], Viewer], page: int, times: int = PAGES, country: str = ""
) -> Callable[[], None]:
    """The page as the view asks for it, with posts, names, reactions and comments; where it begins is found before, on
    the way there."""

    def run() -> None:
        viewer, wanted = who(Company.objects.get()), Wanted(country=country)
        before = key_before(viewer, wanted, page)
        for _time in range(times):
            with_answers(viewer, wall_page(viewer, wanted, before=before).posts)

    return run


def key_before(viewer: Viewer, wanted: Wanted, page: int) -> Key | None:
    """One statement for all the pages before, instead of 49."""
    found = _keys(viewer, wanted, None, None, (page - 1) * PER_PAGE) if page > 1 else []
    return Key(*found[-1]) if found else None


def one_or_with_exists() -> None:
    """As it comes to mind: every row newest first, until twenty of them may be seen."""
    company = Company.objects.get()
    viewer = KINDS["employee"](company)
    for _time in range(FEW_PAGES):
        rows = Recognition.objects.for_company(company).filter(visible_to(viewer)).newest_first()
        posts_of(viewer, rows.values_list("pk", flat=True)[:PER_PAGE])


def ways() -> list[Way]:
    kinds = [
        Way(f"{name}, page {page}", look(who, page), PAGES)
        for name, who in KINDS.items()
        for page in (1, FAR)
    ]
    of_countries = [
        Way(f"{name}, {country}", look(who, 1, country=country), PAGES)
        for name, who in {**KINDS, "administrator": administrator}.items()
        for country in (COMMON, RARE)
    ]
    far = [
        Way(f"{name}, {COMMON}, page {FAR}", look(who, FAR, country=COMMON), PAGES)
        for name, who in {"employee": KINDS["employee"], "administrator": administrator}.items()
    ]
    return [
        *kinds,
        *of_countries,
        *far,
        Way("administrator, page 1", look(administrator, 1), PAGES),
        Way(f"administrator, page {FAR}", look(administrator, FAR), PAGES),
        Way("Django, one OR with EXISTS", one_or_with_exists, FEW_PAGES),
    ]


def goals() -> list[Goal]:
    limit = [
        Goal(
            f"{name}: at most 3 times the administrator and 5 ms",
            lambda t, _mb, name=name: t[f"{name}, page 1"] <= 3 * t["administrator, page 1"] + PAGES * 0.005,
        )
        for name in KINDS
    ]
    far = [
        Goal(
            f"{name}: page {FAR} at most 1.5 times page 1",
            lambda t, _mb, name=name: t[f"{name}, page {FAR}"] <= 1.5 * t[f"{name}, page 1"],
        )
        for name in KINDS
    ]
    of_countries = [
        Goal(
            f"{name}, {country}: at most 3 times the administrator and 5 ms",
            lambda t, _mb, way=f"{name}, {country}": t[way] <= 3 * t["administrator, page 1"] + PAGES * 0.005,
        )
        for name in (*KINDS, "administrator")
        for country in (COMMON, RARE)
    ]
    far_countries = [
        Goal(
            f"{name}, {COMMON}: page {FAR} at most 1.5 times page 1",
            lambda t, _mb, name=name: t[f"{name}, {COMMON}, page {FAR}"] <= 1.5 * t[f"{name}, {COMMON}"],
        )
        for name in ("employee", "administrator")
    ]
    return [*limit, *far, *of_countries, *far_countries]


MEASURES = [
    Measure("wall-public", PAGES, ways(), goals(), prepare(private=False)),
    Measure("wall-private", PAGES, ways(), goals(), prepare(private=True)),
]
