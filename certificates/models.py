"""The two-page sheet for somebody who is not registered (T1): its file, its code and whose hands it is in."""

from collections.abc import Iterable
from datetime import date
from typing import Self

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Case, F, Q, Value, When
from django.utils.translation import gettext_lazy as _

from workstars.lib.jobs import Job
from workstars.lib.kept import KeptInVault
from workstars.lib.packs import Pack, PackPart
from workstars.lib.tenancy import CompanyOwned, CompanyQuerySet


class State(models.TextChoices):
    """What a certificate is for whoever hands it over (T4). *Withdrawn* was never on paper; *to fetch* is or was."""

    MAKING = "making", _("Being made")
    FAILED = "failed", _("Could not be made")
    WITHDRAWN = "withdrawn", _("Withdrawn")
    NEW = "new", _("New")
    PRINTED = "printed", _("Printed")
    HANDED_OVER = "handed_over", _("Handed over")
    EXPIRED = "expired", _("Expired")
    REGISTERED = "registered", _("Registered meanwhile")
    TO_FETCH = "to_fetch", _("Withdrawn")


ON_PAPER = Q(printed_at__isnull=False) | Q(handed_over_at__isnull=False)
OF_HIDDEN = Q(recipient__recognition__hidden_at__isnull=False)


class CertificateQuerySet(CompanyQuerySet):
    def held_by(self, employee: models.Model) -> Self:
        return self.filter(holder=employee)

    def of_administrators(self) -> Self:
        """In nobody's account: for the administrators' list (T3)."""
        return self.filter(holder__isnull=True)

    def of_people_here(self) -> Self:
        """Without those of people who have left: nobody prints for them (E10). They come back with the person."""
        return self.filter(employee__left_at__isnull=True)

    def waiting_to_be_made(self) -> Self:
        return self.filter(status=Certificate.Status.QUEUED)

    def ready(self) -> Self:
        return self.filter(status=Certificate.Status.READY)

    def with_file(self) -> Self:
        """Ready, or withdrawn after it was printed."""
        withdrawn = Q(status=Certificate.Status.WITHDRAWN) & ~Q(stored_name="")
        return self.filter(Q(status=Certificate.Status.READY) | withdrawn)

    def failed(self) -> Self:
        return self.filter(status=Certificate.Status.FAILED)

    def not_handed_over(self) -> Self:
        return self.filter(handed_over_at__isnull=True)

    def unprinted(self) -> Self:
        """Follows the line manager still (T3)."""
        return self.not_handed_over().filter(printed_at__isnull=True)

    def to_print(self, today: date) -> Self:
        """New ones. That they are ready and unprinted is said twice, since an index holds just these."""
        return self.unprinted().ready().with_state(today).filter(state=State.NEW)

    def untold(self) -> Self:
        """In an account whose owner has not been mailed of it (T2). Nobody is mailed of what is hidden."""
        return self.not_withdrawn().of_shown().filter(told_at__isnull=True, holder__isnull=False)

    def not_withdrawn(self) -> Self:
        return self.exclude(status=Certificate.Status.WITHDRAWN)

    def worth_a_look(self) -> Self:
        """Without what was withdrawn before anybody had it on paper: there is nothing to do about it."""
        return self.exclude(Q(status=Certificate.Status.WITHDRAWN) & ~ON_PAPER)

    def of_hidden(self) -> Self:
        """Of recognitions that were hidden (R8) or recalled (B6): nobody prints them, withdrawn yet or not."""
        return self.filter(OF_HIDDEN)

    def of_shown(self) -> Self:
        return self.exclude(OF_HIDDEN)

    def with_state(self, today: date) -> Self:
        """`state`, on the day `today` in the company's time zone. Expired is also what was made before its owner
        left and came back, or was reset, and what is no longer kept."""
        over = Q(code__last_day__lt=today) | Q(code__voided_at__isnull=False)
        older = Q(rendered_at__lt=F("employee__active_since"))
        return self.annotate(
            state=Case(
                When(Q(status=Certificate.Status.WITHDRAWN) & ON_PAPER, then=_is(State.TO_FETCH)),
                When(status=Certificate.Status.WITHDRAWN, then=_is(State.WITHDRAWN)),
                When(handed_over_at__isnull=False, then=_is(State.HANDED_OVER)),
                When(employee__registered_at__isnull=False, then=_is(State.REGISTERED)),
                When(status=Certificate.Status.FAILED, then=_is(State.FAILED)),
                When(status=Certificate.Status.QUEUED, then=_is(State.MAKING)),
                When(over | older | Q(status=Certificate.Status.GONE), then=_is(State.EXPIRED)),
                When(printed_at__isnull=False, then=_is(State.PRINTED)),
                default=_is(State.NEW),
            )
        )


