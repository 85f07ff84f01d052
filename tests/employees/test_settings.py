"""A company's settings, a section a page (C6), and its launch (I1)."""

import io
import re
import struct
import zlib
from datetime import date

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from PIL import Image

from employees.models import AuditEvent, Company, CompanyLogo
from employees.services.settings import change_settings, launch_company
from employees.views.settings import SECTIONS
from tests.factories import EmployeeFactory

GENERAL = {
    "name": "Acme Mills",
    "postal_address": "Mill Lane 1\n00-001 Warsaw",
    "countries": "Poland\nGermany",
    "time_zone": "Europe/Warsaw",
    "default_language": "pl",
}
PAGES = ["", "/look", "/roles", "/invites", "/batches", "/retention", "/launch", "/api"]


def audited(company: Company) -> list[tuple[str, dict, dict]]:
    events = AuditEvent.objects.filter(company=company).order_by("pk")
    return list(events.values_list("action", "before", "after"))


def picture(kind: str = "PNG", size: tuple[int, int] = (1200, 300), mode="RGB", **more) -> SimpleUploadedFile:
    out = io.BytesIO()
    Image.new(mode, size, "#24468f").save(out, kind, **more)
    return SimpleUploadedFile(f"logo.{kind.lower()}", out.getvalue())


def change_look(alice, **data):
    return alice.post("/admin/settings/look", {"colour": "#0b6e4f", **data})


@pytest.mark.rule("C6", "each section of the settings has its page, one of them open")
@pytest.mark.parametrize("path", PAGES)
def test_sections(alice, path):
    page = alice.get(f"/admin/settings{path}").content.decode()
    tabs = re.search(r'<ul class="tabs">(.*?)</ul>', page, re.DOTALL).group(1)
    assert re.findall(r'href="([^"]+)" aria-current="page"', tabs) == [f"/admin/settings{path}"]
    assert tabs.count("<a ") == len(SECTIONS)


@pytest.mark.rule("C6", "name, address, countries, time zone and language are changed by administrators")
@pytest.mark.rule("C7", "a change of settings is audited with before and after, of what differs")
def test_general(company, alice):
    assert alice.post("/admin/settings", GENERAL).headers["Location"] == "/admin/settings"
    company.refresh_from_db()
    assert (company.postal_address, company.default_language) == ("Mill Lane 1\n00-001 Warsaw", "pl")
    assert audited(company) == [
        (
            "settings.changed",
            {"postal_address": "", "default_language": "en"},
            {"postal_address": "Mill Lane 1\n00-001 Warsaw", "default_language": "pl"},
        )
    ]


def test_the_same_again_changes_nothing(company, alice):
    for _ in range(2):
        alice.post("/admin/settings", GENERAL)
    assert len(audited(company)) == 1


@pytest.mark.rule("C6", "a country in which people work cannot be dropped, and the page says how many")
def test_countries_in_use(company, alice, now):
    for number in range(2):
        EmployeeFactory(company=company, country="DE", employee_id=f"D{number}")
    EmployeeFactory(company=company, country="PL", employee_id="P", left_at=now)
    refused = alice.post("/admin/settings", {**GENERAL, "countries": "PL"})
    assert refused.status_code == 409
    sentence = "2 people work in Germany. Change their country first, or keep it on the list."
    assert sentence in refused.content.decode()
    company.refresh_from_db()
    assert company.countries == ["PL", "DE"]

    assert alice.post("/admin/settings", {**GENERAL, "countries": "Germany"}).status_code == 302
    company.refresh_from_db()
    assert company.countries == ["DE"]


@pytest.mark.rule("X3", "a setting that cannot be is refused with a sentence, what was typed stays")
@pytest.mark.parametrize(
    ("field", "value", "sentence"),
    [
        ("name", "", "Type the company&#x27;s name."),
        ("countries", "Atlantis", "“Atlantis” is no country that we know."),
        ("time_zone", "Mars/Base", "Choose a time zone of the list."),
        ("default_language", "tlh", "Choose a language of the list."),
        ("postal_address", "x" * 501, "at most 500 characters"),
    ],
)
def test_refused_settings(company, alice, field, value, sentence):
    refused = alice.post("/admin/settings", {**GENERAL, field: value})
    assert refused.status_code == 422
    assert sentence in refused.content.decode()
    assert audited(company) == []


@pytest.mark.parametrize(
    ("written", "codes"),
    [
        ("Poland", ["PL"]),
        ("pl; de;\n\nDEU", ["PL", "DE"]),
        ("Bolivia, Plurinational State of", None),
        ("United Kingdom\nSouth Korea", ["GB", "KR"]),
    ],
)
@pytest.mark.rule("C6", "countries are written as people write them, names or codes")
def test_ways_to_write_countries(company, alice, written, codes):
    response = alice.post("/admin/settings", {**GENERAL, "countries": written})
    company.refresh_from_db()
    assert (response.status_code, company.countries) == ((302, codes) if codes else (422, ["PL", "DE"]))


