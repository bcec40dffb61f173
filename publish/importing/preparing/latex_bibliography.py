r"""Write out the citations of LaTeX and its bibliography: ``thebibliography``, .bbl or .bib.

Citations get the numbers of a list in the order of authors, as BibTeX's style ``plain`` does.
"""

from __future__ import annotations

import html
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

from msgspec import Struct, field

from publish.errors import ToolError
from publish.importing.markers import Marks
from publish.importing.reading.nodes import words_of
from publish.runtime import pandoc
from publish.runtime.spans import replace_spans, spans

_CITATION = re.compile(
    r"~?\\(?P<kind>[cC]ite[pt]?|parencite|[tT]extcite|autocite|footcite|citealp|citealt|"
    r"citeauthor|citeyear|supercite)\*?\s*+"
    r"(?P<notes>(?:\[[^\]]{0,1000}+\]\s*+){0,2})\{(?P<keys>[^{}]*+)\}"
)
_NOCITE = re.compile(r"\\nocite\s*\{([^{}]*)\}")
_LIST = re.compile(r"\\begin\{thebibliography\}\s*+\{[^{}]*+\}")
_LIST_END = r"\end{thebibliography}"
_ITEM = re.compile(
    r"\\bibitem\s*+(?:\[(?P<label>(?:[^\[\]{}]++|\{(?:[^{}]++|\{(?:[^{}]++|\{[^{}]*+\})*\})*\})*)\]\s*+)?"
    r"\{(?P<key>[^{}]*+)\}"
)
_LONGEST = 300
"""The most characters of a label or name that each citation repeats."""
_FILES = re.compile(r"\\(?:bibliography|addbibresource)\s*+(?:\[[^\]]{0,300}+\]\s*+)?\{([^{}]*+)\}")
_PLACE = re.compile(r"\\bibliography\s*+\{[^{}]*+\}|\\printbibliography\s*+(?:\[[^\]]{0,300}+\])?")
_STYLE = re.compile(r"\\bibliographystyle\s*\{[^{}]*\}")
_TITLES = {
    "en": "References", "de": "Literatur", "fr": "Références", "es": "Referencias",
    "it": "Riferimenti bibliografici", "pt": "Referências", "nl": "Referenties",
    "pl": "Bibliografia", "cs": "Reference", "sv": "Referenser", "da": "Litteratur",
    "ru": "Список литературы", "uk": "Література",
}  # fmt: skip
"""The headings that babel gives the list."""
_ENTRY = re.compile(r'<div id="ref-(?P<key>[^"<>]*+)" class="csl-entry"[^<>]*+>')


class Works(Struct):
    """The labels of works by their keys, and the family names of authors and years."""

    labels: dict[str, str] = field(default_factory=dict)
    authors: dict[str, str] = field(default_factory=dict)
    years: dict[str, str] = field(default_factory=dict)
    missing: tuple[str, ...] = ()


def with_list(
    text: str, file: Path, language: str, read: Callable[[str], str | None], marks: Marks
) -> tuple[str, Works]:
    """Return ``text`` with the list of works that it cites, and these works.

    ``read`` returns the text of a file in the folder of ``file``, or ``None``.
    """
    text = _STYLE.sub("", text)
    title = _TITLES.get(language.partition("-")[0], _TITLES["en"])
    if next(spans(text, _LIST, _LIST_END), None) is None and _PLACE.search(text):
        made = read(f"{file.stem}.bbl") or ""
        if listed := next(spans(made, _LIST, _LIST_END), None):
            return with_list(_placed(text, listed.text), file, language, read, marks)
        return _from_files(text, title, read, marks)
    works = Works()
    for number, match in enumerate(_ITEM.finditer(text), 1):
        label = match["label"] or ""
        works.labels[match["key"].strip()] = label if 0 < len(label) <= _LONGEST else str(number)
    return replace_spans(text, _LIST, _LIST_END, lambda one: _list(one.inside)), works


def _placed(text: str, written: str) -> str:
    """Return ``text`` with ``written`` in the place of the bibliography, and without its files."""
    text = _PLACE.sub(lambda _: written, text, count=1)
    return _FILES.sub("", _PLACE.sub("", text))


def _list(works: str) -> str:
    """Return a bibliography as a list: numbered, or with its labels."""
    labelled = any(item["label"] for item in _ITEM.finditer(works))
    kind = "description" if labelled else "enumerate"
    items = _ITEM.sub(
        lambda item: f"\n\\item[{item['label'] or ''}] " if labelled else "\n\\item ", works
    ).replace("\\newblock", "")
    return f"\\begin{{{kind}}}{items}\\end{{{kind}}}"


