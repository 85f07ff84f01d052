"""The audit log (C7): append-only, held by a trigger of the database."""

from collections.abc import Mapping
from datetime import datetime
from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.contrib.postgres.indexes import GinIndex
from django.core.serializers.json import DjangoJSONEncoder
from django.db import models
from django.utils.translation import gettext_lazy as _

from workstars.lib.actors import Actor
from workstars.lib.tenancy import CompanyOwned, CompanyQuerySet
from workstars.lib.text import fold_search

if TYPE_CHECKING:
    from employees.models.company import Company


class AuditQuerySet(CompanyQuerySet):
    def record(
        self,
        *,
        company: "Company | None",
        action: str,
        by: Actor,
        at: datetime,
        subject: models.Model | None = None,
        subject_label: str = "",
        before: Mapping[str, Any] | None = None,
        after: Mapping[str, Any] | None = None,
    ) -> "AuditEvent":
        """Writes one event, in the transaction of the act. `action` is "<noun>.<past verb>", like "import.applied"."""
        return self.create(
            company=company,
            action=action,
            actor_id=by.user_id,
            actor_label=by.label[:300],
            address=by.address,
            at=at,
            subject_type=subject._meta.label_lower if subject else "",
            subject_id=subject.pk if subject else None,
            subject_label=(subject_label or str(subject or ""))[:300],
            before=before or {},
            after=after or {},
        )

    def about(self, subject: models.Model) -> "AuditQuerySet":
        return self.filter(subject_type=subject._meta.label_lower, subject_id=subject.pk)

    def newest_first(self) -> "AuditQuerySet":
        return self.order_by("-at", "-pk")


class AuditEvent(models.Model):
    """Who, when, from where, what, before and after. Without a company: an act of the operator."""

    company = models.ForeignKey(
        "employees.Company", null=True, on_delete=models.PROTECT, related_name="+", db_index=False
    )
    at = models.DateTimeField(_("when"))
    action = models.CharField(_("what"), max_length=60)
    actor = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")
    actor_label = models.CharField(_("who"), max_length=300)
    address = models.CharField(_("from where"), max_length=45, blank=True)
    subject_type = models.CharField(max_length=60, blank=True)
    subject_id = models.BigIntegerField(null=True)
    subject_label = models.CharField(max_length=300, blank=True)
    search_text = models.TextField(editable=False)
    before = models.JSONField(default=dict, encoder=DjangoJSONEncoder)
    after = models.JSONField(default=dict, encoder=DjangoJSONEncoder)

    objects = AuditQuerySet.as_manager()

    class Meta:
        verbose_name = _("audit event")
        indexes = [
            models.Index(fields=["company", "-at", "-id"], name="audit_newest"),
            models.Index(fields=["company", "subject_type", "subject_id", "-at"], name="audit_of_subject"),
            models.Index(
                fields=["company", "action"],
                opclasses=["int8_ops", "varchar_pattern_ops"],
                name="audit_of_kind",
            ),
            GinIndex(fields=["search_text"], opclasses=["gin_trgm_ops"], name="audit_search"),
        ]

    def __str__(self) -> str:
        return f"{self.action} {self.subject_label}"

    def save(self, *args: Any, **kwargs: Any) -> None:
        """Keeps the derived column true; bulk writers fill it with the same function."""
        self.search_text = search_text(
            self.actor_label, self.subject_label, self.address, *self.before.values(), *self.after.values()
        )
        super().save(*args, **kwargs)


class PersonChange(CompanyOwned):
    """What an event that was about many people did to one of them (E14): `before` and `after` are field by field.

    Only grows too, and ends with its event.
    """

    company = models.ForeignKey(
        "employees.Company", on_delete=models.PROTECT, related_name="+", db_index=False
    )
    event = models.ForeignKey(AuditEvent, on_delete=models.DO_NOTHING, related_name="+")
    employee = models.ForeignKey(
        "employees.Employee", on_delete=models.PROTECT, related_name="+", db_index=False
    )
    action = models.CharField(max_length=60)
    before = models.JSONField(default=dict)
    after = models.JSONField(default=dict)

    class Meta:
        verbose_name = _("change of one person")
        indexes = [models.Index(fields=["employee", "-id"], name="person_changes_newest")]

    def __str__(self) -> str:
        return f"{self.action} {self.employee_id}"


def search_text(*parts: Any) -> str:
    """What the search looks through, folded: of the kept values those that are text."""
    return fold_search(" ".join(part for part in parts if isinstance(part, str)))
