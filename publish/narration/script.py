"""What is to be said, before any sound exists; data only."""

from __future__ import annotations

from enum import StrEnum
from pathlib import Path

from msgspec import Struct

from publish.language.spoken.text import Span
from publish.model import Image


class Role(StrEnum):
    """Why something is said; each role has its own voice settings and can be left out."""

    TITLE = "title"
    HEADING = "heading"
    BODY = "body"
    QUOTATION = "quotation"
    ANNOUNCEMENT = "announcement"
    CAPTION = "caption"
    ALT = "alt text"
    DESCRIPTION = "extended description"
    CREDIT = "credit"
    TABLE = "table"
    NOTE = "note"
    ASIDE = "aside"
    CODE = "code"
    MATH = "mathematics"
    CREDITS = "credits"


class Utterance(Struct, frozen=True, kw_only=True):
    """What is spoken in one go, without a pause inside.

    ``target`` is the id of the element of the XHTML editions that is being spoken (a sentence, a
    figure's picture, a caption ...): media overlays and highlighting point there.  It is empty
    for words that are only heard, such as "Figure 2.".  ``block`` is the id of the block, ``line``
    its source line.  ``pause`` is the silence that follows, in ms.  ``recording`` is a sound file
    that is heard instead of a voice; what it holds is not known word by word, and there may be no
    ``spans`` then.
    """

    role: Role
    spans: tuple[Span, ...]
    target: str = ""
    block: str = ""
    line: int = 0
    pause: int = 0
    recording: Path | None = None

    @property
    def text(self) -> str:
        return "".join(span.text for span in self.spans)


class ChapterKind(StrEnum):
    OPENING = "opening"
    SECTION = "section"
    FIGURE = "figure"
    CONTINUATION = "continuation"
    NOTES = "notes"
    CLOSING = "closing"


class Chapter(Struct, frozen=True, kw_only=True):
    """A place that a listener can jump to.

    ``level`` is 1 for the opening and the top sections, one more for each nesting; a figure is one
    deeper than the section it stands in.  ``target`` is the id of the section or figure.  ``image``
    and ``alt`` are set for figures, and ``image`` for the opening if there is a cover.
    """

    kind: ChapterKind
    title: str
    level: int
    target: str
    utterances: tuple[Utterance, ...]
    image: Image | None = None
    alt: str = ""


class Skipped(Struct, frozen=True):
    """Words of the source that are not spoken, and why.

    ``file`` is the source of the chapter of a book that ``line`` is in; empty: that of the article.
    """

    text: str
    line: int
    reason: str
    file: str = ""


class Script(Struct, frozen=True, kw_only=True):
    """The chapters in the order of the article; every chapter has at least one utterance."""

    language: str
    chapters: tuple[Chapter, ...]
    skipped: tuple[Skipped, ...] = ()
