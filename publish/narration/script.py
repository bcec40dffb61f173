"""Records of a script: everything that is spoken, in order, without sound.

A listening profile decides which roles are read, and where the notes are read.
"""

from __future__ import annotations

import difflib
import re
from collections.abc import Iterable
from enum import StrEnum
from pathlib import Path

from msgspec import Struct

from publish.errors import UsageError
from publish.language.spoken.text import Span
from publish.model import Image, NarrationSettings


class Role(StrEnum):
    """The role of an utterance; each role can have its own voice settings and can be left out."""

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
    """Words that are spoken without a pause.

    ``target`` is the id of the spoken element of the XHTML editions (a sentence, a figure's
    picture, a caption ...), for media overlays and highlighting.  It is empty for words that are
    only spoken, such as "Figure 2.".  ``block`` is the id of the block, ``line`` its source line.
    ``pause`` is the silence after it, in ms.  ``recording`` is a sound file that is played instead
    of a voice; its words have no times, and ``spans`` may be empty.  It stands for the utterances
    in ``replaced``; for none if it isn't speech.  ``label`` are the words before those of the
    source, such as "Caption: ".  ``speaker`` is who says it in a dialogue, or empty.
    """

    role: Role
    spans: tuple[Span, ...]
    target: str = ""
    block: str = ""
    line: int = 0
    pause: int = 0
    recording: Path | None = None
    replaced: tuple[Utterance, ...] = ()
    label: str = ""
    speaker: str = ""

    @property
    def text(self) -> str:
        return "".join(span.text for span in self.spans)

    @property
    def unlabelled(self) -> str:
        """Its text without the label."""
        return self.text.removeprefix(self.label)

    @property
    def words_replaced(self) -> tuple[int, int] | tuple[()]:
        """The numbers of words of the running text, and of all that a recording stands for."""
        if not self.replaced:
            return ()
        running = (one.text for one in self.replaced if one.role not in _BESIDES)
        return words_in(running), words_in(one.text for one in self.replaced)


#: The roles of what a reader of the running text may leave out.
_BESIDES = frozenset(
    [
        Role.ANNOUNCEMENT, Role.ALT, Role.DESCRIPTION, Role.CREDIT, Role.TABLE, Role.NOTE,
        Role.CODE, Role.MATH,
    ]
)  # fmt: skip

#: Characters of scripts without spaces between words; two or so are a word.
_UNSPACED = re.compile("[\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3040-\u30ff\u3400-\u9fff]")


def words_in(texts: Iterable[str]) -> int:
    """Return about how many words ``texts`` have."""
    count = 0
    for text in texts:
        rest, unspaced = _UNSPACED.subn("", text)
        count += unspaced // 2 + len(rest.split())
    return count


class ChapterKind(StrEnum):
    """The kind of a chapter; ``NOTE`` are notes that are read before the end."""

    OPENING = "opening"
    SECTION = "section"
    FIGURE = "figure"
    DESCRIPTION = "description"
    TABLE = "table"
    NOTE = "note"
    NOTES = "notes"
    CONTINUATION = "continuation"
    CLOSING = "closing"


#: Chapters that a listener goes to.  The others can be skipped, and menus needn't have them.
_LISTED = frozenset(
    {ChapterKind.OPENING, ChapterKind.SECTION, ChapterKind.FIGURE, ChapterKind.CLOSING}
)


class Chapter(Struct, frozen=True, kw_only=True):
    """A place that a listener can jump to.

    ``level`` is 1 for the opening and the top sections, one more for each nesting; a figure, table
    or note is one deeper than its section.  ``target`` is the id of the section, figure, table,
    note or description.  ``image`` and ``alt`` are set for figures, and ``image`` for the opening
    if there is a cover.
    """

    kind: ChapterKind
    title: str
    level: int
    target: str
    utterances: tuple[Utterance, ...]
    image: Image | None = None
    alt: str = ""

    @property
    def listed(self) -> bool:
        """Whether a menu has it (Podcasting 2.0, JSON Chapters 1.2: ``toc``)."""
        return self.kind in _LISTED


#: The beginning of the reason for words that a listening profile leaves out.
_BY_PROFILE = "the profile "


class Skipped(Struct, frozen=True):
    """Words of the source that aren't spoken, with the reason.

    ``file`` is the source file of a chapter of a book; empty: that of the article.
    """

    text: str
    line: int
    reason: str
    file: str = ""

    @property
    def by_profile(self) -> bool:
        """Whether a listening profile leaves them out, so that a listener misses them."""
        return self.reason.startswith(_BY_PROFILE)


class Script(Struct, frozen=True, kw_only=True):
    """The chapters in the order of the article; every chapter has at least one utterance.

    ``labels`` are headings of the text editions that aren't in the chapters, because the narration
    has the text below them elsewhere.  They are spoken for media overlays only.
    """

    language: str
    chapters: tuple[Chapter, ...]
    labels: tuple[Utterance, ...] = ()
    skipped: tuple[Skipped, ...] = ()


class NotesAt(StrEnum):
    """The place where notes are read."""

    END = "end"
    SECTION = "section"
    INLINE = "inline"
    NONE = "none"


class Detail(StrEnum):
    """How much is announced.

    ``TERSE``: no calls of notes, levels of lists, or references; tables without the headers of each
    cell, large ones without their rows.  ``FULL``: the rows of tables are numbered, too.
    """

    TERSE = "terse"
    NORMAL = "normal"
    FULL = "full"


class Profile(Struct, frozen=True):
    """A listening profile: ``skip`` are the roles that aren't read; the title always is."""

    name: str
    skip: frozenset[Role] = frozenset()
    notes: NotesAt = NotesAt.END
    detail: Detail = Detail.NORMAL

    def reason_to_skip(self, role: Role) -> str:
        """Return why words in ``role`` aren't read; empty if they are."""
        return self.leaves_out(role) if role in self.skip else ""

    def leaves_out(self, what: str) -> str:
        """Return the reason why ``what`` isn't read."""
        return f"{_BY_PROFILE}{self.name} leaves out: {what}"


NORMAL = Profile("normal")

#: The built-in profiles: everything, as a person reads it, with fewer announcements or with more;
#: the running text; everything, with each note at the end of its section.
PROFILES = (
    NORMAL,
    Profile("terse", detail=Detail.TERSE),
    Profile("full", detail=Detail.FULL),
    Profile(
        "text-only",
        frozenset(
            [
                Role.ALT, Role.CAPTION, Role.DESCRIPTION, Role.CREDIT, Role.TABLE, Role.CODE,
                Role.MATH, Role.NOTE,
            ]
        ),
        NotesAt.NONE,
    ),
    Profile("study", notes=NotesAt.SECTION),
)  # fmt: skip

#: The roles that a profile can leave out.
ROLES = tuple(role for role in Role if role is not Role.TITLE)


def profile_of(settings: NarrationSettings) -> Profile:
    """Return the profile that ``settings`` name, which they define or :data:`PROFILES` has.

    Raises:
        UsageError: There is no profile of that name.
    """
    own = [
        Profile(
            one.name,
            frozenset(map(Role, one.skip)),
            NotesAt(one.notes or NotesAt.END),
            Detail(one.detail or Detail.NORMAL),
        )
        for one in settings.profiles
    ]
    known = {profile.name: profile for profile in (*PROFILES, *own)}
    name = settings.profile or NORMAL.name
    if name not in known:
        near = difflib.get_close_matches(name, known, 1)
        hint = f"Did you mean {near[0]}?" if near else f"Choose from {', '.join(known)}."
        raise UsageError(f"There is no listening profile named {name!r}. {hint}")
    return known[name]
