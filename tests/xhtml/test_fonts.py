"""Fonts that are cut to a text show it as the whole fonts do."""

from __future__ import annotations

import io

import pytest
from fontTools.ttLib import TTFont

from publish.editions.web.fonts import page_fonts
from publish.xhtml.fonts import FEATURES, FIGURES, Face, cut_faces
from publish.xhtml.tree import element

TEXT = "AVATAR, To. We 1/2 fi “ffl” Ærø naïve 10"
OTHERS = ("السلام عليكم ١٢", "नमस्ते क्षत्रिय")

#: A feature, with the number that turns it on, of each kind that the style sheets use.
CHOSEN: tuple[dict[str, bool], ...] = (
    {},
    {"smcp": True, "c2sc": True},
    {"lnum": True, "tnum": True},
    {"onum": True, "pnum": True},
    {"frac": True},
)


@pytest.fixture(scope="module")
def book() -> dict[Face, bytes]:
    return cut_faces("book", [element("p", [TEXT, *OTHERS])])


def shaped(font: bytes, text: str, features: dict[str, bool]) -> list[tuple[int, ...]]:
    """The letter of each glyph, how wide it is, where it stands, and its box."""
    import uharfbuzz as harfbuzz

    whole = harfbuzz.Font(harfbuzz.Face(font))
    buffer = harfbuzz.Buffer()
    buffer.add_str(text)
    buffer.guess_segment_properties()
    harfbuzz.shape(whole, buffer, features)
    return [
        (info.cluster, at.x_advance, at.x_offset, at.y_offset, *box(whole, info.codepoint))
        for info, at in zip(buffer.glyph_infos, buffer.glyph_positions, strict=True)
    ]


def box(font: object, glyph: int) -> tuple[int, ...]:
    found = font.get_glyph_extents(glyph)  # type: ignore[attr-defined]
    return found.x_bearing, found.y_bearing, found.width, found.height


def test_text_looks_as_with_the_whole_font(book: dict[Face, bytes]) -> None:
    words, seen = set(" ".join([TEXT, *OTHERS]).split()), set()
    for face, content in book.items():
        whole = face.file.read_bytes()
        assert len(content) * 2 < len(whole)
        known = TTFont(io.BytesIO(content)).getBestCmap()
        for word in words:
            if set(map(ord, word)) <= known.keys():
                seen.add(word)
                for features in CHOSEN:
                    assert shaped(content, word, features) == shaped(whole, word, features)
    assert seen == words


def test_it_bears_no_reserved_name(book: dict[Face, bytes]) -> None:
    for face, content in book.items():
        names = TTFont(io.BytesIO(content))["name"]
        assert face.name == face.family.replace("Source", "Edition")
        assert "Source" not in f"{names.getDebugName(1)} {names.getDebugName(4)}"
        licence = TTFont(face.file)["name"].getDebugName(13)
        assert names.getDebugName(13) == licence


def test_the_web_has_small_capitals_in_books_alone() -> None:
    root = element("p", TEXT)
    sizes = []
    for features in (FEATURES, FIGURES):
        face, content = next(iter(cut_faces("book", [root], "woff2", features).items()))
        again = cut_faces("book", [root], "woff2", features)[face]
        records = TTFont(io.BytesIO(content))["GSUB"].table.FeatureList.FeatureRecord
        assert {one.FeatureTag for one in records} & {"smcp", "frac", "numr"} == (
            {"smcp", "frac", "numr"} if features is FEATURES else set()
        )
        assert content == again
        sizes.append(len(content))
    assert sizes[1] < 0.7 * sizes[0]


@pytest.mark.parametrize(("language", "divided"), [("en-GB", True), ("be", False)])
def test_letters_that_a_text_seldom_has_are_files_of_their_own(
    language: str, *, divided: bool
) -> None:
    root = element("html", "Minsk, Мінск: #1", {"lang": language})
    faces = page_fonts("report", [root], None, inside=False)
    assert any(face.characters for face in faces) is divided
    for face, content in faces.items():
        known = {chr(one) for one in TTFont(io.BytesIO(content)).getBestCmap()}
        usual, seldom = {*"Minsk1,"} <= known, {*"Мнск#"} <= known
        assert (usual, seldom) == (
            (not face.characters, bool(face.characters)) if divided else (True, True)
        )
        assert ("unicode-range" in face.rule("a")) is bool(face.characters)