@pytest.mark.rule("C6", "what the page shows can be saved as it is, whatever the countries")
def test_shown_countries_can_be_saved(company, alice):
    Company.objects.update(countries=["BO", "TW", "KR", "PL"])
    page = alice.get("/admin/settings").content.decode()
    shown = re.search(r'<textarea name="countries"[^>]*>\s*(.*?)</textarea>', page, re.DOTALL).group(1)
    assert alice.post("/admin/settings", {**GENERAL, "countries": shown}).status_code == 302
    company.refresh_from_db()
    assert company.countries == ["BO", "TW", "KR", "PL"]


@pytest.mark.rule("C6", "time zones are offered by their present names; an old one that is set stays set")
def test_time_zones(company, alice):
    def offered() -> list[str]:
        page = alice.get("/admin/settings").content.decode()
        select = re.search(r'<select name="time_zone".*?</select>', page, re.DOTALL).group()
        assert len(re.findall(r" selected", select)) == 1
        return re.findall(r'<option value="([^"]+)"', select)

    assert {"UTC", "Europe/Warsaw", "Europe/Kyiv", "Asia/Kolkata"} <= set(offered())
    assert {"Europe/Kiev", "Asia/Calcutta", "US/Eastern"} & set(offered()) == set()
    Company.objects.update(time_zone="Asia/Calcutta")
    assert "Asia/Calcutta" in offered()
    assert alice.post("/admin/settings", {**GENERAL, "time_zone": "Asia/Calcutta"}).status_code == 302


@pytest.mark.rule("C3", "administrators see whether offline employees are on, and cannot change it")
@pytest.mark.parametrize(("on", "word"), [(True, "On"), (False, "Off")])
def test_offline_employees_are_read_only(company, alice, on, word):
    Company.objects.update(offline_employees=on)
    page = alice.get("/admin/settings").content.decode()
    text = " ".join(re.sub(r"<[^>]+>", " ", page).split())
    assert f"Offline employees {word}" in text
    assert "Your account manager switches this." in text
    alice.post("/admin/settings", {**GENERAL, "offline_employees": "" if on else "on"})
    company.refresh_from_db()
    assert company.offline_employees is on


@pytest.mark.rule("C6", "the days of invites and reminders are settings")
def test_invites(company, alice):
    data = {
        "mail_reminder_days": "14",
        "reminder_after_days": "45",
        "reminder_again_days": "60",
        "paper_code_days": "90",
        "certificate_code_days": "365",
    }
    assert alice.post("/admin/settings/invites", data).status_code == 302
    company.refresh_from_db()
    assert [getattr(company, name) for name in data] == [14, 45, 60, 90, 365]


@pytest.mark.rule("C6", "7, 30, 30, 180 and 180 days are the figures a company begins with")
def test_figures_to_begin_with(alice):
    page = alice.get("/admin/settings/invites").content.decode()
    figures = dict(re.findall(r'name="(\w+_days)" value="(\d+)"', page))
    assert figures == {
        "mail_reminder_days": "7",
        "reminder_after_days": "30",
        "reminder_again_days": "30",
        "paper_code_days": "180",
        "certificate_code_days": "180",
    }


@pytest.mark.rule("C4", "while offline employees are off the page speaks of no letters")
def test_invites_without_paper(company, alice):
    Company.objects.update(offline_employees=False)
    page = alice.get("/admin/settings/invites").content.decode()
    assert re.findall(r'name="(\w+_days)"', page) == ["mail_reminder_days"]
    assert alice.post("/admin/settings/invites", {"mail_reminder_days": "10"}).status_code == 302


@pytest.mark.parametrize(
    ("value", "sentence"),
    [
        ("", "Type a number."),
        ("soon", "Type a whole number, like 30."),
        ("0", "At least 1."),
        ("-7", "At least 1."),
        ("3651", "At most 3,650."),
        ("7.5", "Type a whole number, like 30."),
    ],
)
def test_refused_days(company, alice, value, sentence):
    data = {"upload_retention_days": value, "code_file_retention_days": "30", "audit_retention_months": "24"}
    refused = alice.post("/admin/settings/retention", data)
    assert refused.status_code == 422
    assert sentence in refused.content.decode()
    company.refresh_from_db()
    assert company.upload_retention_days == 30


@pytest.mark.rule("C6", "how long files and events are kept is a setting")
def test_retention(company, alice):
    data = {"upload_retention_days": "60", "code_file_retention_days": "90", "audit_retention_months": "36"}
    assert alice.post("/admin/settings/retention", data).status_code == 302
    company.refresh_from_db()
    assert [str(getattr(company, name)) for name in data] == ["60", "90", "36"]


