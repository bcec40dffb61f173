"""Books: which sources a publication.yaml takes, how they become one, what an author is told."""

from __future__ import annotations

from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from publish.errors import Diagnostic, SourceError
from publish.intake import read
from publish.model import Article, Link, Matter, NotesPlace, SectionKind
from publish.model.walk import all_inlines, chapters_in, text_of
from tests.conftest import Golden
from tests.source.dump import dump

GALLERY = Path(__file__).parents[1] / "gallery/book/publication.yaml"
GIVEN = "title: T\nlanguage: en\n"


def write(folder: Path, files: dict[str, str]) -> Path:
    """Write ``files`` and return the path of the publication among them."""
    for name, text in files.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text(text, encoding="utf-8")
    return folder / "publication.yaml"


def book(folder: Path, contents: str, **chapters: str) -> Article:
    """The book of ``contents``; a chapter ``one`` is the file ``one.md``, titled One."""
    files = {f"{n}.md": f"---\ntitle: {n.title()}\n---\n\n{text}" for n, text in chapters.items()}
    return read(write(folder, {"publication.yaml": f"{GIVEN}{contents}", **files}))


def told(folder: Path, publication: str, files: dict[str, str] | None = None) -> str:
    """What an author is told of a publication that cannot be read."""
    files = {"one.md": "# One\n\nText.\n", **(files or {})}
    with pytest.raises(SourceError) as caught:
        read(write(folder, {"publication.yaml": publication, **files}))
    return "\n".join(
        f"{one.file.relative_to(folder)}:{one.line}: {one.message} | {one.fix}"
        for one in caught.value.diagnostics
    )


def test_the_book_of_the_gallery(golden: Golden) -> None:
    whole = read(GALLERY)
    golden("book.txt", dump(whole))


def test_parts_hold_chapters_and_matter_stands_around_them(tmp_path: Path) -> None:
    contents = """contents:
  - {file: dedication.md, kind: dedication}
  - {file: prologue.md, kind: prologue}
  - part: First
    contents: [one.md]
  - {file: between.md, kind: introduction}
  - two.md
  - {file: thanks.md, kind: Acknowledgements}
"""
    names = ("dedication", "prologue", "one", "between", "two", "thanks")
    whole = book(tmp_path, contents, **dict.fromkeys(names, "Text.\n"))
    chapters = [(one.kind, one.matter, text_of(one.title)) for one in chapters_in(whole.blocks)]
    assert chapters == [
        (SectionKind.DEDICATION, Matter.FRONT, "Dedication"),
        (SectionKind.PROLOGUE, Matter.BODY, "Prologue"),
        (SectionKind.CHAPTER, Matter.BODY, "One"),
        (SectionKind.INTRODUCTION, Matter.BODY, "Between"),
        (SectionKind.CHAPTER, Matter.BODY, "Two"),
        (SectionKind.ACKNOWLEDGMENTS, Matter.BACK, "Thanks"),
    ]


def test_a_chapter_has_the_language_of_the_book_and_a_heading_may_be_its_title(
    tmp_path: Path,
) -> None:
    files = {
        "publication.yaml": f"{GIVEN}contents: [one.md, two.txt]\n",
        "one.md": "# One\n\nText.\n",
        "two.txt": "Two comes after.\n\nThe text of the second chapter is plain.\n",
    }
    one, two = chapters_in(read(write(tmp_path, files)).blocks)
    assert (text_of(one.title), one.language) == ("One", None)
    assert text_of(two.title) == "Two comes after"


def test_two_chapters_may_use_the_same_names(tmp_path: Path) -> None:
    text = "{#map}\nA text.[^a] See [the map](#map), and [the other](%s.md#map).\n\n[^a]: A note.\n"
    whole = book(tmp_path, "contents: [one.md, two.md]\n", one=text % "two", two=text % "one")
    targets = [link.target for _, link in all_inlines(whole) if isinstance(link, Link)]
    assert targets == ["#one_map", "#two_map", "#two_map", "#one_map"]
    assert [(note.id, note.chapter) for note in whole.notes] == [("one_a", "one"), ("two_a", "two")]


def test_chapters_are_named_after_their_files(tmp_path: Path) -> None:
    paths = ("01-one.md", "a/intro.md", "b/intro.md", "07.md", "notes.md", "Розділ.md")
    files = dict.fromkeys(paths, "# T\n\nText.\n")
    contents = f"contents: [{', '.join(paths)}]\n"
    whole = read(write(tmp_path, {"publication.yaml": GIVEN + contents, **files}))
    names = [chapter.id for chapter in chapters_in(whole.blocks)]
    assert names == ["one", "a-intro", "b-intro", "chapter-07", "notes-2", "розділ"]


def test_a_chapter_uses_pictures_of_the_whole_folder(tmp_path: Path) -> None:
    svg = '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 9 9" width="9" height="9"/>'
    files = {
        "publication.yaml": f"{GIVEN}contents: [chapters/one.md]\n",
        "chapters/one.md": "# One\n\n![A dot.](../pictures/dot.svg)\n",
        "pictures/dot.svg": svg,
    }
    assert read(write(tmp_path, files)).blocks


