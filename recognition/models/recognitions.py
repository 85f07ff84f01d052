"""A message of thanks, the people who get it, and those who are told (R1 to R4)."""

from typing import Any, Self

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from recognition.models.batches import Batch
from recognition.models.library import ECard, Reason
from workstars.lib.tenancy import CompanyOwned, CompanyQuerySet


def lean(to: Any, related_name: str = "+", **options: Any) -> models.ForeignKey:
    """A reference held by the composite key of the migration alone: rows come by the ten thousand, and a plain key
    would say less and cost as much."""
    return models.ForeignKey(
        to, on_delete=models.PROTECT, related_name=related_name, db_constraint=False, **options
    )


NOT_HIDDEN = Q(hidden_at__isnull=True)


class RecognitionQuerySet(CompanyQuerySet):
    def public(self) -> Self:
        return self.filter(is_private=False)

    def not_hidden(self) -> Self:
        return self.filter(NOT_HIDDEN)

    def newest_first(self) -> Self:
        return self.order_by("-sent_at", "-pk")


class Recognition(CompanyOwned):
    """What was said, once; who got it are its `recipients`.

    From whom: `sender`, an employee; or, without one, `sender_name` (the company, or a batch's custom name). A reason
    of the list, or `reason_text` as a batch wrote it. Of a batch, `batch_row` is the line of the file it came from:
    a row becomes one recognition (V1); of a page, `press_key` makes one of a button pressed twice. Public can be made
    private, never the reverse: a trigger holds it (R2). Hidden by an administrator or with its recalled batch (R8, B6),
    it is on no wall, and only administrators find it. `country` is that of the people thanked, at that moment, for the
    wall's filter; empty where they are of several, whose recipients bear it then.
    """

    company = lean("employees.Company", db_index=False)
    sender = lean("employees.Employee", "sent", null=True, db_index=False)
    sender_name = models.CharField(max_length=150, blank=True)
    message = models.TextField()
    ecard = lean(ECard, "recognitions", null=True, db_index=False)
    reason = lean(Reason, "recognitions", null=True, db_index=False)
    reason_text = models.CharField(max_length=100, blank=True)
    is_private = models.BooleanField(default=False)
    country = models.CharField(max_length=2, blank=True, db_default="", editable=False)
    sent_at = models.DateTimeField()
    batch = lean(Batch, "recognitions", null=True, db_index=False)
    batch_row = models.PositiveIntegerField(null=True)
    press_key = models.UUIDField(null=True, editable=False)
    hidden_at = models.DateTimeField(null=True, editable=False)
    hidden_by_label = models.CharField(max_length=300, blank=True, db_default="", editable=False)
    hidden_reason = models.CharField(max_length=300, blank=True, db_default="", editable=False)

    objects = RecognitionQuerySet.as_manager()

    class Meta:
        verbose_name = _("recognition")
        constraints = [
            models.UniqueConstraint(
                fields=["batch", "batch_row"],
                condition=Q(batch__isnull=False),
                name="one_recognition_per_row",
            ),
            models.UniqueConstraint(
                fields=["company", "press_key"],
                condition=Q(press_key__isnull=False),
                name="one_recognition_per_press",
            ),
            models.CheckConstraint(condition=~Q(message=""), name="recognition_says_something"),
            models.CheckConstraint(
                condition=Q(sender__isnull=False) | ~Q(sender_name=""), name="recognition_has_a_sender"
            ),
            models.CheckConstraint(
                condition=Q(batch__isnull=True, batch_row__isnull=True)
                | Q(batch__isnull=False, batch_row__isnull=False),
                name="batch_has_a_row",
            ),
        ]
        indexes = [
            models.Index(
                fields=["company", "-sent_at", "-id"],
                condition=Q(is_private=False) & NOT_HIDDEN,
                name="wall_public",
            ),
            models.Index(
                fields=["company", "-sent_at", "-id"],
                condition=Q(is_private=True) & NOT_HIDDEN,
                name="wall_private",
            ),
            models.Index(
                fields=["sender", "-sent_at", "-id", "country"],
                condition=Q(sender__isnull=False) & NOT_HIDDEN,
                name="wall_of_sender",
            ),
            models.Index(
                fields=["batch", "-sent_at", "-id"],
                include=["country"],
                condition=Q(batch__isnull=False) & NOT_HIDDEN,
                name="wall_of_batch",
            ),
            models.Index(
                fields=["reason", "is_private", "-sent_at", "-id"],
                condition=Q(reason__isnull=False) & NOT_HIDDEN,
                name="wall_of_reason",
            ),
            models.Index(
                fields=["company", "country", "is_private", "-sent_at", "-id"],
                include=["batch"],
                condition=~Q(country="") & NOT_HIDDEN,
                name="wall_of_country",
            ),
            models.Index(
                fields=["company", "-hidden_at", "-id"],
                condition=Q(hidden_at__isnull=False),
                name="hidden_newest",
            ),
            models.Index(
                fields=["sender", "-hidden_at", "-id"],
                condition=Q(hidden_at__isnull=False, batch__isnull=True),
                name="hidden_of_sender",
            ),
        ]

    def __str__(self) -> str:
        return f"recognition {self.pk}"

    @property
    def is_hidden(self) -> bool:
        return self.hidden_at is not None

    @property
    def from_whom(self) -> str:
        return self.sender.name if self.sender else self.sender_name

    @property
    def reason_label(self) -> str:
        """In the language of the moment, or as a batch wrote it."""
        return str(self.reason) if self.reason else self.reason_text


