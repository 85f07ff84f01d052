"""The five calls of docs/api.md, as they stand there (X4)."""

import re
import shlex
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from django.http import HttpResponse
from django.test.client import encode_multipart
from django.utils import timezone

from employees.models.tokens import Scope
from recognition.services.batches.sending import send_batch, start_due_batches
from tests.factories import EmployeeFactory
from tests.people import Person
from tests.recognition.batching import rows
from tests.recognition.systems import System

PAGE = (Path(__file__).parents[2] / "docs/api.md").read_text()
BOUNDARY = "story"


class Shell:
    """So much of a shell and of curl as the page needs; what it does not know, it refuses."""

    def __init__(self, system: System, files: dict[str, bytes]) -> None:
        self.system, self.files = system, files
        self.variables = {"AUTH": f"Authorization: {system.headers['Authorization']}", "API": "/api/v1"}

    def run(self, line: str) -> HttpResponse:
        told = re.sub(r"\$([A-Z]+)", lambda found: self.variables[found[1]], line)
        command, *words = shlex.split(told)
        assert command == "curl"
        headers, form, data, address = {}, {}, None, ""
        while words:
            word = words.pop(0)
            if word == "-H":
                name, value = words.pop(0).split(": ", 1)
                headers[name] = value
            elif word == "-F":
                name, value = words.pop(0).split("=", 1)
                form[name] = self.file(value[1:]) if value.startswith("@") else value
            elif word == "-d":
                data = words.pop(0)
            elif word == "-o":
                words.pop(0)
            else:
                assert word.startswith("/api/v1/")
                address = word
        return self.ask(address, headers, form, data)

    def ask(
        self, address: str, headers: dict[str, str], form: dict[str, Any], data: str | None
    ) -> HttpResponse:
        kind = f"multipart/form-data; boundary={BOUNDARY}" if form else headers.pop("Content-Type", "")
        body = encode_multipart(BOUNDARY, form) if form else data or ""
        method = "POST" if form or data else "GET"
        return self.system.client.generic(method, address, body, content_type=kind, headers=headers)

    def file(self, name: str) -> BytesIO:
        found = BytesIO(self.files[name])
        found.name = name
        return found


@pytest.mark.rule("X4", "the five calls that docs/api.md tells of send a batch from file to result")
def test_five_calls(alice: Person) -> None:
    EmployeeFactory(company=alice.company, employee_id="00017")
    system = System(alice)
    shell = Shell(system, {"thanks.csv": rows("00017,Thank you,5,", "nobody,Thanks,5,")})
    begin, check, submit, follow, result = PAGE.split("```sh\n")[1].split("\n```")[0].splitlines()

    made = shell.run(begin)
    pk = made.json()["id"]
    system.check(pk)
    shell.variables["BATCH"] = str(pk)
    shell.variables["SEEN"] = shell.run(check).json()["fingerprint"]
    submitted = shell.run(submit).json()["status"]
    start_due_batches(timezone.now())
    assert send_batch(pk, timezone.now())
    followed, told = shell.run(follow).json(), shell.run(result).getvalue().decode("utf-8-sig")

    assert (made.status_code, shell.run(begin)["Location"]) == (202, made["Location"])
    assert (submitted, followed["status"], followed["rows_sent"]) == ("scheduled", "sent", 1)
    assert [line.split(",")[1] for line in told.splitlines()] == ['"Employee ID"', '"00017"', '"nobody"']


def test_scopes_on_the_page_are_scopes() -> None:
    named = set(re.findall(r"`((?:recognitions|batches|points|certificates|employees):[a-z-]+)`", PAGE))
    assert named == {
        *("batches:write", "recognitions:give", "recognitions:on-behalf"),
        *("recognitions:private", "recognitions:read"),
    }
    assert named <= set(Scope.values)
