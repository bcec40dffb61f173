"""Prepared document -> source, pictures and a list of what an editor must still supply."""

from __future__ import annotations

from pathlib import Path

from msgspec import Struct
from msgspec.structs import replace

from publish.article import Contributor
from publish.errors import Problem, ToolError
from publish.importing.abbreviations import gathered
from publish.importing.facts import completed
from publish.importing.pictures import Gallery
from publish.importing.preparing import Prepared
from publish.importing.reading.anchors import names_of
from publish.importing.reading.context import Context, Doubt
from publish.importing.reading.deadlinks import with_live_links
from publish.importing.reading.document import read_document
from publish.importing.reading.nodes import meta_text, meta_texts
from publish.importing.todo import left_to_do
from publish.importing.writing.source import Front, Written, source_of
from publish.source.mistakes import mistake
from publish.tools import pandoc


class Imported(Struct, frozen=True):
    """A source, the pictures it needs (path beside it -> bytes), and what is left to do in it.

    The problems name lines of ``markdown``.
    """

    markdown: str
    pictures: dict[str, bytes]
    problems: tuple[Problem, ...]


def convert(prepared: Prepared, folder: Path) -> Imported:
    """The source that will stand in ``folder``.

    Raises :class:`SourceError` where the document cannot be read, or is too large,
    :class:`MissingToolError` without pandoc.
    """
    tree = _tree(prepared)
    nodes = tree.get("blocks")
    meta = tree.get("meta")
    assert isinstance(nodes, list)  # noqa: S101 - pandoc's own format
    assert isinstance(meta, dict)  # noqa: S101
    gallery = Gallery(prepared.picture, folder)
    front = _with_meta(prepared.front, meta)
    context = Context(
        gallery=gallery,
        names=names_of(nodes),
        language=front.language,
        base=prepared.base,
        spans=prepared.spans,
        roles=prepared.roles,
        unlike=prepared.kind == "odt",
    )
    document = read_document(context, nodes, title=front.title)
    front, more = completed(
        replace(front, title=document.title), document.blocks, document.notes, prepared.file
    )
    if front.cover[0]:
        path, refused = gallery.path(front.cover[0])
        front = replace(front, cover=("" if refused else path, front.cover[1]))
    blocks, notes = with_live_links(context, document.blocks, document.notes)
    content, notes, abbreviations = gathered(blocks, notes)
    front = replace(front, abbreviations=front.abbreviations or abbreviations)
    written = source_of(front, content, notes)
    found = (*prepared.doubts, *more, *context.doubts, *left_to_do(front, content))
    return Imported(written.text, gallery.files, _problems(found, written))


def _tree(prepared: Prepared) -> pandoc.Tree:
    try:
        return pandoc.tree(prepared.data, prepared.kind)
    except pandoc.TooLargeError as error:
        message = "needs more memory or time to read than it may have."
        mend = "Divide it into several documents."
        raise mistake(prepared.file, 0, "too-large", message, mend) from error
    except ToolError as error:
        reason = " ".join(error.detail.split())[:200]
        message = f"cannot be read: {reason}"
        raise mistake(prepared.file, 0, "unreadable", message, "Save it again.") from error


def _with_meta(front: Front, meta: dict[str, object]) -> Front:
    """``front`` with what pandoc itself found, where nothing better is known."""
    authors = tuple(Contributor(name) for name in meta_texts(meta.get("author")))
    return replace(
        front,
        title=meta_text(meta.get("title")) or front.title,
        subtitle=front.subtitle or meta_text(meta.get("subtitle")),
        standfirst=front.standfirst or meta_text(meta.get("abstract")),
        authors=authors or front.authors,
        published=front.published or meta_text(meta.get("date")),
        language=front.language or meta_text(meta.get("lang")),
        subjects=front.subjects or meta_texts(meta.get("keywords")),
        description=front.description or meta_text(meta.get("description")),
    )


def _problems(doubts: tuple[Doubt, ...], written: Written) -> tuple[Problem, ...]:
    """Each doubt once, with the line of what it is about, in the order of the lines."""
    problems = dict.fromkeys(
        Problem(
            code=doubt.code,
            message=doubt.message,
            mend=doubt.mend,
            line=_line(doubt.place, written),
            severity=doubt.severity,
        )
        for doubt in doubts
    )
    return tuple(sorted(problems, key=lambda problem: (problem.line, problem.code)))


def _line(place: int | str, written: Written) -> int:
    """The line of a block, or of the nearest one before it that was written."""
    if isinstance(place, str):
        return written.lines.get(place, 1 if place else 0)
    while place > 0 and place not in written.lines:
        place -= 1
    return written.lines.get(place, 0)
