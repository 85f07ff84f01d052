"""The columns of HR data, by our names."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class Field(TextChoices):
    """The value is our heading in files and the key in `judge`; the label is what pages call it."""

    EMPLOYEE_ID = "employee_id", _("Employee ID")
    FIRST_NAME = "first_name", _("First name")
    LAST_NAME = "last_name", _("Last name")
    HR_EMAIL = "hr_email", _("HR e-mail")
    COUNTRY = "country", _("Country")
    LANGUAGE = "language", _("Language")
    MANAGER_ID = "manager_id", _("Line manager’s Employee ID")
    JOB_TITLE = "job_title", _("Job title")
    DEPARTMENT = "department", _("Department")
    LOCATION = "location", _("Site")
    HIRE_DATE = "hire_date", _("Hire date")
    LEAVING_DATE = "leaving_date", _("Leaving date")


class Extra(TextChoices):
    """Columns that are no field of a record but say something about one."""

    FULL_NAME = "full_name", _("“Last name, first name” in one column")
    STATUS = "status", _("Active or left")


Column = Field | Extra

DATES = frozenset({Field.HIRE_DATE, Field.LEAVING_DATE})
