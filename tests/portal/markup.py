"""Markup as a tree, to be asked about instead of compared as text."""

from typing import Any
from xml.etree.ElementTree import Element

import tinyhtml5
from django.template import engines
from django.test import RequestFactory


def draw(template: str, address: str = "/", **context: Any) -> Element:
    """The body of a template's output."""
    return tree(write(template, address, **context))


def write(template: str, address: str = "/", **context: Any) -> str:
    request = RequestFactory().get(address)
    source = "{% load components i18n %}" + template
    return engines["django"].from_string(source).render(context, request)


def tree(html: str) -> Element:
    document = tinyhtml5.parse(html.encode(), namespace_html_elements=False, transport_encoding="utf-8")
    for element in document.iter():
        element.tag = str(element.tag).rpartition("}")[2]
    body = document.find("body")
    assert body is not None
    return body


def only(root: Element, path: str) -> Element:
    """The one element that fits."""
    found = root.findall(f".//{path}")
    assert len(found) == 1, f"{path}: {len(found)}"
    return found[0]


def words(element: Element) -> str:
    return " ".join("".join(element.itertext()).split())
