"""Templates of site generators: shortcodes of Hugo and Quarto, Liquid of Jekyll, imports of MDX.

A shortcode for a picture becomes one; the others have no text here, and are refused.
"""

from __future__ import annotations

import re

from markdown_it import MarkdownIt
from markdown_it.rules_inline import StateInline
from markdown_it.token import Token

from publish.errors import shortened
from publish.source.dialects.refusal import push_refused, refused

_ENDS = {"{{<": ">}}", "{{%": "%}}", "{%": "%}", "{{": "}}"}
"""The beginning and the end of each kind of template, those of shortcodes first."""
_NAME = re.compile(r"(/?)([\w./-]*+)\s*+")
_PARAMETER = re.compile(r"""(?<![\w-])([\w-]++)=(?:"([^"]*)"|'([^']*)'|`([^`]*)`|(\S+))""")
_MDX = re.compile(
    r"import(?:\s[^\"'\n]*\sfrom)?\s++[\"'][^\n]+[\"'];?|export\s+(?:const|default|let|function)\s.*"
)
_VIDEOS = {"youtube": "https://www.youtube.com/watch?v=", "vimeo": "https://vimeo.com/"}
_DROPPED = frozenset(("pagebreak", "newpage", "toc"))
_PICTURES = frozenset(("figure", "img", "image", "imgproc", "picture"))


def templates_plugin(md: MarkdownIt) -> None:
    """Parse shortcodes and tags of templates in the text; code keeps them."""
    md.inline.ruler.before("backticks", "template", _template)


def _template(state: StateInline, silent: bool) -> bool:
    if not state.src.startswith(("{{", "{%"), state.pos):
        return False
    for opening, closing in _ENDS.items():
        if not state.src.startswith(opening, state.pos):
            continue
        start = state.pos + len(opening)
        end = state.src.find(closing, start, state.posMax)
        if end >= 0:
            break
    else:
        return False
    if not silent:
        written = state.src[start:end].strip()
        if opening == "{%":
            written = written.removeprefix("-").removesuffix("-").strip()
        closes, name, rest = "", "", ""
        if opening != "{{" and (head := _NAME.match(written)):
            closes, name, rest = head[1], head[2].lower(), written[head.end() :]
        given = {key: a or b or c or d for key, a, b, c, d in _PARAMETER.findall(rest)}
        if name in _PICTURES and not closes and "src" in given:
            _figure(state, given)
        elif name not in _DROPPED:
            _refuse(state, state.src[state.pos : end + len(closing)], name, rest)
    state.pos = end + len(closing)
    return True


def _figure(state: StateInline, given: dict[str, str]) -> None:
    """Add the picture of Hugo's ``figure``; ``attr`` is its credit."""
    token = state.push("image", "img", 0)
    token.attrs["src"] = given["src"]
    caption = " ".join(filter(None, (given.get("title", ""), given.get("caption", ""))))
    if caption:
        token.attrs["title"] = caption
    if credit := given.get("attr"):
        token.attrs["credit"] = credit
    token.content = given.get("alt", "")
    token.children = [Token("text", "", 0, content=token.content)]


def _refuse(state: StateInline, written: str, name: str, rest: str) -> None:
    fix = "Write what it shows in Markdown; publish import converts many of them."
    if name in _VIDEOS:
        first = (rest.split() or [""])[0].strip("\"'").rpartition("=")[2].strip("\"'")
        fix = f"Write a link: [title of the video]({_VIDEOS[name]}{first})."
    elif not name:
        fix = "Write the words that it stands for, or put it between backticks if it is code."
    message = f"The template {shortened(' '.join(written.split()))} has no text here."
    push_refused(state, "template", message, fix, written.split("\n")[0])


def refused_module(text: str) -> Token | None:
    """Return the refusal of a paragraph that imports or exports components (MDX), or ``None``."""
    lines = text.strip().split("\n")
    if not all(_MDX.fullmatch(line.strip()) for line in lines):
        return None
    message = "The lines import or export components of a web site (MDX)."
    return refused("template", message, "Delete them.")
