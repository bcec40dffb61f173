"""Lay an article out on pages with WeasyPrint, and draw them.

:func:`compose` lays a document out repeatedly, until all notes are on a page (WeasyPrint 70 can
lose one), no table is cut off, and no figure leaves a hole (``trials``).
"""

from __future__ import annotations

import warnings
import zlib
from collections.abc import Callable, Iterable, Mapping, Sequence
from contextlib import nullcontext
from pathlib import Path
from typing import Any
from urllib.parse import unquote

from msgspec import Struct

from publish.editions.dates import stamp
from publish.editions.edition import PdfOptions
from publish.editions.pdf.adjustments import adjust
from publish.editions.pdf.document import document as document_of
from publish.editions.pdf.elements import by_id
from publish.editions.pdf.fetch import fetcher, images_in
from publish.editions.pdf.legible_pictures import (
    Words,
    enlarge_pictures,
    least_heights,
    unread_pictures,
    words_of,
)
from publish.editions.pdf.lines import breaking, drawing
from publish.editions.pdf.long_notes import (
    blocks_of_notes,
    missing_notes,
    move_long_notes,
    move_notes,
)
from publish.editions.pdf.long_tables import LongTables
from publish.editions.pdf.options import PdfSettings, resolve
from publish.editions.pdf.page_labels import page_labels
from publish.editions.pdf.sentences import Sentences
from publish.editions.pdf.tree import add_tags_1, add_tags_2
from publish.editions.pdf.trials import without_holes
from publish.editions.pdf.weasyprint_fonts import font_configuration
from publish.editions.pdf.weasyprint_notes import kept_notes, known_notes
from publish.editions.pdf.weasyprint_patches import (
    ReplacedLayouts,
    few_passes,
    replaced_lines,
    replaced_tags,
    scaled_text,
    set_root,
    with_pdf_ua,
    without_inks,
)
from publish.editions.pdf.weasyprint_speed import (
    add_anchors,
    kept_references,
    kept_styles,
    quick_drawings,
    shared_page_styles,
    shared_styles,
)
from publish.editions.pdf.wide_tables import with_tables_uncut
from publish.glyphs import sheets_for, words_in
from publish.model import Article, Image
from publish.runtime.picture_conversion import ink_on_screen
from publish.runtime.stylesheets import style_folder


class Layout(Struct, frozen=True):
    """A laid-out document; ``page_of`` maps each id to the page, from 1, on which it begins."""

    document: Any
    pages: int
    page_of: Mapping[str, int]
    settings: PdfSettings


def lay_out(
    article: Article, settings: PdfSettings | None = None, folder: Path | None = None
) -> Layout:
    """Lay ``article`` (prepared) out; ``settings`` default to those of :class:`PdfOptions`.

    Fonts are kept in ``folder``, which must exist until the layout is drawn.

    Raises WeasyPrint's ``FatalURLFetchingError`` for a refused address (see ``fetch.refused``).
    """
    settings = settings or resolve(PdfOptions(), article)
    return lay_out_markup(article, document_of(article, settings), settings, folder)


def lay_out_markup(
    article: Article,
    markup: str,
    settings: PdfSettings | None = None,
    folder: Path | None = None,
) -> Layout:
    """Lay out ``markup``, the XHTML of ``article`` with the PDF's markup (``docs/design.md``)."""
    settings = settings or resolve(PdfOptions(), article)
    images = tuple(images_in(article))
    context = LayoutContext.of(images, settings, style_sheets(markup, settings, images), folder)
    html = parsed(markup, context)
    tables = LongTables.of(html.etree_element)
    sentences = Sentences(html.etree_element)
    adjust(html.etree_element, settings)
    sentences.index()
    document = compose(html, context)
    describe(document, article, settings)
    for number, page in enumerate(document.pages):
        for box in page._page_box.descendants():
            sentences.record(box, number)
    places = tables.page_of(document.pages) | dict(sentences.pages())
    page_of = {name: page + 1 for name, page in places.items()}
    return Layout(document, len(document.pages), page_of, settings)


