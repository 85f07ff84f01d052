"""What can be wrong with a row of a batch: data first, the sentences from a table (X3: each says how to mend it)."""

import dataclasses
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from recognition.csv_import.columns import Column
from workstars.lib.wording import Worded


class Code(StrEnum):
    ID_MISSING = "id_missing"
    ID_UNKNOWN = "id_unknown"
    ID_LOST_ZEROS = "id_lost_zeros"
    ID_LEFT = "id_left"
    ID_NOT_STARTED = "id_not_started"
    MESSAGE_MISSING = "message_missing"
    MESSAGE_TOO_LONG = "message_too_long"
    MESSAGE_TOO_MANY_LINES = "message_too_many_lines"
    MESSAGE_CONTROL = "message_control"
    MESSAGE_FACELESS = "message_faceless"
    POINTS_MISSING = "points_missing"
    POINTS_DECIMAL = "points_decimal"
    POINTS_GROUPED = "points_grouped"
    POINTS_SCIENTIFIC = "points_scientific"
    POINTS_PLUS = "points_plus"
    POINTS_NEGATIVE = "points_negative"
    POINTS_OTHER_DIGITS = "points_other_digits"
    POINTS_TOO_MANY = "points_too_many"
    POINTS_NO_NUMBER = "points_no_number"
    REASON_TOO_LONG = "reason_too_long"
    REASON_UNKNOWN = "reason_unknown"
    REPEATS_ROW = "repeats_row"
    REPEATS_BATCH = "repeats_batch"
    REPEATS_WAITING = "repeats_waiting"
    UNEVEN = "uneven"


REPEATS = frozenset({Code.REPEATS_ROW, Code.REPEATS_BATCH, Code.REPEATS_WAITING})
WARNINGS = REPEATS | {Code.MESSAGE_FACELESS, Code.REASON_UNKNOWN}

# What is wrong, and what to do about it. `value` is what stands in the cell.
SENTENCES: Mapping[Code, tuple[Promise, Promise]] = {
    Code.ID_MISSING: (_("The Employee ID is missing."), _("Fill it in as the HR records have it.")),
    Code.ID_UNKNOWN: (
        _("Nobody with the Employee ID “%(value)s” is known."),
        _("Write the ID as the HR records have it, or import that person first%(offer)s."),
    ),
    Code.ID_LOST_ZEROS: (
        _("“%(value)s” differs from %(known)s only by zeros in front."),
        _("If that person is meant, write %(known_id)s, and format the column as text so that zeros stay."),
    ),
    Code.ID_LEFT: (
        _("%(person)s has left the company."),
        _("Take this row out. Whoever has left gets no recognition."),
    ),
    Code.ID_NOT_STARTED: (
        _("%(person)s has not started yet; the first day is %(day)s."),
        _("Take this row out, and send it once that person has started."),
    ),
    Code.MESSAGE_MISSING: (_("The message is missing."), _("Write what this person is thanked for.")),
    Code.MESSAGE_TOO_LONG: (
        _("The message has %(length)s characters; the limit is %(limit)s. Nothing is ever cut."),
        _("Make it shorter."),
    ),
    Code.MESSAGE_TOO_MANY_LINES: (
        _("The message has %(lines)s lines; the limit is %(limit)s."),
        _("Join some of them."),
    ),
    Code.MESSAGE_CONTROL: (
        _("The message holds a sign that cannot be shown or printed."),
        _("Type it anew, or export the file with the right encoding."),
    ),
    Code.MESSAGE_FACELESS: (
        _("The certificate shows a small square instead of each of these signs: %(signs)s."),
        _("If that will not do, change the message."),
    ),
    Code.POINTS_MISSING: (_("The points are missing."), _("Write a whole number; 0 for none.")),
    Code.POINTS_DECIMAL: (
        _("“%(value)s” is not written as a whole number."),
        _("Write the digits alone, without a point, like 10."),
    ),
    Code.POINTS_GROUPED: (
        _("“%(value)s” holds a separator for thousands, or a decimal comma."),
        _("Write the digits alone, like 1000."),
    ),
    Code.POINTS_SCIENTIFIC: (
        _("“%(value)s” is a number that a spreadsheet shortened."),
        _("Format the column as a number without decimals and write all digits, like 1000."),
    ),
    Code.POINTS_PLUS: (_("“%(value)s” has a plus sign."), _("Write the digits alone, like 5.")),
    Code.POINTS_NEGATIVE: (
        _("“%(value)s” is negative. A batch gives points and takes none."),
        _("Write 0 or more."),
    ),
    Code.POINTS_OTHER_DIGITS: (
        _("“%(value)s” is written in other digits than 0 to 9."),
        _("Write it with the digits 0 to 9."),
    ),
    Code.POINTS_TOO_MANY: (
        _("“%(value)s” has more than six digits."),
        _("Write 999999 or less, without zeros in front."),
    ),
    Code.POINTS_NO_NUMBER: (_("“%(value)s” is not a number."), _("Write a whole number; 0 for none.")),
    Code.REASON_TOO_LONG: (
        _("The reason has %(length)s characters; the limit is %(limit)s."),
        _("Write one of your company’s reasons, or leave it empty."),
    ),
    Code.REASON_UNKNOWN: (
        _("“%(value)s” is none of your company’s reasons."),
        _("It is sent as written, and the wall cannot be filtered by it."),
    ),
    Code.REPEATS_ROW: (
        _("The same person gets the same message and points in line %(line)s already."),
        _("If it is not meant twice, take this row out."),
    ),
    Code.REPEATS_BATCH: (
        _("The same person got the same message and points in the batch “%(batch)s” already."),
        _("If it is not meant twice, take this row out."),
    ),
    Code.REPEATS_WAITING: (
        _(
            "The same person gets the same message and points by the batch “%(batch)s”, which is not sent yet."
        ),
        _("If it is not meant twice, take this row out."),
    ),
    Code.UNEVEN: (
        _("This row does not fit the headings: %(cells)s instead of %(headings)s cells."),
        _("Often a separator inside a cell needs quotation marks around the cell."),
    ),
}


@dataclass(frozen=True, slots=True)
class Problem(Worded):
    """`column` is None where the whole row is meant; `params` fill the sentences."""

    SENTENCES = SENTENCES
    WARNINGS = WARNINGS

    code: Code
    column: Column | None
    value: str = ""
    params: Mapping[str, object] = dataclasses.field(default_factory=dict)
