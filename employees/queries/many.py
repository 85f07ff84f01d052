"""What one act on many people would do to each of them (E2): asked in one statement, however many they are."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from hashlib import sha256
from typing import NamedTuple

from django.db.models import BigIntegerField, Case, Count, F, Func, Q, Sum, TextChoices, Value, When
from django.utils.translation import gettext_lazy as _

from employees.models import Company, Employee, RoleGrant
from employees.models.employee import EmployeeQuerySet
from employees.queries.managers import chain_above

NAMED = 10


class Act(TextChoices):
    COUNTRY = "country", _("Set the country")
    MANAGER = "manager", _("Set the line manager")
    DEACTIVATE = "deactivate", _("Deactivate")


@dataclass(frozen=True)
class Order:
    """`country` is the new one, `manager` the new line manager, each with its act alone."""

    act: Act
    country: str = ""
    manager: Employee | None = None

    @property
    def to(self) -> str:
        """What the address says it is set to."""
        return self.manager.employee_id if self.manager else self.country


class Why:
    """Why somebody is left as they are; CHANGES is nobody's reason."""

    CHANGES, SAME, LEFT, YOURSELF, LAST_ADMINISTRATOR, OWN_MANAGER, CIRCLE = range(7)


class Tally(NamedTuple):
    """How many people have one verdict, and a sum over who they are."""

    why: int
    people: int
    digest: int


def judged(
    company: Company, people: EmployeeQuerySet, order: Order, user: int | None, day: date
) -> EmployeeQuerySet:
    """`people` with `why` each of them would be skipped. `user` is who acts."""
    if order.act == Act.DEACTIVATE:
        whens = [
            When(Q(left_at__isnull=False) | Q(leaving_date__lt=day), then=Why.LEFT),
            When(user=user or 0, then=Why.YOURSELF),  # 0 is nobody: an act of the system spares no one
            When(pk=_last_administrator(company, people, user), then=Why.LAST_ADMINISTRATOR),
        ]
    elif order.manager:
        above = [rank.pk for rank in chain_above(company, order.manager.pk)]
        whens = [
            When(pk=order.manager.pk, then=Why.OWN_MANAGER),
            When(pk__in=above, then=Why.CIRCLE),
            When(manager=order.manager, then=Why.SAME),
        ]
    else:
        whens = [When(country=order.country, then=Why.SAME)]
    verdict = Case(*whens, default=Value(Why.CHANGES), output_field=BigIntegerField())
    return people.order_by().annotate(why=verdict)


def _last_administrator(company: Company, people: EmployeeQuerySet, user: int | None) -> int | None:
    """Who has to stay because every administrator who is here for good would go (C5); 0 when another one stays."""
    grants = RoleGrant.objects.for_company(company).working(date.max).administrators()
    staying = set(grants.values_list("user", flat=True))
    going = people.filter(user__in=staying).exclude(user=user or 0).order_by("employee_key")
    found = list(going.values_list("pk", "user"))
    return found[0][0] if found and {one for _pk, one in found} == staying else 0


def tally(people: EmployeeQuerySet) -> list[Tally]:
    """Of `judged` people, verdict by verdict."""
    digest = Func(F("pk"), F("why"), function="hashint8extended", output_field=BigIntegerField())
    counted = people.values("why").annotate(people=Count("pk"), digest=Sum(digest)).order_by("why")
    return [Tally(row["why"], row["people"], int(row["digest"])) for row in counted]


def fingerprint(order: Order, tallies: Sequence[Tally]) -> str:
    """Equal when the same act would do the same to the same people."""
    return sha256(repr((order.act.value, order.to, [tuple(one) for one in tallies])).encode()).hexdigest()
