"""What a recognition can bear: the company's eCards (R5) and its reasons (R6)."""

from typing import Self

from django.conf import settings
from django.db import models
from django.db.models.functions import Lower
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from workstars.lib.tenancy import CompanyOwned, CompanyQuerySet


class LibraryQuerySet(CompanyQuerySet):
    def in_use(self) -> Self:
        """What can be chosen; the others stay on what was sent with them."""
        return self.filter(retired_at__isnull=True)

    def in_order(self) -> Self:
        return self.order_by("position", "pk")


class ECard(CompanyOwned):
    """A picture to send. Switched off, never deleted: what was sent with it keeps it (R5)."""

    name = models.CharField(_("name"), max_length=80)
    design = models.CharField(max_length=30, blank=True, editable=False)
    digest = models.CharField(max_length=16, editable=False)
    width = models.PositiveSmallIntegerField(editable=False)
    height = models.PositiveSmallIntegerField(editable=False)
    position = models.PositiveSmallIntegerField(default=0)
    created_at = models.DateTimeField()
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+"
    )
    retired_at = models.DateTimeField(null=True)

    objects = LibraryQuerySet.as_manager()

    class Meta:
        verbose_name = _("eCard")
        constraints = [
            models.UniqueConstraint(
                fields=["company", "design"], condition=~models.Q(design=""), name="built_in_ecard_once"
            )
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def is_in_use(self) -> bool:
        return self.retired_at is None

    @property
    def address(self) -> str:
        """Of the picture on screen; with the digest in it, so that a browser may keep it for good."""
        return reverse("ecard-picture", args=[self.pk, self.digest])


class ECardPicture(CompanyOwned):
    """The picture of an eCard as we made it: `screen` (WebP) for pages, `print` (JPEG) for sheets. Apart from the
    eCard, which lists read."""

    ecard = models.OneToOneField(ECard, on_delete=models.CASCADE, related_name="picture")
    screen = models.BinaryField()
    print = models.BinaryField()

    class Meta:
        verbose_name = _("picture")

    def __str__(self) -> str:
        return str(self.ecard)


class Reason(CompanyOwned):
    """One of the company's values. `names` holds it in further languages, by language code; `name` is in the company's
    own language."""

    name = models.CharField(_("name"), max_length=80)
    names = models.JSONField(default=dict, blank=True)
    position = models.PositiveSmallIntegerField(default=0)
    retired_at = models.DateTimeField(null=True, editable=False)

    objects = LibraryQuerySet.as_manager()

    class Meta:
        verbose_name = _("reason")
        constraints = [models.UniqueConstraint("company", Lower("name"), name="reason_once")]

    def __str__(self) -> str:
        return self.name_in(get_language() or "")

    def name_in(self, language: str) -> str:
        return str(self.names.get(language) or self.name)

    @property
    def is_in_use(self) -> bool:
        return self.retired_at is None
