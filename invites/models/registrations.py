"""Registrations on their way, and what is remembered of those that came from paper (A6)."""

from datetime import datetime
from typing import Self

from django.db import models
from django.utils.translation import gettext_lazy as _

from invites.models.codes import ActivationCode
from workstars.lib.tenancy import CompanyOwned, CompanyQuerySet


class RegistrationQuerySet(CompanyQuerySet):
    def with_key(self, key: str) -> Self:
        return self.filter(key=key)

    def begun_before(self, moment: datetime) -> Self:
        return self.filter(begun_at__lt=moment)


class Registration(CompanyOwned):
    """A registration between its steps (A6). Beginning again writes over it; 72 hours later it is deleted.

    `code` is null when it began with the button of an invitation mail (I1). `pin_…` tell of the six digits: how many
    times they were sent, when last, and how often the last ones were tried. `proven_email` is the address whose mailbox
    the person has shown to be theirs. `mailings` since `mailings_since` outlive beginning again, so that nobody's
    mailbox can be filled.
    """

    employee = models.OneToOneField(
        "employees.Employee", on_delete=models.CASCADE, related_name="registration"
    )
    code = models.ForeignKey(ActivationCode, null=True, on_delete=models.CASCADE, related_name="+")
    key = models.CharField(max_length=43, unique=True)
    begun_at = models.DateTimeField()
    email = models.EmailField(max_length=254, blank=True)
    proven_email = models.EmailField(max_length=254, blank=True)
    password = models.CharField(max_length=128, blank=True)
    language = models.CharField(max_length=8, blank=True)
    pin_number = models.PositiveSmallIntegerField(default=0)
    pin_tries = models.PositiveSmallIntegerField(default=0)
    pin_sent_at = models.DateTimeField(null=True)
    mailings = models.PositiveSmallIntegerField(default=0)
    mailings_since = models.DateTimeField(null=True)

    objects = RegistrationQuerySet.as_manager()

    class Meta:
        verbose_name = _("registration")
        indexes = [models.Index(fields=["begun_at"], name="registrations_by_age")]

    def __str__(self) -> str:
        return f"registration {self.pk}"

    @property
    def is_mailbox_proven(self) -> bool:
        return bool(self.email) and self.email == self.proven_email


class PaperRegistrationQuerySet(CompanyQuerySet):
    def held(self) -> Self:
        """By a paper that had been in the hands of the person's manager."""
        return self.filter(held_by__isnull=False)

    def on_device(self, device: bytes) -> Self:
        return self.filter(device=device)


class PaperRegistration(CompanyOwned):
    """Who registered by which paper (A6): `device` is a keyed hash of a random cookie, empty when there was none.

    A registration that is reset later keeps its row (A12).
    """

    employee = models.ForeignKey("employees.Employee", on_delete=models.CASCADE, related_name="+")
    code = models.ForeignKey(
        ActivationCode, null=True, on_delete=models.SET_NULL, related_name="+", db_index=False
    )
    held_by = models.ForeignKey(
        "employees.Employee", null=True, on_delete=models.PROTECT, related_name="+", db_index=False
    )
    device = models.BinaryField(max_length=32, default=bytes)
    at = models.DateTimeField()

    objects = PaperRegistrationQuerySet.as_manager()

    class Meta:
        verbose_name = _("registration by paper")
        indexes = [
            models.Index(fields=["company", "-at"], name="paper_registrations_newest"),
            models.Index(fields=["company", "device", "-at"], name="paper_registrations_device"),
            models.Index(
                fields=["at"], condition=models.Q(held_by__isnull=False), name="paper_registrations_held"
            ),
            models.Index(
                fields=["held_by"],
                condition=models.Q(held_by__isnull=False),
                name="paper_registrations_of_holder",
            ),
        ]

    def __str__(self) -> str:
        return f"registration by paper {self.pk}"


class RegistrationDigest(CompanyOwned):
    """The administrators have been told who registered up to the end of `day` (A6)."""

    day = models.DateField()
    people = models.PositiveIntegerField()

    class Meta:
        verbose_name = _("digest of registrations")
        constraints = [models.UniqueConstraint(fields=["company", "day"], name="one_digest_per_day")]

    def __str__(self) -> str:
        return f"{self.day} {self.people}"
