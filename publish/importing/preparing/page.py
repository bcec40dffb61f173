"""The page that is being prepared, which part of it is the text, and what is left out of it."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING

from msgspec import Struct, field

from publish.errors import Severity
from publish.importing.markers import Marks
from publish.importing.preparing.xml import local, remove
from publish.importing.records import LEFT, Front, PlacedDiagnostic, import_warning

if TYPE_CHECKING:
    from lxml import etree

SHOWN = 300
"""The most characters of words left out that a message repeats."""
_NO_SPANS = frozenset((
    "table", "thead", "tbody", "tfoot", "tr", "ul", "ol", "dl", "menu", "colgroup", "select",
    "ruby", "picture", "pre", "video", "audio", "object", "math", "svg", "map", "datalist",
))  # fmt: skip
"""Elements in which no span can stand."""
_AROUND = frozenset(["nav", "aside", "header", "footer", "form", "dialog"])
_PROGRAMS = frozenset(["script", "style", "template", "noscript", "select", "textarea", "svg"])
_NOTES = frozenset(["footnotes", "endnotes", "footnote-definitions", "footdef"])


class Page(Struct):
    """The tree of a page; ``pictures`` are its drawings (``<svg>``) by file name.

    ``read`` returns the bytes of a file by its address in the page, or ``None``; ``unseen`` are
    the simple selectors (``.name`` and ``#name``) that its style sheets hide; ``symbols`` are the
    parts of drawings that others use.  ``ornaments`` and ``numbers`` count hidden drawings and
    numbers of pages that were left out.
    """

    body: etree._Element
    front: Front = field(default_factory=Front)
    read: Callable[[str], bytes | None] = lambda _address: None
    unseen: frozenset[str] = frozenset()
    symbols: dict[str, etree._Element] = field(default_factory=dict)
    pictures: dict[str, bytes] = field(default_factory=dict)
    warnings: list[PlacedDiagnostic] = field(default_factory=list)
    marks: Marks = field(default_factory=Marks)
    ornaments: int = 0
    numbers: int = 0

    def leave_out(
        self, element: etree._Element, code: str, message: str, fix: str, *, info: bool = False
    ) -> None:
        """Remove ``element``, and report it in the line where it stood."""
        self.report(element, code, message, fix, info=info)
        remove(element)

    def report(
        self, element: etree._Element, code: str, message: str, fix: str, *, info: bool = False
    ) -> None:
        """Report ``message`` about the line of ``element``."""
        place = f"{LEFT}{len(self.warnings)}"
        severity = Severity.INFO if info else Severity.WARNING
        self.warnings.append(import_warning(place, code, message, fix, severity))
        before = element
        for around in element.iterancestors():
            if local(around) in _NO_SPANS:
                before = around
            if around is self.body:
                break
        parent = before.getparent()
        if before is not self.body and parent is not None:
            mark = before.makeelement("span", {"data-left": place})
            before.addprevious(mark)


def shown(text: str) -> str:
    """Return words for a message, in quotation marks; of many, the first and their number."""
    words_ = " ".join(text.split())
    if len(words_) <= SHOWN:
        return f"“{words_}”"
    return f"“{words_[:SHOWN].rsplit(' ', 1)[0]} …” ({len(words_.split())} words)"


def text_part(page: Page) -> None:
    """Narrow ``page`` to its ``<main>`` or ``<article>``, if that holds most of its words.

    What is outside is reported, except for programs.
    """
    body = next((one for one in page.body.iter() if local(one) == "body"), page.body)
    chosen = body
    mains = [one for one in body.iter() if local(one) == "main" or one.get("role") == "main"]
    if len(mains) == 1 and _most(mains[0], chosen):
        chosen = mains[0]
    articles = list(chosen.iter("{*}article"))
    tops = [one for one in articles if not _inside(one, chosen, {"article", *_AROUND})]
    if len(tops) == 1 and _most(tops[0], chosen) and (chosen is body or not _more(tops[0], chosen)):
        chosen = tops[0]
    if chosen is not body:
        _gather_notes(body, chosen)
        _report_outside(page, body, chosen)
    page.body = chosen


def _most(part: etree._Element, whole: etree._Element) -> bool:
    """Return whether ``part`` has at least half of the words of ``whole``."""
    return len("".join(_texts(part, part))) * 2 >= len("".join(_texts(whole, whole)))


def _more(part: etree._Element, whole: etree._Element) -> bool:
    """Return whether ``whole`` has headings, paragraphs or pictures outside of ``part``."""
    inside = set(part.iter())
    return any(
        local(one) in ("h1", "h2", "h3", "p", "img", "figure", "table")
        and one not in inside
        and not _inside(one, whole, set(_AROUND))
        for one in whole.iter()
    )


def _inside(element: etree._Element, limit: etree._Element, names: set[str]) -> bool:
    for around in element.iterancestors():
        if around is limit:
            return False
        if local(around) in names:
            return True
    return False


def _texts(
    element: etree._Element, keep: etree._Element, without: frozenset[str] = _AROUND
) -> Iterator[str]:
    """Yield the words in ``element`` but not in programs or in parts named ``without``."""
    name = local(element)
    if not name or name in _PROGRAMS or (name in without and element is not keep):
        return
    yield element.text or ""
    for child in element:
        yield from _texts(child, keep, without)
        yield child.tail or ""


def _gather_notes(body: etree._Element, chosen: etree._Element) -> None:
    """Move lists of notes that stand outside of the text to its end."""
    for element in list(body.iter()):
        names = set((element.get("class") or "").split())
        if not (names & _NOTES or element.get("role") == "doc-endnotes"):
            continue
        if chosen not in (element, *element.iterancestors()) and chosen not in element.iter():
            remove(element)
            chosen.append(element)


def _report_outside(page: Page, body: etree._Element, chosen: etree._Element) -> None:
    """Report the words and pictures of the page outside of ``chosen``."""
    parent = chosen.getparent()
    if parent is None:
        return
    place = parent.index(chosen)
    tail, chosen.tail = chosen.tail, None
    parent.remove(chosen)
    if tail:
        chosen.tail = None
    texts = " ".join(" ".join(_texts(body, body, frozenset())).split() + (tail or "").split())
    pictures = sum(local(one) in ("img", "svg", "video") for one in body.iter())
    parent.insert(place, chosen)
    if texts or pictures:
        what = [f"text: {shown(texts)}"] if texts else []
        what += [f"{pictures} pictures"] if pictures else []
        message = (
            f"The page holds more outside of its <{local(chosen)}>, which was left out: "
            f"{'; '.join(what)}."
        )
        fix = "Add what belongs to the text."
        page.warnings.append(import_warning("", "import-outside", message, fix, Severity.INFO))


def is_unseen(page: Page, element: etree._Element) -> bool:
    """Return whether the page hides ``element`` from everybody."""
    if not element.keys():
        return False
    style = re.sub(r"\s", "", (element.get("style") or "").lower())
    selectors = {f".{name}" for name in (element.get("class") or "").split()}
    selectors.add(f"#{element.get('id')}")
    return (
        (element.get("hidden") is not None and element.get("hidden") != "until-found")
        or "display:none" in style
        or "visibility:hidden" in style
        or "mso-hide:all" in style
        or bool(page.unseen & selectors)
    )


def described(element: etree._Element) -> str:
    """Return what an element holds for a message: its words and the alt texts of its pictures."""
    alts = [one.get("alt") or "" for one in element.iter() if local(one) in ("img", "area")]
    return " ".join(" ".join((*map(str, element.itertext()), *alts)).split())
