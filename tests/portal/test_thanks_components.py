"""Components of thanks: a post, eCards to choose from, people to find, a thread."""

from datetime import UTC, datetime
from types import SimpleNamespace as Sample
from typing import Any
from xml.etree.ElementTree import Element

import pytest
from django import forms

from employees.models import Company
from recognition.forms.library import ECardField
from tests.factories import ECardFactory
from tests.portal.markup import draw, only, words, write

NOON = datetime(2027, 3, 2, 12, 0, tzinfo=UTC)
NASTY = "<b>&</b>"


class Choice(forms.Form):
    recipients = forms.MultipleChoiceField(label="To", help_text="One or more.", required=True)
    sender = forms.ChoiceField(label="From", required=False)
    text = forms.CharField(label="Write", widget=forms.Textarea, max_length=2000, required=False)


def a_post(**given: Any) -> Element:
    blank = {
        "pk": 1204,
        "sender": "Ada Lindqvist",
        "shown_people": [Sample(name="Bo Ek", points=None)],
        "more_people": 0,
        "message": "Thank you",
        "ecard": None,
        "reason": "",
        "is_private": False,
        "sent_at": NOON,
        "whole": False,
    }
    return draw('{% include "components/post.html" %}', post=Sample(**{**blank, **given}))


# A post


@pytest.mark.rule("R1", "a post says who thanks whom, and what")
def test_post_names_everybody() -> None:
    two = [Sample(name="Bo Ek", points=None), Sample(name="王小明", points=50)]
    page = a_post(shown_people=two, more_people=3)
    faces = [words(face) for face in page.findall(".//*[@class='avatar']")]

    assert words(only(page, "div[@class='person']/p")) == (
        "Ada Lindqvist thanks Bo Ek, 王小明 +50 points and 3 others"
    )
    assert faces == ["AL", "BE", "王"]


@pytest.mark.parametrize(
    ("points", "shown"), [(None, ""), (0, ""), (1, "+1 point"), (50, "+50 points"), (1500, "+1,500 points")]
)
def test_post_shows_points_where_there_are_some(points: int | None, shown: str) -> None:
    page = a_post(shown_people=[Sample(name="Bo Ek", points=points)])

    assert words(only(page, "div[@class='person']/p")) == f"Ada Lindqvist thanks Bo Ek {shown}".strip()


@pytest.mark.rule("R1", "newlines of a message are kept, and its markup is text")
def test_message_is_shown_as_it_was_written() -> None:
    said = only(a_post(message=f"One\n\n{NASTY}"), "p[@class='said']")

    assert (said.text, len(said), said.get("dir")) == (f"One\n\n{NASTY}", 0, "auto")


@pytest.mark.rule("R2", "a private post says that it is private, in a word")
@pytest.mark.parametrize(("is_private", "shown"), [(True, True), (False, False)])
def test_private_mark(is_private: bool, shown: bool) -> None:
    assert ("Private" in words(a_post(is_private=is_private))) is shown


def test_post_leads_to_its_own_page_but_there() -> None:
    link = only(a_post(), "a")

    assert (link.get("href"), words(link)) == ("/recognitions/1204", "2 March 2027, 12:00")
    assert a_post(whole=True).findall(".//a") == []


def test_picture_of_a_post_has_its_place_before_it_comes() -> None:
    card = Sample(address="/ecards/1/abc.webp", width=1200, height=800, name="Team")
    picture = only(a_post(ecard=card), "img")

    assert [picture.get(name) for name in ("src", "width", "height", "alt")] == [
        "/ecards/1/abc.webp",
        "1200",
        "800",
        "Team",
    ]


# eCards


@pytest.fixture
def cards(company: Company) -> list[Any]:
    return [ECardFactory(company=company, name=name) for name in ("Team", NASTY)]


def gallery(company: Company, data: Any = None) -> Element:
    class CardForm(forms.Form):
        ecard = ECardField()

    form = CardForm(data)
    form.fields["ecard"].offer(company)  # type: ignore[attr-defined]
    return draw('{% include "components/ecard_choice.html" with field=form.ecard %}', form=form)


@pytest.mark.rule("R1", "an eCard is chosen among pictures, or none")
def test_gallery_offers_every_card_and_none(company: Company, cards: list[Any]) -> None:
    ECardFactory(company=company, name="Old", retired_at=NOON)
    ECardFactory(name="Elsewhere")
    page = gallery(company)
    radios = [radio.get("value") for radio in page.iter("input")]

    assert radios == ["", *(str(card.pk) for card in cards)]
    assert [words(label) for label in page.iter("label")] == ["No eCard", "Team", NASTY]
    assert [img.get("src") for img in page.iter("img")] == [card.address for card in cards]


