"""How a television and an administrator find each other (R9): by a short code that it shows and that is typed."""

import re
import secrets
import unicodedata
from datetime import datetime, timedelta
from hashlib import sha256

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from employees.models import AuditEvent, Company
from recognition.models import Screen
from recognition.services.screens.refusals import ScreenRefused
from workstars.lib.actors import Actor

# Fifteen capitals: no vowels, so no words; no digits; one of each pair that looks alike from across a room.
LETTERS = "CDFHJKMNPRTVWXY"
LENGTH = 6
CODE_COUNTS = timedelta(minutes=15)
SEEN_IS_NOTED_EVERY = timedelta(minutes=1)
MOST_TRIES = 5


def ask_for_pairing(*, company: Company, before: Screen | None, now: datetime) -> tuple[Screen, str]:
    """A screen that waits with a code, and the secret of its cookie, which is kept nowhere else. `before` is the same
    television as it was until it was ended."""
    secret = secrets.token_urlsafe(32)
    screen = Screen(company=company, name=before.name if before else "", digest=_digest(secret))
    return _with_code(screen, now), secret


def keep_code_fresh(*, screen: Screen, now: datetime) -> Screen:
    """A waiting screen with a code that counts: another one when its time is over."""
    return screen if now < screen.asked_at + CODE_COUNTS else _with_code(screen, now)


def find_screen(company: Company, secret: str) -> Screen | None:
    """Whatever it is by now: waiting, at work, or ended."""
    if not secret:
        return None
    found: Screen | None = Screen.objects.for_company(company).filter(digest=_digest(secret)).first()
    return found


def note_seen(*, screen: Screen, now: datetime) -> None:
    """Once a minute."""
    if screen.seen_at is None or now - screen.seen_at >= SEEN_IS_NOTED_EVERY:
        Screen.objects.for_company(screen.company).filter(pk=screen.pk).update(seen_at=now)


@transaction.atomic
def pair_screen(*, company: Company, code: str, name: str, names: str, by: Actor, now: datetime) -> Screen:
    """The screen that shows this code shows the wall from now on; the code is worth nothing any more.

    Refusal: ScreenRefused, for a code that no screen of the company shows.
    """
    waiting = Screen.objects.for_company(company).waiting().filter(asked_at__gt=now - CODE_COUNTS)
    screen: Screen | None = waiting.select_for_update().filter(pairing_code=tidy_code(code) or None).first()
    if screen is None:
        raise ScreenRefused(
            "code",
            _(
                "No screen of yours shows this code now. Type the one that stands there; it changes every 15 minutes."
            ),
        )
    screen.name, screen.names, screen.pairing_code = name, names, ""
    screen.paired_at, screen.paired_by_label, screen.seen_at = now, by.label[:300], now
    screen.save()
    after = {"name": name, "shown_names": names}
    AuditEvent.objects.record(
        company=company, action="screen.paired", by=by, at=now, subject=screen, after=after
    )
    return screen


def tidy_code(text: str) -> str:
    """As it is kept, whatever the case, the width and the signs between; empty when it cannot be one."""
    letters = re.sub(r"[\s\-\u2010-\u2015.]+", "", unicodedata.normalize("NFKC", text)).upper()
    return letters if re.fullmatch(f"[{LETTERS}]{{{LENGTH}}}", letters) else ""


def _with_code(screen: Screen, now: datetime) -> Screen:
    """Saved with a code that no other screen of the company shows."""
    screen.asked_at = now
    for _try in range(MOST_TRIES):
        screen.pairing_code = "".join(secrets.choice(LETTERS) for _letter in range(LENGTH))
        try:
            with transaction.atomic():
                screen.save()
        except IntegrityError:
            continue
        return screen
    raise ScreenRefused("code", _("There is no free code at this moment. Try again in a minute."))


def _digest(secret: str) -> bytes:
    return sha256(secret.encode()).digest()
