"""Reading systems hid the notes of an EPUB, and notes were numbered in another order than they are
read: an attribution before its quotation, a credit before its caption, terms before meanings.
"""

from __future__ import annotations

import re

import pytest

from publish.model import Article
from publish.prepare import prepare
from publish.source import read
from publish.xhtml.blocks import blocks
from publish.xhtml.context import article_context, epub_profile
from publish.xhtml.end_matter import end_matter
from publish.xhtml.tree import lines, serialise
from tests.editions.epub.making import png

TEXT = """---
title: Orchards
language: en
---

> Old trees bear.[^said]
>
> — A gardener[^who]

::::{figure} plan.png
:alt: A plan.
:credit: Drawn by a pupil[^credit]

Rows.[^caption]

:::{description}
Six rows.[^described]
:::
::::

Graft[^term]
: A cut, joined.[^meaning]

Stock[^second]
: The root.

The end.[^said]

[^said]: One.
[^who]: Two.
[^caption]: Three.
[^credit]: Four.
[^term]: - Five.
[^meaning]: Six.
[^second]: Seven.
[^described]: Eight.
"""


@pytest.fixture(scope="module")
def article(tmp_path_factory: pytest.TempPathFactory) -> Article:
    folder = tmp_path_factory.mktemp("notes")
    (folder / "plan.png").write_bytes(png())
    (folder / "orchards.md").write_text(TEXT, "utf-8")
    return prepare(read(folder / "orchards.md"))


@pytest.fixture(scope="module")
def markup(article: Article) -> str:
    context = article_context(article, epub_profile(lambda _: "plan.png"))
    return serialise(lines(blocks(article.blocks, context), end_matter(article, context)))


def test_notes_are_numbered_as_they_are_read(article: Article) -> None:
    words = [" ".join(re.findall(r"text='(\w+)", repr(note.blocks))) for note in article.notes]
    assert words == ["One", "Two", "Three", "Four", "Five", "Six", "Seven", "Eight"]
    assert [note.number for note in article.notes] == list(range(1, 9))
    assert article.notes[0].calls == ("note-1-call-1", "note-1-call-2")


def test_notes_are_a_list_that_no_reading_system_hides(markup: str) -> None:
    notes = markup[markup.index('role="doc-endnotes"') :]
    assert "<aside" not in notes
    assert notes.count('<li><div id="note-') == 8
    assert notes.count('role="doc-footnote" epub:type="footnote"') == 8


def test_a_note_begins_with_its_number_which_links_back(markup: str) -> None:
    links = re.findall(
        r'<a class="note-number" href="#note-(\d)-call-1" role="doc-backlink" '
        r'aria-label="\1\. Back to the text">\1\.</a>',
        markup,
    )
    assert links == list("12345678")
    (again,) = re.findall(r'<a class="backlink"[^>]*>', markup)
    assert 'href="#note-1-call-2"' in again
    assert 'aria-label="1.2. Back to the text"' in again
