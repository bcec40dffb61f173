"""Links and the names that they lead to."""

from __future__ import annotations

import difflib
import re
from collections.abc import Iterator
from pathlib import Path

from publish.check.document_index import DocumentIndex
from publish.check.rule import At, Family, Rule
from publish.check.words import words as words_of_languages
from publish.errors import Diagnostic, Severity, shortened
from publish.model import Block, Figure, Link, Section, Table
from publish.model.ids import TITLE, unscoped
from publish.model.walk import chapters_in, text_of

LINK_BROKEN = Rule(
    "link-broken",
    Severity.ERROR,
    "A link to #name leads to a block with that name.",
    "The link would lead nowhere.",
    "Write {#name} on the line before the block.",
    number="2.4.4",
    fixed=True,
)
LINK_EMPTY = Rule(
    "link-empty",
    Severity.ERROR,
    "A link has words, or a picture with alt text.",
    "A screen reader spells out the address, or says only “link”.",
    "Write between the brackets where the link leads.",
    number="2.4.4",
    fixed=True,
)
LINK_VAGUE = Rule(
    "link-vague",
    Severity.WARNING,
    "The words of a link say where it leads, even out of context (failure F84).",
    "In a list of links a screen reader says “here, here, more”.",
    "Use the name of the target as the words of the link.",
    number="2.4.4",
)
LINK_BARE = Rule(
    "link-bare",
    Severity.WARNING,
    "The words of a link aren't a web address.",
    "An address is read out character by character, and says little about the target.",
    "Write [name of the target](address).",
    number="2.4.4",
)
LINK_TWICE = Rule(
    "link-twice",
    Severity.WARNING,
    "Links with the same words lead to the same place (technique H30).",
    "Readers can't tell them apart in a list of links.",
    "Make the words different.",
    number="2.4.4",
)
NAME_TWICE = Rule(
    "name-twice",
    Severity.ERROR,
    "A name belongs to one block only.",
    "A link can lead to one place only.",
    "Rename one of the two.",
    source="https://html.spec.whatwg.org/multipage/dom.html#the-id-attribute",
    fixed=True,
)

MAX_NAMES, MAX_COMPARED = 200, 100
"""The number of names that are compared to find the nearest, and for how many broken links."""

_URL = re.compile(r"(?:https?://|www\.)\S+", re.I)
_PATH = re.compile(r"(?:https?://|www\.)[^\s/]{1,255}/\S+", re.I)


def find(index: DocumentIndex) -> Iterator[Diagnostic]:
    """Find problems of the links and their targets."""
    names = {at.it.id for at in index.blocks if at.it.id} | {TITLE}
    named = {at.it.id for at in index.blocks if _has_name(at.it)}
    known = _KnownNames(index, sorted(names))
    places: dict[tuple[Path, str], At[Link]] = {}
    for at in index.links:
        link, words = at.it, " ".join(text_of(at.it.content).split())
        if link.target.startswith("#") and link.target[1:] not in names:
            yield _broken(index, at, known)
        if not words and link.target.removeprefix("#") in named:
            continue
        if not words:
            yield LINK_EMPTY.found(at, f"The link to {shortened(link.target)} has no words.")
        elif words.casefold().strip(" .:…»>→›") in words_of_languages("vague_links"):
            yield LINK_VAGUE.found(at, f"The link “{shortened(words)}” doesn't say where it leads.")
        elif _URL.fullmatch(words):
            yield LINK_BARE.found(
                at, f"The words of the link “{shortened(words)}” are a web address."
            )
        else:
            first = places.setdefault((at.file, words.casefold()), at)
            if first.it.target != link.target and len(words) > 2:
                yield LINK_TWICE.found(
                    at,
                    f"The link “{shortened(words)}” has another target than the one on line "
                    f"{first.line}.",
                )
    yield from _bare(index)
    yield from _names(index)


def _has_name(block: Block) -> bool:
    """Return whether a link to ``block`` may leave its words out: they are its number or title."""
    match block:
        case Figure(image=image):
            return not image.decorative
        case Table(caption=words) | Section(title=words):
            return bool(words)
        case _:
            return False


class _KnownNames:
    """The first names that links of ``index`` can lead to, of all ``names`` or of a chapter."""

    def __init__(self, index: DocumentIndex, names: list[str]) -> None:
        self.left = MAX_COMPARED
        self.files: dict[str, Path | None] = {}
        self.near: dict[str, list[str]] = {"": names[:MAX_NAMES]}
        if index.article.book:
            self.files = {one.id: one.file for one in chapters_in(index.article.blocks)}
            self.near = {}
            for chapter, own in map(unscoped, names):
                of_chapter = self.near.setdefault(chapter, [])
                if own and len(of_chapter) < MAX_NAMES:
                    of_chapter.append(own)

    def nearest(self, name: str, chapter: str) -> str:
        """Return the name most like ``name``; empty if none is, or for too many broken links."""
        self.left -= 1
        known = self.near.get(chapter, []) if self.left >= 0 else []
        return next(iter(difflib.get_close_matches(name, known, n=1)), "")


def _broken(index: DocumentIndex, at: At[Link], known: _KnownNames) -> Diagnostic:
    name = index.written(at.it.target[1:])
    where, place, chapter = "", "on the line before the block", ""
    if index.article.book:
        chapter, _ = unscoped(at.it.target[1:])
        home = known.files.get(chapter)
        if home and home != at.file:
            path = home.relative_to(index.article.file.parent).as_posix()
            where, place = f" in {path}", f"in {path}, on the line before the block"
    near = known.nearest(name, chapter)
    return LINK_BROKEN.found(
        at,
        f"The link leads to #{shortened(name)}, and no block{where} has that name.",
        f"Did you mean #{near}?" if near else f"Write {{#{shortened(name)}}} {place}.",
    )


def _bare(index: DocumentIndex) -> Iterator[Diagnostic]:
    """Find addresses in the text that aren't links."""
    linked_text: dict[tuple[Path, int], str] = {}
    for link in index.links:
        place = link.file, link.line
        linked_text[place] = f"{linked_text.get(place, '')}\n{text_of(link.it.content)}"
    for at in index.texts:
        if "://" not in at.it and "www." not in at.it:
            continue
        linked = at.it.strip() in linked_text.get((at.file, at.line), "")
        if not linked and (address := _PATH.search(at.it)):
            written = address[0].rstrip(".,;:!?)»”")
            yield LINK_BARE.found(at, f"The address {shortened(written)} isn't a link.")


def _names(index: DocumentIndex) -> Iterator[Diagnostic]:
    seen: dict[str, int] = {}
    for at in index.blocks:
        name = at.it.id
        if name and name in seen:
            yield NAME_TWICE.found(
                at,
                f"The name {shortened(index.written(name))} is used twice, first on line "
                f"{seen[name]}.",
            )
        elif name:
            seen[name] = at.line


LINKS = Family(
    "Links",
    (LINK_BROKEN, LINK_EMPTY, LINK_VAGUE, LINK_BARE, LINK_TWICE, NAME_TWICE),
    find,
)
