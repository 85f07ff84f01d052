"""The two-page sheet as a PDF: what stands on it, and how it is set."""

from certificates.pdf.rendering import merge, render
from certificates.pdf.sheet import Sheet, SheetFailed

__all__ = ["Sheet", "SheetFailed", "merge", "render"]
