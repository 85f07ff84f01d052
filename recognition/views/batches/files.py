"""What can be downloaded from a batch: its file, the rows to mend, and what became of each row (B3, B5)."""

from django.http import Http404, HttpRequest, HttpResponse
from django.utils.translation import gettext as _

from recognition.models import Batch
from recognition.services.batches.receiving import FileGone, FileShredded, read_upload
from recognition.services.batches.results import faulty_rows_csv, result_csv
from recognition.views.batches.base import OneBatchPage
from workstars.lib.downloads import download
from workstars.lib.vault import FileDamaged


class BatchDownload(OneBatchPage):
    """One file, which no cache keeps. Gone is not found; damaged is said."""

    def get(self, request: HttpRequest, pk: int) -> HttpResponse:
        batch = self.batch(pk)
        try:
            return download(self.read(batch), self.name(batch))
        except FileShredded as shredded:
            return self.show(batch, status=410, refusal=str(shredded))
        except FileGone:
            raise Http404 from None
        except FileDamaged as error:
            return self.show(batch, status=409, refusal=str(error))

    def read(self, batch: Batch) -> bytes:
        raise NotImplementedError

    def name(self, batch: Batch) -> str:
        raise NotImplementedError


class UploadedFile(BatchDownload):
    """Byte for byte what was uploaded."""

    def read(self, batch: Batch) -> bytes:
        if batch.file is None:
            raise FileGone
        return read_upload(batch.file)

    def name(self, batch: Batch) -> str:
        return batch.file.file_name if batch.file else ""


class FaultyRows(BatchDownload):
    def read(self, batch: Batch) -> bytes:
        if batch.file is None:
            raise FileGone
        return faulty_rows_csv(batch.file, self.now)

    def name(self, batch: Batch) -> str:
        return _("%(batch)s to mend.csv") % {"batch": batch.summary or _("Batch")}


class ResultFile(BatchDownload):
    """Every row with what became of it, once it was sent."""

    def read(self, batch: Batch) -> bytes:
        if batch.status not in {Batch.Status.SENT, Batch.Status.RECALLED}:
            raise FileGone
        return result_csv(batch, self.now)

    def name(self, batch: Batch) -> str:
        return _("%(batch)s result.csv") % {"batch": batch.summary}
