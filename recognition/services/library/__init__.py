"""What a recognition can bear: eCards (R5) and reasons (R6)."""

from recognition.services.library.built_in import add_built_in_ecards
from recognition.services.library.ecards import add_ecard
from recognition.services.library.refusals import LibraryRefused

__all__ = ["LibraryRefused", "add_built_in_ecards", "add_ecard"]
