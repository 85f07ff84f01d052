"""What can be chosen for a recognition: eCards (R5) and reasons (R6), and which reason somebody meant (B2)."""

from collections.abc import Iterable, Mapping

from recognition.models import Reason
from workstars.lib.text import fold_search


def reason_key(text: str) -> str:
    """A reason as it is compared: without case, accents and spaces."""
    return fold_search(text).replace(" ", "")


def reasons_by_key(reasons: Iterable[Reason]) -> dict[str, Reason]:
    """The reasons by each of their names, in every language; made once for a whole file."""
    return {
        key: reason
        for reason in reasons
        for name in (*reason.names.values(), reason.name)
        if (key := reason_key(name))
    }


def match_reason(text: str, reasons: Mapping[str, Reason]) -> Reason | None:
    """The reason that is meant by its name in any language; `reasons` come from `reasons_by_key`."""
    return reasons.get(reason_key(text))
