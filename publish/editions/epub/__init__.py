"""The EPUB 3.3 edition."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING

from msgspec.structs import replace

from publish.accessibility import Facts, claim_of, facts_of
from publish.editions.dates import file_date, stamp
from publish.editions.edition import BuildContext, BuiltEdition
from publish.editions.epub.documents import STYLE, cover_body, documents, page
from publish.editions.epub.metadata import accessibility, metadata, statement_body
from publish.editions.epub.navigation import navigation_body, ncx
from publish.editions.epub.package import Item, Package, write
from publish.editions.epub.pagebreaks import with_breaks
from publish.editions.epub.pictures import Pictures
from publish.editions.epub.places import STATEMENT, contents
from publish.language.scripts import direction
from publish.model import Article
from publish.model.walk import sections_in
from publish.runtime.stylesheets import style_folder
from publish.xhtml.article import setting_for_article
from publish.xhtml.context import epub

if TYPE_CHECKING:
    from publish.narration.timeline import Narration

_XHTML = "application/xhtml+xml"
_COVER = "cover.xhtml"


def build_epub(context: BuildContext) -> BuiltEdition:
    """Write an EPUB; with a narration the text is read aloud in step.

    ``context.page_map`` gives the page of each id in the PDF, for page numbers.

    Raises:
        SourceError: A formula can't be read.
        MissingToolError, ToolError: The sound can't be encoded.
    """
    package = package_of(context.article, context.narration, context.page_map)
    pictures = sum(item.media_type.startswith("image/") for item in package.items)
    write(package, context.output, file_date(context.article))
    sections = len(list(sections_in(context.article.blocks)))
    summary = [_count(sections, "section"), _count(pictures, "picture")]
    if context.narration:
        summary.append("narrated")
    return BuiltEdition(summary=", ".join(summary))


def _count(number: int, noun: str) -> str:
    return f"{number} {noun}" if number == 1 else f"{number} {noun}s"


def package_of(
    article: Article, narration: Narration | None = None, pages: Mapping[str, int] | None = None
) -> Package:
    """Everything that goes into the EPUB of a prepared ``article``."""
    silent = _silent(article, narration, pages or {})
    if narration is None:
        return silent
    from publish.editions.epub.overlays import with_overlays

    overlays = with_overlays(article, silent.items, narration)
    metadata = (*silent.metadata, *overlays.metadata)
    return replace(silent, items=overlays.items, metadata=metadata)


def _silent(article: Article, narration: Narration | None, pages: Mapping[str, int]) -> Package:
    """The package without its sound."""
    language = article.metadata.language
    facts = facts_of(article, narrated=narration is not None, paged=bool(pages))
    return Package(
        language=language,
        direction=direction(language),
        modified=stamp(article),
        metadata=(*metadata(article), *accessibility(article, facts)),
        items=tuple(_items(article, facts, pages)),
    )


def _items(article: Article, facts: Facts, pages: Mapping[str, int]) -> Iterator[Item]:
    about = article.metadata
    pictures = Pictures(article)
    setting = setting_for_article(article, epub(pictures.href))
    texts, breaks = with_breaks(
        documents(article, pictures), pages, setting.words.page, setting.ours()
    )
    homes = {identifier: one.name for one in texts for identifier in one.ids}
    setting = replace(
        setting,
        spelling=epub(pictures.href, lambda identifier: f"{homes[identifier]}#{identifier}"),
    )
    if about.cover:
        cover = page(cover_body(article, pictures), setting.words.cover, about.language, "cover")
        yield Item(id="cover", name=_COVER, media_type=_XHTML, content=cover, in_spine=True)
    body = navigation_body(article, setting, cover=_COVER if about.cover else "", breaks=breaks)
    nav = Item(
        id="nav",
        name="nav.xhtml",
        media_type=_XHTML,
        content=page(body, setting.words.contents, about.language),
        properties=("nav", *_properties(body)),
        in_spine=True,
    )
    items = [
        Item(
            id=f"text-{place}",
            name=one.name,
            media_type=_XHTML,
            content=page(f"<main>\n{one.body}\n</main>", one.title, one.language, one.matter),
            properties=_properties(one.body),
            in_spine=True,
        )
        for place, one in enumerate(texts, start=1)
    ]
    items.insert(1 if article.book else 0, nav)  # in a book after its title page
    yield from items
    yield Item(
        id="accessibility",
        name=STATEMENT,
        media_type=_XHTML,
        content=page(
            f"<main>\n{statement_body(facts, claim_of(article, facts), setting)}\n</main>",
            setting.words.accessibility,
            about.language,
            "backmatter",
        ),
        in_spine=True,
    )
    yield Item(
        id="ncx",
        name="toc.ncx",
        media_type="application/x-dtbncx+xml",
        content=ncx(about.title, about.identifier, about.language, contents(article, setting)),
    )
    yield Item(
        id="style", name=STYLE, media_type="text/css", content=_style(narrated=facts.narrated)
    )
    yield from pictures.items()


def _properties(body: str) -> tuple[str, ...]:
    """The manifest's ``mathml`` where a formula stands in the markup (EPUB 3.3, 5.6.2.1)."""
    return ("mathml",) if "<math " in body else ()


def _style(*, narrated: bool) -> bytes:
    """The style sheets of ``styles/epub`` as one, in the order of their names."""
    files = sorted(style_folder("epub").glob("*.css"))
    files += [style_folder("epub") / "narrated" / "narration.css"] if narrated else []
    return b"\n".join(file.read_bytes() for file in files)
