"""How other systems talk to Workstars: the OpenAPI document, and the same as a page (X4)."""

import json
from collections.abc import Iterator
from functools import cache
from itertools import groupby
from typing import Any

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.utils.translation import gettext as _
from django.views.defaults import page_not_found
from drf_spectacular.generators import SchemaGenerator

from workstars.lib.doors import PublicPage

API = "/api/"
METHODS = ("get", "put", "post", "patch", "delete")


@cache
def document() -> dict[str, Any]:
    """The OpenAPI document of version 1; the same for every company."""
    generator: Any = SchemaGenerator
    schema: dict[str, Any] = generator(api_version="1").get_schema(request=None, public=True)
    return schema


class ApiSchema(PublicPage):
    """`/api/v1/schema`: OpenAPI as JSON. It says nothing of any company."""

    def get(self, request: HttpRequest) -> HttpResponse:
        return JsonResponse(document())


class ApiDocs(PublicPage):
    """`/api/v1/docs`: each call with its parameters and examples, as a page without script."""

    def get(self, request: HttpRequest) -> HttpResponse:
        schema = document()
        calls = [
            _call(method, path, said, schema["components"]["schemas"])
            for path, methods in schema["paths"].items()
            for method, said in methods.items()
            if method in METHODS
        ]
        address = f"{self.company.address}/api/v1"
        groups = {tag: list(some) for tag, some in groupby(sorted(calls, key=_group), key=_group)}
        return self.render("portal/api.html", info=schema["info"], groups=groups, address=address)


def _group(call: dict[str, Any]) -> str:
    return str(call["tag"])


def not_found(request: HttpRequest, exception: Exception) -> HttpResponse:
    """A slip in an address of the API is answered as its refusals are; anywhere else by a page."""
    if not request.path.startswith(API):
        return page_not_found(request, exception)
    return JsonResponse({"detail": _("There is nothing at this address.")}, status=404)


def _call(method: str, path: str, said: dict[str, Any], shapes: dict[str, Any]) -> dict[str, Any]:
    asked = _examples(said.get("requestBody", {}))
    answers = [
        (status, name, text)
        for status, answer in said["responses"].items()
        for name, text in _examples(answer)
    ]
    return {
        "id": said["operationId"],
        "tag": said["tags"][0],
        "method": method.upper(),
        "path": path,
        "summary": said.get("summary", ""),
        "description": said.get("description", ""),
        "parameters": said.get("parameters", []),
        "forms": list(_forms(said.get("requestBody", {}), shapes)),
        "asked": asked,
        "answers": answers,
        "statuses": list(said["responses"]),
    }


def _forms(part: dict[str, Any], shapes: dict[str, Any]) -> Iterator[tuple[str, list[dict[str, Any]]]]:
    """What can be sent: how it is sent, and its fields."""
    for kind, told in part.get("content", {}).items():
        shape = shapes[told["schema"]["$ref"].rpartition("/")[2]]
        needed = shape.get("required", [])
        fields = [
            {"name": name, "needed": name in needed, "meaning": field.get("description", "")}
            for name, field in shape["properties"].items()
        ]
        yield kind, fields


def _examples(part: dict[str, Any]) -> list[tuple[str, str]]:
    """Name and JSON text of each example."""
    kinds = part.get("content", {}).get("application/json", {})
    return [
        (one.get("summary", name), json.dumps(one["value"], indent=2, ensure_ascii=False))
        for name, one in kinds.get("examples", {}).items()
    ]
