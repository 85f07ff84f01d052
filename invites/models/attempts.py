"""How often somebody failed (A5)."""

from collections.abc import Iterable
from datetime import datetime
from typing import Self

from django.db import models
from django.utils.translation import gettext_lazy as _

from workstars.lib.tenancy import CompanyOwned, CompanyQuerySet


class AttemptCounterQuerySet(CompanyQuerySet):
    def about(self, subjects: Iterable[bytes]) -> Self:
        return self.filter(subject__in=list(subjects))

    def quiet_since(self, moment: datetime) -> Self:
        return self.filter(counted_at__lt=moment)


class AttemptCounter(CompanyOwned):
    """How often somebody failed (A5). `subject` is a keyed hash of what was typed and from where, never the text.

    `failures` is the count at the moment `counted_at`; what drains since then is reckoned when it is read.
    """

    class Scope(models.TextChoices):
        ADDRESS = "address", _("Address")
        ID_AND_ADDRESS = "pair", _("Employee ID and address")
        MINUTE = "minute", _("Minute")
        ID = "id", _("Employee ID")

    scope = models.CharField(max_length=8, choices=Scope.choices)
    subject = models.BinaryField(max_length=32)
    failures = models.FloatField(default=0)
    counted_at = models.DateTimeField()

    objects = AttemptCounterQuerySet.as_manager()

    class Meta:
        verbose_name = _("attempts")
        constraints = [
            models.UniqueConstraint(fields=["company", "scope", "subject"], name="one_counter_per_subject")
        ]
        indexes = [models.Index(fields=["counted_at"], name="counters_by_age")]

    def __str__(self) -> str:
        return f"{self.scope} {self.failures}"
