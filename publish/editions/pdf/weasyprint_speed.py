"""Let WeasyPrint do once what it does again and again, with the same result.

:data:`PATCHES` lists every name of WeasyPrint that is replaced here, with the reason, as
``weasyprint_patches`` does for those whose result changes; the same tests watch over both.
"""

from __future__ import annotations

import struct
import zlib
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from importlib import import_module
from typing import Any

from publish.editions.pdf.weasyprint_patches import Patch

PATCHES = (
    Patch(
        "weasyprint.layout.page.set_page_type_computed_styles",
        "shared_page_styles",
        "it computes the styles of every page and of its sixteen margin boxes again",
    ),
    Patch(
        "weasyprint.css.StyleFor.set_computed_styles",
        "kept_styles",
        "each layout of a document computes the styles of all elements again",
    ),
    Patch(
        "weasyprint.css.find_style_attributes and StyleFor",
        "shared_styles",
        "it declares each id as a style, so no two elements with ids share their computed styles",
    ),
    Patch(
        "weasyprint.text.line_break._font_style_cache_key",
        "kept_styles",
        "it writes all properties of the font of a line's style to a text, for each line",
    ),
    Patch(
        "weasyprint.layout.make_margin_boxes",
        "without_margin_boxes",
        "it computes the styles of all margin boxes, even if a book draws them separately",
    ),
    Patch(
        "weasyprint.svg.path.point",
        "quick_drawings",
        "a drawing has thousands of points; it looks for a unit at each number",
    ),
    Patch(
        "pydyf.PDF.page_references",
        "kept_references",
        "each bookmark makes the references to all pages again",
    ),
    Patch(
        "weasyprint.images.RasterImage._get_png_data",
        "quick_drawings",
        "it decodes and encodes each PNG picture that can be in the PDF as it is",
    ),
)


@contextmanager
def shared_page_styles() -> Iterator[None]:
    """Let pages share their computed styles within the block, if the same rules apply to them.

    WeasyPrint shares those of elements in the same way (``StyleFor``).  That of the first page is
    its own: lengths that depend on its size are computed before that is known.  Not thread-safe.
    """
    from weasyprint.layout import page

    original = page.set_page_type_computed_styles

    def set_styles(page_type: Any, html: Any, style_for: Any) -> None:
        if page_type.index == 0:
            original(page_type, html, style_for)
            return
        style_for.add_page_declarations(page_type)
        cascaded, computed = style_for.get_cascaded_styles(), style_for.get_computed_styles()
        own = [key for key in cascaded if key[0] == page_type]
        rules = tuple(
            (kind, name, id(value), str(weight))
            for _, kind in own
            for name, (value, weight) in cascaded[page_type, kind].items()
        )
        known = getattr(style_for, "publish_styles", None)
        if known is None:
            known = style_for.publish_styles = {}
        if rules not in known:
            original(page_type, html, style_for)
            known[rules] = {
                kind: computed[page_type, kind] for _, kind in (*own, (page_type, None))
            }
        for kind, style in known[rules].items():
            computed[page_type, kind] = style
        for key in own:
            del cascaded[key]

    page.set_page_type_computed_styles = set_styles
    try:
        yield
    finally:
        page.set_page_type_computed_styles = original


