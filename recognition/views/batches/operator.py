"""The operator's queue of batch requests: title, company, totals, thread; never rows, messages or people (C5, B4)."""

from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect
from django.utils.translation import gettext as _

from recognition.forms.batches import TextForm
from recognition.models import Batch
from recognition.queries.batch_approvals import stamp, turn_of
from recognition.queries.batch_dates import due_on
from recognition.queries.batches import (
    earlier_of_operator,
    for_operator,
    operator_acts,
    operator_queue,
    seen_by_operator,
)
from recognition.services.batches.deciding import (
    Outdated,
    TextMissing,
    approve_batch,
    ask_for_information,
    reject_batch,
)
from recognition.services.batches.holding import NotNow, NotYours
from recognition.services.batches.thread import write_in_thread
from recognition.tasks.batches import start_batches
from recognition.views.batches.base import text_of
from recognition.views.batches.words import lines_of, standing_of
from workstars.lib.doors import OperatorPage


class QueuePage(OperatorPage):
    """`/backoffice/batches`: what waits, the most urgent first; below it what was asked before."""

    def get(self, request: HttpRequest) -> HttpResponse:
        return self.render(
            "backoffice/batches.html", rows=operator_queue(self.now), earlier=earlier_of_operator()
        )


class OneOperatorPage(OperatorPage):
    """About one request that went to the operator; any other is not found."""

    def batch(self, pk: int) -> Batch:
        batch = self.find_or_404(for_operator(), pk=pk)
        if not seen_by_operator(batch, turn_of(batch, self.now)):
            raise Http404
        return batch

    def show(self, batch: Batch, status: int = 200, **more: Any) -> HttpResponse:
        turn = turn_of(batch, self.now)
        assert batch.submitted_at is not None
        return self.render(
            "backoffice/batch.html",
            status=status,
            batch=batch,
            acts=operator_acts(batch, self.member, turn),
            turn=turn,
            stamp=stamp(batch),
            standing=standing_of(batch, turn),
            due=due_on(batch.company, batch.submitted_at),
            copied=batch.copies.count(),
            entries=lines_of(batch.entries.all()),
            thread_form=TextForm(_("Write to the requester")),
            decision_form=TextForm(_("Question or reason"), place="decision"),
            **more,
        )


class OperatorBatchPage(OneOperatorPage):
    """`/backoffice/batches/<id>`."""

    def get(self, request: HttpRequest, pk: int) -> HttpResponse:
        return self.show(self.batch(pk))


class OperatorActPage(OneOperatorPage):
    """One act by POST. After it the request may no longer be the operator's to see; then the queue follows."""

    def post(self, request: HttpRequest, pk: int) -> HttpResponseBase:
        batch = self.batch(pk)
        try:
            self.act(batch)
        except NotYours as refusal:
            raise PermissionDenied(str(refusal)) from None
        except (NotNow, Outdated, TextMissing) as refusal:
            return self.show(self.batch(pk), status=409, refusal=str(refusal))
        after = for_operator().get(pk=pk)
        if seen_by_operator(after, turn_of(after, self.now)):
            return redirect("backoffice-batch", pk=pk)
        return redirect("backoffice-batches")

    def act(self, batch: Batch) -> None:
        raise NotImplementedError

    def text(self) -> str:
        return text_of(self.request)


class OperatorApprovePage(OperatorActPage):
    def act(self, batch: Batch) -> None:
        seen = self.request.POST.get("seen", "")
        approve_batch(batch=batch, seen=seen, as_operator=True, by=self.actor, now=self.now)
        start_batches.delay_on_commit()


class OperatorAskPage(OperatorActPage):
    def act(self, batch: Batch) -> None:
        ask_for_information(batch=batch, text=self.text(), as_operator=True, by=self.actor, now=self.now)


class OperatorRejectPage(OperatorActPage):
    def act(self, batch: Batch) -> None:
        reject_batch(batch=batch, text=self.text(), as_operator=True, by=self.actor, now=self.now)


class OperatorWritePage(OperatorActPage):
    def act(self, batch: Batch) -> None:
        write_in_thread(batch=batch, text=self.text(), by=self.actor, now=self.now)
