"""A company's own words, whatever sheet they stand on: each name in braces is one that can be filled in."""

from collections.abc import Collection

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from invites import placeholders


def checked(text: str, names: Collection[str] = placeholders.LETTER_NAMES) -> str:
    """The text, if every name in braces is one of those. Refusal: ValidationError."""
    known = ", ".join(map(placeholders.as_shown, names))
    if unknown := list(dict.fromkeys(placeholders.unknown_in(text, names))):
        sentence = _("Nothing can be filled in for %(unknown)s. These names are filled in: %(known)s.")
        raise ValidationError(sentence % {"unknown": ", ".join(unknown), "known": known})
    if placeholders.has_lone_brace(text):
        sentence = _("A brace stands alone. Names are written with two, like %(example)s.")
        raise ValidationError(sentence % {"example": placeholders.as_shown(next(iter(names)))})
    return text
