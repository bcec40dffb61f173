"""Read LaTeX for comparison with its source: the words that are set, roughly.

LaTeX is a programming language; only text, footnotes, pictures, links and files that are read in
are looked for, and formulas are skipped.
"""

from __future__ import annotations

import re
from pathlib import Path

from publish.importing.original.encoded import text_of
from publish.importing.original.record import Kind, Original
from publish.runtime.spans import Span, line_numbers, replace_spans

_COMMENT = re.compile(r"(?<!\\)%.*")
_TOKEN = re.compile(
    r"\\(begin|end)\{(verbatim\*?|lstlisting|minted|code|comment|equation\*?|align\*?|gather\*?|"
    r"multline\*?|eqnarray\*?|displaymath|math)\}|\\[\[\](]|\\\)|(?<!\\)\$\$?|\n[ \t]*\n"
)
"""The ends of code and formulas, and of paragraphs, which end a formula in a line."""
_CODE = ("verbatim", "verbatim*", "lstlisting", "minted", "code")
_CLOSING = {r"\[": r"\]", r"\(": r"\)", "$": "$", "$$": "$$"}
_GROUP = r"\s*+\{(?:[^{}]++|\{(?:[^{}]++|\{[^{}]*+\})*\})*\}"
_TWICE = re.compile(rf"\\texorpdfstring({_GROUP}){_GROUP}")
"""A heading with other words for the bookmarks of the PDF."""
_COLUMNS = re.compile(
    r"\\begin\{(?:tabular|longtable|array|minipage|multicols|DUlineblock)\}(?:\[[^\]]{0,300}\])*"
    + _GROUP
    + r"|\\begin\{(?:tabular\*|tabularx|tabulary)\}"
    + 2 * _GROUP
    + r"|\\(?:multicolumn|resizebox|fcolorbox)\*?"
    + 2 * _GROUP
    + r"|\\(?:raisebox|scalebox|rotatebox|adjustbox)\*?"
    + _GROUP
    + r"(?:\[[^\]]{0,300}\])*"
)
"""Beginnings of tables and boxes with the forms of their columns, or their sizes."""
_LONG_TABLE = re.compile(r"\\begin(\{(?:longtable|xltabular)\b)")
_REPEATED = re.compile(r"\\end(firsthead|head|foot|lastfoot)\b")
"""The end of a head or foot of a long table."""
_PICTURE = re.compile(r"\\includegraphics\*?\s*+(?:\[[^\]]{0,300}\]\s*+)*\{([^{}]++)\}")
_LINK = re.compile(r"\\(?:sphinx)?(?:href|url)\s*\{([^{}]+)\}")
_FILE = re.compile(r"\\(?:input|include|subfile)\s*\{([^{}]+)\}")
_ALGORITHM = re.compile(r"\\begin(\{algorithm(?:2e)?\*?\})")
_TITLES = re.compile(r"\\(?:title|author|date)\b")
_HEADING = re.compile(r"\\(?:part|chapter|(?:sub){0,2}section|(?:sub)?paragraph)\*?\s*\{")
_UNSET = re.compile(
    r"\\(?:label|ref|eqref|pageref|autoref|[cC]ref|nameref|hyperref|(?=\w{0,20}[cC]ite)\w++|bibitem|index|"
    r"input|include|includegraphics|usepackage|documentclass|bibliography(?:style)?|hspace\*?|"
    r"vspace\*?|setlength|setcounter|addtocounter|pagestyle|thispagestyle|newcommand|hypersetup|"
    r"renewcommand|providecommand|begin|end|url|subfile|graphicspath|color|definecolor|"
    r"hypertarget|citeauthor|cmidrule(?:\([^()]*\))?|cline|selectlanguage|foreignlanguage|textcolor|rule|input)\*?\s*(?:\[[^\]]{0,300}\]\s*)*\{[^{}]*\}"
)
_COMMAND = re.compile(r"\\(?:[A-Za-z@]+\*?(?:\s*\[[^\]]{0,300}\])*|.)")
_ACCENT = re.compile(
    r"\\[`'^\"~=.uvHcdbrk]\s*\{?\\?[A-Za-z]\}?|\\i(?:er|ere|eme)s?\b|\\(?:nice|s)frac\b"
    r"|(?<=\w)\"[-=~|\"/]|\"[aouAOUsz]"
)
"""Accents, endings, fractions and shorthands of babel, which are parts of words."""


_ENDS = re.compile(
    r"(\n[ \t]*\n|\\par\b|\\item\b|\\\\|(?<!\\)&|(?=\\(?:caption|begin|end|State|bibitem)\b))"
)


