"""What is replaced in WeasyPrint: each row of the table is replaced, used, and put back.

WeasyPrint is pinned.  When a new release moves one of these names, the test of its row fails.
"""

import base64
import inspect
import re
import struct
import subprocess
import sys
import tempfile
import warnings
from collections.abc import Callable
from io import BytesIO
from pathlib import Path
from types import ModuleType
from typing import Any
from unittest.mock import patch
from xml.etree import ElementTree

import cffi.api
import pikepdf
import pydyf
import pytest
import weasyprint
import weasyprint.css
import weasyprint.pdf
import weasyprint.pdf.fonts
import weasyprint.pdf.stream
from PIL import Image, ImageFile
from weasyprint.document import DocumentMetadata
from weasyprint.layout import LayoutContext, inline, page

from publish.editions.pdf import weasyprint_fonts, weasyprint_notes
from publish.editions.pdf import weasyprint_patches as patches
from publish.editions.pdf import weasyprint_speed as speed
from publish.editions.pdf.tree import add_tags_1, add_tags_2

MARKUP = "<html lang='en'><head><title>x</title></head><body><p id='a'>One</p></body></html>"

MOVED = """WeasyPrint's tagging has moved. Read what its release says of tags, then
  1. find what pdf/__init__.py calls after "# Add tags", and replace that name in
     weasyprint_patches.py;
  2. see that Stream.marked still fills stream._tags with {box: {"mcid": number}};
  3. see that fonts are built before the tags are added: tree/content.py adds to them;
  4. run tests/editions/pdf with veraPDF, and change the pin in pyproject.toml."""


_LOAD = """
import sys

def watch(event, details):
    if event in ("subprocess.Popen", "os.posix_spawn", "os.exec", "os.system"):
        raise SystemExit(f"{event} {details}")

sys.addaudithook(watch)
from publish.editions.pdf.weasyprint_patches import require
require()
import weasyprint
import ctypes.util
print(ctypes.util.find_library.__module__)
"""


def find_library() -> None:
    """Loading WeasyPrint starts no program, and the function is put back."""
    done = subprocess.run([sys.executable, "-c", _LOAD], capture_output=True, text=True)
    assert (done.returncode, done.stdout, done.stderr) == (0, "ctypes.util\n", "")
    assert "ctypes.util.find_library(" in inspect.getsource(cffi.api), "it is asked no more"


def add_tags() -> None:
    """The function is the one that is called, with these arguments, and is put back."""
    assert weasyprint.__version__ == "70.0", MOVED
    source = inspect.getsource(weasyprint.pdf.generate_pdf)
    call = source.find("add_tags(pdf, document, options['pdf_version'], page_streams)")
    assert call > source.find("build_fonts_dictionary(") > 0, MOVED
    original = weasyprint.pdf.add_tags
    for ours in (add_tags_1, add_tags_2):
        parameters = inspect.signature(original).parameters
        assert list(parameters) == list(inspect.signature(ours).parameters), MOVED
        with patches.replaced_tags(ours):
            assert weasyprint.pdf.add_tags is ours
        assert weasyprint.pdf.add_tags is original


def tree_root() -> None:
    """The layout takes the tree that was set, and the object holds nothing else of the old one."""
    html = weasyprint.HTML(string="<p>old")
    patches.set_root(html, ElementTree.fromstring(MARKUP))
    assert vars(html).keys() == {
        *("base_url", "url_fetcher", "media_type", "wrapper_element", "etree_element")
    }
    (page,) = html.render().pages
    assert [box.text for box in page._page_box.descendants() if hasattr(box, "text")] == ["One"]


def html_of_a_document() -> None:
    """A copy of a document does not know its source; the tags are written with it."""
    html = weasyprint.HTML(string=MARKUP)
    document = html.render()
    assert document._html is html
    assert getattr(document.copy(document.pages), "_html", None) is None, (
        "it is not needed any more"
    )
    copy = patches.pages_of(document, document.pages[:1], html)
    seen: list[Any] = []
    with patches.replaced_tags(lambda _pdf, document, _version, _streams: seen.append(document)):
        copy.write_pdf(pdf_variant="pdf/ua-1")
    assert seen[0]._html is html


