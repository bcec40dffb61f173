r"""Number the formulas and theorems of LaTeX as it does, and write them so that pandoc keeps them.

pandoc counts neither by section nor formulas, drops the numbers of formulas, and sets theorems in
italics, in which it loses displayed formulas.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from msgspec import Struct

from publish.runtime.spans import Span, replace_spans, spans

_ONE = ("equation", "multline")
_ROWS = ("align", "gather", "eqnarray", "alignat", "flalign")
_FORMULA = re.compile(rf"\\begin\{{({'|'.join((*_ONE, *_ROWS))})(\*?)\}}")
_LABEL = re.compile(r"(?<!\s)\s*+\\label\s*+\{([^{}]*+)\}")
_TAG = re.compile(r"\\tag\*?\s*+\{([^{}]*+)\}")
_UNNUMBERED = re.compile(r"(?<!\s)\s*+\\(?:notag|nonumber)(?![A-Za-z])")
_ROW_OR_EDGE = re.compile(r"\\\\(?:\[[^\]]{0,100}+\])?|\\(begin|end)\{[^{}]*+\}")

_NEW_THEOREM = re.compile(
    r"\\theoremstyle\s*+\{(?P<style>\w++)\}"
    r"|\\newtheorem(?P<star>\*?)\s*+\{(?P<name>[\w*]++)\}\s*+(?:\[(?P<shared>\w++)\]\s*+)?"
    r"\{(?P<title>[^{}]*+)\}(?:\s*+\[(?P<within>\w++)\])?"
)
_LEVELS = ("chapter", "section", "subsection", "subsubsection")
_APART = re.compile(
    r"\\begin(?P<name>\{(?:equation|align|gather|multline|eqnarray|itemize|enumerate|description|"
    r"figure|table|tabular|center|cases)\*?\})|\\\[|\$\$|\n[ \t]*+\n"
)
"""The beginning of what isn't set in italics with the words of a theorem."""
_MOST_KINDS = 100
"""The most kinds of theorem of a document."""
_LONGEST = 200
"""The longest name of a kind of theorem, in characters."""


def number_formulas(text: str) -> tuple[str, dict[str, str]]:
    r"""Return ``text`` with ``\tag`` instead of labels in formulas, and the number of each label.

    Only formulas that are referred to keep their number.
    """
    numbers: dict[str, str] = {}
    count = 0

    def row(written: str, *, numbered: bool) -> str:
        nonlocal count
        tag, labels = _TAG.search(written), _LABEL.findall(written)
        counted = numbered and not tag and not _UNNUMBERED.search(written)
        count += counted
        number = tag[1] if tag else str(count) if counted else ""
        if number:
            numbers.update(dict.fromkeys(labels, number))
        bare = _UNNUMBERED.sub("", _LABEL.sub("", written))
        referred = counted and any(f"{{{label}}}" in references for label in labels)
        return f"{bare.rstrip()} \\tag{{{number}}}\n" if referred else bare

    references = set(re.findall(r"ref\*?\s*(\{[^{}]*\})", text))
    references |= {f"{{{one.strip()}}}" for found in references for one in found[1:-1].split(",")}

    def formula(span: Span) -> str:
        name, star = span.opening.groups()
        body = span.inside
        if name in _ONE:
            body = row(body, numbered=not star)
            return f"\\begin{{{name}*}}{body}\\end{{{name}*}}"
        rows = list(_rows(body))
        written = [row(one, numbered=not star and bool(one.strip())) for one in rows]
        return f"\\begin{{{name}*}}" + r"\\".join(written) + f"\\end{{{name}*}}"

    text = replace_spans(text, _FORMULA, lambda m: f"\\end{{{m[1]}{m[2]}}}", formula)
    return text, numbers


def _rows(body: str) -> Iterator[str]:
    """Yield the rows of a formula, but not those of environments inside it."""
    depth = start = 0
    for match in _ROW_OR_EDGE.finditer(body):
        if match[1]:
            depth += 1 if match[1] == "begin" else -1
        elif depth == 0:
            yield body[start : match.start()]
            start = match.end()
    yield body[start:]


class _Kind(Struct, frozen=True):
    """A kind of theorem: its title, whose counter it has, and the level that resets that."""

    title: str
    counter: str
    within: str = ""
    italic: bool = True


