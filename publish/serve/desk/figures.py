"""Change what the source says of a picture, with the lines that a person would change.

A picture is written as a directive (``:::{figure}``), in the short form (``![alt](path)``), or in
the syntax of another tool.  It becomes a directive only where a field needs one.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import unquote

from msgspec import Struct
from msgspec.structs import replace

from publish.errors import UsageError
from publish.model import Figure, InlineImage, Paragraph, Text
from publish.model.walk import text_of
from publish.runtime.yaml_fields import divide
from publish.serve.desk.figure_directive import (
    Field,
    FigureDirective,
    changed_directive,
    description_of,
    joined,
    written_paragraphs,
)
from publish.serve.desk.image_syntax import (
    ImageSyntax,
    escaped,
    images_in,
    with_attribute,
    with_label,
    with_title,
)
from publish.source.completeness import SourceWords
from publish.source.parser import Node, Parser


class PictureFields(Struct, frozen=True):
    """What the source says of a picture: Markdown, without the line breaks in paragraphs."""

    alt: str = ""
    caption: str = ""
    credit: str = ""
    description: str = ""
    decorative: bool = False
    status: str = "reviewed"


class SourceText(Struct):
    """The text of one source file, parsed once; ``lines`` are those of the whole file."""

    file: Path
    text: str
    lines: list[str]
    directives: dict[int, Node]
    paragraphs: dict[int, Node]

    @classmethod
    def of(cls, file: Path, text: str) -> SourceText:
        """Parse ``text``.  Raises :class:`SourceError`."""
        parts = divide(file, text)
        parser = Parser(file, parts.body, parts.body_line, SourceWords(file))
        found = cls(file, text, text.split("\n"), {}, {})
        stack = list(parser.blocks())
        while stack:
            node = stack.pop()
            if node.kind == "directive" and node.name in ("figure", "image"):
                found.directives[node.line] = node
            elif node.kind == "paragraph":
                found.paragraphs[node.line] = node
            stack.extend(one for one in node.children if one.kind != "inline")
        return found


Placed = tuple[Figure | InlineImage, int]
"""A picture of the model, and the line of the block that it stands in."""


def fields_of(source: SourceText, placed: Placed) -> PictureFields:
    """Return what the source says of a picture."""
    picture, line = placed
    image = picture.image
    plain = PictureFields(image.alt or "", decorative=image.decorative, status=image.alt_status)
    if isinstance(picture, InlineImage):
        return plain
    node = source.directives.get(line)
    if node:
        written = FigureDirective(source.lines, node)
        return replace(
            plain,
            caption=joined(written.content(written.caption)),
            credit=written.option("credit"),
            description=description_of(written),
        )
    found = _short(source, placed)
    if not found:
        return replace(plain, caption=_plain_caption(picture) or "", credit=_credit(picture))
    given = found.attributes
    caption = source.text[slice(*found.title)][1:-1] if found.title[0] >= 0 else ""
    if given.get("alt") or given.get("fig-alt"):
        label = " ".join(source.text[slice(*found.label)].split())
        caption = " ".join(filter(None, (label, caption)))
    return replace(plain, caption=caption, credit=given.get("credit", ""))


def changed(source: SourceText, placed: Placed, field: Field, value: str) -> Iterator[str]:
    """Yield texts of the source in which ``field`` of a picture is ``value``, the best first.

    The first that reads as intended is the one to take.  ``value`` is ``true`` or empty for
    ``decorative``, and ``draft``, ``needs-description`` or ``reviewed`` for ``status``.

    Raises:
        UsageError: Only a person can make the change in the source.
    """
    picture, line = placed
    node = source.directives.get(line) if isinstance(picture, Figure) else None
    if node:
        new = "\n".join(changed_directive(source.lines, node, field, value))
        status = FigureDirective(source.lines, node).option("alt-status").lower()
        if value and status and _SETTLED.get(field) == status:
            again = SourceText.of(source.file, new)
            new = "\n".join(
                changed_directive(again.lines, again.directives[line], "status", "reviewed")
            )
        yield new
        return
    if field == "status":
        raise UsageError("Only a figure has a status.")
    yield from _in_syntax(source, placed, field, value)
    if isinstance(picture, Figure):
        yield from _as_directive(source, picture, line, field, value)


_SETTLED = {"alt": "draft", "description": "needs-description"}
"""The status that a person settles by writing the field."""


# ------------------------------------------------------------------ the short form


def _start_of(source: SourceText, line: int) -> int:
    return sum(len(one) + 1 for one in source.lines[: line - 1])


def _short(source: SourceText, placed: Placed) -> ImageSyntax | None:
    """Return where a picture is written in the short form, if it is."""
    return next(_syntaxes(source, placed), None)


def _syntaxes(source: SourceText, placed: Placed) -> Iterator[ImageSyntax]:
    picture, line = placed
    node = source.paragraphs.get(line) if isinstance(picture, Figure) else None
    end = _start_of(source, node.end) if node else len(source.text)
    for found in images_in(source.text, _start_of(source, line)):
        if found.start >= end:
            return
        written = unquote(found.source)
        if written == picture.image.source or not found.source:
            yield found
        if isinstance(picture, Figure):
            return


def _in_syntax(source: SourceText, placed: Placed, field: Field, value: str) -> Iterator[str]:
    """Yield texts with a changed picture in the short form."""
    text, line = source.text, " ".join(value.split())
    for count, image in enumerate(_syntaxes(source, placed)):
        if count == _TRIED:
            return
        named = next((one for one in ("fig-alt", "alt") if image.attributes.get(one)), "")
        if field == "alt" and named:
            yield with_attribute(text, image, named, line)
        elif field == "alt":
            yield with_label(text, image, line)
            yield with_label(text, image, escaped(line))
        elif field == "decorative":
            yield with_attribute(text, image, "decorative", value)
        elif field == "caption" and not named and not _MARKUP.search(value):
            if isinstance(placed[0], Figure) and "\n" not in value.strip():
                yield with_title(text, image, line)
        elif field == "credit" and "credit" in image.attributes:
            yield with_attribute(text, image, "credit", line)


_TRIED = 20
"""Pictures in one paragraph with the same path that are tried."""
_MARKUP = re.compile(r"[*_`\[\]<>\\^~$\"]")


def _as_directive(
    source: SourceText, figure: Figure, line: int, field: Field, value: str
) -> Iterator[str]:
    """Yield the text in which a picture in another form is a directive."""
    fields = fields_of(source, (figure, line))
    attributes: dict[str, str] = {}
    node = source.paragraphs.get(line)
    found = _short(source, (figure, line))
    if found and node:
        attributes = dict(found.attributes)
        if isinstance(caption := _plain_caption(figure), str) and not _has_caption(attributes):
            fields = replace(fields, caption=caption)
    elif _plain_caption(figure) is None:
        raise UsageError(
            "The source has this picture in the syntax of another program, with markup in its "
            "caption. Change it in the source."
        )
    for name in ("alt", "fig-alt", "fig-cap", "credit", "decorative"):
        attributes.pop(name, None)
    if "lang" in attributes:
        raise UsageError("The picture has a language of its own. Change it in the source.")
    fields = replace(fields, **{field: value == "true" if field == "decorative" else value})
    start, end = line - 1, (node.end if node else line + 1) - 1
    opening = source.lines[start]
    if found and node:
        prefix = opening[: opening.index("![")]
    else:
        prefix = opening[: len(opening) - len(opening.lstrip())]
    inner = re.sub(r"[^>\s]", " ", prefix)
    new = list(_directive_lines(figure, fields, attributes))
    lines = [prefix + new[0], *((inner + one).rstrip() for one in new[1:])]
    yield "\n".join([*source.lines[:start], *lines, *source.lines[end:]])


def _has_caption(attributes: dict[str, str]) -> bool:
    return bool(attributes.get("alt") or attributes.get("fig-alt"))


def _directive_lines(
    figure: Figure, fields: PictureFields, attributes: dict[str, str]
) -> Iterator[str]:
    fence = "::::" if fields.description.strip() else ":::"
    yield f"{fence}{{figure}} {figure.image.source}"
    if figure.id:
        yield f":name: {figure.id}"
    if fields.alt and not fields.decorative:
        yield f":alt: {' '.join(fields.alt.split())}"
    if fields.credit.strip():
        yield f":credit: {' '.join(fields.credit.split())}"
    if fields.decorative:
        yield ":decorative: true"
    for name, value in attributes.items():
        if name != "id":
            yield f":{name}: {value}"
    if fields.caption.strip():
        yield from ("", *written_paragraphs([], fields.caption))
    if fields.description.strip():
        yield from ("", ":::{description}", *written_paragraphs([], fields.description), ":::")
    yield fence


def _plain_caption(figure: Figure) -> str | None:
    """Return the caption of a figure as Markdown; ``None`` if it has markup."""
    parts = []
    for block in figure.caption:
        if not isinstance(block, Paragraph) or not all(isinstance(i, Text) for i in block.content):
            return None
        text = "".join(one.text for one in block.content if isinstance(one, Text))
        parts.append(escaped(text) if re.search(r"[*_`\[\]<\\]", text) else text)
    return "\n\n".join(parts)


def _credit(figure: Figure) -> str:
    return text_of(figure.credit)
