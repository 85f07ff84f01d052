"""The company's reasons: their names in every language, their order, and the five to begin with."""

import pytest
from django.conf import settings
from django.utils.translation import override

from employees.models import AuditEvent, Company
from recognition.models import Reason
from recognition.queries.library import reason_key
from recognition.services.library import LibraryRefused
from recognition.services.library.order import move_entry, restore_entry, retire_entry
from recognition.services.library.reasons import add_reason, begin_with_starters, change_reason
from recognition.services.library.starters import names_of_starters
from tests.factories import ReasonFactory

pytestmark = pytest.mark.django_db

SAFETY = {"en": "Safety first", "pl": "Bezpieczeństwo"}


def names(company: Company) -> list[str]:
    return [reason.name for reason in Reason.objects.for_company(company).in_use().in_order()]


def audited(company: Company) -> list[tuple[str, str, dict, dict]]:
    events = AuditEvent.objects.for_company(company).order_by("pk")
    return [(event.action, event.subject_label, event.before, event.after) for event in events]


@pytest.mark.rule("R6", "a reason has a name in the company's language and in others")
def test_added(company, by_alice, now):
    reason = add_reason(company=company, names=SAFETY, by=by_alice, now=now)

    assert (reason.name, reason.names) == ("Safety first", SAFETY)
    assert [reason.name_in(language) for language in ("en", "pl", "de", "")] == [
        "Safety first",
        "Bezpieczeństwo",
        "Safety first",
        "Safety first",
    ]
    assert audited(company) == [
        ("reason.added", "Safety first", {}, {"names": ["en: Safety first", "pl: Bezpieczeństwo"]})
    ]


@pytest.mark.rule("R6", "everybody reads a reason in the language of the page")
def test_shown_in_the_reader_language(company, by_alice, now):
    reason = add_reason(company=company, names=SAFETY, by=by_alice, now=now)
    with override("pl"):
        in_polish = str(reason)

    assert (in_polish, str(reason)) == ("Bezpieczeństwo", "Safety first")


def test_changed(company, by_alice, now):
    reason = add_reason(company=company, names=SAFETY, by=by_alice, now=now)
    done = change_reason(reason=reason, names={"en": "Safety"}, by=by_alice, now=now)
    again = change_reason(reason=reason, names={"en": "Safety"}, by=by_alice, now=now)
    reason.refresh_from_db()

    assert (done, again, reason.name, reason.names) == (True, False, "Safety", {"en": "Safety"})
    assert audited(company)[1:] == [
        (
            "reason.changed",
            "Safety",
            {"names": ["en: Safety first", "pl: Bezpieczeństwo"]},
            {"names": ["en: Safety"]},
        )
    ]


@pytest.mark.rule("R6", "no two reasons have one name in any language, however it is written")
@pytest.mark.parametrize(
    ("given", "field"),
    [
        ({"en": "SAFETY FIRST"}, "name_en"),
        ({"en": "safetyfirst"}, "name_en"),
        ({"en": "Sáfety  first"}, "name_en"),
        ({"en": "Care", "de": "Safety First"}, "name_de"),
        ({"en": "Care", "pl": "bezpieczenstwo"}, "name_pl"),
        ({"en": "Bezpieczenstwo"}, "name_en"),
    ],
)
def test_taken_names(company, by_alice, now, given, field):
    add_reason(company=company, names=SAFETY, by=by_alice, now=now)
    other = add_reason(company=company, names={"en": "Team"}, by=by_alice, now=now)
    name = given[field.removeprefix("name_")]
    sentence = f"“{name}” is the name of another reason: Safety first. Choose another name."

    with pytest.raises(LibraryRefused) as adding:
        add_reason(company=company, names=given, by=by_alice, now=now)
    with pytest.raises(LibraryRefused) as changing:
        change_reason(reason=other, names=given, by=by_alice, now=now)

    assert [(one.value.field, str(one.value)) for one in (adding, changing)] == [(field, sentence)] * 2
    assert (names(company), len(audited(company))) == (["Safety first", "Team"], 2)


def test_a_name_of_one_that_is_off_is_taken(company, by_alice, now):
    reason = add_reason(company=company, names=SAFETY, by=by_alice, now=now)
    retire_entry(entry=reason, by=by_alice, now=now)

    with pytest.raises(LibraryRefused, match="is switched off: Safety first"):
        add_reason(company=company, names={"en": "safety first"}, by=by_alice, now=now)


def test_what_does_not_clash(company, other_company, by_alice, now):
    ReasonFactory(company=other_company, name="Team")
    reason = add_reason(company=company, names={"en": "Team", "de": "Team"}, by=by_alice, now=now)
    change_reason(reason=reason, names={"en": "TEAM", "de": "Team"}, by=by_alice, now=now)

    assert names(company) == ["TEAM"]


@pytest.mark.rule("R6", "a reason is switched off, never deleted, and can be switched on again")
def test_off_and_on_again(company, by_alice, now):
    safety, team = (
        add_reason(company=company, names={"en": name}, by=by_alice, now=now) for name in ("Safety", "Team")
    )
    for _twice in range(2):
        retire_entry(entry=safety, by=by_alice, now=now)
    without = names(company)
    for _twice in range(2):
        restore_entry(entry=safety, by=by_alice, now=now)

    assert (without, names(company)) == (["Team"], ["Team", "Safety"])
    assert [event[:2] for event in audited(company)[2:]] == [
        ("reason.switched_off", "Safety"),
        ("reason.switched_on", "Safety"),
    ]
    assert team.name == "Team"


@pytest.mark.parametrize(
    ("earlier", "order"), [(True, ["Team", "Safety", "Care"]), (False, ["Safety", "Care", "Team"])]
)
def test_moved(company, by_alice, now, earlier, order):
    _safety, team, _care = (
        add_reason(company=company, names={"en": name}, by=by_alice, now=now)
        for name in ("Safety", "Team", "Care")
    )
    move_entry(entry=team, earlier=earlier, by=by_alice, now=now)

    assert names(company) == order
    assert audited(company)[3:] == [("reason.moved", "Team", {}, {})]


# The five to begin with


@pytest.mark.rule("R6", "a company can begin with five reasons, each in every language of records")
def test_begin(company, by_alice, now):
    Company.objects.filter(pk=company.pk).update(default_language="de")
    company.refresh_from_db()
    made = begin_with_starters(company=company, by=by_alice, now=now)
    reasons = Reason.objects.for_company(company).in_order()

    assert (made, names(company)[0], reasons[0].name_in("pl")) == (
        5,
        "Sicherheit zuerst",
        "Bezpieczeństwo przede wszystkim",
    )
    assert [sorted(reason.names) for reason in reasons] == [sorted(settings.RECORD_LANGUAGES)] * 5
    assert audited(company) == [("reasons.begun", "", {}, {"rows": 5})]


def test_begin_where_there_are_reasons_does_nothing(company, by_alice, now):
    reason = add_reason(company=company, names=SAFETY, by=by_alice, now=now)
    retire_entry(entry=reason, by=by_alice, now=now)

    assert begin_with_starters(company=company, by=by_alice, now=now) == 0
    assert len(audited(company)) == 2


def test_the_five_differ_in_every_language():
    keys = [{reason_key(name) for name in names.values()} for names in names_of_starters()]

    assert sum(map(len, keys)) == len(set.union(*keys))
    assert max(len(name) for names in names_of_starters() for name in names.values()) <= 80
