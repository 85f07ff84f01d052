"""The audit log's page and words (C7)."""

import ast
import csv
import re
from datetime import UTC, date, datetime, timedelta
from io import StringIO
from pathlib import Path

import pytest
from django.db import DatabaseError, transaction

from employees.audit_sentences import SENTENCES, changes_of, sentence_for
from employees.audit_words import ACTIONS
from employees.models import AuditEvent, Company
from employees.queries.audit import GROUPS, PER_PAGE, Key, Wanted, audit_page
from employees.services.audit import months_before
from employees.tasks import delete_old_events
from tests.factories import NOON
from workstars.lib.actors import SYSTEM, Actor

ROOT = Path(__file__).parents[2]


def record(company: Company, action: str = "role.granted", **more) -> AuditEvent:
    given = {"by": SYSTEM, "at": NOON, "subject_label": "dora@acme.example", **more}
    return AuditEvent.objects.record(company=company, action=action, **given)


def words_of(response) -> list[str]:
    """The sentences of the page, in order."""
    found = re.findall(r'<td data-label="What">\s*(.*?)\s*<', response.content.decode(), re.DOTALL)
    return [" ".join(text.split()) for text in found]


def numbered(company: Company, count: int) -> list[AuditEvent]:
    """Events of which every three share a moment, oldest first."""
    events = [
        AuditEvent(
            company=company,
            at=NOON + timedelta(minutes=n // 3),
            action="login.opened",
            subject_label=f"P{n}",
            search_text=f"p{n}",
        )
        for n in range(count)
    ]
    return AuditEvent.objects.bulk_create(events)


def walk(company: Company, **wanted) -> list[list[int]]:
    """The pages from the newest to the oldest."""
    pages, before = [], None
    while True:
        page = audit_page(company, Wanted(**wanted), before=before, after=None)
        pages.append([event.pk for event in page.events])
        if page.older is None:
            return pages
        before = page.older


@pytest.mark.rule("C7", "administrators read who did what, when and from where, newest first")
def test_page(company, alice):
    record(company, by=Actor(None, "Olga Orlova", "192.0.2.7"), after={"role": "administrator"})
    record(
        company, "settings.changed", at=NOON + timedelta(hours=1), before={"name": "A"}, after={"name": "B"}
    )
    response = alice.get("/admin/audit")
    assert words_of(response) == [
        "Settings were changed.",
        "dora@acme.example was given a role: Administrator.",
    ]
    page = " ".join(re.sub(r"<[^>]+>", " ", response.content.decode()).split())
    assert "2 March 2026, 13:00 dora@acme.example was given a role: Administrator." in page
    assert "Olga Orlova 192.0.2.7" in page
    assert "Name A → B" in page


@pytest.mark.rule("C2", "the audit log of one company shows nothing of another")
def test_tenancy(company, other_company, alice, charlie):
    record(company)
    record(None)
    assert words_of(charlie.get("/admin/audit")) == []
    assert len(words_of(alice.get("/admin/audit"))) == 1


@pytest.mark.rule("C5", "the audit log is for administrators")
def test_audience(bob, stranger):
    assert bob.get("/admin/audit").status_code == 403
    assert stranger.get("/admin/audit").headers["Location"] == "/login?next=/admin/audit"


@pytest.mark.rule("C7", "the audit log only grows: the database refuses change and deletion")
@pytest.mark.parametrize("change", [lambda rows: rows.update(action="x"), lambda rows: rows.delete()])
def test_append_only(company, change):
    record(company)
    with pytest.raises(DatabaseError, match="append-only"), transaction.atomic():
        change(AuditEvent.objects.all())
    assert AuditEvent.objects.get().action == "role.granted"


@pytest.mark.rule("C7", "the pages of the log hold every event once, also where many share a moment")
def test_pages_hold_everything_once(company, other_company):
    events = numbered(company, 2 * PER_PAGE + 20)
    numbered(other_company, 3)
    pages = walk(company)
    assert [len(page) for page in pages] == [PER_PAGE, PER_PAGE, 20]
    assert [pk for page in pages for pk in page] == [event.pk for event in reversed(events)]


def test_back_to_newer_pages(company):
    numbered(company, 2 * PER_PAGE + 20)
    first = audit_page(company, Wanted(), before=None, after=None)
    second = audit_page(company, Wanted(), before=first.older, after=None)
    third = audit_page(company, Wanted(), before=second.older, after=None)
    back = audit_page(company, Wanted(), before=None, after=third.newer)
    assert back.events == second.events
    assert audit_page(company, Wanted(), before=None, after=back.newer).events == first.events
    assert (first.newer, third.older) == (None, None)
    newest = audit_page(company, Wanted(), before=None, after=back.newer)
    assert newest.newer is None


@pytest.mark.rule("C7", "what comes in while one reads does not move the pages")
def test_new_events_do_not_move_pages(company):
    numbered(company, PER_PAGE + 5)
    first = audit_page(company, Wanted(), before=None, after=None)
    record(company, at=NOON + timedelta(days=1))
    second = audit_page(company, Wanted(), before=first.older, after=None)
    assert len(second.events) == 5


def test_pager_keeps_the_filters(company, alice):
    numbered(company, PER_PAGE + 1)
    page = alice.get("/admin/audit?text=P&group=logins").content.decode()
    older = re.search(r'href="(\?[^"]+)" rel="next"', page).group(1).replace("&amp;", "&")
    assert older.startswith("?text=P&group=logins&before=")
    assert words_of(alice.get(f"/admin/audit{older}")) == ["P0 logged in."]


@pytest.mark.parametrize("key", ["x", "", "1", "-1-2", "9" * 18 + "-1", "٣-٤", "1-2-3"])
def test_broken_keys_show_the_newest(company, alice, key):
    record(company)
    response = alice.get("/admin/audit", {"before": key})
    assert (response.status_code, len(words_of(response))) == (200, 1)


def test_key_is_written_and_read():
    key = Key(datetime(2026, 3, 2, 12, 0, 0, 123456, tzinfo=UTC), 42)
    assert Key.read(str(key)) == key


@pytest.mark.rule("C7", "the log is searched by what, whom and when; days are the company's, both inclusive")
def test_filters(company, alice):
    record(
        company, "role.granted", by=Actor(None, "Alice Adams"), at=datetime(2026, 3, 1, 22, 59, tzinfo=UTC)
    )
    record(company, "login.opened", subject_label="Bob", at=datetime(2026, 3, 1, 23, 0, tzinfo=UTC))
    record(company, "login.opened", subject_label="Cy", at=datetime(2026, 3, 2, 22, 59, tzinfo=UTC))
    record(company, "employees.exported", at=datetime(2026, 3, 2, 23, 0, tzinfo=UTC), after={"rows": 3})

    def found(**query) -> list[str]:
        return words_of(alice.get("/admin/audit", query))

    role = "dora@acme.example was given a role: –."
    exported = "The list of employees was exported, 3 rows."
    assert found(group="logins") == ["Cy logged in.", "Bob logged in."]
    assert found(group="employees") == [exported]
    assert found(text="alice ADAMS") == [role]
    assert found(text="bob") == ["Bob logged in."]
    assert found(first="2026-03-02", last="2026-03-02") == ["Cy logged in.", "Bob logged in."]
    assert found(first="2026-03-03") == [exported]
    assert found(last="2026-03-01") == [role]


@pytest.mark.rule("C7", "the log is searched by words: who, whom, from where, what was done, and kept values")
@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("LUKASZ", ["Łukasz Żak was given a role: Administrator."]),
        ("192.0.2.7", ["Łukasz Żak was given a role: Administrator."]),
        ("olga zak", ["Łukasz Żak was given a role: Administrator."]),
        ("deliver", ["A mail to kos@acme.example could not be delivered: 550."]),
        ("kos@acme", ["A mail to kos@acme.example could not be delivered: 550."]),
        ("olga delivered", []),
        ("subject", []),
        ("%", []),
    ],
)
def test_words(company, other_company, alice, text, found):
    olga = Actor(None, "Olga Orlova", "192.0.2.7")
    record(company, by=olga, subject_label="Łukasz Żak", after={"role": "administrator"})
    record(company, "mail.failed", subject_label="", after={"to": "kos@acme.example", "reason": "550"})
    record(other_company, by=olga, subject_label="Łukasz Żak")
    assert words_of(alice.get("/admin/audit", {"text": text})) == found


