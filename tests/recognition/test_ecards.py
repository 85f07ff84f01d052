"""The company's eCards: kept for good, in order, each change audited; and the eight that come with it."""

import pytest

from employees.models import AuditEvent, Company
from recognition.models import ECard, ECardPicture
from recognition.services.library import LibraryRefused, add_built_in_ecards, add_ecard
from recognition.services.library.built_in import DESIGNS, PICTURES, picture_of, supply_companies
from recognition.services.library.ecards import rename_ecard
from recognition.services.library.order import move_entry, restore_entry, retire_entry
from recognition.tasks.library import supply_ecards
from tests.factories import CompanyFactory, ECardFactory
from tests.recognition.pictures import opened, picture
from workstars.lib.pictures import PictureRefused

pytestmark = pytest.mark.django_db


def names(company: Company) -> list[str]:
    return [ecard.name for ecard in ECard.objects.for_company(company).in_use().in_order()]


def audited(company: Company) -> list[tuple[str, str, dict, dict]]:
    events = AuditEvent.objects.for_company(company).order_by("pk")
    return [(event.action, event.subject_label, event.before, event.after) for event in events]


@pytest.fixture
def three(company, by_alice, now):
    return [
        ECardFactory(company=company, name=name, position=position)
        for position, name in enumerate(["Apple", "Birch", "Cedar"])
    ]


@pytest.mark.rule("R5", "an uploaded picture becomes an eCard of the company, the last of the library")
def test_added(company, three, alice, by_alice, now):
    ecard = add_ecard(company=company, name="Dahlia", picture=picture(), by=by_alice, now=now)
    kept = ECardPicture.objects.for_company(company).get(ecard=ecard)

    assert names(company) == ["Apple", "Birch", "Cedar", "Dahlia"]
    assert (ecard.width, ecard.height, ecard.created_at, ecard.created_by) == (900, 600, now, alice.user)
    assert (opened(bytes(kept.screen)).format, opened(bytes(kept.print)).format) == ("WEBP", "JPEG")
    assert audited(company) == [("ecard.added", "Dahlia", {}, {"name": "Dahlia"})]


def test_the_same_picture_has_the_same_address_ending(company, by_alice, now):
    one, other, third = (
        add_ecard(company=company, name=name, picture=picture(mode=mode), by=by_alice, now=now)
        for name, mode in (("A", "RGB"), ("B", "RGB"), ("C", "L"))
    )

    assert one.digest == other.digest != third.digest
    assert one.address == f"/ecards/{one.pk}/{one.digest}.webp"


@pytest.mark.rule("X3", "a name that is taken gets a number, since a refusal would cost the upload")
def test_taken_names_get_a_number(company, by_alice, now):
    for name in ("Thánk you", "THANK YOU", "Thank you", "x" * 80, "x" * 80):
        add_ecard(company=company, name=name, picture=picture(), by=by_alice, now=now)

    assert names(company) == ["Thánk you", "THANK YOU (2)", "Thank you (3)", "x" * 80, "x" * 76 + " (2)"]


def test_a_refused_picture_leaves_nothing(company, by_alice, now):
    with pytest.raises(PictureRefused):
        add_ecard(company=company, name="Dahlia", picture=b"<svg/>", by=by_alice, now=now)

    assert (names(company), audited(company)) == ([], [])


def test_renamed(company, three, by_alice, now):
    rename_ecard(ecard=three[0], name="Alder", by=by_alice, now=now)
    rename_ecard(ecard=three[0], name="Alder", by=by_alice, now=now)

    assert names(company) == ["Alder", "Birch", "Cedar"]
    assert audited(company) == [("ecard.renamed", "Alder", {"name": "Apple"}, {"name": "Alder"})]


def test_no_two_of_one_name(company, other_company, three, by_alice, now):
    ECardFactory(company=other_company, name="Dahlia")
    with pytest.raises(LibraryRefused, match="Another eCard is called BIRCH") as refused:
        rename_ecard(ecard=three[0], name="BIRCH", by=by_alice, now=now)
    rename_ecard(ecard=three[0], name="APPLE", by=by_alice, now=now)
    rename_ecard(ecard=three[1], name="Dahlia", by=by_alice, now=now)

    assert (refused.value.field, names(company)) == ("name", ["APPLE", "Dahlia", "Cedar"])


