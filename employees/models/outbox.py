"""Mail owed (V13): a row in the transaction of the act; a task hands it over later."""

from datetime import datetime
from typing import Self

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _


class MailQuerySet(models.QuerySet["Mail"]):
    def due(self, now: datetime) -> Self:
        return self.filter(status=Mail.Status.QUEUED, next_try_at__lte=now)

    def abandoned(self, claimed_before: datetime) -> Self:
        """Claimed by a process that died before it could say how it went."""
        return self.filter(status=Mail.Status.SENDING, claimed_at__lt=claimed_before)


class Mail(models.Model):
    """One mail to one address. `key` makes it owed once; `sealed` holds subject and bodies, encrypted, until sent."""

    class Status(models.TextChoices):
        QUEUED = "queued", _("Queued")
        SENDING = "sending", _("Sending")
        SENT = "sent", _("Sent")
        FAILED = "failed", _("Failed")
        BOUNCED = "bounced", _("Came back")
        DROPPED = "dropped", _("No longer wanted")

    class OnlyWhile(models.TextChoices):
        """What is asked again at the moment of sending."""

        ALWAYS = "", _("Unless the employee has left")
        ACTIVE = "active", _("While the employee is active")
        UNREGISTERED = "unregistered", _("While the employee is active and has not registered")
        HR_EMAIL = "hr_email", _("While that, and the address is the HR e-mail")
        INVITED = "invited", _("While that, and nobody has stopped the invitations")

    company = models.ForeignKey("employees.Company", null=True, on_delete=models.PROTECT, related_name="+")
    kind = models.CharField(max_length=40)
    key = models.CharField(max_length=200, unique=True)
    to = models.EmailField(max_length=254)
    employee = models.ForeignKey(
        "employees.Employee", null=True, on_delete=models.PROTECT, related_name="mails"
    )
    user = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")
    only_while = models.CharField(max_length=20, blank=True, choices=OnlyWhile.choices)
    sealed = models.BinaryField(null=True)
    status = models.CharField(max_length=10, choices=Status.choices, default=Status.QUEUED)
    attempts = models.PositiveSmallIntegerField(default=0)
    next_try_at = models.DateTimeField()
    claimed_at = models.DateTimeField(null=True)
    sent_at = models.DateTimeField(null=True)
    error = models.CharField(max_length=300, blank=True)
    """Why it is not there: the last failed try, or what came back after it was sent."""
    created_at = models.DateTimeField()

    objects = MailQuerySet.as_manager()

    class Meta:
        verbose_name = _("mail")
        indexes = [
            models.Index(fields=["next_try_at"], condition=models.Q(status="queued"), name="mail_due"),
            models.Index(fields=["claimed_at"], condition=models.Q(status="sending"), name="mail_claimed"),
        ]

    def __str__(self) -> str:
        return f"{self.kind} → {self.to}"
