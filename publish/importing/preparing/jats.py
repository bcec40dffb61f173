"""Write an article in JATS (NISO Z39.96, Journal Article Tag Suite) as HTML.

pandoc's own reader loses captions of tables, mixed citations, numbers of formulas and alt texts.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from html import escape
from pathlib import Path
from typing import TYPE_CHECKING

from msgspec import Struct, field
from msgspec.structs import replace

from publish.errors import SourceError
from publish.importing.markers import ANY, NUMBERED
from publish.importing.preparing.encodings import decoded
from publish.importing.preparing.html import MAX_FILE, prepare_text
from publish.importing.preparing.jats_front import HREF, LANG, front_of, title_of, written_out
from publish.importing.preparing.xml import check_markup, local, parsed, words
from publish.importing.records import Prepared
from publish.runtime.folder import FileRefusedError, file_inside
from publish.runtime.text import read_bytes

if TYPE_CHECKING:
    from lxml import etree

_INLINE = {
    "italic": "em", "bold": "strong", "sub": "sub", "sup": "sup", "monospace": "code",
    "underline": "u", "strike": "s", "p": "p", "disp-quote": "blockquote", "def-list": "dl",
    "def-item": "div", "term": "dt", "def": "dd", "code": "pre", "preformat": "pre",
    "tr": "tr", "th": "th", "td": "td", "thead": "thead", "tbody": "tbody", "tfoot": "tfoot",
    "list-item": "li", "verse-line": "p", "hr": "hr", "break": "br",
}  # fmt: skip
_PARTS = frozenset(["sec", "ack", "app", "notes", "bio", "glossary"])
_UNSEEN = frozenset(
    ["label", "alt-text", "long-desc", "object-id", "processing-meta", "permissions", "aff",
     "history", "sec-meta", "title", "x"]
)  # fmt: skip
_SUFFIXES = ("", ".png", ".jpg", ".jpeg", ".svg", ".gif", ".webp", ".tif", ".tiff")


def prepare(file: Path) -> Prepared:
    """Return the article ``file``, prepared.  Raises :class:`SourceError`."""
    text = ANY.sub("", decoded(read_bytes(file, MAX_FILE))[0])
    text = re.sub(r"\A\s*<\?xml[^>]*\?>", "", text)
    check_markup(file, text)
    root = parsed(file, re.sub(r"<!DOCTYPE[^<>\[]*+>", "", text, count=1).encode(), file.name)
    article = root if local(root) == "article" else None
    if article is None:
        message = f"The file isn't an article in JATS: its first element is <{local(root)}>."
        fix = "Save it as DOCX, ODT, HTML or EPUB, and import that."
        raise SourceError.at(file, 0, "unreadable", message, fix)
    jats = _Jats(file)
    front, warnings = front_of(article)
    parts = [one for one in article if local(one) in ("body", "back", "floats-group")]
    body = "".join(jats.blocks(one, 1) for one in parts) + "".join(jats.notes)
    language = article.get(LANG, "")
    page = f'<html lang="{escape(language)}"><body>{body}</body></html>'
    prepared = prepare_text(file, page, front, file.parent)
    return replace(prepared, warnings=(*warnings, *prepared.warnings))


class _Jats(Struct):
    """Writes one article; ``notes`` are the notes that stand in lines of the text."""

    file: Path
    notes: list[str] = field(default_factory=list)

    def blocks(self, element: etree._Element, level: int) -> str:
        """Return the content of a part as HTML, with its headings at ``level``."""
        return "".join(self._block(one, level) for one in element if local(one))

    def _block(self, one: etree._Element, level: int) -> str:
        name = local(one)
        handle: dict[str, Callable[[etree._Element], str]] = {
            "fig": self._figure, "table-wrap": self._table, "disp-formula": self._formula,
            "boxed-text": self._box, "list": self._list, "ref-list": self._references,
            "fn-group": self._notes, "graphic": self._picture, "verse-group": self._verse,
            "supplementary-material": self._captioned, "media": self._captioned,
        }  # fmt: skip
        if name in _PARTS:
            title = next((self.inline(part) for part in one if local(part) == "title"), "")
            head = f"<h{min(level, 6)}>{title}</h{min(level, 6)}>" if title else ""
            return f"<section{_id(one)}>{head}{self.blocks(one, level + 1)}</section>"
        if name == "ref-list" and (title := title_of(one)):
            return f"<h{min(level, 6)}>{escape(title)}</h{min(level, 6)}>{self._references(one)}"
        if name in handle:
            return handle[name](one)
        if name in _UNSEEN:
            return ""
        return self._inline(one) if name in _INLINE else self.blocks(one, level)

    def inline(self, element: etree._Element) -> str:
        """Return the content of a paragraph or phrase as HTML."""
        pieces = [escape(element.text or "", quote=False)]
        for one in element:
            if local(one):
                pieces.append(self._inline(one))
            pieces.append(escape(one.tail or "", quote=False))
        return "".join(pieces)

    def _inline(self, one: etree._Element) -> str:
        name = local(one)
        if name in (
            "fig",
            "table-wrap",
            "disp-formula",
            "boxed-text",
            "list",
            "graphic",
            "verse-group",
        ):
            return self._block(one, 6)
        match name:
            case "inline-formula":
                return self._math(one, display=False)
            case "inline-graphic":
                return self._image(one, one)
            case "xref":
                return self._reference(one)
            case "ext-link" | "uri" | "email" | "self-uri":
                target = one.get(HREF) or words(one)
                target = f"mailto:{target}" if name == "email" else target
                return f'<a href="{escape(target)}">{self.inline(one) or escape(target)}</a>'
            case "fn":
                number = len(self.notes)
                self.notes.append(self._note(one, f"inline-fn-{number}"))
                return f'<a role="doc-noteref" href="#inline-fn-{number}">*</a>'
            case "attrib":
                return f"<p>— {self.inline(one)}</p>"
            case "disp-quote":
                return f"<blockquote>{self.inline(one)}</blockquote>"
            case "label" | "x" if not any(
                local(around) == "mixed-citation" for around in one.iterancestors()
            ):
                return ""
        tag = _INLINE.get(name, "span")
        if tag in ("hr", "br"):
            return f"<{tag}>"
        spans = "".join(
            f' {name}="{escape(one.get(name, ""))}"'
            for name in ("rowspan", "colspan", "scope")
            if one.get(name)
        )
        lang = f' lang="{escape(one.get(LANG, ""))}"' if one.get(LANG) else ""
        return f"<{tag}{_id(one)}{spans}{lang}>{self.inline(one)}</{tag}>"

    def _reference(self, one: etree._Element) -> str:
        kind, target = one.get("ref-type", ""), one.get("rid", "").split()
        inner = self.inline(one)
        if not target or kind in ("aff", "corresp"):
            return inner
        if kind in ("fn", "table-fn"):
            return f'<a role="doc-noteref" href="#{escape(target[0])}">{inner or "*"}</a>'
        if kind in ("fig", "table"):
            inner = re.sub(r"\d+", lambda found: f"{NUMBERED}{found[0]}", inner, count=1)
        return f'<a href="#{escape(target[0])}">{inner}</a>'

    def _figure(self, one: etree._Element) -> str:
        images = [part for part in one.iter() if local(part) == "graphic"]
        shown = "".join(self._image(part, one) for part in images[:1])
        return f"<figure{_id(one)}>{shown}{self._caption(one, 'figcaption')}</figure>" + "".join(
            f"<figure>{self._image(part, one)}</figure>" for part in images[1:]
        )

    def _picture(self, one: etree._Element) -> str:
        return f"<figure>{self._image(one, one)}</figure>"

    def _image(self, graphic: etree._Element, described: etree._Element) -> str:
        address = graphic.get(HREF, "")
        there = (f"{address}{one}" for one in _SUFFIXES)
        path = next(filter(self._is_there, there), address)
        alts = [one for part in (graphic, described) for one in part if local(one) == "alt-text"]
        alt = f' alt="{escape(words(alts[0]))}"' if alts else ""
        return f'<img src="{escape(path)}"{alt}>'

    def _is_there(self, written: str) -> bool:
        try:
            return bool(file_inside(self.file.parent, written))
        except FileRefusedError:
            return False

    def _caption(self, one: etree._Element, tag: str) -> str:
        caption = next((part for part in one if local(part) == "caption"), None)
        titles = [] if caption is None else [part for part in caption if local(part) == "title"]
        inner = "".join(f"<strong>{self.inline(title)}</strong> " for title in titles)
        if caption is not None:
            inner += " ".join(self.inline(part) for part in caption if local(part) == "p")
        said = [
            self.inline(part) for part in one if local(part) in ("attrib", "copyright-statement")
        ]
        inner += "".join(f' <span class="credit">{credit}</span>' for credit in said)
        return f"<{tag}>{inner}</{tag}>" if inner.strip() else ""

    def _table(self, one: etree._Element) -> str:
        tables = [part for part in one.iter() if local(part) == "table"]
        caption = self._caption(one, "caption")
        written = "".join(
            f"<table{_id(one) if not number else ''}>{caption if not number else ''}"
            f"{self.inline(table)}</table>"
            for number, table in enumerate(tables)
        ) or self._figure(one)
        foot = [part for part in one if local(part) == "table-wrap-foot"]
        notes = [note for part in foot for note in part.iter() if local(note) == "fn"]
        self.notes += [self._note(note, note.get("id", "")) for note in notes if note.get("id")]
        rest = [part for here in foot for part in here if local(part) == "p"]
        loose = [note for note in notes if not note.get("id")]
        return written + "".join(map(self._inline, rest)) + "".join(map(self.inline, loose))

    def _formula(self, one: etree._Element) -> str:
        return self._math(one, display=True)

    def _math(self, one: etree._Element, *, display: bool) -> str:
        label = next((words(part).strip("() ") for part in one if local(part) == "label"), "")
        tex = next((part for part in one.iter() if local(part) == "tex-math"), None)
        if tex is not None:
            written = "".join(map(str, tex.itertext())).strip()
            body, found, _ = written.partition(r"\begin{document}")[2].partition(r"\end{document}")
            written = re.sub(
                r"^\s*(\$\$|\$|\\\[|\\\()|(\$\$|\$|\\\]|\\\))\s*$",
                "",
                (body if found else written).strip(),
            )
            tag = f" \\tag{{{label}}}" if label and display else ""
            inner = f"{escape(written, quote=False)}{tag}"
            return f"<p{_id(one)}>\\[{inner}\\]</p>" if display else f"\\({inner}\\)"
        math = next((part for part in one.iter() if local(part) == "math"), None)
        if math is None:
            graphics = [part for part in one.iter() if local(part).endswith("graphic")]
            shown = "".join(self._image(part, one) for part in graphics) or self.inline(one)
            return f"<p{_id(one)}>{shown}</p>" if display else shown
        kind = ' display="block"' if display else ""
        shown = f"<math{kind}>{_plain_math(math)}</math>"
        number = f" ({escape(label)})" if label else ""
        return f"<p{_id(one)}>{shown}{number}</p>" if display else shown

    def _box(self, one: etree._Element) -> str:
        caption = next((part for part in one if local(part) == "caption"), one)
        title = title_of(caption) or title_of(one)
        head = f'<p class="aside-title"><span>{escape(title)}</span></p>' if title else ""
        inner = "".join(
            self._block(part, 6) for part in one if local(part) not in ("caption", "title")
        )
        return f'<div class="aside sidebar"{_id(one)}>{head}{inner}</div>'

    def _list(self, one: etree._Element) -> str:
        tag = "ol" if one.get("list-type", "") not in ("bullet", "simple", "") else "ul"
        items = "".join(
            f"<li>{self.blocks(part, 6)}</li>" for part in one if local(part) == "list-item"
        )
        return f"<{tag}>{items}</{tag}>"

    def _verse(self, one: etree._Element) -> str:
        lines = [self.inline(part) for part in one.iter() if local(part) == "verse-line"]
        return f'<div class="line-block">{"<br>".join(lines)}</div>'

    def _notes(self, one: etree._Element) -> str:
        for note in one.iter():
            if local(note) == "fn":
                self.notes.append(self._note(note, note.get("id", "")))
        return ""

    def _note(self, note: etree._Element, name: str) -> str:
        return f'<aside role="doc-footnote" id="{escape(name)}">{self.blocks(note, 6)}</aside>'

    def _captioned(self, one: etree._Element) -> str:
        label = next((words(part) for part in one if local(part) == "label"), "")
        address = one.get(HREF) or next(
            (part.get(HREF) for part in one.iter() if part.get(HREF)), ""
        )
        said = " ".join(filter(None, (label, self._caption(one, "span"))))
        link = f"({escape(address or '')})" if address else ""
        return f"<p{_id(one)}>{said} {link}</p>"

    def _references(self, one: etree._Element) -> str:
        items = [
            f'<li><p><span id="{escape(ref.get("id", ""))}"></span>{self._work(ref)}</p></li>'
            for ref in one.iter()
            if local(ref) == "ref"
        ]
        return f"<ol>{''.join(items)}</ol>" if items else ""

    def _work(self, ref: etree._Element) -> str:
        cited = [
            one
            for one in ref.iter()
            if local(one) in ("mixed-citation", "element-citation", "nlm-citation")
        ]
        return " ".join(
            self.inline(one) if local(one) == "mixed-citation" else written_out(one)
            for one in cited
        ) or self.inline(ref)


def _id(element: etree._Element) -> str:
    return f' id="{escape(element.get("id", ""))}"' if element.get("id") else ""


def _plain_math(math: etree._Element) -> str:
    """Return the content of MathML without prefixes, as HTML has it."""
    from lxml import etree

    text = "".join(etree.tostring(one, encoding="unicode") for one in math)
    return re.sub(r"(</?)[\w-]+:", r"\1", re.sub(r"\sxmlns(:[\w-]+)?=\"[^\"]*\"", "", text))
