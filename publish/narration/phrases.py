"""Convert inlines to spans of spoken text, each in one language."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from typing import assert_never

from msgspec import Struct, field
from msgspec.structs import replace

from publish.language.mathematics import language_of_formulas, words_between
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

#: Superscript digits: voices read them as powers.
_RAISED = str.maketrans("0123456789+-−", "⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻⁻")

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
    ``words`` are the words that editions add.
    """

    text: str
    words: Words
    explained: set[str] = field(default_factory=set)

    def spans(self, content: Iterable[Inline], language: str) -> tuple[Span, ...]:
        """Return ``content`` as spans; neighbours of one language are joined, spaces are single."""
        return tidy(self._all(content, language))

    def _all(self, content: Iterable[Inline], language: str) -> Iterator[Span]:
        pieces = tuple(content)
        for inline, after in zip(pieces, (*pieces[1:], None), strict=False):  # none in “[](url)”
            if (
                isinstance(inline, Abbreviation)
                and isinstance(after, Text)
                and after.text[:1] in _BOUND
            ):  # "NGO's": the expansion would split the word
                yield Span(inline.text, language)
            else:
                yield from self._one(inline, language)

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
                added = self.words.language
                yield Span(
                    f" ({self.words.deleted}: ", language if same(added, language) else added
                )
                yield from self._all(content, language)
                yield Span(") ", language)
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
        if expansion.casefold() in self.text.casefold():
            return ""
        return f"{text}, {expansion},"


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
