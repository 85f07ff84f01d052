"""What comes back from a batch: the rows to mend (B3), and what became of each row (B5), as JSON and as CSV."""

from collections.abc import Callable, Iterable, Iterator
from itertools import islice
from typing import Any

from django.http import StreamingHttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from rest_framework.negotiation import BaseContentNegotiation
from rest_framework.request import Request
from rest_framework.response import Response

from employees.api.base import Conflict
from recognition.api.base import Answer, next_page, number_of
from recognition.api.batches import BatchesDoor
from recognition.api.described import batch_results as described
from recognition.api.refusals import told
from recognition.csv_import.problems import Problem
from recognition.models import Batch
from recognition.services.batches.outcomes import RowOutcome, outcomes_after
from recognition.services.batches.results import faulty_pieces, left_out_rows, result_pieces

USUAL_PAGE, LARGEST_PAGE = 100, 1000
OVER = (Batch.Status.SENT, Batch.Status.RECALLED)


class RowsDoor(BatchesDoor):
    def page(
        self, request: Request, batch: Batch, name: str, rows_after: Callable[[int, int], Iterable[Answer]]
    ) -> Response:
        """The rows after `cursor`, each with its line as "row"; `rows_after` is given that and how many at most."""
        limit = number_of(request, "limit", USUAL_PAGE, LARGEST_PAGE, least=1)
        after = number_of(request, "cursor", 0, 2**31 - 1)
        with told():
            found = list(rows_after(after, limit + 1))
        place = self.url(reverse(name, kwargs={"pk": batch.pk}))
        last = found[limit - 1]["row"] if len(found) > limit else None
        return Response({"results": found[:limit], "next": next_page(request, place, last)})


class ResultDoor(RowsDoor):
    def over(self, pk: int) -> Batch:
        """One that was sent, also when it was recalled later. Refusal: 409 before that."""
        batch = self.find(pk)
        if batch.status not in OVER:
            raise Conflict(_("Nothing was sent yet. Ask again once its status is sent."), "not_sent")
        return batch


class ResultAPI(ResultDoor):
    """`GET /api/v1/batches/<pk>/result`: row by row, by pages in the order of the file."""

    @described.result
    def get(self, request: Request, pk: int) -> Response:
        batch = self.over(pk)
        return self.page(request, batch, "api-batch-result", lambda *part: self.rows(batch, *part))

    def rows(self, batch: Batch, after: int, most: int) -> list[Answer]:
        return [_row(row) for row in outcomes_after(batch, after, most, self.now)]


class AnyFormat(BaseContentNegotiation):
    """A call that answers with a file whatever is accepted; its refusals are JSON."""

    def select_parser(self, request: Request, parsers: Iterable[Any]) -> Any:
        return next(iter(parsers))

    def select_renderer(self, request: Request, renderers: Iterable[Any], format_suffix: Any = None) -> Any:
        first = next(iter(renderers))
        return first, first.media_type


class ResultFileAPI(ResultDoor):
    """`GET /api/v1/batches/<pk>/result.csv`: all of it as one file."""

    content_negotiation_class = AnyFormat

    @described.result_file
    def get(self, request: Request, pk: int) -> StreamingHttpResponse:
        batch = self.over(pk)
        with told():
            return _csv(result_pieces(batch, self.now))


class FaultyDoor(RowsDoor):
    def checked(self, pk: int) -> Batch:
        """One whose file is checked. Refusal: 409 before that."""
        batch = self.find(pk)
        if batch.file is None or not batch.file.fingerprint:
            raise Conflict(_("The file is not checked yet."), "not_checked")
        return batch


class FaultyAPI(FaultyDoor):
    """`GET /api/v1/batches/<pk>/faulty`: the rows to mend, by pages in the order of the file."""

    @described.faulty
    def get(self, request: Request, pk: int) -> Response:
        batch = self.checked(pk)
        return self.page(request, batch, "api-batch-faulty-rows", lambda *part: self.rows(batch, *part))

    def rows(self, batch: Batch, after: int, most: int) -> Iterator[Answer]:
        for line, written, problems in islice(left_out_rows(batch, self.now, after), most):
            yield {"row": line, "employee_id": written, "problems": list(map(_problem, problems))}


class FaultyFileAPI(FaultyDoor):
    """`GET /api/v1/batches/<pk>/faulty.csv`: the rows to mend, each with the reason."""

    content_negotiation_class = AnyFormat

    @described.faulty_file
    def get(self, request: Request, pk: int) -> StreamingHttpResponse:
        file = self.checked(pk).file
        assert file is not None
        with told():
            return _csv(faulty_pieces(file, self.now))


def _csv(pieces: Iterator[bytes]) -> StreamingHttpResponse:
    return StreamingHttpResponse(pieces, content_type="text/csv", headers={"Cache-Control": "no-store"})


def _row(row: RowOutcome) -> Answer:
    return {
        "row": row.line,
        "employee_id": row.employee_id,
        "name": row.name,
        "outcome": row.outcome,
        "points": row.points,
        "recognition_id": row.recognition,
        "why": row.why,
        "problems": list(map(_problem, row.problems)),
    }


def _problem(problem: Problem) -> Answer:
    return {
        "column": problem.column.value if problem.column else "",
        "value": problem.value,
        "code": problem.code.value,
        "message": problem.sentence,
        "remedy": problem.remedy,
    }
