"""Pages of several documents as one that a screen reader can still follow.

What is merged page by page loses its tags: they hang on the document. So the tags move along, each page's under the
new document's, with the language that its own document had.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import ExitStack
from io import BytesIO
from typing import Any

import pikepdf
from pikepdf import Array, Dictionary, Name, String

from workstars.lib.pdf.stationery import lay_under
from workstars.lib.pdf.tags import numbers, slim

PRINT_VERSION = "1.7"
Place = tuple[int, int]


def bind(
    documents: Sequence[bytes],
    order: Iterable[Place] | None = None,
    *,
    title: str,
    language: str,
    forms: Mapping[int, Mapping[int, int]] | None = None,
) -> bytes:
    """`order` names document and page, each once; all of them one after the other without it.

    `forms`: for a document its pages that are not whole → the page that is their form (`stationery`).
    """
    with ExitStack() as opened:
        sources = [opened.enter_context(pikepdf.open(BytesIO(data))) for data in documents]
        for number, source in enumerate(sources):
            slim(source)
            lay_under(source, (forms or {}).get(number, {}))
        whole = opened.enter_context(pikepdf.new())
        places = list(order) if order is not None else _all_of(sources)
        for document, page in places:
            whole.pages.append(sources[document].pages[page])
        _tag(whole, sources, places)
        _describe(whole, title, language)
        out = BytesIO()
        whole.save(out, min_version=PRINT_VERSION, object_stream_mode=pikepdf.ObjectStreamMode.generate)
    return out.getvalue()


def _all_of(sources: Sequence[pikepdf.Pdf]) -> list[Place]:
    return [(document, page) for document, source in enumerate(sources) for page in range(len(source.pages))]


def _tag(whole: pikepdf.Pdf, sources: Sequence[pikepdf.Pdf], places: list[Place]) -> None:
    """One tree of tags, its sections in the order of the pages."""
    root = whole.make_indirect(Dictionary(Type=Name.StructTreeRoot))
    body = whole.make_indirect(Dictionary(Type=Name.StructElem, S=Name.Document, P=root, K=Array()))
    root.K = Array([body])
    parents: dict[Place, Any] = {}
    sections: dict[tuple[int, int], list[Any]] = {}
    for number, source in enumerate(sources):
        tree = whole.copy_foreign(source.Root.StructTreeRoot)
        keys = numbers(tree)
        for at, page in enumerate(source.pages):
            parents[number, at] = keys[int(page.obj.StructParents)]
        for section in _spoken(tree, source.Root.get("/Lang")):
            section.P = body
            sections.setdefault(section.Pg.objgen, []).append(section)
    listed: list[Any] = []
    for key, (place, page) in enumerate(zip(places, whole.pages, strict=True)):
        page.obj.StructParents = key
        listed += [key, parents[place]]
        body.K.extend(sections.get(page.obj.objgen, ()))
    root.ParentTree = whole.make_indirect(Dictionary(Nums=Array(listed)))
    root.ParentTreeNextKey = len(places)
    whole.Root.StructTreeRoot = root
    whole.Root.MarkInfo = Dictionary(Marked=True)


def _spoken(tree: Any, language: Any) -> Iterator[Any]:
    """What lies under the document's root, each with a language of its own."""
    for section in tree.K[0].K:
        if language is not None and "/Lang" not in section:
            section.Lang = String(str(language))
        yield section


def _describe(whole: pikepdf.Pdf, title: str, language: str) -> None:
    whole.Root.Lang = String(language)
    whole.Root.ViewerPreferences = Dictionary(DisplayDocTitle=True)
    with whole.open_metadata(set_pikepdf_as_editor=False) as metadata:
        metadata["dc:title"] = title
        metadata["pdfuaid:part"] = "1"
    whole.docinfo.Title = String(title)
