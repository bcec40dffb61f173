"""Lay out and draw a piece of a book, in a worker process."""

from __future__ import annotations

import io
from collections.abc import Iterator
from typing import Any, assert_never

from publish.editions.pdf.adjustments import adjust
from publish.editions.pdf.chapters.cutting import cut_forms, cut_pages
from publish.editions.pdf.chapters.fonts import SharedFonts, subset_font
from publish.editions.pdf.chapters.margins import margin_markup, margin_rules, pages_before
from publish.editions.pdf.chapters.model import (
    SIDED,
    Answer,
    Body,
    FontRequest,
    Fragment,
    MarginRequest,
    PageInfo,
    PieceRequest,
    Request,
    Setup,
)
from publish.editions.pdf.elements import by_id
from publish.editions.pdf.layout import LayoutContext, compose, describe, draw, parsed
from publish.editions.pdf.long_tables import LongTables
from publish.editions.pdf.options import PdfSettings
from publish.editions.pdf.sentences import Sentences
from publish.editions.pdf.weasyprint_patches import pages_of
from publish.editions.pdf.weasyprint_speed import shared_page_styles, without_margin_boxes
from publish.errors import ToolError
from publish.xhtml.escape import attribute

#: The ids of the elements in place of the pages before a piece, and of the other pieces.
BEFORE, ELSEWHERE = "-before", "-elsewhere"


class Typesetter:
    """Answers the requests for one book."""

    def __init__(self, setup: Setup) -> None:
        self._setup = setup
        self._context = LayoutContext.of(
            setup.images, setup.settings, setup.sheets, setup.temporary
        )
        self._sent: set[str] = set()

    @property
    def settings(self) -> PdfSettings:
        return self._setup.settings

    def answer(self, request: Request) -> Answer:
        match request:
            case PieceRequest():
                return self.lay_out(request)
            case MarginRequest():
                return self.draw_margins(request)
            case FontRequest():
                return Answer(subset_font(request.content, request.index, request.glyphs))
            case _:
                assert_never(request)

    def lay_out(self, request: PieceRequest) -> Answer:
        """Lay out and draw a piece without its margin boxes; the answer is a :class:`Body`."""
        piece, setup = request.piece, self._setup
        html = parsed(_markup(setup.head, request), self._context)
        tables = LongTables.of(html.etree_element)
        sentences = Sentences(html.etree_element)
        adjust(html.etree_element, setup.settings)
        sentences.index()
        rule = ""
        if piece.wrapper:  # the part began before
            rule = f"{by_id(piece.part)} {{ break-before: auto !important }}"
        with without_margin_boxes():
            document = compose(html, self._context, rule, self._pages_of(html, piece.name))
        _remove_helpers(html.etree_element)
        describe(document, setup.article, setup.settings)
        far = set(piece.far)
        first = document.pages[0].anchors
        page_of = tables.page_of(document.pages)
        first.update(dict.fromkeys(piece.far, (0, 0, 0, 0)))
        levels = [
            (mark[0], mark[3] != "closed") for page in document.pages for mark in page.bookmarks
        ]
        pages, breaks, turns, shows = _examine(document, piece.name, far, sentences)
        page_of |= sentences.pages()
        if request.guessed and shows:
            return Answer(Body(Fragment(()), pages, page_of, breaks, turns, shows))
        files = SharedFonts(document)
        fragments: list[Any] = []

        def cut(_document: Any, pdf: Any) -> None:
            _prefix_ids(pdf, piece.name)
            fragments.append(
                cut_pages(pdf, files.uses(pdf), levels, piece.part, far, first=not piece.name)
            )
            del pdf.objects[1:]

        draw(document, setup.settings, io.BytesIO(), cut)
        body = Body(fragments[0], pages, page_of, breaks, turns, shows)
        return Answer(body, self._unsent(files))

    def draw_margins(self, request: MarginRequest) -> Answer:
        """Draw margin boxes; the answer is a fragment with a form for each page."""
        setup, margins = self._setup, request.margins
        html = parsed(margin_markup(setup.head, margins), self._context)
        from weasyprint import CSS

        rules = CSS(string=margin_rules(setup.head, margins), font_config=self._context.fonts)
        with shared_page_styles():
            document = html.render(
                font_config=self._context.fonts,
                stylesheets=[*self._context.styles, rules],
                cache=self._context.images,
                pdf_variant=setup.settings.library,
            )
        pages = document.pages[len(document.pages) - len(margins) :]
        if len(pages) != len(margins):
            raise ToolError("WeasyPrint", "the margin boxes of a book can't be drawn separately")
        trimmed = pages_of(document, pages, html)
        files = SharedFonts(trimmed)
        fragments: list[Any] = []

        def cut(_document: Any, pdf: Any) -> None:
            fragments.append(cut_forms(pdf, files.uses(pdf)))
            del pdf.objects[1:]

        draw(trimmed, setup.settings, io.BytesIO(), cut)
        return Answer(fragments[0], self._unsent(files))

    def _pages_of(self, html: Any, name: str) -> Any:
        """Return a function that reduces a document to the pages of the piece."""

        def trim(document: Any) -> Any:
            begin, end = 0, len(document.pages)
            for place, page in enumerate(document.pages):
                if name and BEFORE in page.anchors:
                    begin = place + 1
                if ELSEWHERE in page.anchors:
                    end = place
            pages = document.pages[begin:end]
            while name and len(pages) > 1 and _page_type(pages[0]).blank:
                del pages[0]
            return pages_of(document, pages, html)

        return trim

    def _unsent(self, files: SharedFonts) -> dict[str, bytes]:
        unsent = {name: data for name, data in files.contents.items() if name not in self._sent}
        self._sent |= set(unsent)
        return unsent


