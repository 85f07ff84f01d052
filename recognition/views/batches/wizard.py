"""The way to a batch in calm steps: the file, the request, the check, and what will happen (B1, B3)."""

from typing import Any

from django.core.files.uploadedfile import UploadedFile
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect

from recognition.forms.batches import EncodingForm, FileForm
from recognition.models import Batch, BatchFile
from recognition.services.batches.holding import NotNow
from recognition.services.batches.receiving import REFUSALS as FILE_REFUSALS
from recognition.services.batches.receiving import choose_encoding, limits, look_into
from recognition.services.batches.requesting import create_batch, replace_file
from recognition.tasks.batches import check_batch_file
from recognition.views.batches.base import OneBatchPage
from workstars.lib.doors import CoordinatorPage
from workstars.lib.tabular import Encoding, Unreadable, refuse_too_big


class NewBatchPage(CoordinatorPage):
    """`/batches/new`: begins with the file, which is checked while the request is written."""

    def get(self, request: HttpRequest) -> HttpResponse:
        return self.page(FileForm())

    def post(self, request: HttpRequest) -> HttpResponseBase:
        form = FileForm(request.POST, request.FILES)
        if not form.is_valid():
            return self.page(form, 422)
        try:
            batch = create_batch(
                company=self.company,
                press_key=form.cleaned_data["press_key"],
                by=self.actor,
                now=self.now,
                **contents(form.cleaned_data["file"]),
            )
        except (*FILE_REFUSALS, NotNow) as refusal:
            form.add_error("file", str(refusal))
            return self.page(form, status_of(refusal))
        return go_on(batch)

    def page(self, form: FileForm, status: int = 200) -> HttpResponse:
        return self.render("recognition/batches/new.html", form=form, status=status)


class FilePage(OneBatchPage):
    """`/batches/<id>/file`: a mended file in the place of the one before."""

    def get(self, request: HttpRequest, pk: int) -> HttpResponse:
        return self.page(self.mine(pk), FileForm())

    def post(self, request: HttpRequest, pk: int) -> HttpResponseBase:
        batch = self.mine(pk)
        form = FileForm(request.POST, request.FILES)
        if not form.is_valid():
            return self.page(batch, form, 422)
        try:
            replace_file(batch=batch, by=self.actor, now=self.now, **contents(form.cleaned_data["file"]))
        except NotNow as refusal:
            return self.show(self.batch(pk), status=409, refusal=str(refusal))
        except FILE_REFUSALS as refusal:
            form.add_error("file", str(refusal))
            return self.page(batch, form, status_of(refusal))
        return go_on(self.batch(pk))

    def page(self, batch: Batch, form: FileForm, status: int = 200) -> HttpResponse:
        return self.render("recognition/batches/file.html", batch=batch, form=form, status=status)


class EncodingPage(FilePage):
    """`/batches/<id>/encoding`: for a file that is not UTF-8. `?encoding=` shows what a choice does; POST takes it."""

    def get(self, request: HttpRequest, pk: int) -> HttpResponse:
        return self.look(self.mine(pk), request.GET.get("encoding", ""))

    def post(self, request: HttpRequest, pk: int) -> HttpResponseBase:
        batch = self.mine(pk)
        form = EncodingForm(request.POST)
        if not form.is_valid() or batch.file is None:
            return self.look(batch, "", status=422)
        encoding = Encoding(form.cleaned_data["encoding"])
        try:
            choose_encoding(file=batch.file, encoding=encoding, now=self.now)
        except FILE_REFUSALS as refusal:
            return self.look(batch, encoding.value, status=422, refusal=str(refusal))
        return go_on(self.batch(pk))

    def look(self, batch: Batch, encoding: str, status: int = 200, refusal: str = "") -> HttpResponse:
        if batch.file is None:
            return self.show(batch, status=409)
        try:
            look = look_into(batch.file, encoding)
        except FILE_REFUSALS as gone:
            return self.show(batch, status=409, refusal=str(gone))
        return self.render(
            "recognition/batches/encoding.html",
            status=status,
            batch=batch,
            look=look,
            form=EncodingForm(initial={"encoding": look.encoding}),
            refusal=refusal,
        )


def contents(upload: UploadedFile) -> dict[str, Any]:
    """Name and bytes of an upload. Refusal: Unreadable, before anything is read, when it is too big."""
    refuse_too_big(upload.size or 0, limits())
    return {"name": upload.name or "", "data": upload.read()}


def status_of(refusal: Exception) -> int:
    return 413 if isinstance(refusal, Unreadable) and refusal.is_too_big else 422


def go_on(batch: Batch) -> HttpResponse:
    """To the step that is next: the letters of the file, the request, or the check."""
    file = batch.file
    if file is not None and file.status == BatchFile.Status.CHECKING:
        check_batch_file.delay_on_commit(file_id=file.pk)
    return redirect(next_step(batch), pk=batch.pk)


def next_step(batch: Batch) -> str:
    file = batch.file
    if file is not None and file.status == BatchFile.Status.UPLOADED:
        return "batch-encoding"
    return "batch" if batch.summary else "batch-request"
