"""A company's own words, logo and colour on certificates, looked at before they are used (T8)."""

from io import BytesIO

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from PIL import Image

from certificates.models import Certificate
from certificates.pdf.words import words_in
from certificates.placeholders import MOST
from certificates.services.sheets import wording_of
from employees.models import AuditEvent, Company, Employee
from invites.models import OwnWords
from tests.certificates import paper
from tests.certificates.floor import issue, paper_of, text_of, thank
from tests.factories import NOON
from tests.people import Person
from workstars.lib import vault

SETTINGS = "/admin/settings/certificates"
ENGLISH = f"{SETTINGS}/en"
OWN = {
    "thanks": "Well done",
    "title": "Come in, {name}",
    "lead": "{company} is online.",
    "ask": "Ask at gate 2.",
}


def own_words(company: Company) -> dict[str, dict[str, str]]:
    return dict(OwnWords.objects.for_company(company).values_list("language", "words"))


@pytest.mark.rule("T8", "an administrator words certificates by language; sheets made from then on say it")
def test_own_words_are_printed(alice: Person, company: Company, ewa: Employee) -> None:
    assert alice.post(ENGLISH, {**OWN, "thanks": " Well   done "})["Location"] == ENGLISH
    assert own_words(company) == {"en": OWN}
    thank(ewa)
    issue()
    said = paper_of(ewa)
    for words in ("Well done", "Come in, Ewa Lis", f"{company.name} is online.", "Ask at gate 2."):
        assert words in said
    assert words_in("en").standard.title not in said
    event = AuditEvent.objects.get(company=company, action="certificates.worded")
    assert event.after == {"kind": "certificates", "language": "en", **OWN}


@pytest.mark.rule("T8", "own words in one language leave the others as they come")
def test_other_languages(alice: Person, company: Company) -> None:
    alice.post(ENGLISH, OWN)
    assert wording_of(company, "en").thanks == "Well done"
    assert wording_of(company, "de").thanks == ""
    assert (
        wording_of(company, "xx").thanks == "Well done"
    )  # a sheet that has no words of its own speaks English


@pytest.mark.rule("T8", "the standard words are one press away, and a company's words never lose them")
def test_back_to_standard(alice: Person, company: Company) -> None:
    alice.post(ENGLISH, OWN)
    page = alice.get(ENGLISH).content.decode()
    assert (f'action="{ENGLISH}/standard"' in page, "Come in, {name}" in page) == (True, True)
    assert alice.post(f"{ENGLISH}/standard")["Location"] == ENGLISH
    assert (own_words(company), wording_of(company, "en").thanks) == ({}, "")
    assert words_in("en").standard.title in alice.get(ENGLISH).content.decode()
    actions = AuditEvent.objects.filter(company=company).order_by("pk").values_list("action", flat=True)
    assert list(actions) == ["certificates.worded", "certificates.standard"]


@pytest.mark.parametrize(
    ("sent", "sentence"),
    [
        ({"thanks": ""}, "Type the words of thanks."),
        ({"thanks": "x" * (MOST["thanks"] + 1)}, f"at most {MOST['thanks']} characters"),
        ({"lead": "x" * (MOST["lead"] + 1)}, f"at most {MOST['lead']} characters"),
        ({"title": "Hello {code}"}, "Nothing can be filled in for {code}. These names are filled in: {name}"),
        ({"ask": "Ask {name"}, "A brace stands alone."),
        ({"lead": "nul \x00"}, "Null characters are not allowed."),
    ],
)
@pytest.mark.rule("X3", "words that no sheet can hold get a sentence; what was typed stays, nothing is drawn")
def test_bad_words(alice: Person, company: Company, sent: dict[str, str], sentence: str) -> None:
    for address in (ENGLISH, f"{ENGLISH}/preview"):
        answer = alice.post(address, {**OWN, **sent})
        assert (answer.status_code, sentence in answer.content.decode()) == (422, True)
        assert "Come in, " in answer.content.decode() or "title" in sent
    assert own_words(company) == {}


@pytest.mark.rule("T8", "the preview is the real sheet with the words in the form, and saves nothing")
def test_preview(alice: Person, company: Company) -> None:
    answer = alice.post(f"{ENGLISH}/preview", OWN)
    said = text_of(answer.content)
    assert (answer["Content-Type"], answer["Cache-Control"]) == ("application/pdf", "no-store")
    assert (paper.pages(answer.content), "Come in, Maria Specimen" in said) == (2, True)
    assert ("XXXX-XXXX-XXXX" in said, own_words(company)) == (True, {})
    assert Certificate.objects.for_company(company).count() == 0


