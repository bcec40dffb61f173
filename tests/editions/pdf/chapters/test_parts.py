"""What a book's PDF is made with: where it is divided, what is counted, what is written."""

import io
from pathlib import Path
from xml.etree import ElementTree

import pikepdf
import pytest
from hypothesis import given
from hypothesis import strategies as st

from publish.editions.pdf.chapters.joining import Writer
from publish.editions.pdf.chapters.margins import page_margins, runs
from publish.editions.pdf.chapters.model import PageInfo, rewrite
from publish.editions.pdf.chapters.split_points import Splitting, divide, splitting_of
from publish.xhtml.tree import Element, Node, element, joined

CHAPTER = '<section class="chapter bodymatter" id="{0}"><h2 id="{0}-title">{0}</h2>{1}</section>'


def whole(body: str) -> Element:
    """The document with ``body``, as a tree."""
    markup = f"<html><head><title>t</title></head>\n<body>{body}</body></html>"
    return converted(ElementTree.fromstring(markup))


def converted(one: ElementTree.Element) -> Element:
    nodes: list[Node] = [one.text or ""]
    for child in one:
        nodes += [converted(child), child.tail or ""]
    return element(one.tag, joined(*nodes), one.attrib)


def test_a_book_is_divided_at_its_parts_and_chapters() -> None:
    one, two = (CHAPTER.format(n, '<p><a href="#two">ą</a></p>') for n in ("one", "two"))
    part = f'<section class="part" id="p"><h2>Part</h2>\n{one}\n</section>'
    divided = divide(whole(f"<h1>ż</h1>{part}\n{two}<footer>f</footer>"))
    assert divided is not None
    assert [piece.name for piece in divided.pieces] == ["", "p", "one", "two"]
    assert [piece.part for piece in divided.pieces] == ["", "p", "p", ""]
    first, opening, inside, last = divided.pieces
    assert first.content == "<h1>ż</h1>"
    assert opening.content == '<section class="part" id="p"><h2>Part</h2>\n</section>'
    assert (inside.wrapper, inside.content) == ('<section class="part" id="p">', one)
    assert (inside.far, last.far) == (("two",), ())
    assert (last.content, last.after) == (two, "<footer>f</footer>")


@pytest.mark.parametrize(
    "body",
    [
        "<p>No chapters</p>",
        CHAPTER.format("a", "") + "<p>between</p>" + CHAPTER.format("b", ""),
        '<section class="part" id="p">' + CHAPTER.format("a", "") + "<p>behind</p></section>",
    ],
)
def test_what_has_text_between_its_chapters_is_not_divided(body: str) -> None:
    assert divide(whole(body)) is None


@pytest.mark.parametrize(
    ("css", "splitting"),
    [
        ("p { text-align: left }", Splitting(True, False, False)),
        ("@page :left { @top-left { content: none } }", Splitting(True, True, False)),
        ("@page wide:right { margin-left: 2cm }", Splitting(True, True, True)),
        ("h2 { counter-increment: chapter }", Splitting(False, False, False)),
        ("/* counter-increment */ @page :nth(1 of chapter) {}", Splitting(True, False, False)),
        ("@page :nth(2) {}", Splitting(False, False, False)),
        ("@page { @top-left { content: counter(pages) } }", Splitting(False, False, False)),
        ("P { COUNTER-\\49 NCREMENT: x }", Splitting(False, False, False)),
        ('p::before { content: "counter-reset: x; pages" }', Splitting(True, False, False)),
        ("h2 { position : /* */ fixed }", Splitting(False, False, False)),
        ("@page { @note-area { margin: 0 } }", Splitting(False, False, False)),
        ("@media print { @page :LEFT { margin: 0 } }", Splitting(True, True, True)),
    ],
)
def test_what_style_sheets_mean_for_pieces(tmp_path: Path, css: str, splitting: Splitting) -> None:
    (tmp_path / "inner.css").write_text(css, encoding="utf-8")
    for imported in ('url("inner.css")', "'inner.css'", "url(inner.css) print"):
        (tmp_path / "house.css").write_text(f"@import {imported};", encoding="utf-8")
        assert splitting_of([tmp_path / "house.css"]) == splitting


@given(st.lists(st.booleans(), min_size=1, max_size=40), st.integers(1, 9))
def test_margins_are_drawn_in_runs_that_do_not_end_blank(blanks: list[bool], length: int) -> None:
    pages = [PageInfo("left", blank, (), ()) for blank in [*blanks[:-1], False]]
    wanted = list(page_margins(pages, sided=True))
    made = list(runs(wanted, length))
    assert [page for run in made for page in run] == wanted
    assert not any(run[-1].blank for run in made)


def test_strings_are_carried_from_page_to_page() -> None:
    pages = [PageInfo("right", False, (), (("title", "A"),)), PageInfo("left", False, (), ())]
    first, second = page_margins(pages, sided=False)
    assert (first.carried, first.first, first.side) == ((), True, "")
    assert (second.carried, second.strings) == ((("title", "A"),), ())


def test_references_are_replaced_but_not_in_strings() -> None:
    body = rb"<</A 3 0 R /B (3 0 R \) 3 0 R) /C [3 0 R 14 1 R]>>"
    new = rewrite(body, lambda number, kind: b"%d" % (number * 10 + kind))
    assert new == rb"<</A 30 /B (3 0 R \) 3 0 R) /C [30 141]>>"


@given(st.lists(st.binary(max_size=40), max_size=300))
def test_what_is_written_can_be_read(streams: list[bytes]) -> None:
    writer = Writer(b"1.7")
    pages, root, info = writer.number(), writer.number(), writer.number()
    held = [writer.number() for _ in streams]
    for number, data in zip(held, streams, strict=True):
        writer.add(number, b"<</Length %d>>" % len(data), data)
    kept = b" ".join(b"%d 0 R" % number for number in held)
    writer.add(pages, b"<</Type /Pages /Kids [] /Count 0>>")
    writer.add(root, b"<</Type /Catalog /Pages %d 0 R /Held [%s]>>" % (pages, kept))
    writer.add(info, b"<</Title (t)>>")
    with pikepdf.open(io.BytesIO(writer.finished(root, info))) as pdf:
        assert [bytes(one.read_bytes()) for one in pdf.Root.Held] == streams
        assert not pdf.check_pdf_syntax()
