"""A run of inlines without what carries nothing: empty pieces, doubled marks, stray spaces."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from msgspec.structs import replace

from publish.article import (
    Deletion,
    Emphasis,
    Inline,
    InlineCode,
    LineBreak,
    Link,
    Phrase,
    Pronounced,
    Strong,
    Subscript,
    Superscript,
    Text,
)
from publish.source.inlines import joined, trimmed

_MARKED = Emphasis | Strong | Deletion
_HOLDING = Emphasis | Strong | Deletion | Superscript | Subscript | Link | Phrase | Pronounced


def tidied(content: Iterable[Inline]) -> tuple[Inline, ...]:
    """``content`` with white space folded and trimmed, and equal neighbours made one.

    Word processors divide a run wherever somebody once stopped typing.
    """
    return _unbroken(trimmed(tuple(joined(_merged(_flat(content))))))


def _unbroken(content: tuple[Inline, ...]) -> tuple[Inline, ...]:
    """Without line breaks at the ends, which would be empty lines."""
    while content and isinstance(content[0], LineBreak):
        content = trimmed(content[1:])
    while content and isinstance(content[-1], LineBreak):
        content = trimmed(content[:-1])
    return content


def _flat(content: Iterable[Inline], around: tuple[type, ...] = ()) -> list[Inline]:
    """Emphasis in emphasis is none, nor a link in a link; what holds nothing is nothing."""
    found: list[Inline] = []
    for inline in content:
        if isinstance(inline, Text):
            if inline.text:
                found.append(inline)
        elif not isinstance(inline, _HOLDING):
            found.append(inline)
        else:
            marked = isinstance(inline, _MARKED)
            once = marked or isinstance(inline, Link)
            inner = _flat(inline.content, (*around, type(inline)) if once else around)
            inner = list(joined(_merged(inner)))
            before, inner, after = _parted(inner) if marked else ([], inner, [])
            found += before
            if (once and type(inline) in around) or (marked and _blank(inner)):
                found += inner
            elif inner:
                found.append(replace(inline, content=tuple(inner)))
            found += after
    return found


def _parted(inner: list[Inline]) -> tuple[list[Inline], list[Inline], list[Inline]]:
    """The white space and line breaks at the start, what is emphasised, and those at the end."""
    before: list[Inline] = []
    after: list[Inline] = []
    while inner and (isinstance(inner[0], LineBreak) or _starts(inner[0])):
        first = inner.pop(0)
        if isinstance(first, Text) and first.text.strip():
            before.append(Text(" "))
            inner.insert(0, Text(first.text.lstrip()))
            break
        before.append(first)
    while inner and (isinstance(inner[-1], LineBreak) or _ends(inner[-1])):
        last = inner.pop()
        if isinstance(last, Text) and last.text.strip():
            after.insert(0, Text(" "))
            inner.append(Text(last.text.rstrip()))
            break
        after.insert(0, last)
    return before, inner, after


def _starts(inline: Inline) -> bool:
    return isinstance(inline, Text) and inline.text[:1].isspace()


def _ends(inline: Inline) -> bool:
    return isinstance(inline, Text) and inline.text[-1:].isspace()


def _blank(content: Sequence[Inline]) -> bool:
    return all(isinstance(one, Text) and not one.text.strip() for one in content)


def _merged(content: Sequence[Inline]) -> list[Inline]:
    """Neighbours of one kind as one, with the space between them."""
    found: list[Inline] = []
    for inline in content:
        code = found[-1] if found else None
        if isinstance(inline, InlineCode) and isinstance(code, InlineCode):
            found[-1] = InlineCode(code.text + inline.text)
            continue
        space = bool(found) and _is_space(found[-1])
        last = found[-2] if space and len(found) > 1 else found[-1] if found else None
        if last is not None and _alike(last, inline):
            between = (found.pop(),) if space else ()
            assert isinstance(last, _HOLDING) and isinstance(inline, _HOLDING)  # noqa: S101, PT018
            inner = (*last.content, *between, *inline.content)
            found[-1] = replace(last, content=tuple(joined(_merged(inner))))
        else:
            found.append(inline)
    return found


def _is_space(inline: Inline) -> bool:
    return isinstance(inline, Text) and not inline.text.strip()


def _alike(one: Inline, two: Inline) -> bool:
    if isinstance(one, Phrase) and isinstance(two, Phrase):
        return one.language == two.language
    return isinstance(one, _MARKED) and type(one) is type(two)
