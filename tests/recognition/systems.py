"""Another system with a token, for tests of the API: JSON, files, and the way of a batch."""

from io import BytesIO
from typing import Any

from django.test.client import MULTIPART_CONTENT as MULTIPART
from django.utils import timezone

from recognition.models import Batch
from recognition.services.batches.checking import work_on_file
from tests.employees.test_api_employees import System as JsonSystem
from tests.employees.test_api_employees import token_of
from tests.people import Person

EVERYTHING = [
    *("recognitions:read", "recognitions:private", "recognitions:give", "recognitions:on-behalf"),
    *("batches:read", "batches:write", "points:read", "certificates:read"),
]


class System(JsonSystem):
    """Made by somebody, who answers for it."""

    def __init__(self, owner: Person, *scopes: str) -> None:
        self.owner = owner
        self.token, secret = token_of(owner, timezone.now(), list(scopes) or EVERYTHING)
        super().__init__(owner.company, secret)

    def alter(self, path: str, body: Any) -> tuple[int, Any]:
        return self.ask("PATCH", path, body)

    def form(
        self, path: str, data: bytes, *, method: str = "post", name: str = "thanks.csv", **said: Any
    ) -> Any:
        """The whole answer to a form with a file. `key` is an Idempotency-Key."""
        headers = {**self.headers, **({"Idempotency-Key": said.pop("key")} if "key" in said else {})}
        file = BytesIO(data)
        file.name = name
        body = self.client._encode_data({"file": file, **said}, MULTIPART)
        return self.client.generic(
            method.upper(), f"/api/v1{path}", body, content_type=MULTIPART, headers=headers
        )

    def begin(self, data: bytes, **said: Any) -> int:
        """A batch, its file checked; answers its number."""
        answer = self.form("/batches", data, **{"summary": "Safety week", **said})
        assert answer.status_code == 202, answer.content
        self.check(answer.json()["id"])
        return int(answer.json()["id"])

    def check(self, pk: int) -> None:
        batch = Batch.objects.for_company(self.token.company).get(pk=pk)
        work_on_file(batch.file_id or 0, timezone.now())

    def fingerprint(self, pk: int) -> str:
        return str(self.get(f"/batches/{pk}/check")[1]["fingerprint"])

    def submit(self, pk: int, **choices: Any) -> tuple[int, Any]:
        return self.post(f"/batches/{pk}/submit", {"fingerprint": self.fingerprint(pk), **choices})


def problems(body: Any) -> list[tuple[str, str]]:
    """Field and code of each."""
    return [(one["field"], one["code"]) for one in body["problems"]]