@contextmanager
def shared_styles(*, is_target: bool = False) -> Iterator[None]:
    """Let elements share computed styles within the block, though they have ids of their own.

    WeasyPrint 70 makes each id an anchor by a declaration, and what inherits from it has a style of
    its own, too.  Here an element that a link leads to, or each if ``is_target`` because rules may
    ask for its page, has a view of the shared style, with the anchor.  :func:`add_anchors` adds the
    other ids to the finished pages.  Not thread-safe.
    """
    from weasyprint import css

    find, begin, style_of = css.find_style_attributes, css.StyleFor.__init__, css.StyleFor.__call__

    class Anchored(css.Style):  # type: ignore[misc]  # the library is untyped
        """The style ``shared`` with an anchor; both have the same attributes."""

        __slots__ = ("shared",)

        def __init__(self, shared: Any, anchor: str) -> None:
            self.shared = shared
            object.__setattr__(self, "__dict__", shared.__dict__)
            self["anchor"] = anchor

        def __missing__(self, key: str) -> Any:
            value = self[key] = self.shared[key]
            return value

        def copy(self) -> Any:
            copied = Anchored(self.shared, self["anchor"])
            copied.update(self)
            return copied

    def compute(
        style_for: Any, html: Any, sheets: Any, hints: Any, fonts: Any, collector: Any
    ) -> None:
        begin(style_for, html, sheets, hints, fonts, collector)
        root = html.etree_element
        targets = {(link.get("href") or "")[1:] for link in root.iter("a")}
        names = dict.fromkeys(one.get("id") for one in root.iter() if "id" in one.attrib)
        style_for.publish_targets = {one: None for one in names if is_target or one in targets}
        for name in style_for.publish_targets:
            collector.collect_anchor(name)

    def style(style_for: Any, element: Any, pseudo_type: str | None = None) -> Any:
        found = style_of(style_for, element, pseudo_type)
        if pseudo_type is None and found is not None and hasattr(element, "iter"):
            name = element.get("id")
            if name in style_for.publish_targets:
                return Anchored(found, name)
        return found

    def declared(tree: Any, *rest: Any) -> Iterator[Any]:
        for one in find(_Styled(tree), *rest):
            names = [getattr(each, "name", "") for each in one[2]]
            if names != ["-weasy-anchor"]:
                yield one

    css.find_style_attributes = declared
    css.StyleFor.__init__, css.StyleFor.__call__ = compute, style
    try:
        yield
    finally:
        css.find_style_attributes = find
        css.StyleFor.__init__, css.StyleFor.__call__ = begin, style_of


class _Styled:
    """The elements of a tree that declare a style by an attribute, as drawings do by their size."""

    def __init__(self, tree: Any) -> None:
        self._tree = tree

    def iter(self) -> Iterator[Any]:
        for one in self._tree.iter():
            if "style" in one.attrib or "lang" in one.attrib or str(one.tag).endswith("}svg"):
                yield one


def add_anchors(pages: Iterable[Any]) -> None:
    """Add the place of each element with an id to the anchors of WeasyPrint's ``pages``.

    The anchors are named destinations of the PDF (ISO 32000-1, 12.3.2.3).
    """
    for page in pages:
        for box in page._page_box.descendants():
            if box.element is None or "::" in box.element_tag:
                continue
            name = box.element.get("id")
            if name and name not in page.anchors:
                x, y, width, height = box.hit_area()
                page.anchors[name] = (x, y, x + width, y + height)


@contextmanager
def kept_styles() -> Iterator[None]:
    """Let the layouts of a document within the block share computed styles.

    A style depends on that of the parent and on the declarations that apply.  Those of pages, and
    of the elements whose overflow is that of the page, are changed by a layout, and not shared.
    Not thread-safe.
    """
    from weasyprint.css import StyleFor
    from weasyprint.text import line_break

    original, key_of = StyleFor.set_computed_styles, line_break._font_style_cache_key
    known: dict[tuple[object, ...], Any] = {}

    def set_styles(
        styles: Any,
        element: Any,
        parent: Any,
        root: Any = None,
        pseudo_type: str | None = None,
        base_url: str | None = None,
        target_collector: Any = None,
    ) -> None:
        cascaded = styles.get_cascaded_styles().get((element, pseudo_type), {})
        computed = styles.get_computed_styles()
        key = None
        if hasattr(element, "iter") and "overflow" not in cascaded:
            above = None if element is root and pseudo_type is None else computed[parent, None]
            values = ((name, _same(*value), value[1]) for name, value in cascaded.items())
            key = id(above), pseudo_type, *values
            style = known.get(key)
            if style is not None:
                computed[element, pseudo_type] = style
                if target_collector and style["anchor"]:
                    target_collector.collect_anchor(style["anchor"])
                return
        original(styles, element, parent, root, pseudo_type, base_url, target_collector)
        if key is not None:
            known[key] = computed[element, pseudo_type]  # keeps its declarations, and their ids

    def font_key(style: Any, include_size: bool = False) -> Any:
        size = (style["font_size"], style["line_height"]) if include_size else None
        keys = style.__dict__.setdefault("publish_font_keys", {})
        if size not in keys:
            keys[size] = key_of(style, include_size)
        return keys[size]

    StyleFor.set_computed_styles, line_break._font_style_cache_key = set_styles, font_key
    try:
        yield
    finally:
        StyleFor.set_computed_styles, line_break._font_style_cache_key = original, key_of


