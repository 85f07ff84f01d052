"""Tags of the form components; part of {% load components %}."""

from collections.abc import Iterable, Iterator
from typing import Any

from django.forms import BaseForm, BoundField, widgets
from django.template import Library
from django.utils.safestring import SafeString

register = Library()

KINDS = (
    (widgets.HiddenInput, "hidden"),
    (widgets.CheckboxInput, "checkbox"),
    (widgets.RadioSelect, "choices"),
    (widgets.FileInput, "file"),
    (widgets.PasswordInput, "password"),
)


@register.filter
def kind(field: BoundField) -> str:
    """Which markup a field needs: hidden, checkbox, choices, file, password or input."""
    return next((name for cls, name in KINDS if isinstance(field.field.widget, cls)), "input")


@register.filter
def counted(field: BoundField) -> bool:
    """Long text shows how much room is left."""
    return isinstance(field.field.widget, widgets.Textarea) and bool(getattr(field.field, "max_length", None))


@register.filter
def described(field: BoundField) -> str:
    """Ids of what explains the field: hint, error, counter."""
    parts = {"helptext": field.help_text, "error": field.errors, "counter": counted(field)}
    return " ".join(f"{field.auto_id}_{name}" for name, there in parts.items() if there)


@register.simple_tag
def control(field: BoundField) -> SafeString:
    """The control itself, with its class, tied to its hint and errors."""
    widget = field.field.widget
    attrs: dict[str, Any] = {"aria-describedby": described(field)} if described(field) else {}
    if not isinstance(widget, (widgets.CheckboxInput, widgets.FileInput)):
        narrow = " short" if isinstance(widget, (widgets.DateInput, widgets.NumberInput)) else ""
        attrs["class"] = f"input{narrow} {widget.attrs.get('class', '')}".strip()
    if counted(field):
        attrs["maxlength"] = False  # What is pasted is not cut: the counter says it, and the server.
    return field.as_widget(attrs=attrs)


@register.simple_tag
def form_errors(
    form: BaseForm | None = None, forms: Iterable[BaseForm] | None = None
) -> list[dict[str, str]]:
    """Every error of one form or several in the order of the page, with the address of its field."""
    every = [*([form] if form else []), *(forms or [])]
    return [error for one in every if one.is_bound for error in _errors_of(one)]


def _errors_of(form: BaseForm) -> Iterator[dict[str, str]]:
    for text in form.non_field_errors():
        yield {"text": str(text), "label": "", "href": ""}
    for field in form:
        for text in field.errors:
            href = "" if field.is_hidden else f"#{field.id_for_label or field.auto_id}"
            yield {"text": str(text), "label": str(field.label).rstrip("?:"), "href": href}
