"""What the publisher says of the accessibility."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from publish.accessibility import facts_of
from publish.editions.epub.metadata import accessibility, metadata, pagination_source
from publish.errors import SourceError
from publish.language.words import Words, date_in_words, words_for
from publish.model import Accessibility, Metadata
from publish.narration.narrate import narrate
from publish.prepare import prepare
from publish.source import read
from publish.xhtml.context import article_context, epub_profile

HEAD = "title: T\nlanguage: en\nidentifier: 9783161484100\n"


def read_with(folder: Path, fields: str) -> Metadata:
    source = folder / "a.md"
    source.write_text(f"---\n{HEAD}{fields}---\n\nText.\n", encoding="utf-8")
    return read(source).metadata


def test_they_are_read_and_written(tmp_path: Path) -> None:
    about = read_with(
        tmp_path,
        "accessibility: {contact: a@b.org, summary: Also in braille., exemption: microenterprise}\n"
        "isbns: {epub: 9783161484117, pdf: 9783161484124}\n",
    )
    assert about.accessibility == Accessibility(
        "a@b.org", "Also in braille.", ("eaa-microenterprise",)
    )
    whole = read(tmp_path / "a.md")
    entries = [*metadata(whole), *accessibility(whole, facts_of(whole, paged=True))]
    written = {one.attributes.get("property", one.name): one.text for one in entries}
    assert written["a11y:contactEmail"] == "a@b.org"
    assert written["a11y:exemption"] == "eaa-microenterprise"
    assert written["schema:accessibilitySummary"] == "Also in braille."
    assert written["pageBreakSource"] == "urn:isbn:9783161484124"


def test_the_pages_are_never_those_of_the_epub_itself(tmp_path: Path) -> None:
    about = read_with(tmp_path, "publisher: P\npublished: 2026-03-01\n")
    assert pagination_source(about) == "T (PDF), P, 2026"


@pytest.mark.parametrize(
    ("fields", "words"),
    [
        ("accessibility: {contact: nobody}\n", "isn't an e-mail address"),
        ("accessibility: {exemption: small}\n", "isn't an exemption of the Accessibility Act"),
        ("accessibility: yes\n", "The field must be a mapping"),
    ],
)
def test_mistakes_are_told(fields: str, words: str, tmp_path: Path) -> None:
    with pytest.raises(SourceError, match=words):
        read_with(tmp_path, fields)


def test_labels_of_any_language_come_from_the_front_matter(tmp_path: Path) -> None:
    keys = {name.rstrip("_").replace("_", "-"): name for name in Words.__struct_fields__}
    english = words_for("en")
    labels = "".join(
        f"  {key}: 'x {getattr(english, name)}'\n".replace("reader's", "")
        for key, name in keys.items()
        if name not in ("language", "date")
    )
    source = tmp_path / "a.md"
    own = "  date: '{day}. {month}. {year}'\n"
    source.write_text(
        "---\ntitle: T\nlanguage: cs\nauthors: [A]\npublished: 2026-03-01\n"
        f"words:\n{labels}{own}---\n\nText.\n\n![Loď.](a.svg)\n",
        encoding="utf-8",
    )
    (tmp_path / "a.svg").write_text('<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 9 9"/>')
    article = prepare(read(source))
    context = article_context(article, epub_profile(lambda _image: "a.svg"))
    assert context.words.language == "cs"
    assert not context.added_attributes()
    assert context.words.figure == "x Figure"
    assert date_in_words(date(2026, 3, 1), "cs", context.words) == "1. 3. 2026"
    said = [one.text for chapter in narrate(article).chapters for one in chapter.utterances]
    assert "x By A." in said
    source.write_text(
        "---\ntitle: T\nlanguage: cs\nwords: {figure: Obr.}\n---\n\nT.\n", encoding="utf-8"
    )
    with pytest.raises(SourceError, match="cs has no words of ours, and these are missing: table"):
        read(source)
