"""What is done with a batch request once it is there: its check read, submitted, answered for, cancelled (B3, B4)."""

from collections.abc import Mapping
from typing import Any

from django.urls import reverse
from rest_framework.request import Request
from rest_framework.response import Response

from recognition.api.base import Answer
from recognition.api.batches import BatchesDoor, progress_of
from recognition.api.described import batch_acts as described
from recognition.api.refusals import told
from recognition.api.shapes.batches import ReasonIn, SubmitIn
from recognition.api.shapes.fields import TextIn
from recognition.csv_import.findings import Findings, Shown
from recognition.models import Batch, BatchEntry, BatchFile
from recognition.services.batches.holding import NotYours
from recognition.services.batches.requesting import cancel_batch
from recognition.services.batches.submitting import answer, submit_batch
from recognition.services.batches.thread import write_in_thread
from recognition.tasks.batches import start_batches

COUNTED = (
    *("rows", "good", "faulty", "people", "points", "certificates", "on_paper", "unreachable"),
    *("errors", "warnings", "repeated", "repeated_earlier"),
)
SOON = "1"  # seconds


class CheckAPI(BatchesDoor):
    """`GET /api/v1/batches/<pk>/check`: how far it is, then all it found."""

    @described.checking
    def get(self, request: Request, pk: int) -> Response:
        batch = self.find(pk)
        file = batch.file
        is_checking = file is not None and file.status == BatchFile.Status.CHECKING
        headers = {"Retry-After": SOON} if is_checking else {}
        return Response(self.found_as_json(batch, file), headers=headers)

    def found_as_json(self, batch: Batch, file: BatchFile | None) -> Answer:
        is_checked = file is not None and file.status == BatchFile.Status.CHECKED
        findings = Findings.from_json(file.found) if file and is_checked else None
        return {
            "status": file.status if file else "",
            "detail": file.failure if file else "",
            "progress": progress_of(batch) if file and not is_checked else None,
            "fingerprint": file.fingerprint if file and is_checked else "",
            "can_be_sent": bool(findings and findings.can_be_sent),
            "counts": {name: getattr(findings, name) for name in COUNTED} if findings else None,
            "problems": [_shown(one) for one in findings.problems] if findings else [],
            "warnings": [_shown(one) for one in findings.warning_list] if findings else [],
            "unused_columns": findings.unused if findings else [],
            "earlier_batch": findings.earlier.pk if findings and findings.earlier else None,
            "has_moved_on": bool(findings and findings.moved_on),
            "problems_url": self.url(reverse("api-batch-faulty-rows", kwargs={"pk": batch.pk})),
            "faulty_url": self.url(reverse("api-batch-faulty", kwargs={"pk": batch.pk})),
        }


class BatchActAPI(BatchesDoor):
    """One act by POST, once for each Idempotency-Key; answers how the request stands then."""

    shape: type[Any]

    def act_on(self, request: Request, pk: int) -> Response:
        batch = self.find(pk)
        shape = self.shape(data=request.data)
        shape.is_valid(raise_exception=True)
        return self.once(request, lambda: self.done(batch, shape.validated_data))

    def done(self, batch: Batch, values: Mapping[str, Any]) -> Response:
        with told():
            self.act(batch, values)
        return Response(self.one(batch.pk))

    def act(self, batch: Batch, values: Mapping[str, Any]) -> None:
        raise NotImplementedError

    def refuse_others(self, batch: Batch) -> None:
        """The requester and administrators alone."""
        if batch.requested_by_id != self.requester.user.pk and not self.requester.is_administrator:
            raise NotYours.of(batch)


class SubmitAPI(BatchActAPI):
    """`POST …/submit`: confirms the rows that the fingerprint stands for (V2)."""

    shape = SubmitIn

    @described.submitting
    def post(self, request: Request, pk: int) -> Response:
        return self.act_on(request, pk)

    def act(self, batch: Batch, values: Mapping[str, Any]) -> None:
        submit_batch(batch=batch, **values, by=self.actor, now=self.now)
        start_batches.delay_on_commit()


class AnswerAPI(BatchActAPI):
    """`POST …/answer`: to a question; it is handed in again as it was."""

    shape = TextIn

    @described.answering
    def post(self, request: Request, pk: int) -> Response:
        return self.act_on(request, pk)

    def act(self, batch: Batch, values: Mapping[str, Any]) -> None:
        answer(batch=batch, text=values["text"], by=self.actor, now=self.now)
        start_batches.delay_on_commit()


class CancelAPI(BatchActAPI):
    """`POST …/cancel`: nothing of it is sent (B6)."""

    shape = ReasonIn

    @described.cancelling
    def post(self, request: Request, pk: int) -> Response:
        return self.act_on(request, pk)

    def act(self, batch: Batch, values: Mapping[str, Any]) -> None:
        self.refuse_others(batch)
        cancel_batch(batch=batch, text=values.get("text", ""), by=self.actor, now=self.now)


class ThreadAPI(BatchActAPI):
    """`/api/v1/batches/<pk>/thread`: what happened and what people wrote; POST writes to everybody involved."""

    shape = TextIn

    @described.thread
    def get(self, request: Request, pk: int) -> Response:
        entries = self.find(pk).entries.all()
        return Response({"results": [_entry(entry) for entry in entries]})

    @described.writing
    def post(self, request: Request, pk: int) -> Response:
        return self.act_on(request, pk)

    def done(self, batch: Batch, values: Mapping[str, Any]) -> Response:
        with told():
            self.refuse_others(batch)
            entry = write_in_thread(batch=batch, text=values["text"], by=self.actor, now=self.now)
        url = self.url(reverse("api-batch-thread", kwargs={"pk": batch.pk}))
        return Response({**_entry(entry), "url": url}, status=201)


def _entry(entry: BatchEntry) -> Answer:
    return {
        "id": entry.pk,
        "at": entry.at.isoformat(),
        "by": entry.by_label,
        "change": entry.change,
        "text": entry.text,
    }


def _shown(shown: Shown) -> Answer:
    """A row to mend, or worth a look: `code` stays the same, the sentences are in the reader's language."""
    return {
        "row": shown.row,
        "column": shown.column,
        "value": shown.value,
        "code": shown.code,
        "message": shown.rule,
        "remedy": shown.remedy,
    }
