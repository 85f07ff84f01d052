"""`/admin/settings/mails`: every mail that people of this company can get, before it goes out (I1)."""

from dataclasses import replace

from django.conf import settings
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _

from employees.models import Mail
from employees.services.mail import queue_mail
from employees.tasks import send_mail
from employees.views.settings import SettingsPage
from workstars.lib.mail import Message
from workstars.portal.mails import SAMPLES, Audience, Sample, sample_named
from workstars.portal.mails.examples import Examples
from workstars.portal.views.mailbox import ALONE


class MailsPage(SettingsPage):
    section = "settings-mails"

    def get(self, request: HttpRequest) -> HttpResponse:
        mine = [one for one in SAMPLES if one.is_of(self.company)]
        groups = [(one.label, [mail for mail in mine if mail.audience == one]) for one in Audience]
        return self.render("portal/mails.html", groups=groups)


class MailPreview(SettingsPage):
    """One mail, in one of the languages into which mails are translated."""

    section = "settings-mails"

    def sample(self, name: str) -> Sample:
        found = sample_named(name, self.company)
        if found is None:
            raise Http404
        return found

    @property
    def language(self) -> str:
        asked = self.request.GET.get("language", "")
        return (
            asked
            if asked in settings.MAIL_LANGUAGES
            else translation.get_language() or settings.LANGUAGE_CODE
        )

    def made(self, sample: Sample) -> Message:
        with translation.override(self.language):
            return sample.make(Examples.of(self.company, self.language, self.now))


class MailPage(MailPreview):
    """`/admin/settings/mails/<name>`: subject, text, and when it is sent."""

    def get(self, request: HttpRequest, name: str) -> HttpResponse:
        sample = self.sample(name)
        return self.render(
            "portal/mail.html",
            sample=sample,
            mail=self.made(sample),
            spoken=self.language,
            languages=[
                (code, name)
                for code, name in settings.RECORD_LANGUAGES.items()
                if code in settings.MAIL_LANGUAGES
            ],
        )


class MailHtml(MailPreview):
    """The HTML of it alone, under a policy of its own that sandboxes it."""

    def get(self, request: HttpRequest, name: str) -> HttpResponse:
        html = self.made(self.sample(name)).html
        return HttpResponse(html, headers={"Content-Security-Policy": ALONE})


class MailSend(MailPreview):
    """To whoever presses, by the way of all mail; one a minute."""

    def post(self, request: HttpRequest, name: str) -> HttpResponseBase:
        sample, user = self.sample(name), self.member.user
        if not user.address:
            messages.error(request, _("Your login has no e-mail address to which it could go."))
        elif (mail := self.owe(sample)) is None:
            messages.warning(request, _("One a minute. Wait a moment, and press again."))
        else:
            send_mail.delay_on_commit(mail_id=mail.pk)
            messages.success(request, _("It is on its way to %(address)s.") % {"address": user.address})
        return redirect(f"{reverse('settings-mail', args=[name])}?language={self.language}")

    def owe(self, sample: Sample) -> Mail | None:
        """None while this minute has its mail."""
        user, made = self.member.user, self.made(sample)
        key = f"preview:{user.pk}:{self.now:%Y%m%d%H%M}"
        if Mail.objects.filter(company=self.company, key=key).exists():
            return None
        with translation.override(self.language):
            subject = _("Preview: %(subject)s") % {"subject": made.subject}
        return queue_mail(
            company=self.company,
            to=user.address,
            message=replace(made, subject=subject),
            kind="preview",
            key=key,
            now=self.now,
            user=user,
        )
