"""The addresses of the REST API, version 1."""

from typing import Any

from django.urls import URLPattern, path

from certificates.api import CertificatesAPI
from employees import api as people
from recognition import api as thanks
from workstars.portal.views.api import ApiDocs, ApiSchema

CLOSED = {
    *("BulkIn", "PersonIn", "PersonInBulk", "RecognitionIn", "RequestIn", "PatchedRequestIn"),
    *("BatchWithFile", "BatchWithRows", "FileIn", "RowsIn", "RowIn", "SubmitIn", "TextIn", "ReasonIn"),
}
Endpoint = tuple[str, str, str, Any]

urlpatterns: list[URLPattern] = [
    path("schema", ApiSchema.as_view(), name="api-schema"),
    path("docs", ApiDocs.as_view(), name="api-docs"),
    path("me", people.MeAPI.as_view(), name="api-me"),
    path("employees", people.EmployeesAPI.as_view(), name="api-employees"),
    path("employees/bulk", people.BulkAPI.as_view(), name="api-employees-bulk"),
    path("employees/<str:employee_id>", people.EmployeeAPI.as_view(), name="api-employee"),
    path(
        "employees/<str:employee_id>/deactivate",
        people.DeactivateAPI.as_view(),
        name="api-employee-deactivate",
    ),
    path(
        "employees/<str:employee_id>/reactivate",
        people.ReactivateAPI.as_view(),
        name="api-employee-reactivate",
    ),
    path("recognitions", thanks.RecognitionsAPI.as_view(), name="api-recognitions"),
    path("recognitions/<int:pk>", thanks.RecognitionAPI.as_view(), name="api-recognition"),
    path("batches", thanks.BatchesAPI.as_view(), name="api-batches"),
    path("batches/<int:pk>", thanks.BatchAPI.as_view(), name="api-batch"),
    path("batches/<int:pk>/file", thanks.BatchFileAPI.as_view(), name="api-batch-file"),
    path("batches/<int:pk>/check", thanks.CheckAPI.as_view(), name="api-batch-check"),
    path("batches/<int:pk>/faulty", thanks.FaultyAPI.as_view(), name="api-batch-faulty-rows"),
    path("batches/<int:pk>/faulty.csv", thanks.FaultyFileAPI.as_view(), name="api-batch-faulty"),
    path("batches/<int:pk>/submit", thanks.SubmitAPI.as_view(), name="api-batch-submit"),
    path("batches/<int:pk>/answer", thanks.AnswerAPI.as_view(), name="api-batch-answer"),
    path("batches/<int:pk>/cancel", thanks.CancelAPI.as_view(), name="api-batch-cancel"),
    path("batches/<int:pk>/thread", thanks.ThreadAPI.as_view(), name="api-batch-thread"),
    path("batches/<int:pk>/result", thanks.ResultAPI.as_view(), name="api-batch-result"),
    path("batches/<int:pk>/result.csv", thanks.ResultFileAPI.as_view(), name="api-batch-result-file"),
    path("ecards", thanks.ECardsAPI.as_view(), name="api-ecards"),
    path("reasons", thanks.ReasonsAPI.as_view(), name="api-reasons"),
    path("points", thanks.BalancesAPI.as_view(), name="api-points"),
    path("points/entries", thanks.EntriesAPI.as_view(), name="api-points-entries"),
    path("certificates", CertificatesAPI.as_view(), name="api-certificates"),
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