@pytest.mark.rule("R5", "an eCard is switched off, never deleted, and can be switched on again")
def test_off_and_on_again(company, three, by_alice, now):
    for _twice in range(2):
        retire_entry(entry=three[0], by=by_alice, now=now)
    without = names(company)
    for _twice in range(2):
        restore_entry(entry=three[0], by=by_alice, now=now)

    assert (without, names(company)) == (["Birch", "Cedar"], ["Birch", "Cedar", "Apple"])
    assert audited(company) == [
        ("ecard.switched_off", "Apple", {}, {}),
        ("ecard.switched_on", "Apple", {}, {}),
    ]


@pytest.mark.parametrize(
    ("place", "earlier", "order"),
    [
        (0, True, ["Apple", "Birch", "Cedar"]),
        (0, False, ["Birch", "Apple", "Cedar"]),
        (2, True, ["Apple", "Cedar", "Birch"]),
        (2, False, ["Apple", "Birch", "Cedar"]),
    ],
)
def test_moved(company, three, by_alice, now, place, earlier, order):
    move_entry(entry=three[place], earlier=earlier, by=by_alice, now=now)
    moved = order != ["Apple", "Birch", "Cedar"]

    assert names(company) == order
    assert [event[:2] for event in audited(company)] == [("ecard.moved", three[place].name)] * moved


def test_moving_passes_what_is_switched_off(company, three, by_alice, now):
    retire_entry(entry=three[1], by=by_alice, now=now)
    move_entry(entry=three[2], earlier=True, by=by_alice, now=now)
    move_entry(entry=three[1], earlier=True, by=by_alice, now=now)

    assert names(company) == ["Cedar", "Apple"]


def test_cards_of_one_place_are_moved_too(company, by_alice, now):
    """Rows that came by other ways may share a place."""
    _first, second = (ECardFactory(company=company, name=name, position=0) for name in ("Apple", "Birch"))
    move_entry(entry=second, earlier=True, by=by_alice, now=now)

    assert names(company) == ["Birch", "Apple"]


# The built-in set


@pytest.mark.rule("R5", "eight eCards come with every company")
def test_built_in_set(company, now):
    made = add_built_in_ecards(company=company, now=now)
    ecards = ECard.objects.for_company(company).in_order()

    assert (made, [ecard.design for ecard in ecards]) == (8, list(DESIGNS))
    assert names(company)[:2] == ["Thank you", "Well done"]
    assert {(ecard.width, ecard.height) for ecard in ecards} == {(1200, 800)}
    assert audited(company) == [("ecards.built_in_added", "", {}, {"rows": 8})]


def test_built_in_set_comes_once(company, by_alice, now):
    add_built_in_ecards(company=company, now=now)
    retire_entry(entry=ECard.objects.for_company(company).get(design="team"), by=by_alice, now=now)

    assert add_built_in_ecards(company=company, now=now) == 0
    assert (len(names(company)), len(audited(company))) == (7, 2)


def test_built_in_set_follows_what_was_uploaded(company, three, now):
    add_built_in_ecards(company=company, now=now)

    assert names(company)[:4] == ["Apple", "Birch", "Cedar", "Thank you"]


@pytest.mark.rule("R5", "every company gets what it lacks of the set within a minute, by the sweep")
def test_sweep_supplies_every_company(company, other_company, now):
    add_built_in_ecards(company=other_company, now=now)
    third = CompanyFactory()
    ECardFactory(company=third, design="team", name="Team")

    assert supply_ecards(at=now.isoformat()) == 8 + 0 + 7
    assert [ECard.objects.for_company(one).count() for one in (company, other_company, third)] == [8, 8, 8]
    assert supply_ecards(at=now.isoformat()) == 0


def test_sweep_that_finds_nothing_asks_once(company, now, django_assert_num_queries):
    supply_companies(now=now)
    with django_assert_num_queries(1):
        assert supply_companies(now=now) == 0


@pytest.mark.parametrize("design", list(DESIGNS))
def test_drawings_are_fit_for_print_and_have_their_source(design):
    drawing = opened(picture_of(design))

    assert (drawing.format, drawing.size) == ("PNG", (1800, 1200))
    assert "<text" not in (PICTURES / f"{design}.svg").read_text(), "words would be of one language"


def test_drawings_are_small():
    files = sorted(PICTURES.glob("*.png"))

    assert [file.stem for file in files] == sorted(DESIGNS)
    assert sum(file.stat().st_size for file in files) < 600 * 1024
