"""Keep words on one line that belong together: a date, a number and its unit, "w domu" in Polish.

The spaces between them become no-break spaces (U+00A0).  What belongs together in any language is
here; words of one letter and signs with spaces are in the file of a language, section ``spacing``,
and its months in section ``dates``.
"""

from __future__ import annotations

import re
from functools import cache

from msgspec import Struct

from publish.language.tables import table
from publish.language.words import Dates

_NO_BREAK_SPACE = "\u00a0"
_DIGIT = re.compile(r"\d")


class Spacing(Struct, frozen=True, forbid_unknown_fields=True):
    """The section ``spacing`` of a language.

    ``one_letter_words``: words of one letter that stay with the word after them.
    ``opening`` and ``closing``: signs that are written with a space inside, such as guillemets.
    """

    one_letter_words: str = ""
    opening: str = ""
    closing: str = ""


#: Signs of units: a space stands between a number and its unit (SI Brochure, 5.4.3).
_UNITS = (
    r"[%‰€$£¥]|°[CF]|[kcmµn]?m[²³]?|ha|[kmµ]?g|t|[mch]?[lL]|[mµn]?s|min|h|[kMGT]?Hz|[kMGT]?Wh?|k?J|"
    r"[mk]?V|m?A|[hk]?Pa|[kMGT]i?B|[kMG]bit/s|km/h|m/s|mph|dB|K|mol|ppm|pt|px|dpi|EUR|USD|CHF|kr|zł|Kč"
)

#: Abbreviations before a number, and before a name.
_BEFORE_NUMBERS = (
    r"§§?|№|[Nn]os?\.|[Nn]r\.?|[Čč]\.|pp?\.|S\.|s\.|str\.|[Ff]igs?\.|Abb\.|Tab\.|Kap\.|[Cc]h\.|[Vv]ols?\.|"
    r"Bd\.|[Aa]rt\.|Ziff\.|ISBN|ISSN"
)
_BEFORE_NAMES = (
    r"Drs?\.?|Mr\.?|Mrs\.?|Ms\.?|Prof\.|St\.|Hr\.|Fr\.|Mme|Mlle|M\.|dr|prof\.|Sra?\.|Dott\."
)


def keep_together(text: str, language: str) -> str:
    """Return ``text`` with no-break spaces where no line may end.

    Only single spaces are replaced, so the text keeps its length.
    """
    if " " not in text:
        return text
    pattern = _pattern(language.lower(), numbers=bool(_DIGIT.search(text)))
    return pattern.sub(lambda found: found[0][:-1] + _NO_BREAK_SPACE, text)


@cache
def _pattern(language: str, *, numbers: bool) -> re.Pattern[str]:
    """Return a pattern of what stays with the word after it, with the space between them.

    Without ``numbers``, it is for texts that have no digit, as most sentences.
    """
    rules = [
        rf"(?<!\w)(?:(?:{_BEFORE_NAMES}) (?=[^\W\d_])|[^\W\d_]\. (?=[^\W\d_]\.))",
        *(_number_rules(language) if numbers else ()),
    ]
    if spacing := table(language, "spacing", Spacing):
        if letters := spacing.one_letter_words:
            rules.append(rf"(?<!\w)[{letters}{letters.upper()}] (?=\w)")
        if spacing.opening:
            rules.append(rf"[{spacing.opening}] ")
        if spacing.closing:
            rules.append(rf" (?=[{spacing.closing}])")
    return re.compile("|".join(rules))


def _number_rules(language: str) -> list[str]:
    """Return patterns of what stays with a number, all of which have a digit."""
    small = "".join(filter(str.islower, map(chr, range(0x61, 0x530))))  # Latin, Greek, Cyrillic
    rules = [
        rf"(?<=\d)\. (?=[{small}])",  # an ordinal number; a sentence begins with a capital
        rf"(?<=\d) (?=(?:{_UNITS})(?![\w²³]))",
        r"(?<=\d) (?=\d{3}(?!\d))",
        rf"(?<!\w)(?:{_BEFORE_NUMBERS}) (?=\d)",
    ]
    if dates := table(language, "dates", Dates):
        names = "|".join(
            re.escape(name)
            for month in (*dates.months, *dates.short_months)
            for name in month.split("|")
            if name
        )
        rules += [
            rf"(?<=\d)(?:\.|st|nd|rd|th|er|º)? (?=(?:de )?(?:{names})(?!\w))",
            rf"(?<!\w)(?:{names}) (?=\d{{1,2}}(?!\d))",
        ]
    return rules
