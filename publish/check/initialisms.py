"""Initialisms that the text doesn't explain."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

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
    explained: set[str] = set()
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
        new: set[str] = set()
        for hit in hits:
            name = hit.removesuffix("s")
            if name not in known and name not in _KNOWN and not _ROMAN.fullmatch(name):
                if name not in found:
                    new.add(name)
                found.setdefault(name, []).append(number)
        explained.update(_explained(text).intersection(hit.removesuffix("s") for hit in hits))
        if new:
            nearby = " ".join(at.it.words for at in index.passages[max(0, number - 1) : number + 1])
            explained |= _spelled(new, nearby)
    for name, numbers in found.items():
        if name not in explained:
            times = f" (it occurs {len(numbers)} times)" if len(numbers) > 1 else ""
            yield INITIALISM_UNDEFINED.found(
                index.passages[numbers[0]],
                f"The initialism {name} isn't explained{times}.",
                f"Add it to the front matter: abbreviations: {{{name}: ...}}.",
            )


def _in_capitals(text: str, hits: int) -> bool:
    return hits > 1 and hits >= CAPITALS * len(_LONG_WORD.findall(text))


_OPENING = re.compile(r"\w[»”\"’]?\s++[(\[]")
_INSIDE = re.compile(r"[^()]{0,80}")
_WORD = re.compile(r"\w++")
_CLOSING = re.compile(r"[^()]{0,20}[)\]]")
_BEFORE_WORDS = re.compile(
    rf"\b({_CAPITAL}{{2,6}})(?=\s*+(?:\(|—|–|[:=])\s*+[«“„\"]?[^\W\d_]{{2,}}+\s++[^\W\d_])"
)


def _explained(text: str) -> set[str]:
    """Return the words in ``text`` that stand as in ``words (NAME)`` or ``NAME (words)``."""
    found = {match[1] for match in _BEFORE_WORDS.finditer(text)}
    for opening in _OPENING.finditer(text):
        inside = _INSIDE.match(text, opening.end())
        end = inside.end() if inside else 0
        for word in _WORD.finditer(text, opening.end(), end):
            if word.start() > opening.end() + 40:
                break
            if _CLOSING.match(text, word.end()):
                found.add(word[0].removesuffix("s"))
    return found


_LETTERS = re.compile(r"[^\W\d_]++")
_GAP = re.compile(r"[\s-]{1,3}")
_MOST_LETTERS, _MOST_SMALL = 41, 3


def _spelled(names: Iterable[str], text: str) -> set[str]:
    """Return those of ``names`` whose letters consecutive words of ``text`` begin with.

    Up to three small words may stand between two of these words.  The states are the beginnings of
    names that are spelled so far, so the time doesn't depend on the number of names.
    """
    whole = {name.lower(): name for name in names}
    beginnings = {name[:length] for name in whole for length in range(1, len(name))}
    found: set[str] = set()
    states: set[tuple[str, int]] = set()
    last = 0
    for word in _LETTERS.finditer(text):
        spelled = word[0].lower()
        initial, short = spelled[0], len(spelled) <= _MOST_LETTERS
        if not (states and _GAP.fullmatch(text, last, word.start())):
            states = set()
        following: set[tuple[str, int]] = set()
        for letters, skipped in states:
            longer = letters + initial
            if longer in whole and len(spelled) > 2:
                found.add(whole[longer])
            if longer in beginnings and short:
                following.add((longer, 0))
            if skipped < _MOST_SMALL and spelled in words("small_words"):
                following.add((letters, skipped + 1))
        if initial in beginnings and short and _begins_word(text, word.start()):
            following.add((initial, 0))
        states, last = following, word.end()
    return found


def _begins_word(text: str, at: int) -> bool:
    return at == 0 or not (text[at - 1].isalnum() or text[at - 1] == "_")


INITIALISMS = Family("Initialisms", (INITIALISM_UNDEFINED,), find)
