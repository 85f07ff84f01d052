"""What the pages about one batch share: finding it, showing it, and saying a refusal on it."""

from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect

from recognition.forms.batches import TextForm
from recognition.models import Batch
from recognition.queries.batch_approvals import turn_of
from recognition.queries.batches import Acts, acts_of, visible_batches
from recognition.services.batches.deciding import Outdated, TextMissing
from recognition.services.batches.holding import NotNow, NotYours
from recognition.services.batches.submitting import RowsRefused, SaidBefore
from recognition.services.batches.wishes import RequestRefused
from recognition.views.batches.showing import ticket_of
from workstars.lib.doors import CoordinatorPage

REFUSALS = (NotNow, Outdated, TextMissing, RowsRefused, SaidBefore, RequestRefused)


class OneBatchPage(CoordinatorPage):
    """A page about one batch that this person may see; any other is not found."""

    def batch(self, pk: int) -> Batch:
        rows = visible_batches(self.company, self.member)
        related = rows.select_related("company", "file", "ecard", "from_employee", "requested_by")
        return self.find_or_404(related, pk=pk)

    def mine(self, pk: int) -> Batch:
        """The same, for its requester alone: whoever else sees it is told so."""
        batch = self.batch(pk)
        if batch.requested_by_id != self.member.user.pk:
            raise PermissionDenied(str(NotYours.of(batch)))
        return batch

    def acts(self, batch: Batch) -> Acts:
        return acts_of(batch, self.member, turn_of(batch, self.now))

    def show(self, batch: Batch, status: int = 200, **more: Any) -> HttpResponse:
        """The ticket; a draft of one's own is at a step of the wizard instead."""
        context = ticket_of(batch, self.member, self.now)
        template = "check" if batch.status == Batch.Status.DRAFT and context["acts"].submit else "ticket"
        return self.render(f"recognition/batches/{template}.html", status=status, **{**context, **more})

    def refused(self, pk: int, refusal: Exception) -> HttpResponse:
        """Said on the ticket, as it is by now; whose business it is not is told so on a page of its own."""
        if isinstance(refusal, NotYours):
            raise PermissionDenied(str(refusal))
        return self.show(self.batch(pk), status=409, refusal=str(refusal))


class ActPage(OneBatchPage):
    """One act on a batch by POST."""

    def post(self, request: HttpRequest, pk: int) -> HttpResponseBase:
        try:
            self.act(self.batch(pk))
        except (NotYours, *REFUSALS) as refusal:
            return self.refused(pk, refusal)
        return redirect("batch", pk=pk)

    def act(self, batch: Batch) -> None:
        raise NotImplementedError

    def text(self) -> str:
        return text_of(self.request)


def text_of(request: HttpRequest) -> str:
    """What was written. Refusal: TextMissing, also for more than the field takes."""
    form = TextForm("", request.POST)
    if not form.is_valid():
        raise TextMissing(" ".join(str(sentence) for sentence in form.errors["text"]))
    return str(form.cleaned_data["text"])
