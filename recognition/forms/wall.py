"""The gates of the wall: a comment, the reason of hiding, what a reaction may be."""

from typing import Any
from uuid import uuid4

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from recognition.messages import COMMENT_CHARACTERS, comment_flaws, tidy_message
from recognition.models import Reaction


class CommentField(forms.CharField):
    """A comment as it is kept; its `max_length` is for the counter."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(widget=forms.Textarea(attrs={"rows": 2, "dir": "auto", "data-lf": ""}), **kwargs)
        self.max_length = COMMENT_CHARACTERS

    def clean(self, value: Any) -> str:
        comment = tidy_message(value or "")
        if flaws := comment_flaws(comment):
            raise ValidationError(flaws)
        return comment


class CommentForm(forms.Form):
    """`press_key` makes one comment of a button pressed twice."""

    use_required_attribute = False

    text = CommentField(label=_("Your comment"))
    press_key = forms.UUIDField(widget=forms.HiddenInput, initial=uuid4)


class ReactionForm(forms.Form):
    """`put` or `take` names a kind, and says how it shall be afterwards: a button pressed twice means the same once."""

    put = forms.TypedChoiceField(choices=Reaction.Kind.choices, coerce=Reaction.Kind, required=False)
    take = forms.TypedChoiceField(choices=Reaction.Kind.choices, coerce=Reaction.Kind, required=False)

    def clean(self) -> dict[str, Any]:
        given = super().clean() or {}
        if bool(given.get("put")) == bool(given.get("take")):
            raise ValidationError(_("Press one of the signs."))
        return given


class HidingForm(forms.Form):
    use_required_attribute = False

    reason = forms.CharField(
        label=_("Reason"),
        max_length=300,
        widget=forms.Textarea(attrs={"rows": 2, "dir": "auto"}),
        error_messages={
            "required": _("Say why. The sender reads it."),
            "max_length": _("The reason has more than 300 characters. Make it shorter."),
        },
    )
