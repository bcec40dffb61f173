"""Convert the directives, roles and labels of MyST to Markdown with HTML.

https://mystmd.org/guide/directives and https://myst-parser.readthedocs.io
"""

from __future__ import annotations

import csv
import html
import re
from pathlib import Path

from msgspec import Struct, field

from publish.errors import SourceError
from publish.importing.markdown.commonmark import CODE, FENCED, change_outside, left_out
from publish.importing.markdown.containers import Directive, convert_containers
from publish.importing.markers import NAMED, NUMBERED
from publish.runtime.folder import FileRefusedError, file_inside
from publish.runtime.text import read_text

_CODE = frozenset({"code", "code-block", "sourcecode", "code-cell", "prompt", "literal", "doctest"})
_PLAIN = frozenset(
    """
    container div grid grid-item grid-item-card card card-carousel tab-set tab-item tabs tab tabbed
    panels group rubric centered compound parsed-literal figure-md only button-link button-ref
    exercise-start solution-start gated proof
    """.split()  # noqa: SIM905
)
_NAVIGATION = frozenset(
    ["toctree", "contents", "tableofcontents", "index", "tags", "sectnum", "title", "meta",
     "default-role", "highlight", "currentmodule", "module", "exercise-end", "solution-end"]
)  # fmt: skip
MAX_INCLUDES, MAX_INCLUDED = 100, 8_000_000
"""The most files that are read, and the most characters of those that are included."""
_NAMES = ("name", "label")
"""Options that name a block: of Sphinx and of mystmd."""


MAX_TITLE = 500
"""The most characters of a title that links and references repeat."""


