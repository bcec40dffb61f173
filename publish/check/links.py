"""Links lead somewhere and say where."""

from __future__ import annotations

import difflib
import re
from collections.abc import Iterator
from pathlib import Path

from publish.check.document_index import DocumentIndex
from publish.check.rule import At, Family, Rule, shortened
from publish.check.words import words as words_of_languages
from publish.errors import Diagnostic, Severity
from publish.model import Link
from publish.model.ids import unscoped
from publish.model.walk import chapters_in, text_of

LINK_BROKEN = Rule(
    "link-broken",
    Severity.ERROR,
    "#name is the name that the author gave to a block.",
    "The link would lead nowhere.",
    "Write {#name} on the line before the block.",
    number="2.4.4",
    fixed=True,
)
LINK_EMPTY = Rule(
    "link-empty",
    Severity.ERROR,
    "A link has words, or a picture with alt text.",
    "A screen reader spells the address, or says “link” and nothing else.",
    "Write between the brackets where it leads.",
    number="2.4.4",
    fixed=True,
)
LINK_VAGUE = Rule(
    "link-vague",
    Severity.WARNING,
    "The words of a link say where it leads, out of their context too (technique failure F84).",
    "Who lists the links of a page hears “here, here, more” and cannot choose.",
    "Make the name of what it leads to the link.",
    number="2.4.4",
)
LINK_BARE = Rule(
    "link-bare",
    Severity.WARNING,
    "The words of a link are no web address.",
    "An address is read out sign by sign, and says little of what is there.",
    "Write [the name of what it leads to](address).",
    number="2.4.4",
)
LINK_TWICE = Rule(
    "link-twice",
    Severity.WARNING,
    "Links with the same words lead to the same place (technique H30).",
    "In a list of links nobody can tell them apart.",
    "Say in the words what is different.",
    number="2.4.4",
)
NAME_TWICE = Rule(
    "name-twice",
    Severity.ERROR,
    "A name belongs to one block.",
    "A link can lead to one place only.",
    "Give one of the two another name.",
    source="https://html.spec.whatwg.org/multipage/dom.html#the-id-attribute",
    fixed=True,
)

MAX_NAMES = 200
"""Names among which the nearest is looked for: each comparison takes its time."""

_URL = re.compile(r"(?:https?://|www\.)\S+", re.I)
_PATH = re.compile(r"(?:https?://|www\.)[^\s/]{1,255}/\S+", re.I)


def find(index: DocumentIndex) -> Iterator[Diagnostic]:
    """What is wrong with the links and their targets."""
    names = {at.it.id for at in index.blocks if at.it.id}
    places: dict[tuple[Path, str], At[Link]] = {}
    for at in index.links:
        link, words = at.it, " ".join(text_of(at.it.content).split())
        if link.target.startswith("#") and link.target[1:] not in names:
            yield _broken(index, at, names)
        if not words:
            yield LINK_EMPTY.found(at, f"the link to {shortened(link.target)} has no words.")
        elif words.casefold().strip(" .:…»>→›") in words_of_languages("vague_links"):
            yield LINK_VAGUE.found(
                at, f"the link “{shortened(words)}” does not say where it leads."
            )
        elif _URL.fullmatch(words):
            yield LINK_BARE.found(at, f"the link “{shortened(words)}” is a web address.")
        else:
            first = places.setdefault((at.file, words.casefold()), at)
            if first.it.target != link.target and len(words) > 2:
                yield LINK_TWICE.found(
                    at,
                    f"the link “{shortened(words)}” leads elsewhere than the one on line "
                    f"{first.line}.",
                )
    yield from _bare(index)
    yield from _names(index)


def _broken(index: DocumentIndex, at: At[Link], names: set[str]) -> Diagnostic:
    name = index.written(at.it.target[1:])
    known, where, place = sorted(names), "", "on the line before the block"
    if index.article.book:
        chapter, _ = unscoped(at.it.target[1:])
        known = [own for home, own in map(unscoped, known) if home == chapter and own]
        files = {one.id: one.file for one in chapters_in(index.article.blocks)}
        home = files.get(chapter)
        if home and home != at.file:
            told = home.relative_to(index.article.file.parent).as_posix()
            where, place = f" in {told}", f"in {told}, on the line before the block"
    near = difflib.get_close_matches(name, known[:MAX_NAMES], n=1)
    return LINK_BROKEN.found(
        at,
        f"no block{where} has the name of the link #{shortened(name)}.",
        f"Did you mean #{near[0]}?" if near else f"Write {{#{shortened(name)}}} {place}.",
    )


def _bare(index: DocumentIndex) -> Iterator[Diagnostic]:
    """Addresses in the text that are no links: nobody can follow them."""
    told: dict[tuple[Path, int], str] = {}
    for link in index.links:
        place = link.file, link.line
        told[place] = f"{told.get(place, '')}\n{text_of(link.it.content)}"
    for at in index.texts:
        if "://" not in at.it and "www." not in at.it:
            continue
        linked = at.it.strip() in told.get((at.file, at.line), "")
        if not linked and (address := _PATH.search(at.it)):
            written = address[0].rstrip(".,;:!?)»”")
            yield LINK_BARE.found(
                at, f"the address {shortened(written)} stands in the text and is no link."
            )


def _names(index: DocumentIndex) -> Iterator[Diagnostic]:
    seen: dict[str, int] = {}
    for at in index.blocks:
        name = at.it.id
        if name and name in seen:
            yield NAME_TWICE.found(
                at,
                f"the name {shortened(index.written(name))} is given twice, first on line "
                f"{seen[name]}.",
            )
        elif name:
            seen[name] = at.line


LINKS = Family(
    "Links",
    (LINK_BROKEN, LINK_EMPTY, LINK_VAGUE, LINK_BARE, LINK_TWICE, NAME_TWICE),
    find,
)
