"""Thanking somebody on the pages: choosing people, looking at it, sending it (R1)."""

import html
import re
from datetime import timedelta
from uuid import uuid4

import pytest

from employees.models import Company, Mail
from recognition.models import PointEntry, Recognition
from tests.factories import ECardFactory, EmployeeFactory, ReasonFactory
from tests.hints import hints
from tests.people import Person

NEW, SEND, PEOPLE = "/recognitions/new", "/recognitions/send", "/recognitions/people"


def text_of(answer) -> str:
    return " ".join(html.unescape(re.sub(r"<[^>]+>", " ", answer.content.decode())).split())


def written(*people, **changes) -> dict:
    form = {
        "recipients": [person.pk for person in people],
        "message": "Thank you\nso much",
        "visibility": "public",
        "press_key": str(uuid4()),
    }
    return {**form, **changes}


def hidden(answer) -> dict[str, list[str]]:
    """What the page carries on to the next step."""
    found: dict[str, list[str]] = {}
    for tag in re.findall(r'<input type="hidden"[^>]*>', answer.content.decode()):
        name = re.search(r'name="([^"]+)"', tag)[1]
        value = re.search(r'value="([^"]*)"', tag)
        found.setdefault(name, []).append(html.unescape(value[1]) if value else "")
    return found


def chosen(answer, name: str) -> list[int]:
    tags = re.findall(rf'<input type="checkbox" name="{name}"[^>]*>', answer.content.decode())
    return [int(re.search(r'value="(\d+)"', tag)[1]) for tag in tags if " checked" in tag]


@pytest.fixture
def ann(company: Company):
    return EmployeeFactory(company=company, first_name="Ann", last_name="Lee", job_title="Welder")


@pytest.mark.rule("R1", "what is written is shown before it is sent, and is sent as it was shown")
def test_the_whole_way(company, bob, ann):
    eve = EmployeeFactory(company=company)
    ecard, reason = ECardFactory(company=company), ReasonFactory(company=company)
    copied = EmployeeFactory(company=company, first_name="Cy", last_name="Kid")
    form = written(ann, eve, copied=[copied.pk], ecard=ecard.pk, reason=reason.pk, visibility="private")
    seen = bob.post(NEW, form)
    shown = text_of(seen)
    assert ("This is what you send" in shown, "Copied: Cy Kid" in shown) == (True, True)
    assert ("Send it to 2 people" in shown, "Ann Lee" in shown, reason.name in shown) == (True, True, True)
    assert Recognition.objects.for_company(company).count() == 0
    sent = bob.post(SEND, hidden(seen))
    said = Recognition.objects.for_company(company).get()
    assert (sent.status_code, sent.url) == (302, f"/recognitions/{said.pk}")
    assert (said.message, said.is_private, said.ecard, said.reason, said.sender) == (
        "Thank you\nso much",
        True,
        ecard,
        reason,
        bob.employee,
    )
    assert [row.employee for row in said.recipients.order_by("pk")] == [ann, eve]
    assert [copy.employee for copy in said.copies.all()] == [copied]
    assert "Your thanks are on their way." in text_of(bob.get(sent.url))


@pytest.mark.rule("T6", "whoever thanks is told which signs paper cannot show, where the company prints")
@pytest.mark.parametrize(
    ("prints", "message"), [(True, "\U0001faea"), (True, "Zażółć 👍"), (False, "\U0001faea")]
)
def test_signs_that_paper_cannot_show(company, bob, ann, prints, message):
    company.offline_employees = prints
    company.save()
    shown = text_of(bob.post(NEW, written(ann, message=message)))
    told = "Certificates show a small square instead of each of these signs: \U0001faea (U+1FAEA)."
    assert (told in shown) == (prints and message == "\U0001faea")


@pytest.mark.rule("R1", "the form pressed twice gives one recognition, and leads to it twice")
def test_pressed_twice(company, bob, ann):
    form = written(ann)
    assert bob.post(SEND, form).url == bob.post(SEND, form).url
    assert Recognition.objects.for_company(company).count() == 1


