"""Write a Jupyter notebook (nbformat 4) as Markdown: its text, its code, and what that printed."""

from __future__ import annotations

import base64
import binascii
import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from msgspec.structs import replace

from publish.errors import Severity, SourceError
from publish.importing.markdown import myst
from publish.importing.markdown.commonmark import html_of, left_out
from publish.importing.markdown.myst_citations import with_citations
from publish.importing.preparing.html import prepare_text
from publish.importing.records import Front, Prepared, import_warning
from publish.runtime.spans import replace_spans
from publish.runtime.text import read_text

MAX_NOTEBOOK = 60_000_000
"""The largest notebook, in bytes: pictures in it are Base64."""
_PICTURES = ("image/svg+xml", "image/png", "image/jpeg")
_STYLE = re.compile("<style")
_COLOURS = re.compile(r"\x1b\[[0-9;]*m")


def prepare(file: Path) -> Prepared:
    """Return the notebook ``file``, prepared.

    Raises:
        SourceError: It isn't a notebook of version 4.
    """
    cells, language = cells_of(file)
    pictures: dict[str, bytes] = {}
    body = "\n\n".join(piece for cell in cells for piece in _pieces(cell, language, pictures))
    body, cited = with_citations(file, file.parent, body, {}, reported=False)
    html = html_of(file, myst.Reader(file, file.parent).convert(body))
    prepared = prepare_text(file, html, Front(), file.parent)
    read = prepared.picture
    idle = [n for n, cell in enumerate(cells, 1) if _is_idle(cell)]
    warnings = (*cited, *prepared.warnings)
    if idle:
        listed = ", ".join(map(str, idle[:9]))
        message = f"Code was never run, so the file has no results of it (cell {listed})."
        fix = "Run the notebook and save it, if readers need them."
        warnings = (*warnings, import_warning("", "import-results", message, fix, Severity.INFO))
    return replace(
        prepared, picture=lambda address: pictures.get(address) or read(address), warnings=warnings
    )


def _is_idle(cell: dict[str, Any]) -> bool:
    """Return whether a cell holds code that was never run."""
    run = cell.get("outputs") or cell.get("execution_count") is not None
    return cell.get("cell_type") == "code" and bool(joined(cell.get("source")).strip()) and not run


def cells_of(file: Path) -> tuple[list[dict[str, Any]], str]:
    """Return the cells of a notebook, and the name of its programming language.

    Raises :class:`SourceError`.
    """
    text = read_text(file, max_file=MAX_NOTEBOOK, max_line=MAX_NOTEBOOK)
    try:
        data = mapping(json.loads(text))
    except (ValueError, RecursionError):
        data = {}
    cells = data.get("cells")
    if not isinstance(cells, list):
        message = "The file isn't a notebook of Jupyter (nbformat 4)."
        raise SourceError.at(file, 0, "unreadable", message, "Save it again in Jupyter.")
    about = mapping(data.get("metadata"))
    named = mapping(about.get("language_info")).get("name")
    named = named or mapping(about.get("kernelspec")).get("language")
    return [cell for cell in cells if isinstance(cell, dict)], str(named or "python")


def _pieces(cell: dict[str, Any], language: str, pictures: dict[str, bytes]) -> Iterator[str]:
    """Yield the Markdown of a cell; pictures in it are added to ``pictures``."""
    source = joined(cell.get("source"))
    match cell.get("cell_type"):
        case "markdown":
            for name, kinds in mapping(cell.get("attachments")).items():
                found = mapping(kinds)
                data = next((joined(found[one]) for one in _PICTURES if one in found), "")
                own = f"attachment-{len(pictures) + 1}-{name}"
                pictures[own] = _decoded(data)
                source = source.replace(f"attachment:{name}", own)
            yield source
        case "code":
            hidden = {"hide-input", "remove-input", "remove-cell", "hide-cell"}
            tags = set(map(str, mapping(cell.get("metadata")).get("tags") or ()))
            if source.strip() and not tags & hidden:
                yield _fenced(source, language)
            for output in cell.get("outputs") or () if "remove-cell" not in tags else ():
                yield from _output(mapping(output), pictures)
        case "raw":
            yield _fenced(source, "")


def _output(output: dict[str, Any], pictures: dict[str, bytes]) -> Iterator[str]:
    """Yield one result: a picture, a table, or what was printed."""
    data = mapping(output.get("data"))
    kind = next((one for one in _PICTURES if one in data), "")
    if kind:
        name = f"output-{len(pictures) + 1}.{kind[6:9].replace('jpe', 'jpg')}"
        text = joined(data[kind])
        pictures[name] = text.encode() if kind.startswith("image/svg") else _decoded(text)
        yield f"![]({name})"
    elif "text/html" in data and "<table" in joined(data["text/html"]):
        html = replace_spans(joined(data["text/html"]), _STYLE, "</style>", lambda _: "")
        yield re.sub(r"\n\s*\n", "\n", html)
    elif "text/markdown" in data:
        yield joined(data["text/markdown"])
    elif "text/latex" in data:
        yield joined(data["text/latex"])
    else:
        text = joined(output.get("text") or data.get("text/plain") or output.get("traceback"))
        if text.strip():
            yield _fenced(_COLOURS.sub("", text), "text")
        elif data:
            yield left_out("a result of the type", ", ".join(map(str, data)))


def mapping(value: object) -> dict[str, Any]:
    """Return ``value``, or an empty object if it is none of JSON."""
    return value if isinstance(value, dict) else {}


def _decoded(text: str) -> bytes:
    try:
        return base64.b64decode(text)
    except (binascii.Error, ValueError):
        return b""


def joined(written: object) -> str:
    """Return text that may be written as a list of lines."""
    return "".join(map(str, written)) if isinstance(written, list) else str(written or "")


def _fenced(code: str, language: str) -> str:
    longest = max((len(run) for run in re.findall("`+", code)), default=0)
    fence = "`" * max(3, longest + 1)
    text = code.rstrip("\n")
    return f"{fence}{language}\n{text}\n{fence}"
