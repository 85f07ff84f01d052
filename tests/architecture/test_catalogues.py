"""The words of mails stand in every language in which people can be on record."""

import shutil
import subprocess
from gettext import GNUTranslations
from pathlib import Path

import pytest
from django.conf import settings

from tests.architecture.source import ROOT

LOCALE = ROOT / "workstars" / "locale"
MOST_SECONDS = 120


@pytest.fixture(scope="module")
def fresh(tmp_path_factory) -> Path:
    """The catalogues, brought up to date with the sources and compiled, in a place of their own."""
    copied = tmp_path_factory.mktemp("catalogues") / "locale"
    shutil.copytree(LOCALE, copied, ignore=shutil.ignore_patterns("*.mo"))
    command = [ROOT / ".ci" / "messages", copied]
    subprocess.run(command, check=True, capture_output=True, timeout=MOST_SECONDS)
    return copied


@pytest.mark.rule("X1", "everything that mails say is in the catalogue of each language of records")
def test_every_language():
    assert sorted(path.name for path in LOCALE.iterdir()) == sorted(set(settings.MAIL_LANGUAGES) - {"en"})


@pytest.mark.rule(
    "X1", "what mails say is translated, and no translation is of a sentence that changed since"
)
@pytest.mark.parametrize("language", sorted(set(settings.MAIL_LANGUAGES) - {"en"}))
def test_up_to_date(fresh, language):
    folder = Path(language) / "LC_MESSAGES"
    blocks = (fresh / folder / "django.po").read_text().split("\n\n")
    assert [block for block in blocks[1:] if "fuzzy" in block or block.rstrip().endswith('""')] == []
    kept, made = (words_in(place / folder / "django.mo") for place in (LOCALE, fresh))
    assert kept == made, "make messages"


def words_in(compiled: Path) -> dict[object, str]:
    """By sentence, forms of plurals apart; without the header, in which versions of gettext differ."""
    with compiled.open("rb") as file:
        catalogue: dict[object, str] = vars(GNUTranslations(file))["_catalog"]
    return {sentence: said for sentence, said in catalogue.items() if sentence}
