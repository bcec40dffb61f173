"""Read Markdown posts for comparison with their source: CommonMark, with HTML in it.

Shortcodes of site generators aren't text, but the words in their arguments are.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

from msgspec.structs import replace

from publish.importing.original.encoded import text_of
from publish.importing.original.html import Reader, tree_of
from publish.importing.original.record import Finder, Kind, Original, Passage
from publish.runtime.markdown_rules import limit_labels
from publish.runtime.spans import Span, replace_spans

_FRONT = re.compile(r"\A(---|\+\+\+)[ \t]*\n(.*?)\n\1[ \t]*(?:\n|\Z)", re.S)
_FENCE = re.compile(r"^ {0,3}(`{3,}|~{3,}).*?(?:^ {0,3}\1[`~]*[ \t]*$|\Z)|`[^`\n]+`", re.M | re.S)
_SHORTCODE = re.compile(
    r"\{\{[<%][^{}]{0,600}+(?<=[%>])\}\}|\{%[^{}]{0,600}+(?<=%)\}|\{\{[^{}]{0,300}+\}\}"
)
_ARGUMENT = re.compile(
    r"\b(?:caption|alt|title|figcaption|attr|credit|description)\s*[=:]\s*\"([^\"]+)\""
)
_COMMENT = (
    re.compile(r"\{%-?\s*+comment\s*+-?%\}"),
    re.compile(r"\{%-?\s*+endcomment\s*+-?%\}"),
)
_INCLUDED = re.compile(r"\{\{ *+#\w[^{}\n]*+\}\}")
"""A file that mdBook reads in."""
_RAW = re.compile(r"\{%-?\s*(?:end)?raw\s*-?%\}")
_ATTRIBUTES = re.compile(r"\{:?\s*[#.:][^{}\n]*\}|\{:?\s*[\w-]+=[^{}\n]*\}")
_UNSHOWN = re.compile(
    r"%%[^%]{0,2000}+(?:%[^%]{1,200}+){0,20}%%|^%.*$|^\+\+\+.*$|^\^\^\^[ \t]*$"
    r"|^[ \t]*+\[\[?_?TOC_?\]?\][ \t]*$|^\{:toc\}[ \t]*$",
    re.M,
)
_MARKS = re.compile(
    r"^([ \t>]*+)(?:\[!\w+\][+-]?|(?::{3,}|!!!|\?\?\?\+?)[ \t]*\{?[.#]?[\w-]*\}?)(.*)$", re.M
)
_DIRECTIVE = re.compile(
    r"^( *+)(`{3,8}+|:{3,8}+|~{3,8}+)[ \t]*+\{([\w:-]++)\}[ \t]*+([^\n]*+)\n"
    r"|^ {0,3}(?P<code>`{3,8}+|~{3,8}+)[^`\n]*+\n",
    re.M,
)
"""The beginning of a directive of MyST, or of code between fences, in which there are none."""


_FENCES = tuple(length * mark for mark in "`~:" for length in range(3, 9))
_ENDS = {fence: re.compile(rf"^ *{fence}[ \t]*$", re.M) for fence in _FENCES}
_ENDS_OF_CODE = {fence: re.compile(rf"^ {{0,3}}{fence}[`~]*[ \t]*$|\Z", re.M) for fence in _FENCES}


def _end_of(opening: re.Match[str]) -> re.Pattern[str]:
    """Return what ends a directive, or code."""
    return _ENDS_OF_CODE[opening["code"]] if opening["code"] else _ENDS[opening[2]]


_PICTURES = frozenset(["figure", "image"])
_CODE = re.compile(
    r"code|cell|math|raw|eval|mermaid|literal|plot|doctest|prompt|\+|glue|ojs|python|bash|dot|r$|julia"
)
_UNSEEN = re.compile(r"toctree|include|contents|bibliography|index|auto\w+|currentmodule|meta")
"""Directives of MyST with code, and with names of files or objects; others hold Markdown."""
_OPTION = re.compile(r"^ *:([\w-]+):[ \t]*([^\n]*)$|^---\n.{0,2000}?^---$", re.M | re.S)
_ROLE = re.compile(r"\{[\w:-]+\}(?=`|\Z)")
_NAMES = re.compile(
    r"^\([^()\n]{1,80}\)=[ \t]*$|[ \t]\^[\w-]+[ \t]*$|^\*\[[^\]\n]{1,80}\]:"
    r"|(?<=\$\$)[ \t]*\([^()\n]+\)"
    r"|\[/?(?:caption|gallery|embed|video|audio|playlist)\b[^\[\]\n]*\]|!\[\[[^\[\]\n]*\]\]",
    re.M,
)
"""Names of blocks, abbreviations and formulas, shortcodes of WordPress, embeddings of Obsidian."""
_WIKI = re.compile(r"\[\[(?:[^\[\]|\n]*\|)?([^\[\]|\n]*)\]\]")
_TASK = re.compile(r"^([ \t]*+[-*+][ \t]++)\[[ xX]\]\s", re.M)
_LABEL = re.compile(r"\[\^[^\]\n]{1,80}\]:?")


def read(file: Path) -> Original:
    """Return the content of the post ``file``.  Raises :class:`OriginalError`."""
    return read_text(text_of(file), file.name)


def read_text(text: str, name: str) -> Original:
    """Return the content of the Markdown ``text`` of the file ``name``."""
    from markdown_it import MarkdownIt

    found = Original(part=name, unit="line")
    front = _FRONT.match(text)
    before = front[0] if front else ""
    body = _INCLUDED.sub("", text[len(before) :])
    body = _RAW.sub("", replace_spans(body, *_COMMENT, lambda _: ""))
    for _ in range(_NESTED):
        body = replace_spans(body, _DIRECTIVE, _end_of, _content)
    parts, end = [], 0
    for code in _FENCE.finditer(body):
        before = body[max(code.start() - _LONGEST, 0) : code.start()]
        named = before.endswith("}")  # a role: `words <target>`
        parts.append(_plain(found, body[end : code.start()]))
        parts.append(_role(before, code[0]) if named else code[0])
        end = code.end()
    parts.append(_plain(found, body[end:]))
    markdown = MarkdownIt("commonmark", {"html": True, "maxNesting": 60})
    markdown.enable(["table", "strikethrough"])
    limit_labels(markdown)
    root = tree_of(markdown.render("".join(parts)))
    if root is not None:
        Reader(found).read(name, root, whole=False)
    found.passages = list(_placed(found, text))
    return found


def _role(before: str, code: str) -> str:
    """Return the words of a role of MyST; a reference without words has none."""
    words, opening, target = code[:-2].rpartition("<")
    if opening and code.endswith(">`") and not set(target) & set("`>\n"):
        words = f"{words.rstrip()}`"
    elif _REFERENCE.search(before):
        return ""
    else:
        words = code
    return re.sub(r"%s|\{(?:name|number)\}", "", words)


_LONGEST = 40
"""The most characters of the name of a role."""
_REFERENCE = re.compile(r"\{(?:ref|numref|eq|any|doc|prf:ref)\}$")


def _content(directive: Span) -> str:
    """Return the Markdown in a directive of MyST: its argument, alt text and content."""
    indent, _, name, argument, code = directive.opening.groups()
    content = directive.inside
    if code:
        return directive.text
    if _UNSEEN.fullmatch(name):
        return "\n"
    if _CODE.match(name):
        code = _OPTION.sub("", content).strip("\n")
        return f"\n{indent}```\n{code}\n{indent}```\n" if code else "\n"
    alts = [one[2] for one in _OPTION.finditer(content) if one[1] == "alt"]
    rest = _OPTION.sub("", content)
    first = f"![{''.join(alts)}](<{argument}>)" if name in _PICTURES and argument else argument
    return f"\n{first}\n\n{rest}\n"


_NESTED = 3
"""How deep directives are nested at most to be read."""


def _placed(found: Original, text: str) -> Iterator[Passage]:
    """Yield the passages of ``found`` with their lines in ``text``, by their first words."""
    line_of = Finder(text)
    for one in found.passages:
        line = line_of.line(" ".join(one.text.split(" ", _FIRST)[:_FIRST]))
        yield replace(one, place=replace(one.place, number=line))


_FIRST = 3
"""How many words of a passage are looked for."""


def _plain(found: Original, text: str) -> str:
    """Return ``text`` without attributes, comments, marks of notes, and shortcodes."""
    for code in _SHORTCODE.findall(text):
        for words in _ARGUMENT.findall(code):
            found.add(Kind.PARAGRAPH, words)
    text = _SHORTCODE.sub(" ", text)
    for pattern in (_UNSHOWN, _ROLE, _NAMES, _ATTRIBUTES, _LABEL):
        text = pattern.sub("", text)
    text = _WIKI.sub(r"\1", text)
    return _MARKS.sub(r"\1\2", _TASK.sub(r"\1", text))


def read_plain(file: Path) -> Original:
    """Return the paragraphs of the plain text ``file``.  Raises :class:`OriginalError`."""
    found = Original(part=file.name, unit="line")
    line = 1
    for paragraph in re.split(r"(\n[ \t]*\n)", text_of(file)):
        found.number = line
        found.add(Kind.PARAGRAPH, paragraph)
        line += paragraph.count("\n")
    return found