def _is(state: State) -> Value:
    return Value(state.value)


class Certificate(CompanyOwned, KeptInVault, Job):
    """One for each recipient under R4 (V12), in the account of `holder`, or on the administrators' list without one.

    `why` says why there (T3): what the line manager was when it was placed. `manager` is that line manager, so since
    `manager_since`: after seven days without a registration it climbs. At `waits_since` it came into the account, at
    `told_at` the holder was mailed of it (T2).

    It is rendered with a code of its own: file, code and *ready* come in one transaction. Rendered anew (T5), all
    three are replaced and `edition` counts up. Without a code it says that its owner has registered meanwhile.

    *Withdrawn* while its recognition is hidden: what was not printed has no file and no code any more, what was
    printed stays as it is, to be fetched.
    """

    class Status(models.TextChoices):
        QUEUED = "queued", _("Waiting to be made")
        READY = "ready", _("Ready")
        FAILED = "failed", _("Could not be made")
        GONE = "gone", _("No longer kept")
        WITHDRAWN = "withdrawn", _("Withdrawn")

    class Why(models.TextChoices):
        MANAGER = "manager", _("Line manager")
        UNREGISTERED = "unregistered", _("The line manager has not registered yet")
        OFFLINE = "offline", _("The line manager is offline")
        NOT_STARTED = "not_started", _("The line manager has not started yet")
        LEFT = "left", _("The line manager has left")
        NONE = "none", _("No line manager on record")

    company = models.ForeignKey(
        "employees.Company", on_delete=models.PROTECT, related_name="+", db_index=False
    )
    recipient = models.OneToOneField(
        "recognition.Recipient", on_delete=models.PROTECT, related_name="certificate"
    )
    employee = models.ForeignKey("employees.Employee", on_delete=models.PROTECT, related_name="certificates")
    manager = models.ForeignKey(
        "employees.Employee", null=True, on_delete=models.PROTECT, related_name="+", db_index=False
    )
    manager_since = models.DateTimeField()
    why = models.CharField(max_length=12, choices=Why.choices)
    holder = models.ForeignKey(
        "employees.Employee", null=True, on_delete=models.PROTECT, related_name="+", db_index=False
    )
    waits_since = models.DateTimeField()
    told_at = models.DateTimeField(null=True)
    created_at = models.DateTimeField()

    status = models.CharField(max_length=10, choices=Status.choices, default=Status.QUEUED)
    edition = models.PositiveSmallIntegerField(default=1)
    code = models.ForeignKey("invites.ActivationCode", null=True, on_delete=models.PROTECT, related_name="+")
    last_day = models.DateField(null=True)
    rendered_at = models.DateTimeField(null=True)
    failure = models.CharField(max_length=300, blank=True)

    reminded_at = models.DateTimeField(null=True)
    """When its holder was mailed once more that it has not been printed."""
    printed_at = models.DateTimeField(null=True)
    printed_by_label = models.CharField(max_length=300, blank=True, default="")
    handed_over_at = models.DateTimeField(null=True)

    state: str  # a State, of rows read `with_state`
    objects = CertificateQuerySet.as_manager()

    class Meta:
        verbose_name = _("certificate")
        constraints = [
            models.CheckConstraint(
                condition=~Q(status="ready") | Q(rendered_at__isnull=False) & ~Q(stored_name=""),
                name="ready_certificate_has_a_file",
            ),
            models.CheckConstraint(
                condition=Q(code__isnull=True) | Q(last_day__isnull=False), name="certificate_code_ends"
            ),
            models.UniqueConstraint(
                fields=["stored_name"], condition=~Q(stored_name=""), name="one_certificate_per_stored_file"
            ),
        ]
        indexes = [
            models.Index(fields=["company", "holder", "-created_at"], name="certificates_held"),
            models.Index(fields=["id"], condition=Q(status="queued"), name="certificates_to_render"),
            models.Index(
                fields=["manager"], condition=Q(manager__isnull=False), name="certificates_of_manager"
            ),
            models.Index(
                fields=["company", "holder"],
                condition=Q(handed_over_at__isnull=True),
                name="certificates_to_hand_over",
            ),
            models.Index(
                fields=["company", "holder"],
                condition=Q(told_at__isnull=True, holder__isnull=False),
                name="certificates_to_tell",
            ),
            models.Index(
                fields=["company", "told_at"],
                condition=Q(printed_at__isnull=True, handed_over_at__isnull=True, status="ready"),
                name="certificates_to_remind",
            ),
            models.Index(
                fields=["company", "holder"],
                condition=Q(printed_at__isnull=True, handed_over_at__isnull=True, status="ready"),
                name="certificates_to_print",
            ),
            models.Index(
                fields=["company"],
                condition=Q(status="failed", handed_over_at__isnull=True),
                name="certificates_failed",
            ),
        ]

    def __str__(self) -> str:
        return f"certificate {self.pk}"

    @property
    def can_be_opened(self) -> bool:
        """Of rows read `with_state`: what is ready, and bears no code that is over."""
        stale = self.state == State.REGISTERED and self.code_id is not None
        return self.status == self.Status.READY and self.state != State.EXPIRED and not stale


