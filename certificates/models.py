"""The two-page sheet for somebody who is not registered (T1): its file, its code and whose hands it is in."""

from typing import Self

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from workstars.lib.jobs import Job
from workstars.lib.kept import KeptInVault
from workstars.lib.tenancy import CompanyOwned, CompanyQuerySet


class CertificateQuerySet(CompanyQuerySet):
    def ready(self) -> Self:
        return self.filter(status=Certificate.Status.READY)

    def unprinted(self) -> Self:
        """Follows the line manager still (T3)."""
        return self.filter(printed_at__isnull=True, handed_over_at__isnull=True)

    def held_by(self, employee: models.Model) -> Self:
        return self.filter(holder=employee)

    def of_administrators(self) -> Self:
        """In nobody's account: for the administrators' list (T3)."""
        return self.filter(holder__isnull=True)


class Certificate(CompanyOwned, KeptInVault, Job):
    """One for each recipient under R4 (V12), in the account of `holder`, or the administrators' without one; `why`
    says why there (T3).

    It is rendered with a code of its own: file, code and *ready* come in one transaction. Rendered anew (T5), all
    three are replaced and `edition` counts up. `told_at`: when the holder was mailed of it, at `waits_since` it came
    into the account.
    """

    class Status(models.TextChoices):
        QUEUED = "queued", _("Waiting to be made")
        RENDERING = "rendering", _("Being made")
        READY = "ready", _("Ready")
        FAILED = "failed", _("Could not be made")

    class Why(models.TextChoices):
        MANAGER = "manager", _("Line manager")
        UNREGISTERED = "unregistered", _("The line manager has not registered yet")
        OFFLINE = "offline", _("The line manager is offline")
        LEFT = "left", _("The line manager has left")
        NONE = "none", _("No line manager on record")

    recipient = models.OneToOneField(
        "recognition.Recipient", on_delete=models.PROTECT, related_name="certificate"
    )
    employee = models.ForeignKey("employees.Employee", on_delete=models.PROTECT, related_name="certificates")
    holder = models.ForeignKey(
        "employees.Employee", null=True, on_delete=models.PROTECT, related_name="held_certificates"
    )
    why = models.CharField(max_length=12, choices=Why.choices)
    waits_since = models.DateTimeField()
    told_at = models.DateTimeField(null=True)
    created_at = models.DateTimeField()

    status = models.CharField(max_length=10, choices=Status.choices, default=Status.QUEUED)
    edition = models.PositiveSmallIntegerField(default=1)
    code = models.ForeignKey("invites.ActivationCode", null=True, on_delete=models.PROTECT, related_name="+")
    last_day = models.DateField(null=True)
    rendered_at = models.DateTimeField(null=True)
    failure = models.CharField(max_length=300, blank=True)

    printed_at = models.DateTimeField(null=True)
    handed_over_at = models.DateTimeField(null=True)

    objects = CertificateQuerySet.as_manager()

    class Meta:
        verbose_name = _("certificate")
        constraints = [
            models.CheckConstraint(
                condition=~Q(status="ready") | Q(rendered_at__isnull=False) & ~Q(stored_name=""),
                name="ready_certificate_has_a_file",
            ),
            models.CheckConstraint(
                condition=Q(code__isnull=True) | Q(last_day__isnull=False), name="certificate_code_ends"
            ),
        ]
        indexes = [
            models.Index(fields=["company", "holder", "-created_at"], name="certificates_held"),
            models.Index(
                fields=["id"], condition=Q(status__in=["queued", "rendering"]), name="certificates_to_render"
            ),
            models.Index(
                fields=["company", "holder"],
                condition=Q(printed_at__isnull=True, handed_over_at__isnull=True),
                name="certificates_unprinted",
            ),
            models.Index(
                fields=["company", "holder"],
                condition=Q(told_at__isnull=True, holder__isnull=False),
                name="certificates_to_tell",
            ),
        ]

    def __str__(self) -> str:
        return f"certificate {self.pk}"
