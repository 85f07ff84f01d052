"""What services refuse, as the API answers it: a status, a sentence, and a word for programs that stays the same."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import Any

from django.utils.translation import gettext as _
from rest_framework.exceptions import APIException, ErrorDetail, PermissionDenied, ValidationError

from employees.api.base import Conflict
from recognition.csv_import.columns import HeadingsWrong
from recognition.services.batches import holding, receiving
from recognition.services.batches.deciding import Outdated, TextMissing
from recognition.services.batches.submitting import RowsRefused, SaidBefore
from recognition.services.batches.wishes import RequestRefused
from workstars.lib.tabular import Unreadable
from workstars.lib.vault import FileDamaged

# Fields of the services, as the calls name them.
FIELDS = {"ecard": "ecard_id", "from_employee": "from_employee_id", "copies": "copied_ids"}
CODES: Mapping[type[Exception], str] = {
    holding.NotNow: "not_now",
    receiving.NotNow: "not_now",
    Outdated: "outdated",
    RowsRefused: "rows_to_mend",
    SaidBefore: "said_before",
    receiving.FileGone: "file_gone",
    FileDamaged: "file_damaged",
}


class FileTooBig(APIException):
    status_code = 413
    default_code = "too_big"


@contextmanager
def told() -> Iterator[None]:
    """Around an act on a batch."""
    try:
        yield
    except holding.NotYours as refused:
        raise PermissionDenied(str(refused)) from refused
    except Unreadable as refused:
        raise _of_file(refused) from refused
    except HeadingsWrong as refused:
        raise ValidationError({"file": [ErrorDetail(str(refused), "headings_wrong")]}) from refused
    except RequestRefused as refused:
        errors = {FIELDS.get(field, field): sentence for field, sentence in refused.errors.items()}
        raise ValidationError(
            {name: [ErrorDetail(text, "refused")] for name, text in errors.items()}
        ) from refused
    except TextMissing as refused:
        raise ValidationError({"text": [ErrorDetail(str(refused), "text_missing")]}) from refused
    except tuple(CODES) as refused:
        raise Conflict(_sentence(refused), CODES[type(refused)], **_more(refused)) from refused


def _sentence(refused: Exception) -> str:
    """Those that speak of a page speak of the call instead."""
    if isinstance(refused, Outdated):
        return _("The check has changed since. Read it again, and send the fingerprint that it has now.")
    if isinstance(refused, SaidBefore):
        sentence = _(
            "“%(summary)s” holds the same recognitions. Send send_again if they are to be sent once more."
        )
        return sentence % {"summary": refused.name}
    return str(refused)


def _more(refused: Exception) -> dict[str, Any]:
    if isinstance(refused, SaidBefore):
        return {"earlier": {"id": refused.earlier.pk, "summary": refused.name}}
    return {}


def _of_file(refused: Unreadable) -> APIException:
    if refused.is_too_big:
        return FileTooBig(str(refused))
    return ValidationError({"file": [ErrorDetail(str(refused), str(refused.problem.code))]})