@pytest.mark.parametrize("language", ["de", "ar"])
@pytest.mark.rule("T1", "the longest words a company may write, in wide signs, leave both pages pages")
def test_longest_words(alice: Person, company: Company, language: str) -> None:
    longest = {place: ("Wundervolle WM " * 40)[:most].strip() for place, most in MOST.items()}
    answer = alice.post(f"{SETTINGS}/{language}/preview", longest)
    assert (answer.status_code, paper.pages(answer.content)) == (200, 2)


@pytest.mark.rule("T8", "words that try to load, run or style are printed as text")
def test_payloads(alice: Person, company: Company) -> None:
    hostile = {"thanks": "<b>{name}</b>", "title": "{{7*7}}"}
    assert alice.post(f"{ENGLISH}/preview", {**OWN, **hostile}).status_code == 422  # braces in braces
    lead = '<img src="file:///etc/passwd"><style>*{}</style>'
    assert alice.post(f"{ENGLISH}/preview", {**OWN, "lead": lead}).status_code == 422
    plain = '<img src="file:///etc/passwd"><script>alert(1)</script>'
    with paper.engine_says() as warned:
        answer = alice.post(f"{ENGLISH}/preview", {**OWN, "lead": plain})
    assert (answer.status_code, warned) == (200, [])
    assert paper.squeezed(plain) in paper.squeezed(paper.text(answer.content, page=2))


@pytest.mark.rule("T8", "the paper of the preview is that of the company's countries, A4 or Letter")
def test_papers(alice: Person, company: Company) -> None:
    company.countries = ["PL", "US"]
    company.save()
    page = alice.get(SETTINGS).content.decode()
    assert page.count("/en/preview?paper=") == 2
    sizes = [
        paper.facts(alice.get(f"{ENGLISH}/preview?paper={kind}").content)["Page size"]
        for kind in ("A4", "Letter", "A3")
    ]
    assert [size.split("(")[-1].rstrip(")").lower() for size in sizes] == ["a4", "letter", "a4"]


@pytest.mark.rule("T8", "colour and logo are seen on a certificate before they are saved")
def test_look_before_use(alice: Person, company: Company) -> None:
    logo = BytesIO()
    Image.new("RGB", (240, 80), "#0a7d32").save(logo, "PNG")
    assert f'formaction="{SETTINGS}/look"' in alice.get("/admin/settings/look").content.decode()
    file = SimpleUploadedFile("logo.png", logo.getvalue(), "image/png")
    answer = alice.post(f"{SETTINGS}/look", {"colour": "#8a1c5a", "logo": file})
    assert answer["Content-Type"] == "application/pdf"
    sheet = paper.picture(answer.content, 1)
    assert (10, 125, 50) in set(sheet.get_flattened_data())
    company.refresh_from_db()
    assert (company.logo_digest, company.colour) == ("", Company().colour)


@pytest.mark.rule("X3", "a logo that is no picture gets a sentence on the page of the look")
def test_bad_look(alice: Person) -> None:
    file = SimpleUploadedFile("logo.png", b"<svg/>", "image/png")
    answer = alice.post(f"{SETTINGS}/look", {"colour": "#8a1c5a", "logo": file})
    assert (answer.status_code, 'action="/admin/settings/look"' in answer.content.decode()) == (422, True)


@pytest.mark.rule("T8", "the company's colour is the sheet's, and new sheets have the new one")
def test_colour_on_sheets(company: Company, ewa: Employee) -> None:
    Company.objects.filter(pk=company.pk).update(colour="#8a1c5a")
    (recipient,) = thank(ewa)
    issue(NOON)
    assert recipient.recognition.company.colour == company.colour
    made = Certificate.objects.for_company(company).get()
    sheet = paper.picture(vault.load(vault.StoredFile.named_by(made)), 2)
    assert (138, 28, 90) in set(sheet.get_flattened_data())


@pytest.mark.rule(
    "C2", "words of certificates are administrators' alone; without offline people there are none"
)
def test_who(alice: Person, bob: Person, charlie: Person, company: Company) -> None:
    pages = [SETTINGS, ENGLISH, f"{ENGLISH}/preview"]
    assert [bob.get(each).status_code for each in pages] == [403] * 3
    charlie.post(ENGLISH, OWN)
    assert own_words(company) == {}
    assert [alice.get(f"{SETTINGS}/{each}").status_code for each in ("xx", "en-us")] == [404] * 2
    Company.objects.filter(pk=company.pk).update(offline_employees=False)
    assert [alice.get(each).status_code for each in pages] == [404] * 3
