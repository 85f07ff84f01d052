"""The ledger of points (R7, V3): it only grows, a trigger refuses anything else."""

from typing import Self

from django.db import models
from django.db.models import Q, Sum
from django.utils.translation import gettext_lazy as _

from recognition.models.batches import Batch
from recognition.models.recognitions import Recipient, lean
from workstars.lib.tenancy import CompanyOwned, CompanyQuerySet


class PointEntryQuerySet(CompanyQuerySet):
    def newest_first(self) -> Self:
        return self.order_by("-at", "-pk")

    def credited_by(self, batch: Batch) -> Self:
        """What its rows brought, each once; not what was taken back."""
        return self.filter(recipient__recognition__batch=batch, reverses__isnull=True)

    def balance(self) -> int:
        return self.aggregate(sum=Sum("points"))["sum"] or 0


class PointEntry(CompanyOwned):
    """Points credited for a recognition; or, with `reverses`, taken back for good by the opposite entry."""

    company = lean("employees.Company", db_index=False)
    employee = lean("employees.Employee", "point_entries", db_index=False)
    recipient = lean(Recipient, "point_entries", null=True, db_index=False)
    reverses = models.OneToOneField("self", null=True, on_delete=models.PROTECT, related_name="reversed_by")
    points = models.IntegerField()
    at = models.DateTimeField()

    objects = PointEntryQuerySet.as_manager()

    class Meta:
        verbose_name = _("entry of points")
        constraints = [
            models.UniqueConstraint(
                fields=["recipient"], condition=Q(reverses__isnull=True), name="credited_once"
            ),
            models.CheckConstraint(
                condition=Q(reverses__isnull=True, points__gte=0) | Q(reverses__isnull=False, points__lte=0),
                name="only_reversals_take_points",
            ),
        ]
        indexes = [models.Index(fields=["employee", "-at", "-id"], name="points_of_employee")]

    def __str__(self) -> str:
        return f"{self.points:+d}"
