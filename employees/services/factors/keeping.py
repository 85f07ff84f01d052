"""One's own second factors: added, replaced, taken away; each told by mail and audited."""

import base64
import secrets
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from allauth.mfa.adapter import get_adapter
from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.mfa.webauthn.internal import auth as webauthn
from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from employees import emails
from employees.models import Mail, User
from employees.permissions import Member, needs_second_factor
from employees.queries.factors import COUNTS
from employees.services.factors.proving import counter_of, digits_of, webauthn_answer
from employees.services.noticing import owe_notice, record_everywhere, site_of
from employees.services.sessions import end_other_sessions
from workstars.lib.actors import Actor

MOST_PASSKEYS = 10
SECRET_BYTES = 20


class FactorRefused(Exception):
    """A second factor cannot be added or taken away so. The text is a sentence for the page."""


@dataclass(frozen=True)
class Added:
    """`codes` are the recovery codes, made with the first factor and shown this once; empty for a further one."""

    codes: list[str]
    mail: Mail | None


def new_secret() -> str:
    """For an authenticator app, in base32; it counts once a code of it was typed."""
    return base64.b32encode(secrets.token_bytes(SECRET_BYTES)).decode()


@transaction.atomic
def add_app(
    *, member: Member, secret: str, code: str, keep_session: str | None, by: Actor, now: datetime
) -> Added:
    """The authenticator app that shows `code`; an earlier one counts no more. Refusal: FactorRefused."""
    _hold(member.user)
    counter = counter_of(secret, digits_of(code), now)
    if counter is None:
        raise FactorRefused(
            _("This is not the code that belongs to this key. Type the six digits that the app shows now.")
        )
    had_one = _of(member.user, Authenticator.Type.TOTP).first()
    data = {"secret": get_adapter().encrypt(secret), "used": counter}
    if had_one:
        had_one.data, had_one.created_at, had_one.last_used_at = data, now, None
        had_one.save()
    else:
        Authenticator.objects.create(
            user=member.user, type=Authenticator.Type.TOTP, data=data, created_at=now
        )
    return _added(member, {"kind": "app", "replaced": had_one is not None}, keep_session, by, now)


@transaction.atomic
def add_passkey(
    *, member: Member, name: str, answer: Any, keep_session: str | None, by: Actor, now: datetime
) -> Added:
    """What the browser made for the challenge in its session. Refusal: FactorRefused."""
    _hold(member.user)
    if _of(member.user, Authenticator.Type.WEBAUTHN).count() >= MOST_PASSKEYS:
        raise FactorRefused(_("You have ten passkeys already. Remove one that you do not use."))
    try:
        webauthn.complete_registration(webauthn_answer(answer))
    except (ValidationError, ValueError, KeyError, TypeError, AttributeError):
        raise FactorRefused(_("The passkey was not made. Try again; nothing has changed.")) from None
    Authenticator.objects.create(
        user=member.user,
        type=Authenticator.Type.WEBAUTHN,
        data={"name": name, "credential": answer},
        created_at=now,
    )
    return _added(member, {"kind": "passkey", "name": name}, keep_session, by, now)


@transaction.atomic
def remove_factor(*, member: Member, pk: int, by: Actor, now: datetime) -> Mail | None:
    """One's own app or passkey; with the last of them the recovery codes end. Refusal: FactorRefused."""
    _hold(member.user)
    factors = Authenticator.objects.filter(user=member.user, type__in=COUNTS)
    factor = factors.filter(pk=pk).first()
    if factor is None:
        raise FactorRefused(_("This one was removed already."))
    is_last = factors.count() == 1
    if is_last and settings.REQUIRE_SECOND_FACTOR and needs_second_factor(member):
        raise FactorRefused(
            _("Your role needs a second factor, and this is your only one. Add another first.")
        )
    after = {"kind": kind_of(factor), "name": factor.data.get("name", "")}
    factor.delete()
    if is_last:
        _of(member.user, Authenticator.Type.RECOVERY_CODES).delete()
    record_everywhere(member.user, "factor.removed", by=by, now=now, before=after)
    message = emails.factor_removed(member.user, member.company, link_of(member), kind_of(factor), is_last)
    return owe_notice(member=member, message=message, kind="factor_removed", now=now)


@transaction.atomic
def make_recovery_codes(*, member: Member, by: Actor, now: datetime) -> list[str]:
    """Ten new ones; those of before count no more. Refusal: FactorRefused, without a factor to recover."""
    _hold(member.user)
    if not Authenticator.objects.filter(user=member.user, type__in=COUNTS).exists():
        raise FactorRefused(_("Set up an authenticator app or a passkey first."))
    _of(member.user, Authenticator.Type.RECOVERY_CODES).delete()
    record_everywhere(member.user, "factor.recovery_codes_made", by=by, now=now)
    return list(RecoveryCodes.activate(member.user).generate_codes())


def kind_of(factor: Authenticator) -> str:
    return "app" if factor.type == Authenticator.Type.TOTP else "passkey"


def link_of(member: Member) -> str:
    """Where somebody to whom it happened without their doing takes the account back."""
    return f"{site_of(member)}/password/reset"


def _added(
    member: Member, after: dict[str, Any], keep_session: str | None, by: Actor, now: datetime
) -> Added:
    user = member.user
    is_first = not _of(user, Authenticator.Type.RECOVERY_CODES).exists()
    codes = list(RecoveryCodes.activate(user).generate_codes()) if is_first else []
    end_other_sessions(user=user, keep=keep_session)
    record_everywhere(user, "factor.added", by=by, now=now, after=after)
    message = emails.factor_added(user, member.company, link_of(member), after["kind"])
    return Added(codes, owe_notice(member=member, message=message, kind="factor_added", now=now))


def _of(user: User, kind: str) -> Any:
    return Authenticator.objects.filter(user=user, type=kind)


def _hold(user: User) -> None:
    """One change at a time: two that each remove "not the last one" would leave none."""
    User.objects.select_for_update(no_key=True).get(pk=user.pk)
