"""The words of mails stand in every language in which people can be on record."""

import shutil
import subprocess
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
    kept, made = (place / folder / "django.po" for place in (LOCALE, fresh))
    blocks = made.read_text().split("\n\n")
    untold = [block for block in blocks[1:] if "fuzzy" in block or block.rstrip().endswith('""')]
    assert untold == []
    assert kept.read_text() == made.read_text(), "make messages"
    assert (LOCALE / folder / "django.mo").read_bytes() == (fresh / folder / "django.mo").read_bytes()
