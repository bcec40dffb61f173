"""Convert written forms to spoken words, and map these back to the written text.

Each function of :data:`FAMILIES` recognises one kind of form and gives its words; the words come
from the rules of the language.  Forms without rules stay as they are written.  All patterns are
linear in time: the text comes from strangers.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Iterable, Iterator, Sequence
from functools import lru_cache
from itertools import chain, groupby, pairwise

from msgspec.structs import replace

from publish.language.scripts import script_of, scripts_of
from publish.language.spoken.addresses import addresses, streets
from publish.language.spoken.amounts import attributes, money, rates, scales, symbols, units
from publish.language.spoken.codes import formulas, identifiers, models, references, telephones
from publish.language.spoken.dates import dates
from publish.language.spoken.fractions import fractions
from publish.language.spoken.letters import abbreviations, initialisms, phrases, respelled
from publish.language.spoken.numbers import number_words
from publish.language.spoken.quantities import (
    factors,
    leftovers,
    numbers,
    ordinals,
    patterned,
    ranges,
    ratios,
)
from publish.language.spoken.romans import romans
from publish.language.spoken.sign_names import letters_of, named_signs
from publish.language.spoken.signs import comparisons, dashes, degrees, greek, signs, unnamed
from publish.language.spoken.speech_rules import SpeechRules, rules_for
from publish.language.spoken.text import Form, Span, Spoken, spoken_of
from publish.language.spoken.times import times
from publish.language.spoken.years import dated, years

Family = Callable[[str, SpeechRules], Iterator[Form]]

#: Functions that find forms.  If two find the same text, the earlier one is used.
FAMILIES: tuple[Family, ...] = (
    patterned,
    addresses,
    phrases,
    dates,
    telephones,
    identifiers,
    streets,
    times,
    degrees,
    scales,
    money,
    dated,
    ordinals,
    attributes,
    units,
    rates,
    symbols,
    abbreviations,
    references,
    formulas,
    models,
    ranges,
    ratios,
    factors,
    years,
    fractions,
    romans,
    initialisms,
    numbers,
    leftovers,
    comparisons,
    dashes,
    signs,
    greek,
    unnamed,
)

#: The functions for text without digits, as most sentences are.
WORDS_ONLY: tuple[Family, ...] = (
    addresses,
    phrases,
    streets,
    dated,
    ordinals,
    abbreviations,
    formulas,
    models,
    fractions,
    romans,
    initialisms,
    comparisons,
    dashes,
    signs,
    greek,
    unnamed,
)

#: Functions whose forms may be the ends of a span: "2pm–5pm", "the 1960s–80s".
_JOINED: frozenset[Family] = frozenset(
    (dates, times, money, units, dated, ordinals, years, numbers, fractions)
)

_DIGIT = re.compile(r"[\d²³¹⁰⁴-⁹₀-₉¼-¾⅐-⅞①-⑳]")

#: Where words have no spaces between them: letters and punctuation, which would hide the ends of a
#: number from the families; spaces beside a letter; letters, digits and signs of double width.
_LETTER = "[\u3005-\u3007\u3040-\u30fa\u30fc-\u30ff\u3400-\u9fff\uf900-\ufaff]"
_HIDDEN = re.compile(f"{_LETTER}|[、。「」『』《》〈〉【】！，：；？（）・]")
_SPACES = re.compile(rf"(?<={_LETTER})\s+|^\s+|(?<!\s)\s++(?={_LETTER}|$)")
_NARROW = {
    code: code - 0xFEE0 for code in range(0xFF01, 0xFF5F) if chr(code) not in "！，：；？（）"
}

_RAISED = re.compile(r"[⁰¹²³⁴-⁹⁺⁻]+")
#: Raised letters of abbreviations and ordinals, one for one: "Mᵐᵉ", "XIXᵉ".
_RAISED_LETTERS = str.maketrans("ᵉʳˢᵐˡᵍᵈ", "ersmlgd")
_RAISED_WORD = re.compile("[^\\W\\dᵉʳˢᵐˡᵍᵈ]{1,8}[ᵉʳˢᵐˡᵍᵈ]{1,4}(?!\\w)")
#: Ligatures and forms of Latin, Hebrew and Arabic letters; double and half width; mathematical
#: letters; Roman numerals; squared words.
_COMPATIBLE = re.compile(
    "[\ufb00-\ufb06\ufb13-\ufb17\ufb50-\ufdfb\ufe70-\ufefc\uff02-\uff07\uff0a\uff0b"
    "\uff0d-\uff19\uff1c-\uff1e\uff20-\uff9f\uffa1-\uffdc"
    "\u2160-\u217f\u32c0-\u33ff\U0001d400-\U0001d7ff]+"
)
_REPEATED = re.compile("([\u3041-\u3096\u30a1-\u30fa])([ゝゞヽヾ])")
_POINTED = re.compile("[\u05d0-\u05ea\ufb1d-\ufb4f][\u0591-\u05f4\ufb1d-\ufb4f]*")
_ACCENTED = re.compile("[^\\W\\d_][\u0300-\u036f]{1,9}")
_BETWEEN = re.compile(r"[ \u00a0\u202f]?[-–—][ \u00a0\u202f]?")


def spoken(text: str, language: str) -> Spoken:
    """Return ``text`` as it is spoken in a language (BCP 47); without rules, unchanged."""
    return spoken_of(text, forms(text, language))


def forms(text: str, language: str) -> Sequence[Form]:
    """Return the forms of ``text`` that aren't spoken as they are written, in their order."""
    return _forms_of_short(text, language) if len(text) <= _SHORT else _forms(text, language)


