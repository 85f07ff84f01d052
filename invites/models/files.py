"""The papers that bear codes, and the files that hold them (I5, I8)."""

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
    RECOVERY = "recovery", _("Slip for a new password")


NOT_FETCHED = models.Q(by_schedule=True, first_downloaded_at__isnull=True, voided_at__isnull=True)


class CodeFileQuerySet(CompanyQuerySet):
    def of_kind(self, kind: str) -> Self:
        return self.filter(kind=kind)

    def newest_first(self) -> Self:
        return self.order_by("-created_at", "-pk")

    def kept(self) -> Self:
        return self.exclude(stored_name="")

    def not_void(self) -> Self:
        return self.filter(voided_at__isnull=True)

    def not_fetched(self) -> Self:
        """Made by schedule, and nobody has downloaded it yet."""
        return self.filter(NOT_FETCHED)


class CodeFile(CompanyOwned, KeptInVault):
    """A generated CSV (I5, I8): stored encrypted, downloaded again byte for byte until its retention ends (C6), from
    when on `stored_name` is empty. The days of one made `by_schedule` begin at its first download (I6, I10); of one
    that nobody fetches the administrators are told once more. Some hold the managers of the country alone (I11)."""

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
    managers_only = models.BooleanField(default=False)
    by_schedule = models.BooleanField(default=False)
    first_downloaded_at = models.DateTimeField(null=True)
    fetch_reminded_at = models.DateTimeField(null=True)
    voided_at = models.DateTimeField(null=True)
    voided_by_label = models.CharField(max_length=300, blank=True)
    void_reason = models.CharField(max_length=300, blank=True)
    shredded_at = models.DateTimeField(null=True, editable=False)
    """When it went because somebody in it was erased (X5). The codes of the others work on."""

    objects = CodeFileQuerySet.as_manager()

    class Meta:
        verbose_name = _("file with codes")
        indexes = [
            models.Index(fields=["company", "kind", "-created_at"], name="code_files_newest"),
            models.Index(
                fields=["company", "created_at"], condition=NOT_FETCHED, name="code_files_not_fetched"
            ),
        ]
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

    @property
    def title(self) -> str:
        """What it is called on pages and in mails."""
        invites, whose = self.kind == Kind.INVITES, {"country": self.country_name}
        if self.managers_only:
            words = (
                _("Invites CSV for managers in %(country)s")
                if invites
                else _("Reminders CSV for managers in %(country)s")
            )
        else:
            words = _("Invites CSV for %(country)s") if invites else _("Reminders CSV for %(country)s")
        return str(words) % whose

    @property
    def is_void(self) -> bool:
        return self.voided_at is not None

    @property
    def is_fetched(self) -> bool:
        """Whether its letters may be out: whoever pressed has it, one made by schedule once it was downloaded."""
        return self.first_downloaded_at is not None or not self.by_schedule

    @property
    def can_be_downloaded(self) -> bool:
        return self.is_kept and not self.is_void