@pytest.mark.rule("X3", "a day that is none is said beside its field, with what was typed")
def test_bad_days(company, alice):
    record(company)
    response = alice.get("/admin/audit", {"first": "yesterday", "text": "dora"})
    assert response.status_code == 422
    page = response.content.decode()
    assert "This is not a day. Write it like 2027-03-31." in page
    assert ('value="yesterday"' in page, 'value="dora"' in page) == (True, True)
    turned = alice.get("/admin/audit", {"first": "2026-03-02", "last": "2026-03-01"})
    assert "This day is before the first one." in turned.content.decode()


def test_last_day_of_all(company):
    record(company)
    assert len(audit_page(company, Wanted(last=date.max), before=None, after=None).events) == 1


@pytest.mark.rule("X3", "an empty log says what will stand there; filters that fit nothing say so")
def test_empty(alice):
    assert "Nothing has happened yet" in alice.get("/admin/audit").content.decode()
    assert "Nothing fits these filters" in alice.get("/admin/audit?text=nobody").content.decode()


@pytest.mark.rule("C7", "the log costs the same queries for one and for three events")
def test_query_count(company, alice, django_assert_max_num_queries):
    def queries() -> int:
        with django_assert_max_num_queries(50) as counted:
            alice.get("/admin/audit")
        return len(counted)

    record(company)
    one = queries()
    record(company)
    record(company)
    assert queries() == one