def number_theorems(text: str) -> tuple[str, dict[str, tuple[str, str]]]:
    """Return ``text`` with theorems as paragraphs, and the title and number of each label."""
    kinds = _kinds(text)
    if not kinds:
        return text, {}
    names = "|".join(map(re.escape, kinds))
    token = re.compile(
        rf"\\begin\{{(?P<name>{names})\}}[ \t]*\n?[ \t]*"
        r"(?:\[(?P<given>(?:[^\[\]{}]++|\{[^{}]*+\})*)\])?"
        rf"|\\(?P<level>{'|'.join(_LEVELS)})\s*+(?:\[[^\]]{{0,1000}}+\]\s*+)?\{{|\\(?P<appendix>appendix)\b",
        re.S,
    )
    levels, counts, labels = (
        dict.fromkeys(_LEVELS, 0),
        dict[str, int](),
        dict[str, tuple[str, str]](),
    )
    pieces: list[str] = []
    position, letters = 0, False
    unclosed: set[str] = set()
    for match in token.finditer(text):
        if match.start() < position:
            continue
        if match["appendix"]:
            letters, levels = True, dict.fromkeys(_LEVELS, 0)
        elif match["level"]:
            place = _LEVELS.index(match["level"])
            levels = {
                one: levels[one] * (n <= place) + (n == place) for n, one in enumerate(_LEVELS)
            }
            for kind in kinds.values():
                if kind.within in _LEVELS[place:]:
                    counts[kind.counter] = 0
        else:
            end = -1
            if match["name"] not in unclosed:
                end = text.find(f"\\end{{{match['name']}}}", match.end())
            if end < 0:
                unclosed.add(match["name"])
                continue
            kind = kinds[match["name"]]
            number = ""
            if kind.counter:
                counts[kind.counter] = counts.get(kind.counter, 0) + 1
                number = _number(levels, kinds[kind.counter].within, letters=letters)
                number += str(counts[kind.counter])
            body = text[match.end() : end]
            found = _LABEL.match(body)
            if found:
                body = body[found.end() :]
                labels[found[1]] = (kind.title, number)
            head = f"\\hypertarget{{{found[1]}}}{{}}" if found else ""
            given = f" ({match['given']})" if match["given"] else ""
            named = " ".join(filter(None, (kind.title, number)))
            body = _italic(body) if kind.italic else body
            pieces += [text[position : match.start()], f"\n\n{head}\\textbf{{{named}}}{given}. "]
            pieces += [body.strip(), "\n\n"]
            position = end + len(f"\\end{{{match['name']}}}")
    return "".join((*pieces, text[position:])), labels


def _kinds(text: str) -> dict[str, _Kind]:
    """Return the kinds of theorem that a document defines, by the names of their environments."""
    kinds: dict[str, _Kind] = {}
    style = "plain"
    for match in _NEW_THEOREM.finditer(text):
        style = match["style"] or style
        if match["name"] and len(kinds) < _MOST_KINDS and len(match["title"]) <= _LONGEST:
            counter = "" if match["star"] else match["shared"] or match["name"]
            known = counter if counter in kinds or counter == match["name"] else match["name"]
            kinds[match["name"]] = _Kind(
                match["title"], known if counter else "", match["within"] or "", style == "plain"
            )
    return kinds


def _number(levels: dict[str, int], within: str, *, letters: bool) -> str:
    """Return the number of the section that stands before that of a theorem."""
    if within not in _LEVELS:
        return ""
    used = [
        one for one in _LEVELS[: _LEVELS.index(within) + 1] if levels["chapter"] or one != "chapter"
    ]
    parts = [str(levels[one]) for one in used]
    if letters and parts:
        parts[0] = chr(64 + max(1, int(parts[0])))
    return "".join(f"{part}." for part in parts)


def _italic(body: str) -> str:
    """Return the words of a theorem in italics."""
    parts, end = [], 0
    for span in spans(body, _APART, _end_apart):
        parts += [_emphasised(body[end : span.start]), span.text]
        end = span.end
    return "".join([*parts, _emphasised(body[end:])])


def _end_apart(opening: re.Match[str]) -> str:
    if opening["name"]:
        return f"\\end{opening['name']}"
    return {r"\[": r"\]", "$$": "$$"}.get(opening[0], "")


def _emphasised(words: str) -> str:
    bare = words.strip()
    if not bare or bare.count("{") != bare.count("}") or bare.startswith(("\\end", "\\begin")):
        return words
    before = words[: len(words) - len(words.lstrip())]
    return f"{before}\\emph{{{bare}}}{words[len(words.rstrip()) :]}"