@pytest.mark.rule("X3", "what was typed stays after a refusal, and each sentence stands at its field")
def test_what_is_to_mend(bob, ann, now):
    answer = bob.post(NEW, written(message="", recipients=[]))
    shown = text_of(answer)
    assert (answer.status_code, "2 things to mend" in shown) == (422, True)
    assert "Search for a name and tick it." in shown and "Write a message." in shown
    ann.left_at = now
    ann.save()
    for address in (NEW, SEND):
        answer = bob.post(address, written(ann, message="Keep this"))
        assert (answer.status_code, chosen(answer, "recipients")) == (422, [])
        said = text_of(answer)
        assert ("Somebody you chose does not work here." in said, "Ann Lee" in said) == (True, False)
        assert "Keep this</textarea>" in answer.content.decode()


@pytest.mark.parametrize("points", ["10.0", "1,000", "+5", "-1", "1000000", "１２", "x"])
def test_points_that_are_none(alice, ann, points):
    answer = alice.post(NEW, written(ann, points=points))
    assert answer.status_code == 422
    assert "Points are a whole number from 0 to 999,999." in text_of(answer)


@pytest.mark.rule("R1", "employees are not offered points, and those they send along are not given")
def test_no_points_from_employees(company, bob, ann):
    assert 'name="points"' not in bob.get(NEW).content.decode()
    bob.post(SEND, written(ann, points="500"))
    assert Recognition.objects.for_company(company).get().recipients.get().points == 0
    assert PointEntry.objects.for_company(company).count() == 0


@pytest.mark.rule("R1", "an administrator who is in no HR file gives in the company's name, with points")
def test_administrator(company, alice, ann):
    assert f"the name on it is {company.name}" in text_of(alice.get(NEW))
    alice.post(SEND, written(ann, points=" 25 "))
    said = Recognition.objects.for_company(company).get()
    assert (said.sender, said.from_whom, said.recipients.get().points) == (None, company.name, 25)


@pytest.mark.rule("R3", "sending gives the hint that mails are owed, so that they go at once")
def test_mails_go(company, bob, now, django_capture_on_commit_callbacks):
    company.launched_at = now
    company.save()
    people = EmployeeFactory.create_batch(2, company=company, registered=True)
    with hints() as given, django_capture_on_commit_callbacks(execute=True):
        bob.post(SEND, written(*people))
    assert given == [{"mail_id": mail.pk} for mail in Mail.objects.order_by("pk")]
    assert {mail.to for mail in Mail.objects.all()} == {person.user.email for person in people}


# Choosing people


@pytest.mark.rule("R1", "without script, searching shows the form again with what was found and typed")
def test_search_without_script(bob, ann):
    eve = EmployeeFactory(company=bob.company)
    answer = bob.post(
        NEW, written(eve, find="recipients", find_recipients="lee", message="Half a", visibility="private")
    )
    page = answer.content.decode()
    assert (answer.status_code, chosen(answer, "recipients")) == (200, [eve.pk])
    assert f'name="recipients" value="{ann.pk}"' in page
    assert "Half a</textarea>" in page and "to mend" not in page
    assert re.search(r'value="private"[^>]*checked', page)


@pytest.mark.rule("R1", "after looking at it, everything can be changed")
def test_change_it(bob, ann):
    answer = bob.post(NEW, written(ann, again="1", message="To be changed"))
    assert (answer.status_code, chosen(answer, "recipients")) == (200, [ann.pk])
    assert "To be changed</textarea>" in answer.content.decode()


