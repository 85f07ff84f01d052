"""The sheet of a month (R9): whose thanks are on it, and that its pages are whole."""

import io
from datetime import UTC, date, datetime, timedelta

import pikepdf
import pytest
from django.utils import translation

from recognition.forms.screens import months_until
from recognition.models import ECardPicture
from recognition.pdf import month as drawing
from recognition.pdf.month import MonthSheet, render_month
from recognition.queries.shown import Month, Shown, shown_in
from recognition.views.screens.month import MOST
from tests.factories import ECardFactory, EmployeeFactory, RecipientFactory, RecognitionFactory
from tests.portal.markup import only, tree, words
from tests.recognition.pictures import picture
from workstars.lib.pdf import CannotSet

FEBRUARY = Month(date(2026, 2, 1))
PAGE = "/wall/month"


def said(company, message="Thanks", at=datetime(2026, 2, 14, 12, tzinfo=UTC), **given):
    to = {name: given.pop(name) for name in ("country", "manager") if name in given}
    row = RecognitionFactory(company=company, message=message, sent_at=at, **given)
    RecipientFactory(recognition=row, employee=EmployeeFactory(company=company, first_name="Jan", **to))
    return row


def messages(company, month, limit=MOST):
    return [one.message for one in shown_in(company, month, "short", limit)]


@pytest.mark.rule(
    "R9", "a sheet holds the public thanks of the month in the company's time zone, newest first"
)
def test_month(company, now):
    midnight = datetime(2026, 1, 31, 23, tzinfo=UTC)  # 1 February in Warsaw
    said(company, "before", midnight - timedelta(seconds=1))
    said(company, "first", midnight)
    said(company, "last", datetime(2026, 2, 28, 22, 59, 59, tzinfo=UTC))
    said(company, "after", datetime(2026, 2, 28, 23, tzinfo=UTC))
    said(company, "private", is_private=True)
    said(company, "hidden", hidden_at=now)
    assert messages(company, FEBRUARY) == ["last", "first"]
    assert messages(company, FEBRUARY, 1) == ["last"]


@pytest.mark.parametrize(("month", "follows"), [((2026, 1), (2026, 2)), ((2026, 12), (2027, 1))])
def test_next_month(month, follows):
    assert Month(date(*month, 1)).next == date(*follows, 1)


@pytest.mark.rule(
    "R9", "a month by itself and a month of a day have the forms that each language has for them"
)
@pytest.mark.parametrize(
    ("language", "month", "day"),
    [
        ("en", "January 2026", "3 January"),
        ("pl", "Styczeń 2026", "3 stycznia"),
        ("es", "Enero de 2026", "3 de enero"),
        ("fr", "Janvier 2026", "3 janvier"),
    ],
)
def test_months_in_words(language, month, day):
    one = Shown(1, ("Jan",), 0, "Ewa", "Thanks", "", None, date(2026, 1, 3))
    with translation.override(language):
        assert (Month(date(2026, 1, 1)).label, one.day) == (month, day)


def test_months_offered():
    offered = months_until(date(2026, 2, 28))
    assert (len(offered), offered[0], offered[1], offered[2], offered[-1]) == (
        13,
        date(2026, 2, 1),
        date(2026, 1, 1),
        date(2025, 12, 1),
        date(2025, 2, 1),
    )


@pytest.mark.rule("R9", "a sheet can be of one country, and a manager's own of the team")
def test_of_whom(company, bob):
    lead = bob.employee
    said(company, "Poland", country="PL")
    said(company, "Germany", country="DE")
    team = said(company, "team", country="DE", manager=lead)
    assert messages(company, Month(FEBRUARY.first, "PL")) == ["Poland"]
    assert messages(company, Month(FEBRUARY.first, "", lead.pk)) == ["team"]
    assert messages(company, Month(FEBRUARY.first, "PL", lead.pk)) == []
    RecipientFactory(recognition=team, employee=EmployeeFactory(company=company, country="PL"))
    assert messages(company, Month(FEBRUARY.first, "PL")) == ["team", "Poland"]


def thanks(number: int, message: str = "For staying late on Friday.", **given) -> Shown:
    wanted = {
        "people": ("Jan P.",),
        "more": 0,
        "sender": "Ewa N.",
        "reason": "Team spirit",
        "ecard": None,
        **given,
    }
    return Shown(pk=number, message=message, sent_on=date(2026, 2, 14), **wanted)


def sheet(*some: Shown, **given) -> MonthSheet:
    whole = {"paper": "A4", "country": "", "pictures": {}, "is_cut": False, **given}
    return MonthSheet("Acme Mills", None, "#0b6e4f", first=FEBRUARY.first, thanks=some, **whole)


def pages_of(data: bytes):
    pdf = pikepdf.open(io.BytesIO(data))
    width, height = (float(side) for side in pdf.pages[0].mediabox[2:])
    return pdf, round(width), round(height)


