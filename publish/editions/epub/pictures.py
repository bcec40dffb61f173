"""Collect the picture files of an EPUB, each as its limits allow."""

from __future__ import annotations

from collections.abc import Iterator

from publish.editions.epub.package import Item
from publish.model import Article, Image
from publish.runtime.picture_files import bytes_of, file_stem, pictures_in
from publish.runtime.picture_fitting import Fitted, cover, fitted
from publish.shops import EVERYWHERE, Shop
from publish.xhtml.ornaments import ornament_of
from publish.xhtml.tree import Content, Element, elements

_SUFFIXES = {
    "image/svg+xml": ".svg",
    "image/png": ".png",
    "image/jpeg": ".jpg",
    "image/gif": ".gif",
}


class Pictures:
    """The pictures by the digest of their content: equal files are stored once.

    ``cover`` is the digest of the cover, or empty.  ``shop`` sets the limits.  Ornaments that are
    drawn in the text have no file.
    """

    def __init__(self, article: Article, shop: Shop | None = None) -> None:
        """Convert the pictures that don't fit.  Raises as :func:`bytes_of` does."""
        about = article.metadata
        self.cover = about.cover.digest if about.cover else ""
        limits = shop.pictures if shop else EVERYWHERE
        self.vectors = "image/svg+xml" in limits.types
        inside = (image for image in pictures_in(article) if not self.drawing(image))
        found = [*([about.cover] if about.cover else []), *inside]
        self.files = {image.digest: image for image in found}
        self.converted: dict[str, Fitted] = {}
        for digest, image in self.files.items():
            if shop and digest == self.cover:
                self.converted[digest] = cover(image, bytes_of(image), shop.cover)
            elif done := fitted(image, bytes_of(image), limits):
                self.converted[digest] = done

    def drawing(self, image: Image) -> Element | None:
        """Return the drawing that stands in the text for a decorative picture, if it can."""
        return ornament_of(image) if self.vectors else None

    def href(self, image: Image) -> str:
        """Return the address of ``image`` in a content document."""
        first = self.files[image.digest]
        if first is not image and first.file != image.file:
            return self.href(first)
        return f"pictures/{file_stem(image)}{_SUFFIXES[self._media_type(image)]}"

    def set_sizes(self, content: Content) -> None:
        """Correct width and height of the converted pictures in ``content``, in place."""
        sizes = {self.href(self.files[digest]): done for digest, done in self.converted.items()}
        for one in elements(content) if sizes else ():
            if one.name == "img" and (done := sizes.get(one.get("src"))):
                one.set("width", str(done.width))
                one.set("height", str(done.height))

    def items(self) -> Iterator[Item]:
        """Yield the files for the package.  Raises as :func:`bytes_of` does."""
        for place, (digest, image) in enumerate(self.files.items(), start=1):
            done = self.converted.get(digest)
            yield Item(
                id="cover-image" if digest == self.cover else f"picture-{place}",
                name=self.href(image),
                media_type=self._media_type(image),
                content=done.content if done else bytes_of(image),
                properties=("cover-image",) if digest == self.cover else (),
            )

    def _media_type(self, image: Image) -> str:
        done = self.converted.get(image.digest)
        return done.media_type if done else image.media_type
