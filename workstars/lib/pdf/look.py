"""What every sheet's stylesheet begins with: faces, the company's colour, and which side is the first."""

from typing import Any

from workstars.lib import fonts
from workstars.lib.colour import accessible_accent


def common(colour: str, right_to_left: bool) -> dict[str, Any]:
    """For the template of a stylesheet."""
    accent, _ink = accessible_accent(colour, on_dark=False)
    families = {
        language: ", ".join(f'"{name}"' for name in fonts.stack(language)) for language in fonts.EAST_ASIAN
    }
    return {
        "accent": accent,
        "start": "right" if right_to_left else "left",
        "end": "left" if right_to_left else "right",
        "families": families,
        "family": families[fonts.ANY_LANGUAGE],
        "code_family": fonts.CODE,
    }
