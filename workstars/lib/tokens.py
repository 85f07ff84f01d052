"""Signed links: bound to a purpose, a row, that row's state and an age. Nothing is stored, so nothing can be stolen
from the database; when the state changes (registered, address changed, came back), every link made before is void."""

import base64
import binascii
import hmac
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from hashlib import sha256

from django.conf import settings
from django.utils.encoding import force_bytes

SIGNED, SEAL = 28, 20  # bytes: row, moment and state; the signature over them


@dataclass(frozen=True)
class Claim:
    """What a sound link says. Ask `fits` of the row that is found before anything is believed."""

    pk: int
    made_at: datetime
    state: bytes

    def fits(self, state: str) -> bool:
        """Whether the row still is as it was when the link was made."""
        return hmac.compare_digest(self.state, _fingerprint(state))


def sign(purpose: str, *, pk: int, state: str, now: datetime) -> str:
    """A token of 64 letters, digits, `-` and `_` for an address."""
    body = pk.to_bytes(8, "big") + int(now.timestamp()).to_bytes(4, "big") + _fingerprint(state)
    signature = _signatures(purpose, body)[0]
    return base64.urlsafe_b64encode(body + signature).decode()


def read(purpose: str, token: str, *, max_age: timedelta, now: datetime) -> Claim | None:
    """None when it was not made here for this purpose, was changed, or is too old."""
    try:
        raw = base64.b64decode(token.encode("ascii"), altchars=b"-_", validate=True)
    except (UnicodeEncodeError, binascii.Error):
        return None
    body, signature = raw[:SIGNED], raw[SIGNED:]
    if not any(hmac.compare_digest(signature, ours) for ours in _signatures(purpose, body)):
        return None
    made_at = datetime.fromtimestamp(int.from_bytes(body[8:12], "big"), UTC)
    if now - made_at > max_age:
        return None
    return Claim(int.from_bytes(body[:8], "big"), made_at, body[12:])


def _fingerprint(state: str) -> bytes:
    return sha256(state.encode()).digest()[:16]


def _signatures(purpose: str, body: bytes) -> list[bytes]:
    """By the current secret first, then by those that still count while secrets are exchanged."""
    message = f"workstars link {purpose} ".encode() + body
    secrets = [settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS]
    return [hmac.digest(force_bytes(secret), message, "sha256")[:SEAL] for secret in secrets]