def metadata() -> None:
    """The XMP of a PDF/A says that it is PDF/UA as well, and nothing is left out of it."""
    assert set(inspect.signature(DocumentMetadata).parameters) == {
        *("title", "authors", "description", "keywords", "generator", "created", "modified"),
        *("attachments", "lang", "custom", "xmp_metadata"),
    }
    document = weasyprint.HTML(string=MARKUP).render()
    document.metadata.authors = ["Ada"]
    document.metadata = patches.with_pdf_ua(document.metadata)
    with warnings.catch_warnings():  # it leaves the file of its colour profile open
        warnings.simplefilter("ignore", ResourceWarning)
        written = document.write_pdf(pdf_variant="pdf/a-2a")
    with pikepdf.open(BytesIO(written)) as pdf, pdf.open_metadata() as xmp:
        assert (xmp["pdfuaid:part"], xmp["pdfaid:part"]) == ("1", "2")
        assert (xmp["dc:title"], xmp["dc:creator"]) == ("x", ["Ada"])


def fonts() -> None:
    """A font that is shared keeps its whole file; another one is cut down to its glyphs."""
    assert list(inspect.signature(weasyprint.pdf.fonts.Font.clean).parameters) == [
        *("self", "to_unicode", "hinting")
    ]
    sizes = {}
    for shared in (False, True):
        document = weasyprint.HTML(string=MARKUP).render()
        asked: list[Any] = []

        def is_shared(font: Any, shared: bool = shared, asked: list[Any] = asked) -> bool:
            asked.append(font)
            return shared

        weasyprint_fonts.keep_fonts(document, is_shared)
        with pikepdf.open(BytesIO(document.write_pdf())) as pdf:
            files = [one for one in pdf.objects if "/FontFile2" in one or "/FontFile3" in one]
            key = "/FontFile2" if "/FontFile2" in files[0] else "/FontFile3"
            sizes[shared] = len(files[0][key].read_bytes())
        assert [font.hash for font in asked]
    assert sizes[False] < sizes[True] / 2


def font_folder() -> None:
    """Fonts are kept where we say, and go with the ``FontConfiguration``."""
    font = Path(__file__).parents[3] / "styles/fonts/source-sans/SourceSans3-Regular.ttf"
    rule = f"@font-face {{ font-family: X; src: url({font.as_uri()}) }} body {{ font-family: X }}"
    with tempfile.TemporaryDirectory() as name:
        fonts = weasyprint_fonts.font_configuration(Path(name))
        weasyprint.CSS(string=rule, font_config=fonts)
        (folder,) = Path(name).iterdir()
        assert [one.stat().st_size for one in folder.iterdir()] == [font.stat().st_size]
        fonts.__del__()
        assert not folder.exists()


def colours() -> None:
    """A colour in inks is drawn as the screen's; another one stays, and the method is put back."""
    original = weasyprint.pdf.stream.Stream.set_color
    assert [*inspect.signature(original).parameters] == ["self", "color", "stroke"]
    inks = "<p style='color: device-cmyk(0 1 1 0)'>a<b style='color: #00f'>b</b>"
    with patches.without_inks(lambda *inks: inks[1:]):
        written = weasyprint.HTML(string=inks).write_pdf(uncompressed_pdf=True)
    assert weasyprint.pdf.stream.Stream.set_color is original
    assert b"1 1 0 rg" in written
    assert b"0 0 1 rg" in written
    assert b"DeviceCMYK" not in written


def lines() -> None:
    """The functions are called by name, with these arguments, for each line."""
    parameters = {
        "split_inline_box": "context box position_x max_x bottom_space skip_stack containing_block",
        "split_text_box": "context box available_width skip is_line_start",
        "text_align": "context line available_width last",
        "justify_line": "context line extra_width",
    }
    assert tuple(parameters) == patches.LINE_FUNCTIONS
    for name, expected in parameters.items():
        found = list(inspect.signature(getattr(inline, name)).parameters)
        assert found[: len(expected.split())] == expected.split()
        assert f"{name}(" in inspect.getsource(inline).replace(f"def {name}(", "")
    called = set()

    class Recorder:
        def __init__(self, module: Any) -> None:
            for name in patches.LINE_FUNCTIONS:
                setattr(self, name, self.recorded(name, getattr(module, name)))

        def recorded(self, name: str, original: Any) -> Any:
            def call(*arguments: Any, **options: Any) -> Any:
                called.add(name)
                return original(*arguments, **options)

            return call

    text = "<p style='text-align: justify; width: 90px'>Some words that fill a few lines"
    with patches.replaced_lines(Recorder):
        weasyprint.HTML(string=text).render()
    assert called == set(patches.LINE_FUNCTIONS)
    assert inspect.getmodule(inline.split_text_box) is inline