def style_sheets(markup: str, settings: PdfSettings, images: Iterable[Image]) -> tuple[Path, ...]:
    """Return the style sheets in order, with those of the fonts for ``markup`` and ``images``."""
    shown = unquote(markup) if settings.variant.press else markup  # addresses, see print_links
    text = "".join((shown, *map(words_in, images)))
    return (*settings.sheets, *(style_folder("fonts") / name for name in sheets_for(text)))


class LayoutContext(Struct, frozen=True):
    """The data that several layouts share: fonts, parsed style sheets, decoded pictures."""

    settings: PdfSettings
    files: Any
    fonts: Any
    styles: tuple[Any, ...]
    images: dict[str, Any]
    words: dict[str, Words]

    @classmethod
    def of(
        cls,
        images: Sequence[Image],
        settings: PdfSettings,
        paths: Iterable[Path],
        folder: Path | None = None,
    ) -> LayoutContext:
        """Read the style sheets ``paths``; ``images`` are the pictures that may be laid out.

        Fonts are kept in ``folder``.
        """
        from weasyprint import CSS

        files = fetcher(
            images, settings.custom, settings.as_pixels, keep_inks=settings.variant.press
        )
        fonts = font_configuration(folder)
        styles = tuple(CSS(filename=path, url_fetcher=files, font_config=fonts) for path in paths)
        return cls(settings, files, fonts, styles, {}, words_of(images))


def parsed(markup: str, context: LayoutContext) -> Any:
    """Return ``markup`` as a ``weasyprint.HTML``, which still has to be adjusted.

    It is parsed as XML, which is thirty times as fast as WeasyPrint's HTML parser.
    """
    from xml.etree import ElementTree

    from weasyprint import HTML

    html = HTML(string="<html>", base_url="article:", url_fetcher=context.files)
    root = ElementTree.fromstring(markup)  # noqa: S314 - from our serialiser, without entities
    set_root(html, root)
    return html


def compose(
    html: Any,
    context: LayoutContext,
    rules: str = "",
    pages_of: Callable[[Any], Any] = lambda whole: whole,
) -> Any:
    """Return the ``weasyprint.Document`` of ``html``, with all notes and without holes.

    ``rules`` are further style rules; ``pages_of`` reduces a document to the wanted pages.
    """
    from weasyprint import CSS

    root, replaced = html.etree_element, ReplacedLayouts()

    def render(more: str) -> Any:
        replaced.free()
        more = f"{rules}\n{more}".strip()
        further = [CSS(string=more, font_config=context.fonts)] if more else []
        document = html.render(
            font_config=context.fonts,
            stylesheets=[*context.styles, *further],
            cache=context.images,
            pdf_variant=context.settings.library,
        )
        add_anchors(document.pages)
        replaced.pages += len(document.pages)
        return pages_of(document)

    def render_uncut(more: str) -> Any:
        return with_tables_uncut(root, lambda: render(more))

    def render_whole(more: str, **attempts: bool) -> tuple[Any, frozenset[str]]:
        while True:
            document, lost = with_all_notes(
                root, lambda others: render_uncut(f"{more}\n{others}"), **attempts
            )
            if not enlarge_pictures(root, document.pages, context.words, variant.words):
                return document, lost

    variant = context.settings.variant
    legible = least_heights(root, context.words, variant.words)
    unread = unread_pictures(root, context.words, widen=variant.unread == 1)
    parts = dict.fromkeys(unread, variant.unread)
    with (
        replaced_lines(breaking.LineBreaker),
        few_passes(),
        shared_page_styles(),
        shared_styles(is_target=bool(context.settings.custom)),
        kept_styles(),
        kept_notes(),
        known_notes(),
    ):
        return without_holes(root, render_whole, legible, parts, variant.shrink)


def write(layout: Layout, path: Path) -> None:
    """Draw ``layout`` into the PDF file ``path``."""

    def finish(document: Any, pdf: Any) -> None:
        kinds = (page._page_box.page_type for page in document.pages)
        pages = ((kind.name, kind.blank) for kind in kinds)
        pdf.catalog["PageLabels"] = page_labels(pages, layout.settings)
        _compress(pdf)

    draw(layout.document, layout.settings, path, finish)


