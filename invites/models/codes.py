"""Activation codes, as the database knows them (A3, A4)."""

from datetime import date
from typing import Self

from django.db import models
from django.utils.translation import gettext_lazy as _

from invites.models.files import CodeFile, Kind
from workstars.lib.tenancy import CompanyOwned, CompanyQuerySet


class ActivationCodeQuerySet(CompanyQuerySet):
    def live(self, today: date) -> Self:
        """Codes that open registration (A4, E10). Asked at each use, so that there is nothing to forget."""
        return self.with_standing(today).filter(standing=Standing.LIVE)

    def unspent(self) -> Self:
        """Neither used nor ended: for conditional updates, of which only one then comes first."""
        return self.filter(used_at__isnull=True, voided_at__isnull=True)

    def with_standing(self, today: date) -> Self:
        """`standing`: what a code is worth today. Dead: voided, its owner not active (yet), made before the owner came
        back, or used for a login that was taken away since. Registration ends all codes of a person; one for a new
        password counts for the registered alone, and once."""
        not_started = models.Q(employee__hire_date__gt=today)
        over = models.Q(employee__left_at__isnull=False) | models.Q(employee__leaving_date__lt=today)
        older = models.Q(created_at__lt=models.F("employee__active_since"))
        registered = models.Q(employee__registered_at__isnull=False)
        recovery = models.Q(kind=Kind.RECOVERY)
        useless = recovery & (~registered | models.Q(used_at__isnull=False))
        return self.annotate(
            standing=models.Case(
                models.When(
                    not_started | over | older | models.Q(voided_at__isnull=False) | useless,
                    then=_is(Standing.DEAD),
                ),
                models.When(registered & ~recovery, then=_is(Standing.REGISTERED)),
                models.When(used_at__isnull=False, then=_is(Standing.DEAD)),
                models.When(last_day__lt=today, then=_is(Standing.EXPIRED)),
                default=_is(Standing.LIVE),
            )
        )


class Standing(models.TextChoices):
    """What a code is worth on a day."""

    LIVE = "live", _("Live")
    EXPIRED = "expired", _("Expired")
    REGISTERED = "registered", _("Registered")
    DEAD = "dead", _("Dead")


def _is(standing: Standing) -> models.Value:
    return models.Value(standing.value)


class ActivationCode(CompanyOwned):
    """The keyed hash of a code (A3); the code itself exists on paper and in encrypted files alone.

    The composite keys of the migration say what three single ones would say again, at a third of the cost.
    """

    company = models.ForeignKey(
        "employees.Company", on_delete=models.PROTECT, related_name="+", db_constraint=False, db_index=False
    )
    employee = models.ForeignKey(
        "employees.Employee", on_delete=models.PROTECT, related_name="codes", db_constraint=False
    )
    file = models.ForeignKey(
        CodeFile,
        null=True,
        on_delete=models.PROTECT,
        related_name="codes",
        db_constraint=False,
        db_index=False,
    )
    held_by = models.ForeignKey(
        "employees.Employee",
        null=True,
        on_delete=models.PROTECT,
        related_name="+",
        db_constraint=False,
        db_index=False,
    )
    """The manager through whose hands the paper went: a certificate's holder, or who made a slip (A6)."""
    kind = models.CharField(max_length=12, choices=Kind.choices)
    digest = models.BinaryField(max_length=32)
    key_version = models.PositiveSmallIntegerField()
    created_at = models.DateTimeField()
    last_day = models.DateField()
    used_at = models.DateTimeField(null=True)
    voided_at = models.DateTimeField(null=True)

    objects = ActivationCodeQuerySet.as_manager()

    class Meta:
        verbose_name = _("activation code")
        indexes = [
            models.Index(fields=["company", "digest"], name="codes_by_digest"),
            models.Index(
                fields=["held_by"], condition=models.Q(held_by__isnull=False), name="codes_of_holder"
            ),
        ]
        constraints = [
            models.UniqueConstraint(fields=["file", "employee"], name="one_code_per_person_and_file"),
            models.UniqueConstraint(
                fields=["employee"],
                condition=models.Q(used_at__isnull=False, voided_at__isnull=True)
                & ~models.Q(kind=Kind.RECOVERY),
                name="one_code_opens_an_account",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.pk}"
