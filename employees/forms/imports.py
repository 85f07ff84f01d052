"""The forms of an import: the file, how it is read, what its columns are, and the confirmation."""

from collections.abc import Mapping, Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from employees.records import Code, DateOrder, Extra, Field
from employees.records.columns import Choices, Matching, first_values
from employees.records.dates import LAST_OF_THE_2000S, DateColumn
from employees.records.fields import DATES
from workstars.lib.tabular import Encoding, Row, Sheet

NOT_THERE = ""
SAMPLES = 3
IN_ORDER = [name for name in Field if name in DATES]
HINTS = {
    Field.EMPLOYEE_ID: _("Needed always."),
    Field.LAST_NAME: _("Needed for new employees."),
    Field.COUNTRY: _("Needed for new employees."),
    Extra.FULL_NAME: _("A cell like “Lee, Ann” is split at its comma. Choose it instead of two columns."),
    Extra.STATUS: _("Words like “active” or “terminated”. Whoever has left is deactivated, or not added."),
}
SEPARATORS = [(",", _("Comma")), (";", _("Semicolon")), ("\t", _("Tab")), ("|", _("Vertical bar"))]


class UploadForm(forms.Form):
    use_required_attribute = False

    file = forms.FileField(
        label=_("HR file"),
        help_text=_("A CSV or XLSX file as your HR system exports it."),
        widget=forms.FileInput(attrs={"accept": ".csv,.txt,.tsv,.xlsx,text/csv"}),
        error_messages={
            "required": _("Choose the file first."),
            "empty": _("The file is empty. Export it again and look inside before you upload it."),
        },
    )
    complete = forms.BooleanField(
        label=_("This file is complete"),
        help_text=_(
            "Whoever is not in it has left. Without the tick nobody is deactivated for being absent."
        ),
        required=False,
    )


