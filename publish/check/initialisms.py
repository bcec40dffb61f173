"""Initialisms that the text doesn't explain."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache

from publish.check.document_index import DocumentIndex
from publish.check.rule import Family, Rule
from publish.check.words import words
from publish.errors import Diagnostic, Severity
from publish.model import Paragraph, Section

INITIALISM_UNDEFINED = Rule(
    "initialism-undefined",
    Severity.INFO,
    "An initialism is explained where it is first used, or in abbreviations: (technique G97).",
    "Listeners can't look it up, and a voice may say it as a word.",
    "Add it to the front matter: abbreviations: {NGO: non-governmental organisation}.",
    number="3.1.4",
)

_CAPITAL = "[A-ZÀ-ÖØ-ÞĄĆČĎĐĘĚĞĢİĶĻŁŃŅŇŌŐŒŔŘŚŞŠŤŪŮŰŲŹŻŽΑ-ΩЀ-ЯҐЎ]"
_TWO = re.compile(_CAPITAL + "{2}")
_INITIALISM = re.compile(rf"(?<![\w.'’-]){_CAPITAL}{{2,6}}s?(?![\w’'-]|\.\w)")
_ROMAN = re.compile(r"[IVXLCDM]+s?")
_NOTICE = re.compile(rf"(?<!\w){_CAPITAL}{{2,}}(?:\s+{_CAPITAL}{{2,}}){{2,}}(?!\w)")
"""Three or more words in capitals are a notice, not initialisms."""
_LONG_WORD = re.compile(r"[^\W\d_]{2,}")
_KNOWN_WORDS = """OK TV USA UK EU UN UNO US UAE USSR СССР США ЗША ЕС ЕЗ ААН ООН CD DVD PC PDF
GPS SMS SIM ID WC AM PM BC AD CE BCE CV DJ VIP DIY FAQ PS NB LED SOS NASA NATO UNESCO UNICEF BBC
FIFA UEFA AIDS HIV DNA RNA USB HTML URL IT CO PIN ATM DNS EPUB ISBN SUV IQ DDR BRD ONZ UE RP ZSRR
ADN ONU ТБ ТВ ДНК РНК VAT KGB CIA FBI GMT UTC
МИД MP NHS BMW IBM ADAC ARD ZDF SNCF RENFE PKP COVID"""
_KNOWN = frozenset(_KNOWN_WORDS.split())
"""Initialisms that are words in most languages, or better known than their expansions."""

CAPITALS = 0.5
"""The share of words in capitals from which a line is set in capitals."""


def find(index: DocumentIndex) -> Iterator[Diagnostic]:
    """Find each initialism without an explanation, once, and count it."""
    article = index.article
    known = {word for word, _ in article.metadata.abbreviations}
    known |= {at.it.text for at in index.abbreviations}
    for section in index.sections:
        known |= {word for word, _ in section.it.abbreviations}
    found: dict[str, list[int]] = {}
    for number, at in enumerate(index.passages):
        text = at.it.words
        if (
            not _TWO.search(text)
            or not isinstance(at.it.block, Paragraph | Section)
            or not at.it.in_block_language
            or at.it.note
        ):
            continue  # notes name sources, and many of these are initialisms
        hits = _INITIALISM.findall(_NOTICE.sub(" ", text))
        if not hits or _in_capitals(text, len(hits)):
            continue
        for hit in hits:
            name = hit.removesuffix("s") if hit[-1] == "s" else hit
            if name not in known and name not in _KNOWN and not _ROMAN.fullmatch(name):
                found.setdefault(name, []).append(number)
    for name, numbers in found.items():
        first = numbers[0]
        nearby = " ".join(at.it.words for at in index.passages[max(0, first - 1) : first + 1])
        texts = "\n".join(index.passages[number].it.words for number in dict.fromkeys(numbers))
        if len(name) > 1 and not _explained(name, texts) and not _spelled(name, nearby):
            times = f" (it occurs {len(numbers)} times)" if len(numbers) > 1 else ""
            yield INITIALISM_UNDEFINED.found(
                index.passages[first],
                f"The initialism {name} isn't explained{times}.",
                f"Add it to the front matter: abbreviations: {{{name}: ...}}.",
            )


def _in_capitals(text: str, hits: int) -> bool:
    return hits > 1 and hits >= CAPITALS * len(_LONG_WORD.findall(text))


def _explained(name: str, text: str) -> bool:
    """Return whether ``text`` has ``words (NAME)`` or ``NAME (words)``."""
    escaped = re.escape(name)
    if re.search(rf"\w[»”\"’]?\s+[(\[][^()]{{0,40}}?\b{escaped}s?\b[^()]{{0,20}}[)\]]", text):
        return True
    after = rf"\b{escaped}\s*(?:\(|—|–|[:=])\s*[«“„\"]?[^\W\d_]{{2,}}\s+[^\W\d_]"
    return re.search(after, text) is not None


def _spelled(name: str, text: str) -> bool:
    """Return whether consecutive words of ``text`` begin with the letters of ``name``."""
    initials = _between().join(map(re.escape, name))
    return re.search(rf"\b{initials}[^\W\d_]{{2,}}", text, re.I) is not None


@cache
def _between() -> str:
    """Return a pattern for the text between the first letters of words, with small words."""
    small = "|".join(map(re.escape, words("small_words")))
    return rf"[^\W\d_]{{0,40}}(?:[\s-]{{1,3}}(?:{small})\b){{0,3}}[\s-]{{1,3}}"


INITIALISMS = Family("Initialisms", (INITIALISM_UNDEFINED,), find)
