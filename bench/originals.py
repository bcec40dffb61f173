"""Read what a person sees in a document of another program: words, pictures, notes and tables.

bench/corpora.py compares it with the source that ``publish import`` wrote.  These readers are
coarse on purpose, and share nothing with the package: each takes the text of the XML or HTML as it
stands.  RTF, LaTeX and plain text aren't read: telling their words from commands needs a parser.
"""

from __future__ import annotations

import posixpath
import re
import unicodedata
import zipfile
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import unquote

from lxml import etree, html


def _names(listed: str) -> frozenset[str]:
    return frozenset(listed.split())


_WORD = re.compile(r"\w+")
_TARGET = re.compile(r"\]\([^()\s]*(?:\([^()\s]*\)[^()\s]*)*\)")
_LANGUAGE = re.compile(r"\{lang=[\w-]+\}|^ *```+\w*$", re.M)
_SAFE = etree.XMLParser(resolve_entities=False, no_network=True, huge_tree=False, recover=True)
_PAGE = (
    "self::script or self::style or self::template or self::nav or self::noscript or self::head "
    "or self::title or @hidden or contains(@style, 'display:none')"
)
_BREAKING = _names(
    """
        p h1 h2 h3 h4 h5 h6 li dt dd td th tr div section article blockquote
        pre br hr figure figcaption caption table ul ol dl aside header footer
        details summary option button
        """
)


@dataclass
class Original:
    """The visible content of a document; ``words`` are in small letters."""

    words: Counter[str] = field(default_factory=Counter)
    pictures: int = 0
    alts: list[str] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    cells: list[str] = field(default_factory=list)

    def add(self, text: str) -> None:
        self.words.update(words_of(text))


def words_of(text: str) -> list[str]:
    """Return the words of ``text`` in small letters, without soft hyphens (Unicode, form KC)."""
    return _WORD.findall(unicodedata.normalize("NFKC", text.replace("\u00ad", "")).casefold())


def read_original(file: Path) -> Original | None:
    """Return what ``file`` shows, or ``None`` if no reader here knows its type."""
    match file.suffix.lower():
        case ".docx":
            return _docx(file)
        case ".odt":
            return _odt(file)
        case ".epub":
            return _epub(file)
        case ".html" | ".htm" | ".xhtml":
            original = Original()
            _page(html.document_fromstring(_decoded(file) or "<p></p>"), original)
            return original
        case ".md" | ".markdown" | ".qmd":
            return _markdown(file.read_text(encoding="utf-8", errors="replace"))
    return None


# ---------------------------------------------------------------- office documents


def _local(element: etree._Element) -> str:
    return element.tag.rpartition("}")[2] if isinstance(element.tag, str) else ""


def _has_table(cell: etree._Element) -> bool:
    return any(_local(one) in ("tbl", "table") for one in cell.iterdescendants())


def _attribute(element: etree._Element, name: str) -> str:
    return next(
        (value for key, value in element.attrib.items() if key.rpartition("}")[2] == name), ""
    )


def _walk(element: etree._Element, skipped: frozenset[str]) -> Iterator[etree._Element]:
    """Yield the elements of a tree in order, without those with a ``skipped`` name."""
    stack = [element]
    while stack:
        one = stack.pop()
        if _local(one) not in skipped:
            yield one
            stack.extend(reversed(one))


def _docx(file: Path) -> Original:
    skipped = frozenset(["Fallback", "del", "moveFrom", "instrText", "sdtPr", "delText"])
    original = Original()
    with zipfile.ZipFile(file) as archive:
        names = archive.namelist()
        main = re.compile(r"word/(document\d*|footnotes|endnotes)\d*\.xml")
        for name in (one for one in names if main.fullmatch(one)):
            root = etree.fromstring(archive.read(name), _SAFE)
            for element in _walk(root, skipped):
                match _local(element):
                    case "p" if _local(element.getparent()) not in ("txBody", "rich"):
                        if text := _docx_text(element, skipped):
                            original.add(text)
                    case "blip" | "imagedata" if _attribute(element, "embed") or _attribute(
                        element, "id"
                    ):
                        original.pictures += 1
                    case "docPr" if _attribute(element, "descr"):
                        original.alts.append(_attribute(element, "descr"))
                    case "tc" if not _has_table(element):
                        original.cells.append(_texts(element, skipped))
                    case "footnote" | "endnote" if _attribute(element, "type") in ("", "normal"):
                        original.notes.append(_texts(element, skipped))
    return original


