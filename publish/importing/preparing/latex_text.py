r"""Rewrite the LaTeX that pandoc drops or cannot resolve.

Files that are read in are looked for in the folder of the document.  Marginal notes become notes,
references get the words or numbers that LaTeX would print, and drawings a placeholder.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path

from msgspec import Struct, field

from publish.errors import PublishError, Severity
from publish.importing.markers import ANY, Marks
from publish.importing.preparing.latex_tables import whole_tables
from publish.importing.records import PlacedDiagnostic, import_warning
from publish.runtime.folder import FileRefusedError, file_inside
from publish.runtime.text import read_text

MAX_LATEX = 2_000_000
"""The largest file, in bytes: pandoc reads half a million bytes of LaTeX in a second."""
_MAX_DEPTH = 5
"""The most files that read each other in."""
_VERBATIM = re.compile(
    r"\\begin\{(verbatim\*?|Verbatim|lstlisting|minted|comment|filecontents\*?)\}.*?\\end\{\1\}"
    r"|\\(?:verb|lstinline)\*?([^\w\s{*\[]).*?\2",
    re.S,
)
_COMMENT = re.compile(r"(?<!\\)((?:\\\\)*)%[^\n]*\n?[ \t]*")
_FILE = re.compile(r"\\(?:input|include|subfile)\s*\{([^{}]+)\}|\\input\s+([\w./-]+)")
_DRAWINGS = "|".join(
    ("tikzpicture", "pgfpicture", "circuitikz", "forest", "tikzcd", "pspicture", "picture", "asy")
)
_DRAWING = re.compile(rf"\\begin\{{({_DRAWINGS})\}}(.*?)\\end\{{\1\}}", re.S)
_NODE = re.compile(
    r"\bnode\b[^{};]*\{((?:[^{}]|\{[^{}]*\})*)\}|\\(?:put|rput)\([^)]*\)\{([^{}]*)\}"
)
_LABEL = re.compile(r"\\label\s*\{([^{}]*)\}")
_STRUCTURE = re.compile(
    r"\\(?:part|chapter|(?:sub){0,2}section|(?:sub)?paragraph)\*?\s*(?:\[[^\]]*\])?\s*(?=\{)"
    r"|\\(?P<edge>begin|end)\{(?P<name>[A-Za-z]+)\*?\}|\\label\s*\{(?P<label>[^{}]*)\}"
)
_FLOATS = frozenset({"figure", "table", "wrapfigure", "longtable", "subfigure", "subtable"})
_EQUATIONS = frozenset(
    {"equation", "align", "gather", "multline", "eqnarray", "alignat", "flalign"}
)
_REFERENCE = re.compile(
    r"\\(?P<kind>ref|eqref|autoref|[cC]ref|nameref|vref|pageref)\*?\s*\{(?P<label>[^{}]*)\}"
)
_CITATION = re.compile(
    r"~?\\(?:cite[pt]?|parencite|textcite|autocite|footcite|citealp|citealt)\*?\s*"
    r"(?P<notes>(?:\[[^\]]*\]\s*){0,2})\{(?P<keys>[^{}]*)\}"
)
_BIBLIOGRAPHY = re.compile(
    r"\\begin\{thebibliography\}\s*\{[^{}]*\}(.*?)\\end\{thebibliography\}", re.S
)
_ITEM = re.compile(r"\\bibitem\s*(?:\[(?P<label>(?:[^\[\]]|\{[^{}]*\})*)\])?\s*\{(?P<key>[^{}]*)\}")
_MARGIN = ("marginpar", "marginnote", "sidenote", "margintext")
_REMARKS = ("todo", "pdfcomment", "fxnote", "missingfigure")
_BOX = re.compile(r"\\begin\{(tcolorbox|mdframed)\}\s*\[(?P<given>(?:[^\[\]{}]|\{[^{}]*\})*)\]")
_BOX_TITLE = re.compile(r"(?:^|,)\s*(?:frame)?title\s*=\s*(?:\{([^{}]*)\}|([^,{}]*))")
_TRIMMED = re.compile(r"\\includegraphics\s*\[[^\]]*\b(?:trim|viewport|bb)\s*=[^\]]*\]")


class Latex(Struct):
    """A document that is being rewritten."""

    file: Path
    marks: Marks
    warnings: list[PlacedDiagnostic] = field(default_factory=list)
    drawings: int = 0

    def rewritten(self) -> str:
        """Return the text for pandoc.  Raises :class:`SourceError`."""
        text = self._whole(ANY.sub("", read_text(self.file, max_file=MAX_LATEX)), 0)
        numbers = _numbers(text)
        steps: tuple[Callable[[str], str], ...] = (
            whole_tables,
            self._without_thanks,
            _with_whole_notes,
            self._with_margins,
            lambda part: _DRAWING.sub(self._drawing, part),
            lambda part: _TRIMMED.sub(self._trimmed, part),
            lambda part: _BOX.sub(_box, part),
            lambda part: _BIBLIOGRAPHY.sub(_bibliography, part),
            lambda part: _CITATION.sub(lambda m: _citation(m, numbers), part),
            lambda part: _REFERENCE.sub(lambda m: self._reference(m, numbers), part),
        )
        for step in steps:
            text = _outside_code(text, step)
        return text

    def _whole(self, text: str, depth: int) -> str:
        """Return ``text`` without comments, and with the files that it reads in."""
        text = _outside_code(text, lambda part: _COMMENT.sub(r"\1%" + "\n", part))

        def replacement(match: re.Match[str]) -> str:
            name = (match[1] or match[2]).strip()
            found = self._read(name) if depth < _MAX_DEPTH else None
            if found is None:
                fix = "Put it there and import again, or import it by itself."
                message = f"The file “{name[:80]}”, which is read in, wasn't found in the folder."
                return self.marks.remark("import-embedded", message, fix)
            return self._whole(_body(found), depth + 1)

        return _outside_code(text, lambda part: _FILE.sub(replacement, part))

    def _read(self, name: str) -> str | None:
        for one in (name, f"{name}.tex"):
            try:
                file = file_inside(self.file.parent, one)
                return ANY.sub("", read_text(file, max_file=MAX_LATEX)) if file.is_file() else None
            except (FileRefusedError, PublishError, OSError):
                continue
        return None

    def _without_thanks(self, text: str) -> str:
        """List notes of title and authors, for which the front matter has no place."""

        def listed(words: str) -> str:
            message = f"A note of the title or an author was left out: “{_plain(words)[:300]}”."
            fix = "Write it in the text, or in the field rights."
            self.warnings.append(import_warning("title", "import-note", message, fix))
            return ""

        return _with_arguments(text, ("thanks",), listed)

    def _with_margins(self, text: str) -> str:
        text = _with_arguments(text, _MARGIN, lambda words: f"\\footnote{{{words}}}")
        return _with_arguments(text, _REMARKS, lambda words: self.marks.comment("", _plain(words)))

    def _drawing(self, match: re.Match[str]) -> str:
        """Return a placeholder for a drawing, and a remark with its words."""
        self.drawings += 1
        said = [_plain(one or two) for one, two in _NODE.findall(match[2])]
        message = f"A drawing ({match[1]}) was left out, so only its place is here."
        if any(said):
            message += f" Its words: {'; '.join(filter(None, said))[:1000]}"
        fix = "Save it as SVG or PNG, and put that there."
        remark = self.marks.remark("import-drawing", message, fix)
        return f"\n\n{remark}\\includegraphics{{missing/drawing-{self.drawings}.png}}\n\n"

    def _trimmed(self, match: re.Match[str]) -> str:
        message = "A picture is cropped in LaTeX, but whole here."
        fix = "Cut it, if readers may not see all of it."
        return self.marks.remark("import-crop", message, fix) + match[0]

    def _reference(self, match: re.Match[str], numbers: Numbers) -> str:
        """Return the words for a reference; pandoc numbers figures and tables itself."""
        label, kind = match["label"], match["kind"]
        if label in numbers.titles:
            return f"\\hyperref[{label}]{{{numbers.titles[label]}}}"
        if label in numbers.equations:
            number = numbers.equations[label]
            return f"({number})" if kind == "eqref" else str(number)
        if label in numbers.floats:
            return match[0] if kind == "ref" else f"\\ref{{{label}}}"
        message = f"A reference to “{label[:80]}” has no number here."
        remark = self.marks.remark("import-link", message, "Write it out.", Severity.WARNING)
        return f"??{remark}"


class Numbers(Struct):
    """What references print: the titles of sections, and the numbers of equations and sources."""

    titles: dict[str, str] = field(default_factory=dict)
    equations: dict[str, int] = field(default_factory=dict)
    floats: set[str] = field(default_factory=set)
    sources: dict[str, str] = field(default_factory=dict)


def _numbers(text: str) -> Numbers:
    """Return what the references of a document print."""
    found = Numbers()
    title = ""
    inside: list[str] = []
    code = [match.span() for match in _VERBATIM.finditer(text)]
    for match in _STRUCTURE.finditer(text):
        if any(start <= match.start() < end for start, end in code):
            continue
        label, name = match["label"], match["name"]
        if match["edge"] == "begin":
            inside.append(name)
        elif match["edge"]:
            del inside[
                len(inside) - 1 - inside[::-1].index(name) if name in inside else len(inside) :
            ]
        elif label is None:
            title = _LABEL.sub("", _argument(text, match.end())[0]).strip()
        elif set(inside) & _FLOATS:
            found.floats.add(label)
        elif set(inside) & _EQUATIONS:
            found.equations[label] = len(found.equations) + 1
        elif title and not set(inside) - {"document"}:
            found.titles[label] = title
    for number, match in enumerate(_ITEM.finditer(text), 1):
        found.sources[match["key"].strip()] = match["label"] or str(number)
    return found


def _citation(match: re.Match[str], numbers: Numbers) -> str:
    """Return a citation in brackets: numbers or labels of the bibliography, else the keys."""
    keys = [key.strip() for key in match["keys"].split(",")]
    names = ", ".join(numbers.sources.get(key, key.replace("_", r"\_")) for key in keys)
    notes = [one.strip("[] ") for one in re.findall(r"\[[^\]]*\]", match["notes"])]
    before = f"{notes[0]} " if len(notes) > 1 and notes[0] else ""
    after = f", {notes[-1]}" if notes and notes[-1] else ""
    space = "~" if match[0].startswith("~") else ""
    return f"{space}{{[}}{before}{names}{after}{{]}}"


def _bibliography(match: re.Match[str]) -> str:
    """Return a bibliography as a list: numbered, or with its labels."""
    labelled = any(item["label"] for item in _ITEM.finditer(match[1]))
    kind = "description" if labelled else "enumerate"
    items = _ITEM.sub(
        lambda item: f"\n\\item[{item['label'] or ''}] " if labelled else "\n\\item ", match[1]
    )
    return f"\\begin{{{kind}}}{items}\\end{{{kind}}}"


def _with_whole_notes(text: str) -> str:
    r"""Return ``text`` with the pairs ``\footnotemark`` and ``\footnotetext{...}`` as notes."""
    notes: list[str] = []
    marks = re.compile(r"\\footnotemark\b\s*(?:\[[^\]]*\])?")
    if not marks.search(text):
        return _with_arguments(text, ("footnotetext",), lambda words: f"\\footnote{{{words}}}")

    def kept(words: str) -> str:
        notes.append(words)
        return ""

    text = _with_arguments(text, ("footnotetext",), kept)
    rest = iter(notes)
    text = marks.sub(lambda _: f"\\footnote{{{next(rest, '')}}}", text)
    return text + "".join(f"\n\n\\footnote{{{words}}}" for words in rest)


def _box(match: re.Match[str]) -> str:
    """Return the beginning of a box, with its title as a paragraph."""
    title = _BOX_TITLE.search(match["given"])
    words = (title[1] or title[2] or "").strip() if title else ""
    return f"\\begin{{{match[1]}}}" + (f"\\textbf{{{words}}}\n\n" if words else "")


def _body(text: str) -> str:
    """Return what is between the beginning and the end of a document, if it is a whole one."""
    _, begun, rest = text.partition(r"\begin{document}")
    return rest.partition(r"\end{document}")[0] if begun else text


def _outside_code(text: str, change: Callable[[str], str]) -> str:
    """Return ``text`` with everything changed but code."""
    pieces = []
    position = 0
    for match in _VERBATIM.finditer(text):
        pieces += [change(text[position : match.start()]), match[0]]
        position = match.end()
    return "".join((*pieces, change(text[position:])))


def _with_arguments(text: str, names: tuple[str, ...], change: Callable[[str], str]) -> str:
    r"""Return ``text`` with each command, such as ``\thanks{...}``, replaced."""
    pattern = re.compile(rf"\\(?:{'|'.join(names)})\*?\s*(?:\[[^\]]*\]\s*)?(?=\{{)")
    pieces = []
    position = 0
    while match := pattern.search(text, position):
        words, end = _argument(text, match.end())
        pieces += [text[position : match.start()], change(words)]
        position = end
    return "".join((*pieces, text[position:]))


def _argument(text: str, start: int) -> tuple[str, int]:
    """Return the argument in braces at ``start``, and the place after it."""
    depth = 0
    for match in re.compile(r"\\.|[{}]", re.S).finditer(text, start):
        depth += {"{": 1, "}": -1}.get(match[0], 0)
        if depth == 0 and match[0] == "}":
            return text[start + 1 : match.start()], match.end()
    return text[start + 1 :], len(text)


def _plain(text: str) -> str:
    """Return the words of a piece of LaTeX."""
    return " ".join(re.sub(r"\\[A-Za-z]+\*?|[{}$\\~]", " ", text).split())
