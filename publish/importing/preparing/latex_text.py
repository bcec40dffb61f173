r"""Rewrite the LaTeX that pandoc drops or cannot resolve.

Files that are read in are looked for in the folder of the document.  Marginal notes become notes,
references get the words or numbers that LaTeX would print, and drawings a placeholder.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TypeVar

from msgspec import Struct, field

from publish.errors import PublishError, Severity
from publish.importing.markers import ANY, CLOSE, NAMED, OPEN, Marks
from publish.importing.preparing.latex_algorithms import as_lists
from publish.importing.preparing.latex_arguments import closings, with_arguments
from publish.importing.preparing.latex_bibliography import with_list, written_out
from publish.importing.preparing.latex_formulas import with_formulas_of_chemistry
from publish.importing.preparing.latex_numbers import number_formulas, number_theorems
from publish.importing.preparing.latex_tables import plain_tables
from publish.importing.preparing.latex_unknown import with_unknown_words
from publish.importing.preparing.latex_words import with_words
from publish.importing.records import PlacedDiagnostic, import_warning
from publish.runtime.folder import FileRefusedError, file_inside
from publish.runtime.spans import Span, replace_spans, spans
from publish.runtime.text import read_text

MAX_LATEX = 2_000_000
"""The largest file, in bytes: pandoc reads half a million bytes of LaTeX in a second."""
_MAX_DEPTH = 5
"""The most files that read each other in."""
_MAX_ALL = 10 * MAX_LATEX
"""The most characters of all files that are read in."""
_VERBATIM = re.compile(
    r"\\begin(\{(?:verbatim\*?|Verbatim|lstlisting|minted|comment|filecontents\*?)\})"
    r"|\\(?:verb|lstinline)\*?([^\w\s{*\[])"
)
_COMMENT = re.compile(r"(?<!\\)((?:\\\\)*)%[^\n]*\n?[ \t]*")
_FILE = re.compile(r"\\(?:input|include|subfile)\s*\{([^{}]+)\}|\\input\s+([\w./-]+)")
_DRAWINGS = "|".join(
    ("tikzpicture", "pgfpicture", "circuitikz", "forest", "tikzcd", "pspicture", "picture", "asy")
)
_DRAWING = re.compile(rf"\\begin\{{({_DRAWINGS})\}}")
_NODE = re.compile(
    r"\bnode\b(?:(?!\bnode\b)[^{};])*\{((?:[^{}]++|\{[^{}]*+\})*)\}"
    r"|\\(?:put|rput)\([^()]*+\)\{([^{}]*+)\}"
)
_LABEL = re.compile(r"\\label\s*\{([^{}]*)\}")
_STRUCTURE = re.compile(
    r"\\(?:part|chapter|(?:sub){0,2}section|(?:sub)?paragraph)\*?\s*+(?:\[[^\]]{0,1000}+\]\s*+)?"
    r"(?=\{)|\\(?P<edge>begin|end)\{(?P<name>[A-Za-z]+)\*?\}|\\label\s*\{(?P<label>[^{}]*)\}"
)
_FLOATS = frozenset({"figure", "table", "wrapfigure", "longtable", "subfigure", "subtable"})
_REFERENCE = re.compile(
    r"\\(?P<kind>ref|eqref|autoref|[cC]ref|nameref|[vV]ref|pageref)\*?\s*\{(?P<label>[^{}]*)\}"
)
_MARGIN = ("marginpar", "marginnote", "sidenote", "margintext")
_REMARKS = ("todo", "pdfcomment", "fxnote", "missingfigure")
_BOX = re.compile(r"\\begin\{(tcolorbox|mdframed)\}\s*+\[(?P<given>(?:[^\[\]{}]++|\{[^{}]*+\})*)\]")
_BOX_TITLE = re.compile(r"(?:^|,)\s*(?:frame)?title\s*=\s*(?:\{([^{}]*)\}|([^,{}]*))")
_TRIMMED = re.compile(
    r"\\includegraphics\s*+\[(?=[^\[\]]*+\])[^\[\]]*?\b(?:trim|viewport|bb)\s*+=[^\[\]]*+\]"
)

_DAY = re.compile(r"(?<!command\{)(?<!command)(?<!\\def)(?<!\\let)\\today(?![A-Za-z@])(?:\{\})?")
_OWN_DAY = re.compile(r"\\(?:(?:re)?newcommand\*?|def)\s*+\{?\\today\}?\s*+\{([^{}\\]++)\}")
_COUNTERS = "page|part|chapter|(?:sub){0,2}section|(?:sub)?paragraph|figure|table|equation|footnote"
_VALUE = re.compile(
    r"\\(?:(?:the|number|romannumeral)\s*+\\[A-Za-z]+|jobname|(?:value|arabic|[rR]oman|[aA]lph"
    rf"|fnsymbol)\{{(?:{_COUNTERS})\}}|the(?:{_COUNTERS}))(?![A-Za-z@])(?:\{{\}})?"
)
"""What TeX computes, and pandoc drops without a word."""
_UNPRINTED = re.compile(
    r"\\(?:(?:re)?new(?:command|counter|environment|length)|providecommand|[gex]?def\b|let\b"
    r"|set(?:counter|length)|addto|mark(?:both|left|right)|fancy|[lcr](?:head|foot)\b)"
)
"""Commands on whose lines such values aren't printed where they stand."""


