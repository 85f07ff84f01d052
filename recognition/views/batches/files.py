"""What can be downloaded from a batch: its file, the rows to mend, and what became of each row (B3, B5)."""

from collections.abc import Iterator

from django.http import Http404, HttpRequest
from django.http.response import HttpResponseBase
from django.utils.translation import gettext as _

from recognition.models import Batch
from recognition.services.batches.receiving import FileGone, FileShredded, upload_pieces
from recognition.services.batches.results import faulty_pieces, result_pieces
from recognition.views.batches.base import OneBatchPage
from workstars.lib.downloads import CSV, stream
from workstars.lib.vault import FileDamaged


class BatchDownload(OneBatchPage):
    """One file, which no cache keeps. Gone is not found; damaged is said."""

    kind = CSV

    def get(self, request: HttpRequest, pk: int) -> HttpResponseBase:
        batch = self.batch(pk)
        try:
            found = self.read(batch)
        except FileShredded as shredded:
            return self.show(batch, status=410, refusal=str(shredded))
        except FileGone:
            raise Http404 from None
        except FileDamaged as error:
            return self.show(batch, status=409, refusal=str(error))
        return stream(found, self.name(batch), self.kind)

    def read(self, batch: Batch) -> Iterator[bytes]:
        """Piece by piece; what can be wrong with it is raised before the first one."""
        raise NotImplementedError

    def name(self, batch: Batch) -> str:
        raise NotImplementedError


class UploadedFile(BatchDownload):
    """Byte for byte what was uploaded, in whatever encoding."""

    kind = ""

    def read(self, batch: Batch) -> Iterator[bytes]:
        if batch.file is None:
            raise FileGone
        return upload_pieces(batch.file)

    def name(self, batch: Batch) -> str:
        return batch.file.file_name if batch.file else ""


class FaultyRows(BatchDownload):
    def read(self, batch: Batch) -> Iterator[bytes]:
        if batch.file is None:
            raise FileGone
        return faulty_pieces(batch.file, self.now)

    def name(self, batch: Batch) -> str:
        return _("%(batch)s to mend.csv") % {"batch": batch.summary or _("Batch")}


class ResultFile(BatchDownload):
    """Every row with what became of it, once it was sent."""

    def read(self, batch: Batch) -> Iterator[bytes]:
        if batch.status not in {Batch.Status.SENT, Batch.Status.RECALLED}:
            raise FileGone
        return result_pieces(batch, self.now)

    def name(self, batch: Batch) -> str:
        return _("%(batch)s result.csv") % {"batch": batch.summary}
