"""What a screen reader gets: order, roles, words, languages, headers, notes, links."""

from itertools import pairwise

import pikepdf
import pytest

from tests.conftest import Golden

from .conftest import Make
from .reading import Element, artifacts, read_tree

SENTENCE = "The ferry crosses an extraordinarily wide and uninterruptedly grey river. "


def test_the_tree_of_every_construct(make: Make, golden: Golden) -> None:
    path = make(
        """A line with *stress*, **weight**, ~~a slip~~, `code`, {sup}`2`, an
{abbr}`NGO (non-governmental organisation)` and [słowo]{lang=pl}.

## Crossing

- first
- second
  1. nested

> Quoted.
>
> — A sailor

:::{tip}
Bring bread.
:::

![A pier in fog.](pier.svg "The pier.")

$$x^2$$
"""
    )
    golden("tree.txt", read_tree(path).outline() + "\n")


def test_a_paragraph_over_two_pages_is_one_paragraph(make: Make) -> None:
    path = make("\n\n".join(f"Begin {number}. {SENTENCE * 12}" for number in range(8)))
    with pikepdf.open(path) as pdf:
        assert len(pdf.pages) > 1
    paragraphs = [p.words for p in read_tree(path).all("P") if p.words.startswith("Begin")]
    assert paragraphs == [f"Begin {n}. {(SENTENCE * 12).strip()}" for n in range(8)]


def test_words_are_whole_and_parted_by_spaces(make: Make) -> None:
    text = "Die Straßenbahnhaltestellenbeleuchtung und die Ein-Stunden-Karte. " * 20
    path = make(text, language="de")
    (paragraph,) = (p for p in read_tree(path).all("P") if "Karte" in p.words)
    assert paragraph.words == text.strip()
    with pikepdf.open(path) as pdf:
        drawn = b"".join(bytes(page.Contents.read_bytes()) for page in pdf.pages)
    assert b"ActualText" in drawn, "no word was divided: the test shows nothing"


def test_a_sentence_starts_behind_a_space(make: Make) -> None:
    path = make(
        "One ends.[^n] Two begins. *Three* `four` [five](https://example.org/) six.\n\n[^n]: Note."
    )
    (paragraph,) = (p for p in read_tree(path).all("P") if "One" in p.words)
    assert paragraph.words == "One ends.1 Two begins. Three four five six."


def test_each_cell_has_its_own_headers(make: Make) -> None:
    path = make(
        """:::{list-table} Rides
:header-rows: 2
:stub-columns: 1

* - {rspan}`1` Line
  - {cspan}`1` Rides
* - Summer
  - Winter
* - A
  - 10
  - 20
* - B
  - {cspan}`1` 60
:::
"""
    )
    (table,) = read_tree(path).all("Table")
    names = {cell.entries["ID"]: cell.words for cell in table.all("TH")}
    headers = {
        cell.words: [names[identifier] for identifier in cell.attributes["Headers"]]
        for cell in table.all("TD")
    }
    assert headers == {
        "10": ["Rides", "Summer", "A"],
        "20": ["Rides", "Winter", "A"],
        "60": ["Rides", "Summer", "Winter", "B"],
    }
    scopes = {cell.words: cell.attributes["Scope"] for cell in table.all("TH")}
    assert scopes == {
        "Line": "Column", "Rides": "Column", "Summer": "Column", "Winter": "Column",
        "A": "Row", "B": "Row",
    }  # fmt: skip


def test_header_ids_are_unique_over_all_tables(make: Make) -> None:
    table = "| a | b |\n|---|---|\n| 1 | 2 |\n\n"
    cells = read_tree(make(f"{table}Between.\n\n{table}")).all("TH")
    assert len({cell.entries["ID"] for cell in cells}) == len(cells) == 4


def test_a_table_over_two_pages_is_one_table_and_its_head_is_said_once(make: Make) -> None:
    rows = "\n".join(f"| {number} | row |" for number in range(120))
    path = make(f"| Number | What |\n|---|---|\n{rows}\n")
    (table,) = read_tree(path).all("Table")
    assert [head.words for head in table.all("THead")] == ["Number What"]
    assert len(table.all("TR")) == 121
    assert "Pagination" in artifacts(path)


def test_a_note_and_its_call_lead_to_each_other(make: Make) -> None:
    path = make("Before.[^n] After.\n\n[^n]: The *note*.")
    tree = read_tree(path)
    (reference,) = tree.all("Reference")
    (call,) = reference.all("Link")
    (note,) = tree.all("Note")
    (back,) = note.all("Link")
    assert note.entries["ID"]
    assert note.words == "1 The note."
    assert [link.contents for link in call.links] == ["Note 1"]
    assert call.links[0].place == "note-1"
    assert [link.place for link in back.links] == ["note-1-call-1"]
    with pikepdf.open(path) as pdf:
        places = {str(name) for name in list(pdf.Root.Names.Dests.Names)[::2]}
    assert {"note-1", "note-1-call-1"} <= places