@pytest.mark.rule("R1", "as a name is typed, colleagues are offered: those who work here now, never oneself")
def test_search_as_you_type(company, other_company, bob, ann, now):
    EmployeeFactory(company=company, first_name="Ann", last_name="Gone", left_at=now)
    EmployeeFactory(company=company, first_name="Ann", last_name="Soon", hire_date=now + timedelta(days=9000))
    EmployeeFactory(company=other_company, first_name="Ann", last_name="Else")
    eve = EmployeeFactory(company=company, first_name="Eve", last_name="Hannover")
    answer = bob.get(f"{PEOPLE}?find_recipients=ann&recipients={eve.pk}")
    offered = re.findall(r'name="recipients" value="(\d+)"', answer.content.decode())
    assert ([int(pk) for pk in offered], chosen(answer, "recipients")) == ([eve.pk, ann.pk], [eve.pk])
    assert "Welder" in text_of(answer)
    for text in ("brown", "00042", "zzz%00"):
        assert "Nobody is called" in text_of(bob.get(f"{PEOPLE}?find_recipients={text}"))


@pytest.mark.rule("R1", "an Employee ID finds its person; an e-mail address finds nobody")
def test_search_by_id(company, bob):
    EmployeeFactory(
        company=company, employee_id="QX-77", first_name="Ida", last_name="Id", hr_email="i@work.example"
    )
    assert "Ida Id" in text_of(bob.get(f"{PEOPLE}?find_copied=qx-77"))
    assert "Ida Id" not in text_of(bob.get(f"{PEOPLE}?find_copied=work.example"))


def test_names_that_begin_so_come_first(company, bob):
    for first, last in (("Joann", "A"), ("Zoe", "Annis"), ("Anna", "Z")):
        EmployeeFactory(company=company, first_name=first, last_name=last)
    names = re.findall(r"<span>([\w ]+)</span>", bob.get(f"{PEOPLE}?find_copied=ann").content.decode())
    assert names == ["Anna Z", "Zoe Annis", "Joann A"]


@pytest.mark.parametrize("query", ["", "recipients=5", "find_<b>=x", "FIND_x=1"])
def test_a_search_that_is_none(bob, query):
    assert bob.get(f"{PEOPLE}?{query}").status_code == 404


def test_one_person_or_several(bob, ann):
    assert 'type="checkbox"' in bob.get(f"{PEOPLE}?find_to=lee").content.decode()
    assert 'type="radio"' in bob.get(f"{PEOPLE}?find_to=lee&single=1").content.decode()


def test_somebody_to_begin_with(bob, ann):
    assert chosen(bob.get(f"{NEW}?to={ann.pk}"), "recipients") == [ann.pk]
    assert chosen(bob.get(f"{NEW}?to=x"), "recipients") == []


@pytest.mark.rule("R1", "a picker shows of chosen people only whom a search would find")
def test_chosen_by_a_made_up_address(company, alice, bob, ann, now):
    left = EmployeeFactory(company=company, first_name="Lea", last_name="Left", left_at=now)
    new = EmployeeFactory(
        company=company, first_name="Nia", last_name="New", hire_date=now.date() + timedelta(9000)
    )
    everybody = [ann.pk, left.pk, new.pk]
    asked = "&".join(f"recipients={pk}" for pk in everybody)
    for address in (f"{PEOPLE}?find_recipients=zz&{asked}", f"{NEW}?{asked.replace('recipients', 'to')}"):
        assert chosen(bob.get(address), "recipients") == [ann.pk]
        assert chosen(alice.get(address), "recipients") == everybody


@pytest.mark.rule("C2", "nobody of another company can be thanked or found")
def test_other_company(charlie: Person, ann):
    answer = charlie.post(SEND, written(ann))
    assert answer.status_code == 422
    assert "Ann Lee" not in text_of(answer)
    assert "Ann Lee" not in text_of(charlie.get(f"{PEOPLE}?find_recipients=ann&recipients={ann.pk}"))


def test_queries_of_the_search(company, bob, django_assert_num_queries):
    EmployeeFactory(company=company, first_name="Ann")
    bob.get(f"{PEOPLE}?find_copied=ann")
    with django_assert_num_queries(7):
        bob.get(f"{PEOPLE}?find_copied=ann")
    EmployeeFactory.create_batch(2, company=company, first_name="Ann")
    with django_assert_num_queries(7):
        bob.get(f"{PEOPLE}?find_copied=ann")
