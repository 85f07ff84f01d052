"""Filters of the list of employees that an administrator has given a name (E2)."""

from typing import Self

from django.conf import settings
from django.db import models
from django.db.models.functions import Lower
from django.utils.translation import gettext_lazy as _

from workstars.lib.tenancy import CompanyOwned, CompanyQuerySet


class SavedViewQuerySet(CompanyQuerySet):
    def of(self, user: models.Model) -> Self:
        return self.filter(user=user)

    def by_name(self) -> Self:
        return self.order_by(Lower("name"), "pk")


class SavedView(CompanyOwned):
    """One person's own. `query` is the query string of the list's address, without a page."""

    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    name = models.CharField(_("name"), max_length=60)
    query = models.CharField(max_length=1000)
    created_at = models.DateTimeField()

    objects = SavedViewQuerySet.as_manager()

    class Meta:
        verbose_name = _("saved view")
        constraints = [
            models.UniqueConstraint("company", "user", Lower("name"), name="saved_view_once"),
        ]

    def __str__(self) -> str:
        return self.name
