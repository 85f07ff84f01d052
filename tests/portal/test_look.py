"""One small stylesheet; pages that a slow line can carry; a gallery that only developers see."""

import gzip
import re
from importlib.util import module_from_spec, spec_from_file_location
from pathlib import Path

import pytest
from django.test import override_settings
from django.urls import reverse

from employees.models import Company
from tests.people import Person, SiteClient
from tests.portal.markup import draw, only, tree, words, write
from workstars.lib.colour import company_stylesheet
from workstars.templatetags.words import accent, grouped, plain

ROOT = Path(__file__).parents[2]
STATIC = ROOT / "workstars/static"
CSS = STATIC / "css/workstars.css"
TEMPLATES = sorted((ROOT / "templates").rglob("*.html"))
KILOBYTE = 1024


def size_on_the_line(*files: Path) -> int:
    return sum(len(gzip.compress(file.read_bytes(), mtime=0)) for file in files)


@pytest.mark.rule("X2", "one stylesheet of at most 25 KB dresses every page, another of 5 KB the television")
def test_stylesheets_are_small() -> None:
    sizes = {file.name: len(file.read_bytes()) for file in STATIC.rglob("*.css")}
    assert sorted(sizes) == ["screen.css", "workstars.css"]
    assert sizes["workstars.css"] <= 25 * KILOBYTE
    assert sizes["screen.css"] <= 5 * KILOBYTE


@pytest.mark.rule("A6", "what a worker's page loads besides itself stays under 9 KB of the 15 KB")
def test_worker_pages_load_little() -> None:
    page = write('{% include "worker.html" %}')
    loaded = set(re.findall(r'(?:src|href)="/?static/([^"#]+)"', page))

    assert loaded == {"css/workstars.css", "js/forms.js", "icon.svg"}
    assert size_on_the_line(*(STATIC / name for name in loaded)) <= 9 * KILOBYTE


@pytest.mark.rule("X2", "no page asks another site for anything")
def test_nothing_comes_from_elsewhere() -> None:
    ours = [*STATIC.rglob("*.css"), *STATIC.rglob("*.js"), *TEMPLATES]
    found = [
        (f.name, m)
        for f in ours
        for m in re.findall(r"(?:src|href|url)\s*[=(]\s*[\"']?(?:https?:)?//\S+", f.read_text())
    ]

    assert found == []


@pytest.mark.rule("X2", "motion ends where people ask for none")
def test_reduced_motion_is_obeyed() -> None:
    css = CSS.read_text()

    assert "@media (prefers-reduced-motion:reduce)" in css
    assert [
        float(s) for s in re.findall(r"(?:transition:\w+ |animation:rise )([\d.]+)s", css) if float(s) > 0.15
    ] == []


@pytest.mark.rule("X1", "the layout has no left or right, so that it mirrors for Arabic")
def test_stylesheet_is_logical() -> None:
    rules = re.sub(r"/\*.*?\*/|\[dir=rtl\][^}]*}|[^;{]*gradient[^;}]*", "", CSS.read_text(), flags=re.S)
    physical = re.findall(
        r"[{;](?:margin|padding|border)-(?:left|right|top|bottom)|[{;](?:left|right|float|text-align:left)\b",
        rules,
    )

    assert physical == []


@pytest.mark.rule("X2", "colours stand in one place, with a light and a dark form")
def test_colours_are_tokens() -> None:
    css = CSS.read_text()
    after_tokens = css[css.index("/* Elements */") :]
    on_paper = "--paper:#fff;--surface:#fff;--sunk:#fff;--soft:#fff"

    assert re.findall(r"#[0-9a-f]{3,6}\b", after_tokens.replace(on_paper, "")) == []


@pytest.mark.rule("X2", "every sign that a template asks for is in the sprite")
def test_every_icon_exists() -> None:
    sprite = set(re.findall(r'<symbol id="([^"]+)"', (STATIC / "icons.svg").read_text()))
    asked = {
        name for file in TEMPLATES for name in re.findall(r'(?:\{% icon |icon=)"([^"]+)"', file.read_text())
    }
    asked |= set(re.findall(r'"/[a-z/]*", "([a-z-]+)"', (ROOT / "workstars/navigation.py").read_text()))

    assert asked - sprite == set()


