"""Generation without anybody pressing (I10), and what the funnel was on each day (I12)."""

from datetime import date
from typing import Self

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.utils.translation import gettext_lazy as _

from workstars.lib.tenancy import CompanyOwned, CompanyQuerySet


class ScheduleQuerySet(CompanyQuerySet):
    def due(self, day: date) -> Self:
        return self.filter(next_on__lte=day)


class Schedule(CompanyOwned):
    """Both files of a country, made on a day of each week (`weekday`, Monday is 0) or month (`day`, up to 28)."""

    class Every(models.TextChoices):
        WEEK = "week", _("Every week")
        MONTH = "month", _("Every month")

    country = models.CharField(max_length=2)
    every = models.CharField(max_length=5, choices=Every.choices)
    weekday = models.PositiveSmallIntegerField(null=True, validators=[MaxValueValidator(6)])
    day = models.PositiveSmallIntegerField(
        null=True, validators=[MinValueValidator(1), MaxValueValidator(28)]
    )
    next_on = models.DateField()
    last_on = models.DateField(null=True)

    objects = ScheduleQuerySet.as_manager()

    class Meta:
        verbose_name = _("schedule")
        constraints = [
            models.UniqueConstraint(fields=["company", "country"], name="one_schedule_per_country"),
            models.CheckConstraint(
                condition=models.Q(every="week", weekday__isnull=False, day__isnull=True)
                | models.Q(every="month", weekday__isnull=True, day__isnull=False),
                name="schedule_has_its_day",
            ),
        ]
        indexes = [models.Index(fields=["next_on"], name="schedules_due")]

    def __str__(self) -> str:
        return f"{self.country} {self.every}"


class WaitingAsked(CompanyOwned):
    """For which period a company's administrators were last told that people wait, or nobody was found to wait.

    `period` is the first day of it: a Monday, or the first weekday of a month.
    """

    period = models.DateField()

    class Meta:
        verbose_name = _("mail about people who wait for paper")
        constraints = [models.UniqueConstraint(fields=["company"], name="waiting_asked_once_per_company")]

    def __str__(self) -> str:
        return f"{self.company_id} {self.period}"


class FunnelDay(CompanyOwned):
    """How many people of a country had reached what when a day ended; the stages are those of `invites.queries.funnel`.

    A stage reached stays reached, so each count includes who is further on; `waiting` alone is who has reached none.
    """

    day = models.DateField()
    country = models.CharField(max_length=2)
    waiting = models.PositiveIntegerField()
    invited = models.PositiveIntegerField()
    reminded = models.PositiveIntegerField()
    attempted = models.PositiveIntegerField()
    registered = models.PositiveIntegerField()

    class Meta:
        verbose_name = _("day of the funnel")
        constraints = [
            models.UniqueConstraint(fields=["company", "day", "country"], name="one_funnel_row_per_day")
        ]

    def __str__(self) -> str:
        return f"{self.day} {self.country}"