class Latex(Struct):
    """A document that is being rewritten."""

    file: Path
    marks: Marks
    language: Callable[[str], str]
    warnings: list[PlacedDiagnostic] = field(default_factory=list)
    drawings: int = 0
    left: int = _MAX_ALL

    def rewritten(self) -> str:
        """Return the text for pandoc.  Raises :class:`SourceError`."""
        text = self._whole(ANY.sub("", read_text(self.file, max_file=MAX_LATEX)), 0)
        text = _outside_code(text, with_words(text, self.language(text)))
        text, equations = _apart(text, number_formulas)
        text, theorems = _apart(text, number_theorems)
        text, works = with_list(text, self.file, self.language(text), self._read, self.marks)
        numbers = _numbers(text, equations, theorems)
        steps: tuple[Callable[[str], str], ...] = (
            lambda part: plain_tables(part, self.marks),
            as_lists,
            self._without_thanks,
            self._without_today(text),
            self._without_values(text),
            self._names_alone,
            _with_quotations,
            with_formulas_of_chemistry,
            _with_whole_notes,
            self._with_margins,
            lambda part: replace_spans(
                part, _DRAWING, lambda match: f"\\end{{{match[1]}}}", self._drawing
            ),
            lambda part: _TRIMMED.sub(self._trimmed, part),
            lambda part: _BOX.sub(_box, part),
            lambda part: written_out(part, works),
            lambda part: _REFERENCE.sub(lambda m: self._reference(m, numbers), part),
        )
        for step in steps:
            text = _outside_code(text, step)
        return _apart(text, lambda part: (with_unknown_words(part), {}))[0]

    def _whole(self, text: str, depth: int) -> str:
        """Return ``text`` without comments, and with the files that it reads in."""
        text = _outside_code(text, lambda part: _COMMENT.sub(r"\1%" + "\n", part))

        def replacement(match: re.Match[str]) -> str:
            name = (match[1] or match[2]).strip()
            found = self._read(name) if depth < _MAX_DEPTH and self.left > 0 else None
            self.left -= max(len(found or ""), 1000)
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

        return with_arguments(text, ("thanks",), listed)

    def _without_today(self, whole: str) -> Callable[[str], str]:
        """Return a function that leaves out the day on which LaTeX runs, unless it is written.

        pandoc writes 1970-01-01 for it.
        """
        written = _OWN_DAY.search(whole)
        day = written[1] if written else ""
        message = "The day on which LaTeX runs (\\today) was left out."
        fix = "Write the date of the document, if readers need it."

        def removed(name: str, text: str) -> str:
            return with_arguments(text, (name,), lambda words: f"\\{name}{{{_DAY.sub('', words)}}}")

        def change(text: str) -> str:
            for name in () if day else ("title", "author", "date"):
                text = removed(name, text)
            return _DAY.sub(lambda _: day or self.marks.remark("import-date", message, fix), text)

        return change

    def _without_values(self, whole: str) -> Callable[[str], str]:
        """Return a function that leaves a remark for each value that only TeX can compute."""
        begin = r"\begin{document}"
        has_begun = begin not in whole

        def remark(match: re.Match[str]) -> str:
            message = f"What LaTeX computes for “{match[0][:80]}” was left out."
            return self.marks.remark("import-value", message, "Write it, if readers need it.")

        def change(text: str) -> str:
            nonlocal has_begun
            start = 0 if has_begun else text.find(begin)
            if start < 0:
                return text
            has_begun = True
            lines = text[start:].splitlines(keepends=True)
            changed = (one if _UNPRINTED.search(one) else _VALUE.sub(remark, one) for one in lines)
            return text[:start] + "".join(changed)

        return change

    def _names_alone(self, text: str) -> str:
        """List what stands below the names of authors, for which the front matter has no place."""

        def names(words: str) -> str:
            people = []
            for one in re.split(r"\\and\b", words):
                name, _, rest = one.partition(r"\\")
                people.append(name.strip())
                if said := _plain(rest):
                    message = f"What is said of {_plain(name)} was left out: “{said[:300]}”."
                    fix = "Write it in the text, if readers need it."
                    self.warnings.append(
                        import_warning("authors", "import-affiliation", message, fix)
                    )
            return "\\author{" + r" \and ".join(people) + "}"

        return with_arguments(text, ("author",), names)

    def _with_margins(self, text: str) -> str:
        text = with_arguments(text, _MARGIN, lambda words: f"\\footnote{{{words}}}")
        return with_arguments(text, _REMARKS, lambda words: self.marks.comment("", _plain(words)))

    def _drawing(self, span: Span) -> str:
        """Return a placeholder for a drawing, and a remark with its words."""
        self.drawings += 1
        said = [_plain(one or two) for one, two in _NODE.findall(span.inside)]
        message = f"A drawing ({span.opening[1]}) was left out, so only its place is here."
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
        """Return the words for references; pandoc numbers figures and tables itself."""
        labels = [one.strip() for one in match["label"].split(",")]
        return ", ".join(self._referred(match["kind"].lower(), one, numbers) for one in labels)

    def _referred(self, kind: str, label: str, numbers: Numbers) -> str:
        if kind == "pageref":
            message = (
                f"A reference gives a page (of “{label[:80]}”), which editions number otherwise."
            )
            fix = "Refer to a heading or figure."
            return self.marks.remark("import-page-number", message, fix) + self._referred(
                "autoref", label, numbers
            )
        if label in numbers.titles:
            return f"\\hyperref[{label}]{{{numbers.titles[label]}}}"
        if label in numbers.equations:
            number = numbers.equations[label]
            return number if kind == "ref" else f"({number})"
        if label in numbers.theorems:
            title, number = numbers.theorems[label]
            words = number if kind == "ref" and number else f"{title}~{number}"
            return f"\\hyperref[{label}]{{{words}}}"
        if label in numbers.floats:
            named = f"\\hyperref[{label}]{{{NAMED}{label}{NAMED}}}"
            return f"\\ref{{{label}}}" if kind == "ref" else named
        message = f"A reference to “{label[:80]}” has no number here."
        remark = self.marks.remark("import-link", message, "Write it out.", Severity.WARNING)
        return f"??{remark}"


