"""Somebody who is to be forgotten, until every app has forgotten (X5)."""

from typing import Self

from django.db import models
from django.utils.translation import gettext_lazy as _

from workstars.lib.tenancy import CompanyOwned, CompanyQuerySet


class ErasureQuerySet(CompanyQuerySet):
    def open(self) -> Self:
        return self.filter(finished_at__isnull=True)


class Erasure(CompanyOwned):
    """The person's row is nameless already; `sealed` holds what the person was called, encrypted, for as long as it has
    to be looked for. It is wiped when everything is done.

    `scrubbed_at`: when all tables were gone through. What is still to be sent is waited for after that.
    """

    employee = models.OneToOneField("employees.Employee", on_delete=models.PROTECT, related_name="erasure")
    asked_at = models.DateTimeField()
    sealed = models.BinaryField(null=True)
    scrubbed_at = models.DateTimeField(null=True)
    finished_at = models.DateTimeField(null=True)

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
