"""What a company is set to (C6), and its launch (I1)."""

from collections.abc import Mapping
from datetime import datetime
from hashlib import sha256
from typing import Any

from django.db import transaction
from django.db.models import Count
from django.utils.translation import gettext as _
from django_countries import countries as all_countries

from employees.models import AuditEvent, Company, CompanyLogo, Employee
from employees.models.employee import EmployeeQuerySet
from workstars.lib.actors import Actor
from workstars.lib.clock import today
from workstars.lib.pictures import to_png

LOGO_SIZE = (600, 200)


class SettingsRefused(Exception):
    """A setting cannot be so. `field` is the setting, the text a sentence for the page."""

    def __init__(self, field: str, sentence: str) -> None:
        super().__init__(sentence)
        self.field = field


@transaction.atomic
def change_settings(*, company: Company, values: Mapping[str, Any], by: Actor, now: datetime) -> bool:
    """Writes what differs, with before and after into the audit log; False when nothing does.

    Refusal: SettingsRefused.
    """
    held = _held(company)
    before = {field: getattr(held, field) for field in values if getattr(held, field) != values[field]}
    after = {field: values[field] for field in before}
    if not after:
        return False
    if "countries" in after:
        refuse_to_drop_countries(held, after["countries"])
    for field, value in after.items():
        setattr(held, field, value)
    held.save(update_fields=list(after))
    _record("settings.changed", held, by, now, before, after)
    return True


@transaction.atomic
def set_logo(*, company: Company, picture: bytes | None, by: Actor, now: datetime) -> None:
    """The logo made anew as PNG; None takes it away. Refusal: PictureRefused."""
    held = _held(company)
    logos = CompanyLogo.objects.for_company(held)
    before = held.logo_digest
    if picture is None:
        logos.delete()
        held.logo_digest = ""
    else:
        png = to_png(picture, fit=LOGO_SIZE)
        logos.update_or_create(company=held, defaults={"png": png})
        held.logo_digest = sha256(png).hexdigest()[:16]
    if held.logo_digest != before:
        held.save(update_fields=["logo_digest"])
        action = "logo.changed" if held.logo_digest else "logo.removed"
        _record(action, held, by, now, {"logo": before}, {"logo": held.logo_digest})


@transaction.atomic
def launch_company(*, company: Company, by: Actor, now: datetime) -> bool:
    """From now on invitations are mailed, by the sweep. False when it was launched already; there is no way back."""
    held = _held(company)
    if held.is_launched:
        return False
    held.launched_at = now
    held.save(update_fields=["launched_at"])
    _record("company.launched", held, by, now, {}, {"mails": mailed_at_launch(held, now).count()})
    return True


@transaction.atomic
def switch_offline_employees(*, company: Company, on: bool, by: Actor, now: datetime) -> bool:
    """Account managers only (C3); False when it is so already. People, codes and paper that is out stay."""
    held = _held(company)
    if held.offline_employees == on:
        return False
    held.offline_employees = on
    held.save(update_fields=["offline_employees"])
    before: dict[str, Any] = {"offline_employees": not on}
    after: dict[str, Any] = {"offline_employees": on}
    if not on:
        after["unreachable"] = unreachable(held, now).count()
    _record(
        "offline_employees.switched_on" if on else "offline_employees.switched_off",
        held,
        by,
        now,
        before,
        after,
    )
    return True


def mailed_at_launch(company: Company, now: datetime) -> EmployeeQuerySet:
    """Who gets the launch invitation when the company is launched at this moment."""
    people: EmployeeQuerySet = Employee.objects.for_company(company)
    return people.active(today(company, now)).unregistered().with_working_email().mail_due(now)


def unreachable(company: Company, now: datetime) -> EmployeeQuerySet:
    """Who could be reached by paper alone (C4)."""
    people: EmployeeQuerySet = Employee.objects.for_company(company)
    return people.offline(today(company, now))


def refuse_to_drop_countries(company: Company, kept: list[str]) -> None:
    """Countries in which people work cannot be taken off the list."""
    dropped = set(company.countries) - set(kept)
    people: EmployeeQuerySet = Employee.objects.for_company(company)
    counts = (
        people.filter(country__in=dropped, left_at__isnull=True)
        .values("country")
        .annotate(people=Count("pk"))
    )
    if found := counts.order_by("-people", "country").first():
        raise SettingsRefused(
            "countries",
            _("%(people)s people work in %(country)s. Change their country first, or keep it on the list.")
            % {"people": found["people"], "country": all_countries.name(found["country"])},
        )


def _held(company: Company) -> Company:
    return Company.objects.select_for_update(no_key=True).get(pk=company.pk)


def _record(
    action: str,
    company: Company,
    by: Actor,
    now: datetime,
    before: Mapping[str, Any],
    after: Mapping[str, Any],
) -> None:
    AuditEvent.objects.record(
        company=company, action=action, by=by, at=now, subject=company, before=before, after=after
    )
