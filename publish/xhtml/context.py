"""What the markup of a block depends on: the profile of the edition, and the context."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import cache
from pathlib import Path
from typing import Literal

from msgspec import Struct, field
from msgspec.structs import replace

from publish.language.scripts import direction
from publish.language.tags import same
from publish.language.words import Words, own_words, words_in
from publish.model import Article, Image, Note
from publish.model.ids import TITLE
from publish.model.walk import ids_in
from publish.xhtml.tree import Attributes, Element, Node, element


def same_document(identifier: str) -> str:
    """Return the address of an element in the same document."""
    return f"#{identifier}"


def no_ground(_image: Image) -> str:
    """Return no ground: the page has the colour that the picture was made for."""
    return ""


def no_drawing(_image: Image) -> None:
    """Return no drawing: the picture stays a file."""


class OutputProfile(Struct, frozen=True, kw_only=True):
    """How the XHTML of an article differs between editions.

    ``epub``: write ``epub:type`` and ``xml:lang``.  ``narrow``: columns may be narrow, so that wide
    tables scroll or become lists, and code breaks.  ``notes``: a section at the end, or a
    ``span.footnote`` after the first call (CSS footnotes).  ``math``: MathML, or SVG for layout
    engines that flatten MathML.  ``tasks``: a check box, or a character.  ``href`` returns the
    address of a picture, ``ground`` the ground that it needs ("light", "dark" or none), ``drawing``
    an ``svg`` that stands for a decorative one, ``target`` the address of an element by its id.
    """

    epub: bool
    narrow: bool
    notes: Literal["end", "inline"]
    math: Literal["mathml", "svg"]
    tasks: Literal["input", "sign"]
    href: Callable[[Image], str]
    target: Callable[[str], str] = same_document
    ground: Callable[[Image], str] = no_ground
    drawing: Callable[[Image], Element | None] = no_drawing


def epub_profile(
    href: Callable[[Image], str],
    target: Callable[[str], str] = same_document,
    ground: Callable[[Image], str] = no_ground,
    drawing: Callable[[Image], Element | None] = no_drawing,
) -> OutputProfile:
    """Return the profile of EPUB content documents."""
    return OutputProfile(
        epub=True,
        narrow=True,
        notes="end",
        math="mathml",
        tasks="input",
        href=href,
        target=target,
        ground=ground,
        drawing=drawing,
    )


def web_profile(
    href: Callable[[Image], str],
    target: Callable[[str], str] = same_document,
    ground: Callable[[Image], str] = no_ground,
    drawing: Callable[[Image], Element | None] = no_drawing,
) -> OutputProfile:
    """Return the profile of web pages: that of EPUB without what HTML doesn't have."""
    return replace(epub_profile(href, target, ground, drawing), epub=False)


def pdf_profile(href: Callable[[Image], str]) -> OutputProfile:
    """Return the profile of the document that the PDF is laid out from."""
    return OutputProfile(
        epub=False,
        narrow=False,
        notes="inline",
        math="svg",
        tasks="sign",
        href=href,
    )


class RenderContext(Struct, frozen=True, kw_only=True):
    """The context in which a block or inline is written.

    ``words`` are the texts that editions add (labels, headings), ``language`` is the language of
    the enclosing element (BCP 47), ``targets`` returns the ids that links can lead to, ``depth`` is
    the level of the section's heading (1: the article), ``line`` the source line of the block.
    ``ids`` is false for text that is written a second time, in a table of contents.  ``linked`` is
    set inside a link, which can't contain another link.
    """

    profile: OutputProfile
    words: Words
    language: str
    notes: Mapping[str, Note] = field(default_factory=dict)
    targets: Callable[[], frozenset[str]] = frozenset
    file: Path = Path()
    depth: int = 1
    line: int = 0
    ids: bool = True
    linked: bool = False

    def id(self, identifier: str) -> str | None:
        """Return the value of an ``id`` attribute; ``None`` if it has none."""
        return identifier if identifier and self.ids else None

    def epub_type(self, name: str) -> Attributes:
        """Return ``epub:type`` as an attribute; nothing in other editions."""
        return {"epub:type": name} if self.profile.epub else {}

    def language_attributes(self, language: str | None) -> Attributes:
        """Return ``lang``, ``xml:lang`` and ``dir`` if they differ from the enclosing element."""
        if not language or language == self.language or language.lower() == self.language.lower():
            return {}
        return {
            "lang": language,
            "xml:lang": language if self.profile.epub else None,
            "dir": direction(language) if direction(language) != direction(self.language) else None,
        }

    def within(self, language: str | None, line: int = 0) -> RenderContext:
        """Return the context inside an element in ``language`` that begins at ``line``."""
        if (language or self.language) == self.language and (line or self.line) == self.line:
            return self
        return replace(self, language=language or self.language, line=line or self.line)

    def with_words_in(self, language: str | None) -> RenderContext:
        """Return the context with the added words in ``language``, if there are any."""
        return replace(self, words=words_in(language, self.words)) if language else self

    def deeper(self) -> RenderContext:
        """Return the context inside a section."""
        return replace(self, depth=self.depth + 1)

    @property
    def heading(self) -> str:
        """The name of the heading element of the section."""
        return f"h{min(self.depth, 6)}"

    def added_attributes(self) -> Attributes:
        """Return the language attributes of added words."""
        same_language = same(self.words.language, self.language)
        return {} if same_language else self.language_attributes(self.words.language)

    def added(self, words: str) -> Node:
        """Return added words, in a ``span`` if their language differs."""
        attributes = self.added_attributes()
        return element("span", words, attributes) if attributes else words


def article_context(article: Article, profile: OutputProfile) -> RenderContext:
    """Return the context at the top of ``article``."""
    language = article.metadata.language
    return RenderContext(
        profile=profile,
        words=own_words(language, article.metadata.words),
        language=language,
        notes={note.id: note for note in article.notes},
        targets=cache(lambda: frozenset((TITLE, *ids_in(article)))),
        file=article.file,
    )
