"""A sheet is fitted, laid out, and written once it has two pages."""

from collections.abc import Iterable
from itertools import islice

import segno
from django.utils import translation
from django.utils.translation import gettext as _

from certificates.pdf import fitting
from certificates.pdf.page import Page
from certificates.pdf.sheet import Sheet, SheetFailed
from certificates.pdf.words import letter_language
from workstars.lib import pdf

PAGES = 2
MOST_LAYOUTS = 6
MOST_SECONDS = 30.0


def render(sheet: Sheet, *, seconds: float = MOST_SECONDS) -> bytes:
    """Always two pages. Refusal: SheetFailed, also where it takes longer than `seconds`."""
    try:
        with pdf.within(seconds):
            return _render(sheet)
    except pdf.TookTooLong as late:
        raise SheetFailed(_("Setting this certificate in type took too long, so it was given up.")) from late
    except (pdf.CannotSet, segno.DataOverflowError, OSError) as broken:
        raise SheetFailed(
            _("This certificate could not be set in type. Something in it breaks the page.")
        ) from broken


def merge(pdfs: Iterable[bytes]) -> bytes:
    """Sheets one after the other in one file, for the printer."""
    return pdf.merge(pdfs)


def _render(sheet: Sheet) -> bytes:
    spoken = letter_language(sheet.language)
    with translation.override(spoken):
        page = Page(sheet, spoken)
        for setting in islice(fitting.settings_that_fit(page.content, sheet.paper), MOST_LAYOUTS):
            pages = page.set_in(setting)
            if pages.count == PAGES:
                return pages.to_pdf()
    raise SheetFailed(_("The message is too long for one page, even in the smallest type."))
