"""The faces that sheets are set in. They come with the Python packages, so that paper looks the same on every machine.

The packages hold variable fonts and a collection of 65,535 glyphs, which cost more time in every PDF than all the rest.
What sheets need of them is cut out once into a folder of ready faces; each process finds it there.
"""

import io
import re
import shutil
import tempfile
import unicodedata
from collections.abc import Iterator
from contextlib import suppress
from functools import cache
from importlib.metadata import version
from importlib.resources import files
from pathlib import Path
from xml.sax.saxutils import escape

import uharfbuzz
from django.conf import settings
from fontTools.ttLib import TTFont

RECIPE = 2  # counts up with what is cut out below
WHEELS = (
    "manimgx-fonts",
    "noto-cjk-sans-otc",
    "fontpkg-ibm-plex-mono",
    "fontpkg-ibm-plex-sans-arabic",
    "fontpkg-atkinson-hyperlegible",
)

TEXT, CODE, EMOJI, SYMBOLS = "Noto Sans", "IBM Plex Mono", "Noto Emoji", "Noto Sans Symbols"
# A glyph for each letter. Noto draws letters and dots apart, and no reader gets the letters back out of that.
ARABIC = "IBM Plex Sans Arabic"
# Drawn for weak eyes. Readers of letters take its 9 and J for nothing else, which they do with most faces.
CLEAR = "Atkinson Hyperlegible"
SCRIPTS = (
    "Arabic", "Hebrew", "Thai", "Devanagari", "Armenian", "Bengali", "Ethiopic", "Georgian", "Gujarati", "Gurmukhi",
    "Kannada", "Khmer", "Lao", "Malayalam", "Myanmar", "Oriya", "Sinhala", "Tamil", "Telugu",
)  # fmt: skip
REGULAR = 400
WEIGHTS = (REGULAR, 600)
COPIED = (
    ("fontpkg_ibm_plex_mono", "IBMPlexMono-Medium.ttf"),
    ("fontpkg_atkinson_hyperlegible", "AtkinsonHyperlegible-Regular.ttf"),
)
ARABIC_FACES = ("IBMPlexSansArabic-Regular.ttf", "IBMPlexSansArabic-SemiBold.ttf")

# The same character is drawn differently in each language: the collection's face, and the standard that lists what
# is common there. The rest is taken from the collection itself.
EAST_ASIAN = {
    "ja": (0, "JP", "euc_jp"),
    "ko": (1, "KR", "euc_kr"),
    "zh": (2, "SC", "gb2312"),
    "zh-hant": (3, "TC", "big5"),
}
ANY_LANGUAGE = "ja"
TRADITIONAL = ("zh-hant", "zh-tw", "zh-hk", "zh-mo")
SPACES = (0x20, 0xA0)
FULL_WIDTH = (*range(0x3000, 0x3130), *range(0xFF00, 0xFFF0))
HANGUL = range(0xAC00, 0xD7A4)
INVISIBLE = frozenset({"Cf", "Mn"})  # joiners, marks of direction, variation selectors

# Marks and joining stay; what sets text upright or in other widths is most of such a face.
FEATURES = (b"ccmp", b"calt", b"liga", b"mark", b"mkmk", b"ljmo", b"vjmo", b"tjmo")
# Two letters in one glyph come out of a PDF in the wrong order. Lam with alef has to be one; these need not.
LIGATURES = re.compile(r"uniF(BE[A-F]|BF|C[0-4]|C5[0-9A-D]|C6[4-9A-F]|C[7-9A-F]|D[0-9A-F])")
FAMILY_NAMES = {1, 16}

CONFIGURATION = """<?xml version="1.0"?>
<!DOCTYPE fontconfig SYSTEM "urn:fontconfig:fonts.dtd">
<fontconfig>
  {folders}
  <cachedir>{folder}/cache</cachedir>
  <alias binding="same"><family>emoji</family><prefer><family>Noto Emoji</family></prefer></alias>
  <config><rescan><int>0</int></rescan></config>
</fontconfig>
"""


def drawn_as(language: str) -> str:
    """In which of the EAST_ASIAN languages' shapes Han signs stand."""
    own = language.lower()
    if own.startswith(TRADITIONAL):
        return "zh-hant"
    return next((known for known in EAST_ASIAN if own.split("-")[0] == known), ANY_LANGUAGE)


def stack(language: str) -> list[str]:
    """Families in the order in which a sign is looked for."""
    first = drawn_as(language)
    order = [first, *(other for other in EAST_ASIAN if other != first)]
    east_asian = [f"Workstars {EAST_ASIAN[each][1]}" for each in order]
    whole = f"Noto Sans CJK {EAST_ASIAN[first][1]}"
    return [TEXT, ARABIC, *(f"{TEXT} {script}" for script in SCRIPTS), *east_asian, whole, SYMBOLS, EMOJI]


def configuration() -> Path:
    """The fonts.conf that names our faces and nothing of the machine; they are made when it is asked for first."""
    return _folder() / "fonts.conf"


def advance(sign: str) -> float | None:
    """How wide the sign stands, in ems; None where no face has it."""
    return _advances()[sign]


@cache
def _folder() -> Path:
    label = "-".join((str(RECIPE), *(version(wheel) for wheel in WHEELS)))
    folder = Path(settings.FONTS_DIR) / label
    if not folder.is_dir():
        _make(folder)
    return folder