def _examine(
    document: Any, name: str, far: set[str], sentences: Sentences
) -> tuple[tuple[PageInfo, ...], str, bool, bool]:
    """Return the pages of a :class:`Body`, and its break_before, forces_side and shows_numbers."""
    pages, breaks, turns, shows = [], "", False, False
    for number, page in enumerate(document.pages):
        strings = []
        for box in page._page_box.descendants():
            if box.string_set and box.string_set != "none":
                strings += [(str(key), str(text)) for key, text in box.string_set]
            if box.element is None:
                continue
            sentences.record(box, number)
            if "::" in str(box.element_tag):
                shows = shows or str(box.element.get("href"))[1:] in far
            elif hasattr(box, "border_box_x") and box.is_in_normal_flow():
                before, after = box.style["break_before"], box.style["break_after"]
                own = bool(name) and box.element.get("id") == name
                turns = turns or (before in SIDED and not own) or after in SIDED
                breaks = breaks or (str(before) if own else "")
        kind = _page_type(page)
        groups = tuple((str(group), place == 0) for group, place in kind.groups)
        opening = tuple(name for name in _opening(page._page_box) if name in dict(strings))
        pages.append(PageInfo(kind.side, kind.blank, groups, tuple(strings), opening))
    return tuple(pages), breaks, turns, shows


def _opening(page: Any) -> Iterator[str]:
    """Yield the names of the strings that are set at the start of a page, as WeasyPrint does."""
    box, found = page, set[str]()
    while box is not None:
        rule = box.style["string_set"]
        found |= set() if rule == "none" else {str(name) for name, _ in rule}
        children = getattr(box, "children", ())
        box = children[0] if children else None
    yield from sorted(found)


def _page_type(page: Any) -> Any:
    return page._page_box.page_type


def _markup(head: str, request: PieceRequest) -> str:
    """Return the document of a piece, with pages before it and targets for its links after it.

    The targets replace elements of other pieces; a counter on each of them makes references print
    the right page number.
    """
    piece = request.piece
    pages = pages_before(head, request.side)
    blank = '<div style="break-after: page"></div>' * (pages - 1)
    before = f'<div class="{BEFORE}">{blank}<div id="{BEFORE}"></div></div>' if piece.name else ""
    places = "".join(
        f'<div id="{attribute(name)}" style="counter-reset: page {number}"></div>'
        for name, number in zip(piece.far, request.numbers, strict=True)
    )
    elsewhere = (
        f'<div class="{ELSEWHERE}" style="break-before: page"><div id="{ELSEWHERE}"></div>'
        f"{places}</div>"
        if places
        else ""
    )
    inside = f"{piece.wrapper}{before}{piece.content}</section>"
    text = inside if piece.wrapper else before + piece.content
    return f"{head}{text}{piece.after}{elsewhere}</body></html>"


def _remove_helpers(root: Any) -> None:
    for parent in list(root.iter()):
        for child in list(parent):
            if child.get("class") in (BEFORE, ELSEWHERE):
                parent.remove(child)


def _prefix_ids(pdf: Any, prefix: str) -> None:
    """Make the ids of structure elements unique in the book by the name of the piece."""
    import pydyf

    if not prefix:
        return

    def named(identifier: Any) -> Any:
        return pydyf.String(f"{prefix}-{identifier.string}")

    for item in pdf.objects:
        if not isinstance(item, dict):
            continue
        if item.get("Type") == "/StructElem":
            if "ID" in item:
                item["ID"] = named(item["ID"])
            owners = item.get("A", ())
            for owner in [owners] if isinstance(owners, dict) else owners:
                if "Headers" in owner:
                    owner["Headers"] = pydyf.Array(map(named, owner["Headers"]))
        elif "IDTree" in item:
            names = item["IDTree"]["Names"]
            names[::2] = map(named, names[::2])