def test_the_colophon_names_the_people_and_corrections_of_chapters(tmp_path: Path) -> None:
    front = """---
title: One
contributors: [{name: Olena Bondar, role: translator}]
corrections: [{date: 2026-03-04, text: The year was wrong.}]
---

Text.
"""
    publication = (
        f"{GIVEN}contributors: [{{name: Olena Bondar, role: translator}}]\n"
        "corrections: [{date: 2026-05-01, text: The cover has changed.}]\ncontents: [one.md]\n"
    )
    about = read(write(tmp_path, {"publication.yaml": publication, "one.md": front})).metadata
    assert [person.name for person in about.contributors] == ["Olena Bondar"]
    assert [each.text for each in about.corrections] == [
        "One: The year was wrong.",
        "The cover has changed.",
    ]


def test_settings(tmp_path: Path) -> None:
    whole = book(
        tmp_path, "contents: one.md\nnotes: book\nlist-of-illustrations: true\n", one="Text.\n"
    )
    assert whole.book is not None
    assert (whole.book.notes, whole.metadata.illustrations) == (NotesPlace.BOOK, True)
    assert whole.name == tmp_path.name


def test_recordings_are_named_by_file_and_section(tmp_path: Path) -> None:
    (tmp_path / "clip.wav").write_bytes(b"RIFF\x24\x00\x00\x00WAVEfmt " + bytes(64))
    narration = "narration: {recordings: {one.md: clip.wav, one.md#mill: clip.wav}}\n"
    whole = book(tmp_path, f"contents: one.md\n{narration}", one="Text.\n")
    assert [name for name, _ in whole.metadata.narration.recordings] == ["one", "one_mill"]


MISTAKES = {
    # publication -> what the author is told
    "no title": (
        "language: en\ncontents: one.md",
        "publication.yaml:1: title: The field is required, but missing. "
        "| Add “title: The headline” at the top of the file.",
    ),
    "no contents": (
        GIVEN,
        "publication.yaml:1: contents: The field is required, but missing. "
        "| Add “contents:” and under it, for each source, a line “- chapters/one.md”.",
    ),
    "empty contents": (
        f"{GIVEN}contents: []",
        "publication.yaml:3: contents: The field lists no chapter. "
        "| Write the path of a source: “- chapters/one.md”.",
    ),
    "front matter alone": (
        f"{GIVEN}contents:\n  - {{file: one.md, kind: foreword}}",
        "publication.yaml:3: contents: The field lists no chapter. "
        "| Write the path of a source: “- chapters/one.md”.",
    ),
    "missing chapter": (
        f"{GIVEN}contents:\n  - one.md\n  - One.md",
        "publication.yaml:5: contents[1]: The file “One.md” doesn't exist. "
        "| Did you mean “one.md”?",
    ),
    "chapter outside": (
        f"{GIVEN}contents:\n  - ../one.md",
        "publication.yaml:4: contents[0]: The file “../one.md” lies outside the source's folder. "
        "| Copy the file next to the source and write its path from there, such as pictures/a.png.",
    ),
    "twice": (
        f"{GIVEN}contents:\n  - one.md\n  - part: P\n    contents: [./one.md]",
        "publication.yaml:6: contents[1].contents[0]: “one.md” is listed twice, first on line 4. "
        "| Keep one of them.",
    ),
    "not a source": (
        f"{GIVEN}contents: [publication.yaml]",
        "publication.yaml:3: contents[0]: “publication.yaml” isn't a source of text. "
        "| Name a file that ends in .md, .markdown, .txt.",
    ),
    "unknown kind": (
        f"{GIVEN}contents:\n  - {{file: one.md, kind: forward}}",
        "publication.yaml:4: contents[0].kind: “forward” isn't a kind of chapter. "
        "| Did you mean “foreword”?",
    ),
    "part as kind": (
        f"{GIVEN}contents:\n  - {{file: one.md, kind: part}}",
        "publication.yaml:4: contents[0].kind: “part” isn't a kind of chapter. "
        "| Known are: acknowledgements, acknowledgments, afterword, appendix, bibliography, "
        "chapter, conclusion, credits, dedication, epigraph, epilogue, foreword, glossary, "
        "introduction, preface, prologue.",
    ),
    "part without contents": (
        f"{GIVEN}contents:\n  - part: P",
        "publication.yaml:4: contents[0]: The part has no contents. "
        "| Write “part: Its title”, and its sources under “contents:”.",
    ),
    "part in a part": (
        f"{GIVEN}contents:\n  - part: P\n    contents:\n      - part: Q\n        contents: one.md",
        "publication.yaml:6: contents[0].contents[0]: A part can't hold another part. "
        "| List its sources here, or move it out of this part.",
    ),
    "unknown field": (
        f"{GIVEN}content: one.md",
        "publication.yaml:1: contents: The field is required, but missing. "
        "| Add “contents:” and under it, for each source, a line “- chapters/one.md”.\n"
        "publication.yaml:3: content: The field isn't known. | Did you mean “contents”?",
    ),
    "notes": (
        f"{GIVEN}contents: one.md\nnotes: page",
        "publication.yaml:4: notes: “page” isn't a place for notes. | Known are: book, chapter.",
    ),
    "illustrations": (
        f"{GIVEN}contents: one.md\nlist-of-illustrations: maybe",
        "publication.yaml:4: list-of-illustrations: The value is “maybe”. | Write true or false.",
    ),
    "not YAML": (
        f"{GIVEN}contents: [one.md",
        "publication.yaml:3: The file isn't YAML: expected ',' or ']', but got '<stream end>'. "
        "| Check the indentation and the quotation marks on this line and the one before.",
    ),
}


