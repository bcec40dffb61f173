"""Give headings the names that links use for them.

Site generators make the name of a heading from its words: GitHub keeps digits at the start, pandoc
drops what stands before the first letter.  A heading gets such a name only if a link leads to it.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator

from msgspec.structs import replace

from publish.model import Article, Block, Inline, Link, Section
from publish.model.ids import TITLE, scoped, slug
from publish.model.rewrite import map_blocks, map_inlines, map_runs
from publish.model.walk import all_blocks, all_inlines, chapters_in, sections_in, text_of

_FORBIDDEN = re.compile(r"[^\w.-]+")
_DROPPED = re.compile(r"[^\w\- ]")
_FIRST_LETTER = re.compile(r"[^\W\d_]")


def heading_name(words: str) -> str:
    """Return the name that GitHub gives a heading with these ``words``."""
    return _DROPPED.sub("", words.strip().lower()).replace(" ", "-")


def anchor_name(written: str) -> str:
    """Return the name that MyST gives a target; ids have no spaces, slashes or colons."""
    return _FORBIDDEN.sub("-", written.strip())


def _names(words: str) -> Iterator[str]:
    """Yield the names that different programs give a heading."""
    github = heading_name(words)
    yield github
    letter = _FIRST_LETTER.search(github)
    if letter:
        yield github[letter.start() :]  # pandoc
    yield re.sub(r"-+", "-", github).strip("-")  # MyST, Hugo
    yield slug(words)


def name_headings(article: Article) -> Article:
    """Return ``article`` with ids for those headings that links lead to by their words."""
    wanted = {
        inline.target[1:]
        for _, inline in all_inlines(article)
        if isinstance(inline, Link) and inline.target.startswith("#") and not inline.chapter
    }
    if wanted:
        wanted.difference_update(block.id for block in all_blocks(article))
        wanted.difference_update(note.id for note in article.notes)
    if not wanted:
        return article
    given: dict[int, str] = {}
    renamed: dict[str, str] = {}
    if article.book:
        for chapter in chapters_in(article.blocks):
            given |= _found(sections_in(chapter.blocks), wanted, chapter.id)
    else:
        given = _found(sections_in(article.blocks), wanted, "")
        titles = wanted.intersection(_names(article.metadata.title)) - {*given.values()}
        renamed = dict.fromkeys(titles, TITLE)
    renamed |= {name: _valid(name) for name in given.values() if _valid(name) != name}

    def named(block: Block) -> Block:
        name = given.get(id(block), "")
        block = map_runs(block, lambda run: map_inlines(run, relinked)) if renamed else block
        return replace(block, id=renamed.get(name, name)) if name else block

    def relinked(inline: Inline) -> Inline:
        if isinstance(inline, Link) and (name := renamed.get(inline.target[1:])):
            return replace(inline, target=f"#{name}")
        return inline

    notes = tuple(replace(note, blocks=map_blocks(note.blocks, named)) for note in article.notes)
    return replace(article, blocks=map_blocks(article.blocks, named), notes=notes)


def _found(sections: Iterable[Section], wanted: set[str], chapter: str) -> dict[int, str]:
    """Return the names of the sections that are ``wanted``, by the identity of the section."""
    given: dict[int, str] = {}
    left = set(wanted)
    seen: Counter[str] = Counter()
    for section in sections:
        for name in dict.fromkeys(_names(text_of(section.title))):
            number = seen[name]
            seen[name] += 1
            full = scoped(chapter, f"{name}-{number}" if number else name)
            if full in left and not section.id and id(section) not in given:
                given[id(section)] = full
                left.remove(full)
    return given


def _valid(name: str) -> str:
    """Return ``name`` as an XML name, which begins with a letter."""
    return name if _FIRST_LETTER.match(name) else f"section-{name}"
