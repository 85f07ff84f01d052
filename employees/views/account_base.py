"""What the pages of one's own account share: their tabs, and the password asked once more (A11)."""

from datetime import timedelta
from typing import Any, ClassVar, NamedTuple

from django import forms
from django.http import HttpResponse
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from employees import accounts, sessions
from workstars.lib.doors import AnySiteMemberPage

FRESH = timedelta(minutes=10)  # after login, in which the password is not asked again


class Section(NamedTuple):
    address: str
    label: str | Promise


SECTIONS = (
    Section("account", gettext_lazy("Profile")),
    Section("account-email", gettext_lazy("E-mail address")),
    Section("account_change_password", gettext_lazy("Password")),
    Section("second-factor", gettext_lazy("Second factor")),
    Section("sessions", gettext_lazy("Devices")),
)


class AccountSection(AnySiteMemberPage):
    """A page of one's own account; also open to whose role still lacks a second factor."""

    section: ClassVar[str]
    before_second_factor = True

    def render(self, template: str, status: int = 200, **context: Any) -> HttpResponse:
        tabs = [(reverse(one.address), one.label, one.address == self.section) for one in SECTIONS]
        response = super().render(template, status, tabs=tabs, **context)
        response.headers.setdefault("Cache-Control", "no-store")
        return response

    @property
    def session_key(self) -> str:
        """That of this browser, as it is stored."""
        return sessions.stored_key(self.request.session.session_key)

    @property
    def is_fresh(self) -> bool:
        opened = sessions.opened_at(self.request.session)
        return opened is not None and self.now - opened < FRESH

    def refuse_password(self, form: forms.Form, field: str = "password") -> int:
        """0 when the typed password is right or was not asked; else the status, with the reason in the form."""
        if field not in form.fields:
            return 0
        try:
            right = accounts.confirm_password(self.request, self.member.user, form.cleaned_data[field])
        except accounts.TooManyFailures as slowed:
            form.add_error(None, str(slowed))
            return 429
        if not right:
            form.add_error(field, _("This is not your password."))
        return 0 if right else 422
