"""The company's eCards (R5): uploaded, renamed, put in order, switched off and on again; never deleted."""

from datetime import datetime
from hashlib import sha256

from django.db import transaction
from django.utils.translation import gettext as _

from employees.models import Company
from recognition.models import ECard, ECardPicture
from recognition.services.library.order import fresh, hold_library, last_position, record
from recognition.services.library.refusals import LibraryRefused
from workstars.lib.actors import Actor
from workstars.lib.pictures import Card, to_card
from workstars.lib.text import fold_search

MOST_CHARACTERS: int = ECard._meta.get_field("name").max_length or 0


def add_ecard(*, company: Company, name: str, picture: bytes, by: Actor, now: datetime) -> ECard:
    """The picture made anew, as the last of the library. Refusal: PictureRefused.

    A name that is taken gets a number behind it rather than a refusal, which would cost the upload.
    """
    card = to_card(picture)  # before anything is held: it takes a while
    with transaction.atomic():
        hold_library(company)
        ecard = save_ecard(company, _free_name(company, name), card, by, now)
        record("ecard.added", ecard, by, now, after={"name": ecard.name})
    return ecard


@transaction.atomic
def rename_ecard(*, ecard: ECard, name: str, by: Actor, now: datetime) -> ECard:
    """Refusal: LibraryRefused, when another has this name."""
    hold_library(ecard.company)
    held = fresh(ecard)
    if held.name == name:
        return held
    if fold_search(name) in _names(held.company, but=held):
        raise LibraryRefused(
            "name", _("Another eCard is called %(name)s. Choose another name.") % {"name": name}
        )
    before, held.name = held.name, name
    held.save(update_fields=["name"])
    record("ecard.renamed", held, by, now, before={"name": before}, after={"name": name})
    return held


def save_ecard(company: Company, name: str, card: Card, by: Actor, now: datetime, design: str = "") -> ECard:
    """The rows of an eCard and its picture. The caller holds the library."""
    ecard: ECard = ECard.objects.create(
        company=company,
        name=name,
        design=design,
        digest=sha256(card.screen).hexdigest()[:16],
        width=card.width,
        height=card.height,
        position=last_position(ECard, company),
        created_at=now,
        created_by_id=by.user_id,
    )
    ECardPicture.objects.create(company=company, ecard=ecard, screen=card.screen, print=card.print)
    return ecard


def _free_name(company: Company, name: str) -> str:
    taken = _names(company)
    number, free = 1, name
    while fold_search(free) in taken:
        number += 1
        ending = f" ({number})"
        free = name[: MOST_CHARACTERS - len(ending)] + ending
    return free


def _names(company: Company, but: ECard | None = None) -> set[str]:
    others = ECard.objects.for_company(company).exclude(pk=but.pk if but else None)
    return {fold_search(name) for name in others.values_list("name", flat=True)}