def _docx_text(paragraph: etree._Element, skipped: frozenset[str]) -> str:
    """Return the text of a paragraph, without paragraphs inside it, hidden text and contents."""
    style = paragraph.find("{*}pPr/{*}pStyle")
    if style is not None and re.match(r"(?i)toc ?\d|tocheading", _attribute(style, "val")):
        return ""
    out: list[str] = []
    for run in _walk(paragraph, skipped):
        if _local(run) == "t" and run.text:
            owner = next((one for one in run.iterancestors() if _local(one) == "p"), None)
            parent = run.getparent()
            hidden = parent is not None and parent.find("{*}rPr/{*}vanish") is not None
            if owner is paragraph and not hidden:
                out.append(run.text)
        elif _local(run) in ("tab", "br", "cr", "noBreakHyphen"):
            out.append(" ")
    return "".join(out)


def _texts(element: etree._Element, skipped: frozenset[str]) -> str:
    return " ".join(
        "".join(one.text or "" for one in _walk(paragraph, skipped) if _local(one) == "t")
        for paragraph in _walk(element, skipped)
        if _local(paragraph) == "p"
    ).strip()


def _odt(file: Path) -> Original:
    skipped = _names(
        """
        tracked-changes annotation table-of-content forms sequence-decls
        note-citation title desc user-index alphabetical-index
        illustration-index table-index bibliography ruby-text variable-decls
        user-field-decls linenumbering-configuration
        """
    )
    original = Original()
    with zipfile.ZipFile(file) as archive:
        root = etree.fromstring(archive.read("content.xml"), _SAFE)
    text = next((one for one in root.iter() if _local(one) == "text" and len(one)), None)
    if text is None:
        return original
    for element in _walk(text, skipped):
        match _local(element):
            case "p" | "h":
                original.add(_odt_text(element, skipped))
            case "image" if _attribute(element, "href") or len(element):
                original.pictures += 1
            case "table-cell" if not _has_table(element):
                original.cells.append(_odt_text(element, skipped))
            case "note-body":
                original.notes.append(_odt_text(element, skipped))
            case "frame":
                original.alts += [
                    one.text for one in element if _local(one) in ("desc", "title") and one.text
                ]
    return original


def _odt_text(element: etree._Element, skipped: frozenset[str]) -> str:
    """Return the text of a paragraph without the paragraphs inside it; of others, all text."""
    whole = _local(element) not in ("p", "h")
    out: list[str] = []

    def visit(one: etree._Element) -> None:
        if _local(one) in ("s", "tab", "line-break", "p", "h"):
            out.append(" ")
        out.append(one.text or "")
        for child in one:
            if _local(child) not in skipped and (whole or _local(child) not in ("p", "h", "list")):
                visit(child)
            out.append(child.tail or "")

    visit(element)
    return "".join(out).strip()


# ---------------------------------------------------------------- pages


def _decoded(file: Path) -> str | bytes:
    """Return a page as text if it is UTF-8 and has no XML declaration; otherwise its bytes."""
    data = file.read_bytes()
    try:
        return data if data.lstrip().startswith(b"<?xml") else data.decode()
    except UnicodeDecodeError:
        return data


def _page(root: etree._Element, original: Original) -> None:
    """Add the main content of a page: ``main``, a single ``article``, or the body."""
    for gone in root.xpath(f"//*[{_PAGE}]"):
        gone.drop_tree() if isinstance(gone, html.HtmlElement) else _drop(gone)
    part = root
    for path in ("//*[local-name()='main']", "//*[local-name()='article']"):
        found = root.xpath(path)
        if len(found) == 1:
            part = found[0]
            break
    else:
        for gone in root.xpath("//header|//footer|//form"):
            if isinstance(gone, html.HtmlElement):
                gone.drop_tree()
    _add_page(part, original)


def _add_page(part: etree._Element, original: Original) -> None:
    out: list[str] = []
    for event, element in etree.iterwalk(part, events=("start", "end", "comment", "pi")):
        name = _local(element)
        if event in ("comment", "pi"):
            out.append(element.tail or "")
            continue
        if name in _BREAKING:
            out.append(" ")
        if event == "start":
            out.append(element.text or "")
            if name == "img" and not element.get("src", "data:").startswith("data:"):
                original.pictures += 1
                if element.get("alt", "").strip():
                    original.alts.append(element.get("alt", ""))
            elif name in ("td", "th") and not _has_table(element):
                original.cells.append(" ".join("".join(element.itertext()).split()))
        elif element is not part:
            out.append(element.tail or "")
    original.add("".join(out))


