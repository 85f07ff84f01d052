from employees.models.audit import AuditEvent, PersonChange
from employees.models.company import Company, CompanyLogo
from employees.models.employee import Employee
from employees.models.erasure import Erasure
from employees.models.imports import HeadingMatch, HrImport, HrImportFile
from employees.models.outbox import Mail
from employees.models.people import Role, RoleGrant, User
from employees.models.sessions import EmailChange, Session
from employees.models.tokens import ApiAnswer, ApiToken
from employees.models.views import SavedView

__all__ = [
    "ApiAnswer",
    "ApiToken",
    "AuditEvent",
    "Company",
    "CompanyLogo",
    "EmailChange",
    "Employee",
    "Erasure",
    "HeadingMatch",
    "HrImport",
    "HrImportFile",
    "Mail",
    "PersonChange",
    "Role",
    "RoleGrant",
    "SavedView",
    "Session",
    "User",
]
