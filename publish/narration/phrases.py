"""Convert inlines to spans of spoken text, each in one language."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from typing import assert_never

from msgspec import Struct, field
from msgspec.structs import replace

from publish.language.announcements import Announcements
from publish.language.mathematics import language_of_formulas, words_between
from publish.language.spoken.normalise import normalised
from publish.language.spoken.speech_rules import rules_for
from publish.language.spoken.text import Span
from publish.language.tags import same
from publish.language.words import Words
from publish.model import (
    Abbreviation,
    Deletion,
    Emphasis,
    Inline,
    InlineCode,
    InlineImage,
    InlineMath,
    LineBreak,
    Link,
    MathBlock,
    NoteReference,
    Phrase,
    Pronounced,
    Sentence,
    Strong,
    Subscript,
    Superscript,
    Text,
    TextLevel,
)
from publish.model.walk import text_of
from publish.narration.references import References
from publish.narration.repetition import is_in

#: Superscript digits: voices read them as powers.
_RAISED = str.maketrans("0123456789+-−", "⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻⁻")

#: The end of a sentence.
_ENDED = re.compile(r"[.!?…؟。！？][\"'”’»›“」』)\]]*\s*$")

#: Signs with a pause of their own.
_ENDS = re.compile(r"[.,;:!?…)\]»”。，]")

#: Characters that join an ending to the word before it.
_BOUND = ("'", "’", "-", "\u2011")


def formula_spans(formula: InlineMath | MathBlock, language: str) -> Iterator[Span]:
    """Yield the words of a formula; those by rule are in a language that has rules."""
    if formula.alt or not formula.spoken:
        yield Span(formula.words, language)
        return
    own = language_of_formulas(language)
    for words, ipa in words_between(formula.spoken, own):
        yield Span(words, own, ipa=ipa)


class Phraser(Struct):
    """Converts inlines to spans, and remembers which abbreviations were explained.

    ``text`` is the whole text of the article: an expansion that is in it isn't spoken again.
    ``words`` and ``announced`` are added words, in the language ``added`` (BCP 47); they aren't
    spoken where it is empty.  The calls of notes are spoken with ``calls``, and with ``references``
    where links lead to; ``chapter`` is the id of the chapter that they are in, ``pending`` is what
    is said of them after their sentence.
    """

    text: str
    words: Words
    announced: Announcements
    added: str = ""
    calls: bool = False
    references: References | None = None
    chapter: str = ""
    explained: set[str] = field(default_factory=set)
    pending: list[str] = field(default_factory=list)

    def spans(self, content: Iterable[Inline], language: str) -> tuple[Span, ...]:
        """Return ``content`` as spans; neighbours of one language are joined, spaces are single."""
        spans = tidy(self._all(content, language))
        told = "; ".join(dict.fromkeys(self.pending))
        self.pending.clear()
        if not (told and spans):
            return spans
        stop = "" if _ENDED.search(spans[-1].text) else "."
        after = Span(f"{stop} {told[0].upper()}{told[1:]}.", self._tag(language))
        return tidy((*spans, after))

    def _all(self, content: Iterable[Inline], language: str) -> Iterator[Span]:
        pieces = tuple(content)
        before = ""
        for inline, after in zip(pieces, (*pieces[1:], None), strict=False):  # none in “[](url)”
            following = after.text[:1] if isinstance(after, Text) else ""
            if isinstance(inline, Abbreviation) and following and following in _BOUND:
                # "NGO's": the expansion would split the word
                spans = [Span(inline.text, language)]
            elif isinstance(inline, NoteReference):
                spans = list(self._call(inline, before, following, language))
            else:
                spans = list(self._one(inline, language))
            if isinstance(inline, Abbreviation) and _ENDS.match(following):
                spans = [replace(one, say=one.say.rstrip(",")) for one in spans]
            if isinstance(inline, Link):
                spans += self._leads_to(inline, following, language)
            yield from spans
            before = "".join((before, *(span.text for span in spans)))[-9:]

    def _call(
        self, call: NoteReference, before: str, following: str, language: str
    ) -> Iterator[Span]:
        """Yield "Note 1." after a sentence, and ", note 1," inside one."""
        if not (self.calls and self.added and self.announced.note_call):
            return
        if _ENDED.search(before):
            yield numbered(f" {self.words.note} {call.number}.", self._tag(language))
        else:
            text = _inserted(self.announced.note_call.format(number=call.number), following)
            text = text.removeprefix(", ") if before[-1:].isspace() else text
            tag = self._tag(language)
            yield numbered(text, tag) if following == "." else Span(text, tag)

    def _leads_to(self, link: Link, following: str, language: str) -> Iterator[Span]:
        """Yield the chapter that a ``link`` inside the text leads to, if its words don't say it.

        If they don't name their target either, all of that is said after the sentence.
        """
        if not (self.references and self.added and link.target.startswith("#")):
            return
        own, chapter = self.references.words_for(
            link.target[1:], text_of(link.content), self.chapter, self.words, self.announced
        )
        if own:
            self.pending.append(", ".join(filter(None, (own, chapter))))
        elif chapter:
            yield Span(_inserted(chapter, following), self._tag(language))

    def _tag(self, language: str) -> str:
        """Return the language of added words in text in ``language``."""
        return language if same(self.added, language) else self.added

    def _one(self, inline: Inline, language: str) -> Iterator[Span]:
        match inline:
            case Text(text) | InlineCode(text):
                yield Span(text, language)
            case LineBreak():
                yield Span(" ", language)
            case InlineMath():
                yield from formula_spans(inline, language)
            case InlineImage(image):
                yield Span(f" {image.alt or ''} ", language)
            case NoteReference():
                return
            case Abbreviation(text, expansion):
                yield Span(text, language, say=self._abbreviation(text, expansion))
            case Pronounced(content, say, ipa):
                yield Span(text_of(content), language, ipa=ipa, say=say)
            case Phrase(content, other):
                yield from self._all(content, other)
            case Superscript(content):
                text = text_of(content)
                raised = text.translate(_RAISED)
                if text.strip() and raised != text and not re.search(r"[^\W\d]", text):
                    yield Span(text, language, say=raised)
                else:
                    yield from self._all(content, language)
            case Deletion(content):
                if self.added:
                    yield Span(f" ({self.words.deleted}: ", self._tag(language))
                    yield from self._all(content, language)
                    yield Span(") ", language)
                else:
                    yield from self._all(content, language)
            case (
                Emphasis(content)
                | Strong(content)
                | Subscript(content)
                | Link(content)
                | Sentence(content)
                | TextLevel(content)
            ):
                yield from self._all(content, language)
            case _:
                assert_never(inline)

    def _abbreviation(self, text: str, expansion: str) -> str:
        """Return an abbreviation with its expansion the first time, afterwards an empty string.

        A listener can't look at a ``title`` attribute.
        """
        if text in self.explained or not expansion:
            return ""
        self.explained.add(text)
        if is_in(self.text, expansion):
            return ""
        return f"{text}, {expansion},"


def numbered(label: str, language: str) -> Span:
    """Return a ``label`` that ends in a number, with its stop or before one: "Chapter 3. ".

    In German, "3." before other words would be read as "third".
    """
    rules = rules_for(language)
    if not (rules and rules.ordinal_stop):
        return Span(label, language)
    bare = label.rstrip(". ")
    said = "".join(one.say or one.text for one in normalised((Span(bare, language),)))
    return Span(label, language, say=said if bare == label else f"{said}. ")


def _inserted(words: str, following: str) -> str:
    """Return ``words`` between commas, as they stand in a sentence before ``following``."""
    return f", {words}," if following.isspace() or following.isalnum() else f", {words}"


def tidy(spans: Iterable[Span]) -> tuple[Span, ...]:
    """Return ``spans`` with single spaces, none at either end, and spans of one language joined.

    A span with a pronunciation isn't joined: the pronunciation is for that word only.
    """
    out: list[Span] = []
    for span in spans:
        text = re.sub(r"\s+", " ", span.text)
        if text.startswith(" ") and (not out or out[-1].text.endswith(" ")):
            text = text[1:]
        if not text:
            continue
        span = replace(span, text=text)
        last = out[-1] if out else None
        if (
            last
            and last.language == span.language
            and not (last.ipa or last.say or span.ipa or span.say)
        ):
            out[-1] = replace(last, text=last.text + span.text)
        else:
            out.append(span)
    while out and out[-1].text.endswith(" "):
        text = out[-1].text[:-1]
        out[-1:] = [replace(out[-1], text=text)] if text else []
    return tuple(out)
