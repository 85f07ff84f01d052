"""A browser without a screen, for tests that hit the running product: cookies, forms, nothing else."""

import http.client
import re
import urllib.parse
from dataclasses import dataclass, field
from typing import ClassVar

from tests.product import Product

SESSION_FOR = """
import time
from importlib import import_module
from django.conf import settings
from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
from employees.models import Company, User
user, company = User.objects.get(email={email!r}), Company.objects.get(subdomain={subdomain!r})
session = import_module(settings.SESSION_ENGINE).SessionStore()
session.update({{SESSION_KEY: str(user.pk), BACKEND_SESSION_KEY: settings.AUTHENTICATION_BACKENDS[0],
    HASH_SESSION_KEY: user.get_session_auth_hash(), "site": f"company:{{company.pk}}", "since": time.time()}})
session.save()
print(session.session_key)
"""


@dataclass
class Answer:
    status: int
    headers: http.client.HTTPMessage
    body: bytes

    @property
    def text(self) -> str:
        return self.body.decode(errors="replace")


@dataclass
class Visitor:
    """Talks to one site of a running product. A dropped connection raises OSError, as for a real browser."""

    product: Product
    subdomain: str
    timeout: float = 60.0
    csrf_cookie: ClassVar[str] = "csrftoken"
    cookies: dict[str, str] = field(default_factory=dict)

    @property
    def host(self) -> str:
        return f"{self.subdomain}.localhost:{self.product.port}"

    def sign_in(self, email: str) -> "Visitor":
        code = SESSION_FOR.format(email=email, subdomain=self.subdomain)
        self.cookies["sessionid"] = self.product.ask(code)
        return self

    def get(self, path: str) -> Answer:
        return self.ask("GET", path)

    def post(self, path: str, **form: str) -> Answer:
        """Posts a form, with a CSRF token as a page would have given it."""
        token = self.cookies.setdefault(self.csrf_cookie, "t" * 32)
        body = urllib.parse.urlencode({"csrfmiddlewaretoken": token, **form})
        return self.ask("POST", path, body, {"Content-Type": "application/x-www-form-urlencoded"})

    def ask(
        self, method: str, path: str, body: str | bytes = b"", headers: dict[str, str] | None = None
    ) -> Answer:
        cookies = "; ".join(f"{name}={value}" for name, value in self.cookies.items())
        connection = http.client.HTTPConnection("127.0.0.1", self.product.port, timeout=self.timeout)
        try:
            connection.request(method, path, body, {"Host": self.host, "Cookie": cookies, **(headers or {})})
            answer = connection.getresponse()
            for line in answer.headers.get_all("Set-Cookie") or []:
                if found := re.match(r"([^=]+)=([^;]*)", line):
                    self.cookies[found[1]] = found[2]
            return Answer(answer.status, answer.headers, answer.read())
        except http.client.HTTPException as error:
            raise OSError(str(error)) from error
        finally:
            connection.close()
