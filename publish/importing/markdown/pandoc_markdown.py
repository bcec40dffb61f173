"""Read pandoc's Markdown, and Quarto's, through pandoc itself.

pandoc reads the file as a tree; what its HTML couldn't hold is changed in the tree (raw TeX,
cross-references, titles of pictures, callouts); the rest of the way is that of a page.
"""

from __future__ import annotations

import html
import re
from pathlib import Path
from typing import Any

from msgspec.structs import replace

from publish.errors import SourceError, ToolError
from publish.importing.markdown import quarto
from publish.importing.markdown.citations import (
    known_keys,
    style_warning,
    unknown_warning,
    without_unknown,
    works_of,
)
from publish.importing.markdown.commonmark import LEFT_OUT, check_limits
from publish.importing.markdown.cross_references import resolve
from publish.importing.markdown.dialects import without_comments
from publish.importing.markdown.fields import Value, front_from
from publish.importing.markdown.posts import site_of
from publish.importing.markdown.tree import (
    Node,
    boxed,
    given,
    left_out,
    nodes_in,
    only_words,
    paragraph,
    rewritten,
    text,
    value_of,
    without,
)
from publish.importing.markers import kinds_of
from publish.importing.preparing.html import prepare_text
from publish.importing.reading.nodes import words_of
from publish.importing.records import PlacedDiagnostic, Prepared
from publish.runtime import pandoc
from publish.runtime.text import read_text

FORMAT = "markdown+mark+alerts+wikilinks_title_after_pipe"
"""pandoc's Markdown, and what it can read besides."""


def prepare(file: Path, *, from_quarto: bool = False) -> Prepared:
    """Return ``file``, in pandoc's Markdown or Quarto's, prepared.

    Raises:
        SourceError: It can't be read, or is too large.
        MissingToolError: pandoc is missing.
    """
    written = read_text(file)
    check_limits(file, written)
    written = without_comments(written)
    warnings: list[PlacedDiagnostic] = []
    if from_quarto:
        written = quarto.expand(file, written)
    tree = _tree(file, written)
    meta = tree["meta"]
    blocks = tree["blocks"]
    assert isinstance(meta, dict) and isinstance(blocks, list)  # noqa: S101, PT018
    values = {name: _value(value) for name, value in meta.items() if name != "references"}
    front, more = front_from(file, values, abstract=True)
    warnings += more
    try:
        blocks, keys = resolve(blocks, front.language or "en")
        blocks = rewritten(blocks, quarto.changed if from_quarto else _kept)
        blocks = rewritten(blocks, _changed)
    except RecursionError as error:
        message = "The file nests its blocks too deeply."
        raise SourceError.at(file, 0, "too-deep", message, "Nest them less.") from error
    works = works_of(file, meta) if keys else []
    known = known_keys(works)
    blocks = without_unknown(blocks, known)
    if others := [key for key in keys if key not in known]:
        warnings.append(unknown_warning(others, has_works=bool(values.get("bibliography"))))
    if cited := known.intersection(keys):
        warnings.append(style_warning())
    given_works = {"references": ("MetaList", works), "link-citations": ("MetaBool", True)}
    meta = {**given_works, **_language(front.language)} if cited else {}
    page = _html(file, {**tree, "meta": meta, "blocks": blocks}, cited=bool(cited))
    prepared = prepare_text(file, page, front, site_of(file))
    return replace(prepared, warnings=(*warnings, *prepared.warnings))


def _tree(file: Path, written: str) -> pandoc.Tree:
    try:
        return pandoc.tree(written.encode(), FORMAT)
    except ToolError as error:
        raise _unreadable(file, error) from error


def _language(tag: str) -> dict[str, Any]:
    return {"lang": ("MetaString", tag)} if tag else {}


def _html(file: Path, tree: pandoc.Tree, *, cited: bool) -> str:
    try:
        return pandoc.html(tree, ["--citeproc"] if cited else [])
    except ToolError as error:
        raise _unreadable(file, error) from error


