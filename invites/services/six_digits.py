"""The six digits that prove a mailbox (A6). They are reckoned, never stored: who has the database has none of them."""

from datetime import datetime, timedelta
from hmac import compare_digest

from django.utils.crypto import salted_hmac

from invites.forms.activation import DIGITS
from invites.models import Registration

TRIES = 10
SENDINGS = 5
VALID_FOR = timedelta(hours=24)
# However often somebody begins again, a mailbox gets no more than this in a day.
MAILS_A_DAY = 20


def six_digits(registration: Registration) -> str:
    """Those of the last sending: another sending, address or beginning has others."""
    about = f"{registration.key} {registration.email} {registration.pin_number}"
    mac = salted_hmac("workstars.six_digits", about, algorithm="sha256").digest()
    return f"{int.from_bytes(mac, 'big') % 10**DIGITS:0{DIGITS}}"


def public_name(registration: Registration) -> str:
    """Names one beginning where its key must not stand."""
    return salted_hmac("workstars.registration", registration.key, algorithm="sha256").hexdigest()[:32]


def is_right(registration: Registration, typed: str) -> bool:
    return compare_digest(six_digits(registration).encode(), typed.encode())


def is_too_old(registration: Registration, now: datetime) -> bool:
    sent_at = registration.pin_sent_at
    return sent_at is None or now - sent_at > VALID_FOR


def mails_today(registration: Registration, now: datetime) -> int:
    since = registration.mailings_since
    return registration.mailings if since and now - since < timedelta(days=1) else 0
