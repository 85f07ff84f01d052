"""What can be wrong with a file as a whole: data first, the sentence from a table."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _


class Code(StrEnum):
    EMPTY = "empty"
    ONLY_HEADINGS = "only_headings"
    TOO_BIG = "too_big"
    TOO_MANY_ROWS = "too_many_rows"
    TOO_MANY_COLUMNS = "too_many_columns"
    CELL_TOO_LONG = "cell_too_long"
    NUL = "nul"
    NOT_IN_ENCODING = "not_in_encoding"
    OTHER_UNICODE = "other_unicode"
    QUOTE_NEVER_CLOSED = "quote_never_closed"
    TEXT_AFTER_QUOTE = "text_after_quote"
    DUPLICATE_HEADINGS = "duplicate_headings"
    WORKBOOK_DAMAGED = "workbook_damaged"
    WORKBOOK_EMPTY = "workbook_empty"
    WORKBOOK_MEMBERS = "workbook_members"
    WORKBOOK_UNPACKED = "workbook_unpacked"
    WORKBOOK_RATIO = "workbook_ratio"
    WORKBOOK_MEMORY = "workbook_memory"
    PASSWORD = "password"  # noqa: S105 (the name of a problem)
    SPREADSHEET = "spreadsheet"
    WEB_PAGE = "web_page"
    NOT_A_TABLE = "not_a_table"


SENTENCES: Mapping[Code, Promise] = {
    Code.EMPTY: _("The file is empty. Export it again and look inside before you upload it."),
    Code.ONLY_HEADINGS: _("The file has headings but no rows below them."),
    Code.TOO_BIG: _("The file has %(megabytes)s MB; the limit is %(limit)s MB. Split it into several files."),
    Code.TOO_MANY_ROWS: _("The file has more than %(limit)s rows. Split it into several files."),
    Code.TOO_MANY_COLUMNS: _(
        "The file has %(columns)s columns; the limit is %(limit)s. Take out the columns that are not needed."
    ),
    Code.CELL_TOO_LONG: _(
        "Line %(line)s: a cell is longer than %(limit)s characters. "
        "Often a quotation mark is missing; otherwise shorten the cell."
    ),
    Code.NUL: _(
        "Line %(line)s holds a NUL byte, so this is not a plain text file or it was damaged. "
        "Export it again as “CSV UTF-8”."
    ),
    Code.NOT_IN_ENCODING: _(
        "Line %(line)s holds the byte %(byte)s, which means nothing in %(encoding)s. "
        "Choose another encoding, or export the file again as “CSV UTF-8”."
    ),
    Code.OTHER_UNICODE: _("The file is written in %(encoding)s. Save it again as “CSV UTF-8”."),
    Code.QUOTE_NEVER_CLOSED: _(
        "Line %(line)s: a quotation mark is opened there and never closed. Close it, "
        "or double it where it belongs to the text."
    ),
    Code.TEXT_AFTER_QUOTE: _(
        "Line %(line)s: text follows a closing quotation mark, in a cell that begins in line %(began)s. "
        "Double the quotation marks that belong to the text."
    ),
    Code.DUPLICATE_HEADINGS: _(
        "Columns %(first)s and %(second)s are both called “%(heading)s”. Rename one of them or take it out."
    ),
    Code.WORKBOOK_DAMAGED: _(
        "The workbook is damaged and cannot be opened. Open it in Excel, save it again as XLSX or “CSV UTF-8”, "
        "and upload that file."
    ),
    Code.WORKBOOK_EMPTY: _(
        "No sheet of the workbook holds anything. Look inside before you upload it again."
    ),
    Code.WORKBOOK_MEMBERS: _(
        "The workbook is made of %(members)s files; the limit is %(limit)s. Save it as “CSV UTF-8”, "
        "and upload that file."
    ),
    Code.WORKBOOK_UNPACKED: _(
        "The workbook holds %(megabytes)s MB when it is unpacked; the limit is %(limit)s MB. "
        "Take out pictures and sheets that are not needed, or split it into several files."
    ),
    Code.WORKBOOK_RATIO: _(
        "The workbook is %(ratio)s times as large inside as outside; the limit is %(limit)s times. "
        "Save it as “CSV UTF-8”, and upload that file."
    ),
    Code.WORKBOOK_MEMORY: _(
        "The workbook needs more than %(limit)s MB or a minute to be read. Often cells far to the right or far below "
        "are filled or coloured: take them out, or save the sheet as “CSV UTF-8”."
    ),
    Code.PASSWORD: _("The workbook is protected by a password. Save it without one, and upload that file."),
    Code.SPREADSHEET: _(
        "This is a spreadsheet (%(kind)s). Open it, save it as XLSX or CSV, and upload that file."
    ),
    Code.WEB_PAGE: _(
        "This is a web page, whatever its name says. Open it in a spreadsheet and save it as “CSV UTF-8”."
    ),
    Code.NOT_A_TABLE: _("This is not a table but a file of the kind %(kind)s. Choose a CSV or XLSX file."),
}


@dataclass(frozen=True)
class FileProblem:
    """`line` counts from 1 as a text editor does, `column` counts columns from 1; None where there is no such place."""

    code: Code
    params: Mapping[str, object] = field(default_factory=dict)
    line: int | None = None
    column: int | None = None

    @property
    def sentence(self) -> str:
        return str(SENTENCES[self.code]) % {"line": self.line, **self.params}


class Unreadable(Exception):
    """The file cannot be read as a table; nothing of it is."""

    def __init__(self, problem: FileProblem) -> None:
        super().__init__(problem.sentence)
        self.problem = problem

    @property
    def is_too_big(self) -> bool:
        return self.problem.code == Code.TOO_BIG


def refuse(code: Code, *, line: int | None = None, column: int | None = None, **params: object) -> Unreadable:
    return Unreadable(FileProblem(code, params, line, column))
