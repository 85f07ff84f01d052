"""`/admin/ecards` and the address of a picture, for Alice, Bob and Charlie."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from employees.models import AuditEvent
from recognition.models import ECard
from recognition.services.library import add_ecard
from recognition.services.library.order import retire_entry
from tests.factories import ECardFactory
from tests.people import Person
from tests.portal.markup import only, tree, words
from tests.recognition.pictures import opened, picture

pytestmark = pytest.mark.django_db


@pytest.fixture
def ecard(company, by_alice, now):
    return add_ecard(company=company, name="Dahlia", picture=picture(), by=by_alice, now=now)


def page_of(person: Person, address: str):
    return tree(person.get(address).content.decode())


def upload(data: bytes, name: str = "dahlia.png") -> SimpleUploadedFile:
    return SimpleUploadedFile(name, data, content_type="image/png")


# The picture


@pytest.mark.rule(
    "R5", "everybody in the company sees an eCard's picture, which browsers keep but no proxy does"
)
def test_picture_is_served(bob, ecard):
    answer = bob.get(ecard.address)

    assert (answer.status_code, answer.headers["Content-Type"]) == (200, "image/webp")
    assert answer.headers["Cache-Control"] == "private, max-age=31536000, immutable"
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert opened(answer.content).size == (900, 600)


@pytest.mark.rule("C2", "an eCard's picture is 404 for everybody else")
def test_picture_is_the_companys(charlie, stranger, ecard):
    assert charlie.get(ecard.address).status_code == 404
    assert stranger.get(ecard.address).headers["Location"] == f"/login?next={ecard.address}"


def test_picture_by_another_digest_is_not_there(bob, ecard):
    assert bob.get(f"/ecards/{ecard.pk}/0123456789abcdef.webp").status_code == 404


@pytest.mark.rule("R5", "what was sent with an eCard keeps its picture when it is switched off")
def test_picture_of_one_that_is_off(bob, ecard, by_alice, now):
    retire_entry(entry=ecard, by=by_alice, now=now)

    assert bob.get(ecard.address).status_code == 200


def test_picture_costs_one_query_beyond_the_member(bob, ecard, django_assert_num_queries):
    bob.get(ecard.address)
    with django_assert_num_queries(MEMBER + 1):
        bob.get(ecard.address)


MEMBER = 5  # company, session, user, employee, roles


# The gallery


def test_empty_gallery_says_what_to_do(alice):
    page = page_of(alice, "/admin/ecards")

    assert words(only(page, "main//h2")) == "No eCards to choose from"
    assert [a.get("href") for a in page.iter("a") if words(a) == "Add an eCard"] == ["/admin/ecards/new"]


def test_gallery_shows_those_in_use_and_those_switched_off(alice, company, ecard, by_alice, now):
    retire_entry(entry=ECardFactory(company=company, name="Fern"), by=by_alice, now=now)
    page = page_of(alice, "/admin/ecards")
    galleries = page.findall(".//ul[@class='gallery']")

    assert [[words(a) for a in gallery.iter("a")] for gallery in galleries] == [["Dahlia"], ["Fern"]]
    assert [img.get("src") for img in galleries[0].iter("img")] == [ecard.address]


def test_gallery_asks_the_same_for_one_and_three(alice, company, ecard, django_assert_num_queries):
    alice.get("/admin/ecards")
    with django_assert_num_queries(MEMBER + 1):
        alice.get("/admin/ecards")
    ECardFactory.create_batch(2, company=company)
    with django_assert_num_queries(MEMBER + 1):
        alice.get("/admin/ecards")


def test_order_is_changed_by_buttons(alice, company, ecard):
    fern = ECardFactory(company=company, name="Fern", position=5)
    answer = alice.post(f"/admin/ecards/{fern.pk}/earlier")
    first = [one.name for one in ECard.objects.for_company(company).in_order()]
    alice.post(f"/admin/ecards/{fern.pk}/later")

    assert answer.headers["Location"] == f"/admin/ecards#ecard-{fern.pk}"
    assert first == ["Fern", "Dahlia"]
    assert [one.name for one in ECard.objects.for_company(company).in_order()] == ["Dahlia", "Fern"]


def test_off_and_on_by_buttons(alice, ecard):
    alice.post(f"/admin/ecards/{ecard.pk}/off")
    ecard.refresh_from_db()
    off = ecard.retired_at
    alice.post(f"/admin/ecards/{ecard.pk}/on")
    ecard.refresh_from_db()

    assert (off is not None, ecard.retired_at) == (True, None)


# Adding


@pytest.mark.rule("R5", "an administrator uploads a picture and names it")
def test_upload(alice, company):
    answer = alice.post("/admin/ecards/new", {"name": "  Thank \t you ", "picture": upload(picture())})
    ecard = ECard.objects.for_company(company).get()

    assert (answer.status_code, answer.headers["Location"]) == (302, f"/admin/ecards/{ecard.pk}")
    assert (ecard.name, ecard.created_by) == ("Thank you", alice.user)


@pytest.mark.rule("X3", "an eCard without a name is called like its file, so that the upload is not lost")
@pytest.mark.parametrize(
    ("file_name", "name"),
    [
        ("thank_you-2.PNG", "thank you 2"),
        ("Danke.final.png", "Danke.final"),
        (f"{'w' * 90}.png", "w" * 80),
        ("__.png", "eCard"),
    ],
)
def test_upload_without_a_name(alice, company, file_name, name):
    alice.post("/admin/ecards/new", {"name": "", "picture": upload(picture(), file_name)})

    assert [one.name for one in ECard.objects.for_company(company)] == [name]


@pytest.mark.rule("X3", "a refused picture is said in a sentence at its field, and the name stays")
@pytest.mark.parametrize(
    ("data", "sentence"),
    [
        (None, "Choose the picture first."),
        (b"", "This file is empty. Choose another."),
        (b"<svg/>", "This is an SVG drawing. Save it as PNG, 1,800 points wide, and choose that."),
        (picture()[:900], "This picture is damaged. Save it again as PNG and try once more."),
        (b"\0" * (10 * 1024 * 1024 + 1), "This picture is larger than 10 MB. Save it smaller and choose it again."),
    ],
    ids=["none", "empty", "svg", "half", "heavy"],
)  # fmt: skip
def test_refused_uploads(alice, company, data, sentence):
    given = {} if data is None else {"picture": upload(data)}
    answer = alice.post("/admin/ecards/new", {"name": "Dahlia", **given})
    page = tree(answer.content.decode())

    assert answer.status_code == 422
    assert words(only(page, "*[@id='id_picture_error']")) == f"Error: {sentence}"
    assert only(page, "input[@id='id_name']").get("value") == "Dahlia"
    assert (ECard.objects.for_company(company).count(), AuditEvent.objects.for_company(company).count()) == (
        0,
        0,
    )


def test_a_name_too_long_is_said(alice, company):
    answer = alice.post("/admin/ecards/new", {"name": "n" * 81, "picture": upload(picture())})

    assert answer.status_code == 422
    assert "At most 80 characters; these are 81." in answer.content.decode()


# Renaming


def test_rename(alice, ecard):
    answer = alice.post(f"/admin/ecards/{ecard.pk}", {"name": "Aster"})
    ecard.refresh_from_db()

    assert (answer.status_code, ecard.name) == (302, "Aster")


@pytest.mark.rule("X3", "a refused name stays in the field, with the reason")
@pytest.mark.parametrize(
    ("name", "status", "sentence"),
    [
        ("", 422, "Type a name."),
        ("n" * 81, 422, "At most 80 characters; these are 81."),
        ("fern", 409, "Another eCard is called fern. Choose another name."),
    ],
)
def test_refused_names(alice, company, ecard, name, status, sentence):
    ECardFactory(company=company, name="Fern")
    answer = alice.post(f"/admin/ecards/{ecard.pk}", {"name": name})
    page = tree(answer.content.decode())

    assert answer.status_code == status
    assert words(only(page, "*[@id='id_name_error']")) == f"Error: {sentence}"
    assert only(page, "input[@id='id_name']").get("value", "") == name


def test_page_of_an_ecard_shows_it(alice, ecard):
    page = page_of(alice, f"/admin/ecards/{ecard.pk}")

    assert words(only(page, "h1")) == "Dahlia In use"
    assert only(page, "main//img").get("src") == ecard.address


@pytest.mark.rule("C2", "eCards of another company cannot be seen, changed or moved")
@pytest.mark.parametrize("act", ["", "/off", "/on", "/earlier", "/later"])
def test_charlie_changes_nothing(charlie, ecard, act):
    answer = charlie.post(f"/admin/ecards/{ecard.pk}{act}", {"name": "Mine"})
    fresh = ECard.objects.for_company(ecard.company).get()

    assert (answer.status_code, fresh.name, fresh.retired_at) == (404, "Dahlia", None)


@pytest.mark.rule("C5", "eCards are for administrators alone to change")
@pytest.mark.parametrize("address", ["/admin/ecards", "/admin/ecards/new"])
def test_bob_may_not(bob, address):
    answer = bob.get(address)

    assert answer.status_code == 403
    assert "This page is for administrators." in answer.content.decode()
