"""Screens are paired, looked after and ended (R9)."""

from recognition.services.screens.keeping import ScreenRefused, change_screen, end_screen, sweep_screens
from recognition.services.screens.pairing import (
    CODE_COUNTS,
    ask_for_pairing,
    find_screen,
    keep_code_fresh,
    note_seen,
    pair_screen,
    tidy_code,
)

__all__ = [
    "CODE_COUNTS",
    "ScreenRefused",
    "ask_for_pairing",
    "change_screen",
    "end_screen",
    "find_screen",
    "keep_code_fresh",
    "note_seen",
    "pair_screen",
    "sweep_screens",
    "tidy_code",
]
