"""How allauth fits our companies: nobody signs up by themselves, a session is bound to one site, mail goes by the outbox."""

from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from django.contrib.auth.signals import user_logged_in
from django.dispatch import receiver
from django.http import HttpRequest

from employees.middleware import SESSION_SITE, site_key


class AccountAdapter(DefaultAccountAdapter):
    def is_open_for_signup(self, request: HttpRequest) -> bool:
        return False


@receiver(user_logged_in)
def bind_session_to_site(request: HttpRequest, **kwargs: Any) -> None:
    request.session[SESSION_SITE] = site_key(request)
