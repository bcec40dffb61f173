"""Find signs that voices leave out: each is named in the language of the text."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from functools import cache

from msgspec.structs import replace

from publish.language.formula_words import math_words
from publish.language.spoken.numbers import SPACE, cardinal, choices, counted, number_words, pattern
from publish.language.spoken.sign_names import LIKE, name_in, pictures
from publish.language.spoken.speech_rules import SpeechRules
from publish.language.spoken.text import Form

#: A dash between words, with the space around it and the punctuation before it.
_DASH = re.compile(r"(?P<before>[.,;:!?…]?[”’»\"']?)\s{0,3}(?:—|\s[–-]\s|―)\s{0,3}")


def signs(text: str, rules: SpeechRules) -> Iterator[Form]:
    """Find ``&``, ``×``, ``±``, ``→``, ``✓``."""
    for found in _signs(rules).finditer(text):
        words = rules.signs[found[0]]
        left = "" if not found.start() or text[found.start() - 1].isspace() else " "
        right = "" if found.end() == len(text) or not text[found.end()].isalnum() else " "
        yield Form(found.start(), found.end(), f"{left}{words}{right}")


def greek(text: str, rules: SpeechRules) -> Iterator[Form]:
    """Find a Greek letter alone, as in "α-helix": voices of other languages leave it out."""
    names = math_words(rules.language).greek.split()
    for found in _GREEK_LETTER.finditer(text):
        plain = unicodedata.normalize("NFD", found[0].lower())[0].translate(_FINAL)
        left = " " if text[found.start() - 1 : found.start()].isalnum() else ""
        right = " " if text[found.end() : found.end() + 1].isalnum() else ""
        words = names[GREEK.index(plain)]
        yield Form(found.start(), found.end(), f"{left}{words}{right}")


def unnamed(text: str, rules: SpeechRules) -> Iterator[Form]:
    """Find signs that have no name in the rules, and that voices leave out.

    They are said as a sign like them, as in formulas, by the name that CLDR gives them, or as
    "symbol"; neighbours once.
    """
    for found in _UNNAMED.finditer(text):
        words = [name for char in found[0] if (name := _name(rules, char))]
        named = len(words) == len(found[0]) < _ROW
        if not named:
            words = [rules.unnamed]
        if words[0]:
            left = " " if text[found.start() - 1 : found.start()].isalnum() else ""
            right = " " if text[found.end() : found.end() + 1].isalnum() else ""
            yield Form(found.start(), found.end(), f"{left}{' '.join(words)}{right}")
    for form in pictures(text, rules.language):
        yield replace(form, words=f" {rules.unnamed} ", language="") if form.language else form


def _name(rules: SpeechRules, char: str) -> str:
    """Return the name of a sign in the language: of one like it, or of its currency."""
    formulas = math_words(rules.language)
    like = LIKE.get(char, char)
    known = rules.signs.get(like) or formulas.signs.get(like) or formulas.operators.get(like, "")
    known = known or name_in(rules.language, char)
    formal = unicodedata.name(char, "").removesuffix(" SIGN").lower()
    english = rules.language == "en" or (unicodedata.category(char) == "Sc" and not rules.letters)
    return known or (formal if english else "")


#: A row of more signs isn't a text: boxes, shades, patterns.
_ROW = 3

#: Symbols of mathematics and currencies, arrows, technical signs, boxes, shapes, private use.
_UNNAMED = re.compile(
    "[٪؉\ufffd\u2052\u20a0-\u20cf\u2105\u2190-\u2319\u231c-\u2328\u232b-\u23e8\u2400-\u245f\u2500-\u25fc"
    "\u2610-\u2612\u2669-\u266f\u2716\u271a-\u2727\u2731-\u2732\u2735-\u274b\u2756\u2794\u2798-\u27af"
    "\u27c0-\u27ff\u2900-\u2bff\ue000-\uf8ff\U000f0000-\U0010ffff]+"
)

#: The letters in the order of their names in the section ``mathematics``.
GREEK = "αβγδεζηθικλμνξοπρστυφχψω"
_FINAL = str.maketrans("ςϵϑϖϱϕϰ", "σεθπρφκ")
_GREEK_LETTER = re.compile("(?<![Ͱ-Ͽἀ-῿])[ΆΈ-ώϑϕϖϰϱϵ](?![Ͱ-Ͽἀ-῿])")


@cache
def _signs(rules: SpeechRules) -> re.Pattern[str]:
    return re.compile(choices(rules.signs))


def comparisons(text: str, rules: SpeechRules) -> Iterator[Form]:
    """Find ``p < 0.05``, ``<5 °C``, ``x = y + 1``: signs between or before numbers."""
    if not rules.comparisons:
        return
    for found in _COMPARISON.finditer(text):
        name = rules.comparisons.get(found["sign"])
        before = found["before"]
        prefix = before is None or (found["space"] and not found["after"])
        if prefix:
            name = rules.comparisons.get(f"{found['sign']}#", name)
            if found["sign"] == "<" and not text[found.end()].isdigit():
                continue  # "<b>"
        if not name:
            continue
        sign = found.start("sign")
        start = sign if before is None else found.start("space")
        left = " " if start and text[start - 1] not in " \u00a0(«“‘[" else ""
        yield Form(start, found.end(), f"{left}{name} ")


#: A sign between operands, or directly before a number.  Markup isn't a comparison.
_COMPARISON = re.compile(
    r"(?P<before>(?<=[\w)²³⁰-⁹%°]))?(?P<space>[ \u00a0]?)"
    r"(?P<sign>(?<![-=<>!])[<>≤≥=≈≠+−#](?![=>])|(?<=\d )-(?= \d{1,9} ?=)|(?<=\d)-(?=\d{1,3}=))"
    r"(?P<after>[ \u00a0]?)(?=[\w(£$€√−-])(?!/)"
)


def degrees(text: str, rules: SpeechRules) -> Iterator[Form]:
    """Find ``51°30′N``, ``0.5° W``, ``6'2"``, ``5′``: angles, coordinates, feet and inches."""
    names = rules.compass
    if not names:
        return
    points = "|".join(key for key in names if len(key) == 1 and key.isalpha())
    for found in _angles(rules, points).finditer(text):
        words = []
        for value, key in ((found["deg"], "°"), (found["min"], "′"), (found["sec"], "″")):
            if value:
                gender, noun = counted(rules, names[key], value.replace(rules.decimal, "."))
                words.append(f"{number_words(rules, value, gender)} {noun}")
        if found["point"]:
            words.append(names[found["point"]])
        minus = f"{rules.minus} " if found["minus"] else ""
        yield Form(found.start(), found.end(), minus + " ".join(words))
    if "feet" in names:
        for found in re.finditer(
            r"(?<![\w.,])(\d{1,2})[ ]?['’′][ ]?(\d{1,2}(?:[½])?)[ ]?(?:[\"”″]|''|’’)(?!\w)", text
        ):
            words_ = names["feet"].format(
                feet=cardinal(rules, int(found[1])),
                inches=cardinal(rules, int(found[2].strip("½"))),
            )
            one = (
                words_
                if "½" not in found[2]
                else f"{words_} {rules.and_} {rules.fractions.get('½', '')}"
            )
            yield Form(found.start(), found.end(), one)
        marks = 0
        for found in re.finditer(r"\"|(?<![\w.,'’])(\d{1,3})(?:″|\"(?!\w))", text):
            if found[1] and ("″" in found[0] or marks % 2 == 0):
                _, noun = counted(rules, names["inches"], found[1])
                yield Form(found.start(), found.end(), f"{cardinal(rules, int(found[1]))} {noun}")
            else:
                marks += 1


@cache
def _angles(rules: SpeechRules, points: str) -> re.Pattern[str]:
    number = pattern(rules)
    return re.compile(
        rf"(?<![\w.,])(?P<minus>[-−])?(?P<deg>{number}){SPACE}?[°º]{SPACE}?"
        rf"(?:(?P<min>{number}){SPACE}?[′'’]{SPACE}?)?(?:(?P<sec>{number}){SPACE}?(?:[″\"”]|''))?"
        rf"(?:(?P<point>{points})(?!\w))?(?!\w)(?<=[′'’″\"”{points.replace('|', '')}])"
    )


def dashes(text: str, _rules: SpeechRules) -> Iterator[Form]:
    """Find dashes between words; they are replaced by commas, since voices differ about dashes."""
    for found in _DASH.finditer(text):
        start = found.end("before")
        if start > 0 and found.end() < len(text):
            stopped = found["before"][:1] in tuple(".,;:!?…")
            yield Form(start, found.end(), " " if stopped else ", ")
