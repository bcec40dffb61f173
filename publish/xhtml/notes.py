"""The notes in a section of their own -> XHTML."""

from __future__ import annotations

from collections.abc import Iterable

from publish.model import Note, Paragraph, Section
from publish.model.ids import notes_id, title_id
from publish.xhtml.blocks import blocks
from publish.xhtml.context import Setting
from publish.xhtml.escape import element, lines, text
from publish.xhtml.inlines import heading_text, inlines

#: An arrow back, and the selector that keeps it from being shown as an emoji (UTS 51, 2.3).
_BACK = "↩\ufe0e"


def notes_section(notes: tuple[Note, ...], setting: Setting, chapter: str = "") -> str:
    """``section.notes`` of one ``aside`` a note; empty without notes.

    ``chapter`` is the id of the chapter whose notes they are, where it has them by itself.
    """
    return _endnotes([_note(note, setting) for note in notes], setting, notes_id(chapter))


def notes_by_chapter(notes: tuple[Note, ...], chapters: Iterable[Section], setting: Setting) -> str:
    """``section.notes`` of a whole book: under the title of each chapter, its notes."""
    below = setting.deeper().deeper()
    groups = []
    for chapter in chapters:
        own = [note for note in notes if note.chapter == chapter.id]
        if own:
            name = notes_id(chapter.id)
            inner = below.within(chapter.language)
            marks = {"id": title_id(name), **below.rules(chapter.language)}
            title = element(below.heading(), heading_text(chapter.title, inner), marks)
            inside = lines(title, *(_note(note, setting) for note in own))
            groups.append(element("section", f"\n{inside}\n", {"id": name}))
    return _endnotes(groups, setting, notes_id(""))


def _endnotes(pieces: list[str], setting: Setting, name: str) -> str:
    if not pieces:
        return ""
    title = element(
        setting.deeper().heading(),
        text(setting.words.notes),
        {"id": title_id(name), **setting.ours()},
    )
    return element(
        "section",
        f"\n{lines(title, *pieces)}\n",
        {
            "class": "notes",
            "id": name,
            "role": "doc-endnotes",
            **setting.type("endnotes"),
            "aria-labelledby": title_id(name),
        },
    )


def _note(note: Note, setting: Setting) -> str:
    """The note: its number before its first words, a link back to each call after its last."""
    inner = setting.within(note.language, note.line)
    number = element("span", f"{note.number}.", {"class": "note-number"}) + " "
    back = "".join(
        " "
        + _back_link(
            call, f"{note.number}.{place}" if len(note.calls) > 1 else f"{note.number}", inner
        )
        for place, call in enumerate(note.calls, start=1)
    )
    pieces: list[str] = []
    last = len(note.blocks) - 1
    for place, block in enumerate(note.blocks):
        before = number if place == 0 else ""
        after = back if place == last else ""
        if isinstance(block, Paragraph):
            words = inlines(block.content, inner.within(block.language, block.line))
            marks = {"id": inner.id(block.id), **inner.rules(block.language)}
            pieces.append(element("p", before + words + after, marks))
        else:
            pieces.append(element("p", before.strip()) if before else "")
            pieces.append(blocks((block,), inner))
            pieces.append(element("p", after.strip()) if after else "")
    return element(
        "aside",
        f"\n{lines(*pieces)}\n",
        {
            "id": note.id,
            "role": "doc-footnote",
            **setting.type("footnote"),
            "aria-label": None if setting.ours() else f"{setting.words.note} {note.number}",
            **setting.rules(note.language),
        },
    )


def _back_link(call: str, which: str, setting: Setting) -> str:
    return element(
        "a",
        _BACK,
        {
            "class": "backlink",
            "href": setting.spelling.target(call),
            "role": "doc-backlink",
            "aria-label": f"{setting.words.back_to_text} ({which})",
            **setting.ours(),
        },
    )
