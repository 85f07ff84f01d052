"""What can be wrong with a row: data first, the sentences from a table (X3: each says how to mend it)."""

import dataclasses
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from employees.records.fields import Field
from workstars.lib.wording import Worded


class Code(StrEnum):
    ID_MISSING = "id_missing"
    ID_DECIMAL = "id_decimal"
    ID_SCIENTIFIC = "id_scientific"
    ID_LOST_ZEROS = "id_lost_zeros"
    ID_TAKEN = "id_taken"
    ID_TWICE = "id_twice"
    NAME_MISSING = "name_missing"
    COUNTRY_MISSING = "country_missing"
    COUNTRY_UNKNOWN = "country_unknown"
    COUNTRY_NOT_LISTED = "country_not_listed"
    LANGUAGE_UNKNOWN = "language_unknown"
    EMAIL_MISSING = "email_missing"
    EMAIL_MALFORMED = "email_malformed"
    EMAIL_WORD = "email_word"
    EMAIL_TAKEN = "email_taken"
    EMAIL_TWICE = "email_twice"
    EMAIL_IS_A_LOGIN = "email_is_a_login"
    TOO_LONG = "too_long"
    UNSAFE_FIRST = "unsafe_first"
    LINE_BREAK = "line_break"
    CONTROL = "control"
    UNSEEN_REMOVED = "unseen_removed"
    BREAKS_JOINED = "breaks_joined"
    BLANK_WORD = "blank_word"
    WORD_KEPT = "word_kept"
    CELL_ERROR = "cell_error"
    STATUS_UNKNOWN = "status_unknown"
    STATUS_CONTRADICTS = "status_contradicts"
    LEFT_AND_UNKNOWN = "left_and_unknown"
    ID_NUMBERS = "id_numbers"
    DATE_MALFORMED = "date_malformed"
    DATE_ORDER = "date_order"
    DATE_SHORT_YEAR = "date_short_year"
    LEAVES_BEFORE_HIRED = "leaves_before_hired"
    OWN_MANAGER = "own_manager"
    MANAGER_UNKNOWN = "manager_unknown"
    MANAGER_CYCLE = "manager_cycle"
    UNEVEN = "uneven"
    KEPT_WHO_CONFIRMS = "kept_who_confirms"
    KEPT_LAST_ADMINISTRATOR = "kept_last_administrator"
    INCOMPLETE = "incomplete"


WARNINGS = frozenset(
    {
        Code.COUNTRY_NOT_LISTED,
        Code.LANGUAGE_UNKNOWN,
        Code.UNSEEN_REMOVED,
        Code.BREAKS_JOINED,
        Code.WORD_KEPT,
        Code.MANAGER_UNKNOWN,
        Code.KEPT_WHO_CONFIRMS,
        Code.KEPT_LAST_ADMINISTRATOR,
        Code.INCOMPLETE,
        Code.LEFT_AND_UNKNOWN,
        Code.ID_NUMBERS,
    }
)