def total() -> None:
    """A page with references is made twice, not three times, and shows the right numbers."""
    made = []
    original = page.remake_page

    def counted(index: int, *arguments: Any) -> Any:
        made.append(index)
        return original(index, *arguments)

    def render(counter: str) -> str:
        made.clear()
        style = "a::after { content: %s } p { break-before: page }"
        text = "<p id=a><a href='#b'>See </a><p>One<p id=b>Two<p><a href='#a'>Back</a>"
        html = weasyprint.HTML(string=f"<style>{style % counter}</style>{text}")
        boxes = html.render().pages[0]._page_box.descendants()
        return "".join(box.text for box in boxes if hasattr(box, "text"))

    target = "target-counter(attr(href), page)"
    page.remake_page = counted
    try:
        assert (render(target), made.count(0)) == ("See 3", 3), "WeasyPrint does so itself"
        with patches.few_passes():
            assert (render(target), made.count(0)) == ("See 3", 2)
            assert render("counter(pages)") == "See 4"
    finally:
        page.remake_page = original


def scaled_letters() -> None:
    """The matrix of a text has the scale of its box."""
    document = weasyprint.HTML(string=MARKUP).render()
    with patches.scaled_text(lambda _box: 1.5):
        written = document.write_pdf(uncompressed_pdf=True)
    assert re.search(rb"\n1\.5 0 0 -1 \S+ \S+ Tm", written)
    assert not re.search(rb"\n1\.5 0 0 -1", document.write_pdf(uncompressed_pdf=True))


PAGES = """<style>@page { size: 5cm; margin: 1cm; @top-center { content: counter(page) } }
@page :left { margin-left: 2cm; @top-center { content: none } } @page wide { margin: 5mm }
div { break-after: page }</style><div>1</div><div>2</div><div>3</div><div>4</div>
<div style="page: wide">5</div><div>6</div><div>7</div>"""


def page_styles() -> None:
    """Pages share their styles where the same rules apply, and look as before."""

    def drawn(document: Any) -> bytes:
        return document.write_pdf(uncompressed_pdf=True, pdf_identifier=b"1")

    plain = weasyprint.HTML(string=PAGES).render()
    with speed.shared_page_styles():
        shared = weasyprint.HTML(string=PAGES).render()
    assert drawn(shared) == drawn(plain)
    styles = [id(page._page_box.style) for page in shared.pages]
    assert len(styles) == 7
    assert len(set(styles)) == 4  # the first page, a left and a right one, and the wide one


def margin_boxes() -> None:
    """No page has margin boxes; its text is where it was."""
    with speed.without_margin_boxes():
        bare = weasyprint.HTML(string=PAGES).render()
    plain = weasyprint.HTML(string=PAGES).render()
    assert len(bare.pages) == len(plain.pages)
    for one, other in zip(bare.pages, plain.pages, strict=True):
        root = other._page_box.children[0]
        assert len(one._page_box.children) == 1
        assert one._page_box.children[0].content_box_x() == root.content_box_x()


DRAWING = """<svg xmlns='http://www.w3.org/2000/svg' width='90' height='90'><path stroke='red'
d='M1 2l3-4.5.5 1e1m10,20 1% 2C1 2 3 4 5 6s7 8 9 1 2 3 4 5q1 2 3 4t5 6a5 6 30 1 0 7 8h9v-3z
M 4 L 1 1'/></svg>"""


def data_image(kind: str, content: bytes) -> weasyprint.HTML:
    data = base64.b64encode(content).decode()
    return weasyprint.HTML(string=f'<img src="data:image/{kind};base64,{data}">')


def points() -> None:
    """Paths are drawn as before, with any notation of numbers."""

    def drawn() -> bytes:
        page = data_image("svg+xml", DRAWING.encode())
        return page.write_pdf(uncompressed_pdf=True, pdf_identifier=b"1")

    plain = drawn()
    assert plain.count(b" c\n") > 5
    with speed.quick_drawings():
        assert drawn() == plain


