"""Plain words -> Markdown and YAML that say the same words and nothing else."""

from __future__ import annotations

import json
import re

_ALWAYS = re.compile(r"[\\`*\[<~{]|&(?=#|\w+;)|(?<![^\W_])_|_(?![^\W_])")
"""What can begin a span anywhere; an underscore within a word cannot (CommonMark 6.2)."""

_AT_START = tuple("#>+=:|%!-")
_NUMBERED = re.compile(r"(\d{1,9})([.)])(?=\s|$)")
_TARGET = re.compile(r"\([^)\n]*\)=")
_CLOSING_HASHES = re.compile(r"(?<=\s)#+$")
_BROKEN_BY_YAML = re.compile("[\x85\u2028\u2029\ufeff]")
_PLAIN_YAML = re.compile(r"[\w©“„«](?:[\w ,.;/()’“”„–—…%+-]|'(?!')|:(?! |$))*")
"""Words that YAML takes as they are (YAML 1.2, 7.3.3 Plain Style), a part of those that it does."""


def escaped(words: str, *, dollars: bool = False, brackets: bool = False) -> str:
    """``words`` as a part of a line of Markdown.

    ``dollars``: other dollar signs stand in the line; ``brackets``: the words stand in brackets.
    """
    line = _ALWAYS.sub(r"\\\g<0>", words)
    if dollars:
        line = line.replace("$", "\\$")
    return line.replace("]", "\\]") if brackets else line


def at_start(line: str) -> str:
    """A written line that begins no block and ends no heading."""
    if line.startswith("!["):  # a picture; in words the bracket is escaped
        return line
    line = _CLOSING_HASHES.sub(r"\\\g<0>", line)
    if line.startswith(_AT_START) or _TARGET.match(line):
        return "\\" + line
    return _NUMBERED.sub(r"\1\\\2", line, count=1) if _NUMBERED.match(line) else line


def markdown_paragraph(words: str) -> str:
    """``words``, which hold no line break, as one line that is a paragraph of exactly them.

    >>> markdown_paragraph("1. Not a *list*")
    '1\\\\. Not a \\\\*list\\\\*'
    """
    return at_start(escaped(words, dollars=words.count("$") > 1))  # one alone is money


def yaml_text(words: str) -> str:
    """``words`` as a YAML scalar on one line, between quotation marks where it needs them."""
    if _PLAIN_YAML.fullmatch(words) and not words.endswith(" "):
        return words
    quoted = json.dumps(words, ensure_ascii=False)
    return _BROKEN_BY_YAML.sub(lambda match: f"\\u{ord(match.group()):04x}", quoted)