class Numbers(Struct):
    """What references print: titles of sections, numbers of formulas, both of theorems."""

    equations: dict[str, str]
    theorems: dict[str, tuple[str, str]]
    titles: dict[str, str] = field(default_factory=dict)
    floats: set[str] = field(default_factory=set)


_LONGEST_TITLE = 1_000
"""The most characters of a heading that references repeat."""


def _numbers(text: str, equations: dict[str, str], theorems: dict[str, tuple[str, str]]) -> Numbers:
    """Return what the references of a document print."""
    found = Numbers(equations, theorems)
    title = ""
    inside: list[str] = []
    known: Counter[str] = Counter()
    bare = "".join(
        part if number % 2 == 0 else " " * len(part) for number, part in enumerate(_divided(text))
    )
    closed = closings(bare)
    for match in _STRUCTURE.finditer(bare):
        label, name = match["label"], match["name"]
        if match["edge"] == "begin":
            inside.append(name)
            known[name] += 1
        elif match["edge"]:
            while known[name]:
                last = inside.pop()
                known[last] -= 1
                if last == name:
                    break
        elif label is None:
            end = closed.get(match.end(), 0)
            words = text[match.end() + 1 : end] if end <= match.end() + _LONGEST_TITLE else ""
            title = _LABEL.sub("", words).strip()
        elif any(known[one] for one in _FLOATS):
            found.floats.add(label)
        elif title and len(inside) == known["document"]:
            found.titles[label] = title
    for match in re.finditer(r"\\begin\{lstlisting\}\s*+\[([^\]]{0,1000}+)\]", text):
        label = re.search(r"\blabel\s*=\s*\{?([^,{}\]]+)", match[1])
        found.floats |= {label[1].strip()} if label else set()
    return found