class Reader(Struct):
    """Reads one document: its labels, and how many files it may still include.

    ``titles`` maps a label to the words of its heading or figure.
    """

    file: Path
    top: Path
    titles: dict[str, str] = field(default_factory=dict)
    left: int = MAX_INCLUDES
    size: int = MAX_INCLUDED
    documents: dict[str, str] = field(default_factory=dict)

    def convert(self, text: str) -> str:
        """Return ``text`` with directives, labels and roles converted."""
        labels = {*_LABELLED.findall(text), *_LABEL.findall(text)} - {""}
        text = change_outside(FENCED, text, lambda part: _NUMBERED.sub(_formula, part))
        text = convert_containers(text, self.handle)
        self._find_labels(text)
        text = change_outside(CODE, text, lambda part: self._called(part, labels))
        text = change_outside(FENCED, text, lambda part: _UNPUBLISHED.sub("", part))
        text = change_outside(FENCED, text, lambda part: _ATTRIBUTED.sub(_attributed, part))
        text = change_outside(CODE, text, lambda part: _LABEL.sub(r'<span id="\1"></span>\n', part))
        text = change_outside(
            CODE, text, lambda part: _UNTITLED.sub(lambda m: self._reference("ref", "", m[1]), part)
        )
        return _ROLE.sub(lambda m: self._role(m) if m["name"] else m[0], text)

    def _called(self, text: str, labels: set[str]) -> str:
        """Return ``text`` with references without words: ``@label``, and links to documents."""
        if labels:
            text = _CALLED.sub(
                lambda m: self._reference("ref", "", m[1]) if m[1] in labels else m[0], text
            )
        return _DOCUMENT.sub(lambda m: f"[{self._title_of(m[1])}]({m[1]})", text)

    def _title_of(self, address: str) -> str:
        """Return the title of a document in the folder, or its name."""
        if address not in self.documents:
            self.left -= 1
            self.documents[address] = self._read_title(address) if self.left >= 0 else ""
        return self.documents[address] or Path(address).stem

    def _read_title(self, address: str) -> str:
        """Return the title of a document in the folder; empty if it can't be read."""
        try:
            text = read_text(file_inside(self.file.resolve().parent, address, self.top.resolve()))
        except (FileRefusedError, SourceError):
            text = ""
        found = re.search(r"^(?:title:|#)[ \t]++(.+)$", text, re.M)
        return found[1].strip().strip("\"'")[:MAX_TITLE] if found else ""

    def handle(self, one: Directive) -> list[str] | None:
        """Return the lines for a directive; ``None`` if it is a box, or unknown."""
        name = one.name.rpartition(":")[2]
        body = list(one.body)
        match name:
            case _ if name in _CODE:
                return self._code(one)
            case "figure" | "image":
                return self._figure(one)
            case "math":
                tex = " ".join([one.argument, *body]).strip()
                return ["", *self._anchor(one, "label", "name"), "$$", tex, "$$", ""]
            case "table":
                head = [f"<figcaption>{html.escape(one.argument)}</figcaption>", ""]
                return ["", f"<figure{_id(one)}>", *head, *body, "", "</figure>", ""]
            case "list-table":
                return _table(one, _rows(body))
            case "csv-table":
                lines = [*filter(None, [one.options.get("header")]), *body]
                return _table(one, list(csv.reader(lines, skipinitialspace=True)))
            case "glossary":
                return ["", *_glossary(body), ""]
            case "include" | "literalinclude":
                return self._included(one, literal=name == "literalinclude")
            case "mermaid" | "graphviz":
                return ["", f"```{name}", *body, "```", "", left_out("a drawing of", name), ""]
            case _ if name == "eval-rst" or name.startswith("auto"):
                written = [f".. {one.name}:: {one.argument}"] if name != "eval-rst" else []
                return [
                    "",
                    "```rst",
                    *written,
                    *body,
                    "```",
                    "",
                    left_out("the result of", name),
                    "",
                ]
            case "iframe" | "video" | "youtube":
                return ["", f"[{one.argument}]({one.argument})", "", left_out(name, ""), ""]
            case "raw" if "html" in one.argument:
                return ["", *body, ""]
            case _ if name in _NAVIGATION:
                return ["", left_out(name, " ".join([one.argument, *body])), ""]
            case _ if name in _PLAIN:
                title = f"**{one.argument}**" if name not in ("grid", "grid-item") else ""
                if one.options.get("link"):
                    title = f"[{title or one.options['link']}]({one.options['link']})"
                head = [title, ""] if title.strip("*") else []
                return ["", *self._anchor(one), *head, *body, ""]
            case _ if one.name.startswith(("prf:", "proof:")) or name in ("exercise", "solution"):
                title = f"{name.capitalize()} {one.argument}".strip()
                opening = f'<div class="aside note"{_id(one, "label")}>'
                titled = f'<p class="aside-title"><span>{html.escape(title)}</span></p>'
                return ["", opening, "", titled, "", *body, "", "</div>", ""]
        return None

    def _anchor(self, one: Directive, *names: str) -> list[str]:
        name = next((one.options[n] for n in (*names, *_NAMES) if one.options.get(n)), "")
        return [f'<span id="{html.escape(name)}"></span>', ""] if name else []

    def _code(self, one: Directive) -> list[str]:
        ticks = max(
            (len(m) for line in one.body for m in re.findall("^ *(`{3,})", line)), default=2
        )
        fence = "`" * max(3, ticks + 1)
        caption = one.options.get("caption") or one.options.get("filename") or ""
        lines = ["", *self._anchor(one), *([caption, ""] if caption else [])]
        language = one.argument.split(" ")[0].strip("{}").replace("ipython3", "python")
        lines += [fence + language, *one.body, fence, ""]
        if one.name == "code-cell":
            lines += [left_out("the result of a cell of", language), ""]
        return lines

    def _figure(self, one: Directive) -> list[str]:
        alt = f' alt="{html.escape(one.options["alt"])}"' if one.options.get("alt") else ""
        image = f'<img src="{html.escape(one.argument)}"{alt}/>'
        if not any(line.strip() for line in one.body):
            return ["", f"<figure{_id(one)}>{image}</figure>", ""]
        caption = ["<figcaption>", "", *one.body, "", "</figcaption>"]
        return ["", f"<figure{_id(one)}>", image, *caption, "</figure>", ""]

    def _included(self, one: Directive, *, literal: bool) -> list[str]:
        self.left -= 1
        try:
            if self.left < 0 or self.size < 0:
                raise FileRefusedError("", "", "")
            below = self.file.resolve().parent.relative_to(self.top.resolve())
            text = read_text(file_inside(self.top, str(below / one.argument), self.top))
        except (FileRefusedError, SourceError, ValueError):
            return ["", left_out(one.name, one.argument), ""]
        self.size -= len(text)
        if one.options.keys() - {"language", "name", "caption", "linenos", "relative-images"}:
            note = ["", left_out(f"part of {one.argument}:", " ".join(one.options.values())), ""]
        else:
            note = []
        if not literal:
            return ["", *text.split("\n"), *note]
        language = one.options.get("language", Path(one.argument).suffix[1:])
        return [
            *self._code(Directive("code", language, one.options, tuple(text.split("\n")), "")),
            *note,
        ]

    def _find_labels(self, text: str) -> None:
        for match in _TITLED.finditer(text):
            self.titles.setdefault(match[1], match[2].strip()[:MAX_TITLE])

    def _role(self, match: re.Match[str]) -> str:
        name, words = match["name"].rpartition(":")[2], " ".join(match["words"].split())
        shown, target = _titled(words)
        match name:
            case "ref" | "numref" | "eq" | "doc" | "any" | "term" | "prf" | "download" | "external":
                return self._reference(name, shown, target)
            case "sub" | "sup" | "kbd":
                return f"<{name}>{html.escape(words)}</{name}>"
            case "subscript" | "superscript":
                return f"<{name[:3]}>{html.escape(words)}</{name[:3]}>"
            case "abbr" if "(" in words and words.endswith(")"):
                short, _, meaning = words[:-1].partition("(")
                title = html.escape(meaning)
                return f'<abbr title="{title}">{html.escape(short.rstrip())}</abbr>'
            case "math":
                return f"${words}$"
            case "octicon" | "fas" | "fab" | "far" | "fa" | "iconify" | "bdg":
                return ""
            case "cite" | "p" | "t" | "citep" | "citet":
                return f"[{words}]"
            case "u" | "underline" | "smallcaps" | "guilabel" | "menuselection" | "span" | "abbr":
                return words
            case "del" | "strike":
                return f"~~{words}~~"
            case "strong" | "dfn":
                return f"**{words}**"
            case "emphasis":
                return f"*{words}*"
        return f"`{shown or words}`"

    def _reference(self, name: str, shown: str, target: str) -> str:
        title = shown or self.titles.get(target, "")
        if name in ("doc", "download"):
            return f"[{title or Path(target).name}]({target.replace(' ', '%20')})"
        if name == "term" and not shown:
            return target
        label = f"{NAMED}{target}{NAMED}"
        if name == "eq":
            title = f"({NUMBERED}{label})"
        elif "%s" in title or "{number}" in title:
            title = re.sub(r"%s|\{number\}", f"{NUMBERED}{label}", title)
            title = title.replace("{name}", self.titles.get(target, ""))
        elif not shown and (name == "numref" or not title):
            title = label
        return f'<a href="#{html.escape(target)}">{html.escape(title or target)}</a>'


