"""The settings of paper (C6, I10): schedules by country, and the mail where there is none."""

import pytest

from employees.models import AuditEvent, Company
from invites.models import Schedule
from tests.factories import EmployeeFactory
from tests.invites.test_portal import words
from tests.people import Person, SiteClient

PAGE = "/admin/settings/paper"
SET = f"{PAGE}/schedules"


def plans(company: Company) -> list[tuple[str, str, int | None, int | None]]:
    rows = Schedule.objects.for_company(company).order_by("country")
    return list(rows.values_list("country", "every", "weekday", "day"))


@pytest.mark.rule(
    "C6", "a schedule is set for a country, changed and removed, and the page says when it is next"
)
def test_schedule(alice: Person, company: Company) -> None:
    EmployeeFactory(
        company=company, country="CZ"
    )  # not one of the company's countries, but somebody waits there
    alice.post(SET, {"country": "PL", "turn": "week-0"})
    alice.post(SET, {"country": "CZ", "turn": "month-28"})
    assert plans(company) == [("CZ", "month", None, 28), ("PL", "week", 0, None)]
    said = words(alice.get(PAGE))
    assert said.count("Poland Every week on Monday") == said.count("Czechia Every month on day 28") == 1
    alice.post(SET, {"country": "PL", "turn": "month-1"})
    told = words(alice.get("/admin/audit"))
    changed = "How often Every week → Every month Country Poland → Poland Day of the week Monday → –"
    assert told.count(changed) == 1
    assert plans(company)[1] == ("PL", "month", None, 1)
    poland = Schedule.objects.for_company(company).get(country="PL")
    gone = alice.post(f"{SET}/{poland.pk}/remove", follow=True)
    assert (gone.redirect_chain, len(plans(company))) == ([(PAGE, 302)], 1)


@pytest.mark.parametrize(
    ("sent", "sentence"),
    [
        ({"turn": "week-0"}, "Choose a country."),
        ({"country": "FR", "turn": "week-0"}, "Choose one of the countries in the list."),
        ({"country": "PL"}, "Choose a day."),
        ({"country": "PL", "turn": "week-7"}, "Choose one of the days in the list."),
        ({"country": "PL", "turn": "month-29"}, "Choose one of the days in the list."),
        ({"country": "PL", "turn": "month-0"}, "Choose one of the days in the list."),
        ({"country": "PL", "turn": "x"}, "Choose one of the days in the list."),
    ],
)
@pytest.mark.rule("X3", "a schedule that is not one gets a sentence, at the top and at its field")
def test_bad_schedule(alice: Person, company: Company, sent: dict[str, str], sentence: str) -> None:
    answer = alice.post(SET, sent)
    assert (answer.status_code, words(answer).count(sentence), plans(company)) == (422, 2, [])


@pytest.mark.rule("C6", "how often the mail comes is set, with before and after in the audit log")
def test_waiting_mail(alice: Person, company: Company) -> None:
    assert alice.post(PAGE, {"waiting_mail": "daily"}).status_code == 422
    alice.post(PAGE, {"waiting_mail": "month"})
    company.refresh_from_db()
    event = AuditEvent.objects.for_company(company).get(action="settings.changed")
    assert (company.waiting_mail, event.before, event.after) == (
        "month",
        {"waiting_mail": "week"},
        {"waiting_mail": "month"},
    )


@pytest.mark.rule("C2", "Bob gets 403, a stranger the login, Charlie 404 for another company's schedule")
@pytest.mark.rule("C4", "while offline employees is off the settings of paper answer 404, and have no tab")
def test_who_may(alice: Person, bob: Person, charlie: Person, stranger: SiteClient, company: Company) -> None:
    alice.post(SET, {"country": "PL", "turn": "week-0"})
    poland = Schedule.objects.for_company(company).get()
    assert (bob.get(PAGE).status_code, stranger.get(PAGE).status_code) == (403, 302)
    for who, status in ((bob, 403), (charlie, 404), (stranger, 302)):
        assert who.post(f"{SET}/{poland.pk}/remove").status_code == status
    bob.post(SET, {"country": "DE", "turn": "week-0"})
    assert words(charlie.get(PAGE)).count("Poland") == 1  # in the list to choose from
    assert alice.get(SET).status_code == 405
    Company.objects.filter(pk=company.pk).update(offline_employees=False)
    for answer in (alice.get(PAGE), alice.post(SET, {"country": "DE", "turn": "week-0"})):
        assert answer.status_code == 404
    assert alice.post(f"{SET}/{poland.pk}/remove").status_code == 404
    assert alice.get("/admin/settings").content.decode().count(f'href="{PAGE}"') == 0
    assert plans(company) == [("PL", "week", 0, None)]
