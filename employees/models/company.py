"""A customer of the platform (C1, C6)."""

import re
from typing import Any, Self
from zoneinfo import available_timezones

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.core.exceptions import ValidationError
from django.core.validators import MaxValueValidator, MinValueValidator, RegexValidator
from django.db import models
from django.db.models.functions import Lower
from django.utils.translation import gettext_lazy as _
from django_countries import countries as all_countries

from workstars.lib.addresses import address_of
from workstars.lib.tenancy import CompanyOwned

SUBDOMAIN = re.compile(r"[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?\Z")
COLOUR = re.compile(r"#[0-9a-fA-F]{6}\Z")


def check_subdomain(value: str) -> None:
    if not SUBDOMAIN.match(value):
        raise ValidationError(_("Use small letters, digits and dashes, with a letter or digit at both ends."))
    if value in settings.RESERVED_SUBDOMAINS:
        raise ValidationError(_("This name is kept for the platform itself. Choose another."))


def check_time_zone(value: str) -> None:
    if value not in available_timezones():
        raise ValidationError(_("Choose a time zone of the list, like Europe/Warsaw."))


def check_country(value: str) -> None:
    if value not in all_countries:
        raise ValidationError(_("Choose a country of the list."))


def days(default: int, label: Any) -> models.PositiveSmallIntegerField:
    """A number of calendar days that an administrator may set, 1 to 3,650."""
    validators = [MinValueValidator(1), MaxValueValidator(3650)]
    return models.PositiveSmallIntegerField(label, default=default, validators=validators)


class BatchApproval(models.TextChoices):
    """Who says yes to a batch before it is sent (C6, B4)."""

    NONE = "none", _("Nobody: it is scheduled when it is submitted")
    COMPANY = "company", _("Another administrator of the company")
    OPERATOR = "operator", _("The account managers of the platform")


class WaitingMail(models.TextChoices):
    """How often administrators are told that people wait for paper, where no schedule makes it (I10)."""

    NONE = "none", _("Never")
    WEEK = "week", _("Every week")
    MONTH = "month", _("Every month")


class LetterWindow(models.TextChoices):
    """Where the window of the envelopes is through which the address of a letter is read (I9)."""

    NONE = "none", _("No window")
    LEFT = "left", _("Left")
    RIGHT = "right", _("Right")


class CompaniesQuerySet(models.QuerySet["Company"]):
    def by_name(self) -> Self:
        return self.order_by("name", "pk")

    def launched(self) -> Self:
        return self.filter(launched_at__isnull=False)

    def inviting(self) -> Self:
        """Whose invitations by e-mail nobody has stopped."""
        return self.filter(invitations_stopped_at__isnull=True)

    def with_offline_employees(self) -> Self:
        return self.filter(offline_employees=True)


class Company(models.Model):
    """Everything a company has is seen by that company only; its site is `https://<subdomain>.<base domain>/`."""

    name = models.CharField(_("name"), max_length=120)
    subdomain = models.CharField(_("subdomain"), max_length=63, unique=True, validators=[check_subdomain])
    countries = ArrayField(
        models.CharField(max_length=2, validators=[check_country]), verbose_name=_("countries"), default=list
    )
    time_zone = models.CharField(_("time zone"), max_length=64, default="UTC", validators=[check_time_zone])
    default_language = models.CharField(
        _("language"), max_length=8, default="en", choices=list(settings.RECORD_LANGUAGES.items())
    )
    postal_address = models.TextField(_("postal address"), blank=True, max_length=500)
    colour = models.CharField(
        _("colour"), max_length=7, default="#0b6e4f", validators=[RegexValidator(COLOUR)]
    )
    logo_digest = models.CharField(max_length=16, blank=True, editable=False)

    offline_employees = models.BooleanField(_("offline employees"), default=False)
    launched_at = models.DateTimeField(null=True, editable=False)

    reminder_after_days = days(30, _("days from invite to reminder"))
    reminder_again_days = days(30, _("days between reminders"))
    mail_reminder_days = days(7, _("days between e-mail reminders"))
    paper_code_days = days(180, _("days that codes of invites and reminders are valid"))
    certificate_code_days = days(180, _("days that codes of certificates are valid"))
    upload_retention_days = days(30, _("days that uploaded files are kept"))
    code_file_retention_days = days(30, _("days that files with codes are kept after the last code's day"))
    audit_retention_months = models.PositiveSmallIntegerField(
        _("months that the audit log is kept"),
        default=24,
        validators=[MinValueValidator(1), MaxValueValidator(240)],
    )

    login_without_email = models.BooleanField(
        _("employees may register without an e-mail address"), default=False
    )
    invitations_stopped_at = models.DateTimeField(null=True, editable=False)
    """Since when an administrator has stopped the company's invitations by e-mail (I1)."""
    waiting_mail = models.CharField(
        _("mail about people who wait for paper"),
        max_length=5,
        choices=WaitingMail.choices,
        default=WaitingMail.WEEK,
    )
    letter_window = models.CharField(
        _("window of the envelopes"), max_length=5, choices=LetterWindow.choices, default=LetterWindow.LEFT
    )

    batch_approval = models.CharField(
        _("who approves batches"), max_length=10, choices=BatchApproval.choices, default=BatchApproval.NONE
    )
    second_approval_points = models.PositiveIntegerField(
        _("points above which a second person approves a batch"), default=10_000
    )

    comments_allowed = models.BooleanField(
        _("colleagues may comment on recognitions"), default=True, db_default=True
    )

    created_at = models.DateTimeField(editable=False)

    objects = CompaniesQuerySet.as_manager()

    class Meta:
        verbose_name = _("company")
        constraints = [
            models.CheckConstraint(condition=models.Q(subdomain=Lower("subdomain")), name="subdomain_lower"),
            models.CheckConstraint(condition=~models.Q(name=""), name="company_has_a_name"),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def is_launched(self) -> bool:
        return self.launched_at is not None

    @property
    def address(self) -> str:
        """Where the company's pages are: from its settings, never from a request's Host (C1)."""
        return address_of(f"{self.subdomain}.{settings.BASE_DOMAIN}")

    @property
    def country_names(self) -> list[str]:
        return [str(all_countries.name(code)) for code in self.countries]

    @property
    def only_country(self) -> str:
        """The country that a row without one gets (E1): the company's, when it has only one."""
        return self.countries[0] if len(self.countries) == 1 else ""


class CompanyLogo(CompanyOwned):
    """A PNG made by us (C6). Apart from the company, which every request reads; `logo_digest` there says it exists."""

    png = models.BinaryField()

    class Meta:
        verbose_name = _("logo")
        constraints = [models.UniqueConstraint(fields=["company"], name="one_logo_per_company")]

    def __str__(self) -> str:
        return str(self.company)
