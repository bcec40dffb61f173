"""Load WeasyPrint, and replace parts of it that can't be changed through its API.

:data:`PATCHES` lists every private name of WeasyPrint that is replaced, with the reason.  All
replacing is done in this module; ``tests/editions/pdf/test_weasyprint_patches.py`` has a test for
each row, which fails when a release of WeasyPrint moves that name, and ``test_seam.py`` checks the
names that other modules only read.  WeasyPrint is pinned for this reason.

CPython's own behaviour is worked around in :func:`with_preallocated_stack` and
:func:`no_garbage_collection`; both only change how fast a layout is.
"""

from __future__ import annotations

import ctypes.util
import gc
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any, TypeVar

from msgspec import Struct

from publish.errors import MissingToolError


class Patch(Struct, frozen=True):
    """A name that is replaced, by the function ``by`` of this module, and ``why``."""

    name: str
    by: str
    why: str


PATCHES = (
    Patch(
        "ctypes.util.find_library",
        "require",
        "WeasyPrint asks it for each of its libraries; on Linux it runs a compiler every time",
    ),
    Patch(
        "weasyprint.pdf.add_tags",
        "replaced_tags",
        "our structure tree follows the document, WeasyPrint's the boxes of the layout",
    ),
    Patch(
        "weasyprint.layout.inline.split_inline_box, split_text_box, text_align and justify_line",
        "replaced_lines",
        "WeasyPrint fills lines one by one; lines of a paragraph are chosen together (lines/)",
    ),
    Patch(
        "weasyprint.layout.initialize_page_maker",
        "few_passes",
        "pages with references to pages are laid out three times, the last for nothing",
    ),
    Patch(
        "weasyprint.draw.text.draw_first_line",
        "scaled_text",
        "letters of justified lines are scaled a little",
    ),
    Patch(
        "weasyprint.HTML.etree_element and wrapper_element",
        "set_root",
        "our XHTML is parsed as XML, thirty times as fast as WeasyPrint parses HTML",
    ),
    Patch(
        "weasyprint.document.Document._html",
        "pages_of",
        "a document of some pages of another has to know its source for the tags",
    ),
    Patch(
        "weasyprint.document.DocumentMetadata.generate_rdf_metadata",
        "with_pdf_ua",
        "WeasyPrint declares one standard, and our PDF/A is PDF/UA-1 as well",
    ),
    Patch(
        "weasyprint.pdf.stream.Stream.set_color",
        "without_inks",
        "it writes device-cmyk() as inks, which PDF/A for screens can't have",
    ),
)


def require() -> None:
    """Import WeasyPrint.  Raises `MissingToolError` if Pango isn't installed."""
    try:
        with _system_loader_only():
            import weasyprint  # noqa: F401
    except OSError as error:  # what cffi raises for a shared library that isn't there
        fix = {
            "darwin": "Run: brew install pango",
            "win32": "Install MSYS2 and run in its shell: pacman -S mingw-w64-x86_64-pango",
        }.get(
            sys.platform,
            "Run: sudo apt install libpango-1.0-0 libpangoft2-1.0-0 libharfbuzz-subset0",
        )
        raise MissingToolError("Pango", "PDF", fix) from error


@contextmanager
def _system_loader_only() -> Iterator[None]:
    """Disable ``ctypes.util.find_library`` within the block, on Linux.

    WeasyPrint 70 (``weasyprint/text/ffi.py``) first looks for each of its seven libraries by the
    names that they have on other systems.  The function runs a compiler and a linker for each, half
    a second altogether, and can only return a name that WeasyPrint tries anyway.
    """
    original = ctypes.util.find_library
    if sys.platform == "linux":
        ctypes.util.find_library = lambda name: None  # noqa: ARG005 - called by position
    try:
        yield
    finally:
        ctypes.util.find_library = original


def pango_version() -> str:
    """Return the version of Pango, such as ``1.50.12``.  Raises `MissingToolError`."""
    require()
    from weasyprint.text.ffi import pango

    version = int(pango.pango_version())  # 15012
    return f"{version // 10000}.{version // 100 % 100}.{version % 100}"


@contextmanager
def replaced_tags(add_tags: Callable[[Any, Any, Any, list[Any]], None]) -> Iterator[None]:
    """Let WeasyPrint call ``add_tags`` to tag a PDF within the block.  Not thread-safe."""
    import weasyprint.pdf

    original = weasyprint.pdf.add_tags
    weasyprint.pdf.add_tags = add_tags
    try:
        yield
    finally:
        weasyprint.pdf.add_tags = original


