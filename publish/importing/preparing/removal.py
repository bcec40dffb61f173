"""Remove from a page what is no text, such as programs and forms, and report words in it."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING
from urllib.parse import parse_qs, urlsplit

from publish.errors import Severity
from publish.importing.preparing.drawings import extract_drawing, parts_of_drawings
from publish.importing.preparing.notes import classes, epub_type
from publish.importing.preparing.page import Page, described, is_unseen, shown
from publish.importing.preparing.xml import local, remove, replaced, surround, text_before, words
from publish.importing.records import import_warning

if TYPE_CHECKING:
    from lxml import etree

_DROPPED = frozenset(["script", "style", "template", "link", "meta", "title", "base", "colgroup"])
_CONTROLS = frozenset(["select", "textarea", "datalist", "progress", "meter"])
_MEDIA = frozenset(["video", "audio", "iframe", "embed", "object", "applet", "canvas"])
_REPORTED = _CONTROLS | {"nav", "dialog"}
_FORM_WORDS = 25
"""A form with more words than these, apart from its controls, holds a text."""
_TEXT = frozenset(["p", "h1", "h2", "h3", "h4", "h5", "h6", "ul", "ol", "table", "article", "main"])
_PAGE_CLASSES = frozenset((
    "pageno", "pagenum", "page-number", "pagenumber", "pageNumber", "page_number", "pagebreak",
    "x-ebookmaker-pageno", "pb", "pagebreak-marker", "page-num", "page_num", "pgnum", "folio",
))  # fmt: skip
_PAGE_NUMBER = re.compile(
    r"[\[({|]?\s*(?:p(?:g|p|age)?\.?\s*)?(?:\d{1,4}|[ivxlcdm]{1,7})\s*[\])}|]?", re.I
)
_LABEL = 20
"""The most characters of the number of a page, such as “Page 12”."""
_PAGE_ID = re.compile(r"p(?:g|age)?[-_.]?(?:\d{1,4}|[ivxlcdm]{1,7})", re.I)
_DOUBLED = frozenset({"katex-html", "MathJax_Preview", "MJX_Assistive_MathML_Preview"})
"""Classes of formulas that stand in the page a second time, as MathML or TeX."""
_RENAMED = {"amp-img": "img", "noteref": "a", "imggroup": "figure", "prodnote": "p"}
"""Elements of AMP pages and of DTBook (ANSI/NISO Z39.86) by those of HTML."""
_ANCHORS = frozenset(["#", "¶", "§", "🔗", "﹟"])
_TRACKERS = ("googletagmanager.com", "doubleclick.net", "google-analytics.com")


def clean(page: Page) -> None:
    """Remove what is no text from ``page``, and report the words, pictures and media in it."""
    page.symbols = parts_of_drawings(page.body.getroottree().getroot())
    wanted = _wanted_ids(page.body)
    gone: set[etree._Element] = set()
    for element in list(page.body.iter()):
        if element in gone:
            continue
        inside = list(element.iter()) if len(element) else [element]
        _clean_element(page, element, wanted)
        if element is not page.body and page.body not in element.iterancestors():
            gone.update(one for one in inside if page.body not in one.iterancestors())
    if page.numbers:
        message = f"{page.numbers} page numbers of a printed edition were left out."
        fix = "Editions have page numbers of their own."
        page.warnings.append(import_warning("", "import-page-numbers", message, fix, Severity.INFO))
    if page.ornaments:
        message = f"{page.ornaments} drawings that the page hides from readers were left out."
        fix = "Add those that show something."
        page.warnings.append(import_warning("", "import-decorative", message, fix, Severity.INFO))


def _wanted_ids(body: etree._Element) -> frozenset[str]:
    """Return the ids that links and pictures refer to: notes and descriptions may be hidden."""
    found: set[str] = set()
    for element in body.iter():
        href = element.get("href") or ""
        if href.startswith("#"):
            found.add(href[1:])
        for name in ("aria-details", "aria-describedby", "aria-labelledby"):
            found |= set((element.get(name) or "").split())
    return frozenset(found)


def _clean_element(page: Page, element: etree._Element, wanted: frozenset[str]) -> None:
    name = local(element)
    if element is page.body:
        return
    if not name or (name in _DROPPED and not _is_formula(element)):
        remove(element)
    elif is_unseen(page, element) and name not in ("svg", "input"):
        _hidden(page, element, wanted)
    elif _is_page_number(element):
        _page_number(page, element, wanted)
    elif _is_doubled(element) or (name == "a" and _is_permalink(element)):
        remove(element)
    elif name == "svg":
        if any(local(one).startswith("mjx-") for one in element.iterancestors()):
            remove(element)  # MathJax adds the formula as MathML
        else:
            extract_drawing(page, element)
    elif name in _MEDIA:
        _media(page, element)
    elif name == "a":
        _direct(element)
    elif name in _RENAMED:
        element.tag = _RENAMED[name]
        if name == "noteref":
            element.set("href", element.get("idref") or "")
            element.set("role", "doc-noteref")
    elif name == "rt":
        _ruby(element)
    elif name in ("switch", "trigger"):
        _switch(page, element)
    else:
        _clean_control(page, element, name)


def _clean_control(page: Page, element: etree._Element, name: str) -> None:
    """Remove a control of forms or a part that only programs show; keep or report its words."""
    text = described(element) if name in _REPORTED else ""
    if name == "nav":
        fix = "Contents are made of the headings; add links that belong to the text."
        _drop(page, element, f"Navigation was left out: {shown(text)}.", fix, text, info=True)
    elif name == "form":
        _form(page, element)
    elif name == "button":
        _button(page, element)
    elif name == "dialog":
        if element.get("open") is not None:
            element.tag = "div"
        else:
            _drop(page, element, f"A closed dialog was left out: {shown(text)}.", _SAY, text)
    elif name == "noscript":
        _noscript(page, element)
    elif name == "map":
        areas = [f"{one.get('alt')} ({one.get('href', '')})" for one in element.iter() if
                 local(one) == "area" and one.get("alt")]  # fmt: skip
        listed = "; ".join(areas)
        _drop(page, element, f"The areas of an image map were left out: {listed}.", _SAY, listed)
    elif name in _CONTROLS:
        _drop(page, element, f"A <{name}> of a form was left out: {shown(text)}.", _SAY, text)
    elif name == "input":
        _input(page, element)
    elif name == "hr" and "footnotes-sep" in classes(element):
        remove(element)


_SAY = "Say it in the text, if readers need it."


def _drop(
    page: Page,
    element: etree._Element,
    message: str,
    fix: str,
    text: str,
    *,
    info: bool = False,
    code: str = "import-left-out",
) -> None:
    """Remove an element; report it if it holds words."""
    if text.strip():
        page.leave_out(element, code, message, fix, info=info)
    else:
        remove(element)


def _is_formula(element: etree._Element) -> bool:
    """Return whether a script is a formula of MathJax, which pandoc reads."""
    return local(element) == "script" and (element.get("type") or "").startswith("math/tex")


def _hidden(page: Page, element: etree._Element, wanted: frozenset[str]) -> None:
    """Remove what the page hides, unless it is the target of a link, such as a note."""
    if any(one.get("id") in wanted for one in element.iter()):
        return
    text = described(element)
    message = f"Hidden text was left out: {shown(text)}."
    _drop(page, element, message, "Add it if readers should have it.", text, code="import-hidden")


def _is_page_number(element: etree._Element) -> bool:
    """Return whether an element marks the page of a printed edition, or is its number."""
    if "pagebreak" in epub_type(element) or element.get("role") == "doc-pagebreak":
        return True
    if local(element) == "pagenum":  # DTBook
        return True
    identity = element.get("id") or element.get("name") or ""
    anchor = local(element) in ("a", "span") and not element.get("href")
    named = bool(classes(element) & _PAGE_CLASSES)
    if not named and not (anchor and _PAGE_ID.fullmatch(identity)):
        return False
    text = words(element)
    return bool(_PAGE_NUMBER.fullmatch(text)) and (named or not text.isalpha())


def _page_number(page: Page, element: etree._Element, wanted: frozenset[str]) -> None:
    """Remove a page number; keep an id in it that links refer to."""
    names = [name for one in element.iter() if (name := one.get("id") or one.get("name") or "")]
    keep = next((name for name in names if name in wanted), "")
    block = local(element) in ("div", "p", "hr", "section")
    if len(words(element)) > _LABEL:
        element.attrib.pop("role", "")  # it holds text, so only its start is the break
        return
    page.numbers += bool(words(element))
    if keep and not block:
        replaced(element, element.makeelement("span", {"id": keep}))
    elif keep:
        replaced(element, element.makeelement("div", {"id": keep}))
    else:
        remove(element)


def _is_doubled(element: etree._Element) -> bool:
    """Return whether an element shows a formula that the page also has as MathML or TeX."""
    following = element.getnext()
    shown_before = following is not None and _is_formula(following)
    return bool(classes(element) & _DOUBLED) or (
        shown_before and any(one.startswith("MathJax") for one in classes(element))
    )


def _is_permalink(element: etree._Element) -> bool:
    """Return whether a link at a heading only leads to the heading itself."""
    return words(element) in _ANCHORS and (element.get("href") or "").startswith("#")


def _media(page: Page, element: etree._Element) -> None:
    """Remove sound, films and frames; keep what they hold for browsers that can't show them."""
    name = local(element)
    sources = [one.get("src") for one in element.iter() if local(one) == "source"]
    address = element.get("src") or element.get("data") or next((s for s in sources if s), "") or ""
    pictured = any(local(one) in ("img", "svg") for one in element.iter())
    if name == "embed" and _is_picture(element):
        element.set("data", element.get("src") or "")
        element.tag = name = "object"
    if name == "object" and (pictured or _is_picture(element)):
        return  # its picture is taken later
    if any(one in address for one in _TRACKERS):
        remove(element)
        return
    text = words(element)
    title = element.get("title") or element.get("aria-label") or ""
    more = f", “{title}”" if title else ""
    poster = element.get("poster") or ""
    more += f", with the picture {poster[:80]}" if poster else ""
    linked = any(local(one) == "a" and one.get("href") for one in element.iter())
    kept = bool(text) and (linked or name in ("object", "canvas", "applet"))
    if text and not kept:
        more += f", with the words {shown(text)}"
    if name == "canvas" and not text:
        more += ", which a program draws on"
    shown_address = f": {address[:80]}" if address and not address.startswith("data:") else ""
    message = f"A <{name}> was left out{more}{shown_address}."
    fix = "Say in the text what it shows, and link to it."
    page.report(element, "import-media", message, fix)
    if kept:
        blocks = any(local(one) in ("p", "div", "ul", "ol", "table", "h2", "h3") for one in element)
        for inner in list(element):
            if local(inner) in ("source", "track", "param"):
                remove(inner)
        element.tag = "div" if blocks else "span"
        element.attrib.clear()
    else:
        remove(element)


