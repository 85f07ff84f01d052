"""django-import-export as somebody would tune it who knows it: bulk, cached look-ups, no HTML diff, unchanged skipped.

It is spared what it cannot do at once: line managers inside the same file, validation beyond the model's fields.
"""

from typing import Any

import tablib
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


class EmployeeResource(ModelResource):
    class Meta:
        model = Employee
        fields = FIELDS
        import_id_fields = ("employee_key",)
        instance_loader_class = CachedInstanceLoader
        use_bulk = True
        batch_size = 1_000
        skip_unchanged = True
        report_skipped = False
        skip_diff = True
        skip_html_diff = True
        use_transactions = True
        clean_model_instances = False

    def __init__(self, company: Company) -> None:
        super().__init__()
        self.company = company

    def get_queryset(self) -> Any:
        return Employee.objects.for_company(self.company)

    def before_save_instance(self, instance: Employee, row: Any, **kwargs: Any) -> None:
        instance.company = self.company
        instance.search_text = search_text(
            instance.first_name, instance.last_name, instance.employee_id, instance.hr_email
        )
        instance.active_since = instance.active_since or NOW
        instance.created_at = instance.created_at or NOW
        instance.changed_at = NOW
        instance.mail_due_at = NOW if instance.hr_email else None


def load(data: bytes) -> None:
    table = tablib.Dataset().load(data.decode("utf-8-sig"), format="csv")
    table.append_col([fold_employee_id(text) for text in table["employee_id"]], header="employee_key")
    company = Company.objects.get()
    result = EmployeeResource(company).import_data(table, dry_run=False, raise_errors=True)
    assert not result.has_errors()