@contextmanager
def without_inks(on_screen: Callable[..., tuple[float, ...]]) -> Iterator[None]:
    """Draw each colour in four inks as ``on_screen(c, m, y, k)`` (sRGB) within the block.

    All values are from 0 to 1.  Not thread-safe.  ISO 19005-2, 6.2.4.3: PDF/A with an output intent
    for screens can't use ``DeviceCMYK``.
    """
    from tinycss2.color5 import Color
    from weasyprint.pdf.stream import Stream

    original = Stream.set_color

    def set_color(stream: Any, color: Any, stroke: bool = False) -> None:
        if color.space == "device-cmyk":
            color = Color("srgb", on_screen(*color.coordinates), color.alpha)
        original(stream, color, stroke)

    Stream.set_color = set_color
    try:
        yield
    finally:
        Stream.set_color = original


@contextmanager
def scaled_text(scale_of: Callable[[Any], float]) -> Iterator[None]:
    """Let WeasyPrint draw each text box within the block as wide as ``scale_of`` says."""
    from weasyprint.draw import text
    from weasyprint.matrix import Matrix

    original = text.draw_first_line

    def draw(stream: Any, box: Any, overflow: Any, ellipsis: Any, matrix: Any) -> Any:
        return original(stream, box, overflow, ellipsis, Matrix(a=scale_of(box)) @ matrix)

    text.draw_first_line = draw
    try:
        yield
    finally:
        text.draw_first_line = original


#: The functions that :func:`replaced_lines` replaces.
LINE_FUNCTIONS = ("split_inline_box", "split_text_box", "text_align", "justify_line")


@contextmanager
def replaced_lines(line_breaker: Callable[[Any], Any]) -> Iterator[None]:
    """Let WeasyPrint call the methods of ``line_breaker`` for lines within the block.

    ``line_breaker`` gets the module ``weasyprint.layout.inline``, and returns an object with a
    method for each of :data:`LINE_FUNCTIONS`. Not thread-safe.
    """
    from weasyprint.layout import inline
    from weasyprint.text.ffi import ffi

    ffi.cdef(
        "void pango_glyph_item_get_logical_widths (PangoGlyphItem *, const char *, int *);",
        override=True,
    )
    originals = {name: getattr(inline, name) for name in LINE_FUNCTIONS}
    breaker = line_breaker(inline)
    try:
        for name in LINE_FUNCTIONS:
            setattr(inline, name, getattr(breaker, name))
        yield
    finally:
        for name, original in originals.items():
            setattr(inline, name, original)


class _Counters(dict[str, Any]):
    """The counters of a page; they are equal if all but the number of all pages are."""

    def __eq__(self, other: object) -> bool:
        return isinstance(other, dict) and self._without() == _Counters._without(other)

    def __ne__(self, other: object) -> bool:
        return not self == other

    __hash__ = None

    def _without(self: dict[str, Any]) -> dict[str, Any]:
        return {name: value for name, value in self.items() if name != "pages"}


@contextmanager
def few_passes() -> Iterator[None]:
    """Let WeasyPrint lay out a page with references to pages twice at most, within the block.

    It compares the counters of pages with the number of all pages, which is unknown at first, and
    doesn't find the references whose target is ``attr(href)`` when the target's page is known; so
    each such page is made a third time.  Text that shows the number of all pages keeps it.
    """
    from weasyprint import layout

    original = layout.initialize_page_maker

    def initialize(context: Any, root_box: Any) -> None:
        original(context, root_box)
        items = context.target_collector.counter_lookup_items
        shown = (
            name
            for item in items.values()
            for names in (item.missing_counters, *item.missing_target_counters.values())
            for name in names
        )
        if "pages" in shown:
            return
        for (box, _), item in items.items():
            if None in item.missing_target_counters:
                _name_targets(box, item)
        first = context.page_maker[0]
        quotes, counters, *others = first[3]
        state = (quotes, _Counters(counters), *others)
        context.page_maker[0] = (*first[:3], state, *first[4:])

    layout.initialize_page_maker = initialize
    try:
        yield
    finally:
        layout.initialize_page_maker = original


def _name_targets(box: Any, item: Any) -> None:
    """Note the targets that a box takes from an attribute, and that its own counters aren't theirs.

    ``compute_content_list`` notes ``None``, and the counters of the last target as those of the
    box.
    """
    targets: dict[str, list[str]] = {}
    own = []
    for kind, value in box.style["content"]:
        if kind in ("target-counter()", "target-counters()"):
            token, counter = value[:2]
            if token[0] != "attr()":
                return
            targets.setdefault(box.element.get(token[1][0], "").removeprefix("#"), []).append(
                counter
            )
        elif kind in ("counter()", "counters()"):
            own.append(value[0])
    item.missing_target_counters = targets
    item.missing_counters = [name for name in own if name in ("page", "pages")]


