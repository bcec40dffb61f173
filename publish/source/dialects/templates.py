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

_SHORTCODE = re.compile(r"\{\{([<%])\s*(/?)([\w./-]*)\s*(.*?)\s*[>%]\}\}", re.S)
_LIQUID = re.compile(r"\{%-?\s*(\w*)\s*(.*?)\s*-?%\}|\{\{\s*(.*?)\s*\}\}", re.S)
_PARAMETER = re.compile(r"""([\w-]+)=(?:"([^"]*)"|'([^']*)'|`([^`]*)`|(\S+))""")
_MDX = re.compile(
    r"(?:import\s.+\sfrom\s+[\"'].+[\"'];?|import\s+[\"'].+[\"'];?|export\s+(?:const|default|let|function)\s.*)"
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
    if state.src.find("}}" if state.src[state.pos + 1] == "{" else "%}", state.pos) < 0:
        return False  # a search by the expressions below would take quadratic time
    shortcode = _SHORTCODE.match(state.src, state.pos, state.posMax)
    match = shortcode or _LIQUID.match(state.src, state.pos, state.posMax)
    if match is None:
        return False
    if not silent:
        name = (shortcode[3] if shortcode else match[1] or "").lower()
        written = match[4] if shortcode else match[2] or ""
        given = {key: a or b or c or d for key, a, b, c, d in _PARAMETER.findall(written)}
        if name in _PICTURES and not (shortcode and shortcode[2]) and "src" in given:
            _figure(state, given)
        elif name not in _DROPPED:
            _refuse(state, match[0], name, written)
    state.pos = match.end()
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