@pytest.mark.parametrize("chosen", ["", "first"])
def test_chosen_card_stays_chosen(company: Company, cards: list[Any], chosen: str) -> None:
    value = str(cards[0].pk) if chosen else ""
    page = gallery(company, {"ecard": value})

    assert [radio.get("value") for radio in page.findall(".//input[@checked]")] == [value]


@pytest.mark.rule("X3", "an eCard that was switched off meanwhile is said so in a sentence")
def test_card_that_is_off(company: Company) -> None:
    off = ECardFactory(company=company, retired_at=NOON)
    page = gallery(company, {"ecard": str(off.pk)})

    assert (
        words(only(page, "*[@id='id_ecard_error']"))
        == "Error: This eCard has been switched off. Choose another."
    )
    assert only(page, "fieldset").get("aria-describedby") == "id_ecard_error"


# People

PEOPLE = [
    Sample(pk=1, name="Bo Ek", hint="Shift lead", chosen=True),
    Sample(pk=2, name=NASTY, hint="", chosen=False),
]


def picker(name: str = "recipients", **given: Any) -> Element:
    include = "{% include 'components/person_picker.html' with search='/recognitions/people' %}"
    return draw(include, field=Choice(given.pop("data", None))[name], people=PEOPLE, **given)


def test_people_are_controls_of_the_form() -> None:
    boxes = picker().findall(".//input[@name='recipients']")
    radios = picker("sender", single=True).findall(".//input[@name='sender']")

    assert [(box.get("type"), box.get("value"), "checked" in box.attrib) for box in boxes] == [
        ("checkbox", "1", True),
        ("checkbox", "2", False),
    ]
    assert [radio.get("type") for radio in radios] == ["radio", "radio"]
    assert [words(label) for label in picker().iter("label")] == ["BE Bo Ek Shift lead", f"? {NASTY}"]


@pytest.mark.rule("X2", "people are found as one types, and by a button without script")
def test_search_by_typing_and_by_button() -> None:
    page = picker(query="bo")
    search, button = only(page, "input[@type='search']"), only(page, "button")

    assert (search.get("name"), search.get("value")) == ("find_recipients", "bo")
    assert (search.get("hx-get"), search.get("hx-target")) == ("/recognitions/people", "#recipients_found")
    assert (search.get("hx-include"), search.get("aria-label")) == ("closest .picker", "Name or Employee ID")
    assert (button.get("name"), button.get("value"), button.get("type")) == ("find", "recipients", "submit")
    assert "formnovalidate" in button.attrib
    assert only(page, "*[@id='recipients_found']").get("class") == "picks"


def test_answer_to_a_search_is_the_list_alone() -> None:
    given = {"people": PEOPLE, "field_name": "recipients"}
    alone = write('{% include "components/people_found.html" %}', **given)

    assert [only(draw(alone), "div[@class='picks']").get("id"), alone.count("<fieldset")] == [
        "recipients_found",
        0,
    ]


def test_nobody_found_is_said() -> None:
    page = picker(query=NASTY, nobody=True)

    counted, nobody = page.findall(".//*[@role='status']")
    assert (words(counted), words(nobody)) == (
        "",
        f"Nobody is called “{NASTY}”. Try fewer letters, or the Employee ID.",
    )
    assert len(picker(query="bo").findall(".//*[@role='status']")) == 1


def test_error_of_a_picker_is_tied_to_it() -> None:
    page = picker(data={})

    assert only(page, "fieldset").get("aria-describedby") == "id_recipients_helptext id_recipients_error"
    assert words(only(page, "*[@id='id_recipients_error']")) == "Error: This field is required."


# A thread

ENTRIES = [
    Sample(title="Submitted", kind="", at=NOON, by="Ada", text=""),
    Sample(title="", kind="", at=NOON, by="Olga", text=f"Is 500 right?\n{NASTY}"),
    Sample(title="Approved", kind="good", at=NOON, by="Olga", text="Well done"),
]


def thread(**given: Any) -> Element:
    return draw('{% include "components/thread.html" %}', entries=ENTRIES, **given)


@pytest.mark.rule("B4", "the thread shows who wrote what, and what happened")
def test_thread_tells_the_story() -> None:
    entries = only(thread(), "ol").findall("li")

    assert [[words(line) for line in entry.iter("p")] for entry in entries] == [
        ["Submitted", "2 March 2027, 12:00 · Ada"],
        ["Olga", f"Is 500 right? {NASTY}", "2 March 2027, 12:00"],
        ["Approved", "Well done", "2 March 2027, 12:00 · Olga"],
    ]
    assert [entry.get("class") for entry in entries] == [None, "accent", "good"]


def test_thread_has_a_field_for_who_may_write() -> None:
    form = only(thread(form=Choice(), action="/batches/7/write"), "form")

    assert (form.get("action"), form.get("method")) == ("/batches/7/write", "post")
    assert words(only(form, "label")) == "Write"
    assert thread().findall(".//form") == []
