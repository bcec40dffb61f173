"""Plain words -> Markdown and YAML that say the same words and nothing else."""

from __future__ import annotations

import json
import re

_ALWAYS = re.compile(r"[\\`*\[<~]|&(?=#|\w+;)|(?<![^\W_])_|_(?![^\W_])")
"""What can begin a span anywhere; an underscore within a word cannot (CommonMark 6.2)."""

_AT_START = tuple("#>+=:|{%(!-")
_NUMBERED = re.compile(r"(\d{1,9})([.)])(?=\s|$)")
_BROKEN_BY_YAML = re.compile("[\x85\u2028\u2029\ufeff]")


def markdown_paragraph(words: str) -> str:
    """``words``, which hold no line break, as one line that is a paragraph of exactly them.

    >>> markdown_paragraph("1. Not a *list*")
    '1\\\\. Not a \\\\*list\\\\*'
    """
    line = _ALWAYS.sub(r"\\\g<0>", words)
    if line.count("$") > 1:  # one alone is money
        line = line.replace("$", "\\$")
    if line.startswith(_AT_START):
        return "\\" + line
    return _NUMBERED.sub(r"\1\\\2", line, count=1) if _NUMBERED.match(line) else line


def yaml_text(words: str) -> str:
    """``words`` as a YAML scalar between quotation marks, on one line."""
    quoted = json.dumps(words, ensure_ascii=False)
    return _BROKEN_BY_YAML.sub(lambda match: f"\\u{ord(match.group()):04x}", quoted)
