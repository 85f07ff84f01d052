"""The page for whom a batch names as its sender: opened by a link of a mail, without a login (B1)."""

from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _

from recognition.forms.batches import TextForm
from recognition.models import Batch
from recognition.services.batches.deciding import object_to_sender
from recognition.services.batches.holding import NotNow
from recognition.services.batches.letters import find_named_batch
from workstars.lib.actors import Actor
from workstars.lib.doors import PublicPage, client_address


class SenderPage(PublicPage):
    """`/batches/sender/<key>`: what is to be sent in this person's name; the button objects, opening it does not."""

    def get(self, request: HttpRequest, token: str) -> HttpResponse:
        return self.page(self.named(token), self.form())

    def post(self, request: HttpRequest, token: str) -> HttpResponse:
        batch, form = self.named(token), self.form(request.POST)
        if batch is None or batch.from_employee is None or not form.is_valid():
            return self.page(batch, form, 422 if batch else 200)
        person = batch.from_employee
        by = Actor(person.user_id, person.name, client_address(request))
        try:
            batch = object_to_sender(batch=batch, text=form.cleaned_data["text"], by=by, now=self.now)
        except NotNow:
            return self.page(self.named(token), form, 409)
        return self.page(batch, form)

    def named(self, token: str) -> Batch | None:
        return find_named_batch(company=self.company, token=token, now=self.now)

    def form(self, data: object = None) -> TextForm:
        return TextForm(_("Why, or what would be better (optional)"), data, place="sender")

    def page(self, batch: Batch | None, form: TextForm, status: int = 200) -> HttpResponse:
        return self.render(
            "recognition/batches/sender.html",
            status=status,
            batch=batch,
            form=form,
            has_objected=bool(batch and batch.objected_by_id == batch.from_employee_id),
            can_object=bool(batch and batch.status in {"submitted", "scheduled", "needs_info"}),
        )