def _is_picture(element: etree._Element) -> bool:
    address = (element.get("data") or element.get("src") or "").partition("?")[0].lower()
    kind = (element.get("type") or "").startswith("image/")
    return bool(address) and (kind or address.endswith((".png", ".jpg", ".jpeg", ".gif", ".svg")))


def _direct(element: etree._Element) -> None:
    """Replace a link through Google's counter (as in Google Docs) by the link itself."""
    parts = (
        urlsplit(element.get("href") or "") if "google." in (element.get("href") or "") else None
    )
    if parts and (parts.hostname or "").endswith("google.com") and parts.path == "/url":
        goal = (parse_qs(parts.query).get("q") or [""])[0]
        if goal:
            element.set("href", goal)


def _ruby(element: etree._Element) -> None:
    """Put the reading of a word in brackets, unless the page does (HTML, 4.5.10)."""
    parent = element.getparent()
    given = parent is not None and any(local(one) == "rp" for one in parent)
    if words(element) and not given:
        surround(element, "(", ")")


def _switch(page: Page, element: etree._Element) -> None:
    """Keep the MathML of an ``epub:switch`` (EPUB 3.2, 2.5.5.2), or else its default."""
    parts = [one for one in element if local(one) in ("case", "default")]
    if not parts:
        if local(element) == "trigger":
            remove(element)
        return
    best = next((p for p in parts if any(local(one) == "math" for one in p.iter())), parts[-1])
    for part in parts:
        if part is not best:
            text = described(part)
            message = f"The other form of a passage was left out: {shown(text)}."
            _drop(page, part, message, _SAY, text, info=True)
    element.tag = best.tag = "div"


