"""`/dev/mail`: the mail of a development run, which is kept as files. Development only."""

import re
from dataclasses import dataclass
from datetime import datetime
from email import message_from_bytes, policy
from email.message import EmailMessage
from email.utils import parsedate_to_datetime
from pathlib import Path

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse

from workstars.lib.doors import AnySitePublicPage

MOST_LISTED = 200
NAME = re.compile(r"[0-9A-Za-z-]+\.eml", re.ASCII)
# The mail's own page: styles as mail programs allow them, and nothing that runs or loads.
ALONE = "default-src 'none'; style-src 'unsafe-inline'; img-src data:; sandbox allow-popups"


@dataclass(frozen=True)
class Letter:
    name: str
    mail: EmailMessage

    @property
    def subject(self) -> str:
        return str(self.mail["Subject"] or "")

    @property
    def sender(self) -> str:
        return str(self.mail["From"] or "")

    @property
    def to(self) -> str:
        return str(self.mail["To"] or "")

    @property
    def sent(self) -> datetime | None:
        return parsedate_to_datetime(self.mail["Date"]) if self.mail["Date"] else None

    def part(self, kind: str) -> str:
        """The text or html part; empty when there is none."""
        found = self.mail.get_body((kind,))
        return str(found.get_content()) if found else ""

    @property
    def text(self) -> str:
        return self.part("plain")

    @property
    def has_html(self) -> bool:
        return self.mail.get_body(("html",)) is not None


def newest_letters() -> list[Letter]:
    """Names begin with the moment, so they sort by it."""
    names = sorted((path.name for path in _folder().glob("*.eml")), reverse=True)
    return [read_letter(name) for name in names[:MOST_LISTED]]


def read_letter(name: str) -> Letter:
    if not NAME.fullmatch(name):
        raise Http404
    try:
        data = (_folder() / name).read_bytes()
    except FileNotFoundError:
        raise Http404 from None
    return Letter(name, message_from_bytes(data, policy=policy.default))


def _folder() -> Path:
    return Path(settings.EMAIL_FILE_PATH)


class MailboxPage(AnySitePublicPage):
    def get(self, request: HttpRequest) -> HttpResponse:
        return self.render("dev/mailbox.html", letters=newest_letters(), most=MOST_LISTED)


class LetterPage(AnySitePublicPage):
    """The text of a mail, its links to press."""

    def get(self, request: HttpRequest, name: str) -> HttpResponse:
        return self.render("dev/letter.html", letter=read_letter(name))


class LetterHtmlPage(AnySitePublicPage):
    """The HTML of a mail, alone, under a policy of its own that sandboxes it."""

    def get(self, request: HttpRequest, name: str) -> HttpResponse:
        letter = read_letter(name)
        if not letter.has_html:
            raise Http404
        return HttpResponse(letter.part("html"), headers={"Content-Security-Policy": ALONE})
