"""What a message of thanks may be, for the page and for a row of a file alike (R1, B2)."""

import re
import unicodedata

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _

MOST_CHARACTERS = 2000
MOST_LINES = 60
COMMENT_CHARACTERS = 500
COMMENT_LINES = 20

_BREAKS = re.compile(r"\r\n|[\r\x0b\x0c\x85\u2028\u2029]")
# Invisible and without sense of their own: byte order marks, zero-width spaces, and what turns the direction of all
# that follows. Joiners and single direction marks stay: emoji and several scripts need them.
_DROPPED = re.compile(r"[\u200b\u2060\ufeff\u202a-\u202e\u2066-\u206f\ufff9-\ufffb]")
_FORBIDDEN = re.compile(r"[\x00-\x09\x0b-\x1f\x7f-\x9f\ud800-\udfff\ufdd0-\ufdef\ufffe\uffff]")
# They look like nothing, although Unicode calls them letters or signs.
_BLANKS = frozenset("\u034f\u115f\u1160\u2800\u3164\uffa0")


class Flaw(TextChoices):
    """Why a message is refused; the label is the sentence for whoever wrote it."""

    EMPTY = "empty", _("Write a message.")
    TOO_LONG = "too_long", _("The message has more than 2,000 characters. Make it shorter.")
    TOO_MANY_LINES = "too_many_lines", _("The message has more than 60 lines. Join some of them.")
    CONTROL = "control", _("The message holds a sign that cannot be shown or printed. Type it anew.")


def tidy_message(text: str) -> str:
    """The text as it is kept: NFC, lines parted by "\\n", a tab as a space, nothing unseen, no blank at either end."""
    if not text.isprintable():
        text = _DROPPED.sub("", _BREAKS.sub("\n", text)).replace("\t", " ")
    if not text.isascii():
        text = unicodedata.normalize("NFC", text)
    return text.strip()


def flaws_of(message: str) -> list[Flaw]:
    """What is wrong with a tidied message, all of it; characters are Unicode's, a line break counts as one."""
    if not is_seen(message):
        return [Flaw.EMPTY]
    found = {
        Flaw.TOO_LONG: len(message) > MOST_CHARACTERS,
        Flaw.TOO_MANY_LINES: message.count("\n") >= MOST_LINES,
        Flaw.CONTROL: not message.isprintable() and _FORBIDDEN.search(message) is not None,
    }
    return [flaw for flaw, is_there in found.items() if is_there]


def comment_flaws(comment: str) -> list[str]:
    """The same of a comment, which is shorter, as sentences."""
    if not is_seen(comment):
        return [str(_("Write a few words."))]
    flaws = []
    if len(comment) > COMMENT_CHARACTERS:
        flaws.append(_("The comment has more than 500 characters. Make it shorter."))
    if comment.count("\n") >= COMMENT_LINES:
        flaws.append(_("The comment has more than 20 lines. Join some of them."))
    if not comment.isprintable() and _FORBIDDEN.search(comment):
        flaws.append(_("The comment holds a sign that cannot be shown. Type it anew."))
    return [str(flaw) for flaw in flaws]


def is_seen(message: str) -> bool:
    """Whether there is anything to see in it."""
    return any(
        not sign.isspace() and sign not in _BLANKS and unicodedata.category(sign) not in {"Cf", "Cc"}
        for sign in message
    )
