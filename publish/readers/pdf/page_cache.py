"""Cache the content of PDF pages between builds, so that each page is read only once.

The key of a page is a digest of its content and of its fonts' ``ToUnicode`` tables in the finished
file, so a cached page always equals the page as read again.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

from msgspec import Struct, field

from publish.readers.pdf.content import page_bytes, read_content, resources_of
from publish.readers.pdf.fonts import Fonts
from publish.readers.pdf.objects import entries, entry
from publish.readers.pdf.records import PageContent
from publish.readers.pdf.runs import text_runs
from publish.runtime.cache import Cache, code_digest, digest
from publish.runtime.object_cache import ObjectCache

#: The modules that read pages: another release may read more.
_MODULES = ("cmaps.py", "content.py", "fonts.py", "operators.py", "records.py", "runs.py")


class PageCache(Struct):
    """The cached pages of one PDF.

    They are one object of ``objects``, under the name ``edition``; it holds only those of the last
    build, so it never grows.  Without ``objects`` every page is read.

    Forms aren't read: they are margin boxes and pictures, without text of the article, and with a
    page number in its key a page that moved would not be found.
    """

    objects: ObjectCache | None = None
    edition: str = ""
    before: dict[str, PageContent] = field(default_factory=dict)
    now: dict[str, PageContent] = field(default_factory=dict)

    @classmethod
    def of(cls, folder: Path | None, edition: str) -> PageCache:
        """Open the pages of ``edition`` (any name that no other PDF has) in ``folder``."""
        if folder is None:
            return cls()
        here = Path(__file__).parent
        objects = ObjectCache(code_digest(here / name for name in _MODULES), Cache(folder))
        before = objects.get(edition, dict[str, PageContent])
        return cls(objects, edition, before or {})

    def content(self, page: Any, fonts: Fonts, number: int) -> PageContent:
        """Return the content of a page dictionary, from the cache or read.

        Raises:
            MalformedError: It can't be read.
        """
        content, resources = page_bytes(page), resources_of(page)
        if self.objects is None or entry(resources, "/Properties") is not None:
            return _read(content, resources, fonts, number)
        parts = [content]
        for name, font in entries(entry(resources, "/Font")):
            parts += [name.encode(), fonts.digest_of(font)]
        key = digest(*parts).hex()
        read = self.before.get(key)
        if read is None:
            read = _read(content, resources, fonts, number)
        self.now[key] = read
        return read

    def save(self) -> None:
        """Write the pages of this build to the cache.

        Raises:
            OutputError: The cache can't be written.
        """
        if self.objects is not None and self.now.keys() != self.before.keys():
            self.objects.put(self.edition, self.now)


def _read(content: bytes, resources: Any, fonts: Fonts, number: int) -> PageContent:
    read = read_content(content, resources, fonts, number, forms=False)
    read.runs = text_runs(content, resources, fonts, number)
    return read
