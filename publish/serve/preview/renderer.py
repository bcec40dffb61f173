"""The process that reads, renders and checks sources for the preview.

It stays, with its libraries and with the article that it read last: a check doesn't read it again,
and a file with the same content isn't written again.
"""

from __future__ import annotations

import contextlib
import hashlib
import html
import re
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path

from publish.model import Article, Block, Section
from publish.model.walk import children_of
from publish.serve.preview.rendition import (
    PAGES,
    SCRIPT,
    Checked,
    Place,
    Rendition,
    Request,
    ShownFile,
    ShownPage,
)

#: The ids and the title in documents that we wrote ourselves, in which > and " are escaped.
_ID = re.compile(r'<[^<>]* id="([^"]+)"')
_TITLE = re.compile(r"<title>([^<]*)</title>")

#: The media types of the files of a web edition.
_TYPES = {
    ".html": "text/html",
    ".css": "text/css",
    ".js": SCRIPT,
    ".svg": "image/svg+xml",
    ".png": "image/png",
    ".jpg": "image/jpeg",
    ".gif": "image/gif",
    ".webp": "image/webp",
    ".avif": "image/avif",
    ".woff2": "font/woff2",
}

_last: dict[Path, Article] = {}
"""The source that was read last, and its article."""


def answer(request: Request) -> Rendition | Checked:
    """Return what ``request`` asks for.

    Raises:
        SourceError: The source can't be read.
    """
    from publish.intake import read

    article = None if request.fresh else _last.get(request.source)
    if article is None:
        _last.clear()
        article = read(request.source)
        _last[request.source] = article
    if request.check:
        from publish.pipeline import check_article

        return Checked(check_article(article).diagnostics)
    return _rendered(article, request)


def _rendered(article: Article, request: Request) -> Rendition:
    """Return the files of the edition without sound."""
    from publish.prepare import prepare

    prepared = prepare(article)
    files: dict[str, ShownFile] = {}
    pages: list[ShownPage] = []
    page_of: dict[str, str] = {}
    for name, media_type, content in _web(prepared) if request.kind == "web" else _epub(prepared):
        files[name] = ShownFile(media_type, _kept(content, request.folder))
        if media_type in PAGES:
            text = content.decode()
            title = _TITLE.search(text)
            pages.append(ShownPage(name, html.unescape(title[1]) if title else name))
            for one in _ID.findall(text):
                page_of.setdefault(html.unescape(one), name)
    return Rendition(
        title=article.metadata.title,
        language=article.metadata.language,
        pages=tuple(pages),
        files=files,
        places=tuple(_places(prepared, page_of)),
    )


def _web(article: Article) -> Iterator[tuple[str, str, bytes]]:
    """Yield the name, media type and content of each file of the web edition."""
    from publish.editions.edition import WebOptions
    from publish.editions.web import files_of, site_of

    for name, content in files_of(site_of(article, None, WebOptions(sizes=False, fonts=False))):
        yield name, _TYPES.get(Path(name).suffix, "application/octet-stream"), content


def _epub(article: Article) -> Iterator[tuple[str, str, bytes]]:
    """Yield the name, media type and content of each file of the EPUB."""
    from publish.editions.epub import package_of

    for item in package_of(article).items:
        yield item.name, item.media_type, item.content


def _kept(content: bytes, folder: Path) -> str:
    """Return the digest of ``content``, and keep it in ``folder`` under that name."""
    digest = hashlib.sha256(content).hexdigest()
    file = folder / digest
    if not file.exists():
        temporary = folder / f".{digest}"
        temporary.write_bytes(content)
        temporary.replace(file)
    return digest


def _places(article: Article, page_of: Mapping[str, str]) -> Iterator[Place]:
    """Yield where the blocks and notes of ``article`` are, in the source and in the pages."""
    yield from _places_of(article.blocks, article.file, page_of)
    for note in article.notes:
        if note.id in page_of:
            yield Place(article.file, note.line, note.id, page_of[note.id])
        yield from _places_of(note.blocks, article.file, page_of)


def _places_of(blocks: Iterable[Block], file: Path, page_of: Mapping[str, str]) -> Iterator[Place]:
    for block in blocks:
        inside = block.file or file if isinstance(block, Section) else file
        if block.line and block.id in page_of:
            yield Place(inside, block.line, block.id, page_of[block.id])
        yield from _places_of(children_of(block), inside, page_of)


def _load() -> None:
    """Import what a request needs, before the first one comes."""
    import publish.editions.web
    import publish.intake
    import publish.pipeline
    import publish.prepare  # noqa: F401


if __name__ == "__main__":
    from publish.runtime.background import interrupt_on_terminate
    from publish.runtime.worker_pool import serve

    with contextlib.suppress(KeyboardInterrupt):
        interrupt_on_terminate(silently=True)
        serve(lambda _setup: answer, _load)
