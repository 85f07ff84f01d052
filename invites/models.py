"""Codes on paper, the files that hold them, and registrations on their way (sections I and A)."""

from collections.abc import Iterable
from datetime import date, datetime
from typing import Self

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _
from django_countries import countries as all_countries

from workstars.lib.kept import KeptInVault
from workstars.lib.tenancy import CompanyOwned, CompanyQuerySet


class Kind(models.TextChoices):
    """The paper that a code stands on."""

    INVITES = "invites", _("Invites")
    REMINDERS = "reminders", _("Reminders")
    CERTIFICATE = "certificate", _("Certificate")
    ASSISTED = "assisted", _("Slip")


class CodeFileQuerySet(CompanyQuerySet):
    def of_kind(self, kind: str) -> Self:
        return self.filter(kind=kind)

    def newest_first(self) -> Self:
        return self.order_by("-created_at", "-pk")

    def kept(self) -> Self:
        return self.exclude(stored_name="")


class CodeFile(CompanyOwned, KeptInVault):
    """A generated CSV (I5, I8): stored encrypted, downloaded again byte for byte until its retention ends (C6), from
    when on `stored_name` is empty."""

    kind = models.CharField(
        max_length=12, choices=[(k.value, k.label) for k in (Kind.INVITES, Kind.REMINDERS)]
    )
    country = models.CharField(max_length=2)
    created_at = models.DateTimeField()
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+"
    )
    created_by_label = models.CharField(max_length=300)
    rows = models.PositiveIntegerField()
    guarded_cells = models.PositiveIntegerField(default=0)
    last_day = models.DateField()
    file_name = models.CharField(max_length=200)

    objects = CodeFileQuerySet.as_manager()

    class Meta:
        verbose_name = _("file with codes")
        indexes = [models.Index(fields=["company", "kind", "-created_at"], name="code_files_newest")]
        constraints = [
            models.CheckConstraint(condition=models.Q(rows__gt=0), name="no_empty_code_file"),
            models.UniqueConstraint(
                fields=["stored_name"], condition=~models.Q(stored_name=""), name="one_row_per_stored_file"
            ),
        ]

    def __str__(self) -> str:
        return self.file_name

    @property
    def country_name(self) -> str:
        return str(all_countries.name(self.country))


class ActivationCodeQuerySet(CompanyQuerySet):
    def live(self, today: date) -> Self:
        """Codes that open registration (A4, E10). Asked at each use, so that there is nothing to forget."""
        return self.with_standing(today).filter(standing=Standing.LIVE)

    def with_standing(self, today: date) -> Self:
        """`standing`: what a code is worth today. Dead: voided, its owner not active (yet), made before the owner came
        back, or used for a login that was taken away since. Registration ends all codes of a person."""
        not_started = models.Q(employee__hire_date__gt=today)
        over = models.Q(employee__left_at__isnull=False) | models.Q(employee__leaving_date__lt=today)
        older = models.Q(created_at__lt=models.F("employee__active_since"))
        registered = models.Q(employee__registered_at__isnull=False)
        return self.annotate(
            standing=models.Case(
                models.When(
                    not_started | over | older | models.Q(voided_at__isnull=False), then=_is(Standing.DEAD)
                ),
                models.When(registered, then=_is(Standing.REGISTERED)),
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
        indexes = [models.Index(fields=["company", "digest"], name="codes_by_digest")]
        constraints = [
            models.UniqueConstraint(fields=["file", "employee"], name="one_code_per_person_and_file"),
            models.UniqueConstraint(
                fields=["employee"],
                condition=models.Q(used_at__isnull=False),
                name="one_code_opens_an_account",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.pk}"


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