def _from_files(
    text: str, title: str, read: Callable[[str], str | None], marks: Marks
) -> tuple[str, Works]:
    """Return ``text`` with a list of the cited works of its .bib files."""
    names = [one.strip() for match in _FILES.findall(text) for one in match.split(",")]
    known: list[Any] = []
    for name in dict.fromkeys(names):
        source = read(name) or read(f"{name}.bib")
        try:
            meta = pandoc.tree(source.encode(), "biblatex")["meta"] if source else {}
        except ToolError:
            meta = {}
        references = meta.get("references") if isinstance(meta, dict) else None
        if references:
            known += references[1]
        else:
            message = f"The bibliography “{name[:80]}” wasn't found, or can't be read."
            fix = "Put the .bib file, or the .bbl that LaTeX made, there and import again."
            text = f"{text}\n\n{marks.remark('import-missing', message, fix)}\n\n"
    cited = {one.strip() for match in _CITATION.finditer(text) for one in match["keys"].split(",")}
    cited |= {one.strip() for match in _NOCITE.findall(text) for one in match.split(",")}
    works = {_field(one, "id"): one for one in known}
    wanted = [one for key, one in works.items() if key in cited or "*" in cited]
    text = _NOCITE.sub("", text)
    if not wanted:
        return _placed(text, ""), Works()
    entries = _formatted(wanted)
    items = "".join(
        f'<li><p><span id="ref-{html.escape(key)}"></span>{words}</p></li>'
        for key, words in entries
    )
    part = marks.part(f"<ol>{items}</ol>".encode(), "html")
    found = Works(
        labels={key: str(number) for number, (key, _) in enumerate(entries, 1)},
        authors={key: _names(works[key]) for key, _ in entries},
        years={key: _field(works[key], "issued")[:4] for key, _ in entries},
    )
    command = "chapter" if re.search(r"\\chapter\b", text) else "section"
    return _placed(text, f"\n\n\\{command}*{{{title}}}\n\n{part}\n\n"), found


def _formatted(works: list[Any]) -> list[tuple[str, str]]:
    """Return the key and the HTML of each work, in the order of the style (Chicago)."""
    meta: dict[str, object] = {
        "references": ("MetaList", works),
        "nocite": ("MetaInlines", [("Cite", [[_WHOLE], [("Str", "*")]])]),
    }
    document: pandoc.Tree = {"pandoc-api-version": [1, 23, 1], "meta": meta, "blocks": []}
    written = pandoc.html(document, ["--citeproc"])
    return [
        (html.unescape(one.opening["key"]), " ".join(one.inside.split()))
        for one in spans(written, _ENTRY, "</div>")
    ]


_WHOLE = {
    "citationId": "*", "citationPrefix": [], "citationSuffix": [],
    "citationMode": ("NormalCitation", None), "citationNoteNum": 0, "citationHash": 0,
}  # fmt: skip


def _field(work: Any, name: str) -> str:
    value = work[1].get(name)
    if value is None:
        return ""
    words = words_of(value[1]) if value[0] == "MetaInlines" else str(value[1])
    return words[:_LONGEST]


def _names(work: Any) -> str:
    """Return the family names of the authors, or editors: "Knuth and Plass"."""
    people = work[1].get("author") or work[1].get("editor")
    names = [
        _field(one, "family") or _field(one, "literal") for one in (people[1] if people else ())
    ]
    if len(names) > 2:
        return f"{names[0]} et al."
    return " and ".join(filter(None, names))


def written_out(text: str, works: Works) -> str:
    """Return ``text`` with each citation in brackets: numbers or labels, else the keys."""
    return _CITATION.sub(lambda match: _citation(match, works), text)


def _citation(match: re.Match[str], works: Works) -> str:
    keys = [key.strip() for key in match["keys"].split(",")]
    kind = match["kind"].lower()
    notes = [one.strip("[] ") for one in re.findall(r"\[[^\]]{0,1000}+\]", match["notes"])]
    before = f"{notes[0]} " if len(notes) > 1 and notes[0] else ""
    after = f", {notes[-1]}" if notes and notes[-1] else ""
    space = "~" if match[0].startswith("~") else ""
    if kind in ("citeauthor", "citeyear"):
        known = works.authors if kind == "citeauthor" else works.years
        return space + ", ".join(known.get(key) or _key(key) for key in keys)
    linked = ", ".join(_linked(key, works) for key in keys)
    textual = kind in ("citet", "textcite") and any(works.authors.get(key) for key in keys)
    authors = ", ".join(filter(None, (works.authors.get(key, "") for key in keys)))
    said = f"{authors} " if textual else ""
    return f"{space}{said}{{[}}{before}{linked}{after}{{]}}"


def _linked(key: str, works: Works) -> str:
    label = works.labels.get(key, _key(key))
    return f"\\hyperref[ref-{key}]{{{label}}}" if key in works.authors else label


def _key(key: str) -> str:
    return key.replace("_", r"\_")
