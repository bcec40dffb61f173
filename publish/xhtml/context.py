"""Where a piece of an article is being written: what its markup depends on beside itself.

What differs between the editions in the XHTML of one article.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Literal

from msgspec import Struct, field
from msgspec.structs import replace

from publish.language.scripts import direction
from publish.language.tags import same
from publish.language.words import Words, words_for, words_in
from publish.model import Article, Image, Note
from publish.xhtml.escape import Attributes, element, text


def same_file(identifier: str) -> str:
    """The address of an element that stands in the same document."""
    return f"#{identifier}"


class Spelling(Struct, frozen=True, kw_only=True):
    """How one edition spells the shared XHTML.

    ``epub``: ``epub:type`` and ``xml:lang`` are written.  ``notes``: in a section after the text,
    or as ``span.footnote`` beside the first call (CSS footnotes).  ``descriptions``: extended
    descriptions as ``details`` inside the figure, or in a section at the end.  ``math``: MathML,
    or a drawing for layout engines that flatten MathML.  ``tasks``: a check box, or its sign.
    ``href`` gives the address of a picture, ``target`` that of an element by its id.
    """

    epub: bool
    notes: Literal["end", "inline"]
    descriptions: Literal["inside", "end"]
    math: Literal["mathml", "svg"]
    tasks: Literal["input", "sign"]
    href: Callable[[Image], str]
    target: Callable[[str], str] = same_file


def epub(href: Callable[[Image], str], target: Callable[[str], str] = same_file) -> Spelling:
    """The spelling of EPUB content documents."""
    return Spelling(
        epub=True,
        notes="end",
        descriptions="inside",
        math="mathml",
        tasks="input",
        href=href,
        target=target,
    )


def pdf(href: Callable[[Image], str]) -> Spelling:
    """The spelling of the document that the PDF is laid out from."""
    return Spelling(
        epub=False,
        notes="inline",
        descriptions="end",
        math="svg",
        tasks="sign",
        href=href,
    )


class Setting(Struct, frozen=True, kw_only=True):
    """The surroundings of what is being written.

    ``language`` is that of the surroundings (BCP 47), ``depth`` the heading level of the section
    around (1: the article itself), ``line`` the source line of the block around.  ``ids`` is off
    where the same words are written a second time (a table of contents), ``linked`` is on inside
    a link, which may hold no other.
    """

    spelling: Spelling
    words: Words
    language: str
    notes: Mapping[str, Note] = field(default_factory=dict)
    targets: frozenset[str] = frozenset()
    file: Path = Path()
    depth: int = 1
    line: int = 0
    ids: bool = True
    linked: bool = False

    def id(self, identifier: str) -> str | None:
        """The value of an ``id`` attribute; ``None`` where none is to be written."""
        return identifier if identifier and self.ids else None

    def type(self, name: str) -> Attributes:
        """``epub:type``, in EPUB only."""
        return {"epub:type": name} if self.spelling.epub else {}

    def rules(self, language: str | None) -> Attributes:
        """The attributes of something in ``language``, if that differs from the surroundings."""
        if not language or language.lower() == self.language.lower():
            return {}
        return {
            "lang": language,
            "xml:lang": language if self.spelling.epub else None,
            "dir": direction(language) if direction(language) != direction(self.language) else None,
        }

    def within(self, language: str | None, line: int = 0) -> Setting:
        """The setting inside something in ``language`` that begins at ``line``."""
        return replace(self, language=language or self.language, line=line or self.line)

    def worded(self, language: str | None) -> Setting:
        """The setting with the words that we add in ``language``, where there are some."""
        return replace(self, words=words_in(language, self.words)) if language else self

    def deeper(self) -> Setting:
        """The setting inside a section."""
        return replace(self, depth=self.depth + 1)

    def heading(self) -> str:
        """The name of the heading element of a section whose setting this is."""
        return f"h{min(self.depth, 6)}"

    def ours(self) -> Attributes:
        """The language attributes of words that we add, where the surroundings differ."""
        return {} if same(self.words.language, self.language) else self.rules(self.words.language)

    def added(self, words: str) -> str:
        """Words that we add, as markup, marked where their language differs."""
        marks = self.ours()
        return element("span", text(words), marks) if marks else text(words)


def setting_for(article: Article, spelling: Spelling, targets: frozenset[str]) -> Setting:
    """The setting at the top of ``article``; ``targets`` are the ids that links may lead to."""
    return Setting(
        spelling=spelling,
        words=words_for(article.metadata.language),
        language=article.metadata.language,
        notes={note.id: note for note in article.notes},
        targets=targets,
        file=article.file,
    )