def test_a_note_breaks_no_sentence_and_no_list(make: Make) -> None:
    tree = read_tree(make("- item[^n] goes on\n- next\n\n[^n]: The note."))
    first, second = tree.all("L")[0].all("LBody")[:2]
    assert first.words.startswith("item1 goes on 1 The note.")
    assert second.words == "next"


def test_a_link_says_what_it_is(make: Make) -> None:
    tree = read_tree(make("See [the timetable](https://example.org/t)."))
    (link,) = tree.all("Link")
    assert [annotation.contents for annotation in link.links] == ["the timetable"]
    assert link.links[0].address == "https://example.org/t"


def test_a_link_over_two_lines_is_one_link(make: Make) -> None:
    words = "a very long name of a timetable " * 6
    (link,) = read_tree(make(f"See [{words.strip()}](https://example.org/t).")).all("Link")
    assert len(link.links) > 1
    assert {annotation.contents for annotation in link.links} == {words.strip()}


def test_pictures_speak_or_are_artifacts(make: Make) -> None:
    path = make(
        "![A pier in fog.](pier.svg)\n\n:::{figure} pier.svg\n:decorative: true\n:::\n\nEnd."
    )
    (figure,) = read_tree(path).all("Figure")
    assert figure.entries["Alt"] == "A pier in fog."
    left, bottom, right, top = figure.attributes["BBox"]
    assert 0 < left < right < 596
    assert 0 < bottom < top < 842
    assert right - left == pytest.approx(2 * (top - bottom), rel=0.01)
    assert "Layout" in artifacts(path)


def test_languages_are_marked_where_they_change(make: Make) -> None:
    path = make("Say [Пагоня]{lang=be} now.\n\n{lang=pl}\n> Nikt nie pytał.\n")
    tree = read_tree(path)
    marked = {element.lang: element.words for element in _with_language(tree)}
    assert marked == {"be": "Пагоня", "pl": "Nikt nie pytał."}
    with pikepdf.open(path) as pdf:
        assert str(pdf.Root.Lang) == "en"


def _with_language(element: Element) -> list[Element]:
    inside = [
        found for kid in element.kids if isinstance(kid, Element) for found in _with_language(kid)
    ]
    return [element, *inside] if element.lang else inside


def test_right_to_left_text_is_said_in_logical_order(make: Make) -> None:
    tree = read_tree(make("Say [שלום עולם]{lang=he} now."))
    assert [span.words for span in tree.all("Span") if span.lang == "he"] == ["שלום עולם"]


def test_headings_go_down_without_a_gap(make: Make) -> None:
    tree = read_tree(make("## A\n\nx\n\n### B\n\ny\n\n## C\n\nz"))
    levels = [int(heading.type[1]) for heading in tree.all("H1", "H2", "H3", "H4")]
    assert levels[0] == 1
    assert all(later <= earlier + 1 for earlier, later in pairwise(levels))


def test_heads_and_folios_are_artifacts(make: Make) -> None:
    path = make("\n\n".join([SENTENCE * 10] * 10))
    kinds = artifacts(path)
    assert {"Pagination/Header", "Pagination/Footer"} <= set(kinds)
    assert read_tree(path).words.count("The ferry crosses") == 100


def test_bookmarks_are_the_headings(make: Make) -> None:
    with pikepdf.open(make("## A\n\nx\n\n### B\n\ny")) as pdf, pdf.open_outline() as outline:
        (title,) = outline.root
        first = title.children[0]
        assert [title.title, first.title, first.children[0].title] == ["The ferry", "A", "B"]
        assert [item.title for item in title.children] == ["A", "About this edition"]


def test_the_document_says_what_it_is(make: Make) -> None:
    with pikepdf.open(make("Text.", language="uk")) as pdf:
        assert str(pdf.Root.Lang) == "uk"
        assert bool(pdf.Root.MarkInfo.Marked)
        assert bool(pdf.Root.ViewerPreferences.DisplayDocTitle)
        assert all(page.Tabs == pikepdf.Name.S for page in pdf.pages)
        with pdf.open_metadata() as metadata:
            assert metadata["dc:title"] == "The ferry"
            assert metadata["dc:creator"] == ["Ada Kowalska"]
            assert metadata["pdfuaid:part"] == "1"
        assert str(pdf.docinfo.CreationDate).startswith("D:20260301")


def test_only_our_fonts_are_used(make: Make) -> None:
    path = make("Text *слова* **λόγος** `код` ☐ ☑ → ≤ ← ′ ½ №.")
    with pikepdf.open(path) as pdf:
        names = {str(f.BaseFont) for page in pdf.pages for f in page.Resources.Font.values()}
    ours = ("Source", "Noto-Sans-Math", "Noto-Sans-Symbols")
    assert all(any(our in name for our in ours) for name in names), names


def test_same_input_same_bytes(make: Make) -> None:
    text = f"{SENTENCE * 20}\n\n![A pier.](pier.svg)\n\nNote.[^n]\n\n[^n]: Words."
    first = make(text).read_bytes()
    assert make(text).read_bytes() == first
