"""Somebody who is to be forgotten, until every app has forgotten (X5)."""

from datetime import datetime
from typing import Self

from django.db import models
from django.utils.translation import gettext_lazy as _

from workstars.lib.tenancy import CompanyOwned, CompanyQuerySet

# One death is an accident.
STUCK = 2


class ErasureQuerySet(CompanyQuerySet):
    def open(self) -> Self:
        return self.filter(finished_at__isnull=True)

    def due(self, now: datetime) -> Self:
        """Those that have not failed come first, then the one that failed least."""
        asked = self.open().filter(models.Q(retry_at__isnull=True) | models.Q(retry_at__lte=now))
        return asked.order_by("attempts", "asked_at", "pk")

    def stuck(self) -> Self:
        """Tried twice and not through: somebody has to look into it."""
        return self.open().filter(attempts__gte=STUCK)


class Erasure(CompanyOwned):
    """The person's row is nameless already; `sealed` holds what the person was called, encrypted, for as long as it has
    to be looked for. It is wiped when everything is done.

    `scrubbed_at`: when all tables were gone through. What is still to be sent is waited for after that.

    An attempt is written down before it is made, with the step that it is at, and wiped when it comes through. So one
    that fails, or kills its worker, waits until `retry_at` while others go on. `failure` is the kind of error, "" where
    the worker died.
    """

    class Step(models.TextChoices):
        CERTIFICATES = "certificates", _("Certificates")
        PAPER = "paper", _("Letters and files with codes")
        THANKS = "thanks", _("Recognitions and comments")
        RECORDS = "records", _("HR files, mails and the audit log")
        TEXTS = "texts", _("The texts of all tables")
        BATCHES = "batches", _("Batch files")

    employee = models.OneToOneField("employees.Employee", on_delete=models.PROTECT, related_name="erasure")
    asked_at = models.DateTimeField()
    sealed = models.BinaryField(null=True)
    scrubbed_at = models.DateTimeField(null=True)
    finished_at = models.DateTimeField(null=True)
    attempts = models.PositiveIntegerField(default=0)
    retry_at = models.DateTimeField(null=True)
    step = models.CharField(max_length=12, choices=Step.choices, blank=True)
    failure = models.CharField(max_length=100, blank=True)

    objects = ErasureQuerySet.as_manager()

    class Meta:
        verbose_name = _("erasure")
        constraints = [
            models.CheckConstraint(
                condition=models.Q(finished_at__isnull=True) | models.Q(sealed__isnull=True),
                name="finished_erasure_knows_nobody",
            )
        ]
        indexes = [
            models.Index(
                fields=["asked_at"], condition=models.Q(finished_at__isnull=True), name="erasures_open"
            )
        ]

    def __str__(self) -> str:
        return f"erasure {self.pk}"

    @property
    def is_stuck(self) -> bool:
        return self.finished_at is None and self.attempts >= STUCK
