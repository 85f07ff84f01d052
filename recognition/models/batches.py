"""A batch request: a ticket, its file, its thread, and what became of each row (B1 to B7)."""

from typing import Self

from django.conf import settings
from django.core.serializers.json import DjangoJSONEncoder
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from recognition.models.library import ECard
from workstars.lib.jobs import Job
from workstars.lib.kept import KeptInVault
from workstars.lib.tenancy import CompanyOwned, CompanyQuerySet


class BatchQuerySet(CompanyQuerySet):
    def newest_first(self) -> Self:
        return self.order_by("-created_at", "-pk")

    def with_status(self, *statuses: str) -> Self:
        return self.filter(status__in=statuses)


class Batch(CompanyOwned, Job):
    """Who asks for what to be sent when (B1), and how far it has come (B4). The file and its check are `file`; what
    was confirmed is bound to it by `confirmed_fingerprint` (V2). As a Job it is taken up while it is *sending*.

    `send_on` is a day in the company's time zone, `send_at` the moment that follows from it and the approval (B5).
    Who has to say yes (B4) is settled at submission: `approval` is the company's setting then, and `needs_second` says
    that it had more points than one person may approve. `objected_by` is who did not want to be named as the sender.
    `revision` goes up whenever what was confirmed is taken back, so that no approval from before it counts again.
    """

    class Status(models.TextChoices):
        DRAFT = "draft", _("Draft")
        SUBMITTED = "submitted", _("Submitted")
        NEEDS_INFORMATION = "needs_info", _("Needs information")
        APPROVED = "approved", _("Approved")
        SCHEDULED = "scheduled", _("Scheduled")
        SENDING = "sending", _("Sending")
        SENT = "sent", _("Sent")
        REJECTED = "rejected", _("Rejected")
        CANCELLED = "cancelled", _("Cancelled")
        RECALLED = "recalled", _("Recalled")

    class From(models.TextChoices):
        COMPANY = "company", _("The company")
        EMPLOYEE = "employee", _("A person")
        CUSTOM = "custom", _("Another name")

    status = models.CharField(max_length=12, choices=Status.choices, default=Status.DRAFT)
    summary = models.CharField(_("summary"), max_length=120)
    description = models.TextField(_("description"), blank=True, max_length=2000)
    send_on = models.DateField(_("date to be sent"))
    is_private = models.BooleanField(_("private"), default=False)
    ecard = models.ForeignKey(
        ECard, null=True, blank=True, on_delete=models.PROTECT, related_name="+", verbose_name=_("eCard")
    )
    from_kind = models.CharField(_("from"), max_length=10, choices=From.choices, default=From.COMPANY)
    from_employee = models.ForeignKey(
        "employees.Employee", null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    from_name = models.CharField(max_length=150, blank=True)
    objected_by = models.ForeignKey(
        "employees.Employee", null=True, editable=False, on_delete=models.PROTECT, related_name="+"
    )

    requested_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    requested_by_label = models.CharField(max_length=300)
    created_at = models.DateTimeField()
    press_key = models.UUIDField(null=True, unique=True, editable=False)

    file = models.OneToOneField(
        "recognition.BatchFile", null=True, on_delete=models.PROTECT, related_name="+"
    )
    good_rows_only = models.BooleanField(default=False)
    send_again = models.BooleanField(default=False)
    confirmed_fingerprint = models.CharField(max_length=64, blank=True)
    revision = models.PositiveIntegerField(default=0, editable=False)
    approval = models.CharField(max_length=10, blank=True)
    needs_second = models.BooleanField(default=False)
    people = models.PositiveIntegerField(default=0)
    points = models.PositiveBigIntegerField(default=0)

    submitted_at = models.DateTimeField(null=True)
    approved_at = models.DateTimeField(null=True)
    send_at = models.DateTimeField(null=True)
    sent_at = models.DateTimeField(null=True)
    told_at = models.DateTimeField(null=True)
    rows_sent = models.PositiveIntegerField(default=0)
    rows_skipped = models.PositiveIntegerField(default=0)
    recalled_at = models.DateTimeField(null=True)
    recalled_by_label = models.CharField(max_length=300, blank=True)
    recall_reason = models.CharField(max_length=300, blank=True)
    recall_done_at = models.DateTimeField(null=True)
    recall_told_at = models.DateTimeField(null=True)

    objects = BatchQuerySet.as_manager()

    class Meta:
        verbose_name = _("batch")
        constraints = [
            models.CheckConstraint(
                condition=~Q(from_kind="employee") | Q(from_employee__isnull=False),
                name="batch_from_somebody",
            ),
            models.CheckConstraint(
                condition=~Q(from_kind="custom") | ~Q(from_name=""), name="batch_has_a_name"
            ),
            models.CheckConstraint(
                condition=Q(status__in=["draft", "cancelled"]) | Q(submitted_at__isnull=False),
                name="batch_was_submitted",
            ),
            models.CheckConstraint(
                condition=~Q(status__in=["scheduled", "sending", "sent", "recalled"])
                | Q(send_at__isnull=False, file__isnull=False) & ~Q(confirmed_fingerprint=""),
                name="batch_sends_what_was_confirmed",
            ),
            models.CheckConstraint(
                condition=~Q(status="recalled") | Q(recalled_at__isnull=False) & ~Q(recall_reason=""),
                name="batch_recalled_with_a_reason",
            ),
        ]
        indexes = [
            models.Index(fields=["company", "-created_at", "-id"], name="batches_newest"),
            models.Index(fields=["send_at"], condition=Q(status="scheduled"), name="batches_due"),
            models.Index(fields=["heartbeat_at"], condition=Q(status="sending"), name="batches_at_work"),
            models.Index(
                fields=["sent_at"], condition=Q(status="sent", told_at__isnull=True), name="batches_to_tell"
            ),
            models.Index(
                fields=["recalled_at"],
                condition=Q(status="recalled", recall_told_at__isnull=True),
                name="batches_to_recall",
            ),
        ]

    def __str__(self) -> str:
        return self.summary

    @property
    def title(self) -> str:
        """What pages call it: the summary, or the file's name while there is none. Select `file` along."""
        return self.summary or (self.file.file_name if self.file else "")


class BatchFile(CompanyOwned, KeptInVault, Job):
    """One upload and its check (B2, B3). A mended file is a further row; the batch points at the one that counts.

    `content_digest` says the same of the same rows in any order, encoding or name (B7); `fingerprint` binds a
    confirmation to what was shown. `found` is the check's answer as plain data.
    """

    class Status(models.TextChoices):
        UPLOADED = "uploaded", _("Uploaded")
        CHECKING = "checking", _("Being checked")
        CHECKED = "checked", _("Checked")
        REFUSED = "refused", _("Could not be read")
        FAILED = "failed", _("Failed")

    batch = models.ForeignKey(Batch, on_delete=models.PROTECT, related_name="files")
    status = models.CharField(max_length=12, choices=Status.choices, default=Status.UPLOADED)
    uploaded_at = models.DateTimeField()
    uploaded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+"
    )
    file_name = models.CharField(max_length=200)
    encoding = models.CharField(max_length=20, blank=True)
    delimiter = models.CharField(max_length=1, blank=True)
    rows = models.PositiveIntegerField(default=0)
    found = models.JSONField(default=dict, encoder=DjangoJSONEncoder)
    fingerprint = models.CharField(max_length=64, blank=True)
    content_digest = models.BinaryField(null=True)
    failure = models.CharField(max_length=300, blank=True)
    finished_at = models.DateTimeField(null=True)
    shredded_at = models.DateTimeField(null=True, editable=False)
    """When it went because somebody in it was erased (X5)."""

    class Meta:
        verbose_name = _("batch file")
        indexes = [
            models.Index(
                fields=["company", "content_digest"],
                condition=Q(content_digest__isnull=False),
                name="batch_files_by_content",
            ),
            models.Index(fields=["heartbeat_at"], condition=Q(status="checking"), name="batch_files_at_work"),
        ]

    def __str__(self) -> str:
        return self.file_name