def test_names_are_escaped(company, alice):
    record(company, "login.opened", subject_label="<script>alert(1)</script>")
    page = alice.get("/admin/audit").content.decode()
    assert "<script>alert(1)" not in page
    assert "&lt;script&gt;alert(1)&lt;/script&gt; logged in." in page


# Export


def exported(answer) -> list[list[str]]:
    return list(csv.reader(StringIO(b"".join(answer.streaming_content).decode("utf-8-sig"))))


@pytest.mark.rule("C7", "the log is exported exactly as filtered, newest first, in the company's time")
def test_export(company, other_company, alice):
    olga = Actor(None, "Olga Orlova", "192.0.2.7")
    record(company, "settings.changed", by=olga, subject_label="", before={"name": "A"}, after={"name": "B"})
    record(company, by=olga, at=NOON + timedelta(hours=1), after={"role": "administrator"})
    record(company, "login.opened", subject_label="Olga")
    record(company, by=SYSTEM)
    record(other_company, by=olga)
    answer = alice.post("/admin/audit/export?text=orlova&before=1-1")
    assert answer["Content-Disposition"].startswith('attachment; filename="acme-audit-')
    assert answer["Cache-Control"] == "no-store"
    assert exported(answer) == [
        ["When", "What", "Who", "From where", "About", "Kind", "Before", "After"],
        [
            "2026-03-02 14:00:00+01:00",
            "dora@acme.example was given a role: Administrator.",
            "Olga Orlova",
            "192.0.2.7",
            "dora@acme.example",
            "role.granted",
            "",
            "Role: Administrator",
        ],
        [
            "2026-03-02 13:00:00+01:00",
            "Settings were changed.",
            "Olga Orlova",
            "192.0.2.7",
            "",
            "settings.changed",
            "Name: A",
            "Name: B",
        ],
    ]


@pytest.mark.rule("C7", "an export of the log is an event of it, with its filters and the number of events")
def test_export_is_audited(company, alice):
    record(company, "login.opened", subject_label="Bob")
    record(company)
    rows = exported(alice.post("/admin/audit/export?group=logins&first=2026-03-01"))
    event = AuditEvent.objects.get(action="audit.exported")
    assert (len(rows), event.actor) == (2, alice.user)
    assert event.after == {"group": "logins", "first": "2026-03-01", "rows": 1}
    assert words_of(alice.get("/admin/audit"))[0] == "The audit log was exported, 1 events."
    everything = exported(alice.post("/admin/audit/export"))
    assert [row[5] for row in everything[1:]] == ["audit.exported", "role.granted", "login.opened"]


@pytest.mark.rule("I5", "a cell of the exported log that a spreadsheet would run is defused")
def test_export_is_defused(company, alice):
    record(company, by=Actor(None, "=1+1"), subject_label="@sum(A1)")
    (row,) = exported(alice.post("/admin/audit/export"))[1:]
    assert (row[2], row[4]) == ("'=1+1", "'@sum(A1)")


@pytest.mark.rule("C7", "the log is exported by administrators of the company alone")
def test_who_may_export(company, alice, bob, charlie, stranger):
    record(company)
    assert alice.get("/admin/audit/export").status_code == 405
    assert bob.post("/admin/audit/export").status_code == 403
    assert stranger.post("/admin/audit/export").url == "/login?next=/admin/audit/export"
    assert exported(charlie.post("/admin/audit/export"))[1:] == []
    assert AuditEvent.objects.filter(company=company, action="audit.exported").count() == 0


@pytest.mark.rule("X3", "filters that cannot be read export nothing, and are said on the page")
def test_export_of_bad_filters(company, alice):
    answer = alice.post("/admin/audit/export?first=yesterday")
    assert answer.url == "/admin/audit?first=yesterday"
    assert AuditEvent.objects.count() == 0
    assert "/admin/audit/export" not in alice.get(answer.url).content.decode()