class RecipientQuerySet(CompanyQuerySet):
    def paper_owed(self) -> Self:
        """Recipients under R4 for whom no certificate has been issued yet (V12)."""
        return self.filter(paper=Paper.OWED)

    def notice_owed(self) -> Self:
        """Recipients of batches who have not been told yet (B5)."""
        return self.filter(notice_owed=True)


class Paper(models.TextChoices):
    NONE = "", _("Not on paper")
    OWED = "owed", _("Certificate owed")
    ISSUED = "issued", _("Certificate issued")


class Recipient(CompanyOwned):
    """One person thanked. `manager` is the line manager at the moment of sending, who may see it for good (R2), as may
    `holder`, in whose account the certificate lies. `sent_at` and `shared_country` are the recognition's, for the walls
    of one person. `country` is the person's where the recognition thanks people of several, else empty."""

    company = lean("employees.Company", db_index=False)
    recognition = lean(Recognition, "recipients", db_index=False)
    employee = lean("employees.Employee", "received", db_index=False)
    manager = lean("employees.Employee", null=True, db_index=False)
    holder = lean("employees.Employee", null=True, db_index=False)
    points = models.PositiveIntegerField(default=0)
    paper = models.CharField(max_length=6, choices=Paper.choices, blank=True, default=Paper.NONE)
    notice_owed = models.BooleanField(default=False)
    country = models.CharField(max_length=2, blank=True, db_default="", editable=False)
    shared_country = models.CharField(max_length=2, blank=True, db_default="", editable=False)
    sent_at = models.DateTimeField()

    objects = RecipientQuerySet.as_manager()

    class Meta:
        verbose_name = _("recipient")
        constraints = [
            models.UniqueConstraint(fields=["recognition", "employee"], name="thanked_once_in_a_recognition")
        ]
        indexes = [
            models.Index(fields=["employee", "-sent_at", "-recognition"], name="wall_of_recipient"),
            models.Index(
                fields=["manager", "-sent_at", "-recognition", "shared_country"],
                condition=Q(manager__isnull=False),
                name="wall_of_manager",
            ),
            models.Index(
                fields=["holder", "-sent_at", "-recognition", "shared_country"],
                condition=Q(holder__isnull=False),
                name="wall_of_holder",
            ),
            models.Index(
                fields=["company", "country", "-sent_at", "-recognition"],
                condition=~Q(country=""),
                name="wall_of_countries",
            ),
            models.Index(fields=["company", "id"], condition=Q(paper="owed"), name="paper_owed"),
            models.Index(fields=["company", "id"], condition=Q(notice_owed=True), name="notice_owed"),
        ]

    def __str__(self) -> str:
        return f"recipient {self.pk}"


class Copy(CompanyOwned):
    """Somebody who is told and may see it, without points (R3). Those of a batch are its BatchCopy rows."""

    recognition = models.ForeignKey(Recognition, on_delete=models.PROTECT, related_name="copies")
    employee = lean("employees.Employee", db_index=False)
    sent_at = models.DateTimeField()

    class Meta:
        verbose_name = _("copy")
        constraints = [
            models.UniqueConstraint(fields=["recognition", "employee"], name="copied_once_in_a_recognition")
        ]
        indexes = [models.Index(fields=["employee", "-sent_at", "-recognition"], name="wall_of_copied")]

    def __str__(self) -> str:
        return f"copy {self.pk}"
