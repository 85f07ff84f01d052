"""What packs are called, and why somebody is not in one."""

from collections.abc import Mapping

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from invites.models import LetterPack, Standing

LEFT_OUT: Mapping[str, Promise] = {
    Standing.REGISTERED: gettext_lazy("Registered meanwhile"),
    Standing.EXPIRED: gettext_lazy("The code’s last day is over"),
    Standing.DEAD: gettext_lazy("Left, or the code is void"),
}


def left_out_words(standing: str) -> str:
    return str(LEFT_OUT.get(standing, LEFT_OUT[Standing.DEAD]))


def whom_words(pack: LetterPack) -> str:
    """For whom it is, with the name of site or manager, and which of several it is."""
    whom = str(LetterPack.Of(pack.of).label)
    if pack.of == LetterPack.Of.SITE:
        whom = pack.value or _("Without a site")
    elif pack.of == LetterPack.Of.MANAGER and pack.manager:
        whom = _("Team of %(name)s") % {"name": pack.manager.name}
    return pack.numbered(whom)
