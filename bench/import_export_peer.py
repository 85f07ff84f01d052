"""django-import-export as somebody would tune it who knows it: bulk, cached look-ups, no HTML diff, unchanged skipped.

`skip_diff` is left off: without the diff it cannot tell who is unchanged, and the same file again writes everybody.
Fields are validated by the model's own validators, without the queries for uniqueness. Line managers of the same file
need a second pass, since bulk rows have no ids before they are written.
"""

from typing import Any

import tablib
from import_export import fields, widgets
from import_export.instance_loaders import CachedInstanceLoader
from import_export.resources import ModelResource

from bench.people import NOW
from employees.models import Company, Employee
from employees.models.employee import search_text
from workstars.lib.text import fold_employee_id

FIELDS = (
    "employee_key",
    "employee_id",
    "first_name",
    "last_name",
    "hr_email",
    "country",
    "language",
    "job_title",
    "department",
    "location",
    "hire_date",
    "leaving_date",
)


class Tuned:
    """What both passes have in common."""

    model = Employee
    import_id_fields = ("employee_key",)
    instance_loader_class = CachedInstanceLoader
    use_bulk = True
    batch_size = 1_000
    skip_unchanged = True
    report_skipped = False
    skip_html_diff = True
    use_transactions = True


class CompanyResource(ModelResource):
    def __init__(self, company: Company) -> None:
        super().__init__()
        self.company = company

    def get_queryset(self) -> Any:
        return Employee.objects.for_company(self.company)


class PeopleResource(CompanyResource):
    class Meta(Tuned):
        fields = FIELDS
        clean_model_instances = True

    def before_save_instance(self, instance: Employee, row: Any, **kwargs: Any) -> None:
        instance.search_text = search_text(
            instance.first_name, instance.last_name, instance.employee_id, instance.hr_email
        )
        instance.changed_at = NOW
        instance.mail_due_at = NOW if instance.hr_email else None

    def init_instance(self, row: Any = None) -> Employee:
        return Employee(company=self.company, active_since=NOW, created_at=NOW, changed_at=NOW)

    def validate_instance(self, instance: Employee, *args: Any, **kwargs: Any) -> None:
        instance.clean_fields(exclude=["company", "manager", "user", "search_text"])


class ManagerWidget(widgets.Widget):
    """From a dictionary that is filled once: no query for a row."""

    ids: dict[str, int]

    def clean(self, value: Any, row: Any = None, **kwargs: Any) -> int | None:
        return self.ids[fold_employee_id(value)] if value else None

    def render(self, value: Any, obj: Any = None, **kwargs: Any) -> str:
        return str(value)


class ManagersResource(CompanyResource):
    manager_id = fields.Field(attribute="manager_id", column_name="manager_id", widget=ManagerWidget())

    class Meta(Tuned):
        fields = ("employee_key", "manager_id")

    def before_import(self, dataset: Any, **kwargs: Any) -> None:
        everybody = self.get_queryset().values_list("employee_key", "pk")
        self.fields["manager_id"].widget.ids = dict(everybody)

    def get_bulk_update_fields(self) -> list[str]:
        return ["manager"]


def load(data: bytes) -> None:
    table = tablib.Dataset().load(data.decode("utf-8-sig"), format="csv")
    table.append_col([fold_employee_id(text) for text in table["employee_id"]], header="employee_key")
    company = Company.objects.get()
    for resource in (PeopleResource(company), ManagersResource(company)):
        result = resource.import_data(table, dry_run=False, raise_errors=True)
        assert not result.has_errors()
