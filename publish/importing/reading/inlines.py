"""Read inlines of pandoc's tree as inlines of the model, without empty or nested ones."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from typing import Any

from msgspec.structs import replace

from publish.errors import Severity
from publish.importing.markers import CLOSE, END, OPEN, TOKEN, number_of, unmarked
from publish.importing.reading.context import Context
from publish.importing.reading.nodes import Node, attributes, blocks_within, words_of
from publish.model import (
    Abbreviation,
    Deletion,
    Emphasis,
    Holder,
    Inline,
    InlineCode,
    InlineImage,
    InlineMath,
    LineBreak,
    Link,
    Note,
    NoteReference,
    Phrase,
    Pronounced,
    Strong,
    Subscript,
    Superscript,
    Text,
    TextElement,
    TextLevel,
)
from publish.model.rewrite import joined, trimmed
from publish.model.walk import inlines_in

_MARKED = Emphasis | Strong | Deletion


def tidied(content: Iterable[Inline]) -> tuple[Inline, ...]:
    """Return ``content`` with white space collapsed, and equal neighbours joined.

    Word processors divide runs of equal text at arbitrary places.
    """
    return _unbroken(trimmed(tuple(joined(_merged(_flat(content))))))


def _unbroken(content: tuple[Inline, ...]) -> tuple[Inline, ...]:
    """Return ``content`` without line breaks at its ends, which would be empty lines."""
    while content and isinstance(content[0], LineBreak):
        content = trimmed(content[1:])
    while content and isinstance(content[-1], LineBreak):
        content = trimmed(content[:-1])
    return content


def _flat(content: Iterable[Inline], around: tuple[type, ...] = ()) -> list[Inline]:
    """Return ``content`` without emphasis in emphasis, links in links, and empty inlines."""
    found: list[Inline] = []
    for inline in content:
        if isinstance(inline, Text):
            if inline.text:
                found.append(inline)
        elif not isinstance(inline, Holder):
            found.append(inline)
        else:
            marked = isinstance(inline, _MARKED)
            once = marked or isinstance(inline, Link)
            inner = _flat(inline.content, (*around, type(inline)) if once else around)
            inner = list(joined(_merged(inner)))
            before, inner, after = _without_space(inner) if marked else ([], inner, [])
            found += before
            if (once and type(inline) in around) or (marked and _blank(inner)):
                found += inner
            elif inner:
                found.append(replace(inline, content=tuple(inner)))
            found += after
    return found


def _without_space(inner: list[Inline]) -> tuple[list[Inline], list[Inline], list[Inline]]:
    """Return the leading white space and line breaks, the rest, and the trailing ones."""
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
    """Return ``content`` with neighbours of one kind, and space between them, joined."""
    found: list[Inline] = []
    inside: dict[int, list[Inline]] = {}  # of those in ``found`` that others were joined to
    for inline in content:
        code = found[-1] if found else None
        if isinstance(inline, InlineCode) and isinstance(code, InlineCode):
            found[-1] = InlineCode(code.text + inline.text)
            continue
        space = bool(found) and _is_space(found[-1])
        last = found[-2] if space and len(found) > 1 else found[-1] if found else None
        if last is not None and _alike(last, inline):
            between = (found.pop(),) if space else ()
            assert isinstance(last, Holder) and isinstance(inline, Holder)  # noqa: S101, PT018
            inner = inside.setdefault(len(found) - 1, list(last.content))
            inner += (*between, *inline.content)
        else:
            found.append(inline)
    for place, inner in inside.items():
        merged = tuple(joined(_merged(list(joined(inner)))))
        found[place] = replace(found[place], content=merged)
    return found


def _is_space(inline: Inline) -> bool:
    return isinstance(inline, Text) and not inline.text.strip()


def _alike(one: Inline, two: Inline) -> bool:
    if isinstance(one, Phrase) and isinstance(two, Phrase):
        return one.language == two.language
    return isinstance(one, _MARKED) and type(one) is type(two)


_STRAIGHT = {"DoubleQuote": ('"', '"'), "SingleQuote": ("'", "'")}
"""Marks that the source's reader replaces by those of the language."""
_QUOTES = {"DoubleQuote": "“”", "SingleQuote": "‘’"}


