"""Names, messages and wording that try to read files, call addresses or run something: they are text."""

import socket
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

import pytest
from django.conf import settings

from certificates.pdf import Sheet, SheetFailed, Wording, render
from tests.certificates import paper
from tests.certificates.corpus import PLAIN
from workstars.lib import fonts
from workstars.lib.pdf import CannotSet, lay_out

WATCHED = (
    "socket.connect",
    "socket.getaddrinfo",
    "subprocess.Popen",
    "os.system",
    "os.exec",
    "urllib.Request",
)
OURS = (str(Path(__file__).parents[2]), sys.prefix, sys.base_prefix, str(settings.FONTS_DIR))
_seen: list[tuple[str, str]] | None = None

PAYLOADS = (
    "<img src=file:///etc/passwd>",
    '<link rel=stylesheet href="http://127.0.0.1:{port}/a.css">',
    "<link rel=attachment href=file:///etc/hostname>",
    "<style>@import url(http://127.0.0.1:{port}/b.css); p {{ background: url(file:///etc/passwd) }}</style>",
    "<object data=http://127.0.0.1:{port}/o></object><embed src=file:///etc/passwd>",
    "<svg><image href='http://127.0.0.1:{port}/s.png'/><use href='file:///etc/passwd#x'/></svg>",
    "<img src='data:image/svg+xml,<svg xmlns=%22http://www.w3.org/2000/svg%22><image href=%22http://127.0.0.1:{port}/%22/></svg>'>",
    "<base href=http://127.0.0.1:{port}/><iframe src=//127.0.0.1:{port}/f>",
    "<script>fetch('http://127.0.0.1:{port}/')</script><meta http-equiv=refresh content='0;url=http://127.0.0.1:{port}/'>",
    '\'"><p style="background: url(http://127.0.0.1:{port}/p.png)">',
    "{{{{ 7|add:7 }}}} {{{{ settings.SECRET_KEY }}}} {{% include '/etc/passwd' %}} {{% load static %}}",
    "handed:phone <img src=handed:phone> ]]> --> &lt;img src=x&gt; \\0075rl(x)",
)


def _watch(event: str, args: tuple[object, ...]) -> None:
    if _seen is None:
        return
    if event in WATCHED:
        _seen.append((event, str(args[:2])))
    elif event == "open" and isinstance(args[0], str | bytes) and not str(args[0]).startswith(OURS):
        _seen.append((event, str(args[0])))


sys.addaudithook(_watch)


@contextmanager
def watched() -> Iterator[list[tuple[str, str]]]:
    """What Python opens outside the product's own folders, and whom it calls."""
    global _seen  # noqa: PLW0603 (a hook cannot be taken off again)
    _seen = []
    try:
        yield _seen
    finally:
        _seen = None


@pytest.fixture
def listener() -> Iterator[socket.socket]:
    """Nobody may ever call."""
    with socket.create_server(("127.0.0.1", 0)) as server:
        server.setblocking(False)
        yield server


def bearing(payload: str) -> Sheet:
    """In everything that somebody types."""
    return replace(
        PLAIN,
        recipient=payload[:140],
        sender=payload[:100],
        message=payload,
        reason=payload[:100],
        company_name=payload[:60],
        employee_id=payload[:64],
        ecard_name=payload[:80],
        colour="#0b6e4f",
        wording=Wording(thanks=payload[:40], title=payload[:80], lead=payload, ask=payload[:200]),
    )


@pytest.mark.rule(
    "T6", "payloads in whatever is typed read nothing, call nobody, and print as they were typed"
)
@pytest.mark.parametrize("payload", PAYLOADS, ids=[each[:18] for each in PAYLOADS])
def test_payloads_are_text(payload: str, listener: socket.socket) -> None:
    render(PLAIN)
    typed = payload.format(port=listener.getsockname()[1])
    with watched() as seen, paper.engine_says() as said:
        whole = render(bearing(typed))

    assert (seen, said) == ([], [])
    with pytest.raises(BlockingIOError):
        listener.accept()
    assert paper.squeezed(typed) in paper.squeezed(paper.text(whole, page=1, raw=True))
    assert (paper.pages(whole), b"/EmbeddedFile" in whole, b"root:" in whole) == (2, False, False)


def test_watcher_sees() -> None:
    """Negative control: a file that is read and a call that is made are seen."""
    with watched() as seen:
        Path("/etc/hostname").exists() and Path("/etc/passwd").read_bytes()
        with socket.socket() as caller:
            caller.connect_ex(("127.0.0.1", 9))

    assert [event for event, _what in seen] == ["open", "socket.connect"]


@pytest.mark.rule("T7", "the engine itself refuses every address but those of pictures that were handed over")
@pytest.mark.parametrize(
    "html",
    [
        "<img src=file:///etc/passwd alt=x>",
        "<img src=http://127.0.0.1:{port}/x alt=x>",
        "<p style='background: url(http://127.0.0.1:{port}/x)'>x",
        "<link rel=stylesheet href=http://127.0.0.1:{port}/x.css>",
        "<style>@import 'file:///etc/passwd'; @font-face {{ src: url(http://127.0.0.1:{port}) }}</style>",
        "<img src='data:image/png;base64,iVBORw0KGgo=' alt=x>",
        "<link rel=attachment href=file:///etc/passwd>x",
    ],
)
def test_engine_refuses(html: str, listener: socket.socket) -> None:
    """Even if markup came through."""
    fonts.configuration()
    with watched() as seen, paper.engine_says() as said:
        lay_out(html.format(port=listener.getsockname()[1]), css="p { margin: 0 }", pictures={}).to_pdf()

    assert seen == []
    assert [line for line in said if "nothing is fetched" in line] != []
    with pytest.raises(BlockingIOError):
        listener.accept()


def test_a_picture_that_is_none_breaks_its_sheet_alone() -> None:
    with pytest.raises((SheetFailed, CannotSet)):
        render(replace(PLAIN, ecard_jpeg=b"<svg><image href='file:///etc/passwd'/></svg>"))
