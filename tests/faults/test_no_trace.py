"""V8: a code that is known is looked for in everything the product keeps."""

from pathlib import Path

import pytest
import redis

from tests.faults.mill import Mill
from tests.product import Product

pytestmark = [pytest.mark.slow, pytest.mark.xdist_group("product")]


def spellings(code: str) -> list[bytes]:
    plain = code.replace("-", "")
    return [text.encode() for text in (code, plain, code.lower(), plain.lower())]


def files_with(folder: Path, needles: list[bytes]) -> list[str]:
    """Files below a folder whose bytes hold one of the needles: the database's own files and its log among them."""
    found = []
    for path in sorted(folder.rglob("*")):
        if path.is_file() and not path.is_symlink():
            content = path.read_bytes()
            if any(needle in content for needle in needles):
                found.append(path.relative_to(folder).as_posix())
    return found


def queue_with(product: Product, needles: list[bytes]) -> list[str]:
    """Keys of the queue's server whose dump holds one of the needles."""
    url = next(
        line.split("=", 1)[1]
        for line in (product.var / "development.env").read_text().splitlines()
        if line.startswith("REDIS_URL=")
    )
    server = redis.Redis.from_url(url)
    return [
        key.decode() for key in server.scan_iter() if any(n in (server.dump(key) or b"") for n in needles)
    ]


@pytest.mark.rule(
    "A3", "a known code is nowhere in database files, logs, queue, vault and mail, letters made"
)
@pytest.mark.promise("V8", "a known code is nowhere in database files, logs, queue, vault and mail")
def test_a_known_code_is_nowhere(product: Product) -> None:
    mill = Mill(product, "mill", people=30)
    rows = mill.generate()
    first, _, employee_id, code = rows[0]
    worker = mill.visitor()
    wrong = worker.post("/activate", employee_id="999999", code=code)
    right = worker.post("/activate", employee_id=employee_id, code=code)
    address = "worker.of.mill@mail.example"
    asked = worker.post("/activate/you", email=address, password="three blue kettles", language="en")
    product.wait_for_mail(address)
    letters = mill.make_letters()
    product.ask("from django.db import connection; connection.cursor().execute('CHECKPOINT')")

    assert (wrong.status, right.status, asked.status) == (422, 303, 303)
    assert files_with(product.var, spellings(code)) == []
    assert queue_with(product, spellings(code)) == []
    assert letters.startswith(b"%PDF")
    assert files_with(product.var, [b"three blue kettles"]) == []
    # The search itself finds what is there in clear: the Employee ID is in the table's file.
    assert files_with(product.var / "postgres", [employee_id.encode()]) != []
    assert files_with(product.var / "mail", [address.encode()]) != []
    assert first == "Ewa"
