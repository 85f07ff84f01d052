"""Batch requests for other systems (X4): made with their file, changed, and followed on their way (B1 to B6).

The requester is whoever made the token, so that person never approves it, and approving is no call of this API.
"""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from typing import Any

from django.conf import settings
from django.db.models import Q
from django.http import Http404, QueryDict
from django.urls import reverse
from django.utils.translation import gettext as _
from rest_framework.parsers import JSONParser, MultiPartParser
from rest_framework.request import Request
from rest_framework.response import Response

from employees.api.base import TooLarge
from employees.models.tokens import Scope
from employees.permissions import Member
from recognition.api.base import (
    LARGEST_PAGE,
    USUAL_PAGE,
    Answer,
    MemberAPI,
    key_of,
    next_page,
    number_of,
    since_of,
    wrong,
)
from recognition.api.described import batches as described
from recognition.api.people import find_people
from recognition.api.refusals import told
from recognition.api.shapes.batches import REQUESTER, BatchWithFile, BatchWithRows, FileIn, RequestIn, RowsIn
from recognition.csv_import.columns import Column
from recognition.models import Batch, BatchFile, ECard
from recognition.queries.batch_approvals import Turn, turns_of
from recognition.queries.batches import visible_batches
from recognition.services.batches.asking import Upload, ask_for_batch, mend_file
from recognition.services.batches.holding import OPEN
from recognition.services.batches.receiving import limits
from recognition.services.batches.requesting import change_batch
from recognition.services.batches.wishes import Wish
from recognition.tasks.batches import check_batch_file
from workstars.lib.clock import today
from workstars.lib.keyset import Key
from workstars.lib.tabular import refuse_too_big, write_csv

ENVELOPE = 1024 * 1024  # what a form may have around its file, in bytes


class BatchesDoor(MemberAPI):
    """Whoever may ask for batches on the pages sees the same here: one's own, and what others have submitted."""

    audience = frozenset({"coordinator", "administrator"})
    scopes = {
        "GET": Scope.BATCHES_READ,
        "POST": Scope.BATCHES_WRITE,
        "PUT": Scope.BATCHES_WRITE,
        "PATCH": Scope.BATCHES_WRITE,
    }

    def initial(self, request: Request, *args: Any, **kwargs: Any) -> None:
        super().initial(request, *args, **kwargs)
        self.requester: Member = self.owner()

    def visible(self) -> Any:
        rows = visible_batches(self.company, self.requester)
        related = rows.select_related("file", "from_employee", "company", "requested_by")
        return related.prefetch_related("copies__employee", "approvals").defer("file__found")

    def find(self, pk: int) -> Batch:
        found: Batch | None = self.visible().filter(pk=pk).first()
        if found is None:
            raise Http404
        return found

    def shown(self, batches: Sequence[Batch]) -> list[Answer]:
        turns = turns_of(batches, self.now)
        return [self.as_json(batch, turns[batch.pk]) for batch in batches]

    def one(self, pk: int) -> Answer:
        return self.shown([self.find(pk)])[0]

    def as_json(self, batch: Batch, turn: Turn) -> Answer:
        return {
            "id": batch.pk,
            "status": batch.status,
            "waits_for": _waits_for(batch, turn),
            **{name: getattr(batch, name) for name in ("summary", "description", "is_private", "from_name")},
            "send_on": batch.send_on.isoformat(),
            "ecard_id": batch.ecard_id,
            "from_kind": batch.from_kind,
            "from_employee_id": batch.from_employee.employee_id if batch.from_employee else "",
            "copied_ids": sorted(copied.employee.employee_id for copied in batch.copies.all()),
            "requested_by": batch.requested_by_label,
            **{name: _moment(getattr(batch, name)) for name in MOMENTS},
            "file": _file(batch.file),
            **{name: getattr(batch, name) for name in COUNTS},
            "recall_reason": batch.recall_reason,
            "progress": progress_of(batch),
            **self.addresses(batch),
        }

    def addresses(self, batch: Batch) -> Answer:
        places = {
            "url": "api-batch",
            "check_url": "api-batch-check",
            "result_url": "api-batch-result",
            "address": "batch",
        }
        return {name: self.url(reverse(place, kwargs={"pk": batch.pk})) for name, place in places.items()}


class FileDoor(BatchesDoor):
    """Takes a file as a form, or rows as JSON."""

    parser_classes = [JSONParser, MultiPartParser]

    def initialize_request(self, request: Any, *args: Any, **kwargs: Any) -> Request:
        """Says how much a call may hold before any of it is read."""
        self.length = int(request.META.get("CONTENT_LENGTH") or 0)
        return super().initialize_request(request, *args, **kwargs)

    def judged(self, request: Request, of_form: type[Any], of_json: type[Any]) -> Answer:
        """The values of the call. Refusals: 413, 400."""
        if self.length > settings.UPLOAD_MAX_BYTES + ENVELOPE:
            raise TooLarge(settings.UPLOAD_MAX_BYTES)
        shape = (of_form if isinstance(request.data, QueryDict) else of_json)(data=request.data)
        shape.is_valid(raise_exception=True)
        values: Answer = shape.validated_data
        return values

    def upload(self, values: Mapping[str, Any]) -> Upload:
        if "rows" in values:
            return Upload("rows.csv", write_csv([column.value for column in Column], values["rows"]).data)
        file = values["file"]
        refuse_too_big(file.size or 0, limits())
        return Upload(file.name or "", file.read(), values.get("encoding", ""))

    def wish(self, values: Mapping[str, Any], before: Wish) -> Wish:
        """What is absent stays as it was. Refusal: 400 for who or what is not known."""
        plain = {name: values[name] for name in PLAIN if name in values}
        sender = values.get("from_employee_id")
        copied = values.get("copied_ids", ())
        people = find_people(
            self.company, {"from_employee_id": [sender] if sender else [], "copied_ids": copied}
        )
        if sender is not None:
            plain["from_employee"] = people[sender] if sender else None
        if "copied_ids" in values:
            plain["copies"] = tuple({people[one].pk: people[one] for one in copied}.values())
        if "ecard_id" in values:
            plain["ecard"] = self.ecard(values["ecard_id"])
        return replace(before, **plain)

    def ecard(self, pk: int | None) -> ECard | None:
        if pk is None:
            return None
        found: ECard | None = ECard.objects.for_company(self.company).filter(pk=pk).first()
        if found is None:
            wrong("ecard_id", _("There is none with this number. Take one from the list."), "unknown")
        return found

    def accepted(self, batch: Batch) -> Response:
        """202: the check of the file is on its way."""
        file = batch.file
        if file is not None and file.status == BatchFile.Status.CHECKING:
            check_batch_file.delay_on_commit(file_id=file.pk)
        return Response(self.shown([batch])[0], status=202)


