"""The people of every test: Alice, Bob and Charlie, and Olga who runs the platform."""

import time
from dataclasses import dataclass
from importlib import import_module
from typing import Any

from django.conf import settings
from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
from django.http import HttpResponse
from django.test import Client

from employees.middleware import SESSION_SINCE, SESSION_SITE
from employees.models import Company, Employee, User
from employees.sessions import SEEN

SessionStore = import_module(settings.SESSION_ENGINE).SessionStore


class SiteClient(Client):
    """A browser that always talks to one site."""

    def __init__(self, host: str, **kwargs: Any) -> None:
        super().__init__(HTTP_HOST=host, **kwargs)

    def sign_in(self, user: User, company: Company | None) -> None:
        session = SessionStore()
        session[SESSION_KEY] = str(user.pk)
        session[BACKEND_SESSION_KEY] = settings.AUTHENTICATION_BACKENDS[0]
        session[HASH_SESSION_KEY] = user.get_session_auth_hash()
        session[SESSION_SITE] = f"company:{company.pk}" if company else "operator"
        session[SESSION_SINCE] = session[SEEN] = time.time()
        session.save()
        self.cookies[settings.SESSION_COOKIE_NAME] = session.session_key


@dataclass
class Person:
    """Somebody with a browser. `get` and `post` go to the person's own company."""

    user: User
    company: Company | None
    employee: Employee | None
    client: SiteClient

    def get(self, path: str, *args: Any, **kwargs: Any) -> HttpResponse:
        return self.client.get(path, *args, **kwargs)

    def post(self, path: str, *args: Any, **kwargs: Any) -> HttpResponse:
        return self.client.post(path, *args, **kwargs)


def host_of(company: Company | None) -> str:
    return f"{company.subdomain}.{settings.BASE_DOMAIN}" if company else settings.OPERATOR_HOST


def signed_in(user: User, company: Company | None, employee: Employee | None = None) -> Person:
    client = SiteClient(host_of(company))
    client.sign_in(user, company)
    return Person(user, company, employee, client)
