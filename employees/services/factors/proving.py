"""Codes and passkeys, judged: each code once, whoever types it at the same moment."""

import unicodedata
from dataclasses import dataclass
from datetime import datetime
from hmac import compare_digest
from typing import Any, cast

from allauth.mfa.adapter import get_adapter
from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.mfa.totp.internal.auth import format_hotp_value, hotp_value
from allauth.mfa.webauthn.internal import auth as webauthn
from django.core.exceptions import ValidationError
from django.db import transaction

from employees import emails
from employees.models import Mail, User
from employees.permissions import Member
from employees.services.noticing import owe_notice, record_everywhere, site_of
from workstars.lib.actors import Actor

PERIOD = 30  # seconds for which an app shows one code
CLOCKS_APART = 1  # so many codes before and after are taken, for clocks that differ
APP_DIGITS = 6


@dataclass(frozen=True)
class Proof:
    """What was shown. `mail` is owed when it was a recovery code."""

    mail: Mail | None = None


@transaction.atomic
def prove_by_code(*, member: Member, code: str, by: Actor, now: datetime) -> Proof | None:
    """Six digits of the app, or a recovery code; None when it is neither, or was used before."""
    digits = digits_of(code)
    if len(digits) == APP_DIGITS:
        return Proof() if _use_app_code(member.user, digits, now) else None
    return _use_recovery_code(member, digits, by, now)


def digits_of(code: str) -> str:
    """What was typed without spaces and dashes, digits of other scripts as our own."""
    return "".join(str(unicodedata.decimal(sign)) for sign in code if sign.isdecimal())


@transaction.atomic
def prove_by_passkey(*, user: User, answer: Any, now: datetime) -> bool:
    """The browser's answer to the challenge that its session holds."""
    try:
        found = webauthn.complete_authentication(user, webauthn_answer(answer))
    except (ValidationError, ValueError, KeyError, TypeError, AttributeError):
        return False
    return bool(Authenticator.objects.filter(pk=found.pk).update(last_used_at=now))


def webauthn_answer(answer: Any) -> dict[str, Any]:
    """Only an object can be one; allauth asks again for what is in it."""
    if not isinstance(answer, dict):
        raise TypeError
    return answer


def counter_of(secret: str, digits: str, now: datetime, after: int = -1) -> int | None:
    """Which of the periods around `now`, later than `after`, has this code."""
    current = int(now.timestamp()) // PERIOD
    for counter in range(current - CLOCKS_APART, current + CLOCKS_APART + 1):
        if counter > after and compare_digest(format_hotp_value(hotp_value(secret, counter)), digits):
            return counter
    return None


def _use_app_code(user: User, digits: str, now: datetime) -> bool:
    """The row remembers the last period that was used: neither that code nor an earlier one counts again."""
    apps = Authenticator.objects.select_for_update().filter(user=user, type=Authenticator.Type.TOTP)
    app = apps.first()
    if app is None:
        return False
    secret = get_adapter().decrypt(app.data["secret"])
    counter = counter_of(secret, digits, now, after=app.data.get("used", -1))
    if counter is None:
        return False
    app.data["used"], app.last_used_at = counter, now
    app.save(update_fields=["data", "last_used_at"])
    return True


def _use_recovery_code(member: Member, digits: str, by: Actor, now: datetime) -> Proof | None:
    kept = Authenticator.objects.select_for_update().filter(type=Authenticator.Type.RECOVERY_CODES)
    row = kept.filter(user=member.user).first()
    if row is None or not digits:
        return None
    codes = RecoveryCodes(row)
    if not codes.validate_code(digits):
        return None
    left = len(cast("list[str]", codes.get_unused_codes()))
    record_everywhere(member.user, "factor.recovery_code_used", by=by, now=now, after={"left": left})
    message = emails.recovery_code_used(member.user, member.company, f"{site_of(member)}/account", left)
    return Proof(owe_notice(member=member, message=message, kind="recovery_code_used", now=now))