#: The specificities of what attributes declare: ``style``, and others such as ``id``.
_ATTRIBUTES = ((1, 0, 0), (0, 0, 0))


def _same(value: Any, weight: tuple[Any, Any, Any]) -> object:
    """Return what tells the value of a declaration apart.

    Style sheets are read once, attributes by each layout.
    """
    return _parts(value) if weight[2] in _ATTRIBUTES else id(value)


def _parts(value: Any) -> object:
    if isinstance(value, (tuple, list)):
        return type(value), *map(_parts, value)
    return (type(value), value) if isinstance(value, (str, int, float)) else id(value)


@contextmanager
def without_margin_boxes() -> Iterator[None]:
    """Let WeasyPrint make no margin boxes (CSS Paged Media 3, 5) within the block.

    Not thread-safe.
    """
    from weasyprint import layout

    original = layout.make_margin_boxes
    layout.make_margin_boxes = lambda context, page, state: ()  # noqa: ARG005 - called by position
    try:
        yield
    finally:
        layout.make_margin_boxes = original


@contextmanager
def kept_references() -> Iterator[None]:
    """Make the references to the pages of a PDF once within the block, after its last page.

    Not thread-safe.
    """
    from pydyf import PDF

    original = PDF.page_references
    kept: dict[Any, tuple[bytes, ...]] = {}

    def references(pdf: Any) -> tuple[bytes, ...]:
        found = kept.get(pdf, ())
        if len(found) != pdf.pages["Count"]:
            found = kept[pdf] = original.fget(pdf)
        return found

    PDF.page_references = property(references)
    try:
        yield
    finally:
        PDF.page_references = original


@contextmanager
def quick_drawings() -> Iterator[None]:
    """Read the points of drawings, and copy PNG pictures, as fast as possible within the block.

    Not thread-safe.
    """
    from weasyprint.images import RasterImage
    from weasyprint.svg.utils import PointError

    path: Any = import_module("weasyprint.svg.path")  # the package has a function of this name
    original, encode = path.point, RasterImage._get_png_data

    def point(svg: Any, text: str, font_size: float) -> tuple[float, float, str]:
        x, space, rest = text.partition(" ")
        if not space:
            raise PointError
        y, _, rest = rest.partition(" ")
        try:
            return float(x), float(y), rest
        except ValueError:  # with a unit
            return (*svg.point(x, y, font_size), rest)

    def png_data(picture: Any) -> bytes:
        return (picture.format == "PNG" and _pixels(picture)) or encode(picture)

    path.point, RasterImage._get_png_data = point, staticmethod(png_data)
    try:
        yield
    finally:
        path.point, RasterImage._get_png_data = original, staticmethod(encode)


#: The number of channels of a picture by the colour type of PNG: grey and red-green-blue.
_CHANNELS = {0: 1, 2: 3}


def _pixels(picture: Any) -> bytes:
    """Return the compressed pixels of a PNG ``picture`` (PNG 3, 11.2.3), empty if not possible.

    They have to be as ``RasterImage`` declares them (ISO 32000-1, 7.4.4.4): not interlaced, with
    eight bits a channel, none of them opacity; and complete, which Pillow doesn't ask.
    """
    place = picture.fp.tell()
    picture.fp.seek(0)
    content = picture.fp.read()
    picture.fp.seek(place)
    width, height, *form = struct.unpack_from(">2I5B", content, 16)
    channels = _CHANNELS.get(form[1])
    if channels is None or form != [8, form[1], 0, 0, 0]:
        return b""
    found, place = [], 8
    while place + 8 <= len(content):
        length, kind = struct.unpack_from(">I4s", content, place)
        if kind == b"IDAT":
            found.append(content[place + 8 : place + 8 + length])
        place += 12 + length
    data = b"".join(found)
    stride = 1 + width * channels
    unpacked = zlib.decompressobj()
    try:
        rows = unpacked.decompress(data, height * stride + 1)
    except zlib.error:
        return b""
    whole = unpacked.eof and len(rows) == height * stride
    return data if whole and max(rows[::stride]) <= 4 else b""  # five filters
