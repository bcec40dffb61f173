"""Let WeasyPrint do once what it does again and again, with the same result.

:data:`PATCHES` lists every name of WeasyPrint that is replaced here, with the reason, as
``weasyprint_patches`` does for those whose result changes; the same tests watch over both.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from publish.editions.pdf.weasyprint_patches import Patch

PATCHES = (
    Patch(
        "weasyprint.layout.page.set_page_type_computed_styles",
        "shared_page_styles",
        "it computes the styles of every page and of its sixteen margin boxes again",
    ),
    Patch(
        "weasyprint.layout.make_margin_boxes",
        "without_margin_boxes",
        "it computes the styles of all margin boxes, even if a book draws them separately",
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
