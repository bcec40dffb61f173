"""Prepare HTML and XHTML so that pandoc keeps everything.

pandoc keeps the attributes of divisions and spans, but not of most other elements, so the latter
become divisions and spans.  Metadata is read from ``<meta>``, Open Graph and JSON-LD (schema.org).
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from msgspec.structs import replace

from publish.errors import SourceError
from publish.importing.markers import ANY, END
from publish.importing.pictures import from_folder
from publish.importing.preparing.elements import annotate
from publish.importing.preparing.encodings import decoded
from publish.importing.preparing.figures import describe, take_pictures
from publish.importing.preparing.html_styles import emphasise, hidden_selectors
from publish.importing.preparing.html_tables import flatten_layouts, set_heads, take_speeches
from publish.importing.preparing.html_text import keep_languages, loosen, take_opening
from publish.importing.preparing.notes import EPUB_TYPES, move_notes
from publish.importing.preparing.page import Page, text_part
from publish.importing.preparing.plain_tables import take_plain_tables
from publish.importing.preparing.removal import clean
from publish.importing.preparing.saved_pages import restore_saved
from publish.importing.preparing.xml import check_markup, html_tree, local, words
from publish.importing.records import Front, PlacedDiagnostic, Prepared, import_warning
from publish.model import MAX_COLUMNS, Contributor
from publish.runtime import pandoc
from publish.runtime.text import read_bytes

if TYPE_CHECKING:
    from lxml import etree


_FIELDS = {
    "description": ("description", "dcterms.description", "og:description"),
    "author": ("author", "dcterms.creator", "article:author"),
    "published": ("article:published_time", "dcterms.date", "date", "datepublished"),
    "modified": ("article:modified_time", "dcterms.modified", "datemodified"),
    "keywords": ("keywords", "news_keywords"),
    "publisher": ("og:site_name", "dcterms.publisher"),
    "title": ("og:title", "dcterms.title", "citation_title"),
    "rights": ("dcterms.rights", "copyright"),
}


_SITE = re.compile(r"\s+[|·•»–—:-]{1,2}\s+\S.*", re.S)
"""What follows the headline in the title of a page: the name of the site."""


def page_front(root: etree._Element) -> Front:
    """Return the metadata of a page; earlier names in ``_FIELDS`` take precedence."""
    named: dict[str, list[str]] = {}
    language = root.get("lang") or root.get("{http://www.w3.org/XML/1998/namespace}lang") or ""
    title = licence = ""
    for element in root.iter("{*}meta", "{*}title", "{*}link", "{*}a", "{*}script"):
        match local(element):
            case "meta":
                name = element.get("name") or element.get("property") or element.get("itemprop")
                content = " ".join((element.get("content") or "").split())
                if name and content:
                    named.setdefault(name.lower(), []).append(content)
            case "title" if not title:
                title = words(element)
            case "link" | "a" if element.get("rel") == "license":
                licence = licence or element.get("href", "")
            case "script" if element.get("type") == "application/ld+json":
                _add_json_ld(named, element.text or "")

    def first(field: str) -> str:
        return next((named[name][0] for name in _FIELDS[field] if name in named), "")

    authors = next((named[name] for name in _FIELDS["author"] if name in named), [])
    return Front(
        title=first("title") or title,
        language=language,
        authors=tuple(Contributor(name) for name in authors if "://" not in name),
        description=first("description"),
        published=first("published"),
        modified=first("modified"),
        publisher=first("publisher"),
        subjects=tuple(
            dict.fromkeys(part.strip() for part in first("keywords").split(",") if part.strip())
        ),
        rights=first("rights"),
        licence=licence,
    )


def _add_json_ld(named: dict[str, list[str]], text: str) -> None:
    """Add the metadata of a schema.org article in the JSON-LD ``text`` to ``named``."""
    try:
        data = json.loads(text) if len(text) < 200_000 else None
    except (ValueError, RecursionError):
        return
    found = data if isinstance(data, list) else [data]
    for one in found:
        if not isinstance(one, dict) or "rticle" not in str(one.get("@type")):
            continue
        people = one.get("author")
        for person in people if isinstance(people, list) else [people]:
            name = person.get("name") if isinstance(person, dict) else person
            if isinstance(name, str) and name not in named.get("author", []):
                named.setdefault("author", []).append(name)
        for key, name in (("datePublished", "date"), ("dateModified", "datemodified")):
            if isinstance(one.get(key), str):
                named.setdefault(name, []).append(one[key])


MAX_FILE = 20_000_000
"""The most bytes of a page, and of a line of it, which can contain pictures."""
MAX_DEPTH = 200
"""The deepest nesting of elements."""
MAX_ELEMENTS = 300_000


def prepare(file: Path) -> Prepared:
    """Return the page ``file``, prepared, with pictures from its folder.

    Raises :class:`SourceError`.
    """
    text, guessed = decoded(read_bytes(file, MAX_FILE))
    if not text.strip():
        message = "The file is empty."
        raise SourceError.at(file, 0, "empty", message, "Save the page again.")
    root = tree_of(file, text)
    warnings = []
    if guessed:
        message = f"The page doesn't say its encoding; it was read as {guessed}."
        fix = "Check letters with accents."
        warnings.append(import_warning("", "import-encoding", message, fix))
    return _prepared(file, Page(root, page_front(root)), None, root, warnings)


def prepare_text(file: Path, text: str, front: Front, top: Path) -> Prepared:
    """Return the body ``text`` of a post, prepared.

    ``front`` is metadata that takes precedence over the page's, ``top`` the folder of its site.
    """
    root = tree_of(file, text)
    page = Page(next(root.iter("body"), root), page_front(root))
    given = {name: getattr(front, name) for name in Front.__struct_fields__ if getattr(front, name)}
    page.front = replace(page.front, **given)
    return _prepared(file, page, top, root, [])


def _prepared(
    file: Path,
    page: Page,
    top: Path | None,
    root: etree._Element,
    warnings: list[PlacedDiagnostic],
) -> Prepared:
    read = from_folder(file.parent, top)
    page.read = lambda address: page.pictures.get(address) or read(address)
    own = [one.text or "" for one in root.iter("{*}style")]
    page.unseen = hidden_selectors(own)
    emphasise(page.body, [*own, *_linked_sheets(root, read)])
    heading = words(next((one for one in root.iter("h1") if words(one)), None))
    if not page.front.title or _SITE.fullmatch(page.front.title.removeprefix(heading)):
        page.front = replace(page.front, title=heading or page.front.title)
    page.warnings += warnings
    base = _base(root)
    if top is None:
        text_part(page)
    simplify(page)
    tables = take_plain_tables(page.body)
    return Prepared(
        file=file,
        data=serialised(page.body),
        kind="html+tex_math_single_backslash-auto_identifiers",
        front=page.front,
        picture=page.read,
        base=base,
        comments=page.marks.comments,
        tables=tables,
        warnings=tuple(page.warnings),
    )


_NAME = re.compile(r"[A-Za-z][\w:.-]*")
_EMPTY = re.compile(r"<(source|track|wbr|embed|amp-img)\b([^<>]*+)>", re.I)
"""Elements without an end tag (HTML, 13.1.2) that the parser takes for others."""


def tree_of(file: Path, text: str) -> etree._Element:
    """Return the tree of HTML, repaired as in a browser.  Raises :class:`SourceError`."""
    text = _EMPTY.sub(
        lambda m: f"<{m[1]}{m[2].removesuffix('/').rstrip()}></{m[1]}>", ANY.sub("", text)
    )
    if not text.strip() or "<" not in text:
        text = f"<html><body><p>{text}</p></body></html>"
    check_markup(file, text)
    root = html_tree(text)
    check_size(file, root)
    return root


def check_size(file: Path, root: etree._Element) -> None:
    """Refuse a page that is too large or nested too deeply.  Raises :class:`SourceError`."""
    most = next(islice(root.iter(), MAX_ELEMENTS + 1, None), None)
    if most is not None or any(len(row) > MAX_COLUMNS for row in root.iter("{*}tr")):
        message = "The file has too many elements, or a table has too many columns."
        raise SourceError.at(file, 0, "too-large", message, "Divide it.")
    level = [root]
    for _ in range(MAX_DEPTH):
        level = [child for element in level for child in element]
        if not level:
            return
    message = f"The file has more than {MAX_DEPTH} nested elements."
    raise SourceError.at(file, 0, "too-deep", message, "Nest them less.")


def simplify(page: Page) -> None:
    """Turn the text of ``page`` into what pandoc keeps, and report what is left out."""
    kept = list(page.body.iter())  # else lxml makes its objects again in each step
    clean(page)
    flatten_layouts(page.body)
    take_speeches(page.body)
    restore_saved(page.body)
    loosen(page.body, page.front.language)
    move_notes(page)
    take_pictures(page)
    describe(page)
    page.front = take_opening(page.body, page.front)
    set_heads(page.body)
    annotate(page.body)
    keep_languages(page.body, page.front.language)
    kept.clear()


_BRACKET = re.compile(r"\\(?=[(\[])")
"""The start of a formula of MathJax."""


def serialised(body: etree._Element) -> bytes:
    """Return ``body`` as a page for pandoc."""
    import lxml.html

    for element in body.iter():
        element.tail = pandoc.joined(element.tail) if element.tail else None
        if isinstance(element.tag, str):
            element.text = pandoc.joined(element.text) if element.text else None
            if local(element) != element.tag:
                element.tag = local(element)
            if not _NAME.fullmatch(str(element.tag)):
                element.tag = "span"
            for name in EPUB_TYPES:  # pandoc drops elements for some of its values
                element.attrib.pop(name, "")
    for code in body.iter("code", "kbd", "samp", "tt", "var"):
        for one in code.iter():  # pandoc reads formulas even there; reading removes the mark
            one.text = _BRACKET.sub(rf"\\{END}", one.text) if one.text else one.text
            if one is not code and one.tail:
                one.tail = _BRACKET.sub(rf"\\{END}", one.tail)
    inner = "".join(lxml.html.tostring(child, encoding="unicode", method="html") for child in body)
    head = body.text or ""
    return f"<!DOCTYPE html><html><body>{_escape(head)}{inner}</body></html>".encode()


def _escape(text: str) -> str:
    return text.replace("&", "&amp;").replace("<", "&lt;")


def _linked_sheets(root: etree._Element, read: Callable[[str], bytes | None]) -> Iterator[str]:
    """Yield the style sheets in the folder of a page that it links to."""
    for link in _head_elements(root):
        address = link.get("href", "") if local(link) == "link" else ""
        if "stylesheet" in (link.get("rel") or "").split() and ":" not in address:
            yield (read(address) or b"")[:MAX_SHEET].decode("utf-8", "replace")


MAX_SHEET = 1_000_000
"""The most bytes of a style sheet that are read."""


def _base(root: etree._Element) -> str:
    """Return the web address of the page, for relative links."""
    for element in _head_elements(root):
        address = ""
        if local(element) == "base" or (
            local(element) == "link" and element.get("rel") == "canonical"
        ):
            address = element.get("href", "")
        elif local(element) == "meta" and element.get("property") == "og:url":
            address = element.get("content", "")
        if urlsplit(address).scheme in ("http", "https"):
            return address
    return ""


def _head_elements(root: etree._Element) -> Iterator[etree._Element]:
    for head in root.iter("head"):
        yield from head
