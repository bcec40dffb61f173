"""Notes as the eye gets them."""

from __future__ import annotations

from pathlib import Path

from publish.editions.pdf.layout import lay_out
from publish.prepare import prepare
from publish.source import read
from tests.judges import pdf_pages

from .conftest import HEAD, Make
from .reading import read_tree

TABLE = """A note with a table.[^t]

[^t]: See this:

    | Year | People |
    |---|--:|
    | 2020 | 9,000 |
    | 2021 | 12,500 |

    And that is all.
"""


def test_a_table_in_a_note_has_a_line_for_each_row(make: Make) -> None:
    path = make(TABLE)
    lines = [" ".join(line.split()) for line in pdf_pages.text(path, layout=True)[0].splitlines()]
    place = lines.index("Year People")
    assert lines[place + 1 : place + 4] == ["2020 9,000", "2021 12,500", "And that is all."]
    (note,) = read_tree(path).all("Note")
    assert note.words.endswith("See this: Year People 2020 9,000 2021 12,500 And that is all.")


def test_no_line_begins_with_a_call(tmp_path: Path) -> None:
    """Wherever a line ends: paragraphs that grow letter by letter."""
    told = [f"{'x' * n} The men got down in the mud and then began.[^n{n}]" for n in range(30, 90)]
    notes = [f"[^n{n}]: Note." for n in range(30, 90)]
    source = tmp_path / "ferry.md"
    text = HEAD.format(language="en") + "\n\n".join([*told, *notes])
    source.write_text(text, encoding="utf-8")
    begins = []
    for page in lay_out(prepare(read(source))).document.pages:
        for line in page._page_box.children[0].descendants():
            if type(line).__name__ == "LineBox":
                words = [b.text for b in line.descendants() if type(b).__name__ == "TextBox"]
                begins += words[:1]
    assert len(begins) > 60
    assert not [word for word in begins if word.strip().isdigit()]