def _drop(element: etree._Element) -> None:
    """Remove an element of XML, but not the text behind it."""
    parent, before = element.getparent(), element.getprevious()
    if parent is None:
        return
    if before is not None:
        before.tail = (before.tail or "") + (element.tail or "")
    else:
        parent.text = (parent.text or "") + (element.tail or "")
    parent.remove(element)


def _epub(file: Path) -> Original:
    original = Original()
    with zipfile.ZipFile(file) as archive:
        container = etree.fromstring(archive.read("META-INF/container.xml"), _SAFE)
        path = next(_attribute(one, "full-path") for one in container.iter("{*}rootfile"))
        package = etree.fromstring(archive.read(path), _SAFE)
        items = {one.get("id"): one for one in package.iter("{*}item")}
        for entry in package.iter("{*}itemref"):
            item = items.get(entry.get("idref"))
            if item is None or item.get("media-type") != "application/xhtml+xml":
                continue
            if "nav" in item.get("properties", "").split():
                continue
            name = posixpath.normpath(
                posixpath.join(posixpath.dirname(path), unquote(item.get("href", "")))
            )
            if name not in archive.namelist():
                continue
            root = etree.fromstring(archive.read(name), _SAFE)
            for gone in root.xpath(
                "//*[local-name()='head' or local-name()='script' or local-name()='style' or "
                "contains(concat(' ', @*[local-name()='type'], ' '), ' pagebreak ') or @hidden]"
            ):
                _drop(gone)
            _add_page(root, original)
    return original


# ---------------------------------------------------------------- Markdown

_FRONT = re.compile(r"\A(---|\+\+\+)\n.*?\n(\1|\.\.\.)[ \t]*\n", re.S)
_RAW_HTML = re.compile(r"^```+ *\{=html\}\n(.*?)^```+$", re.S | re.M)
_RAW = re.compile(r"\{%-? *(?:end)?raw *-?%\}")
_NOT_TEXT = re.compile(
    r"`[^`\n]+`|<!--.*?-->|\{%.*?%\}|\{\{.*?\}\}|(?<=[\])#\w`])[ ]?\{(?:[:#.]|[\w-]+=)[^{}\n]*\}"
    r"|^\{:.*?\}$"
    r"|^[ \t]*(?:`{3,}|~{3,}|:{3,}) ?\{[^\n]*(?:\n---\n.*?\n---$)?|^[ \t]*:[\w-]+:[^\n]*$"
    r"|^%[^\n]*$|^[ \t>]*\{(?:[#.]|\w+=[^\s\"])[^{}\n]*\}$|\[\^[^\]\n]+\]"
    r"|^[ \t>]*\([^()\n]+\)=[ \t]*$|\{[\w:.+-]+\}(?=`)",
    re.S | re.M,
)


def _code_or_fence(found: re.Match[str]) -> str:
    """Return code as it is, and of the first line of a directive the fence."""
    written = found[0].lstrip()
    if fence := re.match(r"`{3,}|~{3,}", written):
        return fence[0]
    return found[0] if written.startswith("`") else ""


def _markdown(text: str) -> Original:
    from markdown_it import MarkdownIt

    plain = _RAW.sub("", _FRONT.sub("", text.replace("\r\n", "\n")))
    plain = _RAW_HTML.sub(r"\1", plain)
    plain = _NOT_TEXT.sub(_code_or_fence, plain.replace("<br/>", " ").replace("<br>", " "))
    original = Original()
    rendered = MarkdownIt("commonmark", {"html": True}).enable("table").render(plain)
    rendered = rendered.replace("<title>", "&lt;title&gt;")  # HTML takes the rest for its text
    root = html.fragment_fromstring(rendered or "<p></p>", create_parent="div")
    for gone in root.xpath(".//script|.//style"):
        gone.drop_tree()
    _add_page(root, original)
    return original


def lost_words(original: Counter[str], kept: str) -> Counter[str]:
    """Return the words of ``original`` that occur less often in the text ``kept``.

    A word divided by markup inside it counts as kept if its letters stand together.
    """
    missing = original - Counter(words_of(kept))
    squashed = "".join(words_of(kept)).replace("_", "")
    return Counter(
        {
            word: count
            for word, count in missing.items()
            if squashed.count(word.replace("_", "")) < original[word]
        }
    )


def lost_texts(texts: Iterable[str], kept: str) -> list[str]:
    """Return those ``texts`` whose first words don't follow each other in ``kept``."""
    stream = "".join(words_of(_LANGUAGE.sub("", _TARGET.sub("]", kept))))
    return [one for one in texts if (head := "".join(words_of(one)[:8])) and head not in stream]
