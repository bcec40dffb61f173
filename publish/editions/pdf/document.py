"""The XHTML document that is laid out, and what is done to it before.

The table of contents and the list of illustrations; the style sheet adds the page numbers.

Drop caps: the first letter of a text, set large.

Words that may be longer than a line, such as addresses: they may break anywhere.

Calls of notes stay with the word that they are about.

Put the spaces between phrases where they are drawn.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Mapping
from itertools import pairwise
from typing import Any

from publish.editions.pdf import elements
from publish.editions.pdf.fetch import address
from publish.editions.pdf.options import PdfSettings
from publish.language.scripts import direction
from publish.model import Article, Block, Figure, Paragraph, Section
from publish.model.ids import title_id
from publish.model.walk import figures_in
from publish.xhtml import article as xhtml
from publish.xhtml.blocks import blocks
from publish.xhtml.colophon import colophon
from publish.xhtml.context import Setting
from publish.xhtml.context import pdf as pdf_spelling
from publish.xhtml.escape import attribute, element, lines, text
from publish.xhtml.inlines import heading_text
from publish.xhtml.openings import opening
from publish.xhtml.tables import number_label

#: How many levels of sections are listed.
DEPTH = 2


def lists_of(article: Article, settings: PdfSettings, setting: Setting) -> str:
    """Return the lists that ``settings`` asks for, as ``nav`` elements."""
    return lines(
        contents(article, setting) if settings.contents else "",
        illustrations(article, setting) if settings.illustrations else "",
    )


def contents(article: Article, setting: Setting) -> str:
    """``nav.contents`` with a link to each section (DPUB-ARIA 1.1, ``doc-toc``)."""
    entries = _sections(article.blocks, setting, DEPTH)
    marks = {"class": "contents", "id": "contents", "role": "doc-toc"}
    return _list(setting.words.contents, entries, marks, setting) if entries else ""


def illustrations(article: Article, setting: Setting) -> str:
    """``nav.contents.illustrations`` with a link to each numbered figure."""
    entries = lines(*(_figure(one, setting) for one in figures_in(article) if one.number))
    marks = {"class": "contents illustrations", "id": "illustrations"}
    return _list(setting.words.illustrations, entries, marks, setting) if entries else ""


def _list(title: str, entries: str, marks: Mapping[str, str], setting: Setting) -> str:
    name = title_id(marks["id"])
    heading = element("h2", text(title), {"id": name, **setting.ours()})
    inside = lines(heading, element("ol", f"\n{entries}\n"))
    return element("nav", f"\n{inside}\n", {**marks, "aria-labelledby": name})


def _sections(blocks: Iterable[Block], setting: Setting, depth: int) -> str:
    return lines(*(_section(one, setting, depth) for one in blocks if isinstance(one, Section)))


def _section(section: Section, setting: Setting, depth: int) -> str:
    inner = setting.within(section.language, section.line)
    link = _entry(title_id(section.id), heading_text(section.title, inner), inner)
    below = _sections(section.blocks, inner, depth - 1) if depth > 1 else ""
    inside = f"{link}\n{element('ol', below)}" if below else link
    marks = {"class": f"to-{section.kind}", **setting.rules(section.language)}
    return element("li", inside, marks)


def _figure(figure: Figure, setting: Setting) -> str:
    """The caption's first paragraph, or the alt text of a figure without a caption."""
    inner = setting.within(figure.language, figure.line)
    match figure.caption[:1]:
        case (Paragraph(content=content, language=language),):
            words = heading_text(content, inner.within(language))
        case _:
            words = text(figure.image.alt or "")
    label = number_label(inner.words.figure, figure.number, inner)
    return element("li", _entry(figure.id, label + words, inner), setting.rules(figure.language))


def _entry(target: str, words: str, setting: Setting) -> str:
    return element("a", words, {"href": setting.spelling.target(target)})


#: Letters of a paragraph that is long enough to stand beside three lines.
_LONG_ENOUGH = 260

