"""Convert written forms to spoken words, and map these back to the written text.

Forms without rules stay as they are written.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from itertools import groupby

from msgspec.structs import replace

from publish.language.spoken.dates import dated, dates, times, years
from publish.language.spoken.letters import (
    abbreviations,
    addresses,
    dashes,
    initialisms,
    respelled,
    romans,
    signs,
)
from publish.language.spoken.quantities import (
    fractions,
    money,
    numbers,
    ordinals,
    ranges,
    telephones,
    units,
)
from publish.language.spoken.speech_rules import SpeechRules, rules_for
from publish.language.spoken.text import Form, Span, Spoken, spoken_of

#: Functions that find forms.  If two find the same text, the earlier one is used.
FAMILIES: tuple[Callable[[str, SpeechRules], Iterator[Form]], ...] = (
    addresses,
    dates,
    times,
    money,
    telephones,
    dated,
    units,
    abbreviations,
    ranges,
    years,
    fractions,
    ordinals,
    romans,
    initialisms,
    numbers,
    dashes,
    signs,
)

#: The functions for text without digits, as most sentences are.
WORDS_ONLY = tuple(
    family
    for family in FAMILIES
    if family not in (dates, times, money, telephones, units, ranges, years, ordinals, numbers)
)

_DIGIT = re.compile(r"\d")


def spoken(text: str, language: str) -> Spoken:
    """Return ``text`` as it is spoken in a language (BCP 47); without rules, unchanged."""
    return spoken_of(text, forms(text, language))


def forms(text: str, language: str) -> list[Form]:
    """Return the forms of ``text`` that aren't spoken as they are written, in their order."""
    rules = rules_for(language)
    if rules is None:
        return []
    taken: list[Form] = []
    claimed = bytearray(len(text))
    has_digits = _DIGIT.search(text) is not None
    for family in FAMILIES if has_digits else WORDS_ONLY:
        for form in family(text, rules):
            if form.first < form.last and not any(claimed[form.first : form.last]):
                claimed[form.first : form.last] = b"\1" * (form.last - form.first)
                taken.append(_ended(form, text))
    return sorted(taken, key=lambda form: form.first)


def _ended(form: Form, text: str) -> Form:
    """Return ``form`` with a space if a letter or digit follows at once in the text ("№5").

    A form whose full stop ends the sentence keeps one, so that the voice falls.
    """
    after = text[form.last : form.last + 1]
    if after.isalnum() and form.words[-1:].isalnum():
        return replace(form, words=f"{form.words} ")
    if not after and text.endswith(".") and not form.words.endswith("."):
        return replace(form, words=f"{form.words}.")
    return form


def normalised(spans: Iterable[Span]) -> tuple[Span, ...]:
    """Return ``spans`` with each written form as a separate span, whose ``say`` has its words.

    The texts stay the same.  Words with a pronunciation keep it; a respelling is normalised too.
    """
    out: list[Span] = []
    for language, group in groupby(spans, key=lambda span: span.language):
        together = tuple(group)
        found = forms("".join(span.text for span in together), language)
        start = 0
        for span in together:
            end = start + len(span.text)
            inside = [form for form in found if start <= form.first and form.last <= end]
            out += _cut(span, inside, start)
            start = end
    return tuple(out)


def _cut(span: Span, found: list[Form], start: int) -> Iterator[Span]:
    """Yield ``span``, which begins at ``start``, with each form in it as a separate span."""
    if span.ipa or span.say:
        yield replace(span, say=spoken(respelled(span.say), span.language).text)
        return
    done = 0
    for form in found:
        first, last = form.first - start, form.last - start
        if first > done:
            yield replace(span, text=span.text[done:first])
        yield replace(span, text=span.text[first:last], say=form.words)
        done = last
    if done < len(span.text):
        yield replace(span, text=span.text[done:])