def _form(page: Page, element: etree._Element) -> None:
    """Keep the text of a form, as of a page in a form; leave out one of only controls."""
    labels = sum(
        len(words(one).split())
        for one in element.iter()
        if local(one) in ("label", "button", "select", "textarea", "legend")
    )
    text = len(words(element).split()) - labels
    blocks = any(local(one) in _TEXT for one in element.iter())
    pictured = any(local(one) == "img" for one in element.iter())
    controls = any(local(one) in (*_CONTROLS, "button", "input") for one in element.iter())
    whole = text and len(words(element)) * 2 > len(words(page.body))
    if text > _FORM_WORDS or (blocks and text) or pictured or whole or not controls:
        element.tag = "div"
        return
    said = described(element)
    _drop(page, element, f"A form was left out: {shown(said)}.", _SAY, said)


def _button(page: Page, element: etree._Element) -> None:
    """Keep the words of a button in a sentence; leave out a button alone."""
    text = described(element)
    parent = element.getparent()
    if parent is not None and words(parent) != words(element) and local(parent) in _TEXT | {"li"}:
        element.tag = "span"
        return
    _drop(page, element, f"A button was left out: {shown(text)}.", _SAY, text, info=True)


def _noscript(page: Page, element: etree._Element) -> None:
    """Keep the picture for browsers without scripts, if no picture precedes it."""
    picture = next((one for one in element.iter() if local(one) == "img"), None)
    before = element.getprevious()
    shown_before = (
        [one for one in before.iter() if local(one) == "img"] if before is not None else []
    )
    if picture is not None and not shown_before:
        replaced(element, picture)
        return
    if picture is not None and shown_before:
        image = shown_before[-1]
        image.set("data-src", image.get("data-src") or picture.get("src") or "")
        if not image.get("alt") and picture.get("alt"):
            image.set("alt", picture.get("alt") or "")
    text = words(element)
    message = f"Text for browsers without scripts was left out: {shown(text)}."
    _drop(page, element, message, _SAY, text)


def _input(page: Page, element: etree._Element) -> None:
    kind = (element.get("type") or "text").lower()
    if kind == "checkbox":
        tail = (element.tail or "").lstrip()
        text_before(element, ("☒ " if element.get("checked") is not None else "☐ ") + tail)
        element.tail = None
        remove(element)
        return
    if kind == "image":
        given = {"src": element.get("src") or "", "alt": element.get("alt") or ""}
        replaced(element, element.makeelement("img", given))
        return
    value = element.get("value") or ""
    hidden = kind in ("hidden", "password", "radio", "range", "color") or is_unseen(page, element)
    message = f"A field of a form was left out, with the words {shown(value)}."
    _drop(page, element, message, _SAY, "" if hidden else value, info=True)