#: Announcements and cells of tables have fewer characters, and are the same again and again.
_SHORT = 60


@lru_cache(maxsize=2_000)
def _forms_of_short(text: str, language: str) -> tuple[Form, ...]:
    return tuple(_forms(text, language))


def _forms(text: str, language: str) -> list[Form]:
    rules = rules_for(language)
    found = list(named_signs(text, language)) if rules is None else _by_rules(text, rules)
    claimed = bytearray(len(text))
    for form in found:
        claimed[form.first : form.last] = b"\1" * (form.last - form.first)
    for form in chain(_compatible(text), _accented(text, language)):
        if not any(claimed[form.first : form.last]):
            claimed[form.first : form.last] = b"\1" * (form.last - form.first)
            found.append(form)
    found.sort(key=lambda form: form.first)
    return [_joined_up(form, rules) for form in found] if rules and rules.unspaced else found


def _by_rules(text: str, rules: SpeechRules) -> list[Form]:
    if rules.roman_marks:
        text = _RAISED_WORD.sub(
            lambda found: (
                found[0] if found[0] in rules.abbreviations else found[0].translate(_RAISED_LETTERS)
            ),
            text,
        )
    taken: list[tuple[Form, Family]] = []
    claimed = bytearray(len(text))
    written = text
    if rules.unspaced:
        text = _HIDDEN.sub("»", text.translate(_NARROW))
    has_digits = _DIGIT.search(text) is not None
    for family in FAMILIES if has_digits else WORDS_ONLY:
        if family is dashes:
            taken += [(form, dashes) for form in _spans(text, rules, taken, claimed)]
        for form in family(written if family is patterned else text, rules):
            if form.first < form.last and not any(claimed[form.first : form.last]):
                claimed[form.first : form.last] = b"\1" * (form.last - form.first)
                taken.append((_ended(form, text), family))
    return [form for form, _ in taken]


def _joined_up(form: Form, rules: SpeechRules) -> Form:
    """Return ``form`` in a language without spaces between words: no digits, no spaces."""
    words = re.sub(r"\d+", lambda found: number_words(rules, found[0]), form.words)
    return replace(form, words=_SPACES.sub("", words))


def _compatible(text: str) -> Iterator[Form]:
    """Yield what voices leave out or spell as code points, as plain characters (NFKC): ``№``.

    Signs of letters; raised and circled figures; ligatures, letters and punctuation of other widths
    or styles; numerals that aren't decimal, as digits; Japanese iteration marks, as their kana.
    """
    for found in _COMPATIBLE.finditer(text):
        if (plain := unicodedata.normalize("NFKC", found[0])) != found[0]:
            yield Form(found.start(), found.end(), plain)
    for place, char in enumerate(text):
        if not char.isascii() and (kind := unicodedata.category(char)) in ("So", "No"):
            plain = letters_of(char)
            if "🇦" <= char <= "🇿":  # half of a flag
                plain = f"{chr(ord(char) - ord('🇦') + ord('A'))} "
            if kind == "No" and unicodedata.normalize("NFKC", char) == char:
                plain = f"{unicodedata.numeric(char):g} "
            if plain:
                yield Form(place, place + 1, plain)
    for found in _REPEATED.finditer(text):
        voiced = "\u3099" if found[2] in "ゞヾ" else ""
        yield Form(found.start(2), found.end(), unicodedata.normalize("NFC", found[1] + voiced))


