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

_last: dict[Path, Article] = {}
"""The source that was read last, and its article."""


def answer(request: Request) -> Rendition | Checked:
    """Return what ``request`` asks for.

    Raises:
        SourceError: The source can't be read.
    """
    from publish.intake import read

    article = _last.get(request.source) if request.check else None
    if article is None:
        _last.clear()
        article = read(request.source)
        _last[request.source] = article
    if request.check:
        from publish.pipeline import check_article

        return Checked(check_article(article).diagnostics)
    return _rendered(article, request.folder)


def _rendered(article: Article, folder: Path) -> Rendition:
    """Return the documents of the EPUB without sound."""
    from publish.editions.epub import package_of
    from publish.prepare import prepare

    prepared = prepare(article)
    files: dict[str, ShownFile] = {}
    pages: list[ShownPage] = []
    page_of: dict[str, str] = {}
    for item in package_of(prepared).items:
        files[item.name] = ShownFile(item.media_type, _kept(item.content, folder))
        if item.in_spine:
            text = item.content.decode()
            title = _TITLE.search(text)
            pages.append(ShownPage(item.name, html.unescape(title[1]) if title else item.name))
            for one in _ID.findall(text):
                page_of.setdefault(html.unescape(one), item.name)
    return Rendition(
        title=article.metadata.title,
        language=article.metadata.language,
        pages=tuple(pages),
        files=files,
        places=tuple(_places(prepared, page_of)),
    )


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
    import publish.editions.epub
    import publish.intake
    import publish.pipeline
    import publish.prepare  # noqa: F401


if __name__ == "__main__":
    from publish.runtime.background import interrupt_on_terminate
    from publish.runtime.worker_pool import serve

    with contextlib.suppress(KeyboardInterrupt):
        interrupt_on_terminate(silently=True)
        serve(lambda _setup: answer, _load)
