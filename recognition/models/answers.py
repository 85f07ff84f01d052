"""What colleagues add to a recognition: reactions and comments (R8)."""

from typing import Self

from django.db import models
from django.utils.translation import gettext_lazy as _

from recognition.models.recognitions import Recognition, lean
from workstars.lib.tenancy import CompanyOwned, CompanyQuerySet


class Reaction(CompanyOwned):
    """One of a few signs; a person has at most one of each kind on a recognition."""

    class Kind(models.TextChoices):
        CLAP = "clap", _("Applause")
        HEART = "heart", _("Heart")
        STAR = "star", _("Star")
        PARTY = "party", _("Celebration")

    recognition = lean(Recognition, "reactions", db_index=False)
    employee = lean("employees.Employee", db_index=False)
    kind = models.CharField(max_length=8, choices=Kind.choices)
    at = models.DateTimeField()

    class Meta:
        verbose_name = _("reaction")
        constraints = [
            models.UniqueConstraint(fields=["recognition", "employee", "kind"], name="one_reaction_of_a_kind")
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.pk}"


class CommentQuerySet(CompanyQuerySet):
    def shown(self) -> Self:
        return self.filter(hidden_at__isnull=True, deleted_at__isnull=True)

    def shown_to(self, employee: int) -> Self:
        """Its author sees a hidden one, and why it is hidden."""
        return self.filter(
            models.Q(hidden_at__isnull=True) | models.Q(author=employee), deleted_at__isnull=True
        )

    def reported(self) -> Self:
        """Nobody has looked yet."""
        return self.shown().filter(reported_at__isnull=False)

    def hidden(self) -> Self:
        return self.filter(hidden_at__isnull=False, deleted_at__isnull=True)


class Comment(CompanyOwned):
    """A few words by somebody who may see the recognition.

    Taken back by its author (`deleted_at`), its text is gone. Hidden by an administrator, it is seen by administrators
    and its author alone. `reported_at`: a colleague asked the administrators to look at it; `kept_at`: one of them did,
    and it stays, so that it is not reported again.
    """

    recognition = lean(Recognition, "comments", db_index=False)
    author = lean("employees.Employee", db_index=False)
    text = models.TextField(_("comment"), max_length=500, blank=True)
    at = models.DateTimeField()
    press_key = models.UUIDField(null=True, editable=False)
    deleted_at = models.DateTimeField(null=True)
    hidden_at = models.DateTimeField(null=True)
    hidden_by_label = models.CharField(max_length=300, blank=True)
    hidden_reason = models.CharField(max_length=300, blank=True)
    reported_at = models.DateTimeField(null=True)
    kept_at = models.DateTimeField(null=True)

    objects = CommentQuerySet.as_manager()

    class Meta:
        verbose_name = _("comment")
        constraints = [
            models.UniqueConstraint(
                fields=["company", "press_key"],
                condition=models.Q(press_key__isnull=False),
                name="one_comment_per_press",
            ),
            models.CheckConstraint(
                condition=(models.Q(deleted_at__isnull=True) & ~models.Q(text=""))
                | models.Q(deleted_at__isnull=False, text=""),
                name="comment_says_something",
            ),
        ]
        indexes = [
            models.Index(fields=["recognition", "at", "id"], name="comments_of_recognition"),
            models.Index(
                fields=["company", "-reported_at"],
                condition=models.Q(
                    reported_at__isnull=False, hidden_at__isnull=True, deleted_at__isnull=True
                ),
                name="comments_reported",
            ),
            models.Index(
                fields=["company", "-hidden_at", "-id"],
                condition=models.Q(hidden_at__isnull=False),
                name="comments_hidden",
            ),
            models.Index(fields=["author", "-at"], name="comments_of_author"),
        ]

    def __str__(self) -> str:
        return f"comment {self.pk}"
