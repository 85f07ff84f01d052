"""The faces that sheets are set in: ours alone, made once, each East Asian language with its own shapes."""

import subprocess
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest
from fontTools.ttLib import TTFont

from workstars.lib import fonts


@pytest.fixture
def fresh(settings, tmp_path: Path) -> Iterator[Path]:
    """A folder without faces, and nothing remembered of the others."""
    settings.FONTS_DIR = tmp_path / "fonts"
    fonts._folder.cache_clear()
    yield settings.FONTS_DIR
    fonts._folder.cache_clear()


def families(configuration: Path) -> set[str]:
    command = ["fc-list", ":", "family"]
    listed = subprocess.run(
        command, env={"FONTCONFIG_FILE": str(configuration)}, capture_output=True, text=True, check=True
    )
    return {name for line in listed.stdout.splitlines() for name in line.split(",")}


@pytest.mark.rule("T6", "sheets are set in faces that come with the product, none of the machine's")
def test_only_our_faces_are_known() -> None:
    known = families(fonts.configuration())

    ours = (fonts.CODE, fonts.CLEAR, fonts.ARABIC)
    assert {*fonts.stack("en"), *ours} <= known
    assert {name for name in known if not name.startswith(("Noto ", "Workstars ", *ours))} == set()


def test_faces_hold_one_weight_each() -> None:
    """Variable faces and hints cost time in every PDF."""
    made = list(fonts.configuration().parent.glob("*.[ot]tf"))
    tables = {path.name: set(TTFont(path).keys()) for path in made}

    assert {name for name, has in tables.items() if "fvar" in has} == set()
    assert (len(made), "NotoSans-600.ttf" in tables) == (2 * 20 + 2 + 4 + 2 + 2, True)


def test_faces_are_made_once(fresh: Path) -> None:
    first = fonts.configuration()
    written = first.stat().st_mtime_ns
    fonts._folder.cache_clear()

    assert (fonts.configuration(), first.stat().st_mtime_ns) == (first, written)
    assert [path.name for path in fresh.iterdir()] == [first.parent.name]


def test_two_may_make_them_at_once(fresh: Path) -> None:
    """Both go on with what the first one made, and nothing half-made is left."""
    folder, barrier = fresh / "1", threading.Barrier(2)

    def make() -> None:
        barrier.wait()
        fonts._make(folder)

    threads = [threading.Thread(target=make) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert [path.name for path in fresh.iterdir()] == ["1"]
    assert (folder / "fonts.conf").is_file()


@pytest.mark.rule("T6", "Han signs are drawn as the language at hand draws them")
@pytest.mark.parametrize(
    ("language", "first", "whole"),
    [
        ("ja", "JP", "JP"),
        ("ja-JP", "JP", "JP"),
        ("zh", "SC", "SC"),
        ("zh-hans", "SC", "SC"),
        ("zh-Hant", "TC", "TC"),
        ("zh-TW", "TC", "TC"),
        ("ko", "KR", "KR"),
        ("en", "JP", "JP"),
    ],
)
def test_east_asian_faces_follow_the_language(language: str, first: str, whole: str) -> None:
    order = fonts.stack(language)
    ours = [name for name in order if name.startswith("Workstars")]

    assert (ours[0], len(ours), order[-3]) == (f"Workstars {first}", 4, f"Noto Sans CJK {whole}")
    assert (order[0], order[-1]) == (fonts.TEXT, fonts.EMOJI)


@pytest.mark.rule("T6", "a face has every letter of the ten scripts, rare Han signs and emoji included")
@pytest.mark.parametrize(
    "signs", ["aßłőșẵ", "άΩϊ", "жЂґѣ", "عپگۆ", "שָּׂ", "𠮷龘㐂", "かヴㇷ゚", "한뷁", "ไก๊", "क्षज़ॐ", "😀🥹🫶🏽"]
)
def test_every_sign_has_a_face(signs: str) -> None:
    assert [sign for sign in signs if fonts.advance(sign) is None] == []


def test_widths_are_in_ems() -> None:
    assert [fonts.advance(sign) for sign in "漢한 \u200d\ufe0f"] == [1.0, 0.92, 0.26, 0.0, 0.0]
    assert [fonts.advance(sign) for sign in "\ue000\U000ffffd"] == [None, None]
