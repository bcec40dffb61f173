"""Write out the citations of MyST (roles, ``[@key]``) and its bibliography (``citations``).

https://mystmd.org/guide/citations and https://sphinxcontrib-bibtex.readthedocs.io
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from msgspec import Struct, field

from publish.errors import SourceError
from publish.importing.markdown.citations import (
    known_keys,
    style_warning,
    unknown_warning,
    works_of,
)
from publish.importing.markdown.fields import Value
from publish.importing.records import PlacedDiagnostic
from publish.runtime import pandoc
from publish.runtime.folder import FileRefusedError, file_inside
from publish.runtime.spans import spans
from publish.runtime.text import read_text

_FENCE = r"`{3,20}|~{3,20}|:{3,20}"
_WRITTEN = re.compile(
    rf"^[ \t>]*(?P<list>{_FENCE})\{{bibliography\}}(?P<files>[^\n]*)\n"
    r"(?:[ \t>]*:[^\n]*\n)*?[ \t>]*(?P=list)[ \t]*$"
    r"|^[ \t>]*(?P<fence>`{3,20}|~{3,20})(?!\{(?!code|sourcecode|prompt|doctest|literal))[^\n]*\n"
    r".*?(?:^[ \t>]*(?P=fence)[`~]*[ \t]*$|\Z)"
    r"|^[ \t>]*(?:`{3,20}|~{3,20})(?:\{[^\n]*)?$"  # the ends of another directive
    r"|\{(?P<role>cite(?::[a-z]+)?|cite[pt])\}`(?P<keys>[^`\n]{1,500})`"
    r"|(?P<code>`{1,20})(?:(?!\n[ \t]*\n).)+?(?P=code)(?!`)"
    r"|\[(?P<group>-?@[\w:.+/-]+(?:[;,][ ]*-?@[\w:.+/-]+)*)\](?![(\[{:])",
    re.M | re.S,
)
"""A bibliography, a citation, or code that stays as it is."""
_SITE = ("_config.yml", "myst.yml", "conf.py")
"""Files that name the bibliographies of a site."""
_NAMED = re.compile(r"(?<![\w./-])[\w./-]+\.bib\b")
_MOST = 20
"""The most bibliographies that are looked for when none is named."""


class _Citations(Struct):
    """Writes out the citations whose works are all ``known``; ``others`` are keys without one."""

    known: frozenset[str]
    nodes: list[Any] = field(default_factory=list)
    others: list[str] = field(default_factory=list)

    def take(self, match: re.Match[str], *, reported: bool) -> bool:
        """Add the citation; return ``False`` if it stays as it is written."""
        written = match["keys"] or match["group"] or ""
        keys = [one.strip(" @-") for one in re.split("[;,]", written)]
        if missing := [key for key in keys if key not in self.known]:
            self.others += missing if match["keys"] or reported else []
            return False
        role = (match["role"] or "").removeprefix("cite")
        textual = role.startswith((":t", ":author", "t"))
        alone = role.startswith(":year") or written.startswith("-")
        mode = "AuthorInText" if textual else "SuppressAuthor" if alone else "NormalCitation"
        cited: list[dict[str, object]] = [
            {
                "citationId": key, "citationPrefix": [], "citationSuffix": [],
                "citationMode": (mode, None), "citationNoteNum": 0, "citationHash": 0,
            }
            for key in keys
        ]  # fmt: skip
        self.nodes.append(("Para", [("Cite", [cited, [("Str", written)]])]))
        return True


def with_citations(
    file: Path, top: Path, text: str, values: Mapping[str, Value], *, reported: bool
) -> tuple[str, tuple[PlacedDiagnostic, ...]]:
    """Return ``text`` with its citations in words, the list of works, and what stays as it is.

    ``values`` are those of the front matter, ``top`` is the folder of the site. Keys in brackets
    that no work has are ``reported`` if the document is surely in MyST.
    """
    found = [one for one in _WRITTEN.finditer(text) if one["role"] or one["group"]]
    if not found:
        return text, ()
    works = _works(file, top, text, values)
    citations = _Citations(known_keys(works))
    kept = {one.start() for one in found if not citations.take(one, reported=reported)}
    keys = list(dict.fromkeys(citations.others))
    warnings = (unknown_warning(keys, has_works=bool(works)),) if keys else ()
    if not citations.nodes:
        return text, warnings
    words, listed = _formatted(citations.nodes, works, str(values.get("language") or "en"))
    rest, lists = iter(words), iter([f"\n\n{listed}\n\n"])

    def change(match: re.Match[str]) -> str:
        if match["list"]:
            return next(lists, "")
        cited = (match["role"] or match["group"]) and match.start() not in kept
        return next(rest) if cited else match[0]

    return _WRITTEN.sub(change, text) + next(lists, ""), (*warnings, style_warning())


def _works(file: Path, top: Path, text: str, values: Mapping[str, Value]) -> list[Any]:
    """Return the works of the bibliographies that the document, its site or its folder has."""
    named = values.get("bibliography") or ()
    own = [named] if isinstance(named, str) else [one for one in named if isinstance(one, str)]
    own += [
        name for one in _WRITTEN.finditer(text) if one["list"] for name in _NAMED.findall(one[0])
    ]
    site = []
    for name in _SITE:
        try:
            site += _NAMED.findall(read_text(file_inside(top.absolute(), name)))
        except (FileRefusedError, SourceError):
            continue
    if not own and not site:
        own = [one.name for one in sorted(file.absolute().parent.glob("*.bib"))[:_MOST]]
        site = [one.name for one in sorted(top.absolute().glob("*.bib"))[:_MOST]]
    works = [
        work
        for folder, names in ((file, own), (top / file.name, site))
        for work in works_of(folder, {"bibliography": _listed(names)}, top)
    ]
    return list({next(iter(known_keys([one])), ""): one for one in works}.values())


def _listed(names: list[str]) -> tuple[str, Any]:
    return "MetaList", [("MetaString", name) for name in dict.fromkeys(names)]


def _formatted(nodes: list[Any], works: list[Any], language: str) -> tuple[list[str], str]:
    """Return each citation as HTML, and the list of works."""
    meta: dict[str, object] = {
        "references": ("MetaList", works),
        "link-citations": ("MetaBool", True),
        "lang": ("MetaString", language),
    }
    document: pandoc.Tree = {"pandoc-api-version": [1, 23, 1], "meta": meta, "blocks": nodes}
    words, start, listed = pandoc.html(document, ["--citeproc"]).partition('<div id="refs"')
    cited = [one.inside for one in spans(words, re.compile("<p>"), "</p>")]
    return cited, re.sub(r"\n\s*\n", "\n", start + listed)
