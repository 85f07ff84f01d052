"""Letters for the people of a file with codes (I9): what they say, and the packs that are printed."""

from typing import Self

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.utils.translation import gettext_lazy as _

from invites.models.files import CodeFile, Kind
from workstars.lib.packs import Pack, PackPart
from workstars.lib.tenancy import CompanyOwned, CompanyQuerySet


class OwnWords(CompanyOwned):
    """A company's own words on one kind of sheet in one language (I9, T8); without a row the product's are used.

    `words` are texts by the name of their place on the sheet, which each kind's form knows.
    """

    class Kind(models.TextChoices):
        INVITES = Kind.INVITES.value, Kind.INVITES.label
        REMINDERS = Kind.REMINDERS.value, Kind.REMINDERS.label
        CERTIFICATES = "certificates", _("Certificates")

    kind = models.CharField(max_length=12, choices=Kind.choices)
    language = models.CharField(max_length=8, choices=list(settings.RECORD_LANGUAGES.items()))
    words = models.JSONField(default=dict)
    changed_at = models.DateTimeField()

    class Meta:
        verbose_name = _("own words")
        constraints = [models.UniqueConstraint(fields=["company", "kind", "language"], name="own_words_once")]

    def __str__(self) -> str:
        return f"{self.kind} {self.language}"


class LetterPackQuerySet(CompanyQuerySet):
    def newest_first(self) -> Self:
        return self.order_by("-created_at", "volume", "-pk")

    def ready(self) -> Self:
        return self.filter(status=LetterPack.Status.READY)


class LetterPack(CompanyOwned, Pack):
    """One PDF to print: a letter for each person of `file`, of one site or line manager, or for managers alone (I11).

    `of` says which of them; `value` is the site's name, `manager` the line manager. `people` are the employees in the
    order of the pile. Made in chunks of them (`LetterPart`), so that a killed worker goes on where it was; `letters`
    are the pages after the cover sheet, `left_out` counts by Standing those of whom there is no letter, `failed` are
    the employees whose letter could not be set in type.
    """

    class Of(models.TextChoices):
        ALL = "all", _("Everybody")
        SITE = "site", _("One site")
        MANAGER = "manager", _("One line manager’s team")
        MANAGERS = "managers", _("Managers alone")

    file = models.ForeignKey(CodeFile, on_delete=models.PROTECT, related_name="packs")
    of = models.CharField(max_length=8, choices=Of.choices, default=Of.ALL)
    value = models.CharField(max_length=150, blank=True)
    manager = models.ForeignKey(
        "employees.Employee", null=True, on_delete=models.PROTECT, related_name="+", db_index=False
    )
    people = ArrayField(models.BigIntegerField(), default=list)
    letters = models.PositiveIntegerField(default=0)
    failed = ArrayField(models.BigIntegerField(), default=list)

    objects = LetterPackQuerySet.as_manager()

    class Meta:
        verbose_name = _("letters")
        constraints = [
            models.UniqueConstraint(
                fields=["file", "of", "value", "manager", "volume"],
                nulls_distinct=False,
                name="letters_once_per_file",
            )
        ]
        indexes = [
            models.Index(fields=["heartbeat_at"], condition=models.Q(status="queued"), name="letters_at_work")
        ]

    def __str__(self) -> str:
        return f"{self.file} {self.of} {self.value}".strip()

    def is_for_the_same(self, other: "LetterPack") -> bool:
        """Whether both are parts of what was asked for at once."""
        return (self.of, self.value, self.manager_id) == (other.of, other.value, other.manager_id)


class LetterPart(CompanyOwned, PackPart):
    """`sites` are pairs of a site and the number of its letters, in the order of the pile."""

    sites = models.JSONField(default=list)
    pack = models.ForeignKey(LetterPack, on_delete=models.CASCADE, related_name="parts")
    failed = ArrayField(models.BigIntegerField(), default=list)

    class Meta:
        verbose_name = _("part of letters")
        constraints = [models.UniqueConstraint(fields=["pack", "number"], name="letter_part_once")]

    def __str__(self) -> str:
        return f"{self.pack_id}/{self.number}"
