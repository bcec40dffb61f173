"""Say a formula in words, by rules over its MathML.

The rules follow ClearSpeak (MathCAT, Speech Rule Engine): short words where they are clear, and an
end ("end of fraction") where they would not be.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Container, Sequence
from typing import TYPE_CHECKING

from msgspec import Struct

from publish.language.formula_words import MathWords, language_of_formulas, math_words
from publish.language.mathematics.mathml import (
    CLOSING,
    OPENING_ALIASES,
    SCRIPTS,
    base_of,
    begins_something,
    flat,
    is_applied,
    is_number,
    is_sign_of_number,
    is_simple,
    is_simple_list,
    is_upright,
    partner_of,
    plain_text,
    scripts_of,
    text_of,
)
from publish.language.spoken.speech_rules import rules_for
from publish.language.tags import primary

if TYPE_CHECKING:
    from xml.etree.ElementTree import Element

_GREEK = "αβγδεζηθικλμνξοπρστυφχψω"

#: Forms of Greek letters that TeX has besides.
_VARIANTS = str.maketrans("ϵϑϖϱςϕϰ", "εθπρσφκ")

_LOW = str.maketrans("0123456789", "₀₁₂₃₄₅₆₇₈₉")
_UP = str.maketrans("0123456789+-−", "⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻⁻")

#: Signs that are said as others.
_LIKE = {
    "⟺": "⇔", "↔": "⇔", "⟹": "⇒", "⟶": "→", "⧵": "∖", "⟂": "⊥", "~": "∼", "א": "ℵ", "◦": "∘",
    "⇋": "⇌", "⊋": "⊃", "⊊": "⊂",
}  # fmt: skip

_PUNCTUATION = frozenset(",;:.?")

_SCALES = (["C"], ["F"])

_DEGREES = frozenset("∘°")

_PRIMES = {"′": 1, "'": 1, "″": 2, "‴": 3}


def spoken_formula(tree: Element, tag: str) -> str:
    """Return the words for ``tree`` (MathML without namespaces) in the language of ``tag``."""
    words = math_words(tag)
    letters = {part.text or "" for part in tree.iter("mi") if len(part.text or "") == 1}
    both = any(one.islower() and one.upper() in letters for one in letters)
    english = primary(language_of_formulas(tag)) == "en"
    rules = rules_for(language_of_formulas(tag))
    said = _Speaker(words, both, english, rules.units if rules else ()).row([tree])
    opened, closed, modulo = (re.escape(words.signs[key]) for key in ("(", ")", "mod"))
    return _tidy(re.sub(rf"{opened} ({modulo} (?:\S+ ){{1,6}}?){closed}", r"\1", said))


def _tidy(said: str) -> str:
    """Return ``said`` with single spaces, none before a comma, and no comma at its end."""
    said = re.sub(r" ([,;.])", r"\1", " ".join(said.split()))
    return re.sub(r"([,;])(?:[,;])+", r"\1", said).strip(" ,;")


class _Speaker(Struct):
    """Says parts of one formula.

    ``capitals`` says that it has a letter in both cases, ``units`` are those of the language.
    """

    words: MathWords
    capitals: bool
    english: bool
    units: Container[str]

    def row(self, parts: Sequence[Element], *, listed: bool = False) -> str:
        """Return the words for ``parts``, which stand next to each other.

        A comma in what is ``listed`` separates; elsewhere it may be in a number.
        """
        items = flat(parts)
        said: list[str] = []
        place = 0
        while place < len(items):
            words, place = self._next(items, place, listed=listed)
            said.append(words)
        return " ".join(filter(None, said))

    def _next(self, items: list[Element], place: int, *, listed: bool = False) -> tuple[str, int]:
        """Return the words for what begins at ``place``, and the place after it."""
        item = items[place]
        text = text_of(item)
        if item.tag == "mn":
            return self._number(items, place, listed=listed)
        if is_upright(item):
            return self._unit(items, place)
        if (opened := OPENING_ALIASES.get(text, text)) in CLOSING and item.tag in ("mo", "mi"):
            end = partner_of(items, place, opened)
            if end is not None:
                return self._fenced(items, place, end, opened), end + 1
            if opened == "{":
                return self._cases(items, place)
        if (name := self._operator(item)) is not None and item.tag in SCRIPTS:
            return self._large(item, name), place + 1
        if name is not None:
            return self._applied(items, place, name)
        if (name := self._function(item)) is not None:
            return self._applied(items, place, name)
        if text in ("∣", "|"):
            return self.words.such_that, place + 1
        if text == "−" and self.words.negative and is_sign_of_number(items, place):
            return self.words.negative, place + 1
        if text == ":" and is_number(items, place - 1) and is_number(items, place + 1):
            return self.words.ratio, place + 1
        if is_applied(items, place):
            end = partner_of(items, place + 1, "(")
            if end is not None and is_simple_list(items[place + 2 : end]):
                name, inner = self._said(item), self.row(items[place + 2 : end])
                close = items[end]
                whole = self.words.of.format(f=name, x=inner)
                return self._with_scripts(close, whole) if len(close) else whole, end + 1
        said = self._said(item, followed=place + 1 < len(items))
        if said.endswith("°") and [text_of(one) for one in items[place + 1 : place + 2]] in _SCALES:
            return f"{said[:-1]} °{text_of(items[place + 1])}", place + 2
        return said, place + 1

    def _said(self, item: Element, *, followed: bool = False) -> str:
        """Return the words for one element; an end is said if it is ``followed`` by another."""
        kids = list(item)
        match item.tag:
            case "mi" | "mo":
                return self._sign(text_of(item))
            case "mn":
                return self._decimal(text_of(item))
            case "mtext" | "ms":
                return text_of(item)
            case "mfrac":
                return self._fraction(item, kids[0], kids[1], followed=followed)
            case "msqrt":
                return self._root(self.words.square_root, {"a": self.row(kids)}, kids, followed)
            case "mroot":
                return self._nth_root(kids[0], kids[1], followed=followed)
            case "mtable":
                return self._lines(item)
            case "mspace" | "mphantom" | "none" | "mprescripts":
                return ""
            case tag if tag in SCRIPTS:
                return self._with_scripts(item, self.row(kids[:1]), followed=followed)
            case _:
                return self.row(kids)

    # ------------------------------------------------------------------- leaves

    def _number(self, items: list[Element], place: int, *, listed: bool) -> tuple[str, int]:
        """Return a number, with its comma: ``1,000``; ``3,5`` in a language with a decimal one."""
        whole = text_of(items[place])
        if not listed and place + 2 < len(items) and text_of(items[place + 1]) == ",":
            rest = text_of(items[place + 2]) if is_number(items, place + 2) else ""
            if rest and (self.words.decimal == "," or len(rest) == 3):
                return f"{whole},{rest}", place + 3
        return self._decimal(whole), place + 1

    def _decimal(self, number: str) -> str:
        return number.replace(".", self.words.decimal)

    def _sign(self, text: str) -> str:
        """Return the words for a sign or a letter."""
        text = _LIKE.get(text, text)
        if text in ("ħ", "ℏ"):
            return self.words.accents["¯"].format(a=self._sign("h"))
        if (words := self.words.signs.get(text)) is not None or text in _PUNCTUATION:
            return words or text
        plain = unicodedata.normalize("NFKC", text).translate(_VARIANTS)  # 𝐀 is a bold A
        if len(plain) != 1:
            return plain
        small = plain.lower()
        name = plain
        if small in _GREEK:
            name = self.words.greek.split()[_GREEK.index(small)]
        elif small in self.words.letters:
            name = self.words.letters[small]
        elif not plain.isalnum() and self.english:
            name = unicodedata.name(plain, plain).lower()
        if plain != small and (small in _GREEK or self.capitals):
            name = self.words.capital.format(x=name)
        return name

    def _unit(self, items: list[Element], place: int) -> tuple[str, int]:
        """Return units and chemical formulas: ``m/s``, "mol per l", "kg m squared", ``H2O``.

        What is a unit of the language stays as it is written: text is read with its units.
        """
        written = said = ""
        while place < len(items):
            item = items[place]
            between = item.tag == "mspace" or text_of(item) in ("/", "·")
            if between and place + 1 < len(items) and is_upright(items[place + 1]) and said:
                written += text_of(item) or " "
                said += f" {self.words.per} " if text_of(item) == "/" else " "
            elif is_upright(item):
                low, high = scripts_of(item)
                base = plain_text(base_of(item)) + (plain_text(low) if low is not None else "")
                raised = plain_text(high).translate(_UP) if high is not None else ""
                written += base + raised
                if raised.endswith(("⁺", "⁻")):  # an ion
                    said += base.translate(_LOW) + raised
                else:
                    said += self._raised(base, high) if high is not None else base
            else:
                break
            place += 1
        return written if written in self.units else said, place

    def _raised(self, base: str, high: Element) -> str:
        exponent = self.row([high])
        named = {"2": self.words.squared, "3": self.words.cubed}
        return named.get(exponent, self.words.power).format(a=base, n=exponent)

    # ------------------------------------------------------------------- structures

    def _fraction(self, item: Element, top: Element, foot: Element, *, followed: bool) -> str:
        if item.get("linethickness") == "0":
            return self.words.choose.format(n=self.row([top]), k=self.row([foot]))
        named = self.words.fractions.get(f"{text_of(top)}/{text_of(foot)}")
        if named is not None and not len(top) and not len(foot):
            return named
        said = {"a": self.row([top]), "b": self.row([foot])}
        if is_simple(top) and is_simple(foot):
            return self.words.fraction.format(**said)
        whole = self.words.long_fraction.format(**said)
        return f"{whole}, {self.words.end_of_fraction}," if followed else whole

    def _root(
        self, template: str, said: dict[str, str], kids: Sequence[Element], followed: bool
    ) -> str:
        whole = template.format(**said)
        simple = len(kids) == 1 and is_simple(kids[0])
        return f"{whole}, {self.words.end_of_root}," if followed and not simple else whole

    def _nth_root(self, inner: Element, degree: Element, *, followed: bool) -> str:
        said = {"a": self.row([inner]), "n": self.row([degree])}
        template = self.words.cube_root if said["n"] == "3" else self.words.nth_root
        return self._root(template, said, [inner], followed)

    def _with_scripts(self, item: Element, base: str, *, followed: bool = False) -> str:
        """Return ``base`` with the indices and exponents of ``item``."""
        low, high = scripts_of(item)
        if item.tag in ("munder", "mover", "munderover"):
            for part, template in ((low, self.words.below), (high, self.words.above)):
                if part is not None:
                    base = self._accented(base, part, template)
            return base
        if low is not None and base:
            base = self.words.index.format(a=base, n=self.row([low]))
        elif low is not None:
            base = self.row([low])
        if high is None:
            return base
        text = text_of(high)
        if text in _DEGREES:
            return f"{base}°"
        if text and all(sign in _PRIMES for sign in text):
            primes = sum(_PRIMES[sign] for sign in text)
            return " ".join([base, self.words.signs["″"] if primes == 2 else self.words.signs["′"]])
        if not base:
            return self.row([high])
        whole = self._raised(base, high)
        simple = is_simple(high) and not any(part.tag in SCRIPTS for part in high.iter())
        return f"{whole}, {self.words.end_of_power}," if followed and not simple else whole

    def _accented(self, base: str, mark: Element, template: str) -> str:
        accent = self.words.accents.get(text_of(mark))
        if accent is not None:
            return accent.format(a=base)
        if text_of(mark) in ("⏟", "⏞", "_"):  # a brace: its words follow
            return base
        return template.format(a=base, b=self.row([mark]))

    def _operator(self, item: Element) -> str | None:
        """Return the name of a large operator, such as a sum, or ``None``."""
        base = item[0] if item.tag in SCRIPTS and len(item) else item
        return self.words.operators.get(text_of(base))

    def _large(self, item: Element, name: str) -> str:
        low, high = scripts_of(item)
        said = {"f": name, "low": self.row([low]) if low is not None else ""}
        if high is not None:
            said["high"] = self.row([high])
            return self.words.low_and_high.format(**said)
        if low is None:
            return name
        arrow = self.words.signs["→"]
        if any(text_of(part) == "→" for part in low.iter()):
            said["low"] = said["low"].replace(f" {arrow} ", f" {self.words.approaches} ", 1)
            return self.words.limit.format(**said)
        return self.words.low.format(**said)

    def _function(self, item: Element) -> str | None:
        """Return the name of a function, such as a sine, or ``None``."""
        base = item[0] if item.tag in ("msub", "msup", "msubsup") and len(item) else item
        return self.words.functions.get(text_of(base))

    def _applied(self, items: list[Element], place: int, name: str) -> tuple[str, int]:
        item = items[place]
        low, high = scripts_of(item)
        if low is not None:
            name = self.words.base.format(f=name, n=self.row([low]))
        if high is not None:
            name = self._raised(name, high)
        if place + 1 == len(items) or not begins_something(items[place + 1]):
            return name, place + 1
        argument, after = self._next(items, place + 1)
        return self.words.of.format(f=name, x=argument), after

    def _fenced(self, items: list[Element], place: int, end: int, opened: str) -> str:
        """Return the words for what stands between brackets or bars."""
        inner, close = items[place + 1 : end], items[end]
        closed = OPENING_ALIASES.get(text_of(base_of(close)), text_of(base_of(close)))
        tables = [one for one in inner if one.tag == "mtable"]
        said = self.row(inner, listed=is_simple_list(inner))
        between = {"|": self.words.absolute, "∣": self.words.absolute, "‖": self.words.norm}
        between |= {"⌊": self.words.floor, "⌈": self.words.ceiling}
        if len(tables) == len(inner) == 1:
            whole = self._matrix(tables[0])
        elif len(inner) == 1 and inner[0].get("linethickness") == "0":
            whole = said
        elif opened in between:
            whole = between[opened].format(a=said)
        else:
            for bar in ("∣", "|"):  # P(A | B), {x | x > 0}
                if any(text_of(one) == bar for one in inner) and opened == "(":
                    said = said.replace(self.words.such_that, self.words.given)
            whole = f"{self.words.signs[opened]} {said} {self.words.signs[closed]}"
        return self._with_scripts(close, whole) if len(close) else whole

    def _matrix(self, matrix: Element) -> str:
        rows = [self._cells(row) for row in matrix]
        columns = max((len(row) for row in matrix), default=0)
        said = [self.words.matrix.format(rows=len(rows), columns=columns)]
        for number, cells in enumerate(rows, 1):
            said.append(self.words.row.format(n=number, cells=", ".join(cells)))
        return f"{' '.join(f'{one};' for one in said)} {self.words.end_of_matrix},"

    def _cells(self, row: Element) -> list[str]:
        return [_tidy(self.row(list(cell))) for cell in row]

    def _cases(self, items: list[Element], place: int) -> tuple[str, int]:
        """Return a brace with lines, or the sign of the brace alone."""
        if place + 1 < len(items) and items[place + 1].tag == "mtable":
            lines = (", ".join(filter(None, self._cells(row))) for row in items[place + 1])
            said = "; ".join((self.words.cases, *lines))
            closed = place + 2 < len(items)
            end = f"; {self.words.end_of_cases}," if closed else ""
            return f"{said}{end}", place + 2
        return self.words.signs["{"], place + 1

    def _lines(self, rows: Element) -> str:
        """Return lines below each other, such as those of an equation that goes on."""
        lines = [" ".join(filter(None, self._cells(row))) for row in rows]
        if len(lines) == 1:
            return lines[0]
        return "; ".join(self.words.line.format(n=n, a=line) for n, line in enumerate(lines, 1))
