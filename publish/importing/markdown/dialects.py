"""Find out in which dialect of Markdown a file is written."""

from __future__ import annotations

import re
from enum import StrEnum
from pathlib import Path

from publish.runtime.spans import replace_spans
from publish.runtime.text import read_text


class Dialect(StrEnum):
    """A dialect that can be imported; the values are those of the option ``--from``."""

    PANDOC = "pandoc"
    QUARTO = "quarto"
    MYST = "myst"
    MDBOOK = "mdbook"
    POST = "post"
    TEXT = "text"


MAX_EXAMINED, MAX_LINE = 400_000, 3_000
"""The most characters of a file, and of a line of it, that are searched."""
_TITLE_BLOCK = re.compile(r"% ?\S[^\n]*(?:\n(?:%|[ \t]+\S)[^\n]*)*\n\s*\n")
_GRID = re.compile(r"^ {0,3}\+(?:[-=:]+\+)+[ \t]*\n(?: {0,3}[|+].*\n)+", re.M)
_SIMPLE = re.compile(
    r"^(?![|>]) {0,3}\S[^\n|]*\n {0,3}-{2,}(?: +-{2,})+[ \t]*$"
    r"|^ {0,3}-{20,}[ \t]*\n(?:.*\n){1,9}? {0,3}-{2,}(?: +-{2,})+[ \t]*$",
    re.M,
)
_EXAMPLE = re.compile(r"^ {0,3}\(@[\w-]*\)[ \t]", re.M)
_LABEL = re.compile(r"\{#(?:fig|tbl|eq|lst|sec):[\w-][^{}\n]*+\}")
_CITATION = re.compile(
    r"(?<!\\)\[(?=[^\[\]\n]*+\](?![(\[]))(?:[^\[\]\n]{0,80}[ ;(])?-?@[A-Za-z_][\w:.#$%&+?<>~/-]*"
    r"(?:(?<=\d{4})[a-z]?|, (?:pp?|ch|sec)\.|; -?@)"
)
_RAW = re.compile(r"^ {0,3}(?:`{3,}|~{3,}) *\{=\w+\}[ \t]*$", re.M)
_LINE_BLOCK = re.compile(r"(?:\A|\n[ \t]*\n)(?=\| )(?:\|(?: [^|\n]*)?\n){2,}(?=[ \t]*\n|\Z)")
#: What a source can't hold, with its name in messages.
REFUSED = {
    "a grid table": _GRID,
    "a table without pipes": _SIMPLE,
    "a citation": _CITATION,
}
_ALSO_PANDOC = (_EXAMPLE, _LABEL, _LINE_BLOCK)
"""What only pandoc's Markdown and sources have."""
_SHARED = re.compile(
    r"^:{3,} *(?:\{[.#][^{}\n]*\}|[\w-]+ *$)|^#{1,6} .*\{[#.-][^{}\n]*\}[ \t]*$"
    r"|\]\([^()\n]*\)\{[^{}%\n:][^{}\n]*\}|\]\{[.#][^{}\n]*\}|\^\[[^\]^\n]++\]",
    re.M,
)
"""What pandoc shares with others: fenced divisions, attributes, inline notes."""
_QUARTO = re.compile(
    r"^:{3,} *\{[^{}\n]*\.(?:callout-\w+|panel-tabset|content-visible|column-margin)\b"
    r"|^```+\{(?:python|r|julia|ojs|mermaid|dot|bash)\b[^{}\n]*\}[ \t]*$"
    r"|(?<!\{)\{\{< (?:include|meta|var|video|pagebreak|kbd|embed) |^#\| [\w-]+:",
    re.M,
)
_MYST = re.compile(
    r"^ {0,3}(?:`{3,}|:{3,}|~{3,})\{[a-z][\w:+-]*\}"
    r"|\{(?:ref|numref|doc|term|cite(?::\w)?|eq|py:\w+|download|abbr|sub|sup|math|func|class|any"
    r"|command|kbd)\}`[^`\n]+`|^\([\w .-]+\)=[ \t]*$",
    re.M,
)
_MDBOOK = re.compile(
    r"\{\{#(?:(?:rustdoc_)?include|playground|title|quiz|anchor)\b|^ *<Listing\b", re.M
)
_POST = re.compile(r"\{%-? *\w|\{\{[<%] *\w|^\{:[^}\n]*\}|\{:[.#][^{}\n]*+\}", re.M)


