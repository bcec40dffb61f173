"""The EPUB 3.3 edition."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from publish.article import Article
from publish.dates import file_date, stamp
from publish.exporters.epub.accessibility import accessibility
from publish.exporters.epub.documents import STYLE, cover_body, documents, page
from publish.exporters.epub.metadata import metadata
from publish.exporters.epub.navigation import contents, navigation_body, ncx
from publish.exporters.epub.package import Item, Package, write
from publish.exporters.epub.pictures import Pictures
from publish.narration.timeline import Narration
from publish.render.languages import direction
from publish.render.spelling import epub
from publish.render.xhtml import setting_for_article
from publish.sheets import sheets
from publish.tools.write import atomic
from publish.walk import sections_in

_XHTML = "application/xhtml+xml"
_COVER = "cover.xhtml"


def export(article: Article, narration: Narration | None, output: Path) -> str:  # noqa: ARG001
    """Write the prepared ``article`` to ``output``; return what is in it, in a few words.

    ``narration`` is there since every exporter is called alike; this edition has no sound yet.
    Raises :class:`~publish.errors.SourceError` for a formula that cannot be read,
    :class:`~publish.errors.OutputError` where the file cannot be written.
    """
    package = package_of(article)
    with atomic(output) as temporary:
        write(package, temporary, file_date(article))
    pictures = sum(item.media_type.startswith("image/") for item in package.items)
    sections = len(list(sections_in(article.blocks)))
    return f"{_count(sections, 'section')}, {_count(pictures, 'picture')}"


def _count(number: int, noun: str) -> str:
    return f"{number} {noun}" if number == 1 else f"{number} {noun}s"


def package_of(article: Article) -> Package:
    """Everything that goes into the EPUB of a prepared ``article``."""
    language = article.metadata.language
    return Package(
        language=language,
        direction=direction(language),
        modified=stamp(article),
        metadata=(*metadata(article), *accessibility(article, narrated=False)),
        items=tuple(_items(article)),
    )


def _items(article: Article) -> Iterator[Item]:
    about = article.metadata
    pictures = Pictures(article)
    texts = documents(article, pictures)
    homes = {identifier: one.name for one in texts for identifier in one.ids}
    setting = setting_for_article(
        article, epub(pictures.href, lambda identifier: f"{homes[identifier]}#{identifier}")
    )
    if about.cover:
        cover = page(cover_body(article, pictures), setting.words.cover, about.language, "cover")
        yield Item(id="cover", name=_COVER, media_type=_XHTML, content=cover, in_spine=True)
    body = navigation_body(article, setting, cover=_COVER if about.cover else "")
    yield Item(
        id="nav",
        name="nav.xhtml",
        media_type=_XHTML,
        content=page(body, setting.words.contents, about.language),
        properties=("nav", *_properties(body)),
        in_spine=True,
    )
    for place, one in enumerate(texts, start=1):
        yield Item(
            id=f"text-{place}",
            name=one.name,
            media_type=_XHTML,
            content=page(f"<main>\n{one.body}\n</main>", one.title, about.language, "bodymatter"),
            properties=_properties(one.body),
            in_spine=True,
        )
    yield Item(
        id="ncx",
        name="toc.ncx",
        media_type="application/x-dtbncx+xml",
        content=ncx(about.title, about.identifier, about.language, contents(article, setting)),
    )
    yield Item(id="style", name=STYLE, media_type="text/css", content=_style())
    yield from pictures.items()


def _properties(body: str) -> tuple[str, ...]:
    """The manifest's ``mathml`` where a formula stands in the markup (EPUB 3.3, 5.6.2.1)."""
    return ("mathml",) if "<math " in body else ()


def _style() -> bytes:
    """The style sheets of ``styles/epub`` as one, in the order of their names."""
    return b"\n".join(file.read_bytes() for file in sorted(sheets("epub").glob("*.css")))
