"""HTML to PDF: nothing is fetched, what is copied is what was typed, and time is bounded."""

import signal
import socket
import threading
from collections.abc import Iterator
from pathlib import Path

import pikepdf
import pytest
from PIL import ImageChops

from tests.certificates import paper
from tests.certificates.corpus import ecard
from workstars.lib import pdf
from workstars.lib.pdf import engine, spelling

CSS = 'html { font-family: "Noto Sans", "Noto Sans Arabic", "Noto Sans Devanagari", "Noto Emoji"; }'


def page(body: str, *, head: str = "") -> str:
    return (
        f'<!doctype html><html lang="en"><head><title>A page</title>{head}</head><body>{body}</body></html>'
    )


def made(body: str, *, head: str = "", css: str = CSS, pictures: dict[str, bytes] | None = None) -> bytes:
    return pdf.lay_out(page(body, head=head), css=css, pictures=pictures or {}).to_pdf()


class Listener:
    """A server on loopback that counts who calls."""

    def __init__(self) -> None:
        self.calls = 0
        self._socket = socket.create_server(("127.0.0.1", 0))
        self._socket.settimeout(0.05)
        self.address = f"http://127.0.0.1:{self._socket.getsockname()[1]}"

    def count(self) -> int:
        try:
            while True:
                self._socket.accept()[0].close()
                self.calls += 1
        except TimeoutError:
            return self.calls

    def close(self) -> None:
        self._socket.close()


@pytest.fixture
def listener() -> Iterator[Listener]:
    listening = Listener()
    yield listening
    listening.close()


def reaching_out(address: str) -> list[str]:
    return [
        f'<img src="{address}/a.png">',
        f'<object data="{address}/a.svg"></object>',
        f'<embed src="{address}/a.svg">',
        f"<style>@import url({address}/a.css);</style>",
        f"<style>@font-face {{ font-family: x; src: url({address}/a.woff) }} p {{ font-family: x }}</style><p>x</p>",
        f'<p style="background: url({address}/a.png); list-style-image: url({address}/b.png)">x</p>',
        f"<style>p::before {{ content: url({address}/a.png) }}</style><p>x</p>",
        f'<link rel="stylesheet" href="{address}/a.css"><p>x</p>',
        f'<link rel="attachment" href="{address}/a.txt"><p>x</p>',
        f'<a rel="attachment" href="{address}/a.txt">x</a>',
        f'<svg width="9" height="9"><image href="{address}/a.png" width="9" height="9"/></svg>',
        f'<base href="{address}/"><img src="a.png">',
    ]


@pytest.mark.rule("T7", "a page that names addresses is set without asking any of them")
def test_nothing_is_fetched(listener: Listener) -> None:
    for body in reaching_out(listener.address):
        made(body)
    made(
        "<p>x</p>",
        css=f"@import url({listener.address}/a.css); p {{ background: url({listener.address}/b.png) }}",
    )

    assert listener.count() == 0


def test_no_file_is_read(tmp_path: Path) -> None:
    secret = tmp_path / "secret.txt"
    secret.write_text("the secret of the house")
    whole = b"".join(made(body) for body in reaching_out(tmp_path.as_uri()))
    attached = made(
        f'<link rel="attachment" href="{secret.as_uri()}"><a rel="attachment" href="{secret.as_uri()}">x</a>'
    )

    assert "/EmbeddedFiles" not in str(pikepdf.open(paper.as_file(attached)).Root.get("/Names", ""))
    assert (b"EmbeddedFile" in whole, b"EmbeddedFile" in attached) == (False, False)


def test_pictures_are_those_handed_over() -> None:
    with paper.engine_says() as said:
        shown = made(
            '<img alt="a" src="handed:one"><img alt="b" src="handed:other">', pictures={"one": ecard(40, 30)}
        )

    with pikepdf.open(paper.as_file(shown)) as opened:
        images = opened.pages[0].resources["/XObject"]
        assert [(image.Width, image.Height) for image in images.values()] == [(40, 30)]
    assert [line for line in said if "Failed" in line] == [
        "Failed to load image at 'handed:other': ValueError: nothing is fetched for a PDF"
    ]


@pytest.mark.rule(
    "T8", "a sheet is tagged for screen readers, with title and language, and names its standard"
)
def test_pdf_is_tagged() -> None:
    opened = pikepdf.open(paper.as_file(made("<h1>Thanks</h1><p>for all</p>")))

    assert bool(opened.Root.MarkInfo.Marked)
    assert str(opened.Root.Lang) == "en"
    assert "/StructTreeRoot" in opened.Root
    assert bool(opened.Root.ViewerPreferences.DisplayDocTitle)
    with opened.open_metadata() as metadata:
        assert (metadata["dc:title"], metadata["pdfuaid:part"]) == ("A page", "1")


