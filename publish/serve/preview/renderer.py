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
from typing import TYPE_CHECKING

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

if TYPE_CHECKING:
    from publish.editions.web.site import Site

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


def answer(request: Request) -> Rendition | Checked | None:
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
    if request.picture:
        _keep_picture(article, request)
        return None
    return _rendered(article, request)


def _rendered(article: Article, request: Request) -> Rendition:
    """Return the files of the edition without sound."""
    from publish.prepare import prepare

    prepared = prepare(article)
    files: dict[str, ShownFile] = {}
    pages: list[ShownPage] = []
    page_of: dict[str, str] = {}
    if request.kind == "web":
        site = _site(prepared)
        contents = _web(site)
        for name, image in site.pictures.images.items():
            files[name] = ShownFile(image.media_type, image.digest)
    else:
        contents = _epub(prepared)
    for name, media_type, content in contents:
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


def _site(article: Article) -> Site:
    from publish.editions.edition import WebOptions
    from publish.editions.web import site_of

    return site_of(article, None, WebOptions(sizes=False, fonts=False))


def _web(site: Site) -> Iterator[tuple[str, str, bytes]]:
    """Yield the name, media type and content of each file of the web edition but pictures."""
    from publish.editions.web import text_files

    for name, content in text_files(site):
        yield name, _TYPES.get(Path(name).suffix, "application/octet-stream"), content


def _epub(article: Article) -> Iterator[tuple[str, str, bytes]]:
    """Yield the name, media type and content of each file of the EPUB."""
    from publish.editions.epub import package_of

    for item in package_of(article).items:
        yield item.name, item.media_type, item.content


def _keep_picture(article: Article, request: Request) -> None:
    """Keep the content of a picture under the digest of its file.

    Raises:
        SourceError: It can't be read any more.
    """
    from publish.runtime.picture_files import bytes_of, pictures_in

    cover = article.metadata.cover
    for image in (*([cover] if cover else []), *pictures_in(article)):
        if image.digest == request.picture:
            _write(bytes_of(image), request.folder / image.digest)
            return


def _kept(content: bytes, folder: Path) -> str:
    """Return the digest of ``content``, and keep it in ``folder`` under that name."""
    digest = hashlib.sha256(content).hexdigest()
    _write(content, folder / digest)
    return digest


def _write(content: bytes, file: Path) -> None:
    if not file.exists():
        temporary = file.with_name(f".{file.name}")
        temporary.write_bytes(content)
        temporary.replace(file)


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
    import publish.prepare  # noqa: F401


if __name__ == "__main__":
    from publish.runtime.background import interrupt_on_terminate
    from publish.runtime.worker_pool import serve

    with contextlib.suppress(KeyboardInterrupt):
        interrupt_on_terminate(silently=True)
        serve(lambda _setup: answer, _load)
