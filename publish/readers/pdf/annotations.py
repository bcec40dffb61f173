"""Read annotations, with their form fields and media clips (ISO 32000-1, 12.5, 12.7 and 13.2)."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterator
from decimal import Decimal
from typing import Any

import pikepdf

from publish.readers.pdf.catalog import read_file
from publish.readers.pdf.objects import (
    entry,
    integer,
    members,
    number_of,
    shared,
    text,
    unpacked,
    work,
)
from publish.readers.pdf.records import Annotation, MediaClip

#: How many nodes of the page tree may be above a page, and fields above a widget.
_DEEPEST = 50

_BOXES = ("MediaBox", "BleedBox", "TrimBox", "ArtBox")

#: The largest rich text that is read, in bytes, and how much of it is a unit of work.
_LARGEST_TEXT, _MARKUP_UNIT = 1 << 20, 16

#: The work of an annotation.
_WORK = 40

#: Targets of this size in bytes are compared by their digests.
_LONG_TARGET = 1000

#: The bytes of a target that are a unit of work.
_TARGET_UNIT = 16


def annotations_of(pages: list[Any]) -> Iterator[list[Any]]:
    """Yield the annotations of each page: those of no earlier page, each once (12.5.2)."""
    seen: set[int] = set()
    for page in pages:
        array, own = entry(page, "/Annots"), []
        for one in members(array) if number_of(array) not in seen else ():
            if (number := number_of(one)) not in seen:
                own.append(one)
                seen |= {number} - {0}
        seen |= {number_of(array)} - {0}
        yield own


def read_annotation(
    annotation: Any, page: Any, number: int, parents: dict[int, int | tuple[int, ...]]
) -> Annotation:
    """Return an annotation of ``page``, whose number is ``number``."""
    work(_WORK)
    key = entry(annotation, "/StructParent")
    owner = parents.get(integer(key, -1)) if key is not None else None
    action = entry(annotation, "/A")
    destination = entry(annotation, "/Dest")  # or in its action (ISO 32000-1, 12.6.4.2)
    contents = entry(annotation, "/Contents")
    rectangle = _rectangle(entry(annotation, "/Rect"))
    attached = entry(annotation, "/FS")
    return Annotation(
        page=number,
        number=number_of(annotation),
        subtype=text(entry(annotation, "/Subtype")),
        contents=shared(text(contents).strip()),
        flags=integer(entry(annotation, "/F")),
        has_key=key is not None,
        owner=owner if isinstance(owner, int) else 0,
        has_contents=contents is not None,
        rich=_rich_text(entry(annotation, "/RC")),
        name=text(entry(annotation, "/Name")),
        label=_label(annotation).strip(),
        language=text(entry(annotation, "/Lang")),
        box=rectangle,
        outside=_is_outside(rectangle, page),
        is_empty=rectangle is not None and rectangle[:2] == rectangle[2:],
        has_actions=entry(annotation, "/AA") is not None,
        address=text(entry(action, "/URI")),
        destination=text(entry(action, "/D") if destination is None else destination),
        target=_target(destination) + _target(action),
        clip=_clip(action),
        attached=None if attached is None else read_file(attached),
    )


def _rich_text(value: Any) -> str | None:
    """Return the words of a rich text (12.7.3.4), or ``None`` if there is none."""
    if value is None:
        return None
    markup = text(value) or unpacked(value, _LARGEST_TEXT).decode("utf-8", "replace")
    work(len(markup) // _MARKUP_UNIT)
    return shared(" ".join(re.sub(r"<[^<>]*>", " ", markup).split()))


def _label(widget: Any) -> str:
    """Return the ``TU`` of the field of a widget, which may be the widget itself (12.7.3.1)."""
    field = widget
    for _ in range(_DEEPEST):
        work(2)
        parent = entry(field, "/Parent")
        is_field = parent is None or entry(field, "/T") is not None
        if is_field and (label := text(entry(field, "/TU"))):
            return label
        if parent is None:
            break
        field = parent
    return ""


def _rectangle(value: Any) -> tuple[float, float, float, float] | None:
    """Return left, bottom, right and top of a rectangle (7.9.5)."""
    numbers = [float(one) for one in members(value) if isinstance(one, int | Decimal)]
    if len(numbers) != 4:
        return None
    left, right = sorted(numbers[::2])
    bottom, top = sorted(numbers[1::2])
    return left, bottom, right, top


def crop_box(page: Any) -> tuple[float, float, float, float] | None:
    """Return the crop box of a page dictionary, which it may inherit (7.7.3.3)."""
    return _rectangle(_inherited(page, "/CropBox") or _inherited(page, "/MediaBox"))


def page_boxes(page: Any) -> dict[str, tuple[float, float, float, float]]:
    """Return the boxes of a page dictionary that a press uses (14.11.2), by name."""
    found = {name: _rectangle(_inherited(page, f"/{name}")) for name in _BOXES}
    return {name: box for name, box in found.items() if box is not None}


def _is_outside(rectangle: tuple[float, float, float, float] | None, page: Any) -> bool:
    """Return whether ``rectangle`` is beyond the crop box, which a page may inherit."""
    box = crop_box(page)
    if rectangle is None or box is None:
        return False
    left, bottom, right, top = rectangle
    return right <= box[0] or top <= box[1] or left >= box[2] or bottom >= box[3]


def _inherited(page: Any, key: str) -> Any:
    for _ in range(_DEEPEST):
        work(1)
        value = entry(page, key)
        if value is not None or page is None:
            return value
        page = entry(page, "/Parent")
    return None


def _target(value: Any) -> bytes:
    """Return an action or a destination as it is written, or its digest, to compare them."""
    if isinstance(value, pikepdf.Object):
        written = bytes(value.unparse(resolved=not isinstance(value, pikepdf.Stream)))
        work(len(written) // _TARGET_UNIT)
        return written if len(written) < _LONG_TARGET else hashlib.sha256(written).digest()
    return b""


def _clip(action: Any) -> MediaClip | None:
    """Return the media clip that a rendition action plays (12.6.4.13)."""
    clip = entry(entry(action, "/R"), "/C")
    if text(entry(clip, "/S")) != "MCD":
        return None
    alternatives = entry(clip, "/Alt")
    texts = None if alternatives is None else tuple(map(text, members(alternatives)))
    return MediaClip(entry(clip, "/CT") is not None, texts)
