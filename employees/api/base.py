"""What every call of the tokens' API shares: who asks, how often, and the same answer to the same request."""

import json
from collections.abc import Callable, Iterator, Mapping
from hashlib import sha256
from typing import Any, ClassVar

from django.conf import settings
from django.core.exceptions import RequestDataTooBig
from django.core.files.uploadedfile import UploadedFile
from django.db import transaction
from django.http import QueryDict
from django.utils.translation import gettext as _
from rest_framework.authentication import SessionAuthentication
from rest_framework.exceptions import APIException, ValidationError
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.settings import api_settings

from employees.api.authentication import ScopeOrRole, TokenAuthentication
from employees.api.throttles import TokenThrottle
from employees.models import ApiAnswer, ApiToken
from employees.records import Problem
from workstars.lib.actors import Actor
from workstars.lib.api import CompanyAPI

LONGEST_KEY, MOST_SAID = 255, 5


class Conflict(APIException):
    """409, with a sentence; a `code` for programs where there are several kinds, and what else helps to go on."""

    status_code = 409
    default_code = "conflict"

    def __init__(self, sentence: str, code: str = "", **more: Any) -> None:
        super().__init__(sentence)
        self.body = {"detail": sentence, **({"code": code} if code else {}), **more}


class TooLarge(APIException):
    """413, before anything is read."""

    status_code = 413
    default_code = "too_big"

    def __init__(self, most: int) -> None:
        """`most` in bytes."""
        sentence = _("This is too much for one call: at most %(most)s MB. Send it in parts.")
        super().__init__(sentence % {"most": most // 1024**2})


class TokenAPI(CompanyAPI):
    """`scopes` names what a token needs for each method, one of them where there are several; the session of a member
    of `audience` opens the same calls."""

    audience = frozenset({"administrator"})
    scopes: ClassVar[Mapping[str, str | tuple[str, ...]]]
    authentication_classes = [TokenAuthentication, SessionAuthentication]
    permission_classes = [ScopeOrRole]
    throttle_classes = [TokenThrottle]

    def initial(self, request: Request, *args: Any, **kwargs: Any) -> None:
        super().initial(request, *args, **kwargs)
        if isinstance(request.auth, ApiToken):
            label = _("API token %(name)s") % {"name": request.auth.name}
            self.actor = Actor(request.auth.created_by_id, label, self.actor.address)

    def handle_exception(self, exc: Exception) -> Response:
        """Every refusal has a sentence in `detail`; what is wrong with single fields is in `problems`."""
        if isinstance(exc, RequestDataTooBig):
            exc = TooLarge(settings.DATA_UPLOAD_MAX_MEMORY_SIZE)
        if isinstance(exc, Conflict):
            return Response(exc.body, status=exc.status_code)
        if isinstance(exc, ValidationError) and not (isinstance(exc.detail, dict) and "detail" in exc.detail):
            problems = list(_flat(exc.detail))
            sentence = " ".join(one["message"] for one in problems[:MOST_SAID])
            return Response({"detail": sentence, "problems": problems}, status=exc.status_code)
        return super().handle_exception(exc)

    def once(self, request: Request, act: Callable[[], Response]) -> Response:
        """Does it, or answers what the same Idempotency-Key was answered within the last day.

        The key's row is written first, in the act's transaction: of two requests at once the second one waits.
        Refused acts leave nothing, also no key.
        """
        key = request.headers.get("Idempotency-Key", "")
        if not key or not isinstance(request.auth, ApiToken):
            return act()
        if len(key) > LONGEST_KEY or not key.isprintable():
            sentence = _("An Idempotency-Key has up to 255 printable characters.")
            raise ValidationError({"Idempotency-Key": [sentence]})
        with transaction.atomic():
            kept, is_new = ApiAnswer.objects.for_company(self.company).get_or_create(
                token=request.auth,
                key=key,
                defaults={
                    "company": self.company,
                    "request_digest": _digest(request),
                    "created_at": self.now,
                },
            )
            if not is_new:
                return _again(kept, request)
            answer = act()
            answer.data = _storable(answer.data)
            kept.status, kept.body = answer.status_code, answer.data
            kept.save(update_fields=["status", "body"])
            return answer


def _storable(value: Any) -> Any:
    """With U+FFFD for NUL, which no JSON in the database can hold: the first answer is the same as a repeated one."""
    if isinstance(value, str):
        return value.replace("\0", "\ufffd")
    if isinstance(value, dict):
        return {_storable(key): _storable(each) for key, each in value.items()}
    return [_storable(each) for each in value] if isinstance(value, list) else value


def _again(kept: ApiAnswer, request: Request) -> Response:
    if bytes(kept.request_digest) != _digest(request):
        raise Conflict(
            _("This Idempotency-Key was used for another request. Take a new key for a new request."),
            "key_used",
        )
    return Response(kept.body, status=kept.status, headers={"Idempotent-Replay": "true"})


def _digest(request: Request) -> bytes:
    said = [request.method, request.get_full_path(), _said(request.data)]
    return sha256(json.dumps(said, sort_keys=True).encode()).digest()


def _said(data: Any) -> Any:
    """What came as JSON as it is; of a form all values of each field, and of a file its name and SHA-256."""
    if not isinstance(data, QueryDict):
        return data
    return {name: [_of_form(value) for value in data.getlist(name)] for name in data}


def _of_form(value: Any) -> Any:
    if not isinstance(value, UploadedFile):
        return value
    digest = sha256()
    for chunk in value.chunks():
        digest.update(chunk)
    value.seek(0)
    return [value.name, digest.hexdigest()]


def _flat(detail: Any, field: str = "") -> Iterator[dict[str, str]]:
    """A serializer's complaints, each with its field: `employees.3` is the fourth of a list."""
    if isinstance(detail, dict):
        for name, inner in detail.items():
            below = "" if name == api_settings.NON_FIELD_ERRORS_KEY else str(name)
            yield from _flat(inner, ".".join(filter(None, [field, below])))
    elif isinstance(detail, list):
        for one in detail:
            yield from _flat(one, field)
    else:
        yield {"field": field, "code": str(getattr(detail, "code", "invalid")), "message": str(detail)}


def told(problem: Problem) -> dict[str, str]:
    """A problem of a row as the API says it: the same words as the page and the file."""
    return {
        "field": problem.field.value if problem.field else "",
        "code": problem.code.value,
        "message": str(problem),
    }
