"""A request made in one go, as other systems make it: the file and what is said around it (B1, X4)."""

from dataclasses import dataclass
from datetime import datetime
from uuid import uuid4

from django.db import transaction
from django.utils.translation import gettext as _

from employees.models import Company
from recognition.models import Batch, BatchFile
from recognition.services.batches.receiving import choose_encoding
from recognition.services.batches.requesting import change_batch, create_batch, replace_file
from recognition.services.batches.wishes import RequestRefused, Wish
from workstars.lib.actors import Actor
from workstars.lib.tabular import Encoding


@dataclass(frozen=True)
class Upload:
    """A file, and how it is written where that cannot be known from the file: see Encoding; else empty."""

    name: str
    data: bytes
    encoding: str = ""


@transaction.atomic
def ask_for_batch(*, company: Company, wish: Wish, upload: Upload, by: Actor, now: datetime) -> Batch:
    """A draft with its file, which is checked next, and with the request around it.

    Refusals: those of `create_batch` and `change_batch`; RequestRefused for `encoding` when it has to be said.
    """
    made = create_batch(
        company=company, press_key=uuid4(), name=upload.name, data=upload.data, by=by, now=now
    )
    _read_as(made.file, upload, now)
    change_batch(batch=made, wish=wish, by=by, now=now)
    return made


@transaction.atomic
def mend_file(*, batch: Batch, upload: Upload, by: Actor, now: datetime) -> BatchFile:
    """Another file in the place of the one before. Refusals: those of `replace_file`, and as above."""
    file = replace_file(batch=batch, name=upload.name, data=upload.data, by=by, now=now)
    return _read_as(file, upload, now)


def _read_as(file: BatchFile | None, upload: Upload, now: datetime) -> BatchFile:
    assert file is not None
    if file.encoding:
        return file
    if not upload.encoding:
        sentence = _("The file is not UTF-8. Send it again with its encoding, or save it as “CSV UTF-8”.")
        raise RequestRefused({"encoding": sentence})
    return choose_encoding(file=file, encoding=Encoding(upload.encoding), now=now)
