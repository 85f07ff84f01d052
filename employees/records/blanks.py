"""What people and spreadsheets write where nothing belongs: never taken for a value, never dropped in silence (E11)."""

_WORDS = """
- -- --- — – . n/a na n.a. #n/a #nv none null nil no without unknown empty x xxx keine kein brak aucun ninguno nenhum
"""
_SIGNS = "- -- --- — – . n/a n.a. #n/a #nv none null nil"
_ERRORS = """
#n/a #nv #ref! #value! #name? #div/0! #null! #num! #spill! #calc! #getting_data #bezug! #wert! #nombre? #nom? #valor!
"""

BLANK_WORDS = frozenset(_WORDS.split())
"""Instead of an e-mail address or a day."""
BLANK_SIGNS = frozenset(_SIGNS.split())
"""Instead of an ID or a country, which can be nearly anything; in a title, department or site they stay (E11)."""
LONGEST_SIGN = 8
"""Longer than any of them, with a space or two; most cells need not be looked at."""
SPREADSHEET_ERRORS = frozenset(_ERRORS.split())