#: What the first letter may stand in: not a link, an abbreviation or code, which would be parted.
_PHRASES = frozenset({"span", "em", "strong"})

#: Scripts whose capitals are set as drop caps.
_SCRIPTS = ("LATIN", "CYRILLIC", "GREEK")


def set_initials(root: Any) -> None:
    """Put the first letter of the article, and of each chapter, into ``span.drop-cap``, in place.

    It is set where the text begins with a paragraph that is long enough and with a capital.  The
    structure tree says the word whole (``tree/initials.py``).
    """
    body = root.find("body")
    if body is None:
        return
    chapters = [each for each in body.iter("section") if "chapter" in elements.classes(each)]
    for holder in chapters or [body]:
        paragraph = _first_paragraph(holder)
        if paragraph is not None and len(elements.text_of(paragraph)) >= _LONG_ENOUGH:
            _set(paragraph)


def _first_paragraph(holder: Any) -> Any:
    """The paragraph that the text of ``holder`` begins with, past titles, lists and a picture."""
    for child in holder:
        if elements.name(child) == "p":
            return child
        if elements.name(child) not in ("header", "nav", "figure", "div") and (
            elements.name(child)[:1] != "h" or elements.name(child) == "hr"
        ):
            return None
    return None


def _set(element: Any) -> None:
    """Part the first letter from ``element``, or from the phrase that it begins with."""
    said = element.text or ""
    if not said.strip() and len(element) and elements.name(element[0]) in _PHRASES:
        if not elements.is_footnote(element[0]):
            _set(element[0])
        return
    said = said.lstrip()
    size = _capital(said)
    if size and said[size : size + 1].strip():
        initial = element.makeelement("span", {"class": "drop-cap"})
        initial.text, initial.tail = said[:size], said[size:]
        element.text = None
        element.insert(0, initial)


def _capital(said: str) -> int:
    """How many characters the capital that ``said`` begins with has, accents and all; 0: none."""
    first = said[:1]
    if not first.isupper() or not unicodedata.name(first, "").startswith(_SCRIPTS):
        return 0
    size = 1
    while said[size : size + 1] and unicodedata.combining(said[size]):
        size += 1
    return size


#: How many characters without a space a line surely holds: in titles, and in text.
_IN_TITLES, _IN_TEXT = 16, 28

_TITLES = frozenset({"h1", "h2", "h3", "h4", "h5", "h6", "dt"})

#: How many characters a span has at most: Pango measures all that is left of one for each line, so
#: a word without end would take time without end.
_PIECE = 500

#: What is not text that is set in lines, or breaks anywhere already.
_OTHERS = frozenset({"head", "style", "svg", "pre", "img", ""})


def mark_long_words(root: Any) -> None:
    """Put each long word of the text into ``span.long-word``, in place.

    The style sheet lets those break anywhere; they are left whole where a line can hold them.
    """
    body = root.find("body")
    if body is not None:
        _mark(body, _IN_TEXT)


def _mark(element: Any, limit: int) -> None:
    name = elements.name(element)
    if name in _OTHERS or "}" in name:
        return
    limit = _IN_TITLES if name in _TITLES else limit
    long = re.compile(rf"\S{{{limit},{_PIECE}}}")
    children = list(element)
    for child in children:
        _mark(child, limit)
    for place in range(len(children) - 1, -1, -1):
        if long.search(children[place].tail or ""):
            children[place].tail = _part(element, children[place].tail, place + 1, long)
    if long.search(element.text or ""):
        element.text = _part(element, element.text, 0, long)


def _part(element: Any, said: str, place: int, long: re.Pattern[str]) -> str:
    """Put the long words of ``said`` into spans, from child ``place`` on; the text before them."""
    found = list(long.finditer(said))
    for number, match in enumerate(found):
        span = element.makeelement("span", {"class": "long-word"})
        end = found[number + 1].start() if number + 1 < len(found) else len(said)
        span.text, span.tail = match[0], said[match.end() : end]
        element.insert(place + number, span)
    return said[: found[0].start()]


