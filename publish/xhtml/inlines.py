"""Inlines -> XHTML."""

from __future__ import annotations

from collections.abc import Iterable
from typing import assert_never

from msgspec.structs import replace

from publish.model import (
    Abbreviation,
    Deletion,
    Emphasis,
    Inline,
    InlineCode,
    InlineImage,
    InlineMath,
    LineBreak,
    Link,
    NoteReference,
    Phrase,
    Pronounced,
    Sentence,
    Strong,
    Subscript,
    Superscript,
    Text,
)
from publish.model.walk import inlines_in
from publish.xhtml.context import Setting
from publish.xhtml.escape import element, link_address, text
from publish.xhtml.footnotes import footnote
from publish.xhtml.formulas import formula
from publish.xhtml.pictures import picture


def inlines(content: Iterable[Inline], setting: Setting) -> str:
    """The markup of a run of inlines."""
    return "".join(inline(one, setting) for one in content)


def heading_text(content: Iterable[Inline], setting: Setting) -> str:
    """The markup of a title where it stands again, in a list of links: no ids, links or notes."""
    return inlines(content, replace(setting, ids=False, linked=True))


def inline(one: Inline, setting: Setting) -> str:
    """The markup of one inline with all that is inside it."""
    match one:
        case Text(characters):
            return text(characters)
        case Sentence(content, identifier):
            inner = inlines(content, setting)
            if not setting.ids:
                return inner
            return element("span", inner, {"class": "s", "id": identifier})
        case Emphasis(content):
            return element("em", inlines(content, setting))
        case Strong(content):
            return element("strong", inlines(content, setting))
        case Deletion(content):
            return element("del", inlines(content, setting))
        case Superscript(content):
            return element("sup", inlines(content, setting))
        case Subscript(content):
            return element("sub", inlines(content, setting))
        case InlineCode(characters):
            return element("code", text(characters))
        case Link():
            return _link(one, setting)
        case Phrase(content, language):
            inner = inlines(content, setting.within(language))
            return element("span", inner, setting.rules(language))
        case Abbreviation(short, expansion):
            return element("abbr", text(short), {"title": expansion})
        case Pronounced(content):
            return inlines(content, setting)
        case InlineMath(tex, alt):
            return formula(tex, alt, setting)
        case InlineImage(image):
            if not setting.ids:
                return text(image.alt or "")
            return picture(image, setting, {"class": "inline"})
        case NoteReference():
            return "" if setting.linked else _call(one, setting)
        case LineBreak():
            return "<br/>" if setting.ids else " "
        case _:
            assert_never(one)


def _link(link: Link, setting: Setting) -> str:
    """A link, or its words where it leads nowhere or stands in a link.

    A link may hold no link, so note calls inside it move behind it.
    """
    inner = inlines(link.content, replace(setting, linked=True))
    if setting.linked:
        return inner
    calls = "".join(
        _call(inside, setting)
        for inside in inlines_in(link.content)
        if isinstance(inside, NoteReference)
    )
    if link.target.startswith("#"):
        known = link.target[1:] in setting.targets
        address = setting.spelling.target(link.target[1:]) if known else None
    else:
        address = link_address(link.target)
    if address is None:
        return inner + calls
    return element("a", inner, {"href": address, "title": link.title or None}) + calls


def _call(call: NoteReference, setting: Setting) -> str:
    """The call of a note; with CSS footnotes, the first call also bears the note itself."""
    note = setting.notes.get(call.note)
    if note is None:
        return ""
    words = setting.words
    link = element(
        "a",
        str(call.number or note.number),
        {
            "class": "noteref",
            "id": setting.id(call.id),
            "href": setting.spelling.target(note.id),
            "role": "doc-noteref",
            **setting.type("noteref"),
            "aria-label": f"{words.note} {call.number or note.number}",
            **setting.ours(),
        },
    )
    first = call.id == (note.calls[0] if note.calls else call.id)
    if setting.spelling.notes == "inline" and first:
        return link + footnote(note, setting, inlines)
    return link
