"""New databases: what one migration creates in a row is created as one."""

from django.db import models
from django.db.migrations import CreateModel, Migration, RunSQL
from django.db.migrations.state import ProjectState
from django.db.models.signals import pre_migrate

from workstars.lib.migrating import CreateModels, create_models_together, together

ID = ("id", models.BigAutoField(primary_key=True))


def creates(name: str, *fields: tuple[str, models.Field]) -> CreateModel:
    return CreateModel(name, [ID, *fields])


def names(operations) -> list[object]:
    """Of models, in lists where they are created as one; RunSQL as its text."""
    return [
        [one.name for one in each.creating] if isinstance(each, CreateModels) else each.sql
        for each in operations
    ]


def test_models_in_a_row_become_one_operation_and_the_rest_stays_where_it_is():
    operations = [creates("A"), creates("B"), RunSQL("first"), RunSQL("second"), creates("C")]
    assert names(together(operations)) == [["A", "B"], "first", "second", ["C"]]
    assert names(together(together(operations))) == names(together(operations))


def test_the_state_has_all_of_them_rendered_once():
    state = ProjectState()
    before = state.apps
    link = models.ForeignKey("shop.A", models.CASCADE)
    CreateModels([creates("A"), creates("B", ("a", link))]).state_forwards("shop", state)
    assert "apps" not in state.__dict__
    assert state.apps is not before
    assert state.apps.get_model("shop", "B")._meta.get_field("a").related_model is state.apps.get_model(
        "shop", "A"
    )


def test_only_what_goes_forwards_is_joined_and_every_migrating_asks():
    ahead, back = Migration("ahead", "shop"), Migration("back", "shop")
    ahead.operations, back.operations = [creates("A"), creates("B")], [creates("A"), creates("B")]
    pre_migrate.send(sender=None, plan=[(ahead, False), (back, True)])
    assert (len(ahead.operations), len(back.operations)) == (1, 2)
    create_models_together(plan=[])
