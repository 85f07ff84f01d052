"""Tokens for other systems (X4): made and taken back by administrators, shown once, kept as a hash.

Each works for as long as whoever was shown its secret is an administrator (V10), which is asked at each use.
"""

import secrets
from datetime import date, datetime, timedelta
from hashlib import sha256

from django.db import transaction
from django.utils.translation import gettext as _

from employees.models import ApiAnswer, ApiToken, AuditEvent, Company, User
from workstars.lib.actors import Actor
from workstars.lib.clock import today

PREFIX = "ws_"
HINT = 8
USE_IS_NOTED_EVERY = timedelta(minutes=1)
ANSWERS_KEPT = timedelta(hours=24)


class TokenRefused(Exception):
    """A token cannot be so. `field` is the form's, the text a sentence."""

    def __init__(self, field: str, sentence: str) -> None:
        super().__init__(sentence)
        self.field = field


@transaction.atomic
def make_token(
    *,
    company: Company,
    name: str,
    scopes: list[str],
    expires_on: date | None,
    user: User,
    by: Actor,
    now: datetime,
) -> tuple[ApiToken, str]:
    """The token and its secret, which nobody can show again. Refusal: TokenRefused."""
    if expires_on is not None and expires_on < today(company, now):
        raise TokenRefused("expires_on", _("This day is over. Choose today or a later one."))
    secret = PREFIX + secrets.token_urlsafe(32)
    token: ApiToken = ApiToken.objects.for_company(company).create(
        company=company,
        name=name,
        digest=_digest(secret),
        hint=secret[:HINT],
        scopes=sorted(scopes),
        created_at=now,
        created_by=user,
        created_by_label=by.label,
        expires_on=expires_on,
    )
    after = {"scopes": token.scopes, "expires_on": expires_on}
    AuditEvent.objects.record(company=company, action="token.made", by=by, at=now, subject=token, after=after)
    return token, secret


@transaction.atomic
def renew_token(
    *, company: Company, token: ApiToken, user: User, by: Actor, now: datetime
) -> tuple[ApiToken, str]:
    """The same token with a new secret: the old one opens nothing from now on, and `user` answers for it. Refusal:
    TokenRefused."""
    live = ApiToken.objects.for_company(company).live(today(company, now)).select_for_update(no_key=True)
    held: ApiToken | None = live.filter(pk=token.pk).first()
    if held is None:
        raise TokenRefused("", _("This token is revoked, or its last day is over. Make a new one."))
    secret = PREFIX + secrets.token_urlsafe(32)
    before = {"made_by": held.created_by_label}
    held.digest, held.hint, held.stopped_told_at = _digest(secret), secret[:HINT], None
    held.created_at, held.created_by, held.created_by_label = now, user, by.label
    held.save()
    AuditEvent.objects.record(
        company=company, action="token.renewed", by=by, at=now, subject=held, before=before
    )
    return held, secret


@transaction.atomic
def revoke_token(*, company: Company, token: ApiToken, by: Actor, now: datetime) -> bool:
    """From this moment it opens nothing; False when that was so already."""
    mine = ApiToken.objects.for_company(company).filter(pk=token.pk, revoked_at__isnull=True)
    if not mine.update(revoked_at=now):
        return False
    AuditEvent.objects.record(company=company, action="token.revoked", by=by, at=now, subject=token)
    return True


def find_token(company: Company, secret: str, now: datetime) -> ApiToken | None:
    """The working token of this company with this secret. Its use is noted, once a minute."""
    working = ApiToken.objects.for_company(company).working(today(company, now))
    token: ApiToken | None = working.select_related("created_by").filter(digest=_digest(secret)).first()
    if token and (token.last_used_at is None or now - token.last_used_at > USE_IS_NOTED_EVERY):
        ApiToken.objects.for_company(company).filter(pk=token.pk).update(last_used_at=now)
    return token


def forget_answers(now: datetime) -> int:
    """Deletes answers that are older than a day."""
    old = ApiAnswer.objects.across_companies().filter(created_at__lt=now - ANSWERS_KEPT)
    deleted, _details = old.delete()
    return deleted


def _digest(secret: str) -> bytes:
    return sha256(secret.encode()).digest()
