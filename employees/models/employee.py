"""A person in the company's HR records (E1), and where that person stands on the way to a login (I6, E10)."""

from datetime import date, datetime
from typing import Any, Self

from django.conf import settings
from django.contrib.postgres.indexes import GinIndex
from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Lower
from django.utils.translation import gettext_lazy as _
from django_countries import countries as all_countries

from workstars.lib.tenancy import CompanyOwned, CompanyQuerySet
from workstars.lib.text import fold_employee_id, fold_search

NOT_GONE = Q(left_at__isnull=True)
UNREGISTERED = Q(registered_at__isnull=True)
NO_WORKING_EMAIL = Q(hr_email="") | Q(hr_email_bounced_at__isnull=False)


class EmployeeQuerySet(CompanyQuerySet):
    """Adjectives that chain. `today` is the day in the company's time zone."""

    def active(self, today: date) -> Self:
        """Started, and neither deactivated nor past the last day, which is inclusive."""
        started = Q(hire_date__isnull=True) | Q(hire_date__lte=today)
        not_over = Q(leaving_date__isnull=True) | Q(leaving_date__gte=today)
        return self.filter(NOT_GONE, started, not_over)

    def not_gone(self) -> Self:
        """Without asking for days: whoever is not marked as having left."""
        return self.filter(NOT_GONE)

    def gone(self) -> Self:
        """Marked as having left."""
        return self.filter(left_at__isnull=False)

    def overdue(self, today: date) -> Self:
        """Whose last day is over, and whom the sweep has not marked yet."""
        return self.filter(NOT_GONE, leaving_date__lt=today)

    def left(self, today: date) -> Self:
        return self.filter(Q(left_at__isnull=False) | Q(leaving_date__lt=today))

    def not_started(self, today: date) -> Self:
        return self.filter(NOT_GONE, hire_date__gt=today)

    def registered(self) -> Self:
        return self.filter(registered_at__isnull=False)

    def unregistered(self) -> Self:
        return self.filter(UNREGISTERED)

    def without_working_email(self) -> Self:
        return self.filter(NO_WORKING_EMAIL)

    def with_working_email(self) -> Self:
        return self.filter(hr_email_bounced_at__isnull=True).exclude(hr_email="")

    def mail_due(self, now: datetime) -> Self:
        """Whose next invitation by mail is due (I1), and who has not been spared it by an administrator."""
        return self.filter(mail_due_at__lte=now, mail_stopped_at__isnull=True)

    def offline(self, today: date) -> Self:
        """Active, not registered, and without an HR e-mail that works."""
        return self.active(today).unregistered().without_working_email()

    def waiting_for_invite(self, today: date) -> Self:
        """On *Invites* (I2): never in a file since they joined."""
        return self.offline(today).filter(paper_made_at__isnull=True)

    def waiting_for_reminder(self, today: date) -> Self:
        """On *Reminders* (I6): moved there by the sweep."""
        return self.offline(today).filter(reminders_since__isnull=False)

    def paper_due(self, day: date) -> Self:
        """Whose days after the last paper are over on `day`, and who is not on *Reminders* yet (I6)."""
        return self.filter(reminders_since__isnull=True, paper_due_on__lte=day)

    def on_paper(self) -> Self:
        return self.filter(paper_made_at__isnull=False, reminders_since__isnull=True)

    def with_employee_id(self, text: str) -> Self:
        return self.filter(employee_key=fold_employee_id(text))

    def matching(self, text: str) -> Self:
        """Every word of `text` in name, Employee ID or HR e-mail; accents and case do not matter (E2)."""
        found = self
        for word in fold_search(text).split():
            found = found.filter(search_text__contains=word)
        return found

    def not_erased(self) -> Self:
        return self.filter(erased_at__isnull=True)

    def by_name(self) -> Self:
        return self.order_by("last_name", "first_name", "pk")


