"""Mail: from templates to a message, from there to the server; which failures are worth a retry (V13)."""

import hmac
import re
import smtplib
from contextlib import suppress
from dataclasses import asdict, dataclass
from email.utils import formataddr, parseaddr
from types import TracebackType
from typing import Any, Self

import css_inline
from django.conf import settings
from django.core.mail import EmailMultiAlternatives, get_connection
from django.template import Context, TemplateDoesNotExist, loader
from django.utils import translation
from django.utils.encoding import force_bytes

# RFC 3463: there is no such address, or its mailbox is closed. Policy (5.7), a full mailbox (5.2.2) and the
# like are permanent for this mail, but say nothing about the address.
NO_SUCH_ADDRESS = re.compile(r"5\.1\.([01236]|10)|5\.2\.1|5\.4\.4")
PLAIN_NO_SUCH_ADDRESS = frozenset({550, 551, 553})
SERVER_LEAVES = 421
ENHANCED_CODE = re.compile(r"\b[245]\.\d{1,3}\.\d{1,3}\b")

_inliner = css_inline.CSSInliner(load_remote_stylesheets=False, keep_style_tags=True)


@dataclass(frozen=True)
class Message:
    """What a mail says, in one language. Without `html` it goes out as plain text alone."""

    subject: str
    text: str
    html: str = ""

    def as_dict(self) -> dict[str, str]:
        return asdict(self)


class TryLater(Exception):
    """Not handed over, and worth another try. Its text is for the operator: no address, no content."""


class ServerAway(TryLater):
    """The server itself could not be reached: other mail would fare no better now."""


class RefusedForGood(Exception):
    """Never to be accepted. `no_such_address`: the mailbox itself does not exist or is closed."""

    def __init__(self, reason: str, *, no_such_address: bool = False) -> None:
        super().__init__(reason)
        self.no_such_address = no_such_address


def render_message(template: str, context: dict[str, Any], language: str) -> Message:
    """From `<template>.subject.txt`, `.txt` and, where there is one, `.html`; say "emails/invitation".

    In `language` if mails are translated into it, else in the default one. Styles of the HTML end up inline.
    """
    language = language if language in settings.MAIL_LANGUAGES else settings.LANGUAGE_CODE
    with translation.override(language):
        direction = "rtl" if translation.get_language_bidi() else "ltr"
        words = {**context, "language": language, "direction": direction}
        subject = " ".join(_render_text(f"{template}.subject.txt", words).split())
        text = re.sub(r"\n{3,}", "\n\n", _render_text(f"{template}.txt", words)).strip() + "\n"
        return Message(subject, text, _render_html(f"{template}.html", {**words, "subject": subject}))


def _render_text(name: str, context: dict[str, Any]) -> str:
    """Plain text: nothing is escaped for HTML."""
    found: Any = loader.get_template(name)
    return str(found.template.render(Context(context, autoescape=False)))


def _render_html(name: str, context: dict[str, Any]) -> str:
    try:
        found = loader.get_template(name)
    except TemplateDoesNotExist as missing:
        if str(missing) != name:
            raise
        return ""
    return _inliner.inline(found.render(context))


def message_id(key: str, number: int = 0) -> str:
    """The same for the same mail owed, however often it is handed over.

    What comes back is known by it: `number` says which mail, and the rest, that nobody else has made it up.
    """
    return f"<{number}.{_marks(key, number)[0]}@{settings.BASE_DOMAIN}>"


def is_mark_of(mark: str, key: str, number: int) -> bool:
    """Whether a message ID with that number and mark is ours."""
    return any(hmac.compare_digest(mark.encode(), ours.encode()) for ours in _marks(key, number))


def _marks(key: str, number: int) -> list[str]:
    """By the current secret first, then by those that still count while secrets are exchanged."""
    secrets = [settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS]
    signed = f"workstars mail {number} {key}".encode()
    return [hmac.digest(force_bytes(secret), signed, "sha256").hex()[:40] for secret in secrets]


def masked(address: str) -> str:
    """`alice@acme.example` as `a•••@acme.example`: enough to recognise one's own, not enough to write to."""
    name, _, domain = address.rpartition("@")
    return f"{name[:1]}•••@{domain}"


class Mailer:
    """One connection for many mails. `with Mailer() as mailer: mailer.hand_over(…)`."""

    def __init__(self) -> None:
        self._connection: Any = None

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._hang_up()

    def hand_over(
        self, message: Message, *, to: str, key: str, number: int = 0, sender_name: str = ""
    ) -> None:
        """Returns when the server has taken it; else TryLater, ServerAway or RefusedForGood."""
        try:
            self._call()
            self._connection.send_messages([_envelope(message, to, message_id(key, number), sender_name)])
        except smtplib.SMTPRecipientsRefused as refused:
            raise self._judge(*next(iter(refused.recipients.values())), about_address=True) from refused
        except smtplib.SMTPDataError as error:
            raise self._judge(error.smtp_code, error.smtp_error, about_address=False) from error
        except OSError as error:
            # Connecting, greeting, logging in, naming the sender: what is refused there is ours to mend, and
            # waits. (smtplib's own errors are OSErrors too.)
            self._hang_up()
            raise ServerAway(_outline(error)) from error

    def _judge(self, code: int, answer: bytes | str, *, about_address: bool) -> TryLater | RefusedForGood:
        """4xx passes, 5xx stays, 421 means it leaves. Its words are not kept: they can hold the address."""
        words = answer.decode("utf-8", "replace") if isinstance(answer, bytes) else str(answer)
        enhanced = ENHANCED_CODE.search(words)
        reason = f"{code} {enhanced.group()}" if enhanced else str(code)
        if code == SERVER_LEAVES:
            self._hang_up()
            return ServerAway(reason)
        if code < 500:
            return TryLater(reason)
        no_such = NO_SUCH_ADDRESS.fullmatch(enhanced.group()) if enhanced else code in PLAIN_NO_SUCH_ADDRESS
        return RefusedForGood(reason, no_such_address=about_address and bool(no_such))

    def _call(self) -> None:
        if self._connection is None:
            self._connection = get_connection()
            self._connection.open()

    def _hang_up(self) -> None:
        """What goes wrong while saying goodbye does not undo what was handed over."""
        connection, self._connection = self._connection, None
        if connection is not None:
            with suppress(OSError):
                connection.close()


def _envelope(message: Message, to: str, name_of_it: str, sender_name: str) -> EmailMultiAlternatives:
    name, address = parseaddr(settings.DEFAULT_FROM_EMAIL)
    mail = EmailMultiAlternatives(
        subject=message.subject,
        body=message.text,
        from_email=formataddr((sender_name or name, address)),
        to=[to],
        headers={"Message-ID": name_of_it, "Auto-Submitted": "auto-generated"},
    )
    if message.html:
        mail.attach_alternative(message.html, "text/html")
    return mail


def _outline(error: Exception) -> str:
    code = getattr(error, "smtp_code", None)
    return f"{type(error).__name__} {code}" if code else type(error).__name__
