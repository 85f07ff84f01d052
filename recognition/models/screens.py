"""Televisions that show the public wall (R9)."""

from datetime import datetime
from typing import Self

from django.db import models
from django.utils.translation import gettext_lazy as _

from workstars.lib.tenancy import CompanyOwned, CompanyQuerySet


class ScreenQuerySet(CompanyQuerySet):
    def working(self) -> Self:
        return self.filter(ended_at__isnull=True, paired_at__isnull=False)

    def waiting(self) -> Self:
        """Those that show a code; how long it counts is the service's to say."""
        return self.filter(ended_at__isnull=True, paired_at__isnull=True)

    def over(self, *, waiting_since: datetime, ended_before: datetime) -> Self:
        """Those that nobody paired, and those that ended long ago."""
        forgotten = models.Q(paired_at__isnull=True, asked_at__lt=waiting_since)
        return self.filter(forgotten | models.Q(ended_at__lt=ended_before))

    def by_name(self) -> Self:
        return self.order_by("name", "pk")


class Names(models.TextChoices):
    """How people are called where everybody who passes by can read it."""

    SHORT = "short", _("First name and initial")
    FULL = "full", _("Whole names")


class Screen(CompanyOwned):
    """Paired once by an administrator who types the short code that the television shows; known again by a cookie of
    which only the SHA-256 is kept. `asked_at` is when the code was made. While it
    waits, `name` is what the television was called before it was ended."""

    name = models.CharField(_("name"), max_length=80, blank=True)
    names = models.CharField(_("names"), max_length=5, choices=Names.choices, default=Names.SHORT)
    digest = models.BinaryField(max_length=32)
    pairing_code = models.CharField(max_length=8, blank=True)
    asked_at = models.DateTimeField()
    paired_at = models.DateTimeField(null=True)
    paired_by_label = models.CharField(max_length=300, blank=True)
    seen_at = models.DateTimeField(null=True)
    ended_at = models.DateTimeField(null=True)

    objects = ScreenQuerySet.as_manager()

    class Meta:
        verbose_name = _("screen")
        constraints = [
            models.UniqueConstraint(fields=["digest"], name="one_screen_per_cookie"),
            models.UniqueConstraint(
                fields=["company", "pairing_code"],
                condition=~models.Q(pairing_code=""),
                name="one_screen_per_pairing_code",
            ),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def is_ended(self) -> bool:
        return self.ended_at is not None

    @property
    def is_paired(self) -> bool:
        return self.paired_at is not None and not self.is_ended