class BatchesAPI(FileDoor):
    """`/api/v1/batches`: GET lists the newest first, POST begins one with its file."""

    @described.listing
    def get(self, request: Request) -> Response:
        state, before, since = request.query_params.get("status", ""), key_of(request), since_of(request)
        if state not in {"", *Batch.Status.values}:
            wrong("status", _("There is no such status."))
        limit = number_of(request, "limit", USUAL_PAGE, LARGEST_PAGE, least=1)
        rows = self.visible().newest_first()
        rows = rows.with_status(state) if state else rows
        rows = rows.filter(created_at__gte=since) if since else rows
        if before:
            rows = rows.filter(
                Q(created_at__lte=before.at) & (Q(created_at__lt=before.at) | Q(pk__lt=before.pk))
            )
        found = list(rows[: limit + 1])
        page = found[:limit]
        older = Key(page[-1].created_at, page[-1].pk) if len(found) > limit else None
        following = next_page(request, self.url(reverse("api-batches")), older)
        return Response({"results": self.shown(page), "next": following})

    @described.making
    def post(self, request: Request) -> Response:
        values = self.judged(request, BatchWithFile, BatchWithRows)
        return self.once(request, lambda: self.make(values))

    def make(self, values: Mapping[str, Any]) -> Response:
        wish = self.wish(values, Wish(summary="", send_on=today(self.company, self.now)))
        with told():
            batch = ask_for_batch(
                company=self.company, wish=wish, upload=self.upload(values), by=self.actor, now=self.now
            )
        return self.accepted(self.find(batch.pk))


class BatchAPI(FileDoor):
    """`/api/v1/batches/<pk>`: GET says how it stands; PATCH changes what is said around the rows."""

    @described.showing
    def get(self, request: Request, pk: int) -> Response:
        return Response(self.one(pk))

    @described.changing
    def patch(self, request: Request, pk: int) -> Response:
        batch = self.find(pk)
        shape = RequestIn(data=request.data, partial=True)
        shape.is_valid(raise_exception=True)
        return self.once(request, lambda: self.change(batch, shape.validated_data))

    def change(self, batch: Batch, values: Mapping[str, Any]) -> Response:
        with told():
            change_batch(batch=batch, wish=self.wish(values, Wish.of(batch)), by=self.actor, now=self.now)
        return Response(self.one(batch.pk))


class BatchFileAPI(FileDoor):
    """`PUT /api/v1/batches/<pk>/file`: a mended file, or mended rows, in the place of those before."""

    @described.mending
    def put(self, request: Request, pk: int) -> Response:
        batch = self.find(pk)
        values = self.judged(request, FileIn, RowsIn)
        return self.once(request, lambda: self.mend(batch, values))

    def mend(self, batch: Batch, values: Mapping[str, Any]) -> Response:
        with told():
            mend_file(batch=batch, upload=self.upload(values), by=self.actor, now=self.now)
        return self.accepted(self.find(batch.pk))


PLAIN = ("summary", "description", "send_on", "is_private", "from_kind", "from_name")
MOMENTS = ("created_at", "submitted_at", "approved_at", "send_at", "sent_at", "recalled_at")
COUNTS = ("good_rows_only", "people", "points", "rows_sent", "rows_skipped")


def _waits_for(batch: Batch, turn: Turn) -> str:
    """Whose turn it is: the requester's, an administrator's, the operator's; empty while nobody has to do anything."""
    if batch.status in OPEN:
        return REQUESTER
    return str(turn.who.value) if batch.status == Batch.Status.SUBMITTED else ""


def progress_of(batch: Batch) -> Answer | None:
    """Of the work that goes on: the sending, or the check. None while nothing does."""
    if batch.status == Batch.Status.SENDING:
        return _progress(batch)
    file = batch.file
    return _progress(file) if file and file.status == BatchFile.Status.CHECKING else None


def _progress(job: Batch | BatchFile) -> Answer:
    return {"step": job.progress_step, "done": job.progress_done, "total": job.progress_total}


def _file(file: BatchFile | None) -> Answer | None:
    if file is None:
        return None
    return {
        "name": file.file_name,
        "uploaded_at": _moment(file.uploaded_at),
        "status": file.status,
        "rows": file.rows,
    }


def _moment(at: datetime | None) -> str | None:
    return at.isoformat() if at else None
