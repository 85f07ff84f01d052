"""Why a mail did not arrive, in words for administrators. What the servers say is a number like 5.1.1 (RFC 3463)."""

import re
from collections.abc import Mapping

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

WORDS: Mapping[str, Promise] = {
    r"55[013]|5\.1\.[0156]|5\.1\.10": gettext_lazy("There is no such mailbox."),
    r"5\.1\.2|5\.4\.4": gettext_lazy("There is no such domain: look at what stands behind the @."),
    r"5\.1\.3": gettext_lazy("The mail server says that this is no address."),
    r"5\.2\.[01]": gettext_lazy("The mailbox is closed."),
    r"[45]\.2\.2": gettext_lazy("The mailbox is full."),
    r"5\.7\.\d+": gettext_lazy("The mail server does not take mail from us. Ask whoever runs it."),
    r"5\.[36]\.\d+": gettext_lazy("The mail server does not take this mail."),
    r"4\.\d+\.\d+|4\d\d": gettext_lazy("The mail server cannot deliver it for the time being."),
}


def why_not_delivered(error: str) -> str:
    """`error` as a mail has it: "550 5.1.1", "5.2.2", or the name of a fault."""
    for code in reversed(error.split()):
        for pattern, words in WORDS.items():
            if re.fullmatch(pattern, code):
                return str(words)
    return _("The mail server answered: %(words)s.") % {"words": error} if error else ""
