"""Convert what mdBook adds to Markdown: included files, listings, hidden lines of code.

https://rust-lang.github.io/mdBook/format/mdbook.html
"""

from __future__ import annotations

import html
import os.path
import re
from pathlib import Path

from publish.errors import SourceError
from publish.importing.markdown.commonmark import left_out
from publish.runtime.folder import FileRefusedError, file_inside
from publish.runtime.spans import replace_spans
from publish.runtime.text import read_text

MAX_INCLUDES, MAX_INCLUDED = 200, 8_000_000
"""The most files that are included, and the most characters of them."""
_INCLUDE = re.compile(r"(?<!\\)\{\{#(\w++)\s([^{}]*+)\}\}")
_LISTING = re.compile(r"^[ \t]*<Listing((?:\s+[\w-]+=\"[^\"]*\")*)\s*>[ \t]*$", re.M)
_ATTRIBUTE = re.compile(r"(?<![\w-])([\w-]++)=\"([^\"]*+)\"")
_ANCHOR = re.compile(r"\bANCHOR(_END)?:\s*+([\w-]++)")
_RUST = re.compile(r"^[ \t>]*```rust\b[^\n]*\n", re.M)
_RUST_END = re.compile(r"^[ \t>]*```[ \t]*$", re.M)
_LANGUAGE = re.compile(r"^([ \t>]*`{3,}[ \t]*[\w+#.-]+),[^\n]*$", re.M)


def convert_mdbook(file: Path, top: Path, text: str) -> str:
    """Return ``text`` with the files that it includes from the folder ``top``."""
    left, size = [MAX_INCLUDES], [MAX_INCLUDED]

    def include(path: Path, match: re.Match[str]) -> str:
        name, rest = match[1], match[2].strip()
        left[0] -= 1
        if name == "title":
            return ""
        if left[0] < 0 or size[0] < 0 or name not in ("include", "rustdoc_include", "playground"):
            return f"\n{left_out(name, rest)}\n"
        address, _, part = rest.split(" ")[0].partition(":")
        try:
            inner = file_inside(top, _below(top, path, address))
            found = _part(read_text(inner), part)
        except (FileRefusedError, SourceError, ValueError):
            return f"\n{left_out(name, rest)}\n"
        size[0] -= len(found)
        if name != "include":
            return found
        return _INCLUDE.sub(lambda one: include(inner, one), found)

    text = _INCLUDE.sub(lambda match: include(file, match), text)
    text = replace_spans(
        text, _RUST, _RUST_END, lambda m: m.opening[0] + _shown(m.inside) + m.closing
    )
    text = _LISTING.sub(_listing, _LANGUAGE.sub(r"\1", text))
    return text.replace("</Listing>", "\n")


def _below(top: Path, path: Path, address: str) -> str:
    return os.path.normpath(path.resolve().parent.relative_to(top.resolve()) / address)


def _part(text: str, part: str) -> str:
    """Return the lines ``2:5`` or the anchor ``name`` of an included file; by default all."""
    lines = text.rstrip("\n").split("\n")
    if re.fullmatch(r"\d*(?::\d*)?", part):
        first, colon, last = part.partition(":")
        start = int(first or 1) - 1
        end = int(last) if last else (len(lines) if colon or not first else start + 1)
        lines = lines[start:end]
    else:
        inside, kept = False, []
        for line in lines:
            anchor = next((one for one in _ANCHOR.finditer(line) if one[2] == part), None)
            inside = anchor[1] is None if anchor else inside
            if inside and not anchor:
                kept.append(line)
        lines = kept
    return "\n".join(line for line in lines if not _ANCHOR.search(line))


def _shown(code: str) -> str:
    """Return Rust code without the lines that mdBook hides: those that begin with ``# ``."""
    lines = [line for line in code.split("\n") if not re.match(r"\s*#(?: |$)", line)]
    return "\n".join(
        line.replace("##", "#", 1) if line.startswith("##") else line for line in lines
    )


def _listing(match: re.Match[str]) -> str:
    """Return the file name and the caption of a listing as paragraphs before its code."""
    given = dict(_ATTRIBUTE.findall(match[1]))
    number, caption = given.get("number", ""), given.get("caption", "")
    name = given.get("file-name", "")
    label = f"Listing {number}: " if number else ""
    lines = [f"`{name}`"] if name else []
    lines += [f"{label}{html.unescape(caption)}".strip()] if label or caption else []
    return "\n" + "\n\n".join(lines) + "\n"
