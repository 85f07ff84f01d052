"""The ten usual errors: which answer of the help page belongs to which problem."""

from collections.abc import Mapping

from employees.records.problems import Code

ANSWERS: Mapping[str, tuple[Code, ...]] = {
    "missing": (Code.ID_MISSING, Code.NAME_MISSING, Code.COUNTRY_MISSING, Code.EMAIL_MISSING),
    "zeros": (Code.ID_DECIMAL, Code.ID_SCIENTIFIC, Code.ID_LOST_ZEROS, Code.ID_NUMBERS),
    "twice": (
        Code.ID_TWICE,
        Code.ID_TAKEN,
        Code.EMAIL_TWICE,
        Code.EMAIL_TAKEN,
        Code.EMAIL_IS_A_LOGIN,
    ),
    "country": (Code.COUNTRY_UNKNOWN, Code.COUNTRY_NOT_LISTED, Code.LANGUAGE_UNKNOWN),
    "email": (Code.EMAIL_MALFORMED,),
    "nothing": (Code.EMAIL_WORD, Code.BLANK_WORD, Code.WORD_KEPT, Code.CELL_ERROR),
    "dates": (Code.DATE_MALFORMED, Code.DATE_ORDER, Code.DATE_SHORT_YEAR, Code.LEAVES_BEFORE_HIRED),
    "leaving": (
        Code.STATUS_UNKNOWN,
        Code.STATUS_CONTRADICTS,
        Code.LEFT_AND_UNKNOWN,
        Code.KEPT_WHO_CONFIRMS,
        Code.KEPT_LAST_ADMINISTRATOR,
        Code.INCOMPLETE,
    ),
    "managers": (Code.OWN_MANAGER, Code.MANAGER_UNKNOWN, Code.MANAGER_CYCLE),
    "characters": (
        Code.UNEVEN,
        Code.UNSAFE_FIRST,
        Code.TOO_LONG,
        Code.LINE_BREAK,
        Code.CONTROL,
        Code.UNSEEN_REMOVED,
        Code.BREAKS_JOINED,
    ),
}

_BY_CODE = {code: answer for answer, codes in ANSWERS.items() for code in codes}


def answer_to(code: Code) -> str:
    """The part of the help page that says more."""
    return _BY_CODE[code]
