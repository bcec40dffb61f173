"""Convert a prepared document to a source with pictures, and list what it lacks."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path

from msgspec.structs import replace

from publish.errors import Diagnostic, Severity, SourceError, ToolError
from publish.importing.byline import without_byline
from publish.importing.front_matter import complete, gather_abbreviations
from publish.importing.markers import PLACE
from publish.importing.pictures import Gallery
from publish.importing.reading import numbered, read_document, without_dead_links
from publish.importing.reading.blocks import blocks_of
from publish.importing.reading.context import Context
from publish.importing.reading.nodes import Node, meta_text, meta_texts, names_of, targets_of
from publish.importing.reading.plain_tables import put_tables
from publish.importing.records import (
    LEFT,
    Front,
    Imported,
    PlacedDiagnostic,
    Prepared,
    import_warning,
)
from publish.importing.writing import Written, source_of
from publish.model import Block, Contributor, Figure, InlineImage, Section
from publish.model.walk import blocks_in, content_of, inlines_in, text_of
from publish.runtime import pandoc
from publish.runtime.deadline import document_size

_FIELDS = (
    ("authors", "authors: [Ada Kowalska]"),
    ("published", "published: 2026-03-01"),
    ("publisher", "publisher: Example Press"),
    ("description", "description: One sentence for catalogues."),
)
LONG = 5
"""The number of blocks above which a text needs headings."""


def _missing_parts(front: Front, blocks: Sequence[Block]) -> Iterator[PlacedDiagnostic]:
    """Yield a warning for each field, alt text, caption and heading that is missing."""
    for name, example in _FIELDS:
        if not getattr(front, name):
            fix = f"Add “{example}” to the front matter."
            yield import_warning("title", f"import-{name}", f"There is no field “{name}”.", fix)
    if front.cover[0] and not front.cover[1]:
        fix = "Add “alt: ...” below src."
        yield import_warning("cover.src", "import-alt", "The cover has no alt text.", fix)
    for block in blocks_in(blocks):
        if isinstance(block, Figure):
            yield from _figure(block)
        for run in content_of(block):
            for inline in inlines_in(run):
                if isinstance(inline, InlineImage) and not inline.image.alt:
                    message = f"The picture {inline.image.source} in the line has no alt text."
                    fix = "Write it between the brackets: ![alt text](...)."
                    yield import_warning(block.line, "import-alt", message, fix)
    if not blocks:
        fix = "Check whether the file is the right one."
        yield import_warning("", "import-empty", "The document holds no text.", fix)
    if len(blocks) > LONG and not any(isinstance(block, Section) for block in blocks):
        fix = "Put “## Heading” on a line of its own where a new subject begins."
        yield import_warning("", "import-headings", "The text has no headings.", fix, Severity.INFO)


def _figure(figure: Figure) -> Iterator[PlacedDiagnostic]:
    picture = figure.image.source
    if figure.image.decorative:
        fix = "If the picture shows something, write “:alt: ...” instead."
        message = f"The picture {picture} is marked as mere decoration."
        yield import_warning(figure.line, "import-decorative", message, fix, Severity.INFO)
        return
    if figure.image.alt and figure.image.alt.strip(" .") == _words(figure.caption).strip(" ."):
        fix = "Describe in the alt text what the picture shows."
        message = f"The alt text of {picture} repeats the caption."
        yield import_warning(figure.line, "import-alt", message, fix)
    if not figure.image.alt:
        fix = "Add “:alt: ...” below this line, or “:decorative: true” if it only decorates."
        message = f"The picture {picture} has no alt text."
        yield import_warning(figure.line, "import-alt", message, fix)
    if not figure.caption:
        fix = "Write it below the options, if the picture needs one."
        message = f"The picture {picture} has no caption."
        yield import_warning(figure.line, "import-caption", message, fix, Severity.INFO)


def _words(blocks: Sequence[Block]) -> str:
    """Return the plain text of ``blocks``."""
    return " ".join(text_of(run) for block in blocks_in(blocks) for run in content_of(block))


def convert(prepared: Prepared, folder: Path, *, keep_comments: bool = False) -> Imported:
    """Return the source of a document, to be written to ``folder``.

    Comments of editors become asides with ``keep_comments``; otherwise they are only listed.

    Raises:
        SourceError: The document can't be read, or is too large.
        MissingToolError: pandoc is missing.
    """
    nodes, meta = _tree(prepared.file, prepared.data, prepared.kind)
    nodes = _with_parts(prepared, nodes)
    targets = targets_of(nodes)
    put_tables(nodes, prepared.tables)
    gallery = Gallery(prepared.picture, folder)
    front = _with_meta(prepared.front, meta)
    context = Context(
        gallery=gallery,
        read_inside=blocks_of,
        names=names_of(nodes, targets),
        language=front.language,
        base=prepared.base,
        spans=prepared.spans,
        roles=prepared.roles,
        alts=prepared.alts,
        remarks=prepared.remarks,
        comments=prepared.comments,
        keep_comments=keep_comments,
    )
    document = read_document(context, nodes, title=front.title)
    front, more = complete(
        replace(front, title=document.title), document.blocks, document.notes, prepared.file
    )
    front, opening, repeated = without_byline(front, document.blocks)
    gone = {one.line for one in document.blocks} - {one.line for one in opening}
    context.warnings = [one for one in context.warnings if one.place not in gone]
    if front.cover[0]:
        path, refused = gallery.path(front.cover[0])
        front = replace(front, cover=("" if refused else path, front.cover[1]))
    blocks, notes = without_dead_links(context, opening, document.notes)
    blocks, notes = numbered(blocks, notes, front.language)
    content, notes, abbreviations = gather_abbreviations(blocks, notes)
    front = replace(front, abbreviations=front.abbreviations or abbreviations)
    written = source_of(front, content, notes)
    left = tuple(_placed(one, context.places) for one in prepared.warnings)
    found = (*left, *more, *repeated, *context.warnings, *_missing_parts(front, content))
    return Imported(written.text, gallery.files, _diagnostics(found, written))


def _placed(warning: PlacedDiagnostic, places: dict[str, int]) -> PlacedDiagnostic:
    """Return ``warning`` with the block that stands where something was left out, if it has one."""
    place = places.get(warning.place, warning.place) if isinstance(warning.place, str) else 0
    return replace(warning, place=place) if isinstance(warning.place, str) else warning


def _tree(file: Path, data: bytes, kind: str) -> tuple[list[Node], dict[str, object]]:
    """Return the blocks and the metadata of ``data``, which is ``file`` or in it."""
    try:
        tree = pandoc.tree(data, kind, document_size(file))
    except pandoc.TooLargeError as error:
        message = "The file needs more memory, or more processor time, than its size explains."
        raise SourceError.at(file, 0, "too-large", message, pandoc.MORE) from error
    except ToolError as error:
        reason = " ".join(error.detail.split())[:200]
        message = f"cannot be read: {reason}"
        raise SourceError.at(file, 0, "unreadable", message, "Save it again.") from error
    nodes, meta = tree.get("blocks"), tree.get("meta")
    assert isinstance(nodes, list)  # noqa: S101 - pandoc's own format
    assert isinstance(meta, dict)  # noqa: S101
    return nodes, meta


def _with_parts(prepared: Prepared, nodes: list[Node]) -> list[Node]:
    """Return the blocks of a document with those of the documents inside it."""
    found: list[Node] = []
    for node in nodes if prepared.parts else ():
        text = node[1][0] if node[0] == "Para" and len(node[1]) == 1 else ("", "")
        mark = PLACE.fullmatch(text[1]) if text[0] == "Str" else None
        if mark and int(mark[1]) in prepared.parts:
            found += _tree(prepared.file, *prepared.parts[int(mark[1])])[0]
        else:
            found.append(node)
    return found or nodes


def _with_meta(front: Front, meta: dict[str, object]) -> Front:
    """Return ``front`` completed with pandoc's metadata, of which the title takes precedence."""
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


def _diagnostics(
    warnings: tuple[PlacedDiagnostic, ...], written: Written
) -> tuple[Diagnostic, ...]:
    """Return each warning once, with the line of its block or field, in the order of lines."""
    diagnostics = dict.fromkeys(
        replace(one.diagnostic, line=_line(one.place, written)) for one in warnings
    )
    return tuple(sorted(diagnostics, key=lambda one: (one.line, one.code)))


def _line(place: int | str, written: Written) -> int:
    """Return the line of a field or block, or of the nearest block that was written."""
    if isinstance(place, str):
        known = written.lines.get(place, 0)
        return known or (1 if place and not place.startswith(LEFT) else 0)
    before = place
    while before > 0 and before not in written.lines:
        before -= 1
    if place and not before:
        serials = (one for one in written.lines if isinstance(one, int) and one > place)
        before = min(serials, default=0)
    return written.lines.get(before, 0)
