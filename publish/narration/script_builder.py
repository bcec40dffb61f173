"""Build a script chapter by chapter, while the article is walked through."""

from __future__ import annotations

import unicodedata
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from enum import IntEnum

from msgspec import Struct, field
from msgspec.structs import replace

from publish.language.announcements import Announcements, announcements
from publish.language.spoken.normalise import forms
from publish.language.spoken.text import Span
from publish.language.tags import same
from publish.language.words import Words, own_words, words_in
from publish.model import (
    Article,
    Image,
    Inline,
    NoteReference,
    Section,
)
from publish.model.captions import shortened_title
from publish.model.walk import inlines_in
from publish.narration.phrases import Phraser, tidy
from publish.narration.references import References
from publish.narration.script import (
    NORMAL,
    Chapter,
    ChapterKind,
    Detail,
    NotesAt,
    Profile,
    Role,
    Skipped,
    Utterance,
    profile_of,
)
from publish.narration.sentences import lines_in, sentences_in, words_of


class Pause(IntEnum):
    """The silence after each kind of utterance, in ms.

    It distinguishes a heading from a paragraph, and isn't so long that it seems to be the end.
    """

    TITLE = 900
    HEADING = 700
    ANNOUNCEMENT = 300
    SENTENCE = 250
    LINE = 300
    PARAGRAPH = 450
    CELL = 200
    ROW = 400
    BLOCK = 600
    BREAK = 1200
    INSERTED = 900


#: Chapters in the middle of others, which go on after them.
_INSERTED = frozenset(
    {
        ChapterKind.FIGURE, ChapterKind.DESCRIPTION, ChapterKind.TABLE, ChapterKind.NOTE,
        ChapterKind.CONTINUATION,
    }
)  # fmt: skip


class Place(Struct, frozen=True):
    """The context of a block: its language (BCP 47), its role, its level (1: top sections).

    ``depth`` is the number of lists around it.
    """

    language: str
    role: Role = Role.BODY
    level: int = 0
    depth: int = 0