@pytest.mark.rule(
    "R9", "a sheet is on A4, or on Letter where that is what printers hold; tagged, with its title"
)
@pytest.mark.parametrize(("paper", "size"), [("A4", (595, 842)), ("Letter", (612, 792))])
def test_paper(paper, size):
    pdf, *measured = pages_of(render_month(sheet(thanks(1), paper=paper)))
    assert (tuple(measured), len(pdf.pages)) == (size, 1)
    assert (bool(pdf.Root.MarkInfo.Marked), str(pdf.docinfo["/Title"])) == (
        True,
        "Thanks of the month: February 2026",
    )


@pytest.mark.rule("R9", "every script is set, and the most thanks that fit a sheet take whole pages")
def test_every_script():
    scripts = [
        "Dziękuję",
        "Ευχαριστώ",
        "Спасибо",
        "شكرا جزيلا",
        "תודה רבה",
        "谢谢 ありがとう 감사",
        "ขอบคุณ",
        "धन्यवाद",
        "🎉👏",
    ]
    many = [
        thanks(n, f"{scripts[n % len(scripts)]} " * 80, people=(scripts[n % len(scripts)],))
        for n in range(MOST)
    ]
    pdf, *_size = pages_of(render_month(sheet(*many, is_cut=True)))
    assert 4 <= len(pdf.pages) <= 14


@pytest.mark.rule("R9", "thanks that cannot be set in type are left out of the sheet; the others are printed")
def test_one_that_breaks(monkeypatch):
    drawn = []

    def lay_out(html, **given):
        drawn.append(html.count('<section class="card'))
        if "breaks" in html:
            raise CannotSet("this one")
        return type("Pages", (), {"to_pdf": lambda self: b"PDF"})()

    monkeypatch.setattr(drawing.pdf, "lay_out", lay_out)
    assert render_month(sheet(thanks(1), thanks(2, "breaks"), thanks(3))) == b"PDF"
    assert drawn == [3, 1, 1, 1, 2]
    with pytest.raises(CannotSet):
        render_month(sheet(thanks(1, "breaks")))


# The page


@pytest.mark.django_db
@pytest.mark.rule(
    "R9", "administrators, coordinators and managers open the sheet as a PDF that nothing keeps"
)
def test_page(alice, bob, charlie, company):
    card = ECardFactory(company=company)
    ECardPicture.objects.create(company=company, ecard=card, screen=b"", print=picture("JPEG"))
    month = only(tree(alice.get(PAGE).content.decode()), "select[@name='month']")
    chosen = next(option for option in month if option.get("selected") is not None)
    first = datetime.fromisoformat(f"{chosen.get('value')}-10T12:00:00+00:00")
    said(company, at=first, ecard=card)
    asked = {"month": chosen.get("value"), "names": "short", "country": ""}

    answer = alice.get(PAGE, asked)
    assert (answer.status_code, answer["Content-Type"], answer["Cache-Control"]) == (
        200,
        "application/pdf",
        "no-store",
    )
    assert answer["Content-Disposition"] == f'inline; filename="thanks-{asked["month"]}.pdf"'
    assert len(pages_of(answer.content)[0].pages) == 1
    assert bob.get(PAGE, asked).status_code == 403
    assert charlie.get(PAGE, asked).status_code == 422, "nothing of it is theirs"
    EmployeeFactory(company=company, manager=bob.employee)
    assert bob.get(PAGE, asked).status_code == 200
    assert bob.get(PAGE, {**asked, "whose": "team"}).status_code == 422


@pytest.mark.django_db
@pytest.mark.rule("R9", "a month without thanks is said in a sentence, and what was chosen stays")
def test_nothing(alice):
    page = alice.get(PAGE, {"month": "1999-01", "names": "short"})
    assert page.status_code == 422
    assert (
        words(only(tree(page.content.decode()), "p[@class='error']")) == "Error: Choose a month of the list."
    )
    chosen = only(tree(alice.get(PAGE).content.decode()), "select[@name='month']")[0].get("value")
    page = tree(alice.get(PAGE, {"month": chosen, "names": "full", "country": "DE"}).content.decode())
    assert (
        words(only(page, "p[@class='error']"))
        == "Error: Nobody was thanked in public in that month. Choose another one."
    )
    assert only(page, "input[@value='full']").get("checked") is not None
    assert only(page, "option[@value='DE']").get("selected") is not None


@pytest.mark.rule("R9", "one thanks or three cost a sheet equally many queries")
def test_queries(company, django_assert_num_queries):
    for more in (1, 2):
        for _one in range(more):
            said(company, ecard=ECardFactory(company=company))
        with django_assert_num_queries(3):
            shown_in(company, FEBRUARY, "short", MOST)