def _accented(text: str, language: str) -> Iterator[Form]:
    """Yield letters with combining marks as one character, or in another script without marks.

    Voices leave out letters of other scripts with marks.  They spell Hebrew points and the hyphen
    (maqaf) as code points, and read an acronym at its mark (gershayim) as two words.
    """
    for found in _POINTED.finditer(text):
        plain = unicodedata.normalize("NFKD", found[0]).translate({0x05BE: " ", 0x05F4: None})
        words = "".join(char for char in plain if unicodedata.category(char) != "Mn")
        if words != found[0]:
            yield Form(found.start(), found.end(), words)
    for found in _ACCENTED.finditer(text):
        base = found[0][0]
        known = not script_of(base) or script_of(base) in scripts_of(language)
        words = unicodedata.normalize("NFC", found[0]) if known else base
        if words != found[0]:
            yield Form(found.start(), found.end(), words)


def _spans(
    text: str, rules: SpeechRules, taken: list[tuple[Form, Family]], claimed: bytearray
) -> Iterator[Form]:
    """Yield a dash between two dates, times, amounts: it is spoken as "to"."""
    ends = sorted((form for form, family in taken if family in _JOINED), key=lambda f: f.first)
    for one, two in pairwise(ends):
        if 0 < two.first - one.last < 4 and _BETWEEN.fullmatch(text, one.last, two.first):
            claimed[one.last : two.first] = b"\1" * (two.first - one.last)
            yield Form(one.last, two.first, f" {rules.to} ")
    if rules.hyphen:
        for found in re.finditer(r"(?<=\d)-(?=\d)", text):
            if not claimed[found.start()]:
                claimed[found.start()] = 1
                yield Form(found.start(), found.end(), f" {rules.hyphen} ")


def _ended(form: Form, text: str) -> Form:
    """Return ``form`` with a space if a letter or digit follows at once in the text ("№5").

    A form whose full stop ends the sentence keeps one, so that the voice falls.
    """
    after = text[form.last : form.last + 1]
    if after.isalnum() and form.words[-1:].isalnum():
        return replace(form, words=f"{form.words} ")
    if after == "." and form.words.endswith("."):  # "at 5 pm."
        return replace(form, words=form.words[:-1])
    if not after and text.endswith(".") and not form.words.endswith("."):
        return replace(form, words=f"{form.words}.")
    return form


def normalised(spans: Iterable[Span]) -> tuple[Span, ...]:
    """Return ``spans`` with each written form as a separate span, whose ``say`` has its words.

    The texts stay the same.  Words with a pronunciation keep it; a respelling is normalised too.
    """
    out: list[Span] = []
    for language, group in groupby(spans, key=lambda span: span.language):
        together = tuple(_joined(group))
        found = forms("".join(reading for _, reading in together), language)
        start = 0
        for span, _ in together:
            end = start + len(span.text)
            inside = [form for form in found if start <= form.first and form.last <= end]
            out += _cut(span, inside, start)
            start = end
    return tuple(out)


def _joined(spans: Iterable[Span]) -> Iterator[tuple[Span, str]]:
    """Yield spans and their texts with raised figures: one span for ``x`` and its ``²``."""
    last: tuple[Span, str] | None = None
    for span in spans:
        raised = len(span.say) == len(span.text) and _RAISED.fullmatch(span.say) is not None
        plain = raised or not (span.ipa or span.say)
        one = (replace(span, say=""), span.say if raised else span.text)
        if last and plain and not (last[0].ipa or last[0].say):
            last = (replace(last[0], text=last[0].text + span.text), last[1] + one[1])
            continue
        if last:
            yield last
        last = one if plain else (span, span.text)
    if last:
        yield last


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
        words, language = form.words, form.language or span.language
        yield replace(span, text=span.text[first:last], language=language, say=words)
        done = last
    if done < len(span.text):
        yield replace(span, text=span.text[done:])
