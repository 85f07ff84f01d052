"""An authenticator app, and logins that have one."""

import re
from datetime import datetime

from allauth.mfa.adapter import get_adapter
from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.mfa.totp.internal.auth import format_hotp_value, hotp_value

from employees.models import User
from tests.factories import NOON

SECRET = "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP"
PASSWORD = "correct horse battery"


def code_at(moment: datetime, secret: str = SECRET) -> str:
    """What the app shows."""
    return format_hotp_value(hotp_value(secret, int(moment.timestamp()) // 30))


def with_app(user: User) -> list[str]:
    """Gives the login an authenticator app; answers its recovery codes."""
    data = {"secret": get_adapter().encrypt(SECRET)}
    Authenticator.objects.create(user=user, type="totp", data=data, created_at=NOON)
    return RecoveryCodes.activate(user).generate_codes()


def shown_secret(page: str) -> str:
    """The key that the set-up page shows as text."""
    return re.search(r'<span class="code" translate="no">([A-Z2-7 ]+)</span>', page).group(1).replace(" ", "")


def shown_codes(page: str) -> list[str]:
    return re.findall(r'<span class="code">(\d{5} \d{5})</span>', page)
