"""Text that is copied from a page, searched or read aloud comes out as it was typed.

The engine lets each glyph of a face stand for one text, the first that it met. But Arabic letters share their dots,
Thai and Devanagari vowels are taken apart, an emoji is made of several signs. Where glyphs do not say what was typed,
the text is written beside them, cluster by cluster in the order they are drawn, as `ActualText` of a marked span.

It tells a reader the language of the whole document alone; an element with a `lang` of its own is told here.
"""

import re
import unicodedata
from collections.abc import Iterator
from itertools import pairwise
from typing import Any

from weasyprint.draw import text as engine
from weasyprint.pdf import tags
from weasyprint.text.ffi import ffi, pango

_PIECE = re.compile(r"<([0-9a-f]+)>|([^<>]+)")
_DIGITS = 4
JOINER = "\u200d"
NOTHING = "\u200b"
OF_THE_DOCUMENT = ("html", "body")
_draw_first_line = engine.draw_first_line
_build_box_tree = tags._build_box_tree


def teach() -> None:
    """From now on the engine spells."""
    engine.draw_first_line = _draw_and_spell
    tags._build_box_tree = _tag_and_say


def _tag_and_say(box: Any, *rest: Any) -> Iterator[Any]:
    language = box.element.get("lang") if box.element is not None else None
    own = box.element.get("data-own") if box.element is not None else None
    for element in _build_box_tree(box, *rest):
        if language and box.element_tag not in OF_THE_DOCUMENT:
            element["Lang"] = tags.pydyf.String(language)
        if own:
            element["Own"] = tags.pydyf.String(own)
        yield element


def _draw_and_spell(stream: Any, textbox: Any, *rest: Any) -> Any:
    spelled = stream if textbox.text.isascii() else Spelled(stream, textbox)
    return _draw_first_line(spelled, textbox, *rest)


class Spelled:
    """The page's stream while one line is drawn."""

    def __init__(self, stream: Any, textbox: Any) -> None:
        self._stream = stream
        self._textbox = textbox
        self._clusters: Iterator[tuple[str, int]] = iter(())
        self._fonts: dict[str, Any] = {}
        self._font: Any = None
        self._left = 0  # glyphs of the cluster that is being drawn
        self._marked = False

    def __getattr__(self, name: str) -> Any:
        return getattr(self._stream, name)

    def set_text_matrix(self, *values: float) -> None:
        """Called once, when the line has been shaped."""
        self._clusters = _clusters(self._textbox)
        self._stream.set_text_matrix(*values)

    def add_font(self, pango_font: Any) -> tuple[Any, float]:
        font, size = self._stream.add_font(pango_font)
        self._fonts[font.hash] = font
        return font, size

    def set_font_size(self, font: str, size: float) -> None:
        self._font = self._fonts[font]
        self._stream.set_font_size(font, size)

    def show_text(self, string: str) -> None:
        """Glyphs as four hexadecimal digits each within `<>`, shifts as numbers between."""
        waiting: list[str] = []
        for glyphs, shift in _PIECE.findall(string):
            if shift:
                waiting.append(shift)
            for at in range(0, len(glyphs), _DIGITS):
                self._show_glyph(glyphs[at : at + _DIGITS], waiting)
        self._write(waiting)

    def _show_glyph(self, glyph: str, waiting: list[str]) -> None:
        if not self._left:
            text, self._left = next(self._clusters, ("", 1))
            said = self._font.to_unicode.get(int(glyph, 16))
            if self._left > 1 or said != text:
                self._write(waiting)
                self._mark(text)
            # Of an accented letter the first glyph is the letter, which will stand alone elsewhere.
            self._stands_for(glyph, unicodedata.normalize("NFD", text)[:1])
        self._stands_for(glyph, NOTHING)
        waiting.append(f"<{glyph}>")
        self._left -= 1
        if self._marked and not self._left:
            self._write(waiting)
            self._stream.end_marked_content()
            self._marked = False

    def _stands_for(self, glyph: str, text: str) -> None:
        """Every glyph has to stand for something, also the dots of a letter, which nobody typed."""
        if not self._font.to_unicode.get(int(glyph, 16)):
            self._font.to_unicode[int(glyph, 16)] = text or NOTHING

    def _mark(self, text: str) -> None:
        spelled = ("\ufeff" + text).encode("utf-16-be").hex()
        self._stream.begin_marked_content("Span", f"<</ActualText <{spelled}>>>".encode())
        self._marked = True

    def _write(self, waiting: list[str]) -> None:
        if waiting:
            self._stream.show_text(" ".join(waiting))
            waiting.clear()


def _clusters(textbox: Any) -> Iterator[tuple[str, int]]:
    """What was typed and the number of its glyphs, for each cluster of the line from left to right."""
    line, _index = textbox.pango_layout.get_first_line()
    typed = textbox.pango_layout.text.encode()
    run = line.runs[0]
    while run != ffi.NULL:
        yield from _clusters_of(run.data, typed)
        run = run.next


def _clusters_of(run: Any, typed: bytes) -> Iterator[tuple[str, int]]:
    """A mark belongs to its letter, whether or not the face draws both in one."""
    item, glyphs = run.item, run.glyphs
    starts = [glyphs.log_clusters[n] for n in range(glyphs.num_glyphs)]
    spelled: dict[int, str] = {}
    letter_of: dict[int, int] = {}
    letter = 0
    for start, end in pairwise([*sorted(set(starts)), item.length]):
        text = typed[item.offset + start : item.offset + end].decode()
        if not spelled or not _joins(text[0]):
            letter, spelled[start] = start, ""
        letter_of[start] = letter
        spelled[letter] += text
    drawn = dict.fromkeys((letter_of[start] for start in starts), 0)
    for n, start in enumerate(starts):
        drawn[letter_of[start]] += glyphs.glyphs[n].glyph != pango.PANGO_GLYPH_EMPTY
    return ((spelled[letter], count) for letter, count in drawn.items() if count)


def _joins(sign: str) -> bool:
    return unicodedata.category(sign) in {"Mn", "Mc", "Me"} or sign == JOINER