def _unreadable(file: Path, error: ToolError) -> SourceError:
    if isinstance(error, pandoc.TooLargeError):
        message = "The file needs too much memory or time to be read."
        return SourceError.at(file, 0, "too-large", message, pandoc.MORE)
    reason = " ".join(error.detail.split())[:200]
    message = f"The file can't be read as pandoc's Markdown: {reason}"
    fix = "Correct it, or name another dialect with --from."
    return SourceError.at(file, 0, "unreadable", message, fix)


def _value(meta: Any) -> Value:
    """Return a value of pandoc's metadata (``MetaMap``, ``MetaInlines`` ...)."""
    kind, content = meta
    match kind:
        case "MetaMap":
            return {name: _value(inner) for name, inner in content.items()}
        case "MetaList":
            return tuple(_value(inner) for inner in content)
        case "MetaBool":
            return str(content).lower()
        case "MetaInlines":
            return words_of(content)
        case "MetaBlocks":
            words = (words_of(node[1]) for node in nodes_in(content) if node[0] in _PARAGRAPHS)
            return " ".join(filter(None, words))
    return str(content)


_PARAGRAPHS = ("Para", "Plain")


def _kept(node: Node) -> list[Node]:
    return [node]


def _changed(node: Node) -> list[Node]:
    """Return what stands for ``node`` so that HTML keeps it."""
    kind, content = node
    match kind:
        case "RawBlock":
            return _raw_block(content[0], content[1])
        case "RawInline":
            return _raw_inline(content[0], content[1])
        case "Figure":
            return [_figure(content)]
        case "Image":
            return _image(content)
        case "CodeBlock":
            return _code(content)
        case "Div":
            return _division(content)
        case "Math":
            ends = ("\\[", "\\]") if content[0][0] == "DisplayMath" else ("\\(", "\\)")
            return [("RawInline", ["html", html.escape(content[1]).join(ends)])]
    return [node]


_COMMENT = re.compile(r"%[^\n]*")
_BREAKS = re.compile(
    r"\\(?:newpage|clearpage|cleardoublepage|pagebreak|medskip|bigskip|smallskip|noindent|hfill|vfill"
    r"|indent|par|centering|raggedright|LaTeX|TeX)\b\s*(?:\{\})?"
)


_MACRO = re.compile(
    r"\s*\\(?:(?:re)?newcommand|(?:re)?newenvironment|def|let|DeclareMathOperator|usepackage|set\w+)\b"
)
"""Definitions, which pandoc has applied to the formulas already."""


def _raw_block(written: str, content: str) -> list[Node]:
    if written == "html":
        return [("RawBlock", ["html", content])]
    if written in ("tex", "latex"):
        if not _BREAKS.sub("", _COMMENT.sub("", content)).strip() or _MACRO.match(content):
            return []
        if read := _from_tex(content):
            return read
    return [paragraph([left_out(f"{written}: {content}")])]


def _from_tex(content: str) -> list[Node]:
    """Return the blocks of raw LaTeX that holds an environment, such as a table."""
    if "\\begin{" not in content:
        return []
    try:
        blocks = pandoc.tree(content.encode(), "latex")["blocks"]
    except ToolError:
        return []
    return rewritten(blocks, _unread) if any(node[0] in _WORDS for node in nodes_in(blocks)) else []


_WORDS = frozenset({"Str", "Math", "Code", "CodeBlock", "Image"})


def _unread(node: Node) -> list[Node]:
    """Return a report instead of raw LaTeX in what was read from LaTeX."""
    kind, content = node
    if kind == "RawBlock":
        return [paragraph([left_out(f"tex: {content[1]}")])]
    return [left_out(f"tex: {content[1]}")] if kind == "RawInline" else [node]


_TEX_WORDS = {"\\LaTeX": "LaTeX", "\\TeX": "TeX", "\\ldots": "…", "\\dots": "…"}


def _raw_inline(written: str, content: str) -> list[Node]:
    if written == "html":
        return [("RawInline", ["html", content])]
    plain = content.strip().removesuffix("{}")
    if written in ("tex", "latex"):
        if plain in _TEX_WORDS:
            return [("Str", _TEX_WORDS[plain])]
        if not _BREAKS.sub("", plain).strip():
            return []
    return [left_out(f"{written}: {content}")]


