"""A book when it is prepared: what is numbered through it, or by chapter; what ids hang on."""

from __future__ import annotations

from pathlib import Path

from publish.model import Abbreviation, Article, NoteReference, Sentence
from publish.model.walk import all_blocks, all_inlines, figures_in, text_of
from publish.prepare import prepare
from publish.source import read

SVG = '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 9 9" width="9" height="9"/>'
CHAPTER = """# A title

## History

Words.[^1] The NGO met.[^2] More words.[^1]

:::{figure} dot.svg
:alt: A dot.

A caption.

::::{description}
A black dot.
::::
:::

## Title

## History

[^1]: First.
[^2]: Second.
"""


def book(folder: Path, publication: str, **chapters: str) -> Article:
    """The prepared book of the chapters, with the fields of ``publication``."""
    names = [f"{name}.md" for name in chapters]
    fields = f"title: T\nlanguage: en\n{publication}contents: [{', '.join(names)}]\n"
    (folder / "publication.yaml").write_text(fields, encoding="utf-8")
    (folder / "dot.svg").write_text(SVG, encoding="utf-8")
    for name, text in zip(names, chapters.values(), strict=True):
        (folder / name).write_text(text.replace("::::{", ":::{", 1), encoding="utf-8")
    return prepare(read(folder / "publication.yaml"))


TEXT = CHAPTER.replace(":::{figure}", "::::::{figure}").replace("::::\n:::\n", "::::\n::::::\n")


def test_notes_count_in_their_chapter_and_figures_through_the_book(tmp_path: Path) -> None:
    made = book(tmp_path, "", one=TEXT, two=TEXT)
    assert [(note.id, note.number, note.chapter) for note in made.notes] == [
        ("one_note-1", 1, "one"),
        ("one_note-2", 2, "one"),
        ("two_note-1", 1, "two"),
        ("two_note-2", 2, "two"),
    ]
    assert made.notes[2].calls == ("two_note-1-call-1", "two_note-1-call-2")
    calls = [one.number for _, one in all_inlines(made) if isinstance(one, NoteReference)]
    assert calls == [1, 2, 1, 1, 2, 1]
    assert [figure.number for figure in figures_in(made)] == [1, 2]


def test_ids_are_unique_in_the_book_and_hang_on_their_chapter_only(tmp_path: Path) -> None:
    (tmp_path / "a").mkdir()
    (tmp_path / "b").mkdir()
    both = book(tmp_path / "a", "", one=TEXT, two=TEXT)
    ids = [block.id for block in all_blocks(both)] + [note.id for note in both.notes]
    ids += [one.id for _, one in all_inlines(both) if isinstance(one, Sentence | NoteReference)]
    assert len(ids) == len(set(ids))
    other = book(tmp_path / "b", "", one="# Another\n\n## History\n\nWords.\n", two=TEXT)
    two = [[block.id for block in all_blocks(one) if "two" in block.id] for one in (both, other)]
    assert two[0] == two[1] != []


def test_preparing_twice_changes_nothing(tmp_path: Path) -> None:
    made = book(tmp_path, "", one=TEXT, two=TEXT)
    assert prepare(made) == made


def test_abbreviations_of_a_chapter_go_before_those_of_the_book(tmp_path: Path) -> None:
    front = "---\ntitle: Two\nabbreviations: {NGO: a chapter's own}\n---\n\n"
    text = "The NGO and the EU.[^n]\n\n[^n]: An NGO.\n"
    made = book(
        tmp_path,
        "abbreviations: {NGO: a free group, EU: a union}\n",
        one=f"# One\n\n{text}",
        two=front + text,
    )
    marked = [
        one.expansion
        for _, inline in all_inlines(made)
        if isinstance(inline, Sentence)
        for one in inline.content
        if isinstance(one, Abbreviation)
    ]
    assert marked == [
        *("a free group", "a union", "a chapter’s own", "a union"),
        *("a free group", "a chapter’s own"),
    ]


def test_sentences_end_as_in_the_language_of_their_chapter(tmp_path: Path) -> None:
    text = "Mieszka przy ul. Długiej od lat. Zna ją.\n"
    front = "---\ntitle: Ulica\nlanguage: pl\n---\n\n"
    made = book(tmp_path, "", one=f"{front}{text}", two=f"# Two\n\n> {text}")
    one, two = (
        [
            text_of(inline.content)
            for block, inline in all_inlines(made)
            if isinstance(inline, Sentence) and block.id.startswith(name) and "Ul" not in block.id
        ]
        for name in ("one-p", "two-p")
    )
    assert one == ["Mieszka przy ul. Długiej od lat.", "Zna ją."]
    assert len(two) > 2  # in English the abbreviation ends a sentence


def test_a_figure_has_the_language_of_its_chapter(tmp_path: Path) -> None:
    front = "---\ntitle: Kropka\nlanguage: pl\n---\n\n"
    made = book(
        tmp_path,
        "",
        one="# One\n\n![A dot.](dot.svg)\n\n{lang=de}\n![Ein Punkt.](dot.svg)\n",
        two=f"{front}![Kropka.](dot.svg)\n\nTekst.[^n]\n\n[^n]: Nota.\n\n    ![Kropka.](dot.svg)\n",
    )
    assert [figure.language for figure in figures_in(made)] == [None, "de", "pl", "pl"]
