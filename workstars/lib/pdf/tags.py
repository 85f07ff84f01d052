"""The tree that tells a screen reader what stands on a page, in the order in which it is read."""

from collections.abc import Iterator
from typing import Any

import pikepdf
from pikepdf import Array, Name

WRAPPERS = (Name.Span, Name.NonStruct)


def slim(source: pikepdf.Pdf) -> None:
    """The engine wraps every piece of a line twice; without that there is a third of the tags, and of the memory."""
    tree = source.Root.StructTreeRoot
    keys = {page.obj.objgen: int(page.obj.StructParents) for page in source.pages}
    lists = numbers(tree)
    for section in tree.K[0].K:
        for marked, owner in _lifted(section):
            lists[keys[owner.Pg.objgen]][marked] = owner


def _lifted(element: Any) -> Iterator[tuple[int, Any]]:
    """Takes the wrappers below out; answers with each marked content's number, and what it hangs on now."""
    kids: list[Any] = []
    for kid in element.K:
        if not isinstance(kid, pikepdf.Dictionary):
            kids.append(int(kid))
            continue
        yield from _lifted(kid)
        wrapper = kid.S in WRAPPERS and "/Alt" not in kid
        kids += list(kid.K) if wrapper else [kid]
    for each in kids:
        if isinstance(each, int):
            yield each, element
        else:
            each.P = element
    element.K = Array(kids)


def numbers(tree: Any) -> dict[int, Any]:
    """By a page's key the elements that its marked contents hang on, in the order of their numbers."""
    flat = list(tree.ParentTree.Nums)
    return {int(key): value for key, value in zip(flat[::2], flat[1::2], strict=True)}
