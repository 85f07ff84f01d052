"""`/admin/settings/mails`: every mail of the product can be looked at before it goes out."""

import re
from datetime import timedelta
from pathlib import Path

import pytest
from django.core import mail as outbox
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from employees.models import Mail
from employees.services.mail import send_due_mails
from tests.factories import NOON
from workstars.portal.mails import SAMPLES
from workstars.portal.mails.examples import Examples

TEMPLATES = Path(__file__).parents[2] / "templates" / "emails"
BY_NAME = {sample.name: sample for sample in SAMPLES}


def page(answer) -> str:
    return " ".join(re.sub(r"<[^>]+>", " ", answer.content.decode()).split())


@pytest.mark.rule("I1", "every mail of the product has a preview in the settings")
def test_every_template_is_there():
    templates = {path.name.removesuffix(".subject.txt") for path in TEMPLATES.glob("*.subject.txt")}
    assert {sample.template for sample in SAMPLES} == templates
    assert len(BY_NAME) == len(SAMPLES)


@pytest.mark.rule(
    "I1", "a preview is made as the mail itself is, for the company, and asks the database nothing"
)
@pytest.mark.parametrize("name", BY_NAME)
def test_made(company, name):
    with CaptureQueriesContext(connection) as seen:
        made = BY_NAME[name].make(Examples.of(company, "en", NOON))
    assert (len(seen), made.text.count("{"), "None" in made.text) == (0, 0, False)
    assert "Acme Mills" in made.text
    assert "\n" not in made.subject
    assert made.subject
    assert made.html.startswith("<!DOCTYPE html>") or made.html.startswith("<html")


@pytest.mark.rule("I1", "the list says when each mail is sent, and leads to it")
def test_list(alice, company):
    answer = alice.get("/admin/settings/mails")
    shown = page(answer)
    assert "Invitation After launch, once, to every new employee with an HR e-mail." in shown
    links = re.findall(r'href="/admin/settings/mails/([a-z-]+)"', answer.content.decode())
    assert sorted(links) == sorted(BY_NAME)
    company.offline_employees = False
    company.save()
    assert "Certificates to print" not in page(alice.get("/admin/settings/mails"))
    assert alice.get("/admin/settings/mails/certificates").status_code == 404


@pytest.mark.rule("I1", "a preview shows subject and text; the HTML is a page that can run and load nothing")
def test_preview(alice):
    shown = page(alice.get("/admin/settings/mails/invitation"))
    assert "Subject Acme Mills says thank you here. Your place is ready" in shown
    assert "Hello Alex Morgan," in shown
    html = alice.get("/admin/settings/mails/invitation/html")
    assert html["Content-Security-Policy"] == (
        "default-src 'none'; style-src 'unsafe-inline'; img-src data:; sandbox allow-popups"
    )
    assert "Hello Alex Morgan" in html.content.decode()


@pytest.mark.rule("X1", "a mail is previewed, opened and mailed in the language whose tab is open")
@pytest.mark.parametrize(
    ("language", "name", "subject"),
    [
        ("en", "English", "Robin Hart thanks you"),
        ("pl", "Polski", "Jan Wilk dziękuje Ci"),
        ("ar", "العربية", "ريم حداد يشكرك"),
    ],
)
def test_preview_in_a_language(alice, mailoutbox, language, name, subject):
    answer = alice.get(f"/admin/settings/mails/recognition?language={language}")
    html = answer.content.decode()
    assert f"Subject {subject} " in page(answer)
    assert re.findall(r'aria-current="[a-z]+"[^>]*>\s*([^<]+?)\s*</a>', html.partition("<main")[2]) == [name]
    where = re.findall(r'"(/admin/settings/mails/recognition/[a-z]+\?language=[a-z]+)"', html)
    assert where == [
        f"/admin/settings/mails/recognition/{what}?language={language}" for what in ("send", "html")
    ]
    assert f'<html lang="{language}"' in alice.get(where[1]).content.decode()
    alice.post(where[0])
    send_due_mails(timezone.now(), 10)
    assert mailoutbox[0].subject == f"Preview: {subject}"


@pytest.mark.parametrize("path", ["moon", "moon/html"])
def test_unknown(alice, path):
    assert alice.get(f"/admin/settings/mails/{path}").status_code == 404


def test_unknown_language_is_the_readers(alice):
    assert "Hello Alex Morgan," in page(alice.get("/admin/settings/mails/invitation?language=xx"))


@pytest.mark.rule("C5", "previews are for administrators")
@pytest.mark.parametrize("path", ["", "/invitation", "/invitation/html"])
def test_who_may_see(bob, stranger, path):
    assert bob.get(f"/admin/settings/mails{path}").status_code == 403
    assert stranger.get(f"/admin/settings/mails{path}").status_code == 302


@pytest.mark.rule("I1", "an administrator can have a preview mailed, one a minute, and to nobody else")
def test_send_it_to_me(alice, company):
    first = alice.post("/admin/settings/mails/invitation/send", follow=True)
    second = alice.post("/admin/settings/mails/reminder/send", follow=True)
    send_due_mails(timezone.now(), 10)
    assert "It is on its way to alice@acme.example." in page(first)
    assert ("One a minute." in page(second), Mail.objects.count()) in (
        (True, 1),
        (False, 2),
    )  # a minute may end
    sent = outbox.outbox[0]
    assert (sent.to, sent.subject) == (
        ["alice@acme.example"],
        "Preview: Acme Mills says thank you here. Your place is ready",
    )
    assert Mail.objects.filter(employee__isnull=False).count() == 0


@pytest.mark.rule("I1", "the names in a preview are examples: nobody of the company is in it")
def test_nobody_is_in_it(company, bob):
    every = [sample.make(Examples.of(company, "en", NOON + timedelta(days=1))).text for sample in SAMPLES]
    assert not any("Bob" in text for text in every)
