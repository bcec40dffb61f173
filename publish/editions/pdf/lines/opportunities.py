"""Find the places where the lines of a paragraph can end, and what each costs.

Between words the rules are those of Unicode (UAX 14), which Pango applies.  Words are divided by
the patterns of their language (pyphen), but not in addresses, numbers and acronyms.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from msgspec import Struct

from publish.editions.pdf.elements import role
from publish.editions.pdf.lines.measuring import ATOMIC, FORCED, Paragraph, Piece, letter_widths
from publish.editions.pdf.lines.total_fit import Break
from publish.language.tags import primary

#: Costs of breaks: in a word, in a word that has a hyphen already, after a hyphen of the text,
#: before a dash, in a formula; in a long word of a title, anywhere in a long word, and there beside
#: a sign.
HYPHEN, COMPOUND, AFTER_HYPHEN, BEFORE_DASH, IN_FORMULA = 170, 300, 100, 250, 500
LONG_WORD, ANYWHERE, AT_SIGN = 3000, 5000, 1000

#: The fewest letters of a last line.
MIN_LAST = 5

_WORD = re.compile(r"[^\W\d_]+")

#: What separates the tokens in which words are divided, and what makes a token an address, a number
#: or the name of a file.
_SEPARATOR = re.compile(r"[\s—–]")
_NO_WORD = re.compile(r"[\d@/\\_=&#%<>+|]|\w[.:]\w")

_HYPHENS, _DASHES, _SOFT_HYPHEN = "-\u2010", "—–", "\u00ad"

#: Signs after and before which a line of an address ends (Chicago Manual of Style, 7.46).
_LEADING, _FOLLOWING = "/:@", ".-_~?#&=%"

#: Type (px) up to which capitalised words aren't divided: that of notes, captions and tables.
_SMALL = 12.8

#: Languages that capitalise all nouns, and the length from which they may be divided in small type.
_CAPITALISING, _LONG_NOUN = frozenset({"de", "lb", "nds"}), 12


class _Place(Struct, frozen=True):
    """A possible break; ``hyphen`` is the width of the hyphen that is added, if any."""

    penalty: float = 0.0
    flagged: bool = False
    hyphen: float | None = None


def breaks_of(
    paragraph: Paragraph, language: str | None, dictionaries: dict[Any, Any]
) -> list[Break]:
    """Return the breaks of ``paragraph`` in order, without its start and end.

    ``dictionaries`` keeps those of pyphen.
    """
    places = _between_words(paragraph, language)
    for piece in paragraph.pieces:
        style = piece.box.style
        if style["white_space"] != "normal":
            continue
        long = style["overflow_wrap"] in ("anywhere", "break-word")
        if style["hyphens"] == "auto" or (long and style["hyphens"] == "manual"):
            _in_words(paragraph, piece, places, dictionaries)
        if long:
            _anywhere(piece, places)
    letters = _letters_after(paragraph.text)
    return [
        _break(paragraph, position, places[position], orphan=letters[position] < MIN_LAST)
        for position in sorted(places)
        if position not in paragraph.kept
    ]


def _break(paragraph: Paragraph, position: int, place: _Place, *, orphan: bool) -> Break:
    stop = paragraph.before_spaces(position)
    return Break(
        position,
        paragraph.widths[stop] + (place.hyphen or 0.0),
        paragraph.widths[position],
        paragraph.spaces[stop],
        paragraph.spaces[position],
        place.penalty,
        place.flagged,
        place.hyphen is not None,
        orphan,
    )


def _letters_after(text: str) -> list[int]:
    """Return how many letters and digits follow each place before the next forced break."""
    counts, count = [0] * (len(text) + 1), 0
    for place in range(len(text) - 1, -1, -1):
        count = 0 if text[place] == FORCED else count + text[place].isalnum()
        counts[place] = count
    return counts


def _between_words(paragraph: Paragraph, language: str | None) -> dict[int, _Place]:
    from weasyprint.text.line_break import get_log_attrs

    text = paragraph.text
    attributes = get_log_attrs(text, language)
    kept = _kept_whole(paragraph)
    formulas = {  # the texts in formulas are spaces
        piece.begin
        for piece in paragraph.pieces
        if piece.box.element is not None and role(piece.box.element) == "math"
    }
    places: dict[int, _Place] = {}
    for position in range(1, len(text)):
        if not attributes[position].is_line_break or (position - 1 in kept and position in kept):
            continue
        before, after = text[position - 1], text[position]
        if before == ATOMIC:  # WeasyPrint can end a line in a text only
            continue
        if before == _SOFT_HYPHEN:
            if (hyphen := _manual_hyphen(paragraph, position)) is not None:
                places[position] = _Place(HYPHEN, flagged=True, hyphen=hyphen)
        elif before in _HYPHENS:
            places[position] = _Place(AFTER_HYPHEN, flagged=True)
        elif after in _DASHES and before != " ":
            places[position] = _Place(BEFORE_DASH)
        elif position - 1 in formulas:
            places[position] = _Place(IN_FORMULA)
        else:
            places[position] = _Place()
    return places


def _kept_whole(paragraph: Paragraph) -> set[int]:
    """Return the places of the letters whose style forbids breaks between them."""
    return {
        place
        for piece in paragraph.pieces
        if piece.box.style["white_space"] == "nowrap"
        for place in range(piece.begin, piece.begin + len(piece.box.text))
    }


def _manual_hyphen(paragraph: Paragraph, position: int) -> float | None:
    piece = next(one for one in reversed(paragraph.pieces) if one.begin < position)
    return None if piece.box.style["hyphens"] == "none" else _hyphen_width(piece.box)


def _anywhere(piece: Piece, places: dict[int, _Place]) -> None:
    """Allow breaks between any two letters of ``piece``, as a last resort.

    In what gets no hyphens, such as an address, a break beside a sign is better than others.
    """
    from weasyprint.text.line_break import get_log_attrs

    text = piece.box.text
    attributes = get_log_attrs(text, piece.box.style["lang"])
    address = piece.box.style["hyphens"] == "none"
    for place in range(1, len(text)):
        if attributes[place].is_cursor_position and " " not in text[place - 1 : place + 1]:
            before, after = text[place - 1], text[place]
            if address:
                at_sign = (before in _LEADING and after not in _LEADING) or (
                    after in _FOLLOWING and text[place + 1 : place + 2].isalnum()
                )
                places[piece.begin + place] = _Place(AT_SIGN if at_sign else ANYWHERE)
            else:
                places.setdefault(piece.begin + place, _Place(ANYWHERE))


def _in_words(
    paragraph: Paragraph, piece: Piece, places: dict[int, _Place], dictionaries: dict[Any, Any]
) -> None:
    """Allow breaks with hyphens in the words of ``piece``."""
    style = piece.box.style
    dictionary = _dictionary(style, dictionaries)
    if dictionary is None:
        return
    least = style["hyphenate_limit_chars"][0]
    width: float | None = None
    for begin, word, compound in _divisible(paragraph, piece, least):
        for point in dictionary.positions(word):
            if getattr(point, "data", None) is None:  # else letters would change
                width = _hyphen_width(piece.box) if width is None else width
                cost = COMPOUND if compound else HYPHEN
                cost = cost if style["hyphens"] == "auto" else LONG_WORD
                places.setdefault(begin + point, _Place(cost, flagged=True, hyphen=width))


def _dictionary(style: Any, dictionaries: dict[Any, Any]) -> Any:
    from publish.editions.pdf.lines.hyphenation import language_of, patterns_of

    language = language_of(style["lang"])
    if language is None:
        return None
    total, left, right = style["hyphenate_limit_chars"]
    key = (language, left, right, total)
    if key not in dictionaries:
        dictionaries[key] = patterns_of(language, left, right)
    return dictionaries[key]


def _divisible(paragraph: Paragraph, piece: Piece, least: int) -> Iterator[tuple[int, str, bool]]:
    """Yield the words of ``piece`` that may be divided: place, word, and whether it has a hyphen.

    A word that is partly in another box can't be divided: its parts would be read as two words.
    """
    text, box = paragraph.text, piece.box
    end = piece.begin + len(box.text)
    small = box.style["font_size"] <= _SMALL
    nouns = primary(box.style["lang"] or "") in _CAPITALISING
    token_end, divisible, compound = -1, True, False
    for match in _WORD.finditer(text, piece.begin, end):
        begin, word = match.start(), match[0]
        if len(word) < least or (word.isupper() and len(word) < 2 * least):
            continue
        if (begin == piece.begin and text[begin - 1 : begin].isalnum()) or (
            match.end() == end and text[end : end + 1].isalnum()
        ):
            continue
        if small and word[0].isupper() and not (nouns and len(word) >= _LONG_NOUN):
            continue
        if begin >= token_end:  # text without spaces is one token
            token, token_end = _token(text, begin, match.end())
            divisible = not _NO_WORD.search(token)
            compound = any(hyphen in token for hyphen in _HYPHENS)
        if divisible:
            yield begin, word, compound


def _token(text: str, begin: int, end: int) -> tuple[str, int]:
    """Return what is written without a space around a word of ``text``, and where that ends."""
    while begin and not _SEPARATOR.match(text[begin - 1]):
        begin -= 1
    found = _SEPARATOR.search(text, end)
    end = found.start() if found else len(text)
    return text[begin:end], end


def _hyphen_width(box: Any) -> float:
    return sum(letter_widths(box.copy_with_text(box.style["hyphenate_character"])))