def _with_whole_notes(text: str) -> str:
    r"""Return ``text`` with the pairs ``\footnotemark`` and ``\footnotetext{...}`` as notes."""
    notes: list[str] = []
    marks = re.compile(r"\\footnotemark\b\s*+(?:\[[^\]]{0,100}+\])?")
    if not marks.search(text):
        return with_arguments(text, ("footnotetext",), lambda words: f"\\footnote{{{words}}}")

    def kept(words: str) -> str:
        notes.append(words)
        return ""

    text = with_arguments(text, ("footnotetext",), kept)
    rest = iter(notes)
    text = marks.sub(lambda _: f"\\footnote{{{next(rest, '')}}}", text)
    return text + "".join(f"\n\n\\footnote{{{words}}}" for words in rest)


def _with_quotations(text: str) -> str:
    """Return ``text`` with the quotations of csquotes that pandoc doesn't know."""
    return re.sub(
        r"\\(?:textquote|textelp)\*?\s*+(?:\[[^\]]{0,1000}+\]\s*+)*(?=\{)", r"\\enquote", text
    )


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
    return "".join(
        change(part) if number % 2 == 0 else part for number, part in enumerate(_divided(text))
    )


def _divided(text: str) -> Iterator[str]:
    """Yield the pieces of ``text``: by turns what isn't code, and code."""
    position = 0
    for code in spans(text, _VERBATIM, lambda match: f"\\end{match[1]}" if match[1] else match[2]):
        yield text[position : code.start]
        yield code.text
        position = code.end
    yield text[position:]


_Labels = TypeVar("_Labels")


def _apart(
    text: str, change: Callable[[str], tuple[str, dict[str, _Labels]]]
) -> tuple[str, dict[str, _Labels]]:
    """Return ``text`` changed as a whole, with its code left out of the change."""
    pieces = list(_divided(text))
    code = pieces[1::2]
    marked = [
        one for number in range(len(code)) for one in (pieces[2 * number], f"{OPEN}{number}{CLOSE}")
    ]
    changed, labels = change("".join([*marked, pieces[-1]]))
    return re.sub(f"{OPEN}(\\d+){CLOSE}", lambda m: code[int(m[1])], changed), labels


def _plain(text: str) -> str:
    """Return the words of a piece of LaTeX."""
    return " ".join(re.sub(r"\\[A-Za-z]+\*?|[{}$\\~]", " ", text).split())