def _titled(words: str) -> tuple[str, str]:
    """Return the words and the target of the text of a role: ``words <target>``, or a target."""
    shown, opening, target = words[:-1].rpartition("<")
    if not opening or not target or ">" in target or not words.endswith(">"):
        return "", words
    return shown.rstrip(), target


_LABEL = re.compile(r"^[ ]{0,3}\(([^()\n]+)\)=[ \t]*$\n?", re.M)
_TITLED = re.compile(
    r"^\(([^()\n]+)\)=[ \t]*\n(?:[ \t]*\n|\([^()\n]+\)=[ \t]*\n){0,9}#{1,6} +([^\n]+)$", re.M
)


_LABELLED = re.compile(r"^[ \t>]*:(?:label|name):[ \t]*(\S+)[ \t]*$", re.M)
_CALLED = re.compile(r"(?<![\w@/.\[;])@([A-Za-z][\w:-]*)")
_DOCUMENT = re.compile(r"(?<!!)\[\]\(((?!https?:)[^()#\s]+\.(?:md|ipynb))(?:#[^()\s]*)?\)")
_NUMBERED = re.compile(r"^[ \t]*\$\$([^$\n]++)\$\$[ \t]*+\(([\w:.-]++)\)[ \t]*+$", re.M)


def _formula(match: re.Match[str]) -> str:
    """Return a formula on one line, which a label names, as a block."""
    return f'\n<span id="{html.escape(match[2])}"></span>\n\n$$\n{match[1].strip()}\n$$\n'


