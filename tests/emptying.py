"""The database after a test that commits: rows are deleted where there are some.

Django truncates every table, which makes some four hundred files anew, however few rows the test has written.
"""

from django.apps import apps
from django.db import connection, transaction
from django.test import TransactionTestCase

# Made by the migrations, written by no test: Django would make them again each time.
KEPT = {"django_content_type", "auth_permission"}

truncate_all = TransactionTestCase._fixture_teardown


def empty(case: TransactionTestCase) -> None:
    """As Django does it where we may not keep ties and triggers from looking."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT rolsuper FROM pg_roles WHERE rolname = current_user")
        (may,) = cursor.fetchone()
    if may:
        delete_all()
    else:
        truncate_all(case)


def delete_all() -> None:
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SET LOCAL session_replication_role = replica")
        for table in tables_with_rows():
            cursor.execute(f"DELETE FROM {connection.ops.quote_name(table)}")


def tables_with_rows() -> list[str]:
    models = apps.get_models(include_auto_created=True)
    tables = {model._meta.db_table for model in models if model._meta.managed} - KEPT
    looks = [f"SELECT '{name}' WHERE EXISTS (SELECT FROM {name})" for name in sorted(tables)]
    with connection.cursor() as cursor:
        cursor.execute(" UNION ALL ".join(looks))
        return [name for (name,) in cursor.fetchall()]
