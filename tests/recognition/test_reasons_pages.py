"""`/admin/reasons`, for Alice, Bob and Charlie."""

import pytest

from recognition.models import Reason
from recognition.services.library.order import retire_entry
from recognition.services.library.reasons import add_reason
from tests.factories import ReasonFactory
from tests.portal.markup import only, tree, words

pytestmark = pytest.mark.django_db

MEMBER = 5  # company, session, user, employee, roles


@pytest.fixture
def safety(company, by_alice, now):
    names = {"en": "Safety first", "ar": "السلامة أولاً"}
    return add_reason(company=company, names=names, by=by_alice, now=now)


def page_of(person, address):
    return tree(person.get(address).content.decode())


@pytest.mark.rule("R6", "an empty list offers five reasons to begin with")
def test_begin_with_these_five(alice, company):
    page = page_of(alice, "/admin/reasons")
    form = only(page, "form[@action='/admin/reasons/begin']")
    shown = words(only(page, "*[@class='empty']"))
    answer = alice.post("/admin/reasons/begin")
    alice.post("/admin/reasons/begin")

    assert words(form) == "Begin with these five"
    assert "Safety first, Team spirit, Good for our customers, A better way, Above and beyond" in shown
    assert answer.headers["Location"] == "/admin/reasons"
    assert Reason.objects.for_company(company).count() == 5


def test_list_shows_names_in_every_language(alice, company, safety, by_alice, now):
    retire_entry(entry=ReasonFactory(company=company, name="Care"), by=by_alice, now=now)
    page = page_of(alice, "/admin/reasons")
    rows = [[words(cell) for cell in row.findall("th")] for row in page.findall(".//tbody/tr")]

    assert rows == [["Safety first"], ["Care"]]
    assert words(only(page, "span[@lang='ar']")) == "السلامة أولاً"
    assert "Begin with these five" not in words(page)


def test_list_asks_the_same_for_one_and_three(alice, company, safety, django_assert_num_queries):
    alice.get("/admin/reasons")
    with django_assert_num_queries(MEMBER + 1):
        alice.get("/admin/reasons")
    ReasonFactory.create_batch(2, company=company)
    with django_assert_num_queries(MEMBER + 1):
        alice.get("/admin/reasons")


@pytest.mark.rule("R6", "an administrator adds a reason in one language or several")
def test_add(alice, company):
    answer = alice.post(
        "/admin/reasons/new", {"name_en": " Safety \u00a0 first", "name_pl": "", "name_de": "Sicherheit"}
    )
    reason = Reason.objects.for_company(company).get()

    assert (answer.status_code, reason.name) == (302, "Safety first")
    assert reason.names == {"en": "Safety first", "de": "Sicherheit"}


def test_the_companys_language_comes_first_and_is_needed(alice, company):
    company.default_language = "pl"
    company.save()
    labels = [words(label) for label in page_of(alice, "/admin/reasons/new").iter("label")]
    answer = alice.post("/admin/reasons/new", {"name_en": "Safety", "name_pl": " "})
    page = tree(answer.content.decode())

    assert labels[:2] == ["Polski", "English (optional)"]
    assert answer.status_code == 422
    assert (
        words(only(page, "*[@id='id_name_pl_error']")) == "Error: Type the reason in the company’s language."
    )
    assert only(page, "input[@id='id_name_en']").get("value") == "Safety"


@pytest.mark.rule("X3", "a taken name is said at its field, and everything typed stays")
def test_taken_name(alice, company, safety):
    answer = alice.post("/admin/reasons/new", {"name_en": "Care", "name_de": "SAFETY FIRST"})
    page = tree(answer.content.decode())

    assert answer.status_code == 409
    assert words(only(page, "*[@id='id_name_de_error']")) == (
        "Error: “SAFETY FIRST” is the name of another reason: Safety first. Choose another name."
    )
    assert [only(page, f"input[@id='id_name_{code}']").get("value") for code in ("en", "de")] == [
        "Care",
        "SAFETY FIRST",
    ]
    assert Reason.objects.for_company(company).count() == 1


def test_too_long_a_name(alice, company):
    answer = alice.post("/admin/reasons/new", {"name_en": "n" * 81})

    assert answer.status_code == 422
    assert "At most 80 characters; these are 81." in answer.content.decode()


def test_change(alice, safety):
    page = page_of(alice, f"/admin/reasons/{safety.pk}")
    typed = {code: only(page, f"input[@id='id_name_{code}']").get("value") for code in ("en", "ar", "de")}
    answer = alice.post(f"/admin/reasons/{safety.pk}", {"name_en": "Safety", "name_ar": ""})
    safety.refresh_from_db()

    assert typed == {"en": "Safety first", "ar": "السلامة أولاً", "de": None}
    assert (answer.status_code, safety.names) == (302, {"en": "Safety"})


def test_a_reason_from_before_shows_its_one_name(alice, company):
    reason = ReasonFactory(company=company, name="Care", names={})
    page = page_of(alice, f"/admin/reasons/{reason.pk}")

    assert only(page, "input[@id='id_name_en']").get("value") == "Care"


def test_order_off_and_on_by_buttons(alice, company, safety):
    care = ReasonFactory(company=company, name="Care", position=5)
    order = []
    for act in ("earlier", "later", "off", "on"):
        alice.post(f"/admin/reasons/{care.pk}/{act}")
        order.append([one.name for one in Reason.objects.for_company(company).in_use().in_order()])

    assert order == [
        ["Care", "Safety first"],
        ["Safety first", "Care"],
        ["Safety first"],
        ["Safety first", "Care"],
    ]


@pytest.mark.rule("C2", "reasons of another company cannot be seen, changed or moved")
@pytest.mark.parametrize("act", ["", "/off", "/on", "/earlier", "/later"])
def test_charlie_changes_nothing(charlie, safety, act):
    answer = charlie.post(f"/admin/reasons/{safety.pk}{act}", {"name_en": "Mine"})
    fresh = Reason.objects.for_company(safety.company).get()

    assert (answer.status_code, fresh.name, fresh.retired_at) == (404, "Safety first", None)


@pytest.mark.rule("C5", "reasons are for administrators alone to change")
def test_bob_may_not(bob):
    answer = bob.get("/admin/reasons")

    assert answer.status_code == 403
    assert "This page is for administrators." in answer.content.decode()
