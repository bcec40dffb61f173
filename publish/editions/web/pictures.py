"""The pictures of the pages, in the sizes of screens.

A raster picture is there as it is in every edition, and as WebP in several widths, from which a
browser chooses (HTML, 4.8.4.3).
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import suppress
from functools import cached_property
from pathlib import Path

from publish.errors import PublishError
from publish.model import Article, Image
from publish.runtime.picture_files import bytes_of, file_stem, pictures_in
from publish.runtime.picture_sizes import WIDTHS, Rendition, renditions
from publish.runtime.raster import jpeg
from publish.xhtml.ornaments import ornament_of
from publish.xhtml.tree import Element, Node, element

_SUFFIXES = {
    "image/svg+xml": ".svg",
    "image/png": ".png",
    "image/jpeg": ".jpg",
    "image/gif": ".gif",
    "image/webp": ".webp",
    "image/avif": ".avif",
}

#: How wide a figure is at most (HTML, 2.4.8, "sizes"): the window without its margins, or the
#: column and its reach.  Three pixels a CSS pixel look like two, and would take twice the bytes.
_SIZES = "(min-resolution: 2.5x) min({width}px, 60vw, 39rem), min({width}px, 90vw, 58rem)"

#: The longest side of the picture for other sites, in pixels.
_SOCIAL = 1200

#: The characters of text before which a picture is on the first screen.
_FIRST_SCREEN = 700


def make_ahead(article: Article, cache: Path) -> None:
    """Make the pictures of ``article`` in several widths into the folder ``cache``.

    A build does this beside its narration, for the pages to use.  What fails is reported by them.
    """
    with suppress(PublishError):
        for image in Pictures(article).images.values():
            renditions(image, bytes_of(image), cache)


class Pictures:
    """The pictures by the digest of their content: equal files are stored once."""

    def __init__(
        self,
        article: Article,
        cache: Path | None = None,
        *,
        sized: bool = True,
        single: bool = False,
    ) -> None:
        """``cache`` is a folder that keeps what is made; without ``sized``, nothing is made.

        For a ``single`` page there is one file of each, in the width of a column.
        """
        self._cache, self._sized, self._single = cache, sized, single
        about = article.metadata
        inside = [image for image in pictures_in(article) if not self.drawing(image)]
        found = [*([about.cover] if about.cover else []), *inside]
        self._files = {image.digest: image for image in found}

    def drawing(self, image: Image) -> Element | None:
        """Return the drawing that stands in the text for a decorative picture, if it can."""
        return ornament_of(image)

    def href(self, image: Image) -> str:
        """Return the address of ``image`` in a page."""
        first = self._files.get(image.digest, image)
        return f"pictures/{file_stem(first)}{_SUFFIXES[image.media_type]}"

    def shown(self, image: Image, width: int = WIDTHS[2]) -> str:
        """Return the address of ``image`` in the width of a column, or another of our widths."""
        made = self._made.get(self.href(image), [])
        wide = [one for one in made if one.width <= width]
        return self._name(image, wide[-1]) if wide else self.href(image)

    def _name(self, image: Image, made: Rendition) -> str:
        return f"pictures/{file_stem(self._files[image.digest])}-{made.width}.webp"

    @cached_property
    def _made(self) -> dict[str, list[Rendition]]:
        """The pictures in several widths, by their address."""
        if not self._sized:
            return {}
        return {
            self.href(image): renditions(image, bytes_of(image), self._cache)
            for image in self._files.values()
        }

    @cached_property
    def images(self) -> dict[str, Image]:
        """The pictures by their addresses."""
        return {self.href(image): image for image in self._files.values()}

    @cached_property
    def social(self) -> tuple[str, str]:
        """The address and the alt text of the picture that stands for the text on other sites.

        It is the cover, or else the first that isn't decorative; both are empty without one.
        """
        image = next((one for one in self._files.values() if not one.decorative), None)
        if image is None:
            return "", ""
        return self._social_name(image) or self.href(image), image.alt or ""

    def _social_name(self, image: Image) -> str:
        """Return the address of a drawing as JPEG, which other sites need; else an empty string."""
        return f"pictures/{file_stem(image)}.jpg" if image.media_type == "image/svg+xml" else ""

    def finish(self, main: list[Node]) -> None:
        """Give the pictures in ``main`` their sizes, and say when a browser loads them, in place.

        One on the first screen is loaded before others, those below when they come near.
        """
        root = element("main", main)
        self._finish(root, 0)
        main[:] = root.children

    def _finish(self, parent: Element, text: int) -> int:
        """Return the characters of text up to the end of ``parent``, after ``text``."""
        children: list[Node] = []
        for child in parent.children:
            if isinstance(child, str):
                text += len(child)
            elif child.name == "img":
                child = self._loaded(child, first=text < _FIRST_SCREEN)
                text = max(text, _FIRST_SCREEN)
            else:
                text = self._finish(child, text)
            children.append(child)
        parent.children = tuple(children)
        return text

    def _loaded(self, img: Element, *, first: bool) -> Element:
        """Return ``img`` with how it is loaded, in a ``picture`` if there are several files."""
        pairs = zip(img.attributes[::2], img.attributes[1::2], strict=True)
        given = {
            name: value
            for name, value in pairs
            if (name, value) != ("role", "presentation")  # an empty alt says it (ARIA in HTML, 4)
        }
        load = {"fetchpriority": "high"} if first else {"loading": "lazy"}
        shown = element("img", attributes={**given, **load, "decoding": "async"})
        made, image = self._made.get(img.get("src")), self.images.get(img.get("src"))
        if not made or image is None:
            return shown
        if self._single:
            shown.set("src", self.shown(image))
            return shown
        files = ", ".join(f"{self._name(image, one)} {one.width}w" for one in made)
        sizes = f"{image.width}px" if "inline" in img.classes else _SIZES.format(width=image.width)
        source = {"type": "image/webp", "srcset": files, "sizes": sizes}
        return element("picture", [element("source", attributes=source), shown])

    def items(self) -> Iterator[tuple[str, bytes]]:
        """Yield the name and content of each file.

        Raises:
            SourceError: A picture can't be read any more.
        """
        for image in self._files.values() if not self._single else ():
            yield self.href(image), bytes_of(image, shared=True)
            for made in self._made.get(self.href(image), []):
                yield self._name(image, made), made.content
        for image in self._files.values() if self._single else ():
            found = {self._name(image, one): one for one in self._made.get(self.href(image), [])}
            own = found.get(self.shown(image))
            yield self.shown(image), own.content if own else bytes_of(image, shared=True)
        first = next((one for one in self._files.values() if not one.decorative), None)
        if first and not self._single and (name := self._social_name(first)):
            yield name, jpeg(first, _SOCIAL)
