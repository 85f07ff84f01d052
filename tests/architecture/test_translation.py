"""Every string is marked for translation: pages asked in a language that does not exist show which are not."""

import re
from collections.abc import Iterator
from datetime import date
from zoneinfo import available_timezones

import pytest
from django.conf import settings
from django.db.models import CharField, TextField
from django.urls import reverse
from django.utils.formats import date_format
from django.utils.translation import override

from certificates.pdf.words import words_in as certificate_words_in
from employees.models import AuditEvent, Company, Employee, HrImport, RoleGrant, User
from invites.models import CodeFile
from invites.pdf.words import words_in
from recognition.models import Batch, BatchFile, Comment, ECard, Reason, Recognition, Screen
from recognition.services.library.starters import names_of_starters
from tests.architecture.addresses import addresses
from tests.architecture.pseudo import PSEUDO, speaking_pseudo, unmarked_words
from tests.architecture.rows import KEYS, ROWS
from tests.architecture.source import ROOT
from tests.factories import EmployeeFactory
from tests.people import Person, SiteClient

# What the product is called, and what its files are called, in every language.
NAMES = {
    "Workstars",
    "http://",
    "CSV",
    "UTF-8",
    "XLSX",
    "A4",
    "ID",
    "demo.localhost",
    "English",
    "Español",
    "Français",
}
NAMES |= {"Deutsch", "Português", "Polski", "العربية", "workstars.test"}
# Time zones are chosen by their names of the tz database, which are not translated.
NAMES |= {part.replace("_", " ") for zone in available_timezones() for part in zone.split("/")}

# Reasons that a company may begin with become its own words.
NAMES |= {name for names in names_of_starters() for name in names.values()}

# Letters and certificates are in their reader's language, whatever that of the page.
NAMES |= {
    wording.title
    for language in settings.RECORD_LANGUAGES
    for wording in words_in(language).standard.values()
}
NAMES |= {certificate_words_in(language).standard.thanks for language in settings.RECORD_LANGUAGES}

# What stands in the HR file of `rows.an_import`.
NAMES |= {"first_name", "Lis"}

# What stands in the batch file of `rows.a_batch`, and what its columns are called in every language.
NAMES |= {"EMPLOYEE_ID", "MESSAGE", "POINTS", "REASON", "Thank you", "nobody"}

TYPED = (
    *(Company, User, Employee, RoleGrant, CodeFile, HrImport, AuditEvent),
    *(ECard, Reason, Recognition, Comment, Batch, BatchFile, Screen),
)

NO_PAGES = ("dev-", "api-", "healthz", "readyz")


def pages(company: Company) -> Iterator[str]:
    """Every page, those with an id for a row of this company; links with a key of their own have no row."""
    for address in addresses():
        if "get" in address.methods and address.name not in KEYS and not address.name.startswith(NO_PAGES):
            yield reverse(address.name, kwargs=ROWS[address.name](company) if address.parameters else {})


def typed_texts() -> set[str]:
    """Everything in the database that a person typed, so that a page may show it unmarked."""
    texts = set(NAMES)
    for model in TYPED:
        columns = [f.attname for f in model._meta.concrete_fields if isinstance(f, CharField | TextField)]
        for row in model._default_manager.values_list(*columns):
            texts |= {value for value in row if isinstance(value, str) and value}
    return texts


def finds_of(client: SiteClient, company: Company) -> dict[str, list[str]]:
    shown = {}
    for address in pages(company):
        answer = client.get(address, headers={"accept-language": PSEUDO})
        is_page = answer.headers.get("Content-Type", "").startswith("text/html")
        if is_page and answer.status_code in {200, 403, 404}:
            shown[address] = answer.content.decode()
    typed = typed_texts()
    found = {address: unmarked_words(page, typed) for address, page in shown.items()}
    return {address: words for address, words in found.items() if words}


@pytest.mark.rule("X1", "every string of every page is marked for translation")
@pytest.mark.parametrize("who", ["alice", "bob", "olga", "stranger"])
def test_no_page_shows_an_unmarked_string(who: str, request: pytest.FixtureRequest, company: Company) -> None:
    person: Person | SiteClient = request.getfixturevalue(who)
    EmployeeFactory(company=company)
    EmployeeFactory(company=company, by_mail=True)
    client = person.client if isinstance(person, Person) else person
    User.objects.update(language=PSEUDO)

    with speaking_pseudo():
        found = finds_of(client, company)

    assert found == {}


def test_the_search_itself_finds_an_unmarked_word() -> None:
    page = '<h1>⟦Employees⟧</h1><p>Ewa Nowak ⟦works in ⟦Poland⟧⟧</p><button title="Close">⟦Go⟧</button><p>left over</p>'

    assert unmarked_words(page, {"Ewa Nowak"}) == ["Close", "left over"]


def test_the_walk_reaches_pages_of_every_kind(company: Company) -> None:
    known = EmployeeFactory(company=company)
    walked = set(pages(company))

    assert {"/", "/admin", "/activate", "/admin/settings/roles", f"/admin/employees/{known.pk + 1}"} <= walked


@pytest.mark.rule("X1", "a day is written as the reader's language writes it")
def test_days() -> None:
    texts = [path for path in (ROOT / "templates").rglob("*") if path.suffix in {".html", ".txt"}]
    assert [str(path) for path in texts if re.search(r'"j [EF]\b', path.read_text(encoding="utf-8"))] == []
    written = {}
    for language in settings.RECORD_LANGUAGES:
        with override(language):
            written[language] = date_format(date(2026, 11, 22), "DATE_FORMAT")
    assert written == {
        "en": "22 November 2026",
        "es": "22 de noviembre de 2026",
        "fr": "22 novembre 2026",
        "de": "22. November 2026",
        "pt": "22 de Novembro de 2026",
        "pl": "22 listopada 2026",
        "ar": "22 نوفمبر 2026",
    }