def test_every_class_of_a_component_is_in_the_stylesheet() -> None:
    css = CSS.read_text() + (STATIC / "css/screen.css").read_text()
    named = {
        name
        for file in TEMPLATES
        if not {"emails", "pdf"} & set(file.parts)
        for group in re.findall(r'class="([^"{]+)"', file.read_text())
        for name in group.split()
    }

    assert sorted(name for name in named if f".{name}" not in css) == []


def addresses_of_the_product() -> list[str]:
    """The first parts of every address, read afresh under the settings of the moment."""
    spec = spec_from_file_location("urls_read_afresh", ROOT / "workstars/urls.py")
    assert spec and spec.loader
    module = module_from_spec(spec)
    spec.loader.exec_module(module)
    return [str(entry.pattern) for entry in module.urlpatterns]


@pytest.mark.rule("X5", "pages under /dev do not exist in production")
@pytest.mark.parametrize(("development", "expected"), [(True, True), (False, False)])
def test_gallery_is_for_developers(development: bool, expected: bool) -> None:
    with override_settings(DEVELOPMENT=development):
        assert ("dev/" in addresses_of_the_product()) is expected


def test_gallery_opens(stranger: SiteClient) -> None:
    page = stranger.get(reverse("dev-components"))

    assert page.status_code == 200
    assert words(only(tree(page.content.decode()), "h1")) == "Components Development"


def test_gallery_shows_every_component() -> None:
    gallery = (ROOT / "templates/dev/components.html").read_text() + (
        ROOT / "templates/portal.html"
    ).read_text()
    parts = {file.stem for file in (ROOT / "templates/components").glob("*.html")}
    inner = set()
    for file in (ROOT / "templates/components").glob("*.html"):
        inner |= set(re.findall(r"components/(\w+)\.html", file.read_text()))
    shown = set(re.findall(r"components/(\w+)\.html", gallery)) | set(re.findall(r"{% (\w+)", gallery))
    # A funnel is drawn by the bar chart, the form's fields are listed one by one, the menu is a tag.
    others = {"bar_chart", "form_fields", "navigation", "file_drop"}

    assert sorted(parts - shown - inner - others) == []


@pytest.mark.rule("X3", "who lacks the role is told so in a sentence")
def test_403_shows_its_sentence(bob: Person) -> None:
    page = bob.get("/admin")
    text = words(tree(page.content.decode()))

    assert page.status_code == 403
    assert "This page is for administrators." in text


@pytest.mark.rule("X3", "an unknown address gets a page with a way on")
def test_404_shows_a_way_on(bob: Person) -> None:
    page = bob.get("/nothing-here")
    body = tree(page.content.decode())

    assert page.status_code == 404
    assert [a.get("href") for a in body.iter("a") if words(a) == "Go to the start page"] == ["/"]


def test_500_needs_nothing() -> None:
    """It is drawn without request, company or database."""
    from_nothing = draw('{% include "500.html" %}')

    assert "Something broke on our side" in words(from_nothing)


@pytest.mark.parametrize(
    ("number", "shown", "machine"), [(1204, "1,204", "1204"), (None, "0", "0"), (7, "7", "7")]
)
def test_numbers_for_people_and_machines(number: int | None, shown: str, machine: str) -> None:
    assert (grouped(number), plain(number)) == (shown, machine)


def test_mail_gets_a_readable_accent() -> None:
    assert (accent("#0b6e4f"), accent(None), accent("#ffd400", "dark")) == ("#0b6e4f", "#24468f", "#ffd400")


@pytest.mark.rule("C6", "the company's colour dresses its own pages alone")
def test_company_stylesheet_is_the_companys(company: Company, stranger: SiteClient) -> None:
    Company.objects.filter(pk=company.pk).update(colour="#8a1f5c")
    answer = stranger.get("/company.css")

    assert answer.headers["Content-Type"] == "text/css"
    assert answer.content.decode() == company_stylesheet("#8a1f5c")
