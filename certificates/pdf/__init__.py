"""The two-page sheet as a PDF: what stands on it, and how it is set."""

from certificates.pdf.rendering import merge, render
from certificates.pdf.sheet import Sheet, SheetFailed
from certificates.pdf.words import Wording

__all__ = ["Sheet", "SheetFailed", "Wording", "merge", "render"]
