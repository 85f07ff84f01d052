"""Tags of the components: block tags where there is a body, simple tags where there is a computation."""

from typing import Any

from django.template import Context, Library
from django.template.loader import render_to_string
from django.templatetags.static import static
from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe

from workstars import navigation as menu
from workstars.lib import charts
from workstars.templatetags import fields, words

register = Library()
for part in (fields, words):
    register.tags |= part.register.tags
    register.filters |= part.register.filters


def component(file: str, /, **context: Any) -> SafeString:
    """One component as markup, without the space around it."""
    return _markup(render_to_string(f"components/{file}.html", context))


def _markup(rendered: str) -> SafeString:
    return mark_safe(rendered.strip())  # noqa: S308 (a template's output, so it is escaped already)


@register.simple_block_tag
def keep(content: str) -> SafeString:
    """A rendered body under a name: {% keep as lead %}…{% endkeep %}."""
    return _markup(content)


@register.simple_block_tag
def button(content: str, kind: str = "primary", compact: bool = False, **given: Any) -> SafeString:
    classes = [name for name in (kind, "compact" if compact else "") if name and name != "primary"]
    return component("button", content=_markup(content), classes="".join(f" {c}" for c in classes), **given)


@register.simple_block_tag
def badge(content: str, kind: str = "") -> SafeString:
    return component("badge", content=_markup(content), kind=kind)


@register.simple_block_tag
def notice(content: str, kind: str = "info", title: str = "") -> SafeString:
    symbol = {"good": "check", "warn": "alert", "bad": "alert"}.get(kind, "info")
    return component("notice", content=_markup(content), kind=kind, title=title, symbol=symbol)


@register.simple_block_tag
def empty_state(content: str, title: str, text: str = "", icon: str = "") -> SafeString:
    return component("empty_state", content=_markup(content), title=title, text=text, symbol=icon)


@register.simple_block_tag
def dialog(content: str, key: str, title: str) -> SafeString:
    return component("dialog", content=_markup(content), id=key, title=title)


@register.simple_block_tag
def table(content: str, caption: str = "", shown: bool = False) -> SafeString:
    return component("table", content=_markup(content), caption=caption, shown=shown)


@register.simple_block_tag
def tabs(content: str, label: str) -> SafeString:
    return component("tabs", content=_markup(content), label=label)


@register.simple_block_tag
def tab(content: str, href: str, current: bool = False, count: int | None = None) -> SafeString:
    return component("tab", content=_markup(content), href=href, current=current, count=count)


@register.simple_block_tag
def fact(content: str, label: str) -> SafeString:
    return component("fact", content=_markup(content), label=label)


@register.simple_block_tag
def event(content: str, title: str, when: Any = None, by: str = "", kind: str = "") -> SafeString:
    return component("event", content=_markup(content), title=title, when=when, by=by, kind=kind)


@register.simple_tag
def icon(name: str) -> SafeString:
    """A sign of the sprite; words stand beside it, so it is hidden from screen readers."""
    turn = " turn" if name in {"next", "previous", "arrow", "log-out"} else ""
    picture = '<svg class="icon{}" viewBox="0 0 24 24" aria-hidden="true"><use href="{}#{}"/></svg>'
    return format_html(picture, turn, static("icons.svg"), name)


@register.simple_tag
def steps(current: int, *labels: str) -> SafeString:
    rows = [{"label": label, "number": number} for number, label in enumerate(labels, 1)]
    return component("steps", steps=rows, current=current)


@register.simple_tag(takes_context=True)
def sort_header(context: Context, key: str, label: str, number: bool = False) -> SafeString:
    """A heading that sorts; a new order begins at the first page."""
    query = context["request"].GET.copy()
    now = query.get("sort", "")
    query.pop("page", None)
    query["sort"] = f"-{key}" if now == key else key
    direction = {key: "ascending", f"-{key}": "descending"}.get(now, "")
    href = f"?{query.urlencode()}"
    return component("sort_header", label=label, href=href, direction=direction, number=number)


@register.simple_tag
def bar_chart(rows: charts.Rows, *, title: str, label: str, value: str) -> SafeString:
    return component("bar_chart", bars=charts.bars(rows), title=title, label=label, value=value)


@register.simple_tag
def funnel_chart(rows: charts.Rows, *, title: str, label: str, value: str) -> SafeString:
    bars = charts.funnel(rows)
    return component("bar_chart", bars=bars, shares=True, title=title, label=label, value=value)


@register.simple_tag
def line_chart(rows: charts.Rows, *, title: str, label: str, value: str) -> SafeString:
    curve = charts.curve(rows)
    return component("line_chart", curve=curve, rows=rows, title=title, label=label, value=value)


@register.simple_tag(takes_context=True)
def navigation(context: Context) -> SafeString:
    request = context.get("request")
    return component("navigation", groups=menu.groups_for(request)) if request else SafeString()


@register.simple_tag(takes_context=True)
def site_name(context: Context) -> str:
    """The company's name; the product's in the back office and where there is no company."""
    request = context.get("request")
    company = getattr(request, "company", None)
    return company.name if request and company and not menu.is_back_office(request) else "Workstars"


@register.filter
def is_address(path: str) -> bool:
    return menu.is_address(path)
