"""Pages that share most of what stands on them, as letters do.

One of them, the form, is drawn whole. Of the others only what is their own is drawn, where it stands on the form. They
get the rest of the form laid under it: its drawing, which all of them share, and its tags, which cannot be shared. What
is a page's own has a name, the `data-own` of its element.
"""

from collections.abc import Iterable, Iterator, Mapping
from itertools import count
from typing import Any

import pikepdf
from pikepdf import Array, Dictionary, Name, Operator

from workstars.lib.pdf.tags import numbers

OWN = Name.Own  # a key of ours for that name; `workstars.lib.pdf.spelling` writes it
# What is left of a drawing that is taken out: whatever is drawn after it may count on colour and place.
STATE = {
    "q",
    "Q",
    "cm",
    "gs",
    "rg",
    "RG",
    "g",
    "G",
    "k",
    "K",
    "cs",
    "CS",
    "sc",
    "SC",
    "scn",
    "SCN",
    "w",
    "J",
    "j",
    "M",
    "d",
}
Drawing = Iterable[Any]  # as pikepdf takes a page's stream apart


def lay_under(source: pikepdf.Pdf, forms: Mapping[int, int]) -> None:
    """`forms`: pages that are not whole → the page that is their form. The tags are slim by now."""
    if not forms:
        return
    tree = source.Root.StructTreeRoot
    marked = numbers(tree)
    sections = {section.Pg.objgen: section for section in tree.K[0].K}
    pages = [page.obj for page in source.pages]
    whole = {at: sections[pages[at].objgen] for at in {*forms, *forms.values()}}
    for form in dict.fromkeys(forms.values()):
        lacking = [at for at in forms if forms[at] == form]
        first = max(len(marked[int(pages[at].StructParents)]) for at in lacking)
        stencil = Stencil(source, pages[form], whole[form], first)
        for at in lacking:
            marked[int(pages[at].StructParents)].extend(
                stencil.lay_under(pages[at], whole[at], len(marked[int(pages[at].StructParents)]))
            )
    for section in whole.values():
        for element in _owned(section).values():
            del element[OWN]


class Stencil:
    """A form without what is its page's own. Its marked contents are counted from `first` on."""

    def __init__(self, source: pikepdf.Pdf, page: Any, section: Any, first: int) -> None:
        self._source, self._section, self._first = source, section, first
        own = {number for element in _owned(section).values() for number in _marks(element)}
        kept = sorted(set(_marks(section)) - own)
        self._numbers = dict(zip(kept, count(first), strict=False))
        drawing = list(_without(pikepdf.parse_content_stream(page), self._numbers))
        self._drawing = source.make_stream(b"q\n" + pikepdf.unparse_content_stream(drawing) + b"\nQ\n")

    def lay_under(self, page: Any, section: Any, taken: int) -> list[Any]:
        """Answers with what the form's marked contents hang on, from number `taken` on."""
        page.Contents = Array([self._drawing, page.Contents])
        owners: dict[int, Any] = {}
        section.K = self._copied(self._section, section, _owned(section), owners)
        return [None] * (self._first - taken) + [owners[number] for number in self._numbers.values()]

    def _copied(self, form: Any, onto: Any, own: dict[str, Any], owners: dict[int, Any]) -> Array:
        kids: list[Any] = []
        for kid in form.K:
            if not isinstance(kid, pikepdf.Dictionary):
                kids.append(self._numbers[int(kid)])
                owners[kids[-1]] = onto
                continue
            if OWN in kid:
                element = own[str(kid[OWN])]
            else:
                element = self._source.make_indirect(Dictionary(dict(kid.items())))
                element.Pg = onto.Pg
                element.K = self._copied(kid, element, own, owners)
            element.P = onto
            kids.append(element)
        return Array(kids)


def _owned(element: Any) -> dict[str, Any]:
    """The elements with a name."""
    found: dict[str, Any] = {}
    for kid in element.K:
        if isinstance(kid, pikepdf.Dictionary):
            found |= {str(kid[OWN]): kid} if OWN in kid else _owned(kid)
    return found


def _marks(element: Any) -> Iterator[int]:
    for kid in element.K:
        if isinstance(kid, pikepdf.Dictionary):
            yield from _marks(kid)
        else:
            yield int(kid)


def _without(drawing: Drawing, renumbered: Mapping[int, int]) -> Iterator[Any]:
    """Of marked contents that have no new number only the state of the pen is kept."""
    depth = 0  # of marked contents within one that is taken out, itself counted
    typing = False
    for each in drawing:
        operator = str(each.operator)
        number = _number(each) if operator == "BDC" else None
        typing = operator == "BT" or (typing and operator != "ET")
        if operator in ("BDC", "BMC") and (depth or (number is not None and number not in renumbered)):
            depth += 1
        elif number is not None:
            facts = Dictionary(MCID=renumbered[number])
            yield pikepdf.ContentStreamInstruction([each.operands[0], facts], Operator("BDC"))
        elif not depth or (operator in STATE and not typing):
            yield each
        elif operator == "EMC":
            depth -= 1


def _number(begin: pikepdf.ContentStreamInstruction) -> int | None:
    """Of a marked content, from the operator that begins it."""
    facts: Any = begin.operands[1]
    return int(facts.MCID) if "/MCID" in facts else None
