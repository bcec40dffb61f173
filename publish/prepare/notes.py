"""Number the notes in the order of their first calls, and link calls and notes."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

from msgspec.structs import replace

from publish.model import Article, Block, Inline, Note, NoteReference
from publish.model.ids import note_call_id, note_id
from publish.model.rewrite import map_blocks, map_leaves, map_runs
from publish.model.walk import all_inlines, blocks_in, content_of, inlines_in


def number_notes(article: Article) -> Article:
    """Return ``article`` with notes ``note-1`` ... and calls ``note-1-call-1`` ...

    In a book each chapter counts from 1, with its id in front: ``mill_note-1``.  Notes that are
    called only from other notes follow those called from the text.  Notes without a call and calls
    without a note are left out; the checker reports them.
    """
    if article.notes and all(note.number for note in article.notes):
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
    calls: dict[str, list[str]] = {label: [] for label in order}

    def number(inline: Inline) -> Iterator[Inline]:
        if not isinstance(inline, NoteReference):
            yield inline
        elif inline.note in numbers:
            name = names[inline.note]
            call = note_call_id(name, len(calls[inline.note]) + 1)
            calls[inline.note].append(call)
            yield NoteReference(note=name, id=call, number=numbers[inline.note])

    def change(block: Block) -> Block:
        return map_runs(block, lambda run: map_leaves(run, number))

    blocks = map_blocks(article.blocks, change)
    bodies = {label: map_blocks(written[label].blocks, change) for label in order}
    notes = tuple(
        replace(
            written[label],
            id=names[label],
            number=numbers[label],
            blocks=bodies[label],
            calls=tuple(calls[label]),
        )
        for label in order
    )
    return replace(article, blocks=blocks, notes=notes)


def _order(article: Article, written: dict[str, Note]) -> list[str]:
    """Return the ids of the notes that are called, in the order of their first call."""
    text_only = replace(article, notes=())
    order = list(
        dict.fromkeys(
            inline.note
            for _, inline in all_inlines(text_only)
            if isinstance(inline, NoteReference) and inline.note in written
        )
    )
    for label in order:  # grows in the loop, because notes may call notes
        for block in blocks_in(written[label].blocks):
            for run in content_of(block):
                for inline in inlines_in(run):
                    if (
                        isinstance(inline, NoteReference)
                        and inline.note in written
                        and inline.note not in order
                    ):
                        order.append(inline.note)
    return order