def dialect_of(file: Path, text: str) -> Dialect:
    """Return the dialect of ``text``, the content of ``file``."""
    if file.suffix.lower() in (".qmd", ".rmd"):
        return Dialect.QUARTO
    text = _examined(text)
    if file.suffix.lower() == ".txt" and not _is_markdown(text):
        return Dialect.TEXT
    if _TITLE_BLOCK.match(text):
        return Dialect.PANDOC
    if text.startswith("+++"):
        return Dialect.POST
    fences = _CODE.sub(_opening, text)
    if _is_in(file, "_quarto.yml") or _QUARTO.search(fences):
        return Dialect.QUARTO
    if _MDBOOK.search(text) or _is_in(file, "book.toml"):
        return Dialect.MDBOOK
    prose = without_code(text)
    if _POST.search(prose):
        return Dialect.POST
    if _MYST.search(fences):
        return Dialect.MYST
    if _foreign(text, prose) or any(one.search(prose) for one in _ALSO_PANDOC):
        return Dialect.PANDOC
    if file.suffix.lower() == ".txt":
        return Dialect.PANDOC
    return Dialect.PANDOC if len(_SHARED.findall(prose)) > 1 else Dialect.POST


def dialect_of_file(file: Path) -> Dialect:
    """Return the dialect of ``file``.  Raises :class:`SourceError` if it isn't text."""
    return dialect_of(file, read_text(file))


_CODE = re.compile(
    r"^(?P<open>[ \t>]*(?P<fence>`{3,20}|~{3,20})[^\n]*)\n(?P<code>.*?)"
    r"(?P<close>^[ \t>]*(?P=fence)[`~]*[ \t]*$|\Z)"
    r"|(?P<ticks>(?<!`)`{1,20}(?!`))[^\n]+?(?P=ticks)(?!`)",
    re.M | re.S,
)
"""Code between fences, at any indentation (CommonMark 0.31.2, 4.5), and in lines."""


def without_code(text: str) -> str:
    """Return ``text`` with blank lines instead of its code."""
    if "`" not in text and "~~~" not in text:
        return text
    return _CODE.sub(lambda match: "\n" * match[0].count("\n"), text)


_CODE_OR_COMMENT = re.compile(f"{_CODE.pattern}|^ {{0,3}}(?P<comment><!--)", re.M | re.S)


def without_comments(text: str) -> str:
    """Return ``text`` with comments of several lines emptied: pandoc reads lists in them."""

    return replace_spans(
        text,
        _CODE_OR_COMMENT,
        lambda match: "-->" if match["comment"] else "",
        lambda one: "<!-- -->" if one.closing and "\n" in one.inside else one.text,
    )


def _opening(match: re.Match[str]) -> str:
    """Return only the first line and the options (``#| label: a``) of a block of code."""
    if not match["fence"]:
        return match[0]
    lines = match["code"].split("\n")
    kept = [line if line.startswith("#|") else "" for line in lines]
    return "\n".join([match["open"], *kept])


_HEADING = re.compile(r"^#{1,6} +\S|^\S[^\n]*\n(?:={3,}|-{3,})[ \t]*$", re.M)
_FIELDS = re.compile(r"---\n(?=[\w-]+:)(?:.*\n){1,200}?(?:---|\.\.\.)\n")
_PIPES = re.compile(r"^\|?[ \t]*:?-+:?[ \t]*+(?:\|[ \t]*+:?-++:?[ \t]*+)+\|?[ \t]*+$", re.M)
_INLINE = re.compile(r"\*\*?\w[^*\n]*\*|`[^`\n]+`|\]\([^()\s]+\)|^ {0,3}[-*+] \S|^```", re.M)


def _is_markdown(text: str) -> bool:
    """Return whether a text file is Markdown: it has a title block, fields, or markup."""
    if _TITLE_BLOCK.match(text) or _FIELDS.match(text):
        return True
    if _GRID.search(text) or _SIMPLE.search(text) or _PIPES.search(text):
        return True
    return len(_HEADING.findall(text)) > 1 and len(_INLINE.findall(text)) > 1


def _is_in(file: Path, name: str) -> bool:
    """Return whether ``file`` is in a project that the file ``name`` marks."""
    return any((folder / name).is_file() for folder in list(file.absolute().parents)[:6])


def foreign_markup(text: str) -> tuple[int, str] | None:
    """Return the line and the name of the first thing in ``text`` that a source can't hold."""
    text = _examined(text)
    return _foreign(text, without_code(text))


def _examined(text: str) -> str:
    """Return what is searched of ``text``: its beginning, without the content of long lines.

    The time for some patterns grows with the square of a line.
    """
    lines = text[:MAX_EXAMINED].split("\n")
    return "\n".join(line if len(line) <= MAX_LINE else "…" for line in lines)


def _foreign(text: str, prose: str) -> tuple[int, str] | None:
    if _TITLE_BLOCK.match(text):
        return 1, "a title block"
    found = [
        (match.start() + len(match[0]) - len(match[0].lstrip("\n")), name)
        for name, pattern in REFUSED.items()
        if (match := pattern.search(prose))
    ]
    lines = [(prose.count("\n", 0, start) + 1, name) for start, name in found]
    blocks = _CODE.finditer(text) if "{=" in text else ()
    raw = (one for one in blocks if one["fence"] and _RAW.search(one["open"]))
    lines += [(text.count("\n", 0, one.start()) + 1, "a raw block") for one in raw]
    return min(lines, default=None)