class ScriptBuilder(Struct):
    """Collects chapters and utterances.

    ``home`` is the current section (or the opening): if more of it follows after the chapter of a
    figure or table, a continuation is opened.  ``said`` are the utterances of the open chapter.
    ``before`` is spoken with the next words (the number of a list item, the headers of a table
    cell).
    ``chapter_pause`` is the silence before a chapter that is in menus, in ms.
    ``muted`` is the reason for which words are listed as skipped; if it is empty, they are spoken.
    ``words`` and ``announced`` are added words, in the language of the text or not spoken.
    ``called`` are the ids of the notes called so far, ``read_called`` reads these notes as a
    chapter of the given level.
    ``end_chapter`` reads the end of a chapter of a book, at a level; ``file`` is the source of that
    chapter, ``chapter`` its id.  ``speaker`` is who speaks in a dialogue.  ``labels`` are those of
    the script, by their targets.
    """

    language: str
    words: Words
    announced: Announcements
    phraser: Phraser
    chapter_pause: int
    done: list[Chapter] = field(default_factory=list)
    skipped: list[Skipped] = field(default_factory=list)
    open: Chapter | None = None
    home: Chapter | None = None
    said: list[Utterance] = field(default_factory=list)
    before: tuple[Span, ...] = ()
    profile: Profile = NORMAL
    muted: str = ""
    called: list[str] = field(default_factory=list)
    read_called: Callable[[int], None] = lambda _level: None
    file: str = ""
    chapter: str = ""
    speaker: str = ""
    labels: dict[str, Utterance] = field(default_factory=dict)
    end_chapter: Callable[[Section, int], None] = lambda _section, _level: None

    @classmethod
    def of(cls, article: Article) -> ScriptBuilder:
        """Start the script of ``article``.  Raises as :func:`profile_of` does."""
        language = article.metadata.language
        text = words_of(article)
        words = own_words(language, article.metadata.words)
        announced = announcements(language, article.metadata.words)
        settings = article.metadata.narration
        profile = profile_of(settings)
        brief = profile.detail is Detail.TERSE
        phraser = Phraser(
            text,
            words,
            announced,
            added=_added(words, language),
            calls=not brief and profile.notes in (NotesAt.END, NotesAt.SECTION),
            references=None if brief else References.of(article),
        )
        return cls(language, words, announced, phraser, settings.chapter_pause, profile=profile)

    @contextmanager
    def inside(self, chapter: str, file: str, language: str, text: str) -> Iterator[None]:
        """Narrate a chapter of a book in this block: added words are in its ``language``.

        Abbreviations are explained again in each chapter, because a listener may start anywhere;
        ``text`` is that of the chapter.
        """
        before = self.language, self.words, self.announced, self.phraser, self.file, self.chapter
        words = words_in(language, self.words)
        if words is not self.words:
            self.announced = announcements(language)
        self.language, self.words, self.file, self.chapter = language, words, file, chapter
        self.phraser = replace(
            self.phraser,
            text=text,
            words=words,
            announced=self.announced,
            added=_added(words, language),
            chapter=chapter,
            explained=set(),
        )
        try:
            yield
        finally:
            (
                self.language, self.words, self.announced, self.phraser, self.file, self.chapter,
            ) = before  # fmt: skip

    # ------------------------------------------------------------------- chapters

    def begin(
        self,
        kind: ChapterKind,
        title: str,
        level: int,
        target: str,
        *,
        image: Image | None = None,
        alt: str = "",
    ) -> None:
        """Close the open chapter, and open this one; do nothing while muted.

        Players show no more than the beginning of a long ``title``.
        """
        if self.muted:
            return
        self.close()
        self.open = Chapter(
            kind=kind,
            title=shortened_title(title),
            level=level,
            target=target,
            utterances=(),
            image=image,
            alt=alt,
        )
        if kind not in _INSERTED:
            self.home = self.open
        if kind not in _INSERTED or self.open.listed:
            self._pause_before()

    @property
    def in_text(self) -> bool:
        """Whether the next words are of the running text, not of a figure or table in it."""
        return (
            not self.open
            or self.open.kind is ChapterKind.CONTINUATION
            or self.open.kind not in _INSERTED
        )

    def _pause_before(self) -> None:
        if self.done:
            *before, last = self.done[-1].utterances
            last = replace(last, pause=self.chapter_pause)
            self.done[-1] = replace(self.done[-1], utterances=(*before, last))

    def close(self) -> None:
        """Close the open chapter; a chapter without utterances is left out."""
        if self.muted:
            return
        if self.open and self.said:
            self.lengthen(Pause.INSERTED)
            self.done.append(replace(self.open, utterances=tuple(self.said)))
        self.open, self.said = None, []

    def lengthen(self, pause: Pause) -> None:
        """Make the pause after the last utterance of this chapter at least ``pause``."""
        if self.said and not self.muted and self.said[-1].pause < pause:
            self.said[-1] = replace(self.said[-1], pause=int(pause))

    def set_pause(self, pause: Pause) -> None:
        """Set the pause after the last utterance of this chapter."""
        if self.said and not self.muted:
            self.said[-1] = replace(self.said[-1], pause=int(pause))

    # ------------------------------------------------------------------- words

    def say(
        self,
        role: Role,
        spans: tuple[Span, ...],
        *,
        pause: Pause,
        target: str = "",
        block: str = "",
        line: int = 0,
    ) -> None:
        """Add an utterance of ``spans``.

        Text that can't be pronounced, or that the profile leaves out, is listed as skipped.
        """
        if reason := self.skips(role):
            self.skip("".join(span.text for span in spans), line, reason)
            self.before = ()
            return
        if role is Role.TABLE and _only_dashes(spans) and self.phraser.added:
            spans = tuple(replace(span, say=self.words.blank) for span in spans[:1])
        label = "".join(span.text for span in self.before)
        spans = tidy((*self.before, *spans))
        self.before = ()
        text = "".join(span.text for span in spans)
        if not any(pronounceable(span.say or span.text, span.language) for span in spans):
            if text:
                self.skip(text, line, "there is nothing in it to pronounce")
            return
        if self.open is None and self.home is not None:
            self.begin(
                ChapterKind.CONTINUATION,
                shortened_title(self.home.title, f", {self.words.continued}"),
                self.home.level,
                self.home.target,
            )
        self.said.append(
            Utterance(
                role=role,
                spans=spans,
                target=target,
                block=block,
                line=line,
                pause=int(pause),
                label=label,
                speaker=self.speaker,
            )
        )

    def skips(self, role: Role) -> str:
        """Return the reason for which words of ``role`` aren't spoken now; empty if they are."""
        return self.muted or self.profile.reason_to_skip(role)

    def announce(self, words: str, *, block: str = "", line: int = 0, target: str = "") -> None:
        """Add an utterance of added words, as a sentence; do nothing while muted."""
        if not words or self.muted or self.profile.reason_to_skip(Role.ANNOUNCEMENT):
            return
        self.say(
            Role.ANNOUNCEMENT,
            self.own(full_stop(words)),
            pause=Pause.ANNOUNCEMENT,
            block=block,
            line=line,
            target=target,
        )

    def label(self, words: str, target: str) -> None:
        """Add the heading ``target`` of a text edition, once; do nothing while muted."""
        if self.muted or self.profile.reason_to_skip(Role.ANNOUNCEMENT):
            return
        if spans := self.own(words):
            self.labels[target] = Utterance(
                role=Role.ANNOUNCEMENT, spans=spans, target=target, pause=int(Pause.HEADING)
            )

    def own(self, words: str) -> tuple[Span, ...]:
        """Return added words as a span; none if they aren't in the language of the text.

        English words in an English voice would break into it.
        """
        return (Span(words, self.language),) if words and self.phraser.added else ()

    def narrate(
        self,
        role: Role,
        content: tuple[Inline, ...],
        language: str,
        *,
        pause: Pause,
        target: str = "",
        block: str = "",
        line: int = 0,
    ) -> None:
        """Add ``content`` sentence by sentence, and line by line; ``pause`` follows the last.

        ``target`` is for text that isn't divided into sentences.
        """
        before = len(self.said)
        for sentence, own in sentences_in(content):
            lines = list(lines_in(sentence))
            for number, part in enumerate(lines, start=1):
                self.say(
                    role,
                    self.phraser.spans(part, language),
                    pause=Pause.SENTENCE if number == len(lines) else Pause.LINE,
                    target=own or target,
                    block=block,
                    line=line,
                )
            calls = [call for call in inlines_in(sentence) if isinstance(call, NoteReference)]
            self.called += [call.note for call in calls if not self.muted]
            if self.called and self.profile.notes is NotesAt.INLINE:
                self.read_called(self.home.level + 1 if self.home else 1)
        if len(self.said) > before:
            self.set_pause(pause)

    @contextmanager
    def silent(self, reason: str) -> Iterator[None]:
        """Skip all words in this block, if ``reason`` isn't empty."""
        before, self.muted = self.muted, self.muted or reason
        try:
            yield
        finally:
            self.muted = before

    def skip(self, text: str, line: int, reason: str) -> None:
        """List ``text`` as skipped."""
        if text.strip():
            self.skipped.append(Skipped(" ".join(text.split()), line, reason, self.file))


def _added(words: Words, language: str) -> str:
    """Return the language of added words in a text in ``language``; empty if there are none."""
    return language if same(words.language, language) else ""


def pronounceable(text: str, language: str) -> bool:
    """Return whether ``text`` can be spoken: it has a letter, number, symbol or a named sign."""
    if any(char.isalnum() or unicodedata.category(char)[0] == "S" for char in text):
        return True
    return bool(text.strip()) and any(form.words.strip(" ,.") for form in forms(text, language))


def _only_dashes(spans: tuple[Span, ...]) -> bool:
    """Return whether a table's cell has a dash for "nothing"."""
    text = "".join(span.text for span in spans).strip()
    return bool(text) and not text.strip("–—−-")


def full_stop(words: str) -> str:
    """Return ``words`` as a sentence, so that the voice falls at its end."""
    return words if words.rstrip().endswith((".", "!", "?", ":", "…")) else f"{words}."
