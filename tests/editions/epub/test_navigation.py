"""The navigation document and the NCX."""

from __future__ import annotations

from pathlib import Path

from publish.model import (
    Emphasis,
    Figure,
    Link,
    Note,
    NoteReference,
    Paragraph,
    Phrase,
    Section,
    Text,
)
from tests.conftest import Golden
from tests.editions.epub.making import EPUB, XHTML, article, made, paragraph, picture


def test_every_kind_of_line(tmp_path: Path, golden: Golden) -> None:
    title = (
        Text("The "),
        Emphasis((Text("name"),)),
        Text(" "),
        Phrase((Text("Пагоня"),), "be"),
        NoteReference("a"),
        Text(" & "),
        Link((Text("why"),), "https://example.org/"),
    )
    image = picture(tmp_path / "a.png", alt="A dot.")
    whole = article(
        Section(
            title=title,
            level=2,
            blocks=(Section(title=(Text("Inside"),), level=3, blocks=(paragraph(),)),),
        ),
        Section(title=(Text("Rozdział"),), level=2, blocks=(), language="pl"),
        Figure(image=image, caption=(Paragraph(content=(Text("A caption."),)),)),
        Figure(image=image),
        notes=(Note(id="a", blocks=(paragraph("Said so."),)),),
        cover=image,
    )
    book = made(whole, tmp_path)
    golden("nav.xhtml", book.bytes("EPUB/nav.xhtml").decode())
    golden("toc.ncx", book.bytes("EPUB/toc.ncx").decode())


def test_an_article_without_sections_figures_and_notes_has_no_empty_list(tmp_path: Path) -> None:
    nav = made(article(), tmp_path).xml("nav.xhtml")
    assert [one.get(f"{EPUB}type") for one in nav.iter(f"{XHTML}nav")] == ["toc", "landmarks"]
    landmarks = [a.get(f"{EPUB}type") for a in nav.iter(f"{XHTML}a") if a.get(f"{EPUB}type")]
    assert landmarks == ["toc", "bodymatter"]


def test_words_of_ours_bear_their_language(tmp_path: Path) -> None:
    nav = made(article(language="lt"), tmp_path).xml("nav.xhtml")
    (heading,) = nav.iter(f"{XHTML}h1")
    assert ("".join(heading.itertext()), heading.get("lang")) == ("Contents", "en")