def picture(mode: str, **options: Any) -> bytes:
    made = Image.linear_gradient("L").resize((30, 20)).convert(mode)
    with BytesIO() as file:
        made.save(file, format="PNG", **options)
        return file.getvalue()


def png_pictures() -> None:
    """Pictures are copied if a PDF can have them as they are, and look as before in any case."""

    def pixels(content: bytes) -> tuple[bytes, bytes]:
        with patch.object(ImageFile, "LOAD_TRUNCATED_IMAGES", True):  # as WeasyPrint sets it
            made = data_image("png", content).write_pdf()
        with pikepdf.open(BytesIO(made)) as pdf:
            (found,) = pdf.pages[0].get_images().values()
            return pikepdf.PdfImage(found).as_pil_image().tobytes(), found.read_raw_bytes()

    copied = picture("RGB", compress_level=1), picture("L", compress_level=1)
    whole = picture("RGB", compress_level=0)
    place = whole.index(b"IDAT") - 4
    broken = whole[:place] + struct.pack(">I", 500) + whole[place + 4 : place + 512]
    others = picture("P"), picture("1"), picture("RGBA"), broken
    for content in (*copied, *others):
        plain = pixels(content)
        with speed.quick_drawings():
            quick = pixels(content)
        assert quick[0] == plain[0]
        assert (quick[1] != plain[1]) == (content in copied)
        assert content not in copied or quick[1] in content


_NOTE = f"Text<i>A note of {'many ' * 9}<u href='#end'>words</u></i>, text<i>Short</i>. "
NOTES = """<style>@page { size: 8cm 9cm; margin: 1cm } @page wide { size: 14cm 9cm; margin: 1cm }
section { page: wide } i { float: footnote } u::after { content: target-counter(attr(href), page) }
</style>""" + "".join(
    f"<{tag}><p>{'some text ' * 20}{_NOTE}{'some text ' * 60}{_NOTE}{'some text ' * 90}</{tag}>"
    for tag in ("div", "section", "div", "section", "p id='end'")
)


def notes() -> None:
    """Notes are where they were, at two widths, with page numbers in them that change."""
    area = "_update_footnote_area"
    counts = []

    def drawn() -> bytes:
        with patch.object(LayoutContext, area, autospec=True, side_effect=original) as counted:
            with weasyprint_notes.known_notes():
                document = weasyprint.HTML(string=NOTES).render()
            counts.append(counted.call_count)
        return document.write_pdf(uncompressed_pdf=True, pdf_identifier=b"1")

    original = getattr(LayoutContext, area)
    plain = weasyprint.HTML(string=NOTES).render()
    assert len(plain.pages) > 6
    assert drawn() == plain.write_pdf(uncompressed_pdf=True, pdf_identifier=b"1")
    with patch.object(LayoutContext, area, autospec=True, side_effect=original) as counted:
        weasyprint.HTML(string=NOTES).render()
    assert counts[0] < counted.call_count


_LINES = """<style>@page { size: 8cm 6cm; margin: 1cm } i { float: footnote }
p { margin: 0; font: 10px/15px sans-serif; orphans: 2; widows: 2 }
u::after { content: target-counter(attr(href), page) }</style>"""
_FIRST = "<p>First<i id='a'>Note</i><br>second"
_PAGE = "<u href='#end'></u>"
_END = f"<p>{_PAGE}</p>" + "<p id='end'>Text.</p>" + "<p>Text.</p>" * 8


def _on_pages(markup: str) -> tuple[list[list[str]], list[list[str]]]:
    """Return the ids of notes on each page as WeasyPrint has them, and without its faults."""

    def found() -> list[list[str]]:
        pages = weasyprint.HTML(string=f"{_LINES}{markup}").render().pages
        areas = [page._page_box.children[1:] for page in pages]
        return [[note.element.get("id") for area in one for note in area.children] for one in areas]

    plain = found()
    with weasyprint_notes.kept_notes():
        return plain, found()


def own_notes() -> None:
    """A line that has room only without the note before it keeps its own."""
    plain, kept = _on_pages(f"{'<p>One</p>' * 5}{_FIRST}<i id='b'>Note</i><br>third<br>fourth</p>")
    assert plain == [[], ["a"]], "it loses no note any more"
    assert kept == [[], ["a", "b"]]