class ReadingForm(forms.Form):
    """Shows what another way of reading does; changes nothing. Asks only what can be asked of the file."""

    use_required_attribute = False

    encoding = forms.ChoiceField(
        label=_("Encoding"), choices=[pair for pair in Encoding.choices if pair[0] != Encoding.UTF_8]
    )
    part = forms.ChoiceField(label=_("Sheet"))
    separator = forms.ChoiceField(label=_("Between the columns stands"), choices=SEPARATORS)
    headings_line = forms.ChoiceField(label=_("The headings stand in"))

    def __init__(self, sheet: Sheet | None, *, asks_encoding: bool, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        workbook = sheet.workbook if sheet else None
        if not asks_encoding:
            del self.fields["encoding"]
        if workbook:
            del self.fields["separator"]
            self.choice("part").choices = [(part, part) for part in workbook.parts]
        if not workbook or len(workbook.parts) == 1:
            del self.fields["part"]
        if sheet:
            self.choice("headings_line").choices = [_line(line, cells) for line, cells in sheet.top()]
        else:
            del self.fields["headings_line"]

    def choice(self, name: str) -> forms.ChoiceField:
        field = self.fields[name]
        assert isinstance(field, forms.ChoiceField)
        return field


class MatchForm(forms.Form):
    """One select for each of our fields, over the file's columns; the reading that they belong to goes along hidden."""

    use_required_attribute = False

    encoding = forms.ChoiceField(choices=Encoding.choices, widget=forms.HiddenInput)
    separator = forms.CharField(max_length=1, required=False, strip=False, widget=forms.HiddenInput)
    part = forms.CharField(max_length=200, required=False, strip=False, widget=forms.HiddenInput)
    headings_line = forms.IntegerField(min_value=0, required=False, widget=forms.HiddenInput)
    complete = forms.BooleanField(
        label=UploadForm.base_fields["complete"].label,
        help_text=UploadForm.base_fields["complete"].help_text,
        required=False,
    )
    blank_words = forms.BooleanField(
        label=_("Treat “n/a”, “-”, “none” and errors of a spreadsheet as empty"), required=False
    )
    odd_ids = forms.BooleanField(
        label=_("The Employee IDs are right as they are, also those that look damaged by a spreadsheet"),
        required=False,
    )
    remember_as = forms.CharField(
        label=_("Remember these columns as"),
        help_text=_("The next file with the same headings is matched by itself. Leave it empty to forget."),
        max_length=60,
        required=False,
    )

    def __init__(
        self,
        headings: Sequence[str],
        sample: Sequence[Row],
        dates: Mapping[Field, DateColumn],
        *args: Any,
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        self.dates = dates
        columns = [(NOT_THERE, _("– not in this file –")), *_options(headings, sample)]
        for name in (*Field, *Extra):
            self.fields[name.value] = forms.ChoiceField(
                label=name.label, choices=columns, required=False, help_text=HINTS.get(name, "")
            )
        for name in IN_ORDER:
            self.fields[f"{name.value}_order"] = _order_field(name, dates.get(name, DateColumn()))

    def column_fields(self) -> list[forms.BoundField]:
        return [self[name.value] for name in (*Field, *Extra)]

    def day_fields(self) -> list[forms.BoundField]:
        """The columns of days whose order the file does not show by its four-digit years."""
        asking = {name for name, found in self.dates.items() if found.asks}
        keys = {name: f"{name.value}_order" for name in IN_ORDER}
        return [self[key] for name, key in keys.items() if name in asking or self[key].errors]

    def choices(self) -> Choices:
        said = self.cleaned_data
        chosen = {name: int(said[name.value]) for name in (*Field, *Extra) if said[name.value] != NOT_THERE}
        orders = {
            name: DateOrder(order)
            for name in IN_ORDER
            if name in chosen and (order := said[f"{name.value}_order"])
        }
        return Choices(
            encoding=Encoding(said["encoding"]),
            separator=said["separator"],
            part=said["part"],
            headings_line=said["headings_line"] or 0,
            matching=Matching.of(
                chosen,
                date_orders=orders,
                blank_words=said["blank_words"],
                odd_ids=said["odd_ids"],
            ),
            complete=said["complete"],
            remember_as=said["remember_as"].strip(),
        )

    def tell(self, errors: Mapping[str, str]) -> None:
        for name, sentence in errors.items():
            self.add_error(name, sentence)


class ConfirmForm(forms.Form):
    fingerprint = forms.CharField(max_length=64, required=False, widget=forms.HiddenInput)
    leavers_confirmed = forms.BooleanField(
        label=_("I have looked through this list: these people have left"), required=False
    )


def as_sent(choices: Choices) -> dict[str, Any]:
    """As the match form sends it."""
    matching = choices.matching
    return {
        "encoding": choices.encoding.value,
        "separator": choices.separator,
        "part": choices.part,
        "headings_line": choices.headings_line,
        "complete": choices.complete,
        "blank_words": matching.blank_words,
        "odd_ids": matching.odd_ids,
        "remember_as": matching.remembered_as,
        **{name.value: str(index) for name, index in matching.all_columns.items()},
        **{f"{name.value}_order": order.value for name, order in matching.date_orders.items()},
    }


def remedies(codes: Sequence[str]) -> list[tuple[str, Any]]:
    """Choices that would mend problems of the last check at one stroke: name in the match form, words of the button."""
    found: list[tuple[str, Any]] = []
    if {Code.EMAIL_WORD, Code.BLANK_WORD, Code.WORD_KEPT, Code.CELL_ERROR} & set(codes):
        found.append(("blank_words", _("Treat these words as empty")))
    if {Code.ID_DECIMAL, Code.ID_SCIENTIFIC, Code.ID_LOST_ZEROS} & set(codes):
        found.append(("odd_ids", _("These Employee IDs are right")))
    return found


def how_read(choices: Choices) -> list[str]:
    """What was taken from the file or chosen by somebody, as sentences for the check."""
    said = []
    if choices.part:
        said.append(_("Sheet “%(part)s” of the workbook.") % {"part": choices.part})
    else:
        words = {"encoding": choices.encoding.label, "separator": dict(SEPARATORS).get(choices.separator, "")}
        said.append(_("Letters in %(encoding)s. Between the columns stands: %(separator)s.") % words)
    if choices.headings_line > 1:
        words = {"line": str(choices.headings_line)}
        said.append(_("The headings stand in line %(line)s; what is above them is not read.") % words)
    matching = choices.matching
    if matching.remembered_as:
        said.append(_("The columns are matched as in “%(name)s”.") % {"name": matching.remembered_as})
    for name, order in matching.date_orders.items():
        said.append(_dates_read(name, order, matching.proofs.get(name, "")))
    if matching.short_years:
        said.append(short_years_meaning())
    return [str(sentence) for sentence in said]


def _dates_read(name: Field, order: DateOrder, proof: str) -> str:
    words = {"column": name.label, "order": order.label, "proof": proof.strip()}
    if proof:
        return str(_("%(column)s: %(order)s, as %(proof)s proves.")) % words
    return str(_("%(column)s: %(order)s.")) % words


def short_years_meaning() -> str:
    """What two digits of a year mean, in words."""
    return str(
        _(
            "A year of two digits: 00 to %(last)s is 2000 to 20%(last)s, %(first)s to 99 is 19%(first)s to 1999."
        )
    ) % {"last": f"{LAST_OF_THE_2000S:02}", "first": f"{LAST_OF_THE_2000S + 1:02}"}


def _order_field(name: Field, found: DateColumn) -> forms.ChoiceField:
    """Preselected is what the column proves, and why is said; otherwise it is asked."""
    said: list[str] = []
    if found.proven:
        words = _("Line %(line)s proves it: %(day)s.")
        said.append(str(words) % {"line": found.proof_line, "day": found.proof.strip()})
    elif found.asks:
        words = _(
            "The column does not prove it, like %(day)s. A date that does not fit is an error, never guessed."
        )
        said.append(str(words) % {"day": found.example.strip()})
    if found.short_years:
        said.append(short_years_meaning())
    return forms.ChoiceField(
        label=_("Dates in %(column)s") % {"column": name.label},
        help_text=" ".join(said),
        choices=[("", _("As the column itself shows")), *DateOrder.choices],
        required=False,
    )


def _line(line: int, cells: Sequence[str]) -> tuple[str, str]:
    words = _("Line %(line)s: %(cells)s") % {"line": line, "cells": ", ".join(filter(None, cells))[:80]}
    return str(line), words


def _options(headings: Sequence[str], sample: Sequence[Row]) -> list[tuple[str, str]]:
    """Index of the column; its heading with the first values below it."""
    options = []
    for index, heading in enumerate(headings):
        values = ", ".join(value[:30] for value in first_values(sample, index, SAMPLES))
        name = heading or str(_("Column %(number)s") % {"number": index + 1})
        options.append((str(index), f"{name} ({values})" if values else name))
    return options
