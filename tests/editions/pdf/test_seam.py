"""What is read of WeasyPrint beyond its documented API; what is replaced: see the other file.

It is pinned.  When a new release comes, these tests say what has moved, and who has to follow.
"""

import logging
import re
from collections.abc import Callable, Iterator
from typing import Any
from unittest.mock import patch

import pytest
import weasyprint
import weasyprint.pdf
from weasyprint.text import line_break

from publish.editions.pdf.lines.breaking import LineBreaker
from publish.editions.pdf.weasyprint_log import _NO_GLYPH
from publish.editions.pdf.weasyprint_patches import replaced_lines

MARKUP = """<html lang=en><style>
@page { size: 400px 600px; margin: 50px; @top-left { content: "head" } }
.note { float: footnote }
h1 { string-set: head "Head"; break-before: right } h2 { position: absolute; top: 0 }
body { page: wide } p { margin-top: 7px } p::before { content: "" }
</style><title>x</title>
<h1>Title</h1><h2>Aside</h2>
<p id=a>One<span class=note>A note.</span> <a href="https://example.org/">link</a> שלום</p>
<svg xmlns="http://www.w3.org/2000/svg" width="9" height="9"><rect width="9" height="9"/></svg>
<ul><li>item</ul><table><thead><tr><th>h</thead><tr><td>d</table>"""


class Seen:
    """A document, laid out and drawn, as ``add_tags`` gets it."""

    def __init__(self) -> None:
        self.pdf: Any = None
        self.streams: list[Any] = []

        def keep(pdf: Any, document: Any, version: Any, streams: list[Any]) -> None:  # noqa: ARG001
            self.pdf, self.streams = pdf, streams
            self.tags = [dict(stream._tags) for stream in streams]

        with pytest.MonkeyPatch.context() as patch:
            patch.setattr(weasyprint.pdf, "add_tags", keep)
            self.document = weasyprint.HTML(string=MARKUP).render()
            self.document.write_pdf(pdf_variant="pdf/ua-1")
        self.sheet = self.document.pages[0]._page_box
        self.boxes = list(self.sheet.descendants())
        self.text = next(b for b in self.boxes if getattr(b, "text", "").startswith("One"))
        (self.font, *_) = self.document.fonts.values()

    def operations(self) -> bytes:
        return b"\n".join(one for one in self.streams[0].stream if isinstance(one, bytes))

    def font_dictionary(self) -> Any:
        return next(
            item
            for item in self.pdf.objects
            if isinstance(item, dict) and item.get("Type") == "/Font" and "ToUnicode" in item
        )

    def thing(self, reference: bytes) -> Any:
        return self.pdf.objects[int(reference.split()[0])]

    def named(self, name: str) -> Any:
        return next(box for box in self.boxes if type(box).__name__ == name)

    def tagged(self, name: str) -> Any:
        return next(box for box in self.boxes if box.element_tag == name)

    def glyphs(self) -> int:
        layout = self.text.pango_layout
        layout.reactivate(self.text.style)
        line, _ = layout.get_first_line()
        count = int(line.runs[0].data.glyphs.num_glyphs)
        layout.deactivate()
        return count


def walk(box: Any) -> Iterator[Any]:
    """``box`` and all boxes in it, with placeholders."""
    yield box
    for child in getattr(box, "children", ()):
        yield from walk(child)


@pytest.fixture(scope="module")
def seen() -> Seen:
    return Seen()