# Every setting of the rule: its page, another value, and what cannot be
SETTINGS = [
    ("", "name", "Brill Mills", "", "Type the company"),
    ("", "postal_address", "Mill Lane 1", "x" * 501, ""),
    ("", "default_language", "fr", "xx", "Choose a language of the list."),
    ("", "time_zone", "Asia/Tokyo", "Mars/Base", ""),
    ("/look", "colour", "#24468f", "blue", ""),
    ("/invites", "mail_reminder_days", "9", "0", "At least 1."),
    ("/invites", "reminder_after_days", "9", "x", "Type a whole number, like 30."),
    ("/invites", "reminder_again_days", "9", "", "Type a number."),
    ("/invites", "paper_code_days", "9", "3651", "At most 3,650."),
    ("/invites", "certificate_code_days", "9", "-1", "At least 1."),
    ("/batches", "batch_approval", "operator", "nobody", "Choose one of these."),
    ("/batches", "second_approval_points", "500", "many", "Type a whole number, like 30."),
    ("/retention", "upload_retention_days", "9", "0", "At least 1."),
    ("/retention", "code_file_retention_days", "9", "0", "At least 1."),
    ("/retention", "audit_retention_months", "9", "0", "At least 1."),
]


def page_as_it_is(alice, path: str) -> dict[str, str]:
    """What the page would send if nothing were touched."""
    form = alice.get(f"/admin/settings{path}").context["form"]
    return {
        name: str(form[name].value() or "") for name in form.fields if name not in ("logo", "remove_logo")
    }


@pytest.mark.rule("C6", "each setting stands on a page and is audited with before and after, alone")
@pytest.mark.parametrize(("path", "name", "value", "_bad", "_sentence"), SETTINGS)
def test_each_setting(company, alice, path, name, value, _bad, _sentence):
    before = getattr(company, name)
    given = page_as_it_is(alice, path)
    assert alice.post(f"/admin/settings{path}", {**given, name: value}).status_code == 302
    company.refresh_from_db()
    after = type(before)(value)
    assert getattr(company, name) == after
    assert audited(company) == [("settings.changed", {name: before}, {name: after})]


@pytest.mark.rule(
    "X3", "a setting that cannot be so is refused at its field; nothing is changed, what was typed stays"
)
@pytest.mark.parametrize(("path", "name", "_value", "bad", "sentence"), SETTINGS)
def test_each_refusal(company, alice, path, name, _value, bad, sentence):
    given = page_as_it_is(alice, path)
    refused = alice.post(f"/admin/settings{path}", {**given, name: bad})
    assert (refused.status_code, list(refused.context["form"].errors)) == (422, [name])
    assert sentence in refused.content.decode()
    assert refused.context["form"][name].value() == bad
    before = getattr(company, name)
    company.refresh_from_db()
    assert (getattr(company, name), audited(company)) == (before, [])


# Colour and logo


@pytest.mark.rule("C6", "a logo is made anew as PNG, at most 600 by 200, without what the file carried along")
@pytest.mark.parametrize(
    ("kind", "more"),
    [("PNG", {}), ("JPEG", {"comment": b"taken at home"}), ("WEBP", {"exif": b"Exif\0\0home"})],
)
def test_logo(company, alice, stranger, kind, more):
    assert change_look(alice, logo=picture(kind, **more)).status_code == 302
    answer = stranger.get("/company/logo")
    logo = Image.open(io.BytesIO(answer.content))
    assert (answer.headers["Content-Type"], logo.format, logo.size) == ("image/png", "PNG", (600, 150))
    assert (logo.info, b"home" in answer.content) == ({}, False)
    company.refresh_from_db()
    assert f'src="/company/logo?v={company.logo_digest}"' in stranger.get("/login").content.decode()


def test_turned_photographs_stand_upright(company, alice, stranger):
    turned = Image.Exif()
    turned[0x0112] = 6
    change_look(alice, logo=picture("JPEG", size=(300, 100), exif=turned))
    assert Image.open(io.BytesIO(stranger.get("/company/logo").content)).size == (67, 200)


def test_small_and_transparent_logos_stay(company, alice, stranger):
    out = io.BytesIO()
    Image.new("RGBA", (40, 20), (0, 0, 0, 0)).save(out, "PNG")
    change_look(alice, logo=SimpleUploadedFile("logo.png", out.getvalue()))
    logo = Image.open(io.BytesIO(stranger.get("/company/logo").content))
    assert (logo.size, logo.mode, logo.getpixel((0, 0))[3]) == ((40, 20), "RGBA", 0)


def bomb() -> bytes:
    """A PNG head that promises 50,000 by 50,000 points."""
    head = struct.pack(">IIBBBBB", 50_000, 50_000, 8, 2, 0, 0, 0)
    chunk = b"IHDR" + head
    body = struct.pack(">I", len(head)) + chunk + struct.pack(">I", zlib.crc32(chunk))
    return b"\x89PNG\r\n\x1a\n" + body


