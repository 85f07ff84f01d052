"""Letters of one pack differ in a few words: what they share is laid out once, on the first of those that are alike.

Of the others only what is their own is laid out, where it stands on the first. A letter whose words turn out to need
other room is no like of it after all.
"""

from collections import defaultdict
from collections.abc import Callable, Hashable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from invites.pdf import fitting
from invites.pdf.page import Placed

if TYPE_CHECKING:
    from workstars.lib.pdf.engine import Pages, Rectangle

FEWEST = 3  # for fewer alike a form is not worth it
ONE_FACE = "\u0590"  # signs before it are drawn by the first face, so that their lines are of one height
PIXELS = 96 / 25.4  # of CSS in a millimetre
SAME = 0.01  # of a pixel; places are worked out in floating point
Lay = Callable[[list[Placed], str], "Pages"]


@dataclass(frozen=True)
class Laid:
    """`letters`: which letter each page is; `forms`: pages that are not whole → the page that is their form."""

    pages: "Pages"
    letters: list[int]
    forms: dict[int, int] = field(default_factory=dict)


class NotOnePage(Exception):
    """A letter needs another page after all."""


def lay_out(placed: Sequence[Placed], lay: Lay) -> Laid:
    """`lay` is given letters, and a stylesheet that goes before their own. Raises NotOnePage."""
    form_of = _likes(placed)
    whole = [at for at in range(len(placed)) if form_of.get(at, at) == at]
    first = _pages([replace(placed[at], form=form_of.get(at)) for at in whole], lay)
    if len(whole) == len(placed):
        return Laid(first, whole)
    places = {at: first.own(page) for page, at in enumerate(whole) if at in form_of}
    lacking = [at for at in form_of if at not in places]
    filled = _pages(
        [replace(placed[at], form=form_of[at], lacks_form=True) for at in lacking], lay, stylesheet(places)
    )
    alike = [page for page, at in enumerate(lacking) if _same(filled.own(page), places[form_of[at]])]
    letters = [*whole, *(lacking[page] for page in alike)]
    forms = {page: whole.index(form_of[letters[page]]) for page in range(len(whole), len(letters))}
    pages = first + filled.only(alike)
    if others := [at for at in lacking if at not in set(letters)]:
        pages, letters = pages + _pages([placed[at] for at in others], lay), letters + others
    return Laid(pages, letters, forms)


def _pages(placed: list[Placed], lay: Lay, css: str = "") -> "Pages":
    pages = lay(placed, css)
    if pages.count != len(placed):
        raise NotOnePage
    return pages


def _likes(placed: Sequence[Placed]) -> dict[int, int]:
    """Letters → the first that is like them, itself too."""
    groups: dict[Hashable, list[int]] = defaultdict(list)
    for at, each in enumerate(placed):
        groups[_likeness(each)].append(at)
    return {at: group[0] for group in groups.values() if len(group) >= FEWEST for at in group}


def _likeness(placed: Placed) -> Hashable:
    """The same for letters that share all but words of their own, which by their widths take as many lines."""
    sheet, setting = placed.sheet, placed.setting
    texts = (sheet.title, *sheet.paragraphs, sheet.ask)
    own = [line.text for line in (sheet.name, *sheet.places)] + [each.text for each in texts if each.own]
    return (
        setting,
        round(sheet.height(setting), 2),
        len(sheet.places),
        tuple(None if each.own else each.text for each in texts),
        max("".join(own), default="") < ONE_FACE,
    )


def _same(own: Mapping[str, "Rectangle"], form: Mapping[str, "Rectangle"]) -> bool:
    return own.keys() == form.keys() and all(
        abs(one - other) < SAME for name in own for one, other in zip(own[name], form[name], strict=True)
    )


def stylesheet(places: Mapping[int, Mapping[str, "Rectangle"]]) -> str:
    """Puts what is a letter's own where it stands on its form. The margins of the paper do not count."""
    return "".join(
        f'.on-{form} [data-own="{name}"] {{ position: absolute; margin: 0; width: {wide}px; '
        f"left: {left - fitting.SIDE * PIXELS}px; top: {top - fitting.TOP * PIXELS}px }}\n"
        for form, rectangles in places.items()
        for name, (left, top, wide, _high) in rectangles.items()
    )
