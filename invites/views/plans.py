"""Settings of paper: the schedules, and the mail where there is none (I10, C6)."""

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect
from django.utils.translation import gettext as _

from employees.services.settings import change_settings
from employees.views.settings import SettingsPage
from invites.forms.plans import ScheduleForm, WaitingMailForm, turn_words
from invites.models import Schedule
from invites.queries import country_name
from invites.services.scheduling import remove_schedule, set_schedule
from workstars.lib.clock import today


class PaperSection(SettingsPage):
    """The section with both forms. Without offline employees it is not there (C4)."""

    section = "settings-paper"

    def enter(self) -> None:
        if not self.company.offline_employees:
            raise Http404

    def page(self, status: int = 200, **forms: Any) -> HttpResponse:
        """Both forms, one of them perhaps with what is wrong with it."""
        schedules = Schedule.objects.for_company(self.company).order_by("country")
        context = {
            "schedules": [(one, country_name(one.country), words_for(one)) for one in schedules],
            "mail_form": WaitingMailForm(self.company),
            "schedule_form": ScheduleForm(self.company, today(self.company, self.now)),
            **forms,
        }
        context["forms"] = [context["schedule_form"], context["mail_form"]]
        return self.render("invites/settings.html", status=status, **context)


class PaperSettingsPage(PaperSection):
    """`/admin/settings/paper`; POST saves how often the mail comes."""

    def get(self, request: HttpRequest) -> HttpResponse:
        return self.page()

    def post(self, request: HttpRequest) -> HttpResponseBase:
        form = WaitingMailForm(self.company, request.POST)
        if not form.is_valid():
            return self.page(422, mail_form=form)
        change_settings(company=self.company, values=form.cleaned_data, by=self.actor, now=self.now)
        messages.success(request, _("The settings are saved."))
        return redirect(self.section)


class ScheduleSetPage(PaperSection):
    """POST `/admin/settings/paper/schedules`: a country's schedule, new or in place of the old one."""

    def post(self, request: HttpRequest) -> HttpResponseBase:
        form = ScheduleForm(self.company, today(self.company, self.now), request.POST)
        if not form.is_valid():
            return self.page(422, schedule_form=form)
        set_schedule(company=self.company, by=self.actor, now=self.now, **form.plan)
        messages.success(request, _("The schedule is saved."))
        return redirect(self.section)


class ScheduleRemovePage(PaperSection):
    """POST `/admin/settings/paper/schedules/<id>/remove`."""

    def post(self, request: HttpRequest, pk: int) -> HttpResponseBase:
        schedule = self.find_or_404(Schedule.objects.for_company(self.company), pk=pk)
        remove_schedule(company=self.company, schedule=schedule, by=self.actor, now=self.now)
        messages.success(request, _("The schedule is removed. Files that it made stay."))
        return redirect(self.section)


def words_for(schedule: Schedule) -> str:
    return turn_words(schedule.every, schedule.weekday, schedule.day)
