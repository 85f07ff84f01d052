"""Televisions that show the public wall (R9)."""

from typing import Self

from django.db import models
from django.utils.translation import gettext_lazy as _

from workstars.lib.tenancy import CompanyOwned, CompanyQuerySet


class ScreenQuerySet(CompanyQuerySet):
    def working(self) -> Self:
        return self.filter(ended_at__isnull=True, paired_at__isnull=False)

    def newest_first(self) -> Self:
        return self.order_by("-paired_at", "-pk")


class Screen(CompanyOwned):
    """Paired once by an administrator who types the short code that the television shows; known again by a cookie of
    which only the SHA-256 is kept."""

    class Names(models.TextChoices):
        SHORT = "short", _("First name and initial")
        FULL = "full", _("Whole names")

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
