"""Find codes: telephone numbers, ISBN, DOI, versions, models, formulas of chemistry, powers."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache

from publish.language.formula_words import math_words
from publish.language.spoken.context import last_word, text_before
from publish.language.spoken.numbers import (
    SPACE,
    cardinal,
    choices,
    counted,
    digits,
    in_pairs,
    number_words,
    ordinal,
)
from publish.language.spoken.speech_rules import SpeechRules
from publish.language.spoken.text import Form

#: With a plus, a code in brackets, a zero first, or the groups that telephones have.
_PHONE = re.compile(
    r"(?<![\w.,\-])(?<!\d[ \u00a0])(?P<number>"
    r"\+\d{1,3}[ \u00a0-]?\(?\d{1,4}\)?(?:[ \u00a0-]?\d){3,12}(?:-\d{1,4})?"
    r"|\(\d{2,5}\)[ \u00a0-]?\d{3,5}(?:[ \u00a0-]\d{2,4}){1,2}"
    r"|0\d(?:[ .\u00a0]\d\d){4}|0[38]\d\d[ \u00a0]\d{3,4}(?![ \u00a0]\d)"
    r"|0\d{1,4}[ \u00a0/-]\d{3,4}[ \u00a0-]?\d{2,4}(?:[ \u00a0-]\d{2,4})?"
    r"|[1-9]-\d{3}-\d{3}-\d{2,4}(?:-\d\d)?|\d{3}-\d\d-\d{4}"
    r"|\d{3}[.-]\d{3}[.-]\d{4}(?:-\d{1,4})?)(?!\w|[.-]\d)"
)

#: A number without the code of its area in North America, but no range of round numbers.
_LOCAL = re.compile(r"(?<![\w.,/–-])([2-9]\d\d)-(\d{4})(?<!00)(?![\w/–-]|[.,]\d)")

_AFTER_WORD = re.compile(r"\+?\d[\d \u00a0()./-]{3,18}\d(?!\w)")


def telephones(text: str, rules: SpeechRules) -> Iterator[Form]:
    """Find ``+44 20 7946 0018``; it is spoken digit by digit, with a pause between groups."""
    for found in _PHONE.finditer(text):
        yield Form(found.start(), found.end(), _by_groups(rules, found["number"]))
    if rules.hundred:
        for found in _LOCAL.finditer(text):
            if found[2][0] == "0" or not 0 < int(found[2]) - int(found[1]) < 1500:
                yield Form(found.start(), found.end(), _by_groups(rules, found[0]))
    if rules.phone_words:
        for word in _phone_words(rules).finditer(text):
            number = _AFTER_WORD.match(text, word.end())
            number = number or _short_numbers(rules).match(text, word.end())
            if number:
                yield Form(number.start(), number.end(), _by_groups(rules, number[0]))


@cache
def _phone_words(rules: SpeechRules) -> re.Pattern[str]:
    return re.compile(rf"(?<!\w)(?:{choices(rules.phone_words)}):?[ \u00a0]", re.I)


@cache
def _short_numbers(rules: SpeechRules) -> re.Pattern[str]:
    return re.compile(rf"(?:{choices(rules.short_numbers)})(?![\w.,]\d|\w)")


def _by_groups(rules: SpeechRules, written: str) -> str:
    groups = ", ".join(_group(rules, group) for group in re.findall(r"\d+", written))
    return f"{rules.address.get('+', '')} {groups}" if written.startswith("+") else groups


def _group(rules: SpeechRules, group: str) -> str:
    """Return a group of a telephone number, as one number where people say it so."""
    if rules.phone_numbers and len(group) < 4 and not group.startswith("0"):
        return cardinal(rules, int(group))
    return digits(rules, group)


_ISBN = re.compile(
    r"(?<![\w-])(?P<word>ISBN(?:-1[03])?:?[ \u00a0])"
    r"(?P<number>[\d][\d \u2010-\u2013-]{8,16}[\dX])(?!\w)"
)
_DOI = re.compile(r"(?<![\w/.])(?:doi:[ ]?)?10\.\d{4,9}/[\w./()-]{1,60}[\w)]", re.I)


def identifiers(text: str, rules: SpeechRules) -> Iterator[Form]:
    """Find an ISBN by its word, a DOI, and an IP address or version: ``192.168.0.1``."""
    for found in _ISBN.finditer(text):
        groups = re.findall(r"[\dX]+", found["number"])
        words = ", ".join(_signs(rules, group) for group in groups)
        yield Form(found.start("number"), found.end("number"), words)
    for found in _DOI.finditer(text):
        yield Form(found.start(), found.end(), _signs(rules, found[0]))
    for found in re.finditer(r"(?<![\w.,:/-])v?(\d{1,3}(?:\.\d{1,3}){2,3})(?![\w/]|\.\d)", text):
        numbers = found[1].split(".")
        if "." in rules.groups and all(len(one) == 3 for one in numbers[1:]):
            continue  # 1.234.567
        if len(numbers) == 4:  # an IP address
            words = f" {rules.address['.']} ".join(digits(rules, one) for one in numbers)
        else:
            point = rules.version_point or rules.address["."]
            words = f" {point} ".join(number_words(rules, one) for one in numbers)
        yield Form(found.start(), found.end(), words)


def _signs(rules: SpeechRules, written: str) -> str:
    """Return digits one by one, signs by their name, and letters as they are."""
    out = []
    for run in re.findall(r"\d+|[^\W\d_]+|[\W_]", written):
        out.append(digits(rules, run) if run.isdecimal() else rules.address.get(run, run.strip()))
    return " ".join(filter(None, out))


_LOW = str.maketrans("₀₁₂₃₄₅₆₇₈₉₊₋", "0123456789+-")
_HIGH = str.maketrans("⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻", "0123456789+-")

#: Symbols of elements in a formula with at least one subscript: H₂O, C₆H₁₂O₆, SO₄²⁻.
_FORMULA = re.compile(
    r"(?<![\w])(?=[A-Za-z()]{1,12}[₀-₉])(?:[A-Z][a-z]?|[₀-₉]{1,3}|[()]|e(?!\w)){2,24}(?P<charge>[⁰¹²³⁴⁵⁶⁷⁸⁹]?[⁺⁻])?(?!\w)"
)

#: Formulas that are also written with ordinary digits.
_PLAIN = re.compile(r"(?<![\w-])(?:CO2e?|H2O2?|SO2|NO2|N2O|CH4|NH3|O2|O3|H2SO4|C02)(?![\w-])")

#: The same with ordinary digits, if it can't be a model or initials: "C6H12O6", "CaCO3", "SO4".
_ELEMENTS = "Al|Br|Ca|Cl|Cu|Fe|Mg|Mn|Na|Si|Ti|Zn|[CHKNOPS]"
_SUBSTANCE = re.compile(
    rf"(?<![\w-])(?=[A-Za-z()]{{1,12}}[2-9])(?!\w*(?<!\d)[01])(?=\w*\d\w*\d|\w*[a-z]|[A-Z]{{2}}\d)"
    rf"(?:(?:{_ELEMENTS})\d{{0,2}}){{2,8}}(?!\w|-)"
)

#: Ions, and other formulas that are written without low figures.
_ION = re.compile(r"(?<!\w)[A-Z][a-z]?[⁰¹²³⁴⁵⁶⁷⁸⁹]?[⁺⁻](?!\w)")
_SALT = re.compile(
    r"(?<![\w-])(?:Na|K|Li|Ag|H|Cs)(?:Cl|OH|Br|F|I|HCO3|NO3|CN)(?<!HI)(?<!HF)(?![\w-])"
)

#: A letter with an index, that isn't a substance: "x₁", "log₂".
_INDEX = re.compile(r"(?<!\w)([A-Za-zΑ-ωА-я]{1,4})([₀-₉]{1,3})(?![\w⁰-⁹])")

_POWER = re.compile(
    r"(?<![\w])(?P<base>\d[\d.,]{0,12}|[^\W\d_]{1,2}|\))(?:(?P<raised>[⁺⁻]?[⁰¹²³⁴⁵⁶⁷⁸⁹]{1,3})|\^(?P<caret>[-−]?\d{1,3}))(?![\w⁰-⁹])"
)


def formulas(text: str, rules: SpeechRules) -> Iterator[Form]:
    """Find ``CO₂``, ``10²³``, ``x²``, ``10^6``."""
    for pattern_ in (_FORMULA, _PLAIN, _SUBSTANCE, _ION, _SALT):
        for found in pattern_.finditer(text):
            words = []
            for part in re.findall(r"[A-Z][a-z]?|[₀-₉0-9]+|[⁰¹²³⁴-⁹]+|[e⁺⁻]", found[0]):
                run = part.translate(_LOW).translate(_HIGH)
                if run.isdecimal():
                    words.append(cardinal(rules, int(run)))
                elif run in "+-":
                    words.append(rules.address["+"] if run == "+" else rules.minus)
                else:
                    words += [
                        rules.latin.get(char) or rules.letters.get(char, char)
                        for char in run.upper()
                    ]
            yield Form(found.start(), found.end(), rules.spelled.join(words))
    index = math_words(rules.language).index
    for found in _INDEX.finditer(text):
        number = cardinal(rules, int(found[2].translate(_LOW)))
        yield Form(found.start(), found.end(), index.format(a=found[1], n=number))
    if rules.powers:
        yield from _powers(text, rules)


def _powers(text: str, rules: SpeechRules) -> Iterator[Form]:
    for found in _POWER.finditer(text):
        power = (found["raised"] or found["caret"]).translate(_HIGH).replace("−", "-")
        base = found["base"]
        if len(base) == 2 and base.lower() in rules.emphasised.split():
            continue  # a raised figure after a word is a note's
        words = number_words(rules, base.rstrip(".,")) if base[0].isdigit() else base
        number = int(power)
        template = rules.powers.get(power) or rules.powers["*" if number >= 0 else "-"]
        exponent = cardinal(rules, abs(number))
        unit = _unit_after(rules).match(text, found.end()) if base[0].isdigit() else None
        said = template.format(
            base="" if base == ")" else words,
            cardinal=exponent if number >= 0 else f"{rules.minus} {exponent}",
            ordinal=ordinal(rules, abs(number), rules.power_case),
        )
        if unit:  # "5 × 10⁻³ m"
            said = f"{said} {counted(rules, rules.units[unit['unit']], '5')[1]}"
        end = unit.end() if unit else found.end()
        yield Form(found.start() + (base == ")"), end, f" {said.strip()}" if base == ")" else said)


@cache
def _unit_after(rules: SpeechRules) -> re.Pattern[str]:
    return re.compile(rf"{SPACE}(?P<unit>{choices(rules.units)})(?![\w²³/°%’'-]|{SPACE}[^\W\d])")


#: Capitals and a number: A320, MD-80, COVID-19, G20; or digits and a capital: 5G, 3D.
_MODEL = re.compile(
    r"(?<![\w@#/.,-])(?P<name>[^\W\d_]{1,3}|[^\W\d_]{3,12}(?=[-‑]))(?P<hyphen>[-‑])?(?P<number>\d{1,5}(?:\.\d{1,3}){0,3})(?P<end>[^\W\d_]{0,2})(?![\w@])"
)
_PLANE = re.compile(
    r"(?:(?P<jet>(?<![\w.,–-])7\d7(?=-))|(?<=[^\W\d_][ \u00a0])(?P<first>\d{3}))"
    r"-(?P<second>\d00|\d)(?P<variant>ER|LR|F)?(?![\w-])"
)
_LETTERED = re.compile(
    r"(?<![\w.,/-])(?P<number>\d{1,3})[-‑]?(?P<letter>[A-Z]{1,2})(?=[-‑]|\b)(?!['’]\w)"
)
_LICENCE = re.compile(
    r"(?<![\w-])[A-Z]{2,5}(?:-[A-Z]{2,5}){1,4}(?:-(?P<version>\d{1,2}(?:\.\d{1,2})?))?(?![\w-])"
)


def models(text: str, rules: SpeechRules) -> Iterator[Form]:
    """Find ``747-400``, ``A320``, ``COVID-19``, ``5G``, ``CC-BY-4.0``."""
    for found in _PLANE.finditer(text):
        first, named = found["jet"] or found["first"], last_word(text_before(text, found.start()))
        if not found["jet"] and (int(first) < int(found["second"]) or not named[:1].isupper()):
            continue
        words = f"{digits(rules, first)} {cardinal(rules, int(found['second']))}"
        if found["variant"]:
            words = f"{words} {_spelled(rules, found['variant'])}"
        yield Form(found.start(), found.end(), words)
    for found in _LICENCE.finditer(text):
        groups = found[0].removesuffix(f"-{found['version']}").split("-")
        words = " ".join(_spelled(rules, group) for group in groups)
        if found["version"]:
            dotted = f" {rules.version_point or rules.point} ".join(
                cardinal(rules, int(one)) for one in found["version"].split(".")
            )
            words = f"{words} {dotted}"
        yield Form(found.start(), found.end(), words)
    for found in _MODEL.finditer(text):
        name, number = found["name"], found["number"]
        if not (name.isupper() or name.istitle()) or name in rules.currencies:
            continue
        short = name.isupper() and len(name) < 6
        said = rules.acronyms.get(name) or (_spelled(rules, name) if short else name)
        joining = "-" if rules.spelled == "-" and len(name) < 4 else " "
        point = f" {rules.version_point or rules.point} "
        spoken = point.join(in_pairs(rules, one) for one in number.split("."))
        words = f"{said}{joining}{spoken}"
        if end := found["end"]:
            words += f" {_spelled(rules, end.upper()) if len(end) == 1 else end}"
        yield Form(found.start(), found.end(), words)
    for found in _LETTERED.finditer(text):
        words = f"{cardinal(rules, int(found['number']))} {_spelled(rules, found['letter'])}"
        yield Form(found.start(), found.end(), words)


def _spelled(rules: SpeechRules, name: str) -> str:
    return rules.acronyms.get(name) or rules.spelled.join(
        rules.letters.get(char, char) for char in name
    )


#: The number of a note or source right after a word: "as noted[1]".
_BRACKETED = re.compile(r"(?<=[^\W\d_])\[(\d{1,3})\](?=[ .,;:!?]|$)")


def references(text: str, rules: SpeechRules) -> Iterator[Form]:
    """Find ``5(1)(a)``, ``Room 101``, ``12.3.4`` after a word for a part."""
    for found in re.finditer(r"(?<![\w.,(])(\d{1,4})((?:\([^\W_]{1,4}\)){1,4})(?!\w)", text):
        marks = re.findall(r"\w+", found[2])
        words = [cardinal(rules, int(found[1]))]
        words += [cardinal(rules, int(one)) if one.isdecimal() else one for one in marks]
        yield Form(found.start(), found.end(), ", ".join(words))
    if rules.note_mark:
        for found in _BRACKETED.finditer(text):
            said = rules.note_mark.format(number=cardinal(rules, int(found[1])))
            yield Form(found.start(), found.end(), f", {said}")
    if rules.designators:
        for found in _designated(rules).finditer(text):
            yield Form(found.start(1), found.end(1), in_pairs(rules, found[1]))


@cache
def _designated(rules: SpeechRules) -> re.Pattern[str]:
    return re.compile(
        rf"(?<!\w)(?:{choices(rules.designators)})[ \u00a0](\d{{3,4}})(?![\w:–-]|[.,]\d)"
    )