@pytest.mark.rule("T6", "text copied from a page is the text that was typed, also where letters share glyphs")
@pytest.mark.parametrize(
    "typed",
    ["chị Phương, Ärmel, ﬁn", "शर्मा कुमार", "👩🏽‍🏭 ❤️ 1️⃣ 🏳️‍🌈", "محمد", "ẹ then plain e: Teamwork"],
)
def test_text_out_is_text_in(typed: str) -> None:
    out = paper.text(made(f"<p>{typed}</p><p>Teamwork</p>"))

    assert paper.squeezed(out) == paper.squeezed(typed + "Teamwork")


def test_without_spelling_letters_are_lost(monkeypatch: pytest.MonkeyPatch) -> None:
    """The negative control: the engine alone gives a shared glyph the text that it met first."""
    made("<p>x</p>")
    monkeypatch.setattr(spelling.engine, "draw_first_line", spelling._draw_first_line)
    out = paper.text(made("<p>hẹn</p><p>Teamwork</p>"))

    assert sorted(paper.squeezed(out)) == sorted("hẹnTamwork")


@pytest.mark.parametrize("words", ["شكرًا لك على أشدّ الحرارة", "धन्यवाद र्कि त्रि", "ẹ̃ ậ ở", "👨‍👩‍👧‍👦 ☺️"])
def test_spelling_moves_nothing(words: str, monkeypatch: pytest.MonkeyPatch) -> None:
    body = f"<p style='font-size: 40px'>{words}</p>"
    spelled = paper.picture(made(body), 1)
    monkeypatch.setattr(spelling.engine, "draw_first_line", spelling._draw_first_line)
    plain = paper.picture(made(body), 1)

    assert ImageChops.difference(spelled, plain).getbbox() is None


@pytest.mark.rule("T7", "a page that takes too long is given up, and the clock is stopped")
def test_time_is_bounded() -> None:
    with pytest.raises(pdf.TookTooLong), pdf.within(0.05):
        made("<p>a word and another</p>" * 5000)

    assert signal.getitimer(signal.ITIMER_PROF) == (0.0, 0.0)
    assert signal.getsignal(signal.SIGPROF) == signal.SIG_DFL


def test_other_threads_set_pages_too() -> None:
    """Where no alarm can be set."""
    out: list[bytes] = []

    def set_it() -> None:
        with pdf.within(30):
            out.append(made("<p>from a thread</p>"))

    thread = threading.Thread(target=set_it)
    thread.start()
    thread.join()

    assert paper.text(out[0]).strip() == "from a thread"


def test_what_breaks_the_engine_is_named() -> None:
    with pytest.raises(pdf.CannotSet):
        made("<div>" * 1000 + "deep")


def test_merged_pages_stand_in_order() -> None:
    merged = pdf.merge(made(f"<p>sheet {n}</p>") for n in range(7))

    assert paper.text(merged).split("\f")[:-1] == [f"sheet {n}\n\n" for n in range(7)]
    assert paper.complaints(merged) == []


def test_many_are_merged_some_at_a_time() -> None:
    merged = pdf.merge((made(f"<p>sheet {n}</p>") for n in range(5)), at_once=2)

    assert [words.strip() for words in paper.text(merged).split("\f")[:-1]] == [
        f"sheet {n}" for n in range(5)
    ]


def test_a_picture_on_many_sheets_is_kept_once() -> None:
    one, other = ({"a": ecard(400, 300)}, {"b": ecard(300, 400)})
    sheets = [made('<img src="handed:a">', pictures=one), made('<img src="handed:b">', pictures=other)] * 5
    merged = pikepdf.open(paper.as_file(pdf.merge(sheets)))
    images = {image.objgen for each in merged.pages for image in each.resources["/XObject"].values()}

    assert (len(merged.pages), len(images)) == (10, 2)


def test_nothing_merged_is_an_empty_file() -> None:
    assert len(pikepdf.open(paper.as_file(pdf.merge([]))).pages) == 0


def test_pictures_kept_from_page_to_page_are_bounded() -> None:
    many = {str(n): ecard(30 + n, 20) for n in range(engine.MOST_PICTURES + 1)}
    made("".join(f'<img src="handed:{name}">' for name in many), pictures=many)
    filled = len(engine._pictures)
    made('<img src="handed:one">', pictures={"one": ecard(40, 30)})

    assert filled > engine.MOST_PICTURES > len(engine._pictures)