_UNTITLED = re.compile(r"(?<!!)\[\]\(<?#([^()<>\n]+)>?\)")
"""A link whose words are the title of its target."""
_ATTRIBUTED = re.compile(
    r"^\{[^{}\n\"]{0,200}\battribution=\"([^\"\n]+)\"[^{}\n]*\}[ \t]*\n((?:>[^\n]*(?:\n|\Z))+)",
    re.M,
)
"""A quotation after its attribution (https://myst-parser.readthedocs.io, Block attributes)."""


def _attributed(match: re.Match[str]) -> str:
    return f"{match[2].rstrip()}\n>\n> — {match[1]}\n"


#: Comments and ends of blocks.
_UNPUBLISHED = re.compile(r"^%[^\n]*\n|^\+\+\+[^\n]*\n|^\^\^\^[ \t]*$", re.M)
_ROLE = re.compile(
    r"^[ \t>]*(?P<fence>`{3,20}|~{3,20})[^\n]*\n.*?(?:^[ \t>]*(?P=fence)[`~]*[ \t]*$|\Z)"
    r"|\{(?P<name>[a-zA-Z][\w:+.-]*)\}(?P<ticks>`{1,20})"
    r"(?P<words>(?:(?!\n[ \t]*\n).)+?)(?P=ticks)(?!`)"
    r"|(?P<code>`{1,20})(?:(?!\n[ \t]*\n).)+?(?P=code)(?!`)",
    re.M | re.S,
)
"""A role, or code that stays as it is."""


def _id(one: Directive, *names: str) -> str:
    name = next((one.options[n] for n in (*names, *_NAMES) if one.options.get(n)), "")
    return f' id="{html.escape(name)}"' if name else ""


def _rows(body: list[str]) -> list[list[str]]:
    """Return the cells of a list table, each as Markdown."""
    rows: list[list[str]] = []
    row_indent = cell_indent = -1
    for line in body:
        item = re.match(r"(\s*)[*-](\s+)[*-](?:\s(.*))?$", line)
        cell = re.match(r"(\s+)[*-](?:\s(.*))?$", line)
        if item and row_indent in (-1, len(item[1])):
            row_indent, cell_indent = len(item[1]), len(item[1] + item[2]) + 1
            rows.append([item[3] or ""])
        elif cell and rows and len(cell[1]) == cell_indent:
            rows[-1].append(cell[2] or "")
        elif rows:
            inside = min(cell_indent + 2, len(line) - len(line.lstrip()))
            rows[-1][-1] += "\n" + line[inside:]
    return rows


def _count(written: str) -> int:
    """Return the value of an option that is a number; 0 for anything else."""
    return int(written[:9]) if written.isascii() and written.isdigit() else 0


def _table(one: Directive, rows: list[list[str]]) -> list[str]:
    rows = [row for row in rows if row]
    heads = _count(one.options.get("header-rows", "")) or int(bool(one.options.get("header")))
    stubs = _count(one.options.get("stub-columns", ""))
    lines = ["", f"<table{_id(one)}>"]
    if one.argument:
        lines.append(f"<caption>{html.escape(one.argument)}</caption>")
    for number, row in enumerate(rows):
        lines.append("<tr>")
        for column, cell in enumerate(row):
            tag = "th" if number < heads or column < stubs else "td"
            lines += [f"<{tag}>", "", *cell.split("\n"), "", f"</{tag}>"]
        lines.append("</tr>")
    return [*lines, "</table>", ""]


def _glossary(body: list[str]) -> list[str]:
    """Return a glossary as a definition list: indented lines define the term before them."""
    lines: list[str] = []
    for line in body:
        if line[:1].isspace() and line.strip():
            first = bool(lines) and not lines[-1].startswith((":", " ")) and lines[-1] != ""
            lines.append(f"{': ' if first else '  '}{line.strip()}")
        else:
            lines += ["", line] if line.strip() and lines else [line]
    return lines