def draw(
    document: Any, settings: PdfSettings, target: Any, finisher: Callable[[Any, Any], None]
) -> None:
    """Draw ``document`` into ``target``, a path or a file.

    ``finisher`` is called with ``document`` and its ``pydyf.PDF`` before the latter is written.
    """
    add_tags = add_tags_2 if settings.variant.part == 2 else add_tags_1
    colours = nullcontext() if settings.variant.press else without_inks(ink_on_screen)
    with (
        replaced_tags(add_tags),
        colours,
        scaled_text(drawing.scale_of),
        quick_drawings(),
        kept_references(),
        warnings.catch_warnings(),
    ):
        # WeasyPrint 70 doesn't close the file of its colour profile.
        warnings.simplefilter("ignore", ResourceWarning)
        document.write_pdf(
            target, finisher=finisher, pdf_variant=settings.library, pdf_identifier=True
        )


#: How much streams are compressed: level 9 takes twice as long, and makes files 0.3 % smaller.
_LEVEL = 7


def _compress(pdf: Any) -> None:
    """Compress all streams: pydyf would compress each stream twice."""
    import pydyf

    for item in pdf.objects:
        if isinstance(item, pydyf.Stream) and item.compress:
            raw = pydyf.Stream(item.stream).data
            raw = raw[raw.index(b"stream\n") + 7 : -len(b"\nendstream")]
            item.stream, item.compress = [zlib.compress(raw, _LEVEL)], False
            item.extra["Filter"] = "/FlateDecode"


def describe(document: Any, article: Article, settings: PdfSettings) -> None:
    """Set the document's metadata from the article."""
    given, metadata = article.metadata, document.metadata
    date = stamp(article).strftime("%Y-%m-%dT%H:%M:%SZ")
    metadata.title = given.title
    metadata.authors = [author.name for author in given.authors]
    metadata.description = given.description or given.standfirst
    metadata.keywords = list(given.subjects)
    metadata.generator = "publish"
    metadata.created = metadata.modified = date
    metadata.lang = given.language
    if settings.variant.archival:
        document.metadata = with_pdf_ua(metadata)


#: Rules that are tried in turn for the block around the call of a lost note; ``orphans`` lets the
#: line go to the next page.
_BLOCK_RULES = ("orphans: 1; widows: 1", "break-inside: avoid")


def with_all_notes(
    root: Any, render: Callable[[str], Any], *, rebreaking: bool = True, moving: bool = True
) -> tuple[Any, frozenset[str]]:
    """Call ``render`` until no note is lost; return its last document, and the ids of lost notes.

    The paragraph of a note that is lost, drawn twice or below a later one is broken differently, if
    ``rebreaking``.

    Notes that fill a page are moved to the end of their section (``long_notes``), and so is, if
    ``moving`` and as the last resort, a lost one: in the text it would be torn by the page break.

    ``root`` is the ``html`` element; ``render`` takes further style rules and returns a
    ``weasyprint.Document``. The loop ends, since each round moves a note, or tries the next rule
    for every lost note.
    """
    blocks = dict(blocks_of_notes(root, None))
    tried = dict.fromkeys(blocks, 0)
    while True:
        rules = "\n".join(
            f"{by_id(str(blocks[note]))} {{ {_BLOCK_RULES[times - 1]} }}"
            for note, times in tried.items()
            if times
        )
        document = render(rules)
        if move_long_notes(root, document.pages):
            if not rebreaking:  # a trial that moves notes is given up
                return document, frozenset()
            continue
        lost = missing_notes(root, document) & tried.keys()
        rules_left = len(_BLOCK_RULES) if rebreaking else 0
        last = {n for n in lost if blocks[n] is None or tried[n] == rules_left}
        if not lost or (last and not moving):
            return document, lost
        move_notes(root, last)
        tried = {note: times + (note in lost) for note, times in tried.items() if note not in last}
