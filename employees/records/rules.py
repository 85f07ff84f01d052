"""What a company decides about its rows; loaded once for a page or a file, so that a row never queries."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Protocol, Self

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _

from employees.records.fields import Field


class DateOrder(TextChoices):
    """The one order in which a column writes its dates; four-digit years first are understood always."""

    ISO = "ymd", _("Year, month, day (2027-03-04)")
    DAY_FIRST = "dmy", _("Day, month, year (04/03/2027)")
    MONTH_FIRST = "mdy", _("Month, day, year (03/04/2027)")


class HasRules(Protocol):
    offline_employees: bool
    countries: list[str]

    @property
    def only_country(self) -> str: ...


@dataclass(frozen=True)
class RowRules:
    """`countries` are the company's own; others are let in with a warning. Empty: every country is its own.

    `date_orders`: what was said of a file's columns of days; without it only 2027-03-04 is understood.

    `blank_words` reads `n/a`, `-` and the like as empty cells (E11's remedy), `odd_ids` lets IDs through that look
    damaged by a spreadsheet (E7); both only after somebody said so.
    """

    offline_employees: bool = True
    countries: frozenset[str] = frozenset()
    default_country: str = ""
    date_orders: Mapping[Field, DateOrder] = field(default_factory=dict)
    blank_words: bool = False
    odd_ids: bool = False

    @classmethod
    def of(
        cls,
        company: HasRules,
        *,
        date_orders: Mapping[Field, DateOrder] | None = None,
        blank_words: bool = False,
        odd_ids: bool = False,
    ) -> Self:
        return cls(
            offline_employees=company.offline_employees,
            countries=frozenset(company.countries),
            default_country=company.only_country,
            date_orders=date_orders or {},
            blank_words=blank_words,
            odd_ids=odd_ids,
        )
