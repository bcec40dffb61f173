"""What a worker gathers for the contact sheet: facts, messages with their lines, a picture."""

from __future__ import annotations

from io import BytesIO
from pathlib import Path

from msgspec.structs import replace
from PIL import Image

from publish.accessibility import facts_of
from publish.batch.building import Assignment, build_title
from publish.batch.card import cover_of, facts_shown, messages, with_card
from publish.batch.results import Title, TitleResult
from publish.batch.store import store_at
from publish.check import check
from publish.editions.edition import BuildOptions
from publish.source import read

EXAMPLE = Path(__file__).parents[2] / "assets/example/article.md"

SOURCE = """---
title: A title
language: en
---

First words.

![](one.png)

![A draft.](one.png)
"""


def test_the_picture_is_small_and_has_its_alt_text() -> None:
    article = read(EXAMPLE)
    data, alt = cover_of(article)
    with Image.open(BytesIO(data)) as picture:
        assert (picture.format, max(picture.size)) == ("JPEG", 360)
    assert alt == article.metadata.cover.alt  # type: ignore[union-attr]
    first = cover_of(replace(article, metadata=replace(article.metadata, cover=None)))
    assert first[0] not in (b"", data)
    assert cover_of(
        replace(article, blocks=(), metadata=replace(article.metadata, cover=None))
    ) == (
        b"",
        "",
    )


def test_a_card_has_its_picture_in_the_output() -> None:
    written: dict[str, bytes] = {}
    result = TitleResult(title="way/minsk", source=str(EXAMPLE), state="built")
    card = with_card(result, read(EXAMPLE), None, written.__setitem__)
    assert list(written) == [card.cover] == ["contact-sheet/covers/way/minsk.jpg"]
    assert card.cover_alt
    assert card.facts["pictures"]


def test_facts_say_what_is_there_and_what_a_person_has_to_do(tmp_path: Path) -> None:
    article = read(EXAMPLE)
    facts = facts_shown(article, facts_of(article, narrated=True, heard=True, paged=True))
    assert facts["conformance"] == "none claimed"
    assert facts["narration"] == "all of the text"
    assert facts["pages"] == "as in the PDF"
    assert "cover" not in facts
    Image.new("RGB", (9, 9)).save(tmp_path / "one.png")
    source = tmp_path / "a.md"
    source.write_text(SOURCE, "utf-8")
    article = read(source)
    facts = facts_shown(article, facts_of(article))
    assert facts == {
        "conformance": "none claimed",
        "pictures": "1 without alt text",
        "cover": "none",
    }
    (missing,) = (one for one in messages(check(article)) if one["code"] == "alt-missing")
    assert (missing["line"], missing["excerpt"]) == (8, "![](one.png)")
    source.unlink()
    assert {one["excerpt"] for one in messages(check(article))} == {""}


def test_a_refused_source_has_its_title_and_picture_in_the_store(tmp_path: Path) -> None:
    Image.new("RGB", (9, 9)).save(tmp_path / "one.png")
    source = tmp_path / "a.md"
    source.write_text(SOURCE, "utf-8")
    store = store_at("memory://card/out")
    found = build_title(
        Assignment(
            title=Title(name="a", source=str(source)),
            options=BuildOptions(only="epub", cache=False),
            output=store.address,
        )
    )
    assert isinstance(found, TitleResult)
    assert (found.state, found.heading, found.language) == ("refused", "A title", "en")
    assert found.diagnostics[0]["excerpt"] == "![](one.png)"
    assert store.read(found.cover)
