"""The REST API's doors to people (X4, E13)."""

from employees.api.employees import BulkAPI, DeactivateAPI, EmployeeAPI, EmployeesAPI, ReactivateAPI
from employees.api.me import MeAPI

__all__ = ["BulkAPI", "DeactivateAPI", "EmployeeAPI", "EmployeesAPI", "MeAPI", "ReactivateAPI"]
