"""Write out citations with the bibliography of a document, by pandoc's own citeproc.

The works are in the front matter (``references``), or in files of its folder (``bibliography``):
BibTeX, BibLaTeX, CSL JSON and CSL YAML.  They are formatted in pandoc's default style (Chicago,
author and date).
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

from publish.errors import Severity, SourceError, ToolError
from publish.importing.markdown.tree import Node, rewritten
from publish.importing.reading.nodes import words_of
from publish.importing.records import PlacedDiagnostic, import_warning
from publish.runtime import pandoc
from publish.runtime.folder import FileRefusedError, file_inside
from publish.runtime.text import read_text

_FORMATS = {".bib": "biblatex", ".bibtex": "bibtex", ".json": "csljson", ".yaml": "markdown",
            ".yml": "markdown", ".ris": "ris"}  # fmt: skip


def works_of(file: Path, meta: dict[str, Any], top: Path | None = None) -> list[Any]:
    """Return the works that the front matter lists, and those of its files, as pandoc has them.

    The files are in the folder of ``file``, or anywhere in ``top``.
    """
    found = list(_content(meta.get("references")))
    named = meta.get("bibliography", ("", None))
    for one in named[1] if named[0] == "MetaList" else [named]:
        address = words_of(one[1]) if one[0] == "MetaInlines" else str(one[1])
        kind = _FORMATS.get(Path(address).suffix.lower(), "")
        if not kind:
            continue
        try:
            text = read_text(file_inside(file.absolute().parent, address, top and top.absolute()))
            if kind == "markdown" and not text.startswith("---"):
                text = f"---\n{text}\n---\n"
            read = pandoc.tree(text.encode(), kind)["meta"]
        except (FileRefusedError, SourceError, ToolError):
            continue
        if isinstance(read, dict):
            found += _content(read.get("references"))
    return found


def _content(value: Any) -> list[Any]:
    return list(value[1]) if value and value[0] == "MetaList" else []


def known_keys(works: list[Any]) -> frozenset[str]:
    """Return the keys of ``works``."""
    ids = (one[1].get("id") for one in works if one[0] == "MetaMap")
    return frozenset(
        words_of(one[1]) if one[0] == "MetaInlines" else str(one[1]) for one in ids if one
    )


def without_unknown(blocks: list[Node], keys: frozenset[str]) -> Any:
    """Return ``blocks`` with the words of citations whose works aren't all among ``keys``."""

    def change(node: Node) -> list[Node]:
        if node[0] == "Cite" and any(one["citationId"] not in keys for one in node[1][0]):
            return list(node[1][1])
        return [node]

    return rewritten(blocks, change)


def unknown_warning(keys: Sequence[str], *, has_works: bool) -> PlacedDiagnostic:
    """Return the warning that the citations with ``keys`` stay as they are written."""
    listed = ", ".join(f"@{key}" for key in keys)
    works = " The bibliography doesn't have them." if has_works else ""
    message = f"The citations stay as they are written: {listed}.{works}"
    fix = "Write each one out, such as in a note."
    return import_warning("", "import-citation", message, fix)


def style_warning() -> PlacedDiagnostic:
    """Return the note that citations were written out."""
    message = "Citations and the list of works were written in the style of Chicago (author, date)."
    fix = "Check them, if another style is wanted."
    return import_warning("", "import-citation", message, fix, Severity.INFO)
