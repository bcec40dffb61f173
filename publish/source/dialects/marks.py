"""Marks in a line: ``==mark==``, ``H~2~O``, ``x^2^``, ``^[note]``, ``[[link]]``, ``![[picture]]``.

Sources: pandoc's manual (Superscripts and subscripts, Inline notes, Highlighting); Obsidian's help
(Internal links, Embed files).
"""

from __future__ import annotations

import re

from markdown_it import MarkdownIt
from markdown_it.rules_inline import StateInline
from markdown_it.token import Token

from publish.source.dialects.refusal import push_refused

_SCRIPT = re.compile(
    r"\^(?=[^\s^\[])([^\s^\\]{0,200}+(?:\\.[^\s^\\]{0,200}+){0,20})\^"
    r"|~(?=[^\s~])([^\s~\\]{0,200}+(?:\\.[^\s~\\]{0,200}+){0,20})~(?!~)"
)
_WIKI = re.compile(r"(!?)\[\[([^\[\]\n|#^]*)(?:#([^\[\]\n|]*))?(?:\|([^\[\]\n]*))?\]\]")
_PICTURES = (".png", ".jpg", ".jpeg", ".gif", ".svg", ".webp", ".avif", ".bmp", ".tif", ".tiff")
_CONTENTS = re.compile(r"\[\[?_?TOC_?\]\]?", re.I)


def marks_plugin(md: MarkdownIt) -> None:
    """Parse the marks; the tokens are ``text_level``, ``sup``, ``sub``, ``inline_note``, links."""
    md.inline.ruler.before("strikethrough", "script", _script)
    md.inline.ruler.before("strikethrough", "highlight", _highlight)
    md.inline.ruler.before("link", "wiki", _wiki)
    md.inline.ruler.before("script", "inline_note", _note)


def _nested(state: StateInline, start: int, end: int, name: str, **attributes: str) -> None:
    """Add the tokens of the text from ``start`` to ``end`` between those of ``name``."""
    place, maximum = state.pos, state.posMax
    state.pos, state.posMax = start, end
    state.push(f"{name}_open", name, 1).attrs.update(attributes)
    state.md.inline.tokenize(state)
    state.push(f"{name}_close", name, -1)
    state.pos, state.posMax = place, maximum


def _script(state: StateInline, silent: bool) -> bool:
    if state.src[state.pos] not in "^~":
        return False
    match = _SCRIPT.match(state.src, state.pos, state.posMax)
    if match is None or (state.pos and state.src[state.pos - 1] == state.src[state.pos]):
        return False
    if not silent:
        group = 1 if match[1] else 2
        name = "sup" if match[1] else "sub"
        around = (
            state.src[state.pos - 1 : state.pos] if state.pos else "",
            state.src[match.end() : match.end() + 1],
        )
        if name == "sub" and not any(map(str.isalnum, around)):
            name = "s"  # a deletion in GitHub's Markdown
        _nested(state, match.start(group), match.end(group), name)
    state.pos = match.end()
    return True


def _highlight(state: StateInline, silent: bool) -> bool:
    """Match ``==words==`` where the marks stand at the ends of words: not ``a==b``."""
    start = state.pos + 2
    if not state.src.startswith("==", state.pos) or state.src[start : start + 1] in ("", "=", " "):
        return False
    if state.pos and (state.src[state.pos - 1].isalnum() or state.src[state.pos - 1] == "="):
        return False
    end = state.src.find("==", start, state.posMax)
    if end < 0 or state.src[end - 1].isspace():
        return False
    if state.src[end + 2 : end + 3].isalnum() or state.src[end + 2 : end + 3] == "=":
        return False
    if not silent:
        _nested(state, start, end, "text_level", element="mark")
    state.pos = end + 2
    return True


def _note(state: StateInline, silent: bool) -> bool:
    if not state.src.startswith("^[", state.pos):
        return False
    end = state.md.helpers.parseLinkLabel(state, state.pos + 1, False)
    if end < 0:
        return False
    if not silent:
        _nested(state, state.pos + 2, end, "inline_note")
    state.pos = end + 1
    return True


def _wiki(state: StateInline, silent: bool) -> bool:
    """Match a link or an embedded file of a vault of notes.

    A link leads to a heading of this text, or to a chapter; of others, the words are published.
    """
    if state.src[state.pos] not in "[!":
        return False
    match = _WIKI.match(state.src, state.pos, state.posMax)
    if match is None:
        return False
    embedded, page, heading, words = match[1], match[2].strip(), match[3], match[4]
    if not (page or heading) or _CONTENTS.fullmatch(match[0]):
        return False
    if not silent:
        if not embedded:
            _link(state, page, heading or "", words)
        elif page.lower().endswith(_PICTURES):
            _picture(state, page, words or "")
        else:
            message = f"The embedded note {match[0]} isn't part of the text."
            fix = "Copy its text here, or write a link to it."
            push_refused(state, "embedded", message, fix, match[0])
    state.pos = match.end()
    return True


def _link(state: StateInline, page: str, heading: str, words: str | None) -> None:
    words = (words or page or heading).strip()
    token = state.push("wiki_open", "a", 1)
    token.attrs.update({"page": page, "heading": heading.rpartition("#")[2].strip().lstrip("^")})
    text = state.push("text", "", 0)
    text.content = words
    state.push("wiki_close", "a", -1)


def _picture(state: StateInline, path: str, words: str) -> None:
    """Add a picture; Obsidian writes its size or its alt text after the bar."""
    alt = "" if re.fullmatch(r"\d+(?:x\d+)?", words) else words
    token = state.push("image", "img", 0)
    token.attrs.update({"src": path})
    token.content, token.children = alt, [Token("text", "", 0, content=alt)]


def is_contents(text: str) -> bool:
    """Return whether a paragraph only asks for a table of contents, which editions have anyway."""
    return _CONTENTS.fullmatch(text.strip()) is not None
