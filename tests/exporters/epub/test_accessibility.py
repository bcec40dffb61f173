"""The claims of accessibility: each is made when it is true, and only then."""

from __future__ import annotations

import io
from pathlib import Path

import pytest
from PIL import Image as Picture

from publish.article import (
    Article,
    Block,
    Figure,
    InlineMath,
    MathBlock,
    Paragraph,
    Section,
    Text,
)
from publish.exporters.epub.accessibility import accessibility, features, summary
from tests.exporters.epub.making import article, paragraph, picture

ALWAYS = {"tableOfContents", "readingOrder", "displayTransformability"}


def values(whole: Article, name: str) -> list[str]:
    entries = accessibility(whole, narrated=False)
    return [one.text for one in entries if one.attributes["property"] == f"schema:{name}"]


@pytest.mark.parametrize(
    ("block", "more"),
    [
        (paragraph(), set()),
        (Section(title=(Text("One"),), level=2, blocks=()), {"structuralNavigation"}),
        (MathBlock(tex="x"), {"MathML", "describedMath"}),
        (Paragraph(content=(InlineMath("x"),)), {"MathML", "describedMath"}),
    ],
)
def test_features_of_text(block: Block, more: set[str]) -> None:
    assert set(features(article(block), narrated=False)) == ALWAYS | more


def test_features_of_pictures(tmp_path: Path) -> None:
    image = picture(tmp_path / "a.png")
    plain = set(features(article(Figure(image=image)), narrated=False))
    assert plain == ALWAYS | {"alternativeText"}
    described = article(Figure(image=image, description=(paragraph(),)))
    assert set(features(described, narrated=False)) == plain | {"longDescription"}


def test_a_picture_without_words_takes_the_claim_away(tmp_path: Path) -> None:
    good, bad = picture(tmp_path / "a.png"), picture(tmp_path / "b.png", alt=None)
    whole = article(Figure(image=good), Figure(image=bad))
    assert "alternativeText" not in features(whole, narrated=False)
    assert values(whole, "accessModeSufficient") == ["textual,visual"]


def test_modes(tmp_path: Path) -> None:
    assert (
        values(article(), "accessMode") == values(article(), "accessModeSufficient") == ["textual"]
    )
    whole = article(Figure(image=picture(tmp_path / "a.png")))
    assert values(whole, "accessMode") == ["textual", "visual"]
    assert values(whole, "accessModeSufficient") == ["textual", "textual,visual"]
    ornament = picture(tmp_path / "o.png", alt=None, decorative=True)
    assert values(article(Figure(image=ornament)), "accessMode") == ["textual"]
    assert values(article(cover=picture(tmp_path / "c.png")), "accessMode") == ["textual"]


def moving(kind: str, frames: int) -> bytes:
    shades = [Picture.new("L", (2, 2), 60 * number) for number in range(frames)]
    out = io.BytesIO()
    shades[0].save(out, kind, save_all=True, append_images=shades[1:])
    return out.getvalue()


@pytest.mark.parametrize(
    ("media_type", "content", "hazard"),
    [
        ("image/gif", moving("GIF", 2), "unknown"),
        ("image/gif", moving("GIF", 1), "none"),
        ("image/webp", moving("WEBP", 2), "unknown"),
        ("image/png", moving("PNG", 2), "unknown"),
        ("image/svg+xml", b"<svg><animate/></svg>", "unknown"),
        ("image/svg+xml", b"<svg/>", "none"),
    ],
)
def test_only_a_person_can_tell_whether_a_moving_picture_flashes(
    media_type: str, content: bytes, hazard: str, tmp_path: Path
) -> None:
    image = picture(tmp_path / "moving", content, media_type)
    assert values(article(Figure(image=image)), "accessibilityHazard") == [hazard]


def test_the_summary_says_what_is_there_in_the_language_of_the_article(tmp_path: Path) -> None:
    assert summary(article(), narrated=False) == (
        "All of it can be read as text, by eye, ear or touch."
    )
    whole = article(Figure(image=picture(tmp_path / "a.png")), language="be")
    assert summary(whole, narrated=True) == (
        "Усё выданне можна чытаць як тэкст: вачыма, на слых ці пальцамі. "
        "Кожны малюнак, які мае значэнне, мае тэкставую замену. "
        "Тэкст можна слухаць, пры гэтым кожны сказ вылучаецца."
    )


def test_a_summary_in_english_says_so_where_the_article_is_not() -> None:
    *_, last = accessibility(article(language="lt"), narrated=False)
    assert last.attributes == {"property": "schema:accessibilitySummary", "lang": "en"}


def test_nothing_is_claimed_to_conform() -> None:
    assert "conformsTo" not in str(accessibility(article(), narrated=True))