def gif() -> bytes:
    out = io.BytesIO()
    Image.new("P", (10, 10)).save(out, "GIF")
    return out.getvalue()


@pytest.mark.rule("C6", "what is no picture, too large or damaged is refused with a sentence")
@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        (b"<svg xmlns='http://www.w3.org/2000/svg'/>", "This is an SVG drawing."),
        (gif(), "This is not a picture that we can read."),
        (bomb(), "This is not a picture that we can read."),
        (picture(size=(7000, 7000), mode="1").read(), "This picture is 7000 × 7000 points."),
        (picture().read()[:200], "This picture is damaged."),
        (b"", "This file is empty."),
        (b"x" * (5 * 1024 * 1024 + 1), "This picture is larger than 5 MB."),
    ],
    ids=["svg", "gif", "bomb", "huge", "damaged", "empty", "heavy"],
)
def test_refused_pictures(company, alice, content, sentence):
    refused = change_look(alice, logo=SimpleUploadedFile("logo.png", content))
    assert refused.status_code == 422
    assert sentence in refused.content.decode()
    assert (CompanyLogo.objects.count(), audited(company)) == (0, [])


@pytest.mark.rule("C7", "a change of colour and logo is audited")
def test_look_is_audited(company, alice):
    change_look(alice, logo=picture(), colour="#112233")
    company.refresh_from_db()
    digest = company.logo_digest
    change_look(alice, remove_logo="on", colour="#112233")
    assert audited(company) == [
        ("logo.changed", {"logo": ""}, {"logo": digest}),
        ("settings.changed", {"colour": "#0b6e4f"}, {"colour": "#112233"}),
        ("logo.removed", {"logo": digest}, {"logo": ""}),
    ]
    assert alice.get("/company/logo").status_code == 404


@pytest.mark.parametrize("colour", ["", "red", "#12345", "#12345g", "url(x)"])
def test_refused_colours(company, alice, colour):
    assert alice.post("/admin/settings/look", {"colour": colour}).status_code == 422
    company.refresh_from_db()
    assert company.colour == "#0b6e4f"


@pytest.mark.rule("C2", "one company's logo is not another's")
def test_logo_of_another_company(alice, charlie):
    change_look(alice, logo=picture())
    assert charlie.get("/company/logo").status_code == 404


# Launch


@pytest.mark.rule("C6", "launch says how many mails go out, asks for a tick, and happens once")
def test_launch(company, alice, now):
    for number in range(3):
        EmployeeFactory(company=company, by_mail=True, employee_id=f"M{number}")
    EmployeeFactory(company=company, employee_id="O")
    EmployeeFactory(company=company, by_mail=True, employee_id="G", leaving_date=date(2020, 1, 1))
    EmployeeFactory(company=company, by_mail=True, employee_id="S", mail_stopped_at=now)

    asked = alice.get("/admin/settings/launch").content.decode()
    assert "Launch and send 3 invitations" in asked
    unsure = alice.post("/admin/settings/launch")
    assert unsure.status_code == 422
    assert "Tick this to launch. There is no way back." in unsure.content.decode()
    company.refresh_from_db()
    assert company.is_launched is False

    for _ in range(2):
        assert alice.post("/admin/settings/launch", {"sure": "on"}).status_code == 302
    assert audited(company) == [("company.launched", {}, {"mails": 3})]
    assert "Launch and send" not in alice.get("/admin/settings/launch").content.decode()


def test_launch_keeps_its_first_moment(company, by_alice, now):
    assert launch_company(company=company, by=by_alice, now=now) is True
    later = now.replace(day=3)
    assert launch_company(company=company, by=by_alice, now=later) is False
    company.refresh_from_db()
    assert company.launched_at == now


@pytest.mark.rule("C6", "sections that two administrators save at the same moment do not undo each other")
def test_sections_do_not_undo_each_other(company, by_alice, now):
    stale = Company.objects.get(pk=company.pk)
    change_settings(company=company, values={"name": "Acme Two"}, by=by_alice, now=now)
    change_settings(company=stale, values={"mail_reminder_days": 9}, by=by_alice, now=now)
    company.refresh_from_db()
    assert (company.name, company.mail_reminder_days) == ("Acme Two", 9)


@pytest.mark.rule("C5", "settings are for administrators")
@pytest.mark.parametrize("path", PAGES)
def test_settings_are_for_administrators(bob, stranger, path):
    refused = bob.get(f"/admin/settings{path}")
    assert refused.status_code == 403
    assert "This page is for administrators." in refused.content.decode()
    assert stranger.get(f"/admin/settings{path}").headers["Location"] == f"/login?next=/admin/settings{path}"
