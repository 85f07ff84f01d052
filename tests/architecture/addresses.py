"""Every address of the product, read from the URLconf."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from django.urls import URLPattern, URLResolver, get_resolver

from workstars.lib.doors import EVERYBODY


@dataclass(frozen=True)
class Address:
    """`view` is the class, or the function where there is none."""

    name: str
    route: str
    view: Any
    parameters: tuple[str, ...]

    @property
    def audience(self) -> frozenset[str] | None:
        return getattr(self.view, "audience", None)

    @property
    def is_public(self) -> bool:
        return self.audience == EVERYBODY

    @property
    def is_api(self) -> bool:
        return self.route.startswith("api/")

    @property
    def host(self) -> str:
        return getattr(self.view, "host", "company")

    @property
    def methods(self) -> list[str]:
        return [method for method in ("get", "post", "put", "patch", "delete") if hasattr(self.view, method)]


def addresses() -> list[Address]:
    return list(_walk(get_resolver().url_patterns))


def _walk(patterns: Iterable[URLPattern | URLResolver], before: str = "") -> Iterator[Address]:
    for pattern in patterns:
        route = before + str(pattern.pattern)
        if isinstance(pattern, URLResolver):
            yield from _walk(pattern.url_patterns, route)
        else:
            view = getattr(pattern.callback, "view_class", None) or getattr(
                pattern.callback, "cls", pattern.callback
            )
            yield Address(pattern.name or route, route, view, tuple(pattern.pattern.converters))


def unguarded(found: Iterable[Address], listed: set[str]) -> list[str]:
    """Names of addresses that neither state an audience nor are listed."""
    return [address.name for address in found if not address.audience and address.name not in listed]
