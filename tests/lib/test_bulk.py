"""Many rows in one statement: what comes back is what was changed, what is copied in is what was given."""

from concurrent.futures import ThreadPoolExecutor
from datetime import date, timedelta
from threading import Event

import pytest
from django.db import IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext
from hypothesis import HealthCheck, given
from hypothesis import settings as tries
from hypothesis import strategies as st

from employees.models import Company, Employee, HeadingMatch
from invites.models import ActivationCode
from tests.factories import NOON, CompanyFactory, EmployeeFactory
from workstars.lib.bulk import ROWS_AT_ONCE, copy_cell, copy_rows, reserve_ids, rewrite_rows, update_returning

PAPER = {"paper_made_at": NOON, "paper_due_on": date(2026, 4, 1)}
printable = st.text(alphabet=st.characters(exclude_characters="\0", exclude_categories=["Cs"]), max_size=40)


@pytest.mark.rule("I7", "a claim answers with the rows that it changed, and a second one with none")
def test_update_returning(company: Company, other_company: Company) -> None:
    ewa = EmployeeFactory(company=company, employee_id="1", first_name="Ewa")
    EmployeeFactory(company=company, employee_id="2", country="DE")
    EmployeeFactory(company=other_company, employee_id="1")
    mine = (
        Employee.objects.for_company(company).filter(country="PL", paper_made_at=None).order_by("last_name")
    )
    assert update_returning(mine, ["id", "employee_id", "first_name"], **PAPER) == [(ewa.pk, "1", "Ewa")]
    assert update_returning(mine, ["id"], **PAPER) == []
    ewa.refresh_from_db()
    assert (ewa.paper_made_at, ewa.paper_due_on) == (NOON, date(2026, 4, 1))


@pytest.mark.rule("I7", "a claim through another table, which would not ask again, is refused")
def test_no_join(company: Company) -> None:
    joined = Employee.objects.for_company(company).filter(manager__first_name="Ewa")
    with pytest.raises(ValueError, match="cannot claim through a join"):
        update_returning(joined, ["id"], **PAPER)


@pytest.mark.django_db(transaction=True)
@pytest.mark.rule("I7", "a row that somebody else changes first is asked again and not claimed")
def test_asked_again(company: Company) -> None:
    ewa = EmployeeFactory(company=company)
    held, claimed = Event(), Event()

    def register() -> None:
        try:
            with transaction.atomic():
                Employee.objects.for_company(company).filter(pk=ewa.pk).update(registered_at=NOON)
                held.set()
                claimed.wait(0.3)  # the claim waits for this row meanwhile
        finally:
            connection.close()

    with ThreadPoolExecutor(1) as pool:
        other = pool.submit(register)
        held.wait()
        got = update_returning(Employee.objects.for_company(company).unregistered(), ["id"], **PAPER)
        claimed.set()
        other.result()
    assert got == []


@tries(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(texts=st.lists(printable, min_size=1, max_size=5))
@pytest.mark.rule("E1", "names with any sign in them are copied in as they are")
def test_copy_text(company: Company, texts: list[str]) -> None:
    columns = ["company", "employee_id", "employee_key", "first_name", "last_name", "search_text", "country"]
    columns += ["hr_email", "language", "manager_ref", "job_title", "department", "location", "registered_by"]
    columns += ["active_since", "created_at", "changed_at", "mail_count", "hire_date", "manager"]
    rows = [
        [company.pk, f"{n}", f"{n}", "x", text, "", "PL", *[""] * 7, NOON, NOON, NOON, 0, None, None]
        for n, text in enumerate(texts)
    ]
    copy_rows(Employee, columns, rows)
    mine = Employee.objects.for_company(company).order_by("pk")
    assert list(mine.values_list("last_name", "created_at", "manager")) == [(t, NOON, None) for t in texts]
    mine.delete()


@pytest.mark.rule("A3", "digests are copied in byte for byte")
def test_copy_bytes(company: Company) -> None:
    ewa = EmployeeFactory(company=company)
    columns = ["company", "employee", "kind", "digest", "key_version", "created_at", "last_day"]
    digest = bytes(range(224, 256))
    copy_rows(ActivationCode, columns, [(company.pk, ewa.pk, "assisted", digest, 1, NOON, NOON.date())])
    code = ActivationCode.objects.for_company(company).get()
    assert (bytes(code.digest), code.created_at, code.last_day) == (digest, NOON, NOON.date())


@pytest.mark.rule("E5", "many rows arrive, in order, through the reader's portions")
def test_copy_many(company: Company) -> None:
    ewa = EmployeeFactory(company=company)
    columns = ["company", "employee", "kind", "digest", "key_version", "created_at", "last_day"]
    days = [NOON.date() + timedelta(days=n) for n in range(1300)]
    copy_rows(ActivationCode, columns, ((company.pk, ewa.pk, "assisted", b"", 1, NOON, day) for day in days))
    mine = ActivationCode.objects.for_company(company).order_by("pk")
    assert list(mine.values_list("last_day", flat=True)) == days


@pytest.mark.rule("E5", "true, false and nothing have their own spelling")
def test_cells() -> None:
    assert [copy_cell(value) for value in (True, False, None, 7, "", "\\N")] == [
        "t",
        "f",
        "\\N",
        "7",
        "",
        "\\\\N",
    ]


@pytest.mark.django_db
def test_ids_of_rows_to_come() -> None:
    ids = reserve_ids(Company, 3)
    assert (ids, CompanyFactory().pk) == ([ids[0], ids[0] + 1, ids[0] + 2], ids[0] + 3)
    assert reserve_ids(Company, 0) == []


def test_a_refused_copy_raises_what_a_refused_insert_raises(company: Company) -> None:
    """Whoever tries again after a lost race looks for Django's error, not the driver's."""
    row = (company.pk, "Payroll", "{}", NOON)
    with pytest.raises(IntegrityError), transaction.atomic():
        copy_rows(HeadingMatch, ("company", "name", "headings", "used_at"), [row, row])


@pytest.mark.rule(
    "X5", "many rows are rewritten some hundreds at a time, under their locks, and only those that change"
)
def test_rewrite_rows(company: Company, other_company: Company) -> None:
    rows = [
        (owner.pk, f"{n}", "{}", NOON) for owner in (company, other_company) for n in range(ROWS_AT_ONCE + 1)
    ]
    copy_rows(HeadingMatch, ("company", "name", "headings", "used_at"), rows)

    def change(row: HeadingMatch) -> bool:
        row.name = f"new {row.name}"
        return row.name != "new 0"

    mine = HeadingMatch.objects.for_company(company)
    with CaptureQueriesContext(connection) as seen:
        assert rewrite_rows(mine.filter(used_at=NOON), change, ["name"]) == ROWS_AT_ONCE
    said = [query["sql"] for query in seen]
    assert (
        sum("FOR NO KEY UPDATE" in sql for sql in said)
        == sum(sql.startswith("SAVEPOINT") for sql in said)
        == 2
    )
    assert set(mine.values_list("name", flat=True)) == {"0", *(f"new {n + 1}" for n in range(ROWS_AT_ONCE))}
    assert not HeadingMatch.objects.for_company(other_company).filter(name__startswith="new").exists()
