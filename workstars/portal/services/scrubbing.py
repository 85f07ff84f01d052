"""Every text of a company without what somebody was called (X5).

A table that is added one day is gone through as well: what holds texts is asked of the models, not listed here.
"""

from collections.abc import Iterator
from typing import Any

from django.apps import apps
from django.db import models, transaction
from django.db.models import F, Q
from django.db.models.functions import Cast, Lower

from employees.models import Company, Employee, Erasure, User
from employees.services.audit import retention_at_work
from employees.services.erasing import Called
from workstars.lib.bulk import rewrite_rows
from workstars.lib.needles import Needles

# The person's own row is nameless already, and a colleague's name is the colleague's.
LEFT_ALONE = (Employee, Erasure)


def scrub_company(company: Company, called: Called) -> int:
    """Answers how many rows named the person. In short transactions; the same again does no harm."""
    signed = sum(_unsign(model, company, called) for model in owned_models())
    return signed + sum(_scrub(model, company, called.needles) for model in owned_models())


def owned_models() -> list[Any]:
    """Whose rows belong to a company, and are not left alone."""
    owned = (model for model in apps.get_models() if model not in LEFT_ALONE)
    return [model for model in owned if any(_names_company(field) for field in model._meta.concrete_fields)]


def _names_company(field: models.Field) -> bool:
    return field.name == "company" and field.related_model is Company


def _unsign(model: Any, company: Company, called: Called) -> int:
    """What the person's login did is labelled with the person's name, whoever else has that name."""
    if called.user is None:
        return 0
    names = {field.name for field in model._meta.concrete_fields}
    signatures = (
        field.name
        for field in model._meta.concrete_fields
        if field.related_model is User and f"{field.name}_label" in names
    )
    rows = model._base_manager.filter(company=company)
    with transaction.atomic(), retention_at_work():
        return sum(
            rows.filter(**{name: called.user}).update(**{f"{name}_label": called.said}) for name in signatures
        )


def _scrub(model: Any, company: Company, needles: Needles) -> int:
    texts = list(_texts_of(model))
    if not texts:
        return 0
    seen = {f"scrub_{field.name}": Lower(Cast(F(field.name), models.TextField())) for field in texts}
    named = Q()
    for field in texts:
        named |= needles.may_be_in(f"scrub_{field.name}", json=isinstance(field, models.JSONField))
    rows = model._base_manager.filter(company=company).annotate(**seen).filter(named)
    columns = [field.name for field in texts]
    return rewrite_rows(rows, lambda row: _clean(row, texts, needles), columns, retention_at_work)


def _clean(row: Any, texts: list[models.Field], needles: Needles) -> bool:
    """Whether anything of the row was changed."""
    changed = False
    for field in texts:
        before = getattr(row, field.name)
        after = needles.scrub_json(before)
        if after != before:
            changed = True
            setattr(row, field.name, _fitting(after, field, row.pk) if isinstance(after, str) else after)
    return changed


def _fitting(text: str, field: models.Field, pk: int) -> str:
    """No longer than the column, and with the row's number behind it where no two rows may say the same."""
    ending = f" {pk}" if _is_unique(field) else ""
    room = field.max_length - len(ending) if field.max_length else None
    return f"{text[:room]}{ending}"


def _texts_of(model: Any) -> Iterator[models.Field]:
    """Free ones: of words that the program knows, none is a name."""
    for field in model._meta.concrete_fields:
        is_text = isinstance(field, (models.CharField, models.TextField, models.JSONField))
        if is_text and not field.primary_key and not field.choices:
            yield field


def _is_unique(field: models.Field) -> bool:
    """By itself or with others."""
    together = (
        str(part)
        for constraint in field.model._meta.constraints
        if isinstance(constraint, models.UniqueConstraint)
        for part in (*constraint.fields, *constraint.expressions)
    )
    return field.unique or any(field.name == part or f"F({field.name})" in part for part in together)
