"""Escape plain words for Markdown and YAML, and write code spans, addresses and values."""

from __future__ import annotations

import json
import re
import unicodedata

_ALWAYS = re.compile(r"[\\`*\[<~^{]|&(?=#|\w+;)|(?<![^\W_])_|_(?![^\W_])")
"""Characters that can begin a span anywhere, unlike an underscore in a word (CommonMark 6.2).

A caret may begin one whose end is in another part of the line."""

_OF_DIALECTS = re.compile(
    r"=(?==)|%(?=%)|@(?=(?:fig|tbl|tab|sec|lst|eq|thm)[:-])|(?<=\()@(?=[\w-]*\))|(?<=-)-(?=-|\b|\s|$)"
)
"""Beginnings of marks, comments, references and dashes, which sources take from other dialects."""

_AT_START = tuple("#>+=:|%!-")
_NUMBERED = re.compile(r"(\d{1,9})([.)])(?=\s|$)")
_MODULE = re.compile(r"import\s.*[\"']|export\s+(?:const|default|let|function)\s")
"""A line that the reader of sources takes for code of MDX."""
_TARGET = re.compile(r"\([^)\n]*\)=")
_CAPTION = re.compile(r"([Tt]able):(?=\s)")
_CLOSING_HASHES = re.compile(r"(?<=\s)#+$")
_BROKEN_BY_YAML = re.compile("[\x85\u2028\u2029\ufeff]")
_PLAIN_YAML = re.compile(r"[\w©“„«](?:[\w ,.;/()’“”„–—…%+-]|'(?!')|:(?! |$))*")
"""Words that need no quotes in YAML (YAML 1.2, 7.3.3 Plain Style); a subset of those."""


def escaped(words: str, *, dollars: bool = False, brackets: bool = False) -> str:
    """Return ``words`` escaped as part of a line of Markdown.

    ``dollars`` says that the line has other dollar signs, ``brackets`` that the words are in
    brackets.
    """
    line = _OF_DIALECTS.sub(r"\\\g<0>", _ALWAYS.sub(r"\\\g<0>", words))
    if dollars:
        line = line.replace("$", "\\$")
    return line.replace("]", "\\]") if brackets else line


def at_start(line: str) -> str:
    """Return a Markdown line, escaped so that it begins no block and ends no heading."""
    if line.startswith("!["):  # a picture; in plain words the bracket is escaped
        return line
    line = _CLOSING_HASHES.sub(r"\\\g<0>", line)
    if _MODULE.match(line):
        return reference(line[0]) + line[1:]
    if _CAPTION.match(line):  # after a table it would be the caption
        return _CAPTION.sub(r"\1\:", line, count=1)
    if line.startswith(_AT_START) or _TARGET.match(line):
        return "\\" + line
    return _NUMBERED.sub(r"\1\\\2", line, count=1) if _NUMBERED.match(line) else line


def markdown_paragraph(words: str) -> str:
    r"""Return ``words``, without line breaks, as a paragraph of exactly these words.

    >>> markdown_paragraph("1. Not a *list*")
    '1\\. Not a \\*list\\*'
    """
    return at_start(escaped(words, dollars=words.count("$") > 1))  # one begins no formula


def yaml_text(words: str) -> str:
    """Return ``words`` as a YAML scalar on one line, in quotes if necessary."""
    if _PLAIN_YAML.fullmatch(words) and not words.endswith(" "):
        return words
    quoted = json.dumps(words, ensure_ascii=False)
    return _BROKEN_BY_YAML.sub(lambda match: f"\\u{ord(match.group()):04x}", quoted)


_TICKS = re.compile(r"`+")


def is_letter(char: str) -> bool:
    """Return whether ``char`` is neither white space nor punctuation (CommonMark 2.1)."""
    return bool(char) and not char.isspace() and unicodedata.category(char)[0] not in "PS"


def reference(char: str) -> str:
    """Return a character as a numeric reference (CommonMark 2.5)."""
    return f"&#{ord(char)};"


def ticked(words: str) -> str:
    """Return a code span of ``words`` (CommonMark 6.1)."""
    longest = {len(run) for run in _TICKS.findall(words)}
    fence = "`" * next(n for n in range(1, len(longest) + 2) if n not in longest)
    edge = words.startswith("`") or words.endswith("`")
    spaced = words.startswith(" ") and words.endswith(" ") and words.strip()
    space = " " if edge or spaced else ""
    return f"{fence}{space}{words}{space}{fence}" if words else ""


def address(target: str) -> str:
    """Return a link destination (CommonMark 6.3), in angle brackets if necessary."""
    if re.search(r"[\s()<>]", target) or not target:
        target = re.sub(r"[\n\r\t]", "", target)
        return "<" + re.sub(r"([\\<>])", r"\\\1", target) + ">"
    return re.sub(r"(\\|&(?=#|\w+;)|[*_`\[\]])", r"\\\1", target)


def escaped_title(words: str) -> str:
    """Return the title of a link, escaped for double quotation marks."""
    return re.sub(r"(\\|\"|&(?=#|\w+;))", r"\\\1", " ".join(words.split()))


def quoted(words: str) -> str:
    """Return the value of an attribute, escaped for double quotation marks."""
    return re.sub(r"([\\\"])", r"\\\1", " ".join(words.split()))
