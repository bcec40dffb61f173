"""The pictures of the pages."""

from __future__ import annotations

from collections.abc import Iterator

from publish.model import Article, Image
from publish.runtime.picture_files import bytes_of, file_stem, pictures_in
from publish.xhtml.ornaments import ornament_of
from publish.xhtml.tree import Element, elements

_SUFFIXES = {
    "image/svg+xml": ".svg",
    "image/png": ".png",
    "image/jpeg": ".jpg",
    "image/gif": ".gif",
    "image/webp": ".webp",
}


def _remove(one: Element, name: str) -> None:
    pairs = zip(one.attributes[::2], one.attributes[1::2], strict=True)
    one.attributes = tuple(part for pair in pairs if pair[0] != name for part in pair)


class Pictures:
    """The pictures by the digest of their content: equal files are stored once."""

    def __init__(self, article: Article) -> None:
        about = article.metadata
        inside = [image for image in pictures_in(article) if not self.drawing(image)]
        found = [*([about.cover] if about.cover else []), *inside]
        self.files = {image.digest: image for image in found}

    def drawing(self, image: Image) -> Element | None:
        """Return the drawing that stands in the text for a decorative picture, if it can."""
        return ornament_of(image)

    def href(self, image: Image) -> str:
        """Return the address of ``image`` in a page."""
        first = self.files.get(image.digest, image)
        return f"pictures/{file_stem(first)}{_SUFFIXES[image.media_type]}"

    def finish(self, root: Element) -> None:
        """Say of the pictures in ``root`` how a browser loads them, in place."""
        seen = 0
        for one in elements(root):
            if one.name == "img":
                if one.get("role") == "presentation":  # an empty alt says it (ARIA in HTML, 4)
                    _remove(one, "role")
                seen += 1
                lazy = ("loading", "lazy") if seen > 1 else ()
                one.attributes = (*one.attributes, "decoding", "async", *lazy)

    def items(self) -> Iterator[tuple[str, bytes]]:
        """Yield the name and content of each file.

        Raises:
            SourceError: A picture can't be read any more.
        """
        for image in self.files.values():
            yield self.href(image), bytes_of(image)