class Employee(CompanyOwned):
    """One person, for good: who comes back under the same Employee ID is the same row (E10).

    Rows are written by the hundred thousand, and each index is written along: none says what another says, and
    those that serve few rows hold only these. The composite key of the line manager says what a single one would.
    """

    company = models.ForeignKey(
        "employees.Company", on_delete=models.PROTECT, related_name="+", db_index=False
    )
    employee_id = models.CharField(_("Employee ID"), max_length=64)
    employee_key = models.CharField(max_length=64, editable=False)
    first_name = models.CharField(_("first name"), max_length=150, blank=True)
    last_name = models.CharField(_("last name"), max_length=150, blank=True)
    search_text = models.TextField(editable=False)
    hr_email = models.EmailField(_("HR e-mail"), max_length=254, blank=True)
    hr_email_bounced_at = models.DateTimeField(null=True, editable=False)
    country = models.CharField(_("country"), max_length=2)
    language = models.CharField(
        _("language"), max_length=8, blank=True, choices=list(settings.RECORD_LANGUAGES.items())
    )
    manager = models.ForeignKey(
        "self",
        verbose_name=_("line manager"),
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="reports",
        db_constraint=False,
    )
    manager_ref = models.CharField(max_length=64, blank=True, editable=False)
    job_title = models.CharField(_("job title"), max_length=150, blank=True)
    department = models.CharField(_("department"), max_length=150, blank=True)
    location = models.CharField(_("site"), max_length=150, blank=True)
    hire_date = models.DateField(_("hire date"), null=True, blank=True)
    leaving_date = models.DateField(_("leaving date"), null=True, blank=True)

    left_at = models.DateTimeField(null=True, editable=False)
    active_since = models.DateTimeField(editable=False)

    user = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        null=True,
        editable=False,
        on_delete=models.PROTECT,
        related_name="employees",
        db_index=False,
    )
    registered_at = models.DateTimeField(null=True, editable=False)
    registered_by = models.CharField(max_length=20, blank=True, editable=False)

    paper_made_at = models.DateTimeField(null=True, editable=False)
    paper_due_on = models.DateField(null=True, editable=False)
    reminders_since = models.DateTimeField(null=True, editable=False)

    attempted_at = models.DateTimeField(null=True, editable=False)
    """When a right pair first opened a registration, since the person joined (I12)."""

    mail_due_at = models.DateTimeField(null=True, editable=False)
    mail_count = models.PositiveIntegerField(default=0, editable=False)
    mail_stopped_at = models.DateTimeField(null=True, editable=False)

    erased_at = models.DateTimeField(null=True, editable=False)
    """Since when nobody knows who this was (X5): the row is a nameless id, for ledger and recognitions."""

    created_at = models.DateTimeField(editable=False)
    changed_at = models.DateTimeField(editable=False)

    objects = EmployeeQuerySet.as_manager()

    class Meta:
        verbose_name = _("employee")
        constraints = [
            models.UniqueConstraint(fields=["company", "employee_key"], name="employee_id_once"),
            models.UniqueConstraint(
                "company", Lower("hr_email"), condition=~Q(hr_email=""), name="hr_email_once"
            ),
            models.UniqueConstraint(
                fields=["company", "user"], condition=Q(user__isnull=False), name="login_once_per_company"
            ),
            models.CheckConstraint(condition=~Q(employee_key=""), name="employee_has_an_id"),
            models.CheckConstraint(
                condition=~Q(first_name="") | ~Q(last_name=""), name="employee_has_a_name"
            ),
            models.CheckConstraint(condition=Q(country__regex="^[A-Z]{2}$"), name="employee_has_a_country"),
            models.CheckConstraint(
                condition=Q(reminders_since__isnull=True) | Q(paper_made_at__isnull=False),
                name="reminded_after_invited",
            ),
            models.CheckConstraint(
                condition=Q(paper_made_at__isnull=False) | Q(paper_due_on__isnull=True),
                name="due_day_has_a_paper",
            ),
            models.CheckConstraint(
                condition=Q(user__isnull=True) | Q(registered_at__isnull=False), name="login_means_registered"
            ),
            models.CheckConstraint(condition=~Q(manager=F("id")), name="nobody_manages_themselves"),
            models.CheckConstraint(
                condition=Q(erased_at__isnull=True)
                | Q(left_at__isnull=False, user__isnull=True, hr_email="", first_name=""),
                name="erased_for_good",
            ),
        ]
        indexes = [
            models.Index(
                fields=["company", "country", "hire_date", "leaving_date"],
                condition=NOT_GONE & UNREGISTERED & NO_WORKING_EMAIL & Q(paper_made_at__isnull=True),
                name="waiting_for_invite",
            ),
            models.Index(
                fields=["company", "country", "hire_date", "leaving_date"],
                condition=NOT_GONE & UNREGISTERED & NO_WORKING_EMAIL & Q(reminders_since__isnull=False),
                name="waiting_for_reminder",
            ),
            models.Index(
                fields=["company", "paper_due_on"],
                condition=NOT_GONE
                & UNREGISTERED
                & NO_WORKING_EMAIL
                & Q(reminders_since__isnull=True, paper_due_on__isnull=False),
                name="due_for_reminder",
            ),
            models.Index(
                fields=["company", "mail_due_at"],
                condition=NOT_GONE
                & UNREGISTERED
                & Q(mail_due_at__isnull=False, mail_stopped_at__isnull=True),
                name="due_for_mail",
            ),
            models.Index(
                fields=["leaving_date"],
                condition=NOT_GONE & Q(leaving_date__isnull=False),
                name="due_to_leave",
            ),
            models.Index(fields=["user"], condition=Q(user__isnull=False), name="employees_by_login"),
            models.Index(fields=["company", "last_name", "first_name", "id"], name="employees_by_name"),
            models.Index(
                fields=["company", "country", "last_name", "first_name", "id"], name="employees_by_country"
            ),
            models.Index(
                fields=["company", "hire_date"],
                condition=Q(hire_date__isnull=False),
                name="employees_by_hire_date",
            ),
            models.Index(
                fields=["company", "last_name", "first_name", "id"],
                condition=Q(left_at__isnull=False),
                name="left_by_name",
            ),
            models.Index(
                fields=["company", "last_name", "first_name", "id"],
                condition=Q(hr_email_bounced_at__isnull=False),
                name="bounced_by_name",
            ),
            models.Index(fields=["company", "location"], name="employees_by_site"),
            models.Index(fields=["company", "department"], name="employees_by_department"),
            models.Index(
                fields=["company", "manager_ref"], condition=~Q(manager_ref=""), name="manager_not_known_yet"
            ),
            GinIndex(fields=["search_text"], opclasses=["gin_trgm_ops"], name="employee_search"),
        ]

    def __str__(self) -> str:
        return self.name

    def save(self, *args: Any, **kwargs: Any) -> None:
        """Keeps the two derived columns true; bulk writers fill them with the same two functions."""
        if self.erased_at is None:
            self.employee_key = fold_employee_id(self.employee_id)
        self.search_text = search_text(self.first_name, self.last_name, self.employee_id, self.hr_email)
        super().save(*args, **kwargs)

    @property
    def name(self) -> str:
        return f"{self.first_name} {self.last_name}".strip()

    @property
    def country_name(self) -> str:
        return str(all_countries.name(self.country))

    @property
    def is_registered(self) -> bool:
        return self.registered_at is not None

    @property
    def has_working_email(self) -> bool:
        return bool(self.hr_email) and self.hr_email_bounced_at is None

    def is_active(self, today: date) -> bool:
        return not self.has_left(today) and not (self.hire_date and self.hire_date > today)

    def has_left(self, today: date) -> bool:
        return self.left_at is not None or bool(self.leaving_date and self.leaving_date < today)

    def status(self, today: date) -> "Status":
        if self.has_left(today):
            return Status.LEFT
        if not self.is_active(today):
            return Status.NOT_STARTED
        if self.is_registered:
            return Status.REGISTERED
        return Status.INVITED_BY_MAIL if self.has_working_email else Status.OFFLINE


class Status(models.TextChoices):
    """What the lists and the employee's page call a person's state."""

    REGISTERED = "registered", _("Registered")
    INVITED_BY_MAIL = "by_mail", _("Invited by e-mail")
    OFFLINE = "offline", _("Offline")
    NOT_STARTED = "not_started", _("Not started")
    LEFT = "left", _("Left")


def search_text(first_name: str, last_name: str, employee_id: str, hr_email: str) -> str:
    """What the search looks through, folded."""
    return fold_search(f"{first_name} {last_name} {employee_id} {hr_email}")
