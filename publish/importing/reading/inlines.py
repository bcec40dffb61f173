"""Inlines of pandoc's tree -> inlines of the model."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING, Any

from publish.article import (
    Abbreviation,
    Deletion,
    Emphasis,
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
)
from publish.errors import Severity
from publish.importing.markers import TOKEN, number_of, unmarked
from publish.importing.reading.nodes import Node, attributes, words_of
from publish.importing.reading.tidy import tidied
from publish.walk import inlines_in

if TYPE_CHECKING:
    from publish.importing.reading.context import Context

_QUOTES = {"DoubleQuote": "“”", "SingleQuote": "‘’"}


def read_inlines(context: Context, nodes: Iterable[Node]) -> tuple[Inline, ...]:
    """The inlines of ``nodes``, tidied: white space folded, equal neighbours in one."""
    return tidied(_inlines(context, nodes))


def _inlines(context: Context, nodes: Iterable[Node]) -> list[Inline]:
    """With marked passages made phrases, as far as their marks pair off in this run."""
    stack: list[tuple[str, list[Inline]]] = [("", [])]
    for node in nodes:
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
            quotes = _QUOTES[content[0][0]]
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
            message = f"a piece of {content[0]} was left out: “{content[1][:40]}”."
            context.doubt("import-raw", message, "Look whether the text lacks it.", Severity.INFO)
        case "Link":
            yield from _link(context, content)
        case "Image":
            yield _image(context, content)
        case "Note":
            yield _note(context, content)
        case "Span":
            yield from _span(context, content)


def _raised(kind: str, content: tuple[Inline, ...]) -> Iterator[Inline]:
    """A superscript holds plain words; the call of a note in one is raised without it."""
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
            message = f"the link to “{written[:60]}” leads nowhere for a reader; its words stay."
            context.doubt("import-link", message, "Link them to a whole address, or leave it.")
        yield from inside


def _image(context: Context, content: list[Any]) -> InlineImage:
    given = attributes(content[0])
    alt = context.alt_of(content[2][1]) or given.values.get("alt", "")
    alt = alt or unmarked(words_of(content[1]))
    decorative = "decorative" in given.classes
    return InlineImage(context.image(content[2][0], alt, decorative=decorative))


def _note(context: Context, content: list[Node]) -> NoteReference:
    from publish.importing.reading.blocks import blocks_of

    here = context.here
    name = str(len(context.notes) + 1)
    context.notes.append(Note(blocks=(), id=name))  # its place, before notes in it
    index = len(context.notes) - 1
    line = context.next()
    blocks = blocks_of(context, content) if content else ()
    context.notes[index] = Note(blocks=blocks, id=name, line=line)
    context.here = here
    return NoteReference(name)


def _span(context: Context, content: list[Any]) -> Iterator[Inline]:
    given, inside = attributes(content[0]), tuple(_inlines(context, content[1]))
    if "left-out" in given.classes:
        message = f"“{given.values.get('title', '')}” was left out."
        context.doubt("import-shortcode", message, "Write what it showed.")
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
    said = {name: given.values.get(name, "") for name in ("say", "ipa")}
    if any(said.values()) and inside:
        inside = (Pronounced(inside, **said),)
    language = context.tag(given.language)
    if language and inside:
        yield Phrase(inside, language)
    else:
        yield from inside
