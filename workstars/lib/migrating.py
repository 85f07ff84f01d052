"""New databases, made quickly: models that one migration creates in a row are rendered once, not again after each."""

from collections.abc import Iterable, Sequence
from itertools import groupby
from typing import Any

from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.migrations import CreateModel, Migration
from django.db.migrations.operations.base import Operation
from django.db.migrations.state import ProjectState


class CreateModels(Operation):
    """What the given operations do one after the other, forwards. Each asks for nothing but its own new model."""

    def __init__(self, creating: Sequence[Operation]) -> None:
        self.creating = creating

    def state_forwards(self, app_label: str, state: ProjectState) -> None:
        state.__dict__.pop("apps", None)  # else each new model renders all that are related to it once more
        for each in self.creating:
            each.state_forwards(app_label, state)

    def database_forwards(
        self,
        app_label: str,
        schema_editor: BaseDatabaseSchemaEditor,
        from_state: ProjectState,
        to_state: ProjectState,
    ) -> None:
        for each in self.creating:
            each.database_forwards(app_label, schema_editor, from_state, to_state)


def together(operations: Iterable[Operation]) -> list[Operation]:
    """The same operations, those in a row that create models as one."""
    found: list[Operation] = []
    for creates, some in groupby(operations, lambda each: isinstance(each, CreateModel)):
        row = list(some)
        found += [CreateModels(row)] if creates else row
    return found


def create_models_together(plan: Iterable[tuple[Migration, bool]], **more: Any) -> None:
    """Called ahead of migrating, with what is going to be done."""
    for migration, backwards in plan:
        if not backwards:
            migration.operations = together(migration.operations)  # type: ignore[misc]  # its own list
