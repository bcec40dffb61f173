"""Chapters had no numbers, and two authors had a comma between them."""

import pytest

from publish.language.words import names_in_words, roman, section_label, words_for
from publish.model import SectionKind
from publish.model.walk import chapters_in
from publish.narration.narrate import narrate
from publish.prepare import prepare
from publish.source import read


def book(tmp_path, titles, more=""):
    for place, title in enumerate(titles):
        (tmp_path / f"c{place}.md").write_text(f"# {title}\n\nWords.\n", encoding="utf-8")
    (tmp_path / "preface.md").write_text("# Before\n\nWords.\n", encoding="utf-8")
    listed = "\n".join(f"      - c{place}.md" for place in range(len(titles)))
    path = tmp_path / "publication.yaml"
    path.write_text(
        f"title: Boats\nlanguage: en\nauthors: [Ada]\n{more}contents:\n"
        f"  - {{file: preface.md, kind: preface}}\n  - part: One\n    contents:\n{listed}\n",
        encoding="utf-8",
    )
    return prepare(read(path))


@pytest.mark.parametrize(
    ("titles", "more", "numbers"),
    [
        (("I walk", "1984"), "", [0, 1, 2]),
        (("1. Out", "2. Home"), "", [0, 0, 0]),
        (("IV", "V"), "", [0, 0, 0]),
        (("Chapter One", "Home"), "", [0, 0, 0]),
        (("Alone",), "", [0, 0]),
        (("Out", "Home"), "chapter-numbers: false\n", [0, 0, 0]),
    ],
)
def test_chapters_are_numbered_unless_titles_are(tmp_path, titles, more, numbers) -> None:
    article = book(tmp_path, titles, more)
    assert [one.number for one in chapters_in(article.blocks)] == numbers
    (part,) = (one for one in article.blocks if one.kind is SectionKind.PART)
    assert bool(part.number) == any(numbers)


@pytest.mark.parametrize(
    ("written", "label"),
    [("true", "Chapter 2"), ("roman", "Chapter II"), ("numeral", "2"), ("roman-numeral", "II")],
)
def test_numerals(tmp_path, written, label) -> None:
    article = book(tmp_path, ("Out", "Home"), f"chapter-numbers: {written}\n")
    (*_, last) = chapters_in(article.blocks)
    assert section_label(last, words_for("en")) == label
    assert next(one.text for one in narrate(article).chapters[-2].utterances) == "Chapter 2. Home"


@pytest.mark.parametrize(
    ("language", "byline"),
    [("en", "Ada, Bo and Cy"), ("de", "Ada, Bo und Cy"), ("pl", "Ada, Bo i Cy"),
     ("uk", "Ada, Bo і Cy")],
)  # fmt: skip
def test_names_end_with_and(language: str, byline: str) -> None:
    assert names_in_words(["Ada", "Bo", "Cy"], words_for(language)) == byline
    assert names_in_words(["Ada"], words_for(language)) == "Ada"
    assert [roman(number) for number in (1, 4, 9, 14)] == ["I", "IV", "IX", "XIV"]