@pytest.mark.rule("C7", "an export costs the same queries for one and for three events")
def test_export_queries(company, alice, django_assert_max_num_queries):
    def queries() -> int:
        with django_assert_max_num_queries(50) as counted:
            exported(alice.post("/admin/audit/export?group=roles"))
        return len(counted)

    record(company)
    one = queries()
    record(company)
    record(company)
    assert queries() == one


# Retention


@pytest.mark.rule(
    "C6", "events older than the company keeps them are deleted, in its own days, and that is recorded"
)
def test_retention(company, other_company, now):
    Company.objects.filter(pk=company.pk).update(audit_retention_months=6)
    kept = record(company, at=datetime(2025, 9, 1, 22, 0, tzinfo=UTC))
    record(company, at=datetime(2025, 9, 1, 21, 59, tzinfo=UTC))
    record(other_company, at=datetime(2025, 9, 1, 21, 59, tzinfo=UTC))

    assert delete_old_events(at=now.isoformat()) == 1

    events = AuditEvent.objects.filter(company=company).order_by("pk")
    assert list(events.values_list("action", "at", "after")) == [
        ("role.granted", kept.at, {}),
        ("audit.expired", now, {"events": 1, "first_kept": "2025-09-02"}),
    ]
    assert AuditEvent.objects.filter(company=other_company).count() == 1
    assert delete_old_events(at=now.isoformat()) == 0


@pytest.mark.rule("C7", "after retention has been at work the log refuses changes as before")
def test_append_only_after_retention(company, now):
    record(company, at=NOON - timedelta(days=2000))
    delete_old_events(at=now.isoformat())
    with pytest.raises(DatabaseError, match="append-only"), transaction.atomic():
        AuditEvent.objects.all().delete()


@pytest.mark.parametrize(
    ("day", "months", "before"),
    [
        (date(2026, 3, 2), 24, date(2024, 3, 2)),
        (date(2026, 3, 31), 1, date(2026, 2, 28)),
        (date(2024, 3, 31), 1, date(2024, 2, 29)),
        (date(2026, 1, 15), 1, date(2025, 12, 15)),
        (date(2026, 1, 15), 13, date(2024, 12, 15)),
    ],
)
def test_months_before(day, months, before):
    assert months_before(day, months) == before


# Words


def test_old_events_lack_values(company):
    assert sentence_for(record(company, "import.applied", subject_label="hr 100%.csv")) == (
        "The HR file hr 100%.csv was applied: – new, – changed, – left."
    )


def test_unknown_actions_are_readable(company):
    assert sentence_for(record(company, "thing.was_done", subject_label="Bob")) == "Thing was done: Bob"
    assert sentence_for(record(company, "thing.was_done", subject_label="")) == "Thing was done"


def test_changes_in_words(company):
    before = {"offline_employees": True, "countries": ["PL", "DE"], "hr_email": ""}
    after = {"offline_employees": False, "countries": [], "hr_email": "x@y.example", "odd_thing": 5}
    assert [tuple(change) for change in changes_of(record(company, before=before, after=after))] == [
        ("Offline employees", "Yes", "No"),
        ("Countries", "Poland, Germany", "–"),
        ("HR e-mail", "–", "x@y.example"),
        ("Odd thing", "–", "5"),
    ]


def actions_in_source() -> set[str]:
    """Every text of the product that is written like an action, in modules that record events."""
    written = re.compile(r"[a-z_]+\.[a-z_]+", re.ASCII)
    prefixes = tuple(prefix for group in GROUPS.values() for prefix in group)
    found = set()
    for folder in ("employees", "invites", "workstars"):
        for path in (ROOT / folder).rglob("services/**/*.py"):
            text = path.read_text()
            if "AuditEvent" in text:
                constants = [
                    node.value for node in ast.walk(ast.parse(text)) if isinstance(node, ast.Constant)
                ]
                found |= {c for c in constants if isinstance(c, str) and written.fullmatch(c)}
    return {action for action in found if action.startswith(prefixes)}


@pytest.mark.rule("C7", "every act that the product records has its words, and a group that finds it")
def test_every_action_has_words():
    found = actions_in_source()
    assert {"role.granted", "settings.changed", "import.applied", "employee.registered"} <= found
    assert found - set(SENTENCES) == set()
    assert found - set(ACTIONS) == set()
    assert set(SENTENCES) - {"code.assisted"} <= set(ACTIONS)
    prefixes = tuple(prefix for group in GROUPS.values() for prefix in group)
    assert [action for action in ACTIONS if not action.startswith(prefixes)] == []
