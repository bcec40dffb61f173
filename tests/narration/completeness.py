"""The proof that a narration loses nothing: each word is spoken or listed as skipped."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator

from publish.model import Article, CodeBlock, Figure, Image, MathBlock, Metadata
from publish.model.walk import all_blocks, content_of, text_of
from publish.narration.script import Role, Script

_WORD = re.compile(r"\w+")


def unheard(article: Article, script: Script) -> tuple[str, ...]:
    """The words of a prepared ``article`` that ``script`` neither speaks nor lists as skipped.

    Words are counted: one that stands twice in the article must be there twice.  What we add
    ("Figure 1.") counts for nothing.  Empty: the narration is complete.
    """
    there = Counter(_words(source_texts(article)))
    there.subtract(_words(_heard(script)))
    there.subtract(_words(skipped.text for skipped in script.skipped))
    return tuple((+there).elements())


def source_texts(article: Article) -> Iterator[str]:
    """Every run of words that the author wrote for readers, metadata included."""
    yield from _about(article.metadata)
    for block in all_blocks(article):
        for run in content_of(block):
            yield text_of(run)
        match block:
            case CodeBlock(text=text):
                yield text
            case MathBlock(words=words):
                yield words
            case Figure(image=image):
                yield _alt(image)
            case _:
                pass


def _about(about: Metadata) -> Iterator[str]:
    yield from (about.title, about.subtitle, about.standfirst, about.dateline, about.publisher)
    yield from (about.rights, about.description, *about.subjects)
    for person in (*about.authors, *about.contributors):
        yield person.name
    for correction in about.corrections:
        yield correction.text
    if about.licence:
        yield about.licence.name
    if about.cover:
        yield _alt(about.cover)
    if about.series:
        yield about.series.name


def _alt(image: Image) -> str:
    return "" if image.decorative else image.alt or ""


def _heard(script: Script) -> Iterator[str]:
    for chapter in script.chapters:
        for said in chapter.utterances:
            # An announcement with a target may be the author's own: the title of an aside.
            if said.role is not Role.ANNOUNCEMENT or said.target:
                yield said.text


def _words(texts: Iterator[str]) -> Iterator[str]:
    for text in texts:
        yield from _WORD.findall(text.casefold())
