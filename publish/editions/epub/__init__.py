"""The EPUB 3.3 edition."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING

from msgspec.structs import replace

from publish.accessibility import Facts, facts_of
from publish.accessibility.section import statement_section
from publish.editions.dates import file_date, stamp
from publish.editions.edition import BuildContext, BuiltEdition, EpubOptions
from publish.editions.epub.fonts import EmbeddedFonts, embedded_fonts
from publish.editions.epub.front_matter import contents_place
from publish.editions.epub.metadata import accessibility, metadata
from publish.editions.epub.navigation import STATEMENT, navigation_body, ncx
from publish.editions.epub.options import resolve
from publish.editions.epub.package import Item, Package, write
from publish.editions.epub.page_breaks import add_page_breaks, for_each_page
from publish.editions.epub.pages import STYLE, Page, cover_body, html
from publish.editions.epub.pictures import Pictures
from publish.editions.epub.styles import style_items, theme_of
from publish.errors import Diagnostic, Severity
from publish.language.scripts import direction
from publish.language.words import own_words
from publish.model import Article
from publish.model.walk import sections_in
from publish.runtime.grounds import ground_of
from publish.shops import Shop
from publish.xhtml.contents import contents
from publish.xhtml.context import article_context, epub_profile
from publish.xhtml.documents import documents
from publish.xhtml.initials import mark_initials
from publish.xhtml.tree import element, elements, multiline

if TYPE_CHECKING:
    from publish.narration.timeline import Narration

_COVER = "cover.xhtml"


def build_epub(context: BuildContext) -> BuiltEdition:
    """Write an EPUB; with a narration, it has media overlays.

    ``context.page_map`` gives the page of each id in the PDF, for the page list.

    Raises:
        SourceError: A formula can't be read, or a style sheet refers to something outside.
        UsageError: A style sheet can't be read, or an option has an unknown value.
        MissingToolError, ToolError: The sound can't be encoded.
    """
    package = package_of(context.article, context.narration, context.page_map, context.epub_options)
    pictures = sum(item.media_type.startswith("image/") for item in package.items)
    write(package, context.output, file_date(context.article))
    sections = len(list(sections_in(context.article.blocks)))
    summary = [_count(sections, "section"), _count(pictures, "picture")]
    settings = resolve(context.epub_options, context.article)
    if settings.shop and not settings.sound:
        summary.append(f"no sound, which {settings.shop.title} doesn't take")
    elif context.narration and (sound := settings.sound):
        size = sum(len(one.content) for one in package.items if one.media_type == sound.media_type)
        summary.append(f"narrated: {size / 1e6:.1f} MB of {sound.title} at {sound.kbps} kbit/s")
    diagnostics = _too_large(settings.shop, context) if settings.shop else ()
    return BuiltEdition(summary=", ".join(summary), diagnostics=diagnostics)


def _too_large(shop: Shop, context: BuildContext) -> tuple[Diagnostic, ...]:
    """Return a warning if the finished EPUB is larger than ``shop`` takes."""
    size = context.output.stat().st_size
    if not shop.size or size <= shop.size:
        return ()
    return (
        Diagnostic(
            code="shop-epub-large",
            severity=Severity.WARNING,
            message=f"{shop.title} takes at most {shop.size / 1e6:,.0f} MB; "
            f"the EPUB has {size / 1e6:,.0f} MB.",
            fix="Choose a lower --epub-bit-rate, or build it without a narration.",
            file=context.target,
        ),
    )


def _count(number: int, noun: str) -> str:
    return f"{number} {noun}" if number == 1 else f"{number} {noun}s"


def package_of(
    article: Article,
    narration: Narration | None = None,
    pages: Mapping[str, int] | None = None,
    options: EpubOptions = EpubOptions(),  # noqa: B008 - frozen
) -> Package:
    """Return everything that goes into the EPUB of a prepared ``article``.

    A shop that takes no sound gets none, whatever the ``narration``.
    """
    language, settings = article.metadata.language, resolve(options, article)
    sound, shop = settings.sound, settings.shop
    facts = facts_of(article, paged=bool(pages))
    if narration and sound:
        from publish.narration.narrators import narrators_of

        words = own_words(language, article.metadata.words)
        voices = tuple(one.label(words) for one in narrators_of(article, narration))
        heard = not any(one.by_profile for one in narration.skipped)
        facts = facts_of(article, narrated=True, narrators=voices, heard=heard, paged=bool(pages))
    pictures = Pictures(article, shop)
    content, toc = _content(article, facts, pictures, pages or {})
    entries = (*metadata(article, legacy=settings.legacy), *accessibility(article, facts))
    more: tuple[Item, ...] = ()
    if narration and sound:
        from publish.editions.epub.overlays import overlays_of

        overlays = overlays_of(article, content, narration, sound, facts.narrators)
        content, more = overlays.pages, overlays.items
        entries = (*entries, *overlays.metadata)
    fonts = EmbeddedFonts()
    if options.fonts or article.metadata.embed_fonts:
        theme = theme_of(article, options)
        fonts = embedded_fonts(theme, (page.root for page in content))
    items = (
        *_files(content),
        *([toc] if settings.legacy else []),
        *style_items(
            article,
            options,
            STYLE,
            narrated=facts.narrated,
            plain=bool(shop and shop.plain_css),
            fonts=fonts.sheet,
        ),
        *fonts.items,
        *pictures.items(),
        *more,
    )
    return Package(
        language=language,
        direction=direction(language),
        modified=stamp(article),
        metadata=entries,
        items=items,
    )


def _files(pages: list[Page]) -> Iterator[Item]:
    """Yield the files of ``pages``, and empty the list so that no text is in memory twice."""
    while pages:
        yield pages.pop(0).item()


def _content(
    article: Article, facts: Facts, pictures: Pictures, page_map: Mapping[str, int]
) -> tuple[list[Page], Item]:
    """Return the content documents in reading order, and the NCX."""
    about = article.metadata
    context = article_context(
        article, epub_profile(pictures.href, ground=ground_of, drawing=pictures.drawing)
    )
    words = context.words
    texts, file_of = documents(article, context)
    mark_initials(article, (one.body for one in texts))
    breaks = tuple(for_each_page(add_page_breaks(texts, file_of, page_map, context), page_map))
    profile = replace(context.profile, target=lambda own: f"{file_of[own]}#{own}")
    context = replace(context, profile=profile)
    pages = [
        Page(
            id=f"text-{place}",
            name=one.name,
            root=html(element("main", multiline(one.body)), one.title, one.language, one.matter),
            properties=one.properties,
        )
        for place, one in enumerate(texts, start=1)
    ]
    body = navigation_body(article, context, cover=_COVER if about.cover else "", breaks=breaks)
    math = any(one.name == "math" for one in elements(body))
    nav = Page(
        id="nav",
        name="nav.xhtml",
        root=html(body, words.contents, about.language),
        properties=("nav", "mathml") if math else ("nav",),
    )
    pages.insert(contents_place(article, len(pages)), nav)
    if about.cover:
        cover = html(cover_body(about.cover, context), words.cover, about.language, "cover")
        pages.insert(0, Page(id="cover", name=_COVER, root=cover))
    statement = element("main", multiline(statement_section(article, facts, context)))
    root = html(statement, words.accessibility, about.language, "backmatter")
    pages.append(Page(id="accessibility", name=STATEMENT, root=root))
    places = contents(article, context, STATEMENT)
    pictures.set_sizes([page.root for page in pages])
    toc = ncx(about.title, about.identifier, about.language, places, breaks)
    return pages, Item(id="ncx", name="toc.ncx", media_type="application/x-dtbncx+xml", content=toc)
