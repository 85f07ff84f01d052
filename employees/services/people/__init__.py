"""One employee at a time: added, changed, leaving, coming back (E2, E10, E11)."""

from employees.services.people.adding import add_employee
from employees.services.people.changing import change_employee
from employees.services.people.exporting import ExportRefused, Kind, export_employees
from employees.services.people.leaving import (
    StayRefused,
    deactivate_employee,
    mark_leavers,
    reactivate_employee,
)
from employees.services.people.mails import MailsRefused, resume_mails, stop_mails
from employees.services.people.saving import RecordRefused, Saved

__all__ = [
    "ExportRefused",
    "Kind",
    "MailsRefused",
    "RecordRefused",
    "Saved",
    "StayRefused",
    "add_employee",
    "change_employee",
    "deactivate_employee",
    "export_employees",
    "mark_leavers",
    "reactivate_employee",
    "resume_mails",
    "stop_mails",
]
