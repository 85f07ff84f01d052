"""Pictures for eCards: made anew for screen and paper, or refused with a sentence."""

import os
from typing import Any

import pytest
from PIL import Image, ImageCms

from tests.recognition.pictures import (
    BLUE,
    POLYGLOTS,
    RED,
    SIZE,
    animated_gif,
    bomb,
    drawn,
    held_so,
    is_near,
    opened,
    picture,
    see_through_palette_png,
    turned_photograph,
    written,
)
from workstars.lib.pictures import PictureRefused, to_card

WHITE = (255, 255, 255)


def corners(data: bytes) -> tuple[Any, Any]:
    """The colour near the left and the right edge."""
    image = opened(data).convert("RGB")
    return image.getpixel((20, image.height // 2)), image.getpixel((image.width - 20, image.height // 2))


def shows(data: bytes, left: Any, right: Any) -> bool:
    found = corners(data)
    return is_near(found[0], left) and is_near(found[1], right)


@pytest.mark.rule("R5", "PNG, JPEG, WebP and GIF become WebP for the screen and JPEG at 300 dpi for print")
@pytest.mark.parametrize(
    ("kind", "mode"),
    [
        ("PNG", "RGB"),
        ("PNG", "RGBA"),
        ("PNG", "P"),
        ("PNG", "L"),
        ("PNG", "LA"),
        ("PNG", "1"),
        ("JPEG", "RGB"),
        ("JPEG", "L"),
        ("JPEG", "CMYK"),
        ("WEBP", "RGB"),
        ("WEBP", "RGBA"),
        ("GIF", "P"),
    ],
)
def test_every_kind_is_made_anew(kind: str, mode: str) -> None:
    card = to_card(picture(kind, mode))
    screen, paper = opened(card.screen), opened(card.print)

    assert (screen.format, screen.mode, screen.size) == ("WEBP", "RGB", SIZE)
    assert (paper.format, paper.mode, paper.size, paper.info["dpi"]) == ("JPEG", "RGB", SIZE, (300, 300))
    assert (card.width, card.height) == SIZE


@pytest.mark.rule("R5", "a picture keeps its colours on screen and in print")
@pytest.mark.parametrize("kind", ["PNG", "JPEG", "WEBP", "GIF"])
def test_colours_stay(kind: str) -> None:
    card = to_card(picture(kind))

    assert [shows(data, RED, BLUE) for data in (card.screen, card.print)] == [True, True]


@pytest.mark.rule(
    "R5", "a large picture is made at most 1,200 points on screen and 150 mm at 300 dpi in print"
)
@pytest.mark.parametrize(
    ("size", "on_screen", "in_print"),
    [
        ((6000, 4000), (1200, 800), (1772, 1182)),
        ((1500, 3000), (600, 1200), (886, 1772)),
        ((1300, 900), (1200, 831), (1300, 900)),
        ((400, 100), (400, 100), (400, 100)),
    ],
)
def test_sizes(size: tuple[int, int], on_screen: tuple[int, int], in_print: tuple[int, int]) -> None:
    card = to_card(picture("JPEG", size=size))

    assert (opened(card.screen).size, opened(card.print).size) == (on_screen, in_print)
    assert (card.width, card.height) == on_screen


@pytest.mark.rule("R5", "of a moving picture the first one is kept")
def test_animated_gif() -> None:
    card = to_card(animated_gif())

    assert getattr(opened(card.screen), "n_frames", 1) == 1
    assert [shows(data, RED, BLUE) for data in (card.screen, card.print)] == [True, True]


def test_what_can_be_seen_through_is_white() -> None:
    card = to_card(see_through_palette_png())

    assert [shows(data, RED, WHITE) for data in (card.screen, card.print)] == [True, True]


@pytest.mark.rule("R5", "a photograph stands upright and loses place, camera and author")
def test_photograph() -> None:
    card = to_card(turned_photograph())
    carried = [
        set(opened(data).info) & {"exif", "comment", "icc_profile", "xmp"}
        for data in (card.screen, card.print)
    ]

    assert (card.width, card.height) == (SIZE[1], SIZE[0])
    assert carried == [set(), set()]
    assert [word in card.screen + card.print for word in (b"Nowak", b"kitchen", b"Exif")] == [False] * 3


def test_colours_of_another_profile_are_those_of_screens() -> None:
    lab = ImageCms.ImageCmsProfile(ImageCms.createProfile("LAB")).tobytes()
    srgb = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()
    plain = corners(to_card(picture("PNG")).screen)

    assert corners(to_card(picture("PNG", icc_profile=srgb)).screen) == plain
    assert corners(to_card(picture("PNG", icc_profile=lab)).screen) == plain, "a profile that does not fit"
    assert corners(to_card(picture("PNG", icc_profile=b"rubbish")).screen) == plain


def test_grey_of_sixteen_bits_stays_grey() -> None:
    half = Image.new("I;16", SIZE, 128 * 256)

    assert is_near(corners(to_card(written(half)).screen)[0], (128, 128, 128))


@pytest.mark.rule(
    "R5", "what hides behind or within a picture does not come through: page, script or archive"
)
@pytest.mark.parametrize("kind", sorted(POLYGLOTS))
def test_polyglots(kind: str) -> None:
    data = POLYGLOTS[kind]()
    card = to_card(data)
    hidden = (b"<script", b"PK\x03\x04", b"<html", b"%PDF")

    assert any(word in data for word in hidden)
    assert [word in card.screen + card.print for word in hidden] == [False] * 4
    assert (card.width, card.height) == SIZE
    assert (card.screen[:4], card.screen[8:12], card.print[:3]) == (b"RIFF", b"WEBP", b"\xff\xd8\xff")


@pytest.mark.rule("R5", "a photograph stands upright however the camera was held")
@pytest.mark.parametrize("held", range(1, 9))
def test_every_way_to_hold_a_camera(held: int) -> None:
    upright = drawn()
    card = to_card(held_so(upright, held))

    assert (card.width, card.height) == SIZE
    assert shows(card.screen, RED, BLUE)


@pytest.mark.rule("R5", "a picture for printers (CMYK), with and without a profile, keeps its colours")
def test_cmyk() -> None:
    card = to_card(picture("JPEG", "CMYK"))

    assert (opened(card.screen).mode, opened(card.print).mode) == ("RGB", "RGB")
    assert [shows(data, RED, BLUE) for data in (card.screen, card.print)] == [True, True]


@pytest.mark.rule(
    "R5", "of a moving picture the first one is kept, whatever its kind and however many follow"
)
@pytest.mark.parametrize("kind", ["GIF", "WEBP", "PNG"])
def test_moving(kind: str) -> None:
    more = [Image.new("RGB", SIZE, "white") for _frame in range(3)]
    card = to_card(picture(kind, save_all=True, append_images=more, duration=100))

    assert getattr(opened(card.screen), "n_frames", 1) == 1
    assert [shows(data, RED, BLUE) for data in (card.screen, card.print)] == [True, True]


@pytest.mark.rule(
    "R5", "the same picture is made anew once: what is made of ours is ours again, and no larger"
)
def test_made_anew_again() -> None:
    once = to_card(picture("PNG", size=(3000, 2000)))
    again = to_card(once.print)

    assert (again.width, again.height) == (once.width, once.height) == (1200, 800)
    assert opened(again.print).size == opened(once.print).size == (1772, 1181)


@pytest.mark.rule("R5", "what is no picture, too large, too small or damaged is refused with a sentence")
@pytest.mark.parametrize(
    ("data", "sentence"),
    [
        (b"", "This is not a picture that we can read. Use PNG, JPEG, WebP or GIF."),
        (b"\x89PNG\r\n\x1a\n", "This is not a picture that we can read. Use PNG, JPEG, WebP or GIF."),
        (os.urandom(5000), "This is not a picture that we can read. Use PNG, JPEG, WebP or GIF."),
        (b"%PDF-1.7 ...", "This is not a picture that we can read. Use PNG, JPEG, WebP or GIF."),
        (written(drawn(), "TIFF"), "This is not a picture that we can read. Use PNG, JPEG, WebP or GIF."),
        (written(drawn(), "BMP"), "This is not a picture that we can read. Use PNG, JPEG, WebP or GIF."),
        (
            b'<?xml version="1.0"?><svg xmlns="http://www.w3.org/2000/svg"/>',
            "This is an SVG drawing. Save it as PNG, 1,800 points wide, and choose that.",
        ),
        (
            bomb(50_000, 50_000),
            "This picture has far too many points. Make it smaller, 1,800 points wide are plenty.",
        ),
        (
            bomb(8_000, 8_000),
            "This picture is 8000 × 8000 points. Make it smaller, 1,800 points wide are plenty.",
        ),
        (
            bomb(20_000, 20_000),
            "This picture has far too many points. Make it smaller, 1,800 points wide are plenty.",
        ),
        (
            bomb(20_000, 2_001),
            "This picture is 20000 × 2001 points. Make it smaller, 1,800 points wide are plenty.",
        ),
        (
            picture(size=(20_000, 400)),
            "This picture is 20000 × 400 points: too narrow for a card. Cut it to 3 by 2.",
        ),
        (
            picture(size=(90, 60)),
            "This picture is only 90 × 60 points. For print it needs 400 at least.",
        ),
        (picture(size=(1, 1)), "This picture is only 1 × 1 points. For print it needs 400 at least."),
        (bomb(900, 600), "This picture is damaged. Save it again as PNG and try once more."),
        (picture("JPEG")[:2000], "This picture is damaged. Save it again as PNG and try once more."),
        (picture("GIF", "P")[:2000], "This picture is damaged. Save it again as PNG and try once more."),
        (picture("WEBP")[:400], "This is not a picture that we can read. Use PNG, JPEG, WebP or GIF."),
    ],
    ids=[
        "empty", "head-alone", "noise", "pdf", "tiff", "bmp", "svg", "bomb", "20000-by-20000", "many-points",
        "20000-wide", "ribbon", "stamp", "one-point", "half-a-png", "half-a-jpeg", "half-a-gif", "half-a-webp",
    ],
)  # fmt: skip
def test_refused(data: bytes, sentence: str) -> None:
    with pytest.raises(PictureRefused) as refused:
        to_card(data)

    assert str(refused.value) == sentence