@pytest.mark.parametrize("name", MISTAKES)
def test_mistakes(tmp_path: Path, name: str) -> None:
    publication, expected = MISTAKES[name]
    assert told(tmp_path, publication) == expected


def test_all_mistakes_are_told_at_once(tmp_path: Path) -> None:
    publication = """titel: Lamp
language: english
notes: page
contents:
  - {file: one.md, kind: forward}
  - part: P
    contents: [two.md, tow.md, two.md]
  - part: Q
"""
    text = "# Two\n\n[One](one.md) and [none](nowhere.md).\n\n:::{nope}\n:::\n"
    whole = told(tmp_path, publication, {"two.md": text})
    assert [line.split(" | ")[0].split(". ")[0] for line in whole.split("\n")] == [
        "publication.yaml:1: titel: The field isn't known.",
        "publication.yaml:1: title: The field is required, but missing.",
        "publication.yaml:2: language: “english” is not a language tag.",
        "publication.yaml:3: notes: “page” isn't a place for notes.",
        "publication.yaml:5: contents[0].kind: “forward” isn't a kind of chapter.",
        "publication.yaml:7: contents[1].contents[1]: The file “tow.md” doesn't exist.",
        "publication.yaml:7: contents[1].contents[2]: “two.md” is listed twice, first on line 7.",
        "publication.yaml:8: contents[2]: The part has no contents.",
        # a link may lead to what is not listed yet, so links are not judged
        "two.md:5: The directive {nope} isn't known.",
    ]


PIECES = (
    *("contents:\n", "contents: ", "  - ", "one.md", "two.md", "\n", "notes: book\n", "../one.md"),
    *("part: P\n", "    contents: ", "{file: one.md, kind: ", "foreword", "}", "[", "]", ", "),
    *(": ", "/", "&a", "*a", "!!x", "'", '"', "|", "#", "\t", "---\n"),
)


def mistake_in(publication: Path) -> Diagnostic | None:
    try:
        assert list(chapters_in(read(publication).blocks))
    except SourceError as error:
        return error.diagnostic
    return None


@settings(max_examples=300, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.lists(st.sampled_from(PIECES), max_size=20).map("".join))
def test_any_publication_is_read_or_refused_with_a_fix(text: str) -> None:
    with TemporaryDirectory() as name:
        folder = Path(name)
        files = {"one.md": "# One\n\n[Two](two.md)\n", "two.md": "# Two\n\nText.[^1]\n"}
        publication = write(folder, {"publication.yaml": f"{GIVEN}{text}\n", **files})
        if diagnostic := mistake_in(publication):
            assert diagnostic.fix
            assert diagnostic.file.parent == folder
            assert diagnostic.line <= text.count("\n") + 4


def test_a_mistake_in_a_chapter_has_its_file_and_line(tmp_path: Path) -> None:
    files = {"two.md": "---\ntitle: Two\n---\n\nText.\n\n[a link](three.md)\n"}
    assert told(tmp_path, f"{GIVEN}contents: [one.md, two.md]", files).startswith(
        "two.md:7: The link to “three.md” leads nowhere for readers."
    )


def test_a_link_to_a_file_that_is_no_chapter_is_refused(tmp_path: Path) -> None:
    files = {"two.md": "# Two\n\n[One](one.md)\n", "left.md": "# Left\n"}
    publication = f"{GIVEN}contents: [two.md]"
    assert told(tmp_path, publication, files).startswith("two.md:3: The link to “one.md”")


def test_a_chapter_behind_a_symbolic_link_out_of_the_folder_is_refused(tmp_path: Path) -> None:
    inside = tmp_path / "book"
    inside.mkdir()
    (tmp_path / "secret.md").write_text("# Secret\n")
    (inside / "one.md").symlink_to(tmp_path / "secret.md")
    (inside / "publication.yaml").write_text(f"{GIVEN}contents: one.md\n")
    with pytest.raises(SourceError, match="lies outside the source's folder"):
        read(inside / "publication.yaml")


def test_a_picture_of_a_chapter_outside_the_folder_is_refused(tmp_path: Path) -> None:
    (tmp_path / "dot.svg").write_text("<svg xmlns='http://www.w3.org/2000/svg'/>")
    inside = tmp_path / "book"
    files = {
        "publication.yaml": f"{GIVEN}contents: chapters/one.md\n",
        "chapters/one.md": "# One\n\n![A dot.](../../dot.svg)\n",
    }
    with pytest.raises(SourceError, match="lies outside the source's folder"):
        read(write(inside, files))