def read(file: Path) -> Original:
    """Return the content of ``file``.  Raises :class:`OriginalError`."""
    found = Original(part=file.name, unit="line")
    text = _whole(file, _COMMENT.sub("", text_of(file)), 0, [_MOST])
    _, begun, body = text.partition(r"\begin{document}")
    skipped = len(text) - len(body) if begun else 0
    body = (body if begun else text).partition(r"\end{document}")[0]
    line = 1 + text.count("\n", 0, skipped)
    body = _without_code(found, body, line)
    number_at = line_numbers(body)
    for link in _LINK.finditer(body):
        found.number = line - 1 + number_at(link.start())
        found.add_link(link[1].replace("\\", ""))
    body = replace_spans(body, _LONG_TABLE, lambda match: f"\\end{match[1]}", _once)
    body = replace_spans(
        body,
        _ALGORITHM,
        lambda match: f"\\end{match[1]}",
        lambda span: span.text.replace("}{", "} {"),
    )
    body = _TWICE.sub(lambda match: match[1], body)
    for pattern in (_COLUMNS, _LINK):
        body = pattern.sub(lambda match: _blank(match[0]), body)
    for paragraph in _ENDS.split(body):
        _paragraph(found, paragraph, line)
        line += paragraph.count("\n")
    return found


def _whole(file: Path, text: str, depth: int, left: list[int]) -> str:
    """Return ``text`` with the files of its folder that it reads in; at most ``left``."""

    def inner(match: re.Match[str]) -> str:
        name = match[1].strip()
        for one in (file.parent / name, file.parent / f"{name}.tex"):
            if (
                depth < _DEEPEST
                and left[0] > 0
                and one.is_file()
                and one.resolve().is_relative_to(file.parent.resolve())
            ):
                read = _COMMENT.sub("", text_of(one))
                left[0] -= max(len(read), 1000)
                return _whole(file, read, depth + 1, left)
        return match[0]

    return _FILE.sub(inner, text)


_DEEPEST = 5
"""How deep files that read in others are read."""
_MOST = 20_000_000
"""The most characters of all files that are read in."""


def _without_code(found: Original, body: str, line: int) -> str:
    """Return ``body`` without code, which becomes passages, and without formulas."""
    parts: list[str] = []
    end = start = 0
    closing = ""
    number_at = line_numbers(body)
    for token in _TOKEN.finditer(body):
        name = token[2] or token[0]
        if not closing:
            opens = token[1] == "begin" or name in _CLOSING
            closing, start = (_CLOSING.get(name, name) if opens else ""), token.end()
            if opens:
                parts.append(body[end : token.start()])
                end = token.start()
        elif name == closing and token[1] != "begin":
            if name in _CODE:
                found.number = line - 1 + number_at(start)
                code = body[start : token.start()]
                found.add(Kind.PARAGRAPH, re.sub(r"^(?:\[[^\]\n]*\])?(?:\{\w+\})?", "", code))
            parts.append(" " + "\n" * body.count("\n", end, token.end()))
            end, closing = token.end(), ""
        elif token[0].isspace() and closing in (r"\)", "$"):
            closing = ""
    return "".join([*parts, body[end:]])


def _once(table: Span) -> str:
    """Return a long table without the heads and feet that other pages repeat."""
    ends = list(_REPEATED.finditer(table.text))
    names = {one[1] for one in ends}
    unseen = {"head"} & names if "firsthead" in names else set[str]()
    unseen |= {"foot"} & names if "lastfoot" in names else set()
    parts, start = [], 0
    for one in ends:
        part = table.text[start : one.end()]
        parts.append(_blank(part) if one[1] in unseen else part)
        start = one.end()
    return "".join([*parts, table.text[start:]])


def _blank(text: str) -> str:
    return " " + "\n" * text.count("\n")


def _paragraph(found: Original, text: str, line: int) -> None:
    found.number = line + len(text[: len(text) - len(text.lstrip())].splitlines())
    for picture in _PICTURE.findall(text):
        found.add_picture(picture)
    for name in _FILE.findall(text):
        found.add(Kind.EMBEDDED, name)
    kind = Kind.HEADING if _HEADING.search(text) and len(text) < 300 else Kind.PARAGRAPH
    found.add(kind, _words(text))


def _words(text: str) -> str:
    """Return the words that a paragraph sets; those with accents as commands are left out."""
    if _ACCENT.search(text):
        text = re.sub(r"\S+", lambda m: " " if "\0" in m[0] else m[0], _ACCENT.sub("\0", text))
    text = _UNSET.sub(" ", text)
    text = _COMMAND.sub(" ", text)
    return re.sub(r"[{}~]|--+", lambda m: "" if m[0] in "{}" else " ", text)