def _figure(content: list[Any]) -> Node:
    """Return a figure whose picture has a title: its alt text, or more words of the caption.

    pandoc prints the words between the brackets as caption, and uses them as alt text too.
    """
    attributes, caption, inside = content
    described = []

    def change(node: Node) -> list[Node]:
        if node[0] != "Image" or not node[1][2][1]:
            return [node]
        written, words, (address, title) = node[1]
        if value_of(written, "alt"):
            described.append(title)
        else:
            written = [*written[:2], [*written[2], ["alt", title]]]
        return [("Image", [written, words, [address, ""]])]

    inside = rewritten(inside, change)
    more = [("Plain", text(title)) for title in described]
    return ("Figure", [attributes, [caption[0], [*caption[1], *more]], inside])


def _image(content: list[Any]) -> list[Node]:
    """Return a picture with its alt text, or a link to what is no picture."""
    attributes, words, (address, title) = content
    alt = value_of(attributes, "alt", "fig-alt")
    attributes = without(attributes, "alt", "fig-alt", "width", "height")
    unknown = [left_out(f"{found} in an alt text") for found in _LEFT.findall(alt)]
    if alt := _LEFT.sub("", alt):
        attributes = [*attributes[:2], [*attributes[2], ["alt", alt]]]
    if re.search(r"\.(?:mp4|webm|ogv|mov|mp3|ogg|wav|m4a)$|youtube\.com/|youtu\.be/", address):
        shown = words or text(title or alt or address)
        note = left_out(f"a video or sound: {address}")
        return [("Link", [given(), shown, [address, title]]), note]
    return [("Image", [attributes, words, [address, title]]), *unknown]


_LEFT = re.compile(rf"\[\]\{{\.{LEFT_OUT} title=\"([^\"]*)\"\}}")


def _code(content: list[Any]) -> list[Node]:
    """Return code, after its caption or the name of its file."""
    attributes, code = content
    head: list[Node] = []
    if name := value_of(attributes, "filename"):
        head.append(paragraph([("Code", [given(), name])]))
    if caption := value_of(attributes, "caption", "lst-cap"):
        head.append(paragraph(text(caption)))
    return [*head, ("CodeBlock", [[attributes[0], attributes[1], []], code])]


def _division(content: list[Any]) -> list[Node]:
    """Return a division; one with the id of a figure or table is that, with its last paragraph."""
    attributes, blocks = content
    if kinds_of(attributes[1]) and len(blocks) > 1 and blocks[0][0] == "Header":
        written = blocks[0][1]
        return [boxed(attributes[1][-1], written[2], blocks[1:], attributes[0] or written[1][0])]
    labelled = re.match(r"(fig|tbl)[:-]", attributes[0])
    last = blocks[-1] if blocks else None
    if not labelled or last is None or last[0] not in _PARAGRAPHS or len(blocks) < 2:
        return [("Div", content)]
    words = only_words(last[1])
    inside = [node for node in nodes_in(blocks[:-1]) if node[0] in ("Image", "Table")]
    if len(inside) != 1 or any(node[0] == "Image" for node in nodes_in(words)):
        return [("Div", content)]
    caption = [("Plain", words)]
    if inside[0][0] == "Table":
        return [_captioned(blocks[:-1], attributes[0], caption)]
    kept = [node for node in blocks[:-1] if node[0] != "Figure"]
    held = [one for node in blocks[:-1] if node[0] == "Figure" for one in node[1][2]]
    return [("Figure", [given(attributes[0]), [None, caption], [*held, *kept]])]


def _captioned(blocks: list[Node], identity: str, caption: list[Node]) -> Node:
    """Return the division of a table, with the caption if the table has none."""

    def change(node: Node) -> list[Node]:
        if node[0] == "Table" and not node[1][1][1]:
            return [("Table", [node[1][0], [None, caption], *node[1][2:]])]
        return [node]

    return ("Div", [given(identity), rewritten(blocks, change)])
