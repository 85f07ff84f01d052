"""Eight eCards of our own, drawn in recognition/pictures, so that no company begins with an empty library (R5)."""

from datetime import datetime
from functools import cache
from pathlib import Path

from django.db import transaction
from django.db.models import Count, Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import override

from employees.models import AuditEvent, Company
from recognition.models import ECard
from recognition.services.library.ecards import save_ecard
from recognition.services.library.order import hold_library
from workstars.lib.actors import SYSTEM
from workstars.lib.pictures import Card, to_card

PICTURES = Path(__file__).parents[2] / "pictures"
# No words stand on the pictures, so that they fit every language; the name is written beside them.
DESIGNS = {
    "thank-you": _("Thank you"),
    "well-done": _("Well done"),
    "great-idea": _("Great idea"),
    "team": _("Team"),
    "above-and-beyond": _("Above and beyond"),
    "safety-first": _("Safety first"),
    "anniversary": _("Anniversary"),
    "welcome": _("Welcome"),
}


def picture_of(design: str) -> bytes:
    """As it was drawn: PNG, 1,800 by 1,200 points."""
    return (PICTURES / f"{design}.png").read_bytes()


@cache
def card_of(design: str) -> Card:
    return to_card(picture_of(design))


@transaction.atomic
def add_built_in_ecards(*, company: Company, now: datetime) -> int:
    """Those that the company does not have yet, named in its language; answers how many."""
    hold_library(company)
    there = set(ECard.objects.for_company(company).exclude(design="").values_list("design", flat=True))
    missing = [design for design in DESIGNS if design not in there]
    with override(company.default_language):
        for design in missing:
            save_ecard(company, str(DESIGNS[design]), card_of(design), SYSTEM, now, design)
    if missing:
        AuditEvent.objects.record(
            company=company, action="ecards.built_in_added", by=SYSTEM, at=now, after={"rows": len(missing)}
        )
    return len(missing)


def supply_companies(*, now: datetime) -> int:
    """Every company that lacks one of the designs gets it; answers how many eCards."""
    designs = Count("pk", filter=Q(design__in=DESIGNS))
    counts = ECard.objects.across_companies().values("company").annotate(designs=designs)
    complete = counts.filter(designs=len(DESIGNS)).values("company")
    return sum(
        add_built_in_ecards(company=company, now=now) for company in Company.objects.exclude(pk__in=complete)
    )
