"""Text that will not be read as it was meant: markup shown, languages that are not marked."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator

from publish.article import (
    Article,
    Block,
    Deletion,
    Emphasis,
    Inline,
    Link,
    Phrase,
    Pronounced,
    Sentence,
    Strong,
    Subscript,
    Superscript,
    Text,
)
from publish.check.finding import finding, shortened
from publish.errors import Problem, Severity
from publish.walk import all_inlines, children_of, content_of

_HTML = re.compile(r"</?[a-z][a-z0-9-]*(\s[^<>]*)?/?>|<!--", re.I)
_ATTRIBUTES = re.compile(r"\{(?:#[\w.-]+|(?:lang|say|ipa)=[^{}]*)\}")

_LINK = re.compile(
    r"!?\[[^\[\]]*\]\((?P<address>[^()\n]*[^()\s])\)|!\[\[[^\[\]]+\]\]|(?<!\])\[[^\[\]]+\]\[[^\[\]]*\]"
)

_SCRIPTS = {
    "CYRILLIC": "be bg cu kk ky mk mn ru rue tg tt uk ab ba ce cv os sah",
    "GREEK": "el grc",
    "LATIN": "en de fr es pl cs sk sl hr bs lt lv et fi sv no nb nn da is nl pt it ro ca gl eu ga"
    " cy hu sq tr mt eo la af id ms sw vi oc br gd lb fo csb szl",
}
_SCRIPT_OF = {tag: script for script, tags in _SCRIPTS.items() for tag in tags.split()}
_SCRIPT_SUBTAGS = {"latn": "LATIN", "cyrl": "CYRILLIC", "grek": "GREEK"}
"""ISO 15924 -> the first word of the names of its letters in Unicode."""

_WORD = re.compile(r"[^\W\d_]{2,}(?:['’ʼ-][^\W\d_]+)*")
_ADDRESS = re.compile(r"://|@|www\.|\w\.\w")


def markup_shown(article: Article) -> Iterator[Problem]:
    """Raw HTML is no part of the source, and attributes in a line of text belong to nothing."""
    for block, inline in all_inlines(article):
        if not isinstance(inline, Text):
            continue
        for pattern, code, what, mend in (
            (_HTML, "html-shown", "HTML", "Write it in Markdown, or as `code`."),
            (
                _ATTRIBUTES,
                "attributes-shown",
                "attributes",
                "Put {...} on a line of its own, with an empty line before it.",
            ),
        ):
            match = pattern.search(inline.text)
            if match:
                yield finding(
                    article,
                    block.line,
                    code,
                    f"the {what} “{shortened(match[0])}” will be shown as text.",
                    mend,
                    severity=Severity.WARNING,
                )


def link_shown(article: Article) -> Iterator[Problem]:
    """A picture or link that CommonMark does not take for one is lost, not shown as it is.

    Most often its address holds a space (CommonMark 0.31.2, 6.3: such a one stands in <...>).
    """
    for block, inline in all_inlines(article):
        if isinstance(inline, Text) and (match := _LINK.search(inline.text)):
            picture = match[0].startswith("!")
            address = match["address"]
            yield finding(
                article,
                block.line,
                "picture-shown" if picture else "link-shown",
                f"“{shortened(match[0])}” is no {'picture' if picture else 'link'} "
                "and will be shown as text.",
                f"Write its address as <{address}>."
                if address and " " in address
                else "Write it as ![alt text](address)."
                if picture
                else "Write [words](address).",
                severity=Severity.ERROR if picture else Severity.WARNING,
            )


def language_unmarked(article: Article) -> Iterator[Problem]:
    """Words in another script are marked with their language: WCAG 2.2, 3.1.2.

    A voice spells letters of another script one by one.  Names in Latin letters are at home in
    every script, so there two words in a row, not both capitalised, are what counts.
    """
    for block, language, words in _unmarked(article):
        script = _script_of(language)
        run = _foreign(words, script) if script else ""
        if run:
            yield finding(
                article,
                block.line,
                "language-unmarked",
                f"“{shortened(run)}” is not in the script of {language}.",
                "Mark its language: [words]{lang=be}, or {lang=be} on the line before a block.",
                severity=Severity.WARNING,
                criterion="WCAG 2.2 3.1.2",
            )


def _unmarked(article: Article) -> Iterator[tuple[Block, str, str]]:
    """Every run of words with the language that it is said to be in."""
    yield from _in_blocks(article.blocks, article.metadata.language)
    for note in article.notes:
        yield from _in_blocks(note.blocks, note.language or article.metadata.language)


def _in_blocks(blocks: Iterable[Block], around: str) -> Iterator[tuple[Block, str, str]]:
    for block in blocks:
        language = block.language or around
        for run in content_of(block):
            for tag, words in _in_inlines(run, language):
                yield block, tag, words
        yield from _in_blocks(children_of(block), language)


def _in_inlines(content: Iterable[Inline], around: str) -> Iterator[tuple[str, str]]:
    """The texts of ``content``; those in one language that stand together, together."""
    together = ""
    for inline in content:
        match inline:
            case Text(text):
                together += text
            case Phrase(inner, language):
                yield from _in_inlines(inner, language)
            case (
                Emphasis(inner)
                | Strong(inner)
                | Deletion(inner)
                | Superscript(inner)
                | Subscript(inner)
                | Link(inner)
                | Pronounced(inner)
                | Sentence(inner)
            ):
                yield from _in_inlines(inner, around)
            case _:
                together += " "
    yield around, together


def _script_of(language: str) -> str:
    """The script of a language tag, or an empty string where it may be several."""
    subtags = language.lower().split("-")
    for subtag in subtags[1:]:
        if subtag in _SCRIPT_SUBTAGS:
            return _SCRIPT_SUBTAGS[subtag]
    return _SCRIPT_OF.get(subtags[0], "")


def _foreign(words: str, script: str) -> str:
    """The first run of words that are not in ``script``, or an empty string."""
    run: list[str] = []
    told = " ".join("1" if _ADDRESS.search(word) else word for word in words.split())
    for word in [*_WORD.findall(told), ""]:
        other = _letters_of(word)
        if word and other and other != script:
            run.append(word)
        elif run and _counts(run):
            return " ".join(run)
        else:
            run = []
    return ""


def _counts(run: list[str]) -> bool:
    if _letters_of(run[0]) != "LATIN":
        return True
    return len(run) > 1 and any(word.islower() for word in run)


def _letters_of(word: str) -> str:
    """``LATIN``, ``CYRILLIC``, ...: the script of the word's first letter."""
    return unicodedata.name(word[0], "").split(" ")[0] if word else ""