_WORDS = re.compile(rf"[^\s{OPEN}{END}{CLOSE}]++(?: [^\s{OPEN}{END}{CLOSE}]++)*")
"""Words without marks, with a space between two."""
_PLAIN = frozenset({"Str", "Space", "SoftBreak"})


def plain_words(nodes: Sequence[Node]) -> str:
    """Return the text of ``nodes`` if it is only words, with a space between two; else empty."""
    if not all(kind in _PLAIN for kind, _ in nodes):
        return ""
    words = "".join(content or " " for _, content in nodes)
    return words if _WORDS.fullmatch(words) else ""


def read_inlines(context: Context, nodes: Sequence[Node]) -> tuple[Inline, ...]:
    """Return the inlines of ``nodes``, tidied."""
    words = plain_words(nodes)
    return (Text(words),) if words else tidied(_inlines(context, nodes))


def _inlines(context: Context, nodes: Sequence[Node]) -> list[Inline]:
    """Return inlines, with passages between markers of a language as phrases."""
    stack: list[tuple[str, list[Inline]]] = [("", [])]
    for node in context.without_remarks(nodes):
        if node[0] == "Str" and TOKEN.search(node[1]):
            for part in TOKEN.split(node[1]):
                if not TOKEN.fullmatch(part):
                    stack[-1][1].append(Text(unmarked(part)))
                elif (number := number_of(part)) is not None:
                    stack.append((context.spans.get(number, ""), []))
                elif len(stack) > 1:
                    _close(context, stack)
        else:
            stack[-1][1].extend(_inline(context, node))
    while len(stack) > 1:
        _close(context, stack)
    return stack[0][1]


def _close(context: Context, stack: list[tuple[str, list[Inline]]]) -> None:
    language, content = stack.pop()
    tag = context.tag(language)
    stack[-1][1].extend([Phrase(tuple(content), tag)] if tag and content else content)


def _inline(context: Context, node: Node) -> Iterator[Inline]:
    kind, content = node
    match kind:
        case "Str":
            yield Text(content)
        case "Space" | "SoftBreak":
            yield Text(" ")
        case "LineBreak":
            yield LineBreak()
        case "Emph":
            yield Emphasis(tuple(_inlines(context, content)))
        case "Strong":
            yield Strong(tuple(_inlines(context, content)))
        case "Strikeout":
            yield Deletion(tuple(_inlines(context, content)))
        case "Superscript" | "Subscript":
            yield from _raised(kind, tuple(_inlines(context, content)))
        case "Underline" | "SmallCaps":
            yield from _inlines(context, content)
        case "Quoted":
            english = context.language.partition("-")[0] in ("", "en")
            quotes = (_QUOTES if english else _STRAIGHT)[content[0][0]]
            yield Text(quotes[0])
            yield from _inlines(context, content[1])
            yield Text(quotes[1])
        case "Cite":
            yield from _inlines(context, content[1])
        case "Code":
            yield InlineCode(unmarked(content[1]))
        case "Math":
            yield InlineMath(unmarked(content[1]).strip())
        case "RawInline":
            message = f"A piece of {content[0]} was left out: “{content[1][:40]}”."
            context.warn("import-raw", message, "Check whether the text needs it.", Severity.INFO)
        case "Link":
            yield from _link(context, content)
        case "Image":
            yield _image(context, content)
        case "Note":
            yield from _note(context, content)
        case "Span":
            yield from _span(context, content)


def _raised(kind: str, content: tuple[Inline, ...]) -> Iterator[Inline]:
    """Yield a superscript or subscript, or only its content if that has calls, formulas, ..."""
    inside = list(inlines_in(content))
    if any(isinstance(one, NoteReference | InlineMath | InlineImage) for one in inside):
        yield from content
    else:
        yield Superscript(content) if kind == "Superscript" else Subscript(content)


