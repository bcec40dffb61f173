"""Pronunciations of words, from the front matter and from a W3C PLS file.

Source: Pronunciation Lexicon Specification (PLS) 1.0, W3C Recommendation.
"""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

from msgspec import Struct
from msgspec.structs import replace

from publish.errors import Diagnostic, SourceError
from publish.language.spoken.text import Span
from publish.language.whole_words import WholeWords
from publish.model import NarrationSettings

_NAMESPACE = "{http://www.w3.org/2005/01/pronunciation-lexicon}"
_XML_LANG = "{http://www.w3.org/XML/1998/namespace}lang"

#: The largest file that is read, in bytes.
LARGEST = 4_000_000


class Entry(Struct, frozen=True):
    """The pronunciation of ``grapheme``: ``ipa``, or else ``say``; an empty ``language`` is any."""

    grapheme: str
    say: str = ""
    ipa: str = ""
    language: str = ""


class Lexicon:
    """Pronunciations of graphemes.  Of two entries for one grapheme the first is used."""

    def __init__(self, entries: Iterable[Entry]) -> None:
        self._entries: dict[str, list[Entry]] = {}
        for entry in entries:
            self._entries.setdefault(_straight(entry.grapheme), []).append(entry)
        self._graphemes = WholeWords(self._entries)

    @classmethod
    def of(cls, settings: NarrationSettings) -> Lexicon:
        """Return a lexicon of the front matter's pronunciations, then those of its PLS file.

        A pronunciation between slashes is in the International Phonetic Alphabet.

        Raises as :func:`read_pls` does.
        """
        entries = [
            Entry(grapheme, ipa=how[1:-1])
            if how.startswith("/") and how.endswith("/") and len(how) > 2
            else Entry(grapheme, how)
            for grapheme, how in settings.pronunciations
        ]
        if settings.lexicon:
            entries += read_pls(settings.lexicon)
        return cls(entries)

    def apply(self, spans: Iterable[Span]) -> tuple[Span, ...]:
        """Return ``spans`` with the pronunciation of each whole word that has an entry.

        A span that has a pronunciation already keeps it.
        """
        return tuple(piece for span in spans for piece in self._one(span))

    def _one(self, span: Span) -> list[Span]:
        if not self._graphemes or span.ipa or span.say:
            return [span]
        out: list[Span] = []
        done = 0
        for start, end in self._graphemes.find(_straight(span.text)):
            grapheme = span.text[start:end]
            entry = self._entry(grapheme, span.language)
            if entry is None:
                continue
            if start > done:
                out.append(replace(span, text=span.text[done:start]))
            out.append(replace(span, text=grapheme, say=entry.say, ipa=entry.ipa))
            done = end
        if done < len(span.text):
            out.append(replace(span, text=span.text[done:]))
        return out

    def _entry(self, grapheme: str, language: str) -> Entry | None:
        primary = language.split("-")[0].lower()
        for entry in self._entries[_straight(grapheme)]:
            if not entry.language or entry.language.split("-")[0].lower() == primary:
                return entry
        return None


def _straight(grapheme: str) -> str:
    """Return ``grapheme`` with the apostrophes of a typewriter, as an entry may spell it."""
    return grapheme.replace("’", "'")


def read_pls(file: Path) -> list[Entry]:
    """Return the entries of a PLS 1.0 file: each grapheme with its first phoneme (IPA) or alias.

    A ``phoneme`` in an alphabet other than ``ipa`` is ignored.  No other file is read: document
    types, entities and the network are refused.

    Raises:
        SourceError: The file can't be read, or isn't a PLS lexicon.
    """
    from lxml import etree

    try:
        with file.open("rb") as stream:
            raw = stream.read(LARGEST + 1)
    except OSError as error:
        raise _diagnostic(file, f"it cannot be read: {error.strerror}") from error
    if len(raw) > LARGEST:
        raise _diagnostic(file, f"it is larger than {LARGEST // 1_000_000} MB")
    parser = etree.XMLParser(
        resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False
    )
    try:
        root = etree.fromstring(raw, parser)
    except etree.XMLSyntaxError as error:
        raise _diagnostic(
            file, f"it is not well-formed XML: {error.msg}", error.lineno or 0
        ) from error
    if root.getroottree().docinfo.internalDTD is not None:
        raise _diagnostic(file, "it has a document type, which is not allowed")
    if root.tag != f"{_NAMESPACE}lexicon":
        raise _diagnostic(file, "its root is not a PLS lexicon")
    language = root.get(_XML_LANG, "")
    alphabet = root.get("alphabet", "ipa")
    entries = []
    for lexeme in root.iterfind(f"{_NAMESPACE}lexeme"):
        ipa = next(
            (
                _text(phoneme)
                for phoneme in lexeme.iterfind(f"{_NAMESPACE}phoneme")
                if phoneme.get("alphabet", alphabet) == "ipa"
            ),
            "",
        )
        alias = next((_text(one) for one in lexeme.iterfind(f"{_NAMESPACE}alias")), "")
        for grapheme in lexeme.iterfind(f"{_NAMESPACE}grapheme"):
            if _text(grapheme) and (ipa or alias):
                entries.append(Entry(_text(grapheme), alias, ipa, language))
    return entries


def _text(element: object) -> str:
    """Return the text of an element, with single spaces."""
    parts: list[str] = list(element.itertext())  # type: ignore[attr-defined] # lxml-stubs: _Element
    return " ".join("".join(parts).split())


def _diagnostic(file: Path, what: str, line: int = 0) -> SourceError:
    return SourceError(
        Diagnostic(
            code="lexicon",
            message=f"The lexicon can't be used: {what}.",
            fix="Give a W3C PLS 1.0 file under narration.lexicon, or leave that field out.",
            file=file,
            line=line,
        )
    )
