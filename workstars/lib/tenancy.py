"""What a company owns, and how the database keeps two companies apart (C2)."""

from typing import TYPE_CHECKING, Any, Self

from django.db import migrations, models

if TYPE_CHECKING:
    from employees.models import Company


class CompanyQuerySet(models.QuerySet[Any]):
    """Every read of a company-owned model starts with `for_company`; a test reads the source for it."""

    def for_company(self, company: "Company") -> Self:
        return self.filter(company=company)

    def across_companies(self) -> Self:
        """For sweeps alone, which act for every company at once; never at a door."""
        return self.all()


class CompanyOwned(models.Model):
    """A row that belongs to one company. Tie related rows with `same_company` in the migration."""

    company = models.ForeignKey("employees.Company", on_delete=models.PROTECT, related_name="+")

    objects = CompanyQuerySet.as_manager()

    class Meta:
        abstract = True


def unique_with_company(table: str) -> migrations.RunSQL:
    """`UNIQUE (company_id, id)`: what a composite foreign key of another table points at."""
    name = f"{table}_company_id_id_uniq"
    return migrations.RunSQL(
        f"ALTER TABLE {table} ADD CONSTRAINT {name} UNIQUE (company_id, id)",
        f"ALTER TABLE {table} DROP CONSTRAINT {name}",
    )


def same_company(table: str, column: str, target: str) -> migrations.RunSQL:
    """A composite foreign key: `table.column` can only name a row of `target` of the same company."""
    name = f"{table}_{column}_same_company"
    return migrations.RunSQL(
        f"ALTER TABLE {table} ADD CONSTRAINT {name} FOREIGN KEY (company_id, {column})"
        f" REFERENCES {target} (company_id, id) DEFERRABLE INITIALLY DEFERRED",
        f"ALTER TABLE {table} DROP CONSTRAINT {name}",
    )


def append_only(table: str) -> migrations.RunSQL:
    """Refuses UPDATE and DELETE, unless the session says that retention or erasure is at work (C6, X5)."""
    return migrations.RunSQL(
        f"""
        CREATE FUNCTION {table}_append_only() RETURNS trigger LANGUAGE plpgsql AS $$
        BEGIN
            IF current_setting('workstars.retention', true) = 'on' THEN
                RETURN COALESCE(NEW, OLD);
            END IF;
            RAISE EXCEPTION '{table} is append-only';
        END $$;
        CREATE TRIGGER {table}_append_only BEFORE UPDATE OR DELETE ON {table}
            FOR EACH ROW EXECUTE FUNCTION {table}_append_only();
        """,
        f"""
        DROP TRIGGER {table}_append_only ON {table};
        DROP FUNCTION {table}_append_only();
        """,
    )
