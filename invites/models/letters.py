"""Letters for the people of a file with codes (I9): what they say, and the packs that are printed."""

from typing import Self

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.utils.translation import gettext_lazy as _

from invites.models.files import CodeFile, Kind
from workstars.lib.jobs import Job
from workstars.lib.kept import KeptInVault
from workstars.lib.tenancy import CompanyOwned, CompanyQuerySet


class LetterWording(CompanyOwned):
    """A company's own words for its letters in one language; without a row the product's are used."""

    kind = models.CharField(
        max_length=12, choices=[(k.value, k.label) for k in (Kind.INVITES, Kind.REMINDERS)]
    )
    language = models.CharField(max_length=8, choices=list(settings.RECORD_LANGUAGES.items()))
    title = models.CharField(_("title"), max_length=120)
    text = models.TextField(_("text"), max_length=1500)
    changed_at = models.DateTimeField()

    class Meta:
        verbose_name = _("wording of letters")
        constraints = [
            models.UniqueConstraint(fields=["company", "kind", "language"], name="letter_wording_once")
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.language}"


class LetterPackQuerySet(CompanyQuerySet):
    def newest_first(self) -> Self:
        return self.order_by("-created_at", "-pk")

    def ready(self) -> Self:
        return self.filter(status=LetterPack.Status.READY)


class LetterPack(CompanyOwned, KeptInVault, Job):
    """One PDF to print: a letter for each person of `file`, of one site or line manager, or for managers alone (I11).

    `of` says which of them; `value` is the site's name, `manager` the line manager. `people` are the employees in the
    order of the pile, empty until a worker has looked. Made in chunks of them (`LetterPart`), so that a killed worker
    goes on where it was; `letters` are the pages after the cover sheet, `left_out` counts by Standing those of whom
    there is no letter, `failed` are the employees whose letter could not be set in type.
    """

    class Of(models.TextChoices):
        ALL = "all", _("Everybody")
        SITE = "site", _("One site")
        MANAGER = "manager", _("One line manager’s team")
        MANAGERS = "managers", _("Managers alone")

    class Status(models.TextChoices):
        QUEUED = "queued", _("Waiting to begin")
        READY = "ready", _("Ready")
        FAILED = "failed", _("Failed")

    file = models.ForeignKey(CodeFile, on_delete=models.PROTECT, related_name="packs")
    of = models.CharField(max_length=8, choices=Of.choices, default=Of.ALL)
    value = models.CharField(max_length=150, blank=True)
    manager = models.ForeignKey(
        "employees.Employee", null=True, on_delete=models.PROTECT, related_name="+", db_index=False
    )
    status = models.CharField(max_length=8, choices=Status.choices, default=Status.QUEUED)
    created_at = models.DateTimeField()
    created_by_label = models.CharField(max_length=300)
    people = ArrayField(models.BigIntegerField(), default=list)
    letters = models.PositiveIntegerField(default=0)
    left_out = models.JSONField(default=dict)
    failed = ArrayField(models.BigIntegerField(), default=list)
    finished_at = models.DateTimeField(null=True)
    failure = models.CharField(max_length=300, blank=True)

    objects = LetterPackQuerySet.as_manager()

    class Meta:
        verbose_name = _("letters")
        constraints = [
            models.UniqueConstraint(
                fields=["file", "of", "value", "manager"], nulls_distinct=False, name="letters_once_per_file"
            )
        ]
        indexes = [
            models.Index(fields=["heartbeat_at"], condition=models.Q(status="queued"), name="letters_at_work")
        ]

    def __str__(self) -> str:
        return f"{self.file} {self.of} {self.value}".strip()


class LetterPart(CompanyOwned, KeptInVault):
    """A finished chunk of a pack, kept until the whole is ready. `sites` are pairs of a site and the number of its
    letters, in the order of the pile."""

    pack = models.ForeignKey(LetterPack, on_delete=models.CASCADE, related_name="parts")
    number = models.PositiveIntegerField()
    sites = models.JSONField(default=list)
    left_out = models.JSONField(default=dict)
    failed = ArrayField(models.BigIntegerField(), default=list)

    class Meta:
        verbose_name = _("part of letters")
        constraints = [models.UniqueConstraint(fields=["pack", "number"], name="letter_part_once")]

    def __str__(self) -> str:
        return f"{self.pack_id}/{self.number}"
