"""Rows that belong together belong to one company, and the database itself holds it."""

from dataclasses import dataclass

import pytest
from django.apps import apps
from django.db import connection, models

# A tie that cannot be composite, and what holds it instead.
NOT_TIED: dict[tuple[str, str], str] = {}


@dataclass(frozen=True)
class Tie:
    table: str
    column: str
    target: str


def has_company(model: type[models.Model]) -> bool:
    return any(field.name == "company" for field in model._meta.get_fields())


def needed_ties() -> set[Tie]:
    """Every foreign key from a company's row to another row of a company."""
    return {
        Tie(model._meta.db_table, field.column, field.related_model._meta.db_table)
        for model in apps.get_models()
        if has_company(model)
        for field in model._meta.get_fields()
        if isinstance(field, models.ForeignKey) and has_company(field.related_model)
    }


def ties_in_database() -> set[Tie]:
    """Foreign keys over (company_id, column) to (company_id, id)."""
    with connection.cursor() as cursor:
        cursor.execute(
            """
            SELECT conrelid::regclass::text, confrelid::regclass::text,
                   ARRAY(SELECT attname::text FROM unnest(conkey) WITH ORDINALITY AS k (num, place)
                         JOIN pg_attribute ON attrelid = conrelid AND attnum = num ORDER BY place),
                   ARRAY(SELECT attname::text FROM unnest(confkey) WITH ORDINALITY AS k (num, place)
                         JOIN pg_attribute ON attrelid = confrelid AND attnum = num ORDER BY place)
            FROM pg_constraint WHERE contype = 'f' AND cardinality(conkey) = 2
            """
        )
        return {
            Tie(table, columns[1], target)
            for table, target, columns, targets in cursor.fetchall()
            if columns[0] == "company_id" and targets == ["company_id", "id"]
        }


@pytest.mark.rule("V11", "related rows are of one company, held by composite foreign keys")
@pytest.mark.rule("C2", "the database refuses a row that points into another company")
def test_every_tie_names_the_company(db: None) -> None:
    missing = {tie for tie in needed_ties() - ties_in_database() if (tie.table, tie.column) not in NOT_TIED}
    assert missing == set()
    assert Tie("invites_activationcode", "employee_id", "employees_employee") in needed_ties()


def test_a_missing_tie_is_found(db: None) -> None:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT conname FROM pg_constraint WHERE contype = 'f' AND cardinality(conkey) = 2"
            " AND conrelid = 'invites_activationcode'::regclass AND confrelid = 'employees_employee'::regclass"
        )
        (name,) = cursor.fetchone()
        cursor.execute(f"ALTER TABLE invites_activationcode DROP CONSTRAINT {name}")
    assert needed_ties() - ties_in_database() == {
        Tie("invites_activationcode", "employee_id", "employees_employee")
    }


def append_only_tables() -> set[str]:
    """Tables where a trigger refuses both UPDATE and DELETE."""
    with connection.cursor() as cursor:
        cursor.execute(
            # tgtype: 2 before, 8 delete, 16 update
            "SELECT tgrelid::regclass::text FROM pg_trigger WHERE NOT tgisinternal AND tgtype & 26 = 26"
        )
        return {table for (table,) in cursor.fetchall()}


@pytest.mark.rule("C7", "the database refuses to change or delete an entry of the audit log")
def test_the_audit_log_only_grows(db: None) -> None:
    assert "employees_auditevent" in append_only_tables()
