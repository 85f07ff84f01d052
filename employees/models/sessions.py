"""Browsers that are signed in (A11), and what has to be confirmed before it counts."""

from datetime import datetime
from typing import Any, ClassVar, Self

from django.conf import settings
from django.contrib.sessions.base_session import AbstractBaseSession
from django.db import models
from django.utils.translation import gettext_lazy as _


class SessionQuerySet(models.QuerySet["Session"]):
    def of(self, user: models.Model) -> Self:
        """Those in which `user` is signed in, at whatever site."""
        return self.filter(user=user)

    def alive(self, now: datetime) -> Self:
        return self.filter(expire_date__gt=now)

    def expired(self, now: datetime) -> Self:
        return self.filter(expire_date__lte=now)

    def besides(self, key: str | None) -> Self:
        """All but the one with this key, as it is stored."""
        return self.exclude(pk=key) if key else self


class Session(AbstractBaseSession):
    """One browser at one site. Its key is stored as a hash, so a copy of the database opens no session.

    Everything but the key is written by `employees.sessions.SessionStore` from what the session itself holds.
    """

    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.CASCADE, related_name="sessions"
    )
    site = models.CharField(max_length=40, blank=True)
    opened_at = models.DateTimeField(null=True)
    seen_at = models.DateTimeField(null=True)
    address = models.CharField(max_length=45, blank=True)
    agent = models.CharField(max_length=300, blank=True)

    objects: ClassVar[Any] = SessionQuerySet.as_manager()  # type: ignore[assignment]

    class Meta:
        verbose_name = _("session")

    def __str__(self) -> str:
        return f"{self.site} {self.opened_at}"

    @classmethod
    def get_session_store_class(cls) -> Any:
        """Asked by the base class alone, for decoding, which is not done here."""
        raise NotImplementedError


class EmailChange(models.Model):
    """An address that somebody wants to log in with, until its mailbox has confirmed it. One at a time."""

    user = models.OneToOneField(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    email = models.EmailField(_("e-mail address"), max_length=254)
    asked_at = models.DateTimeField()

    class Meta:
        verbose_name = _("change of an e-mail address")

    def __str__(self) -> str:
        return self.email
