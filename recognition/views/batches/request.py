"""What is said around the rows: summary, date, visibility, eCard, sender, copied people (B1)."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect
from django.urls import reverse

from recognition.forms.batches import FROM_HINTS, PRIVATE, PUBLIC, VISIBILITY_HINTS, RequestForm
from recognition.models import Batch
from recognition.queries.people import choices_of
from recognition.services.batches.holding import CHANGEABLE, NotNow
from recognition.services.batches.requesting import change_batch
from recognition.services.batches.wishes import RequestRefused, Wish
from recognition.views.batches.base import OneBatchPage
from workstars.lib.clock import today

PICKERS = ("from_employee", "copies")


class RequestPage(OneBatchPage):
    """`/batches/<id>/request`: the requester writes it, or changes it later."""

    def get(self, request: HttpRequest, pk: int) -> HttpResponse:
        batch = self.mine(pk)
        if batch.status not in CHANGEABLE:
            return self.show(batch, status=409, refusal=str(NotNow(batch)))
        return self.page(batch, RequestForm(self.company, initial=initial_of(batch)))

    def post(self, request: HttpRequest, pk: int) -> HttpResponseBase:
        batch = self.mine(pk)
        form = RequestForm(self.company, request.POST, request.FILES)
        if "find" in request.POST:
            return self.page(batch, self.unjudged(form))
        if not form.is_valid():
            return self.page(batch, form, 422)
        try:
            change_batch(
                batch=batch, wish=wish_of(form), picture=picture_of(form), by=self.actor, now=self.now
            )
        except RequestRefused as refused:
            for field, sentence in refused.errors.items():
                form.add_error(field, sentence)
            return self.page(batch, form, 422)
        except NotNow as refusal:
            return self.show(self.batch(pk), status=409, refusal=str(refusal))
        return redirect("batch", pk=pk)

    def unjudged(self, form: RequestForm) -> RequestForm:
        """A search without script: what was typed stays, nothing is called wrong yet."""
        typed = {name: form[name].value() for name in form.fields if name != "picture"}
        return RequestForm(self.company, initial=typed)

    def page(self, batch: Batch, form: RequestForm, status: int = 200) -> HttpResponse:
        return self.render(
            "recognition/batches/request.html",
            status=status,
            batch=batch,
            form=form,
            visibility_hints=VISIBILITY_HINTS,
            from_hints=FROM_HINTS,
            pickers={name: self.picker(form, name) for name in PICKERS},
        )

    def picker(self, form: RequestForm, name: str) -> dict[str, Any]:
        """What components/person_picker is told."""
        value = form[name].value() or []
        chosen = keys(value if isinstance(value, list) else [value])
        text = self.request.POST.get(f"find_{name}", "")
        day = today(self.company, self.now)
        people = choices_of(self.company, chosen, text, day, knows_everybody=True)
        is_single = name == "from_employee"
        return {
            "people": people,
            "query": text,
            "nobody": bool(text.strip()) and all(choice.chosen for choice in people),
            "single": is_single,
            "search": f"{reverse('people-found')}{'?single=1' if is_single else ''}",
        }


def keys(values: list[Any]) -> list[int]:
    return [int(value) for value in values if str(value).isdecimal()]


def initial_of(batch: Batch) -> dict[str, Any]:
    return {
        "summary": batch.summary,
        "description": batch.description,
        "send_on": batch.send_on,
        "visibility": PRIVATE if batch.is_private else PUBLIC,
        "ecard": batch.ecard_id,
        "from_kind": batch.from_kind,
        "from_employee": batch.from_employee_id,
        "from_name": batch.from_name,
        "copies": list(batch.copies.values_list("employee", flat=True)),
    }


def picture_of(form: RequestForm) -> bytes:
    upload = form.cleaned_data["picture"]
    return upload.read() if upload else b""


def wish_of(form: RequestForm) -> Wish:
    said = form.cleaned_data
    return Wish(
        summary=said["summary"],
        send_on=said["send_on"],
        description=said["description"],
        is_private=said["visibility"] == PRIVATE,
        ecard=said["ecard"],
        from_kind=said["from_kind"],
        from_employee=said["from_employee"],
        from_name=said["from_name"],
        copies=tuple(said["copies"]),
    )