class CertificatePackQuerySet(CompanyQuerySet):
    def of_batch(self, batch: models.Model) -> Self:
        return self.filter(batch=batch)

    def naming(self, certificates: Iterable[int]) -> Self:
        """With any of these certificates in it."""
        return self.filter(items__overlap=list(certificates))


class CertificatePack(CompanyOwned, Pack):
    """One PDF of a batch's new certificates, for an administrator to print: of all sites, or of `site` alone.

    `items` are the certificates in the order of the pile and, once it is ready, `editions` what was drawn of each;
    `certificates` are how many are in it. At `handed_out_at` it was first downloaded: from then on they count as
    printed.
    """

    class Of(models.TextChoices):
        ALL = "all", _("All sites")
        SITE = "site", _("One site")

    batch = models.ForeignKey("recognition.Batch", on_delete=models.PROTECT, related_name="certificate_packs")
    of = models.CharField(max_length=4, choices=Of.choices, default=Of.ALL)
    site = models.CharField(max_length=150, blank=True)
    items = ArrayField(models.BigIntegerField(), default=list)
    editions = ArrayField(models.PositiveSmallIntegerField(), default=list)
    certificates = models.PositiveIntegerField(default=0)
    last_day = models.DateField(null=True)
    handed_out_at = models.DateTimeField(null=True)

    objects = CertificatePackQuerySet.as_manager()

    class Meta:
        verbose_name = _("pack of certificates")
        constraints = [
            models.UniqueConstraint(
                fields=["batch", "of", "site", "volume"], name="certificate_pack_once_per_batch"
            )
        ]
        indexes = [
            models.Index(
                fields=["heartbeat_at"], condition=Q(status="queued"), name="certificate_packs_at_work"
            )
        ]

    def __str__(self) -> str:
        return f"{self.batch} {self.of} {self.site}".strip()


class CertificatePackPart(CompanyOwned, PackPart):
    """`printed` are pairs of a certificate and its edition, in the order of its pages."""

    pack = models.ForeignKey(CertificatePack, on_delete=models.CASCADE, related_name="parts")
    printed = models.JSONField(default=list)

    class Meta:
        verbose_name = _("part of a pack of certificates")
        constraints = [models.UniqueConstraint(fields=["pack", "number"], name="certificate_pack_part_once")]

    def __str__(self) -> str:
        return f"{self.pack_id}/{self.number}"
