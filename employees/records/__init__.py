"""What one row of HR data is (E1): the page's form, the file and the API are judged here and nowhere else."""

from employees.records.fields import Extra, Field
from employees.records.problems import Code, Problem
from employees.records.row import EmployeeRecord, Judged, judge, judge_cells, lacking
from employees.records.rules import DateOrder, RowRules
from workstars.lib.wording import offer

__all__ = [
    "Code",
    "DateOrder",
    "EmployeeRecord",
    "Extra",
    "Field",
    "Judged",
    "Problem",
    "RowRules",
    "judge",
    "judge_cells",
    "lacking",
    "offer",
]