def _link(context: Context, content: list[Any]) -> Iterator[Inline]:
    inside = tuple(_inlines(context, content[1]))
    written, title = content[2]
    target = context.target(written)
    if any(isinstance(one, Link) for one in inlines_in(inside)):
        yield from inside
    elif target and inside:
        yield Link(inside, target, " ".join(title.split()))
    else:
        if written and inside and not any(isinstance(one, InlineImage) for one in inside):
            message = (
                f"The link to “{written[:60]}” leads nowhere for readers; its words were kept."
            )
            context.warn("import-link", message, "Link them to a full address, or leave them.")
        yield from inside


def _image(context: Context, content: list[Any]) -> InlineImage:
    given = attributes(content[0])
    alt = context.alt_of(content[2][1]) or given.values.get("alt", "")
    alt = alt or unmarked(words_of(content[1]))
    decorative = "decorative" in given.classes
    return InlineImage(context.image(content[2][0], alt, decorative=decorative))


def _note(context: Context, content: list[Node]) -> Iterator[NoteReference]:
    """Yield the call of a note, unless the note is empty."""
    here = context.here
    name = str(len(context.notes) + 1)
    context.notes.append(Note(blocks=(), id=name))  # a placeholder, before notes inside it
    index = len(context.notes) - 1
    line = context.next()
    blocks = context.blocks(content) if content else ()
    context.here = here
    if blocks:
        context.notes[index] = Note(blocks=blocks, id=name, line=line)
        yield NoteReference(name)
    else:
        leave_out_note(context)


def leave_out_note(context: Context) -> None:
    """Leave out the last note, which is empty: a source can't have such notes."""
    context.notes.pop()
    message = "A note without words was left out, with its call."
    context.warn("import-note", message, "Write its words, if the text needs it.")


_ELEMENTS = (TextElement.MARK, TextElement.KEYBOARD)
"""The elements that pandoc reads as a span with their name as its class."""


def _span(context: Context, content: list[Any]) -> Iterator[Inline]:
    given, inside = attributes(content[0]), tuple(_inlines(context, content[1]))
    if "left" in given.values:
        context.places[given.values["left"]] = context.here
        return
    if "left-out" in given.classes:
        message = f"“{given.values.get('title', '')}” was left out."
        kept = "left-out-kept" in given.classes
        fix = "Its content stays: check how it reads." if kept else "Write its content as text."
        context.warn("import-shortcode", message, fix)
        return
    if "note" in given.values:
        name = context.note_names.get(given.values["note"], "")
        if name:
            yield NoteReference(name)
        return
    if "abbr" in given.classes and given.values.get("title"):
        words = words_of(content[1])
        inside = (Abbreviation(words, " ".join(given.values["title"].split())),) if words else ()
    if "math" in given.classes and given.values.get("data-alt"):
        alt = given.values["data-alt"]
        inside = tuple(InlineMath(m.tex, alt) if isinstance(m, InlineMath) else m for m in inside)
    element = next((one for one in _ELEMENTS if one in given.classes), None)
    if element and inside:
        inside = (TextLevel(inside, element),)
    pronunciation = {name: given.values.get(name, "") for name in ("say", "ipa")}
    if any(pronunciation.values()) and inside:
        inside = (Pronounced(inside, **pronunciation),)
    language = context.tag(given.language)
    if language and inside:
        yield Phrase(inside, language)
    else:
        yield from inside


def run_of(context: Context, nodes: list[Node]) -> tuple[Inline, ...]:
    """Return the words of all paragraphs in ``nodes`` as one line."""
    run: list[Inline] = []
    for written in _runs(nodes):
        words = read_inlines(context, written)
        run += [Text(" "), *words] if run and words else words
    return tidied(run)


def _runs(nodes: Iterable[Node]) -> Iterator[list[Node]]:
    for node in nodes:
        kind, content = node
        if kind in ("Para", "Plain"):
            yield content
        elif kind == "Header":
            yield content[2]
        elif kind == "LineBlock":
            yield from content
        elif kind == "Div":
            yield from _runs(content[1])
        else:
            for inside in blocks_within(node):
                yield from _runs(inside)
