"""The stylesheet of a company's sheets, with the figures that the fitting counts on."""

from functools import lru_cache

from django.template.loader import render_to_string

from certificates.pdf import fitting
from certificates.pdf.pictograms import addresses
from workstars.lib import fonts
from workstars.lib.pdf.look import common
from workstars.lib.pdf.paper import Paper

NUMBER, QR = 20, 40  # millimetres beside the words of step 1, on either side
ROUNDING = 0.1  # floats as wide as the page together do not stand side by side


@lru_cache(maxsize=32)
def stylesheet(paper: Paper, colour: str, right_to_left: bool, words_right_to_left: bool) -> str:
    """The whole of it for a paper, a company, the direction of page 1 and that of our own words."""
    roomy, dense = fitting.FRAMES[paper]
    look = common(colour, right_to_left)
    return render_to_string(
        "pdf/certificate.css",
        {
            "paper": paper,
            **look,
            "own_start": "right" if words_right_to_left else "left",
            "own_end": "left" if words_right_to_left else "right",
            "pictograms": addresses(look["accent"]),
            "roomy": roomy,
            "dense": dense,
            "column": (roomy.width - fitting.GUTTER) / 2,
            "close_column": (dense.width - fitting.GUTTER) / 2,
            "clear_family": fonts.CLEAR,
            "beside_number": roomy.width - NUMBER - ROUNDING,
            "beside_qr": roomy.width - NUMBER - QR,
            "blank": fitting.BLANK_LINE,
            "name_leading": fitting.NAME_LEADING,
            "plate_leading": fitting.PLATE_LEADING,
            "fact_leading": fitting.FACT_LEADING,
            "facts": fitting.FACTS,
            "sizes": sorted({*fitting.SIZES, *(size for size, _leading in fitting.SMALLEST)}),
            "leadings": fitting.LEADINGS,
            "names": fitting.NAME_SIZES,
            "plates": fitting.PLATES,
            "feet": range(fitting.MOST_FOOT + 1),
        },
    )
