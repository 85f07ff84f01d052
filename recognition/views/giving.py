"""Thanking somebody: it is written, looked at, and sent (R1)."""

import re
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect
from django.utils.translation import gettext as _

from employees.tasks.mail import send_mail
from recognition.forms.giving import VISIBILITY_HINTS, GivingForm, chosen_of
from recognition.queries.people import Choice, choices_of
from recognition.queries.wall import Post, Thanked
from recognition.queries.wall.posts import picture_of
from recognition.services import giving
from recognition.services.giving.judging import Checked
from workstars.lib.clock import today
from workstars.lib.doors import Page
from workstars.lib.pdf.lines import faceless, listed

PICKERS = ("recipients", "copied")
GIVERS = frozenset({"employee", "administrator"})


class GivingPage(Page):
    """Employees thank in their own name; an administrator who is in no HR file in the company's."""

    audience = GIVERS

    def form_of(self, data: QueryDict | None = None, **initial: Any) -> GivingForm:
        gives_points = self.member.is_administrator
        return GivingForm(self.company, data, gives_points=gives_points, initial=initial)

    def show(self, form: GivingForm, status: int = 200) -> HttpResponse:
        return self.render(
            "recognition/giving/form.html",
            status=status,
            form=form,
            pickers={name: self.picker(form, name) for name in PICKERS},
            visibility_hints=VISIBILITY_HINTS,
            from_company=self.member.employee is None,
        )

    def picker(self, form: GivingForm, name: str) -> dict[str, Any]:
        """What the person picker of that name shows: who is chosen, and who was searched for without script."""
        query = self.request.POST.get(f"find_{name}", "").strip()
        chosen = chosen_of(form[name].value())
        people = self.choices(chosen, query)
        return {"people": people, "query": query, "nobody": bool(query) and all(one.chosen for one in people)}

    def choices(self, chosen: list[int], text: str) -> list[Choice]:
        day = today(self.company, self.now)
        myself = self.member.employee.pk if self.member.employee else 0
        knows_everybody = self.member.is_administrator or self.member.is_coordinator
        return choices_of(self.company, chosen, text, day, but=myself, knows_everybody=knows_everybody)

    def preview(self, checked: Checked) -> Post:
        """As the wall will show it to whoever writes it."""
        thanks = checked.thanks
        sender = thanks.sender.name if thanks.sender else self.company.name
        people = [Thanked(person.pk, person.name, thanks.points or None) for person in checked.recipients]
        return Post(
            pk=0,
            sent_at=self.now,
            sender=sender,
            message=checked.message,
            people=tuple(people),
            ecard=picture_of(thanks.ecard),
            reason=str(thanks.reason or ""),
            is_private=thanks.is_private,
            whole=True,
        )


class RecognitionNewPage(GivingPage):
    """`/recognitions/new`. POST shows what would be sent, or what is to mend; it changes nothing.

    `?to=<pk>` is somebody to thank.
    """

    def get(self, request: HttpRequest) -> HttpResponse:
        return self.show(self.form_of(recipients=request.GET.getlist("to")))

    def post(self, request: HttpRequest) -> HttpResponse:
        form = self.form_of(request.POST)
        if "find" in request.POST or "again" in request.POST:
            return self.show(self.form_of(**typed(request.POST)))
        if not form.is_valid():
            return self.show(form, status=422)
        try:
            thanks = giving.Thanks(sender=self.member.employee, **form.given())
            checked = giving.check_recognition(
                company=self.company, thanks=thanks, by=self.actor, now=self.now
            )
        except giving.RecognitionRefused as refusal:
            form.tell(refusal.problems)
            return self.show(form, status=422)
        return self.render(
            "recognition/giving/preview.html",
            form=form,
            post=self.preview(checked),
            checked=checked,
            faceless=listed(faceless(checked.message)) if self.company.offline_employees else "",
        )


class RecognitionSendPage(GivingPage):
    """POST `/recognitions/send`: given, as the preview showed it."""

    def post(self, request: HttpRequest) -> HttpResponse:
        form = self.form_of(request.POST)
        if not form.is_valid():
            return self.show(form, status=422)
        try:
            given = giving.give_recognition(
                company=self.company,
                sender=self.member.employee,
                by=self.actor,
                now=self.now,
                press_key=form.cleaned_data["press_key"],
                **form.given(),
            )
        except giving.RecognitionRefused as refusal:
            form.tell(refusal.problems)
            return self.show(form, status=422)
        for mail_id in given.mails:
            send_mail.delay_on_commit(mail_id=mail_id)
        messages.success(request, _("Your thanks are on their way."))
        return redirect("recognition", pk=given.recognition.pk)


class PeopleFoundPage(GivingPage):
    """`/recognitions/people?find_<field>=text&<field>=pk…`: the list of a person picker, for htmx."""

    audience = GIVERS | {"coordinator"}

    def get(self, request: HttpRequest) -> HttpResponse:
        found = [name for name in request.GET if re.fullmatch(r"find_[a-z_]{1,30}", name, re.ASCII)]
        if not found:
            raise Http404
        name = found[0].removeprefix("find_")
        query = request.GET[found[0]].strip()
        chosen = chosen_of(request.GET.getlist(name))
        people = self.choices(chosen, query)
        return self.render(
            "components/people_found.html",
            field_name=name,
            people=people,
            query=query,
            nobody=bool(query) and all(one.chosen for one in people),
            single="single" in request.GET,
        )


def typed(data: QueryDict) -> dict[str, Any]:
    """What stands in the form, to be shown again without a word about what is missing yet."""
    return {name: data.getlist(name) if name in PICKERS else data[name] for name in data}
