"""What goes in and out: serializers check types and describe the calls. What a row may say is the records' business."""

from typing import Any

from django.conf import settings
from django.utils.translation import gettext_lazy as _
from rest_framework import serializers

from employees.models import Employee
from employees.models.employee import Status
from employees.records import Field
from employees.services.people.upserting import Outcome

MOST_IN_BULK = 10_000
WRITTEN = (
    Field.FIRST_NAME,
    Field.LAST_NAME,
    Field.HR_EMAIL,
    Field.COUNTRY,
    Field.LANGUAGE,
    Field.MANAGER_ID,
    Field.JOB_TITLE,
    Field.DEPARTMENT,
    Field.LOCATION,
    Field.HIRE_DATE,
    Field.LEAVING_DATE,
)

IN_BULK = frozenset({str(Field.EMPLOYEE_ID), *map(str, WRITTEN)})


class Text(serializers.CharField):
    """A JSON string and nothing else: a number would have lost its zeros before it came here (E1)."""

    def __init__(self, **options: Any) -> None:
        limits = {"max_length": settings.UPLOAD_MAX_CELL, "allow_blank": True, "trim_whitespace": False}
        super().__init__(**{**limits, **options})

    def to_internal_value(self, data: Any) -> str:
        if not isinstance(data, str):
            raise serializers.ValidationError(_("Write this as text, in quotation marks."))
        return str(super().to_internal_value(data))


class Day(Text):
    """A calendar day as text, 2027-03-04; empty for none."""


class PersonIn(serializers.Serializer[Any]):
    """A person to be written. What is absent keeps what is known; an empty text clears it. Dates: 2027-03-04."""

    first_name = Text(required=False)
    last_name = Text(required=False)
    hr_email = Text(required=False, help_text=_("Optional while offline employees are switched on."))
    country = Text(required=False, help_text=_("ISO 3166 code, or the country’s name."))
    language = Text(required=False)
    manager_id = Text(
        required=False, help_text=_("The line manager’s Employee ID; one who is not known yet is kept.")
    )
    job_title = Text(required=False)
    department = Text(required=False)
    location = Text(required=False, help_text=_("The site."))
    hire_date = Day(required=False)
    leaving_date = Day(required=False, help_text=_("The last day in the company, inclusive."))

    def validate(self, attrs: dict[str, str]) -> dict[str, str]:
        unknown = sorted(set(self.initial_data) - set(self.fields))
        if unknown:
            raise serializers.ValidationError({name: [_("There is no such field.")] for name in unknown})
        return attrs


class PersonInBulk(PersonIn):
    employee_id = Text(min_length=1, allow_blank=False)


class BulkIn(serializers.Serializer[Any]):
    """Each person is judged and answered; the good ones are written in one transaction."""

    employees = serializers.ListField(child=PersonInBulk(), min_length=1, max_length=MOST_IN_BULK)
    confirm_leavers = serializers.BooleanField(
        default=False,
        help_text=_(
            "Needed when more than 10 % of the active employees, and more than ten people, would be deactivated."
        ),
    )

    def to_internal_value(self, data: Any) -> Any:
        """A list of ten thousand is looked at without a serializer for each: only names and types are judged here."""
        people = data.get("employees") if isinstance(data, dict) else None
        if not isinstance(people, list) or not 1 <= len(people) <= MOST_IN_BULK:
            raise serializers.ValidationError({"employees": [_("Send a list of 1 to 10,000 people.")]})
        faults = {str(place): fault for place, person in enumerate(people) if (fault := _fault_of(person))}
        if faults:
            raise serializers.ValidationError({"employees": faults})
        unknown = sorted(data.keys() - set(self.fields))
        if unknown:
            raise serializers.ValidationError({unknown[0]: [_("There is no such field.")]})
        confirmed = data.get("confirm_leavers", False)
        if not isinstance(confirmed, bool):
            raise serializers.ValidationError({"confirm_leavers": [_("Send true or false.")]})
        return {"employees": people, "confirm_leavers": confirmed}


def _fault_of(person: Any) -> str:
    """What makes this no person at all; empty when its rules can be judged."""
    if not isinstance(person, dict) or not person.get("employee_id"):
        return str(_("Each person is an object with an employee_id."))
    unknown = sorted(person.keys() - IN_BULK)
    if unknown:
        return str(_("There is no field %(name)s.") % {"name": unknown[0]})
    no_text = sorted(name for name, value in person.items() if not isinstance(value, str))
    if no_text:
        return str(_("%(name)s has to be text, in quotation marks.") % {"name": no_text[0]})
    too_long = sorted(name for name, value in person.items() if len(value) > settings.UPLOAD_MAX_CELL)
    return str(_("%(name)s is too long.") % {"name": too_long[0]}) if too_long else ""


class PersonOut(serializers.Serializer[Employee]):
    """A person on record. Never a code, and never the login address (E13)."""

    employee_id = serializers.CharField()
    first_name = serializers.CharField()
    last_name = serializers.CharField()
    hr_email = serializers.CharField()
    country = serializers.CharField()
    language = serializers.CharField()
    manager_id = serializers.SerializerMethodField()
    job_title = serializers.CharField()
    department = serializers.CharField()
    location = serializers.CharField()
    hire_date = serializers.DateField(allow_null=True)
    leaving_date = serializers.DateField(allow_null=True)
    status = serializers.SerializerMethodField()
    registered_at = serializers.DateTimeField(allow_null=True)
    left_at = serializers.DateTimeField(allow_null=True)
    created_at = serializers.DateTimeField()
    changed_at = serializers.DateTimeField()

    def get_manager_id(self, employee: Employee) -> str:
        return employee.manager.employee_id if employee.manager else employee.manager_ref

    def get_status(self, employee: Employee) -> str:
        return str(Status(employee.status(self.context["today"])).value)


class ProblemOut(serializers.Serializer[Any]):
    field = serializers.CharField(help_text=_("Empty when it is about the whole person."))
    code = serializers.CharField()
    message = serializers.CharField()


class WrittenOut(serializers.Serializer[Any]):
    outcome = serializers.ChoiceField(choices=Outcome.choices)
    employee = PersonOut()
    warnings = ProblemOut(many=True)


class PageOut(serializers.Serializer[Any]):
    results = PersonOut(many=True)
    next = serializers.CharField(allow_null=True, help_text=_("The address of the next page, or null."))


class ItemOut(serializers.Serializer[Any]):
    employee_id = serializers.CharField()
    outcome = serializers.ChoiceField(choices=Outcome.choices)
    problems = ProblemOut(many=True)


class BulkOut(serializers.Serializer[Any]):
    results = ItemOut(many=True, help_text=_("In the order of the request."))


class RefusedOut(serializers.Serializer[Any]):
    """`code` is a word for programs, where there are several kinds of refusal."""

    detail = serializers.CharField()
    code = serializers.CharField(required=False)
    problems = ProblemOut(many=True, required=False)