def _make(folder: Path) -> None:
    """Another process may do the same at the same moment: whoever is first wins."""
    folder.parent.mkdir(parents=True, exist_ok=True)
    making = Path(tempfile.mkdtemp(prefix="making-", dir=folder.parent))
    try:
        for name, data in (*_noto(), *_east_asian()):
            (making / name).write_bytes(data)
        for package, face in COPIED:
            shutil.copy(_in_wheel(package, f"files/{face}"), making)
        for face in ARABIC_FACES:
            data = _in_wheel("fontpkg_ibm_plex_sans_arabic", f"files/{face}").read_bytes()
            (making / face).write_bytes(_arabic(data))
        folders = "".join(f"<dir>{escape(str(each))}</dir>" for each in (folder, _collection().parent))
        (making / "fonts.conf").write_text(CONFIGURATION.format(folders=folders, folder=escape(str(folder))))
        with suppress(OSError):  # it is there by now
            making.rename(folder)
    finally:
        shutil.rmtree(making, ignore_errors=True)


def _noto() -> Iterator[tuple[str, bytes]]:
    """One weight each of what comes as variable fonts."""
    for family in (TEXT, *(f"{TEXT} {script}" for script in SCRIPTS), SYMBOLS, EMOJI):
        stem = family.replace(" ", "")
        face = uharfbuzz.Face(_variable(family).read_bytes())
        for weight in WEIGHTS if family not in (SYMBOLS, EMOJI) else (REGULAR,):
            cut = _everything()
            cut.pin_axis_location(face, "wght", weight)
            yield f"{stem}-{weight}.ttf", _cut(face, cut)


def _arabic(data: bytes) -> bytes:
    font = TTFont(io.BytesIO(data))
    for lookup in font["GSUB"].table.LookupList.Lookup:
        for table in (getattr(each, "ExtSubTable", each) for each in lookup.SubTable):
            for first, found in getattr(table, "ligatures", {}).items():
                table.ligatures[first] = [each for each in found if not LIGATURES.match(each.LigGlyph)]
    return _cut(uharfbuzz.Face(_saved(font)), _everything())


def _east_asian() -> Iterator[tuple[str, bytes]]:
    """What is common in each language, under a family name of ours."""
    collection = _collection().read_bytes()
    for index, region, standard in EAST_ASIAN.values():
        cut = uharfbuzz.SubsetInput()
        cut.unicode_set.update(
            {*SPACES, *_listed_in(standard), *FULL_WIDTH, *(HANGUL if region == "KR" else ())}
        )
        cut.layout_feature_tag_set.clear()
        cut.layout_feature_tag_set.update(int.from_bytes(feature) for feature in FEATURES)
        yield (
            f"Workstars{region}.otf",
            _named(_cut(uharfbuzz.Face(collection, index), cut), f"Workstars {region}"),
        )


def _cut(face: uharfbuzz.Face, cut: uharfbuzz.SubsetInput) -> bytes:
    cut.flags = uharfbuzz.SubsetFlags.NO_HINTING | uharfbuzz.SubsetFlags.NOTDEF_OUTLINE
    return uharfbuzz.subset(face, cut).blob.data


def _listed_in(standard: str) -> Iterator[int]:
    """Every character of a two-byte standard."""
    for lead in range(0xA1, 0xFF):
        for trail in range(0x40, 0xFF):
            with suppress(UnicodeDecodeError):
                yield from map(ord, bytes((lead, trail)).decode(standard))


def _named(data: bytes, family: str) -> bytes:
    font = TTFont(io.BytesIO(data))
    for record in font["name"].names:
        if record.nameID in FAMILY_NAMES:
            record.string = family
    return _saved(font)


def _saved(font: TTFont) -> bytes:
    out = io.BytesIO()
    font.save(out)
    return out.getvalue()


def _everything() -> uharfbuzz.SubsetInput:
    cut = uharfbuzz.SubsetInput()
    cut.keep_everything()
    return cut


def _in_wheel(package: str, name: str) -> Path:
    return Path(str(files(package))) / name


def _variable(family: str) -> Path:
    """In all weights."""
    return _in_wheel("manimgx_fonts", f"{family.replace(' ', '')}[wght].ttf")


def _collection() -> Path:
    return _in_wheel("noto_cjk_sans_otc", "NotoSansCJK-Regular.ttc")


class _Advances(dict[str, float | None]):
    """Looked up once for each sign, in files that are mapped, not read. The collection, the largest, comes last."""

    def __init__(self, paths: list[Path]) -> None:
        super().__init__()
        self._fonts = [uharfbuzz.Font(uharfbuzz.Face(uharfbuzz.Blob.from_file_path(path))) for path in paths]
        for font in self._fonts:
            font.set_variations({"wght": REGULAR})

    def __missing__(self, sign: str) -> float | None:
        self[sign] = self._look_up(sign)
        return self[sign]

    def _look_up(self, sign: str) -> float | None:
        for font in self._fonts:
            glyph = font.get_nominal_glyph(ord(sign))
            if glyph:
                return font.get_glyph_h_advance(glyph) / font.face.upem
        return 0.0 if unicodedata.category(sign) in INVISIBLE else None


@cache
def _advances() -> _Advances:
    """Out of the packages themselves: nothing has to be cut out to know how wide a sign is."""
    scripts = [_variable(f"{TEXT} {script}") for script in SCRIPTS]
    arabic = _in_wheel("fontpkg_ibm_plex_sans_arabic", f"files/{ARABIC_FACES[0]}")
    return _Advances([_variable(TEXT), arabic, *scripts, _variable(SYMBOLS), _variable(EMOJI), _collection()])
