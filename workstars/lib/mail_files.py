"""A mail backend for development: one `.eml` file per mail, shown at `/dev/mail`."""

import re
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.mail import EmailMessage
from django.core.mail.backends.base import BaseEmailBackend
from django.utils import timezone


class EmlBackend(BaseEmailBackend):
    """Files are named by time, so that their names sort; a mail is there whole or not at all."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.folder = Path(settings.EMAIL_FILE_PATH)

    def send_messages(self, email_messages: Sequence[EmailMessage]) -> int:
        self.folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        for message in email_messages:
            self._write(message)
        return len(email_messages)

    def _write(self, message: EmailMessage) -> None:
        mail = message.message()
        key = re.sub(r"[^0-9A-Za-z]", "", str(mail["Message-ID"]))[:12]
        name = f"{timezone.now():%Y%m%d-%H%M%S-%f}-{key}.eml"
        half = self.folder / f".{name}.part"
        half.write_bytes(mail.as_bytes())
        half.rename(self.folder / name)
