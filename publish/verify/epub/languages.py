"""Rules for the languages of documents and phrases (WCAG 2.2, 3.1.1 and 3.1.2)."""

from __future__ import annotations

from collections.abc import Iterator

from lxml import etree

from publish.errors import Diagnostic
from publish.language.scripts import script_of, scripts_of
from publish.language.tags import is_well_formed, primary
from publish.readers.document import XML_LANG, language_of, line_of
from publish.readers.epub import DC, Document
from publish.verify.diagnostics import Rule
from publish.verify.epub.requirements import fault

#: Rough ranges of letters that aren't Latin: text without any isn't checked further.
_OTHER_SCRIPTS = (
    ("\u0370", "\u1dff"),
    ("\u2c00", "\u2c5f"),
    ("\u2d00", "\u2dff"),
    ("\u2e80", "\ud7ff"),
    ("\uf900", "\ufdff"),
)

#: How many letters of another script make a phrase; fewer may be a symbol.
_PHRASE = 3


def tags(document: Document) -> Iterator[Diagnostic]:
    """Every document has a language; tags are well formed and don't contradict each other."""
    root, book, name = document.root, document.book, document.name
    declared = {primary((one.text or "").strip()) for one in book.package.iter(f"{DC}language")}
    language: str = root.get("lang") or root.get(XML_LANG) or ""
    fix = "Give html a lang and an xml:lang."
    if not language:
        message = "The document has no language."
        yield fault(book, "language-missing", name, line_of(root), message, fix)
    elif book.package_name and primary(language) not in declared:
        message = f"The document is in {language!r}, which the package does not name."
        fix = "Name each language of the book in a dc:language."
        yield fault(book, "language-contradiction-package", name, 1, message, fix)
    for element in document.with_language:
        own, xml = element.get("lang"), element.get(XML_LANG)
        line = line_of(element)
        if own is not None and xml is not None and own.lower() != xml.lower():
            message = f"lang is {own!r}, but xml:lang is {xml!r}."
            fix = "Make them the same."
            yield fault(book, "language-contradiction", name, line, message, fix)
        for tag in dict.fromkeys(one for one in (own, xml) if one):
            if not is_well_formed(tag):
                fix = "Use a BCP 47 tag such as be or en-GB."
                message = f"{tag!r} is not a language tag."
                yield fault(book, "language-wrong", name, line, message, fix)


def marked_phrases(document: Document) -> Iterator[Diagnostic]:
    """A marked phrase is in a script of its language, or transliterated into Latin letters."""
    for element in document.with_language:
        if element is document.root or _is_code(element):
            continue
        own = element.get("lang") or element.get(XML_LANG) or ""
        words = " ".join("".join(_words_marked(element)).split())
        wanted, found = scripts_of(own), _scripts_of(words)
        if wanted and found - {"Latn"} and not found & wanted:
            message = f"{words[:60]!r} is marked as {own}, but is in another script."
            fix = "Mark it with the language that it is in."
            line = line_of(element)
            yield fault(document.book, "phrase-language-wrong", document.name, line, message, fix)


def _words_marked(element: etree._Element) -> Iterator[str]:
    """Yield the text in ``element``, without that of elements with a language of their own."""
    yield element.text or ""
    for child in element:
        if isinstance(child.tag, str) and child.get("lang") is None and child.get(XML_LANG) is None:
            yield from _words_marked(child)
        yield child.tail or ""


def lost_phrases(document: Document) -> Iterator[Diagnostic]:
    """Text is in a script of its language; otherwise a phrase has lost its mark."""
    if not _has_other_scripts(document.content.decode("utf-8", "replace")):
        return
    for words, element in document.texts():
        if not _has_other_scripts(words):
            continue
        language = language_of(element)
        wanted = scripts_of(language)
        if not wanted or _is_code(element):
            continue
        if sum(_foreign(char, wanted) for char in words) >= _PHRASE:
            text = " ".join(words.split())[:60]
            message = f"{text!r} has words in another script than {language}."
            fix, line = "Mark them with lang and xml:lang.", line_of(element)
            yield fault(document.book, "phrase-language-missing", document.name, line, message, fix)


def _has_other_scripts(words: str) -> bool:
    return not words.isascii() and any(
        first <= char <= last for char in set(words) for first, last in _OTHER_SCRIPTS
    )


def _is_code(element: etree._Element) -> bool:
    """Return whether ``element`` is in code or in a formula."""
    names = (str(one.tag).rpartition("}")[2] for one in (element, *element.iterancestors()))
    return not {"code", "pre", "script", "style", "math"}.isdisjoint(names)


def _scripts_of(words: str) -> frozenset[str]:
    return frozenset(filter(None, map(script_of, words)))


def _foreign(char: str, wanted: frozenset[str]) -> bool:
    """Return whether ``char`` is a letter of another script; Latin is accepted everywhere."""
    return not char.isascii() and script_of(char) not in wanted | {"Latn", ""}


RULES: tuple[Rule, ...] = (tags, marked_phrases, lost_phrases)
