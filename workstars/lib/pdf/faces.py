"""Where the engine finds its faces. Fontconfig is told so by the environment alone, at the moment when it reads it."""

import os
from functools import cache

from weasyprint.text.fonts import FontConfiguration

from workstars.lib import fonts


@cache
def faces() -> FontConfiguration:
    """One for the whole process: making it costs more than a page."""
    before = os.environ.get("FONTCONFIG_FILE")
    os.environ["FONTCONFIG_FILE"] = str(fonts.configuration())
    try:
        return FontConfiguration()
    finally:
        del os.environ["FONTCONFIG_FILE"]
        if before is not None:
            os.environ["FONTCONFIG_FILE"] = before
