"""Read LaTeX for comparison with its source: the words that are set, roughly.

LaTeX is a programming language; only text, footnotes, pictures, links and files that are read in
are looked for, and formulas are skipped.
"""

from __future__ import annotations

import re
from pathlib import Path

from publish.importing.original.encoded import text_of
from publish.importing.original.record import Kind, Original

_COMMENT = re.compile(r"(?<!\\)%.*")
_VERBATIM = re.compile(r"\\begin\{(verbatim\*?|lstlisting|minted|comment)\}.*?\\end\{\1\}", re.S)
_MATHS = re.compile(
    r"\\begin\{(equation|align|gather|multline|eqnarray|displaymath|math)(\*?)\}.*?"
    r"\\end\{\1\2\}|\\\[.*?\\\]|\\\(.*?\\\)|\$\$.*?\$\$|(?<!\\)\$[^$]{0,2000}(?<!\\)\$",
    re.S,
)
_PICTURE = re.compile(r"\\includegraphics\*?\s*(?:\[[^\]]*\])*\s*\{([^{}]+)\}")
_LINK = re.compile(r"\\(?:href|url)\s*\{([^{}]+)\}")
_FILE = re.compile(r"\\(?:input|include|subfile)\s*\{([^{}]+)\}")
_TITLES = re.compile(r"\\(?:title|author|date)\b")
_HEADING = re.compile(r"\\(?:part|chapter|(?:sub){0,2}section|(?:sub)?paragraph)\*?\s*\{")
_UNSET = re.compile(
    r"\\(?:label|ref|eqref|pageref|autoref|[cC]ref|nameref|hyperref|cite\w*|nocite|bibitem|index|"
    r"input|include|includegraphics|usepackage|documentclass|bibliography(?:style)?|hspace\*?|"
    r"vspace\*?|setlength|setcounter|addtocounter|pagestyle|thispagestyle|newcommand|hypersetup|"
    r"renewcommand|providecommand|begin|end|url|subfile|graphicspath|color|definecolor|"
    r"selectlanguage|foreignlanguage|textcolor|rule|input)\*?\s*(?:\[[^\]]*\]\s*)*\{[^{}]*\}"
)
_COMMAND = re.compile(r"\\(?:[A-Za-z@]+\*?(?:\s*\[[^\]]*\])*|.)")
_ACCENT = re.compile(r"\\[`'^\"~=.uvHcdbrk]\s*\{?\\?[A-Za-z]\}?")


def read(file: Path) -> Original:
    """Return the content of ``file``.  Raises :class:`OriginalError`."""
    found = Original(part=file.name, unit="line")
    text = _COMMENT.sub("", text_of(file))
    _, begun, body = text.partition(r"\begin{document}")
    skipped = len(text) - len(body) if begun else 0
    body = (body if begun else text).partition(r"\end{document}")[0]
    line = 1 + text.count("\n", 0, skipped)
    body = _VERBATIM.sub(_blank, body)
    body = _MATHS.sub(_blank, body)
    for paragraph in re.split(r"(\n[ \t]*\n|\\par\b|\\item\b|\\\\|&)", body):
        _paragraph(found, paragraph, line)
        line += paragraph.count("\n")
    return found


def _blank(match: re.Match[str]) -> str:
    return " " + "\n" * match[0].count("\n")


def _paragraph(found: Original, text: str, line: int) -> None:
    found.number = line + len(text[: len(text) - len(text.lstrip())].splitlines())
    for picture in _PICTURE.findall(text):
        found.add_picture(picture)
    for target in _LINK.findall(text):
        found.add_link(target.replace("\\", ""))
    for name in _FILE.findall(text):
        found.add(Kind.EMBEDDED, name)
    kind = Kind.HEADING if _HEADING.search(text) and len(text) < 300 else Kind.PARAGRAPH
    found.add(kind, _words(text))


def _words(text: str) -> str:
    """Return the words that a paragraph sets; those with accents as commands are left out."""
    text = re.sub(r"\S*" + _ACCENT.pattern + r"\S*", " ", text) if _ACCENT.search(text) else text
    text = _UNSET.sub(" ", text)
    text = re.sub(r"\\(?:href)\s*\{[^{}]*\}", " ", text)
    text = _COMMAND.sub(" ", text)
    return re.sub(r"[{}~]|--+", lambda m: "" if m[0] in "{}" else " ", text)
