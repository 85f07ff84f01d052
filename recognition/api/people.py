"""People named by Employee IDs."""

from collections.abc import Collection, Mapping

from django.utils.translation import gettext as _
from rest_framework.exceptions import ErrorDetail, ValidationError

from employees.models import Company, Employee
from workstars.lib.text import fold_employee_id

MOST_SAID = 5
Found = Mapping[str, Employee]


def find_people(company: Company, named: Mapping[str, Collection[str]]) -> Found:
    """By the Employee ID as it was written; `named` holds them by field. One query. Refusal: 400, naming who is not."""
    keys = {text: fold_employee_id(text) for texts in named.values() for text in texts}
    rows = Employee.objects.for_company(company).filter(employee_key__in=set(keys.values()))
    found = {person.employee_key: person for person in rows.select_related("user")} if keys else {}
    unknown = {field: [text for text in texts if keys[text] not in found] for field, texts in named.items()}
    if any(unknown.values()):
        raise ValidationError({field: _nobody(texts) for field, texts in unknown.items() if texts})
    return {text: found[key] for text, key in keys.items()}


def ids_of(company: Company, people: Collection[int]) -> dict[int, str]:
    """Employee IDs by primary key. One query."""
    rows = Employee.objects.for_company(company).filter(pk__in=people)
    return dict(rows.values_list("pk", "employee_id"))


def _nobody(texts: Collection[str]) -> list[ErrorDetail]:
    sentence = _("Nobody with the Employee ID “%(id)s” is known.")
    return [ErrorDetail(sentence % {"id": text}, "id_unknown") for text in list(texts)[:MOST_SAID]]
