"""What we use of WeasyPrint beyond what it promises: one replaced name, and what we read.

It is pinned.  When a new release comes, these tests say what has moved, and who has to follow.
"""

import inspect
import logging
import re
from collections.abc import Callable
from typing import Any

import pytest
import weasyprint
import weasyprint.pdf

from publish.editions.pdf.logs import _NO_GLYPH
from publish.editions.pdf.tree import add_tags, our_tags

MOVED = """WeasyPrint's tagging has moved. Read what its release says of tags, then
  1. find what pdf/__init__.py calls after "# Add tags", and replace that name in tree/__init__.py;
  2. see that Stream.marked still fills stream._tags with {box: {"mcid": number}};
  3. see that fonts are built before the tags are added: tree/codes.py adds to them;
  4. run tests/exporters/pdf with veraPDF, and change the pin in pyproject.toml."""

MARKUP = """<html lang=en><style>
@page { size: 400px 600px; margin: 50px; @top-left { content: "head" } }
.note { float: footnote }
</style><title>x</title>
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

    def glyphs(self) -> int:
        layout = self.text.pango_layout
        layout.reactivate(self.text.style)
        line, _ = layout.get_first_line()
        count = int(line.runs[0].data.glyphs.num_glyphs)
        layout.deactivate()
        return count


@pytest.fixture(scope="module")
def seen() -> Seen:
    return Seen()


#: What is read: by whom, and how to see that it is still there.
READ: dict[str, tuple[str, Callable[[Seen], object]]] = {
    "page._page_box with its body and its area for notes": (
        "flow.py, tables.py, tree/pages.py, chapters/typesetting.py",
        lambda seen: seen.sheet.height > 0 and seen.named("FootnoteAreaBox").children,
    ),
    "document._html.etree_element": (
        "tree/__init__.py",
        lambda seen: seen.document._html.etree_element.tag == "html",
    ),
    "HTML.wrapper_element and etree_element, the one around the other": (
        "layout.py",
        lambda seen: (
            (html := seen.document._html).wrapper_element.etree_element is html.etree_element
            and vars(html).keys()
            == {"base_url", "url_fetcher", "media_type", "wrapper_element", "etree_element"}
        ),
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
        "tree/wording.py, tree/clusters.py, flow.py",
        lambda seen: all(
            seen.text.style[name] is not None
            for name in ("hyphens", "hyphenate_character", "direction", "break_inside")
        ),
    ),
    "pango_layout, which can be set again": ("tree/clusters.py", lambda seen: seen.glyphs() > 0),
    "fonts with hash, widths, to_unicode, glyph_count, missing and type": (
        "tree/codes.py, tree/streams.py",
        lambda seen: (
            seen.font.hash
            and seen.font.widths.keys() == seen.font.to_unicode.keys()
            and seen.font.glyph_count > max(seen.font.widths)
            and seen.font.missing == {}
            and seen.font.type in ("ttf", "otf")
        ),
    ),
    "font dictionaries that are made already, under the font's hash": (
        "tree/codes.py",
        lambda seen: (
            bytes(seen.font_dictionary()["BaseFont"])[1:7]
            in {font.hash.encode() for font in seen.document.fonts.values()}
        ),
    ),
    "ToUnicode as lines, of which the last four end the table": (
        "tree/codes.py",
        lambda seen: (
            seen.thing(seen.font_dictionary()["ToUnicode"]).stream[-5:-3]
            == [b"endbfchar", b"endcmap"]
        ),
    ),
    "widths and an identical map of glyphs in the descendant font": (
        "tree/codes.py",
        lambda seen: (
            (font := seen.thing(seen.font_dictionary()["DescendantFonts"][0]))["W"]
            and font["CIDToGIDMap"] == "/Identity"
        ),
    ),
    "text drawn as matrix, font, glyphs": (
        "tree/logical.py, tree/streams.py",
        lambda seen: re.search(
            rb"\S+ Tm\n/\w{6} \S+ Tf\n\[<[0-9a-f]{4}[^\]]*\] TJ\n(.*\n)*?ET", seen.operations()
        ),
    ),
    "page.anchors": ("layout.py", lambda seen: "a" in seen.document.pages[0].anchors),
    "pdf.page_references": ("tree/__init__.py", lambda seen: list(seen.pdf.page_references)),
}


@pytest.mark.parametrize("what", READ)
def test_what_we_read_is_still_there(seen: Seen, what: str) -> None:
    where, look = READ[what]
    assert look(seen), f"WeasyPrint no longer has: {what}. Follow it in exporters/pdf: {where}."


def test_the_name_that_we_replace_is_the_one_that_is_called() -> None:
    assert weasyprint.__version__ == "70.0", MOVED
    source = inspect.getsource(weasyprint.pdf.generate_pdf)
    call = source.find("add_tags(pdf, document, options['pdf_version'], page_streams)")
    assert call > source.find("build_fonts_dictionary(") > 0, MOVED
    theirs = inspect.signature(weasyprint.pdf.add_tags)
    assert list(theirs.parameters) == list(inspect.signature(add_tags).parameters), MOVED


def test_their_function_is_put_back() -> None:
    theirs = weasyprint.pdf.add_tags
    with our_tags():
        assert weasyprint.pdf.add_tags is add_tags
    assert weasyprint.pdf.add_tags is theirs


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
    assert record.getMessage().startswith(_NO_GLYPH), "logs.py knows a missing glyph by these words"
    assert record.args == ("\ue123", 0xE123)
