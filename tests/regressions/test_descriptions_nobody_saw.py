"""Descriptions of figures lay in closed disclosures, all with the same name, while they were read
aloud; lists of illustrations showed whole captions.
"""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from publish.api import import_document
from publish.model import Article
from publish.model.captions import LONGEST
from publish.narration.narrate import narrate
from publish.prepare import prepare
from publish.source import read
from publish.xhtml.contents import illustrations
from publish.xhtml.documents import documents
from publish.xhtml.tree import serialise
from tests.building import export_epub as export
from tests.editions.epub.making import epub_context, png
from tests.importing.test_formats import body_of, html

BODY = """## Water

::::{figure} mill.png
:alt: A mill by a pond.

The mill in spring. In the year of the frost nobody could say when its wheel would turn again.

:::{description}
The wheel has nine spokes.
:::
::::

## Wind

::::{figure} mill.png
:alt: A mill on a hill.

In the year of the frost nobody in the valley could say when the sails would turn again.

:::{description}
Its sails are of *cloth*.
:::
::::
"""


@pytest.fixture(scope="module")
def article(tmp_path_factory: pytest.TempPathFactory) -> Article:
    folder = tmp_path_factory.mktemp("described")
    (folder / "mill.png").write_bytes(png())
    (folder / "mills.md").write_text(f"---\ntitle: Mills\nlanguage: en\n---\n\n{BODY}", "utf-8")
    return prepare(read(folder / "mills.md"))


def markup(article: Article, longest: int) -> dict[str, str]:
    parts, _ = documents(article, epub_context(article), longest)
    return {part.name: serialise(part.body) for part in parts}


def test_each_figure_leads_to_its_description_and_back(article: Article) -> None:
    (text,) = markup(article, 100_000).values()
    assert not re.search("<details|<summary| hidden", text)
    for number, own in (("1", "fig-1"), ("2", "fig-2")):
        link = f'id="{own}-desc-link" href="#{own}-desc">Description of figure {number}</a>'
        assert link in text
        assert f'<h3 id="{own}-desc-title">Description of figure {number}</h3>' in text
        assert f'href="#{own}-desc-link" role="doc-backlink"' in text
        assert f'aria-details="{own}-desc"' in text


def test_a_picture_in_another_file_refers_to_the_link(article: Article) -> None:
    files = markup(article, 600)
    assert len(files) > 2
    first = next(text for text in files.values() if "<figure" in text)
    assert 'aria-details="fig-1-desc-link"' in first
    assert f'href="{list(files)[-1]}#fig-1-desc">Description of figure 1' in first


def test_the_headings_of_descriptions_are_spoken(article: Article) -> None:
    script = narrate(article)
    assert [one.text for one in script.labels] == [
        "Start of the text",
        "Descriptions of the pictures",
    ]
    said = [one for chapter in script.chapters for one in chapter.utterances]
    assert [one.text for one in said if one.target == "fig-1-desc-link"] == [
        "Description of figure 1."
    ]


def test_captions_in_lists_are_short(article: Article) -> None:
    first, second = illustrations(article, epub_context(article))
    assert first.plain == "Figure 1. The mill in spring"
    assert second.plain.endswith("say…")
    assert len(second.plain.removeprefix("Figure 2. ")) <= LONGEST + len("…")


def test_an_epub_comes_back_with_its_descriptions(article: Article, tmp_path: Path) -> None:
    export(article, None, tmp_path / "mills.epub")
    found = import_document(tmp_path / "mills.epub", tmp_path / "back.md")
    written = (tmp_path / "back.md").read_text("utf-8").split("---\n", 2)[2]
    assert written.strip() == BODY.replace("mill.png", "pictures/mill.png").strip()
    assert [one.message for one in found.diagnostics if "lost" in one.message] == []


def test_a_link_named_by_a_picture_leads_to_its_description(tmp_path: Path) -> None:
    (tmp_path / "a.png").write_bytes(png())
    page = html(
        tmp_path,
        "<figure><img src=a.png alt='A map.' aria-details=more><figcaption>Map. <a id=more "
        "href='#d'>In words</a></figcaption></figure><p>Text.</p>"
        "<section id=d><p>It shows a river.</p><p><a href='#more'>Back</a></p></section>",
    )
    body = body_of(page)
    assert ":::{description}\nIt shows a river.\n:::" in body
    assert "In words" not in body
    assert "Back" not in body


def test_a_book_comes_back_without_what_its_edition_added(tmp_path: Path) -> None:
    (tmp_path / "mill.png").write_bytes(png())
    (tmp_path / "one.md").write_text("---\ntitle: Mills\n---\n\nOld.[^a]\n\n[^a]: Since 1911.\n")
    (tmp_path / "publication.yaml").write_text(
        "title: Two mills\nlanguage: en\nnotes: book\ncontents: [one.md]\n"
        "corrections: [{date: 2026-02-01, text: The year was 1911.}]\n",
        "utf-8",
    )
    export(prepare(read(tmp_path / "publication.yaml")), None, tmp_path / "book.epub")
    import_document(tmp_path / "book.epub", tmp_path / "back.md")
    _, front, written = (tmp_path / "back.md").read_text("utf-8").split("---\n", 2)
    assert "text: The year was 1911." in front
    assert written.strip() == "## Mills\n\nOld.[^1]\n\n[^1]: Since 1911."
