"""Which paper a printer has."""

from typing import Literal

Paper = Literal["A4", "Letter"]

LETTER_COUNTRIES = frozenset(
    ("US", "CA", "MX", "PH", "CO", "CL", "VE", "GT", "SV", "HN", "NI", "CR", "PA", "DO", "PR")
)


def paper_in(country: str) -> Paper:
    """Letter where that is what lies in the printers, A4 everywhere else."""
    return "Letter" if country in LETTER_COUNTRIES else "A4"