class BatchCopy(CompanyOwned):
    """Somebody who may see all of a batch and is told once when it is sent."""

    batch = models.ForeignKey(Batch, on_delete=models.CASCADE, related_name="copies")
    employee = models.ForeignKey("employees.Employee", on_delete=models.PROTECT, related_name="+")

    class Meta:
        verbose_name = _("copied person")
        constraints = [models.UniqueConstraint(fields=["batch", "employee"], name="copied_once_in_a_batch")]

    def __str__(self) -> str:
        return f"copy {self.pk}"


class BatchApproval(CompanyOwned):
    """One person's yes to what the fingerprint stands for (B4); nobody says it twice."""

    batch = models.ForeignKey(Batch, on_delete=models.CASCADE, related_name="approvals")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    by_label = models.CharField(max_length=300)
    by_operator = models.BooleanField(default=False)
    at = models.DateTimeField()
    fingerprint = models.CharField(max_length=64)

    class Meta:
        verbose_name = _("approval")
        constraints = [
            models.UniqueConstraint(fields=["batch", "by", "fingerprint"], name="one_approval_each")
        ]

    def __str__(self) -> str:
        return self.by_label


class BatchEntry(CompanyOwned):
    """The thread: what somebody wrote, or (with `change`, a status) what happened to the request."""

    batch = models.ForeignKey(Batch, on_delete=models.CASCADE, related_name="entries")
    at = models.DateTimeField()
    by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")
    by_label = models.CharField(max_length=300)
    change = models.CharField(max_length=20, blank=True)
    text = models.TextField(blank=True, max_length=2000)

    class Meta:
        verbose_name = _("entry of the thread")
        ordering = ["at", "pk"]

    def __str__(self) -> str:
        return self.text[:60] or self.change


class BatchSkip(CompanyOwned):
    """A confirmed row that was not sent, with its reason (B7, V1): each row is a recognition or one of these."""

    class Why(models.TextChoices):
        LEFT = "left", _("Has left")
        NOT_STARTED = "not_started", _("Has not started yet")
        GONE = "gone", _("Is in the records no more")

    batch = models.ForeignKey(Batch, on_delete=models.PROTECT, related_name="skips")
    row = models.PositiveIntegerField()
    employee_id = models.CharField(max_length=64)
    why = models.CharField(max_length=12, choices=Why.choices)

    class Meta:
        verbose_name = _("row not sent")
        constraints = [models.UniqueConstraint(fields=["batch", "row"], name="skipped_once")]

    def __str__(self) -> str:
        return f"{self.row}: {self.why}"
