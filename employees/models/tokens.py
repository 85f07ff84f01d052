"""How another system opens the API: tokens (X4), and the answers that a repeated request gets again."""

from datetime import date
from typing import Self

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.core.serializers.json import DjangoJSONEncoder
from django.db import models
from django.db.models import Exists, OuterRef, Q
from django.utils.translation import gettext_lazy as _

from employees.models.people import RoleGrant
from workstars.lib.tenancy import CompanyOwned, CompanyQuerySet


class Scope(models.TextChoices):
    """What a token may do. None of them shows a code or a file with codes (E13)."""

    EMPLOYEES_READ = "employees:read", _("Read employees")
    EMPLOYEES_WRITE = "employees:write", _("Add, change and deactivate employees")
    RECOGNITIONS_READ = "recognitions:read", _("Read public recognitions, eCards and reasons")
    RECOGNITIONS_PRIVATE = "recognitions:private", _("Read private recognitions and points too")
    RECOGNITIONS_GIVE = "recognitions:give", _("Give recognitions in its maker’s name")
    RECOGNITIONS_ON_BEHALF = "recognitions:on-behalf", _("Give recognitions in the name of any employee")
    BATCHES_READ = "batches:read", _("Read batch requests and what became of them")
    BATCHES_WRITE = "batches:write", _("Make, submit and cancel batch requests in its maker’s name")
    POINTS_READ = "points:read", _("Read balances and entries of points")
    CERTIFICATES_READ = "certificates:read", _("Read where certificates are")


class ApiTokenQuerySet(CompanyQuerySet):
    def live(self, today: date) -> Self:
        """Neither revoked nor over."""
        not_over = Q(expires_on__isnull=True) | Q(expires_on__gte=today)
        return self.filter(not_over, revoked_at__isnull=True)

    def answered_for(self, today: date) -> Self:
        """`is_answered_for`: whether whoever holds it is an administrator here, at this moment (V10)."""
        grants = RoleGrant.objects.filter(company=OuterRef("company"), user=OuterRef("created_by"))
        return self.annotate(is_answered_for=Exists(grants.administrators().working(today)))

    def working(self, today: date) -> Self:
        return self.live(today).answered_for(today).filter(is_answered_for=True)

    def newest_first(self) -> Self:
        return self.order_by("-created_at", "-pk")


class ApiToken(CompanyOwned):
    """Only the SHA-256 of the secret is kept: 256 random bits need no slow hash. `hint` are its first characters.
    `expires_on` is the last day on which it works, in the company's time zone. It works while `created_by`, who
    alone was shown the secret, is an administrator; `stopped_told_at`: when the others were told that it stopped."""

    name = models.CharField(_("name"), max_length=80)
    digest = models.BinaryField(max_length=32)
    hint = models.CharField(max_length=12)
    scopes = ArrayField(models.CharField(max_length=30, choices=Scope.choices), verbose_name=_("may"))
    created_at = models.DateTimeField()
    created_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    created_by_label = models.CharField(max_length=300)
    expires_on = models.DateField(_("last day"), null=True, blank=True)
    revoked_at = models.DateTimeField(null=True)
    last_used_at = models.DateTimeField(null=True)
    stopped_told_at = models.DateTimeField(null=True)

    objects = ApiTokenQuerySet.as_manager()

    class Meta:
        verbose_name = _("API token")
        constraints = [models.UniqueConstraint(fields=["digest"], name="api_token_once")]

    def __str__(self) -> str:
        return self.name

    def is_live(self, today: date) -> bool:
        return self.revoked_at is None and (self.expires_on is None or self.expires_on >= today)

    @property
    def scope_labels(self) -> list[str]:
        return [str(Scope(scope).label) for scope in self.scopes]


class ApiAnswer(CompanyOwned):
    """What a request with an Idempotency-Key was answered: asked again within a day, it is answered so again."""

    token = models.ForeignKey(ApiToken, on_delete=models.CASCADE, related_name="+")
    key = models.CharField(max_length=255)
    request_digest = models.BinaryField(max_length=32)
    status = models.PositiveSmallIntegerField(default=0)
    body = models.JSONField(default=dict, encoder=DjangoJSONEncoder)
    created_at = models.DateTimeField()

    class Meta:
        verbose_name = _("answer of the API")
        constraints = [models.UniqueConstraint(fields=["token", "key"], name="api_answer_once")]
        indexes = [models.Index(fields=["created_at"], name="api_answers_by_age")]

    def __str__(self) -> str:
        return self.key