def put_off_notes() -> None:
    """Notes that are put off stand on the next page alone, whichever pages are made again."""
    plain, kept = _on_pages(
        f"<p>{_PAGE}</p>{'<p>One</p>' * 5}{_FIRST}<br>third<br>fourth</p>{'<p>Some</p>' * 12}{_END}"
    )
    assert plain == [[], ["a"], ["a"], []], "the first page was made again, and the third"
    assert kept == [[], ["a"], [], []]
    plain, kept = _on_pages(f"{'<p>One</p>' * 6}{_FIRST}<br>{_PAGE}<br>fourth</p>{_END}")
    assert plain == [[], [], []], "the second page was made again"
    assert kept == [[], ["a"], []]
    last = "<p id='end'>End<i id='b'>Note</i></p>"
    plain, kept = _on_pages(f"<p>{_PAGE}</p>{'<p>One</p>' * 12}{_FIRST}</p>{last}")
    assert plain == [[], ["a"]], "the second page was not made again"
    assert kept == [[], ["a"], ["b"]]


STYLES = """<html lang="en"><body style="margin: 2em">
<p id="a">One <b>two</b> <q id="q">three</q></p><p>four</p>"""


def styles() -> None:
    """A second layout makes no styles but those of pages, and of what has other attributes."""
    document = weasyprint.HTML(string=STYLES)
    rules = "p { font: italic 12px/1.5 serif } b { width: 4em } q { color: red }"
    sheets = [weasyprint.CSS(string=rules)]
    css = sys.modules["weasyprint.css"]

    def made() -> tuple[bytes, int]:
        with patch.object(css, "ComputedStyle", side_effect=css.ComputedStyle) as counted:
            drawn = document.render(stylesheets=sheets)
        return drawn.write_pdf(uncompressed_pdf=True, pdf_identifier=b"1"), counted.call_count

    plain, all_styles = made()
    with speed.kept_styles():
        assert made() == (plain, all_styles)
        same, few = made()
        document.etree_element.find("body").find("p").set("id", "other")
        _, more = made()
    assert same == plain
    assert few < all_styles
    assert few < more < all_styles


IDS = """<style>@page { size: 9cm; margin: 1cm } i::after { content: "!" }
a::after { content: target-counter(attr(href), page) }</style>
<p id="p1"><a href="#p3">See</a></p><p id="p2">Two <i id="i1">is</i> <i id="i2">it</i></p>
<table id="t"><caption>Here</caption><tr id="r"><td id="d">1</td></tr></table>
<p id="p3" lang="de" style="break-before: page">Drei</p><p id="p4">4 <span id="s"></span></p>"""


def anchors() -> None:
    """Elements share styles, whatever their ids, and each id is still a named destination."""

    def names(document: Any) -> dict[str, int]:
        with pikepdf.open(BytesIO(document.write_pdf())) as pdf:
            pages = [page.objgen for page in pdf.pages]
            found = list(pdf.Root.Names.Dests.Names)
            return {
                str(name): pages.index(place[0].objgen)
                for name, place in zip(found[::2], found[1::2], strict=True)
            }

    plain = weasyprint.HTML(string=IDS).render()
    with speed.shared_styles():
        shared = weasyprint.HTML(string=IDS).render()
    with speed.shared_styles(is_target=True):
        each = weasyprint.HTML(string=IDS).render()
    assert names(shared).keys() == {"p3"}, "only what is linked to has a style of its own"
    assert names(each) == names(plain)
    styles = [
        [
            box.style
            for page in document.pages
            for box in page._page_box.descendants()
            if box.element_tag == "i" and type(box).__name__ == "InlineBox"
        ]
        for document in (plain, shared)
    ]
    assert styles[0][0] is not styles[0][1]
    assert styles[1][0] is styles[1][1]
    speed.add_anchors(shared.pages)
    assert names(shared) == names(plain)
    first, second = (
        {name: place for page in document.pages for name, place in page.anchors.items()}
        for document in (plain, shared)
    )
    assert first.keys() == second.keys()
    assert {name for name in first if first[name] != second[name]} == {"t"}
    assert second["t"][1] < first["t"][1], "the destination is above the caption"
    assert _text(shared) == _text(plain)
    root = ElementTree.fromstring(
        '<html><p id="a" lang="de"/><p id="b"/>'
        '<svg xmlns="http://www.w3.org/2000/svg" width="9em"/></html>'
    )
    with speed.shared_styles():
        declared = list(weasyprint.css.find_style_attributes(root))
    names = [(one[1].get("id"), [each.name for each in one[2]]) for one in declared]
    assert names == [("a", ["-weasy-lang"]), (None, ["width"])]


