"""The ticket: one page that answers "what happened to my file?", and what can be done on it (B4, B6)."""

from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect

from recognition.forms.batches import SubmitForm
from recognition.models import Batch
from recognition.queries.batch_approvals import turn_if_submitted
from recognition.queries.batch_dates import moment_to_send
from recognition.queries.batch_rows import same_content
from recognition.services.batches.deciding import approve_batch, ask_for_information, reject_batch
from recognition.services.batches.holding import NotYours
from recognition.services.batches.requesting import cancel_batch
from recognition.services.batches.submitting import SaidBefore, answer, submit_batch
from recognition.services.batches.thread import write_in_thread
from recognition.tasks.batches import start_batches
from recognition.views.batches.base import REFUSALS, ActPage, OneBatchPage
from recognition.views.batches.showing import progress_of, sees, ticket_of
from recognition.views.batches.wizard import next_step
from workstars.lib.clock import today
from workstars.lib.doors import AdministratorPage


class TicketPage(OneBatchPage):
    """`/batches/<id>`; a draft of one's own goes to its next step."""

    def get(self, request: HttpRequest, pk: int) -> HttpResponse:
        batch = self.batch(pk)
        if "HX-Request" in request.headers:
            return self.render_progress(progress_of(batch, self.now))
        step = next_step(batch)
        if step != "batch" and batch.requested_by_id == self.member.user.pk and self.acts(batch).submit:
            return redirect(step, pk=pk)
        return self.show(batch)


class SubmitPage(OneBatchPage):
    """`/batches/<id>/submit`: says what will happen; POST does it. `?rows=good` leaves out the rows to mend."""

    def get(self, request: HttpRequest, pk: int) -> HttpResponseBase:
        batch = self.batch(pk)
        good_rows_only = request.GET.get("rows") == "good"
        return self.page(batch, SubmitForm(initial={"good_rows_only": good_rows_only}))

    def post(self, request: HttpRequest, pk: int) -> HttpResponseBase:
        batch = self.batch(pk)
        form = SubmitForm(request.POST)
        form.full_clean()
        try:
            submit_batch(batch=batch, **form.cleaned_data, by=self.actor, now=self.now)
        except SaidBefore as refusal:
            form.add_error("send_again", str(refusal))
            return self.page(batch, form, status=409)
        except (NotYours, *REFUSALS) as refusal:
            return self.refused(pk, refusal)
        start_batches.delay_on_commit()
        return redirect("batch", pk=pk)

    def page(self, batch: Batch, form: SubmitForm, status: int = 200) -> HttpResponse:
        """Only for what can be submitted; anything else is shown where it stands."""
        context = ticket_of(batch, self.member, self.now)
        findings = context["findings"]
        ready = context["acts"].submit and findings and findings.can_be_sent and batch.summary
        good_rows_only = bool(form["good_rows_only"].value())
        if not ready or (findings.faulty and not good_rows_only):
            return self.show(batch)
        earlier = same_content(batch.file) if batch.file else None
        context["sees_earlier"] = bool(earlier and sees(batch, earlier.pk, self.member))
        form.initial["fingerprint"] = batch.file.fingerprint if batch.file else ""
        return self.render(
            "recognition/batches/submit.html",
            status=status,
            **{**context, "turn": turn_if_submitted(batch, findings.points, self.now)},
            form=form,
            earlier=earlier,
            moment=moment_to_send(self.company, batch.send_on, self.now, self.now),
            now=self.now,
            is_today=batch.send_on <= today(self.company, self.now),
        )


class AnswerPage(ActPage):
    """The answer to a question submits the request again."""

    def act(self, batch: Batch) -> None:
        answer(batch=batch, text=self.text(), by=self.actor, now=self.now)
        start_batches.delay_on_commit()


class CancelPage(ActPage):
    def act(self, batch: Batch) -> None:
        if batch.requested_by_id != self.member.user.pk and not self.member.is_administrator:
            raise NotYours.of(batch)
        cancel_batch(batch=batch, text=self.text(), by=self.actor, now=self.now)


class WritePage(ActPage):
    def act(self, batch: Batch) -> None:
        if batch.requested_by_id != self.member.user.pk and not self.member.is_administrator:
            raise NotYours.of(batch)
        write_in_thread(batch=batch, text=self.text(), by=self.actor, now=self.now)


class ApprovePage(AdministratorPage, ActPage):
    def act(self, batch: Batch) -> None:
        seen = self.request.POST.get("seen", "")
        approve_batch(batch=batch, seen=seen, as_operator=False, by=self.actor, now=self.now)
        start_batches.delay_on_commit()


class AskPage(AdministratorPage, ActPage):
    def act(self, batch: Batch) -> None:
        ask_for_information(batch=batch, text=self.text(), as_operator=False, by=self.actor, now=self.now)


class RejectPage(AdministratorPage, ActPage):
    def act(self, batch: Batch) -> None:
        reject_batch(batch=batch, text=self.text(), as_operator=False, by=self.actor, now=self.now)