#: What is read: by whom, and how to see that it is still there.
READ: dict[str, tuple[str, Callable[[Seen], object]]] = {
    "page._page_box with its body and its area for notes": (
        "flow.py, layout.py, tree/pages.py, chapters/typesetting.py",
        lambda seen: seen.sheet.height > 0 and seen.named("FootnoteAreaBox").children,
    ),
    "document._html.etree_element": (
        "tree/__init__.py",
        lambda seen: seen.document._html.etree_element.tag == "html",
    ),
    "stream._tags: a box and its number": (
        "tree/pages.py",
        lambda seen: seen.tags[0][seen.text]["mcid"] >= 0,
    ),
    "box.link_annotation": (
        "tree/pages.py",
        lambda seen: [b for b in seen.boxes if b.link_annotation is not None],
    ),
    "box.element and box.element_tag": (
        "tree/pages.py, flow.py",
        lambda seen: seen.text.element.get("id") == "a" and seen.text.element_tag == "p",
    ),
    "at_keyword of margin boxes": (
        "tree/pages.py",
        lambda seen: [
            b for b in seen.sheet.children if getattr(b, "at_keyword", "") == "@top-left"
        ],
    ),
    "is_header of the groups of rows": (
        "tree/pages.py",
        lambda seen: any(b.is_header for b in seen.boxes if hasattr(b, "is_header")),
    ),
    "is_leader": ("tree/pages.py", lambda seen: seen.text.is_leader is False),
    "replacement of pictures": (
        "flow.py, tree/pages.py",
        lambda seen: [b for b in seen.boxes if hasattr(b, "replacement")],
    ),
    "boxes of lines and rows by the names of their classes": (
        "flow.py",
        lambda seen: seen.named("LineBox") and seen.named("TableRowBox"),
    ),
    "places in px": (
        "flow.py, tree/pages.py",
        lambda seen: (
            seen.text.position_x >= 0
            and seen.named("LineBox").margin_height() > 0
            and seen.sheet.content_box_y() == 50
            and seen.text.border_box_y() > 50
        ),
    ),
    "style with hyphens, hyphenate_character, direction, break_inside, list_style_type": (
        "tree/pages.py, tree/content.py, flow.py",
        lambda seen: all(
            seen.text.style[name] is not None
            for name in ("hyphens", "hyphenate_character", "direction", "break_inside")
        ),
    ),
    "pango_layout, which can be set again": ("tree/content.py", lambda seen: seen.glyphs() > 0),
    "fonts with hash, widths, to_unicode, glyph_count, missing and type": (
        "tree/content.py",
        lambda seen: (
            seen.font.hash
            and seen.font.widths.keys() == seen.font.to_unicode.keys()
            and seen.font.glyph_count > max(seen.font.widths)
            and seen.font.missing == {}
            and seen.font.type in ("ttf", "otf")
        ),
    ),
    "font dictionaries that are made already, under the font's hash": (
        "tree/content.py",
        lambda seen: (
            bytes(seen.font_dictionary()["BaseFont"])[1:7]
            in {font.hash.encode() for font in seen.document.fonts.values()}
        ),
    ),
    "ToUnicode as lines, of which the last four end the table": (
        "tree/content.py",
        lambda seen: (
            seen.thing(seen.font_dictionary()["ToUnicode"]).stream[-5:-3]
            == [b"endbfchar", b"endcmap"]
        ),
    ),
    "widths and an identical map of glyphs in the descendant font": (
        "tree/content.py",
        lambda seen: (
            (font := seen.thing(seen.font_dictionary()["DescendantFonts"][0]))["W"]
            and font["CIDToGIDMap"] == "/Identity"
        ),
    ),
    "text drawn as matrix, font, glyphs": (
        "tree/content.py",
        lambda seen: re.search(
            rb"\S+ Tm\n/\w{6} \S+ Tf\n\[<[0-9a-f]{4}[^\]]*\] TJ\n(.*\n)*?ET", seen.operations()
        ),
    ),
    "page.anchors": ("layout.py", lambda seen: "a" in seen.document.pages[0].anchors),
    "page.bookmarks: level and whether it is open": (
        "chapters/typesetting.py",
        lambda seen: (mark := seen.document.pages[0].bookmarks[0])[0] == 1 and mark[3] == "open",
    ),
    "page_type with side, blank, name and groups": (
        "chapters/typesetting.py",
        lambda seen: (
            (kind := seen.sheet.page_type).side == "right"
            and kind.blank is False
            and kind.groups == (("wide", 0),)
        ),
    ),
    "string_set of boxes": (
        "chapters/typesetting.py",
        lambda seen: [b for b in seen.boxes if b.string_set == [("head", "Head")]],
    ),
    "is_in_normal_flow of boxes": (
        "flow.py, chapters/typesetting.py",
        lambda seen: (
            not seen.tagged("h2").is_in_normal_flow() and seen.tagged("h1").is_in_normal_flow()
        ),
    ),
    "placeholders of positioned boxes, which have the true one as _box": (
        "flow.py, tree/pages.py",
        lambda seen: [
            b for b in walk(seen.sheet) if hasattr(b, "_box") and b._box.element.tag == "h2"
        ],
    ),
    "children without, all_children with the boxes of the margins": (
        "flow.py, tree/pages.py",
        lambda seen: (
            (body := seen.sheet.children[0]).element.tag == "html"
            and set(seen.sheet.children) <= set(seen.sheet.all_children())
            and body in seen.sheet.all_children()
        ),
    ),
    "margins in px, as a value with a unit": (
        "flow.py",
        lambda seen: (
            (margin := seen.tagged("p").style["margin_top"]).value == 7
            and str(margin.unit).lower() == "px"
        ),
    ),
    "sizes of boxes, and what the area for notes takes besides its notes": (
        "flow.py",
        lambda seen: (
            (area := seen.named("FootnoteAreaBox")).margin_height() - area.height >= 0
            and sum(b.margin_height() for b in area.children) == area.height
            and seen.sheet.height == 500
            and (row := seen.named("TableRowBox")).position_y > 50
            and row.margin_height() > 0
            and seen.tagged("p").border_height() > 0
        ),
    ),
    "is_table_wrapper": (
        "layout.py",
        lambda seen: (
            (table := next(b for b in seen.boxes if getattr(b, "is_table_wrapper", False)))
            and table.border_width() > 0
            and table.element.tag == "table"
        ),
    ),
    "break_before and break_after of boxes": (
        "chapters/typesetting.py",
        lambda seen: (
            (seen.tagged("h1").style["break_before"], seen.tagged("p").style["break_after"])
            == ("right", "auto")
        ),
    ),
    "pseudo elements by their tags": (
        "tree/pages.py, flow.py",
        lambda seen: {"li::marker", "p::before"} <= {b.element_tag for b in seen.boxes},
    ),
    "pdf.page_references": ("tree/__init__.py", lambda seen: list(seen.pdf.page_references)),
}


