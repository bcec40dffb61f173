"""A link with a phrase in another language, or with the call of a note, was taken for text."""

from __future__ import annotations

from pathlib import Path

import pytest

from publish.model import Link, NoteReference, Phrase
from publish.model.walk import all_inlines, text_of
from publish.source import read

HEAD = "---\ntitle: Links\nlanguage: en\n---\n\n"


def links(text: str, folder: Path) -> list[Link]:
    source = folder / "links.md"
    source.write_text(f"{HEAD}{text}\n\n[^a]: The note.\n", encoding="utf-8")
    return [one for _, one in all_inlines(read(source)) if isinstance(one, Link)]


@pytest.mark.parametrize(
    ("text", "words", "inside"),
    [
        ("[[Пагоня]{lang=be}](https://example.org/)", "Пагоня", Phrase),
        ("[the *old* [Пагоня]{lang=be} here](https://example.org/)", "the old Пагоня here", Phrase),
        ("[the timetable[^a]](https://example.org/)", "the timetable", NoteReference),
        ("[a [b] c](https://example.org/)", "a [b] c", None),
    ],
)
def test_what_a_link_holds(text: str, words: str, inside: type | None, tmp_path: Path) -> None:
    (link,) = links(text, tmp_path)
    assert text_of(link.content) == words
    assert link.target == "https://example.org/"
    assert inside is None or any(isinstance(one, inside) for one in link.content)


@pytest.mark.parametrize(
    "inner", ["[b](https://example.org/b)", "[[b](https://example.org/b)]{lang=be}"]
)
def test_a_link_holds_no_link(inner: str, tmp_path: Path) -> None:
    found = links(f"[a {inner} c](https://example.org/a)", tmp_path)
    assert [one.target for one in found] == ["https://example.org/b"]