def set_root(html: Any, root: Any) -> None:
    """Make ``root`` (an ElementTree ``html`` element) the document of a ``weasyprint.HTML``."""
    wrapper = type(html.wrapper_element)
    html.wrapper_element = wrapper.from_html_root(root, content_language=None)
    html.etree_element = root


def pages_of(document: Any, pages: list[Any], html: Any) -> Any:
    """Return a copy of ``document`` with only ``pages``; ``html`` is its source."""
    copy = document.copy(pages)
    copy._html = html
    return copy


#: The identification of PDF/UA-1 (ISO 14289-1, 5), and the description of its schema that PDF/A
#: requires (ISO 19005-2, 6.6.2.3).
_PDF_UA_1 = b"""<rdf:Description xmlns:pdfuaid="http://www.aiim.org/pdfua/ns/id/" rdf:about="">
<pdfuaid:part>1</pdfuaid:part></rdf:Description>
<rdf:Description xmlns:pdfaExtension="http://www.aiim.org/pdfa/ns/extension/"
 xmlns:pdfaSchema="http://www.aiim.org/pdfa/ns/schema#"
 xmlns:pdfaProperty="http://www.aiim.org/pdfa/ns/property#" rdf:about="">
<pdfaExtension:schemas><rdf:Bag><rdf:li rdf:parseType="Resource">
<pdfaSchema:schema>PDF/UA identification</pdfaSchema:schema>
<pdfaSchema:namespaceURI>http://www.aiim.org/pdfua/ns/id/</pdfaSchema:namespaceURI>
<pdfaSchema:prefix>pdfuaid</pdfaSchema:prefix>
<pdfaSchema:property><rdf:Seq><rdf:li rdf:parseType="Resource">
<pdfaProperty:name>part</pdfaProperty:name>
<pdfaProperty:valueType>Integer</pdfaProperty:valueType>
<pdfaProperty:category>internal</pdfaProperty:category>
<pdfaProperty:description>Part of ISO 14289 that is met</pdfaProperty:description>
</rdf:li></rdf:Seq></pdfaSchema:property>
</rdf:li></rdf:Bag></pdfaExtension:schemas></rdf:Description>
"""


def with_pdf_ua(metadata: Any) -> Any:
    """Return a copy of a ``DocumentMetadata`` whose XMP declares PDF/UA-1 besides PDF/A."""
    from weasyprint.document import DocumentMetadata

    class BothStandards(DocumentMetadata):  # type: ignore[misc]  # the library is untyped
        def generate_rdf_metadata(self, *arguments: Any) -> bytes:
            rdf: bytes = super().generate_rdf_metadata(*arguments)
            return rdf.replace(b"</rdf:RDF>", _PDF_UA_1 + b"</rdf:RDF>")

    names = ("title", "authors", "description", "keywords", "generator", "created", "modified")
    values = {name: getattr(metadata, name) for name in names}
    return BothStandards(**values, lang=metadata.lang)


@contextmanager
def no_garbage_collection() -> Iterator[None]:
    """Turn the garbage collector off within the block.

    The boxes of a layout refer to each other to the end, so collecting would free nothing but other
    layouts (:class:`ReplacedLayouts`).  They are moved to the oldest generation at the end, or else
    turning it on would look at all of them.
    """
    was_on = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_on:
            gc.freeze()
            gc.unfreeze()
            gc.enable()


class ReplacedLayouts:
    """Frees layouts that were replaced by others; ``pages`` counts theirs, from 0 again then."""

    def __init__(self) -> None:
        self.pages = 0

    def free(self) -> None:
        """Collect garbage if there were many pages: a thousand notes are laid out fifty times."""
        if self.pages > _MOST_PAGES:
            gc.collect()
            self.pages = 0


#: So many pages are collected at once; fewer take less memory than time.
_MOST_PAGES = 40

T = TypeVar("T")

#: Stack slots of one frame, of 8 bytes each.  A frame that large makes CPython allocate a chunk of
#: one megabyte, and leaves half of that free.
_STACK_SLOTS = 70_000


def with_preallocated_stack(call: Callable[[], T]) -> T:
    """Return ``call()``, with memory for the frames of deep calls allocated beforehand.

    CPython 3.11 and later (``push_chunk`` in ``Python/pystate.c``) keeps frames in chunks of 16 KB:
    a call that doesn't fit into the last chunk allocates another and frees it on return.  If a busy
    loop is at the edge of a chunk, as happens in a layout, each round costs two system calls and a
    page fault: a tenth of the time of a layout.
    """
    return call()


with_preallocated_stack.__code__ = with_preallocated_stack.__code__.replace(
    co_stacksize=_STACK_SLOTS
)