# What is wrong, and what to do about it. `value` is what was typed.
SENTENCES: Mapping[Code, tuple[Promise, Promise]] = {
    Code.ID_MISSING: (
        _("The Employee ID is missing."),
        _("Fill it in: it is how the HR system knows this person."),
    ),
    Code.ID_DECIMAL: (
        _("“%(value)s” looks like a number that a spreadsheet made of an Employee ID."),
        _("Format the column as text and write the ID as the HR system has it%(offer)s."),
    ),
    Code.ID_SCIENTIFIC: (
        _("“%(value)s” looks like a long number that a spreadsheet shortened."),
        _("Format the column as text and write the ID with all its digits%(offer)s."),
    ),
    Code.ID_LOST_ZEROS: (
        _("“%(value)s” differs from %(known)s only by zeros in front."),
        _("Write the ID with its zeros, or say that these are different people."),
    ),
    Code.ID_TWICE: (
        _("“%(value)s” stands in lines %(lines)s. None of them is applied."),
        _("Keep one line for each person."),
    ),
    Code.ID_TAKEN: (
        _("%(value)s is the Employee ID of %(person)s already."),
        _("Write another ID, or change that person instead."),
    ),
    Code.NAME_MISSING: (_("Both first and last name are missing."), _("Fill in at least one of them.")),
    Code.COUNTRY_MISSING: (
        _("The country is missing."),
        _("Write its name or its code, like Poland, PL or POL."),
    ),
    Code.COUNTRY_UNKNOWN: (
        _("“%(value)s” is no country that we know."),
        _("Write its name or its code, like Poland, PL or POL%(offer)s."),
    ),
    Code.COUNTRY_NOT_LISTED: (
        _("%(country)s is not among your company’s countries."),
        _("If it is right, add it to the countries in the company’s settings; otherwise mend the cell."),
    ),
    Code.LANGUAGE_UNKNOWN: (
        _("“%(value)s” is no language that we have; the company’s language is used."),
        _("Languages to write: %(languages)s."),
    ),
    Code.EMAIL_MISSING: (
        _("The HR e-mail is missing."),
        _("Fill it in: your company has offline employees switched off."),
    ),
    Code.EMAIL_MALFORMED: (
        _("“%(value)s” is not an e-mail address."),
        _("Write one address like ann@company.com, or leave it empty."),
    ),
    Code.EMAIL_WORD: (
        _("“%(value)s” stands where an e-mail address belongs."),
        _("Leave it empty, or choose “treat as empty” for all such cells."),
    ),
    Code.EMAIL_TAKEN: (
        _("%(value)s is the HR e-mail of %(person)s already."),
        _("Give each person an address of their own, or leave it empty."),
    ),
    Code.EMAIL_TWICE: (
        _("%(value)s stands in lines %(lines)s."),
        _("Give each person an address of their own, or leave it empty."),
    ),
    Code.EMAIL_IS_A_LOGIN: (
        _("%(value)s cannot be used: another person logs in with it."),
        _("Use another address, or leave it empty."),
    ),
    Code.TOO_LONG: (
        _("This has %(length)s characters; the limit is %(limit)s. Nothing is ever cut."),
        _("Shorten it."),
    ),
    Code.UNSAFE_FIRST: (
        _("“%(value)s” begins with a character that a spreadsheet runs as a formula."),
        _("Begin with a letter or a digit, not with = + - or @."),
    ),
    Code.LINE_BREAK: (_("This holds a line break or a tab."), _("Write it in one line.")),
    Code.CONTROL: (
        _("This holds a control character (%(character)s) that cannot be printed."),
        _("Type it again, or export the file with the right encoding."),
    ),
    Code.UNSEEN_REMOVED: (
        _("Characters that cannot be seen were taken out of “%(value)s”."),
        _("Nothing has to be done."),
    ),
    Code.BREAKS_JOINED: (_("Several lines were joined to “%(value)s”."), _("Nothing has to be done.")),
    Code.BLANK_WORD: (
        _("“%(value)s” stands where a value or nothing belongs."),
        _("Leave it empty, or choose “treat as empty” for all such cells."),
    ),
    Code.WORD_KEPT: (
        _("“%(value)s” is kept as it stands."),
        _("If it means nothing, leave it empty, or choose “treat as empty” for all such cells."),
    ),
    Code.CELL_ERROR: (
        _("“%(value)s” is an error that a spreadsheet shows where a formula has no result."),
        _("Mend the formula or write the value, or choose “treat as empty” for all such cells."),
    ),
    Code.STATUS_UNKNOWN: (
        _("“%(value)s” does not say whether this person works here or has left."),
        _("Write “active” or “terminated”, or do not use this column."),
    ),
    Code.STATUS_CONTRADICTS: (
        _("“%(value)s” contradicts the leaving date %(day)s, which has passed."),
        _("Clear the leaving date of whoever is back, or mend the status."),
    ),
    Code.LEFT_AND_UNKNOWN: (
        _("Rows of people who have left and are not in your records: %(rows)s. They are not added."),
        _("Nothing has to be done."),
    ),
    Code.ID_NUMBERS: (
        _("The Employee IDs are numbers in the workbook, not text, in %(rows)s rows."),
        _(
            "Zeros in front and digits after the fifteenth are lost in such cells. "
            "If your IDs have them, format the column as text and export it again."
        ),
    ),
    Code.DATE_MALFORMED: (
        _("“%(value)s” is not a day of the calendar."),
        _("Write year, month and day, like 2027-03-04."),
    ),
    Code.DATE_ORDER: (
        _("“%(value)s” can be read in more than one way."),
        _("Say in the column matching which comes first, day or month, or write 2027-03-04."),
    ),
    Code.DATE_SHORT_YEAR: (
        _("The year of “%(value)s” has two digits."),
        _("Write it as 2027-03-04."),
    ),
    Code.LEAVES_BEFORE_HIRED: (
        _("The leaving date lies before the hire date."),
        _("Mend one of the two dates."),
    ),
    Code.OWN_MANAGER: (
        _("%(person)s is named as their own line manager."),
        _("Write the ID of the manager, or leave it empty for whoever has none."),
    ),
    Code.MANAGER_UNKNOWN: (
        _("Nobody with the Employee ID “%(value)s” is known."),
        _("It is kept, and linked as soon as that person is imported."),
    ),
    Code.MANAGER_CYCLE: (
        _("These people would manage each other in a circle: %(people)s."),
        _("Mend the line manager of one of them."),
    ),
    Code.UNEVEN: (
        _("This row does not fit the headings: %(cells)s instead of %(headings)s cells."),
        _("Often a separator inside a cell needs quotation marks around the cell."),
    ),
    Code.KEPT_WHO_CONFIRMS: (
        _(
            "%(person)s would be deactivated by this file but stays: nobody is deactivated by their own import."
        ),
        _("Ask another administrator, if it is meant."),
    ),
    Code.KEPT_LAST_ADMINISTRATOR: (
        _("%(person)s would be deactivated by this file but stays as the last administrator."),
        _("Make somebody else an administrator first."),
    ),
    Code.INCOMPLETE: (
        _(
            "Rows that do not say whom they are about: %(rows)s. "
            "So the file cannot count as complete, and nobody is deactivated."
        ),
        _("Mend these rows and upload the file again."),
    ),
}


@dataclass(frozen=True, slots=True)
class Problem(Worded):
    """`field` is None where the whole row is meant; `params` fill the sentences."""

    SENTENCES = SENTENCES
    WARNINGS = WARNINGS

    code: Code
    field: Field | None
    value: str = ""
    params: Mapping[str, object] = dataclasses.field(default_factory=dict)
