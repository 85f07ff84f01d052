"""One HR file on its way into the records (E3 to E5, E12)."""

from datetime import datetime
from typing import Self

from django.conf import settings
from django.core.serializers.json import DjangoJSONEncoder
from django.db import models
from django.utils.translation import gettext_lazy as _

from workstars.lib.jobs import Job
from workstars.lib.kept import KeptInVault
from workstars.lib.tenancy import CompanyOwned, CompanyQuerySet

STEPS = {
    "": _("Waiting to begin"),
    "waiting": _("Waiting for another import to end"),
    "known": _("Looking up your records"),
    "rows": _("Checking the rows"),
    "findings": _("Writing down what was found"),
    "new": _("Adding new employees"),
    "changed": _("Changing employees"),
    "leavers": _("Deactivating who has left"),
    "undo": _("Taking the import back"),
}


class HrImportQuerySet(CompanyQuerySet):
    def newest_first(self) -> Self:
        return self.order_by("-uploaded_at", "-pk")


class HrImport(CompanyOwned, KeptInVault, Job):
    """The row is the truth, the queue only a hint: a job claims it, beats its heart, and moves it on."""

    class Status(models.TextChoices):
        UPLOADED = "uploaded", _("Uploaded")
        CHECKING = "checking", _("Being checked")
        CHECKED = "checked", _("Checked")
        APPLYING = "applying", _("Being applied")
        APPLIED = "applied", _("Applied")
        REFUSED = "refused", _("Could not be read")
        FAILED = "failed", _("Failed")
        DISCARDED = "discarded", _("Discarded")
        UNDOING = "undoing", _("Being undone")
        UNDONE = "undone", _("Undone")

    status = models.CharField(max_length=12, choices=Status.choices, default=Status.UPLOADED)
    uploaded_at = models.DateTimeField()
    uploaded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+"
    )
    file_name = models.CharField(max_length=200)

    rows = models.PositiveIntegerField(default=0)
    encoding = models.CharField(max_length=20, blank=True)
    delimiter = models.CharField(max_length=1, blank=True)
    part = models.CharField(max_length=200, blank=True)
    """The sheet of a workbook; empty for a text file."""
    headings_line = models.PositiveIntegerField(default=0)
    mapping = models.JSONField(default=dict)
    is_complete = models.BooleanField(default=False)

    found = models.JSONField(default=dict, encoder=DjangoJSONEncoder)
    fingerprint = models.CharField(max_length=64, blank=True)
    confirmed_at = models.DateTimeField(null=True)
    confirmed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+"
    )
    leavers_confirmed = models.BooleanField(default=False)
    finished_at = models.DateTimeField(null=True)
    undone_at = models.DateTimeField(null=True)
    undone_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+"
    )
    failure = models.CharField(max_length=300, blank=True)
    shredded_at = models.DateTimeField(null=True, editable=False)
    """When its files went because somebody in them was erased (X5)."""

    objects = HrImportQuerySet.as_manager()

    class Meta:
        verbose_name = _("import")
        indexes = [
            models.Index(fields=["company", "-uploaded_at"], name="imports_newest"),
            models.Index(
                fields=["heartbeat_at"],
                condition=models.Q(status__in=["checking", "applying", "undoing"]),
                name="imports_at_work",
            ),
        ]

    def __str__(self) -> str:
        return self.file_name

    def queue(self, status: "HrImport.Status", now: datetime) -> None:
        """Sets the columns from which a worker takes it up; the caller saves."""
        self.await_worker(now)
        self.status, self.finished_at, self.failure = status, None, ""

    @property
    def is_at_work(self) -> bool:
        return self.status in (self.Status.CHECKING, self.Status.APPLYING, self.Status.UNDOING)

    @property
    def bare_name(self) -> str:
        """The file's name without its ending."""
        return self.file_name.rsplit(".", 1)[0] or self.file_name

    @property
    def step_label(self) -> str:
        """What the worker does at the moment."""
        return str(STEPS.get(self.progress_step, STEPS[""]))

    @property
    def is_open(self) -> bool:
        """Somebody can still do something with it."""
        return self.is_at_work or self.status in (self.Status.UPLOADED, self.Status.CHECKED)


class HrImportFile(CompanyOwned, KeptInVault):
    """A file that an import made, encrypted in the vault: rows to mend, what changes, or a workbook taken apart."""

    class Kind(models.TextChoices):
        FAULTY = "faulty", _("Rows to mend")
        BEFORE = "before", _("What was there before")
        CHANGES = "changes", _("Changes")
        ROWS = "rows", _("Rows of the workbook")

    hr_import = models.ForeignKey(HrImport, on_delete=models.CASCADE, related_name="files")
    kind = models.CharField(max_length=10, choices=Kind.choices)
    rows = models.PositiveIntegerField()

    class Meta:
        verbose_name = _("file of an import")
        constraints = [models.UniqueConstraint(fields=["hr_import", "kind"], name="import_file_once")]

    def __str__(self) -> str:
        return f"{self.hr_import}: {self.get_kind_display()}"


class HeadingMatchQuerySet(CompanyQuerySet):
    def newest_first(self) -> Self:
        return self.order_by("-used_at", "-pk")


class HeadingMatch(CompanyOwned):
    """What the headings of a company's files mean, remembered under a name and offered for the next file (E3).

    `headings`: our name of a column → the heading without case and signs (`employees.records.headings.bare`).
    """

    name = models.CharField(max_length=60)
    headings = models.JSONField(default=dict)
    used_at = models.DateTimeField()

    objects = HeadingMatchQuerySet.as_manager()

    class Meta:
        verbose_name = _("heading match")
        constraints = [models.UniqueConstraint(fields=["company", "name"], name="heading_match_once")]

    def __str__(self) -> str:
        return self.name
