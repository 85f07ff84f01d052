"""A batch is recalled by an administrator: what will happen, the press, and what could not be taken back (B6)."""

from collections.abc import Iterator

from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect
from django.utils.translation import gettext as _

from certificates.queries.recalls import reckoning
from certificates.services.recalling import recall_shown, recalled_pieces
from certificates.tasks import recall
from recognition.forms.recalls import RecallForm
from recognition.models import Batch
from recognition.services.batches.deciding import Outdated
from recognition.services.batches.holding import NotNow
from recognition.services.batches.recalling import RecallRefused, check_recallable, last_day_to_recall
from recognition.services.batches.receiving import FileGone
from recognition.views.batches.base import OneBatchPage
from recognition.views.batches.files import BatchDownload
from workstars.lib.doors import AdministratorPage


class RecallPage(AdministratorPage, OneBatchPage):
    """`/batches/<id>/recall`: says what will happen; POST does it."""

    def get(self, request: HttpRequest, pk: int) -> HttpResponse:
        batch = self.batch(pk)
        try:
            check_recallable(batch, self.now)
        except (RecallRefused, NotNow) as refusal:
            return self.refused(pk, refusal)
        return self.page(batch, RecallForm())

    def post(self, request: HttpRequest, pk: int) -> HttpResponseBase:
        batch = self.batch(pk)
        form = RecallForm(request.POST)
        if not form.is_valid():
            return self.page(batch, form, status=422)
        try:
            recall_shown(batch=batch, **form.cleaned_data, by=self.actor, now=self.now)
        except Outdated:
            return self.page(batch, form, status=409, is_outdated=True)
        except (RecallRefused, NotNow) as refusal:
            return self.refused(pk, refusal)
        recall.delay_on_commit(batch_id=pk)
        return redirect("batch", pk=pk)

    def page(
        self, batch: Batch, form: RecallForm, status: int = 200, *, is_outdated: bool = False
    ) -> HttpResponse:
        """Bound to what it says now, whatever it said before. Only for what can be recalled."""
        try:
            check_recallable(batch, self.now)
        except (RecallRefused, NotNow) as refusal:
            return self.refused(batch.pk, refusal)
        found = reckoning(batch)
        said = {"seen": found.seen, "reason": form["reason"].value() or ""}
        shown = RecallForm(said) if form.is_bound else RecallForm(initial=said)
        return self.render(
            "recognition/batches/recall.html",
            status=status,
            batch=batch,
            found=found,
            form=shown,
            is_outdated=is_outdated,
            last_day=last_day_to_recall(batch),
        )


class RecalledPage(AdministratorPage, OneBatchPage):
    """`/batches/<id>/recalled`: the mails that are gone, and the paper to fetch."""

    def get(self, request: HttpRequest, pk: int) -> HttpResponseBase:
        batch = self.batch(pk)
        if batch.status != Batch.Status.RECALLED:
            return redirect("batch", pk=pk)
        return self.render("recognition/batches/recalled.html", batch=batch, found=reckoning(batch))


class RecalledFile(AdministratorPage, BatchDownload):
    """`/batches/<id>/recalled.csv`: row by row, mailed or not, printed or not, points taken back."""

    def read(self, batch: Batch) -> Iterator[bytes]:
        if batch.status != Batch.Status.RECALLED:
            raise FileGone
        return recalled_pieces(batch)

    def name(self, batch: Batch) -> str:
        return _("%(batch)s recalled.csv") % {"batch": batch.summary}
