"""The addresses of the REST API, version 1."""

from typing import Any

from django.urls import URLPattern, path

from employees.api import BulkAPI, DeactivateAPI, EmployeeAPI, EmployeesAPI, MeAPI, ReactivateAPI
from recognition.api import RecognitionAPI, RecognitionsAPI
from workstars.portal.views.api import ApiDocs, ApiSchema

CLOSED = {"BulkIn", "PersonIn", "PersonInBulk"}
Endpoint = tuple[str, str, str, Any]

urlpatterns: list[URLPattern] = [
    path("schema", ApiSchema.as_view(), name="api-schema"),
    path("docs", ApiDocs.as_view(), name="api-docs"),
    path("me", MeAPI.as_view(), name="api-me"),
    path("employees", EmployeesAPI.as_view(), name="api-employees"),
    path("employees/bulk", BulkAPI.as_view(), name="api-employees-bulk"),
    path("employees/<str:employee_id>", EmployeeAPI.as_view(), name="api-employee"),
    path("employees/<str:employee_id>/deactivate", DeactivateAPI.as_view(), name="api-employee-deactivate"),
    path("employees/<str:employee_id>/reactivate", ReactivateAPI.as_view(), name="api-employee-reactivate"),
    path("recognitions", RecognitionsAPI.as_view(), name="api-recognitions"),
    path("recognitions/<int:pk>", RecognitionAPI.as_view(), name="api-recognition"),
]


def described_calls(endpoints: list[Endpoint]) -> list[Endpoint]:
    """What stands in the OpenAPI document: the calls that tokens may make."""
    return [one for one in endpoints if hasattr(one[3].cls, "scopes")]


def without_other_fields(result: Any, **_context: Any) -> Any:
    """What goes in has the fields that are named, and no others."""
    for name, shape in result["components"]["schemas"].items():
        if name in CLOSED:
            shape["additionalProperties"] = False
    return result
