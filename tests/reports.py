"""Reports of delivery as mail servers write them (RFC 3464)."""

from employees.models import Mail
from workstars.lib.mail import message_id

REPORT = """\
From: MAILER-DAEMON@mx.example
To: no-reply@workstars.test
Subject: Undelivered Mail Returned to Sender
MIME-Version: 1.0
Content-Type: multipart/report; report-type=delivery-status; boundary="=_b"

--=_b
Content-Type: text/plain; charset=us-ascii

I'm sorry to have to inform you that your message could not be delivered.

--=_b
Content-Type: message/delivery-status

Reporting-MTA: dns; mx.example
Arrival-Date: Mon, 2 Mar 2026 13:00:00 +0100

{recipients}
--=_b
Content-Type: {returned}

From: Acme Mills <no-reply@workstars.test>
To: somebody
Message-ID: {name}
Subject: Welcome

--=_b--
"""

RECIPIENT = """\
Final-Recipient: rfc822; {to}
Action: {action}
Status: {status}
{more}
"""


def report(
    mail: Mail,
    status: str = "5.1.1",
    *,
    action: str = "failed",
    to: str = "",
    more: str = "Diagnostic-Code: smtp; 550 it said so",
    name: str = "",
    returned: str = "text/rfc822-headers",
) -> bytes:
    """Of one recipient, else of those given as `to`, with a comma between."""
    people = [
        RECIPIENT.format(to=one, action=action, status=status, more=more)
        for one in (to or mail.to).split(",")
    ]
    return REPORT.format(
        recipients="\n".join(people), name=name or message_id(mail.key, mail.pk), returned=returned
    ).encode()