#: A word that is longer is left alone: it may have to break.
_LONGEST = 24


def keep_calls(root: Any) -> None:
    """Put each call of a note and the word before it into ``span.together``, in place.

    WeasyPrint 70 ends lines between them; the style sheet forbids it inside that span.
    """
    parents = {child: parent for parent in root.iter() for child in parent}
    for call in list(root.iter("a")):
        if elements.role(call) == "doc-noteref":
            _keep(call, parents[call])


def _keep(call: Any, parent: Any) -> None:
    place = list(parent).index(call)
    before = parent[place - 1] if place else None
    said = (parent.text if before is None else before.tail) or ""
    word = "" if said[-1:].isspace() else (said.split() or [""])[-1]
    if not 0 < len(word) <= _LONGEST:
        return
    rest = said[: -len(word)]
    if before is None:
        parent.text = rest
    else:
        before.tail = rest
    together = parent.makeelement("span", {"class": "together"})
    together.text, together.tail, call.tail = word, call.tail, None
    parent.remove(call)
    together.append(call)
    parent.insert(place, together)


#: Elements that stand in a line and look the same with a space at their edge.
_PHRASES_spaces = frozenset({"span", "em", "strong", "del", "abbr", "time", "q"})


def settle_spaces(root: Any) -> None:
    """Move a space that stands alone between two phrases into one of them, in place.

    WeasyPrint does not draw text that is only white space, and so its PDF would hold sentences
    without a space between them (ISO 32000-1, 14.8.2.5: words are parted by real spaces).
    """
    for parent in root.iter():
        children = list(parent)
        for child, follower in pairwise(children):
            tail = child.tail or ""
            if tail and not tail.strip() and (_begin(follower) or _end(child)):
                child.tail = ""


def _begin(element: Any) -> bool:
    """Let the text of ``element`` begin with a space; whether there is text that can."""
    if element.tag not in _PHRASES_spaces or "footnote" in (element.get("class") or "").split():
        return False
    if element.text:
        element.text = " " + element.text
        return True
    return bool(len(element)) and _begin(element[0])


def _end(element: Any) -> bool:
    """Let the text of ``element`` end with a space; whether there is text that can."""
    if element.tag not in _PHRASES_spaces or "footnote" in (element.get("class") or "").split():
        return False
    if len(element):
        last = element[-1]
        if last.tail and last.tail.strip():
            last.tail += " "
            return True
        return not last.tail and _end(last)
    if element.text:
        element.text += " "
        return True
    return False


def document(article: Article, settings: PdfSettings) -> str:
    """The whole XHTML document; what its head would say is taken from the article instead.

    ``article`` is prepared.  Raises :class:`~publish.errors.SourceError` for a formula that cannot
    be read.
    """
    setting = xhtml.setting_for_article(article, pdf_spelling(address))
    language = article.metadata.language
    body = lines(
        _half_title(article) if settings.half_title else "",
        opening(article.metadata, setting),
        lists_of(article, settings, setting),
        blocks(article.blocks, setting),
        xhtml.end_matter(article, setting),
        colophon(article.metadata, setting),
    )
    return (
        f'<!DOCTYPE html>\n<html lang="{attribute(language)}" dir="{direction(language)}">'
        f"<head><title>{text(article.metadata.title)}</title></head>\n"
        f"<body>\n{body}\n</body></html>"
    )


def _half_title(article: Article) -> str:
    """A page with the title alone, which the style sheet sets in a margin box: it is said once."""
    return element("div", "", {"class": "half-title", "data-title": article.metadata.title})


def finish(root: Any, settings: PdfSettings) -> None:
    """Make the parsed document fit to be laid out, in place; ``root`` is its ``html`` element."""
    settle_spaces(root)
    keep_calls(root)
    mark_long_words(root)
    if settings.initials:
        set_initials(root)