@pytest.mark.parametrize("what", READ)
def test_what_we_read_is_still_there(seen: Seen, what: str) -> None:
    where, look = READ[what]
    assert look(seen), f"WeasyPrint no longer has: {what}. Follow it in editions/pdf: {where}."


def test_a_missing_glyph_is_logged_as_we_know_it(caplog: pytest.LogCaptureFixture) -> None:
    logger = logging.getLogger("weasyprint")
    logger.addHandler(caplog.handler)
    passed_on, logger.propagate = logger.propagate, False
    try:
        weasyprint.HTML(string="<p>\ue123").write_pdf()
    finally:
        logger.removeHandler(caplog.handler)
        logger.propagate = passed_on
    (record,) = caplog.records
    assert record.getMessage().startswith(_NO_GLYPH), "weasyprint_log.py looks for it"
    assert record.args == ("\ue123", 0xE123)


def test_lines_are_drawn_as_they_were_measured() -> None:
    """Pango lays each line out once, for the choice of its break and for drawing."""
    text = "Words that fill some lines of a paragraph, <i>and more of them</i>. " * 9
    html = weasyprint.HTML(string=f"<p lang='en' style='text-align: justify'>{text}</p>")
    with replaced_lines(LineBreaker):
        document = html.render()
    with patch.object(line_break.Layout, "setup") as setup:
        document.write_pdf()
    assert not setup.called