def _text(document: Any) -> list[str]:
    boxes = (box for page in document.pages for box in page._page_box.descendants())
    return [box.text for box in boxes if hasattr(box, "text")]


def references() -> None:
    """The references to pages are made once, and again when there is another page."""
    pdf = pydyf.PDF()

    def add() -> None:
        pdf.add_page(pydyf.Dictionary({"Type": "/Page"}))

    add()
    with speed.kept_references():
        first = pdf.page_references
        assert pdf.page_references is first
        add()
        assert len(pdf.page_references) == 2
        add()
        kept = pdf.page_references
    assert kept == pdf.page_references is not kept


CHECKS: dict[str, Callable[[], None]] = {
    "ctypes.util.find_library": find_library,
    "weasyprint.pdf.add_tags": add_tags,
    "weasyprint.layout.inline.split_inline_box, split_text_box, text_align and justify_line": lines,
    "weasyprint.layout.initialize_page_maker": total,
    "weasyprint.draw.text.draw_first_line": scaled_letters,
    "weasyprint.HTML.etree_element and wrapper_element": tree_root,
    "weasyprint.document.Document._html": html_of_a_document,
    "weasyprint.document.DocumentMetadata.generate_rdf_metadata": metadata,
    "weasyprint.document.Page.paint and weasyprint.pdf.fonts.Font.clean": fonts,
    "weasyprint.text.fonts.FontConfiguration._folder": font_folder,
    "weasyprint.pdf.stream.Stream.set_color": colours,
    "weasyprint.layout.page.set_page_type_computed_styles": page_styles,
    "weasyprint.css.StyleFor.set_computed_styles": styles,
    "weasyprint.text.line_break._font_style_cache_key": styles,
    "weasyprint.layout.make_margin_boxes": margin_boxes,
    "weasyprint.layout.block._linebox_layout": own_notes,
    "weasyprint.layout.page.remake_page": put_off_notes,
    "weasyprint.layout.LayoutContext._update_footnote_area": notes,
    "weasyprint.css.find_style_attributes and StyleFor": anchors,
    "pydyf.PDF.page_references": references,
    "weasyprint.svg.path.point": points,
    "weasyprint.images.RasterImage._get_png_data": png_pictures,
}


MODULES = (patches, speed, weasyprint_fonts, weasyprint_notes)
ROWS = [(row, module) for module in MODULES for row in module.PATCHES]


@pytest.mark.parametrize(("row", "module"), ROWS, ids=lambda one: getattr(one, "name", ""))
def test_what_is_replaced_is_where_it_was(row: patches.Patch, module: ModuleType) -> None:
    assert hasattr(module, row.by)
    CHECKS[row.name]()


def test_no_other_module_replaces_anything(root: Path) -> None:
    names = r"find_library|add_tags|_html|etree_element|wrapper_element|paint|clean|set_color"
    names += r"|set_page_type_computed_styles|make_margin_boxes|point|_update_footnote_area"
    names += r"|_get_png_data|_linebox_layout|remake_page|_folder"
    replaces = re.compile(rf"\.(?:{names}) = (?!=)")
    found = {
        path.name
        for path in (root / "publish/editions/pdf").rglob("*.py")
        if replaces.search(path.read_text(encoding="utf-8"))
    }
    assert found == {Path(str(module.__file__)).name for module in MODULES}


def test_the_stack_is_allocated_for_hundreds_of_frames() -> None:
    """CPython keeps frames in chunks of 16 KB, or of twice what a larger frame needs."""
    assert patches.with_preallocated_stack.__code__.co_stacksize * 8 > 32 * 16 * 1024


def test_what_the_call_returns_or_raises_passes_through() -> None:
    with_stack = patches.with_preallocated_stack
    assert with_stack(lambda: with_stack(lambda: 3)) == 3
    with pytest.raises(ZeroDivisionError):
        with_stack(lambda: 1 / 0)
