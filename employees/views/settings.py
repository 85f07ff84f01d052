"""A company's settings, a section a page (C6)."""

from typing import Any, ClassVar, NamedTuple

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from employees.forms.settings import (
    BatchesForm,
    GeneralForm,
    InvitesForm,
    LaunchForm,
    LookForm,
    RegistrationForm,
    RetentionForm,
    SettingsForm,
    WallForm,
)
from employees.services.invitations import InvitationsRefused, resume_invitations, stop_invitations
from employees.services.settings import (
    SettingsRefused,
    change_settings,
    launch_company,
    mailed_at_launch,
    set_logo,
    unreachable,
)
from workstars.lib.doors import AdministratorPage
from workstars.lib.pictures import PictureRefused


class Section(NamedTuple):
    address: str
    label: str | Promise
    only_offline: bool = False


SECTIONS = (
    Section("settings", gettext_lazy("General")),
    Section("settings-look", gettext_lazy("Look")),
    Section("settings-roles", gettext_lazy("Roles")),
    Section("settings-invites", gettext_lazy("Invites and reminders")),
    Section("settings-paper", gettext_lazy("Automatic files"), only_offline=True),
    Section("settings-letters", gettext_lazy("Letters"), only_offline=True),
    Section("settings-certificates", gettext_lazy("Certificates"), only_offline=True),
    Section("settings-registration", gettext_lazy("Registration")),
    Section("settings-batches", gettext_lazy("Batches")),
    Section("settings-screens", gettext_lazy("Screens")),
    Section("settings-wall", gettext_lazy("Activity Wall")),
    Section("settings-retention", gettext_lazy("Retention")),
    Section("settings-launch", gettext_lazy("Launch")),
    Section("settings-mails", gettext_lazy("E-mails")),
    Section("settings-api", gettext_lazy("API")),
)


class SettingsPage(AdministratorPage):
    """A page with the sections as tabs above it."""

    section: ClassVar[str]

    def render(self, template: str, status: int = 200, **context: Any) -> HttpResponse:
        shown = [one for one in SECTIONS if self.company.offline_employees or not one.only_offline]
        tabs = [(reverse(one.address), one.label, one.address == self.section) for one in shown]
        return super().render(template, status, tabs=tabs, **context)


class FormSettingsPage(SettingsPage):
    """A section that is one form."""

    form_class: ClassVar[type[SettingsForm]]
    template: ClassVar[str]

    def get(self, request: HttpRequest) -> HttpResponse:
        return self.page(self.form_class(self.company))

    def post(self, request: HttpRequest) -> HttpResponseBase:
        form = self.form_class(self.company, request.POST, request.FILES)
        if not form.is_valid():
            return self.page(form, 422)
        try:
            self.save(form.cleaned_data)
        except SettingsRefused as refused:
            form.add_error(refused.field, str(refused))
            return self.page(form, 409)
        except PictureRefused as refused:
            form.add_error("logo", str(refused))
            return self.page(form, 422)
        messages.success(request, _("The settings are saved."))
        return redirect(self.section)

    def save(self, values: dict[str, Any]) -> None:
        change_settings(company=self.company, values=values, by=self.actor, now=self.now)

    def page(self, form: SettingsForm, status: int = 200) -> HttpResponse:
        return self.render(self.template, form=form, status=status)


class GeneralPage(FormSettingsPage):
    """`/admin/settings`."""

    section = "settings"
    form_class = GeneralForm
    template = "employees/settings/general.html"


class LookPage(FormSettingsPage):
    """`/admin/settings/look`: colour and logo."""

    section = "settings-look"
    form_class = LookForm
    template = "employees/settings/look.html"

    def save(self, values: dict[str, Any]) -> None:
        picture, remove = values.pop("logo"), values.pop("remove_logo", False)
        if picture or remove:
            data = picture.read() if picture else None
            set_logo(company=self.company, picture=data, by=self.actor, now=self.now)
        super().save(values)


class InvitesPage(FormSettingsPage):
    """`/admin/settings/invites`."""

    section = "settings-invites"
    form_class = InvitesForm
    template = "employees/settings/invites.html"


class RegistrationPage(FormSettingsPage):
    """`/admin/settings/registration`: whether people may register without e-mail (A6)."""

    section = "settings-registration"
    form_class = RegistrationForm
    template = "employees/settings/registration.html"


class BatchesSettingsPage(FormSettingsPage):
    """`/admin/settings/batches`: who approves a batch, and from how many points on two."""

    section = "settings-batches"
    form_class = BatchesForm
    template = "employees/settings/batches.html"


class WallSettingsPage(FormSettingsPage):
    """`/admin/settings/wall`: whether colleagues comment (R8)."""

    section = "settings-wall"
    form_class = WallForm
    template = "employees/settings/wall.html"


class RetentionPage(FormSettingsPage):
    """`/admin/settings/retention`."""

    section = "settings-retention"
    form_class = RetentionForm
    template = "employees/settings/retention.html"


class LaunchPage(SettingsPage):
    """`/admin/settings/launch`: says how many mails go out; POST launches, once."""

    section = "settings-launch"

    def get(self, request: HttpRequest) -> HttpResponse:
        return self.page(LaunchForm())

    def post(self, request: HttpRequest) -> HttpResponseBase:
        form = LaunchForm(request.POST)
        if not form.is_valid():
            return self.page(form, 422)
        if launch_company(company=self.company, by=self.actor, now=self.now):
            messages.success(request, _("Launched. The invitations go out within minutes."))
        return redirect(self.section)

    def page(self, form: LaunchForm, status: int = 200) -> HttpResponse:
        before = not self.company.is_launched
        mails = mailed_at_launch(self.company, self.now).count() if before else 0
        on_paper = unreachable(self.company, self.now).count() if before else 0
        return self.render(
            "employees/settings/launch.html", form=form, mails=mails, on_paper=on_paper, status=status
        )


class InvitationsStopPage(SettingsPage):
    """`/admin/settings/launch/stop`: says what ends and what stays; POST stops the company's invitations (I1)."""

    section = "settings-launch"

    def get(self, request: HttpRequest) -> HttpResponse:
        return self.render("employees/settings/invitations_stop.html")

    def post(self, request: HttpRequest) -> HttpResponseBase:
        try:
            stop_invitations(company=self.company, by=self.actor, now=self.now)
        except InvitationsRefused as refused:
            messages.error(request, str(refused))
        else:
            messages.success(request, _("The invitations by e-mail are stopped."))
        return redirect(self.section)


class InvitationsResumePage(SettingsPage):
    """POST `/admin/settings/launch/resume`: they go on."""

    section = "settings-launch"

    def post(self, request: HttpRequest) -> HttpResponseBase:
        try:
            resume_invitations(company=self.company, by=self.actor, now=self.now)
        except InvitationsRefused as refused:
            messages.error(request, str(refused))
        else:
            messages.success(request, _("The invitations by e-mail go on."))
        return redirect(self.section)
