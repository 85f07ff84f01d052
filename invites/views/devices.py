"""By which cookie a device is known again (A6). It is set at the moment of registering, and at no other."""

from functools import cached_property

from django.conf import settings
from django.http.response import HttpResponseBase

from invites.services import papers
from workstars.lib.doors import Page


class DeviceMixin(Page):
    """A page on which somebody may become registered."""

    @cached_property
    def device(self) -> str:
        return self.request.COOKIES.get(papers.COOKIE) or papers.new_device()

    @property
    def hand(self) -> papers.Hand:
        """Who acts, and on what; for the services that finish a registration."""
        by = self.actor
        return papers.Hand(
            by.user_id, by.label, by.address, device=papers.digest_of(self.company, self.device)
        )

    def mark_device(self, answer: HttpResponseBase) -> None:
        answer.set_cookie(
            papers.COOKIE,
            self.device,
            max_age=papers.COOKIE_LIVES,
            secure=settings.SESSION_COOKIE_SECURE,
            httponly=True,
            samesite="Lax",
        )
