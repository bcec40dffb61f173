"""Prepare an article for all editions: ids, numbers, notes, sentences, formulas, abbreviations."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping
from itertools import chain

from msgspec.structs import replace

from publish.language.whole_words import WholeWords
from publish.model import (
    Abbreviation,
    Article,
    Block,
    Inline,
    Note,
    NoteReference,
    Section,
    SectionKind,
    Text,
)
from publish.model.ids import note_call_id, note_id
from publish.model.rewrite import map_blocks, map_leaves, map_runs
from publish.model.walk import chapters_in, inlines_in, recordings_in, runs_in
from publish.prepare.formulas import word_formulas
from publish.prepare.identify import identify
from publish.prepare.references import fill_references
from publish.prepare.sentences import split_sentences


def number_notes(article: Article) -> Article:
    """Return ``article`` with notes ``note-1`` ... and calls ``note-1-call-1`` ...

    In a book each chapter counts from 1, with its id in front: ``mill_note-1``.  Notes that are
    called only from other notes follow those called from the text.  Notes without a call and calls
    without a note are left out; the checker reports them.
    """
    if article.notes and all(note.number for note in article.notes):
        return article
    if not article.notes and next(_calls_in(article.blocks), None) is None:
        return article
    written = {note.id: note for note in article.notes}
    order = _order(article, written)
    counts: Counter[str] = Counter()
    numbers: dict[str, int] = {}
    names: dict[str, str] = {}
    for label in order:
        chapter = written[label].chapter
        counts[chapter] += 1
        numbers[label] = counts[chapter]
        names[label] = note_id(chapter, counts[chapter])
    called: Counter[str] = Counter()

    def number(inline: Inline) -> Iterator[Inline]:
        if not isinstance(inline, NoteReference):
            yield inline
        elif inline.note in numbers:
            name = names[inline.note]
            called[name] += 1
            call = note_call_id(name, called[name])
            yield NoteReference(note=name, id=call, number=numbers[inline.note])

    def change(block: Block) -> Block:
        return map_runs(block, lambda run: map_leaves(run, number))

    blocks = map_blocks(article.blocks, change)
    bodies = {label: map_blocks(written[label].blocks, change) for label in order}
    calls: dict[str, list[str]] = {name: [] for name in names.values()}
    for call in _calls_in(chain(blocks, *bodies.values())):
        calls[call.note].append(call.id)
    notes = tuple(
        replace(
            written[label],
            id=names[label],
            number=numbers[label],
            blocks=bodies[label],
            calls=tuple(calls[names[label]]),
        )
        for label in order
    )
    return replace(article, blocks=blocks, notes=notes)


def _order(article: Article, written: Mapping[str, Note]) -> list[str]:
    """Return the ids of the notes that are called, in the order of their first call."""
    order: dict[str, None] = {}
    waiting = [call.note for call in _calls_in(article.blocks)]
    for label in waiting:  # grows in the loop, because notes may call notes
        if label in written and label not in order:
            order[label] = None
            waiting += [call.note for call in _calls_in(written[label].blocks)]
    return list(order)


def _calls_in(blocks: Iterable[Block]) -> Iterator[NoteReference]:
    """Yield the calls of notes in ``blocks`` in reading order."""
    for run in runs_in(blocks):
        yield from (one for one in inlines_in(run) if isinstance(one, NoteReference))


def expand_abbreviations(article: Article) -> Article:
    """Return ``article`` with every occurrence of its abbreviations marked (WCAG 2.2, 3.1.4).

    Only whole words count, and code is left alone.  Where one abbreviation contains another, the
    longer one is marked.  The abbreviations of a chapter override those of the book.
    """
    common = dict(article.metadata.abbreviations)
    own = {chapter.id: dict(chapter.abbreviations) for chapter in chapters_in(article.blocks)}
    if not common and not any(own.values()):
        return article
    usual = _marking(common)
    marking = {name: _marking({**common, **more}) if more else usual for name, more in own.items()}

    def expand(block: Block) -> Block:
        if isinstance(block, Section) and block.kind is SectionKind.PART:
            return usual(replace(block, blocks=tuple(map(expand, block.blocks))))
        return map_blocks((block,), marking.get(block.id, usual))[0]

    notes = tuple(
        replace(note, blocks=map_blocks(note.blocks, marking.get(note.chapter, usual)))
        for note in article.notes
    )
    return replace(article, blocks=tuple(map(expand, article.blocks)), notes=notes)


def _marking(expansions: Mapping[str, str]) -> Callable[[Block], Block]:
    """Return a function that marks the abbreviations in the text of one block."""
    if not expansions:
        return lambda block: block
    known = WholeWords(expansions)

    def mark(inline: Inline) -> Iterator[Inline]:
        if not isinstance(inline, Text):
            yield inline
            return
        done = 0
        for start, end in known.find(inline.text):
            if start > done:
                yield Text(inline.text[done:start])
            found = inline.text[start:end]
            yield Abbreviation(found, expansions[found])
            done = end
        if done < len(inline.text):
            yield Text(inline.text[done:])

    return lambda block: map_runs(block, lambda run: map_leaves(run, mark))


def without_silent_narrators(article: Article) -> Article:
    """Return ``article`` without narrators among its people, if it has no recordings.

    A synthetic voice reads it, so that no edition may name a person.
    """
    if recordings_in(article):
        return article
    people = tuple(one for one in article.metadata.contributors if one.role != "nrt")
    return replace(article, metadata=replace(article.metadata, contributors=people))


def prepare(article: Article) -> Article:
    """Return ``article`` in the form that every edition is built from.

    Each block and note has a unique id; figures, tables and notes have numbers; links without
    words have those of their targets; formulas have words; abbreviations of the front matter are
    marked; the text of paragraphs, titles and captions is divided into
    :class:`~publish.model.Sentence`.  The notes are in the order of their first calls.  Notes that
    are never called and narrators who read nothing are left out (the checker reports them).
    Preparing twice changes nothing.
    """
    article = without_silent_narrators(article)
    article = word_formulas(article)
    article = expand_abbreviations(article)
    article = number_notes(article)
    article = fill_references(identify(article))
    blocks, notes = split_sentences(article)
    return replace(article, blocks=blocks, notes=notes)
