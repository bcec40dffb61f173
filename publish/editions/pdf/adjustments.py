"""Adjust the parsed document before it is laid out.

Most work around limits of WeasyPrint: it draws no white space between two elements, breaks lines
before note calls, and has no drop caps.
"""

from __future__ import annotations

import re
from itertools import pairwise
from typing import Any

from publish.editions.pdf import elements
from publish.editions.pdf.highlighting import highlight
from publish.editions.pdf.initials import set_initials
from publish.editions.pdf.number_columns import set_numbers
from publish.editions.pdf.options import PdfSettings
from publish.editions.pdf.print_links import print_links
from publish.language.words import words_for


def adjust(root: Any, settings: PdfSettings) -> None:
    """Adjust the document, in place; ``root`` is its ``html`` element."""
    number_lists(root)
    set_widths(root)
    name_running_heads(root)
    name_pages(root)
    name_bookmarks(root)
    if settings.variant.press:
        print_links(root)
    mark_links_to_front(root)
    highlight(root)
    settle_spaces(root)
    keep_calls(root)
    mark_long_words(root)
    mark_tables(root)
    mark_imprint(root)
    set_facts(root)
    keep_last_items(root)
    balance_lines(root)
    keep_introductions(root)
    set_numbers(root)
    if settings.initials:
        set_initials(root)


def number_lists(root: Any) -> None:
    """Let each list begin with its first number, in place: WeasyPrint ignores ``start``.

    Items of a list in a note, which is in a paragraph, would count in the list around its call.
    (A rule of a style sheet would keep books from being laid out in pieces.)
    """
    for found in [*root.iter("ol"), *root.iter("span")]:
        if "start" in found.attrib or "note-list" in elements.classes(found):
            start = int(found.get("start") or 1)
            found.set("style", f"counter-reset: list-item {start - 1}")
            if found.tag == "span":
                found.attrib.pop("start", None)


def name_running_heads(root: Any) -> None:
    """End each heading in ``span.running``, in place: the name of its section in running heads.

    A style sheet can't leave notes out of the text of a heading, nor can it say that a page begins
    with a heading (``styles/pdf/text.css``).
    """
    for heading in [*root.iter("h2"), *root.iter("h3")]:
        name = elements.title_of(heading)
        heading.append(heading.makeelement("span", {"class": "running", "data-name": name}))


def name_pages(root: Any) -> None:
    """Give links to descriptions, and back, the word before the number of their page, in place."""
    word = words_for(str(root.get("lang"))).page_short
    for holder in root.iter():
        links = elements.classes(holder)
        if "description-link" in links:
            holder.set("data-page", word)
        elif "back" in links:
            for link in holder.iter("a"):
                link.set("data-page", word)


def mark_links_to_front(root: Any) -> None:
    """Mark links to the front matter of a book, whose pages have Roman numbers, in place."""
    front = {
        str(one.get("id"))
        for section in root.iter("section")
        if "frontmatter" in elements.classes(section)
        for one in section.iter()
    }
    for link in root.iter("a"):
        if (link.get("href") or "").removeprefix("#") in front:
            link.set("class", f"{link.get('class') or ''} to-front".strip())


_HEADINGS = frozenset({"h1", "h2", "h3", "h4", "h5", "h6"})


def name_bookmarks(root: Any) -> None:
    """Give headings with notes or formulas a bookmark of their words, in place.

    Each dedication and epigraph, which have no heading, gets one, too.  (A rule of a style sheet
    would keep books from being laid out in pieces.)
    """
    for heading in (one for one in root.iter() if elements.name(one) in _HEADINGS):
        if any(elements.role(one) in ("doc-noteref", "math") for one in heading.iter()):
            heading.set("data-title", elements.title_of(heading))
            heading.set("style", "bookmark-label: attr(data-title)")
    for parent in [root.find("body"), *root.iter("section")]:
        level = 3 if "part" in elements.classes(parent) else 2
        for section in parent.findall("section"):
            if elements.classes(section) & {"dedication", "epigraph"}:
                mark = f"bookmark-level: {level}; bookmark-label: attr(data-title)"
                first = section[0] if len(section) else section
                first.set("data-title", section.get("aria-label"))
                first.set("style", f"{first.get('style') or ''}; {mark}".strip("; "))


#: The classes of pictures that are higher than these parts of their width: they are narrower, so
#: that all pictures of a document have few widths (``styles/pdf/figures.css``).
_WIDTHS = ((1.07, "narrow"), (0.8, "narrower"))
NARROW = frozenset(name for _, name in _WIDTHS)


def set_widths(root: Any) -> None:
    """Give high pictures the class of their width, in place."""
    for figure in root.iter("figure"):
        for picture in figure.iter("img"):
            width, height = float(picture.get("width") or 0), float(picture.get("height") or 0)
            name = next((name for part, name in _WIDTHS if height > part * width), None)
            if name:
                picture.set("class", f"{picture.get('class') or ''} {name}".strip())


#: The most letters of the head of a table that is repeated on each page.
_LONGEST_HEAD = 600


#: The most rows, with that of the head, and letters of a table that is whole on a page, and the
#: most lines of such contents.
_FEW_ROWS, _FEW_LETTERS, _FEW_LINES = 9, 700, 14


def mark_tables(root: Any) -> None:
    """Mark tables that no page break may divide, and those whose head may fill a page, in place.

    WeasyPrint draws no head that is higher than a page, since it repeats heads and divides none.
    Contents count as a table.
    """
    for contents in root.iter("nav"):
        if sum(1 for _ in contents.iter("li")) <= _FEW_LINES:
            contents.set("class", f"{contents.get('class') or ''} short".strip())
    for table in root.iter("table"):
        parts = {elements.name(one) for one in table.iter()}
        rows, letters = sum(1 for _ in table.iter("tr")), len(elements.text_of(table))
        if rows <= _FEW_ROWS and letters <= _FEW_LETTERS and parts.isdisjoint(("img", "pre")):
            table.set("class", f"{table.get('class') or ''} short".strip())
        head = table.find("thead")
        if head is not None and (
            any(elements.name(one) in ("table", "img", "pre") for one in head.iter())
            or len(elements.text_of(head)) > _LONGEST_HEAD
        ):
            table.set("class", f"{table.get('class') or ''} long-head".strip())


#: The most lines of an imprint that stands at the foot of its page, and the letters of a line.
_LINES_OF_IMPRINT, _LETTERS_OF_IMPRINT = 24, 40


def mark_imprint(root: Any) -> None:
    """Mark an imprint that surely has room at the foot of its page, in place."""
    for section in root.iter("section"):
        if "imprint" in elements.classes(section):
            facts = (len(elements.text_of(fact)) for fact in section.iter("dd"))
            if sum(1 + size // _LETTERS_OF_IMPRINT for size in facts) <= _LINES_OF_IMPRINT:
                section.set("class", "imprint short")


def set_facts(root: Any) -> None:
    """Put each term and its value in lists of facts into ``div.fact``, a row of a table, in place.

    WeasyPrint 70 breaks grids wherever the page ends.
    """
    for facts in [one for one in root.iter("dl") if "facts" in elements.classes(one)]:
        rows: list[Any] = []
        for child in list(facts):
            if elements.name(child) == "dt" or not rows:
                rows.append(facts.makeelement("div", {"class": "fact"}))
            rows[-1].append(child)
        facts[:] = rows


#: The most letters of the last item of a list that doesn't begin a page.
_SHORT_ITEM = 60


def keep_last_items(root: Any) -> None:
    """Mark the short last items of lists, in place: one line of a list alone begins no page."""
    for items in [*root.iter("ul"), *root.iter("ol")]:
        last = items[-1] if len(items) > 1 else None
        if last is not None and len(elements.text_of(last)) <= _SHORT_ITEM:
            last.set("class", f"{last.get('class') or ''} short".strip())


#: What a paragraph with a colon at its end introduces.
_INTRODUCED = frozenset({"ul", "ol", "dl", "pre", "table", "blockquote", "div"})


def keep_introductions(root: Any) -> None:
    """Mark each paragraph that introduces the list or other block after it, in place."""
    for holder in root.iter():
        for child, follower in pairwise(list(holder)):
            introduces = elements.name(child) == "p" and elements.name(follower) in _INTRODUCED
            if introduces and elements.text_of(child).endswith((":", "：")):
                child.set("class", f"{child.get('class') or ''} introduces".strip())


#: Classes of lines above a text.
_ABOVE = frozenset({"title", "subtitle", "standfirst"})


def balance_lines(root: Any) -> None:
    """Mark titles and pull quotes, in place: their lines get about the same length (``lines``)."""
    for element in root.iter():
        name, classes = elements.name(element), elements.classes(element)
        if "pull-quote" in classes:
            for paragraph in element.iter("p"):
                paragraph.set("data-balanced", "")
        elif name in _TITLES or classes & _ABOVE:
            element.set("data-balanced", "")


#: How many characters without a space any line can hold: in titles, in text; and any language.
_IN_TITLES, _IN_TEXT, _IN_WORDS = 16, 28, 80

_TITLES = frozenset({"h1", "h2", "h3", "h4", "h5", "h6", "dt"})

#: The most characters of a span. Pango measures the whole rest of one for each line, so the time
#: for an endless word would grow with the square of its length.
_PIECE = 120

#: Elements without lines of text.
_OTHERS = frozenset({"head", "style", "svg", "img", ""})


#: What only addresses of mail and of the web have, which get no hyphens: those would be taken for a
#: part of them.
_ADDRESS = re.compile(r"[\w-]@[\w-]++\.\w|://\w|\bwww\.\w|\w\.\w{2,}/")

#: More than a line can hold without a space at which it may end, and a word.
_BOUND = re.compile(rf"[\S\u00a0\u202f]{{60,{_PIECE}}}")
_WORD = re.compile(rf"{_BOUND.pattern}|\S{{1,{_PIECE}}}")


def mark_long_words(root: Any) -> None:
    """Put each long word of the text into ``span.long-word``, in place, and addresses.

    The style sheet lets long words break anywhere. A word that a line can hold is left whole; if
    it is an address, it is a ``span.address``, which has no hyphens.  Code breaks anywhere as it
    is; endless words in it are only divided.
    """
    body = root.find("body")
    if body is not None:
        _mark_in(body, _IN_TEXT)


def _mark_in(element: Any, limit: int) -> None:
    name = elements.name(element)
    if name in _OTHERS or "}" in name:
        return
    limit = _IN_TITLES if name in _TITLES else _PIECE if name == "pre" else limit
    children = list(element)
    for child in children:
        _mark_in(child, limit)
    for place in range(len(children) - 1, -1, -1):
        children[place].tail = _wrap_words(element, children[place].tail, place + 1, limit)
    element.text = _wrap_words(element, element.text, 0, limit)


def _wrap_words(element: Any, text: str | None, place: int, limit: int) -> str | None:
    """Insert the long words of ``text`` as spans at child ``place``.

    Return the text before the first of them.
    """
    found = _long_words(text, limit) if text else []
    if not text or not found:
        return text
    for number, match in enumerate(found):
        kinds = ["long-word"] * (len(match[0]) >= limit)
        kinds += ["address"] * _has_address(match[0], limit)
        kinds += ["endless"] * (len(match[0]) > _IN_WORDS and limit < _PIECE)
        span = element.makeelement("span", {"class": " ".join(kinds)})
        end = found[number + 1].start() if number + 1 < len(found) else len(text)
        span.text, span.tail = match[0], text[match.end() : end]
        element.insert(place + number, span)
    return text[: found[0].start()]


def _long_words(text: str, limit: int) -> list[re.Match[str]]:
    """Return the words of ``text`` with at least ``limit`` characters, and addresses."""
    if (
        len(max(text.split(), key=len, default="")) < limit
        and not _has_address(text, limit)
        and (limit == _PIECE or not _BOUND.search(text))
    ):
        return []
    words = _WORD.finditer(text)
    return [one for one in words if len(one[0]) >= limit or _has_address(one[0], limit)]


def _has_address(text: str, limit: int) -> bool:
    """Return whether an address is in ``text``; code, of which words are pieces, tells none."""
    return limit < _PIECE and _ADDRESS.search(text) is not None


#: The most letters of a word that is kept with its call; a longer one may need to break.
_LONGEST = 24


def keep_calls(root: Any) -> None:
    """Put each note call and the word before it into ``span.together``, in place.

    WeasyPrint 70 ends lines between the two; the style sheet forbids that inside the span.
    """
    parents = {child: parent for parent in root.iter() for child in parent}
    for call in list(root.iter("a")):
        if elements.role(call) == "doc-noteref":
            _keep_call(call, parents[call])


def _keep_call(call: Any, parent: Any) -> None:
    place = list(parent).index(call)
    before = parent[place - 1] if place else None
    text = (parent.text if before is None else before.tail) or ""
    word = "" if text[-1:].isspace() else (text.split() or [""])[-1]
    if not 0 < len(word) <= _LONGEST:
        return
    rest = text[: -len(word)]
    if before is None:
        parent.text = rest
    else:
        before.tail = rest
    together = parent.makeelement("span", {"class": "together"})
    together.text, together.tail, call.tail = word, call.tail, None
    parent.remove(call)
    together.append(call)
    parent.insert(place, together)


#: Inline elements that look the same with a space at their edge.
_PHRASES = frozenset(
    ["span", "em", "strong", "del", "abbr", "time", "q", "mark", "kbd", "samp", "var", "cite",
     "dfn", "small", "ins", "u"]
)  # fmt: skip


def settle_spaces(root: Any) -> None:
    """Move a space that stands alone between two phrases into one of them, in place.

    WeasyPrint doesn't draw a text of white space, and sentences in its PDF would have no space
    between them (ISO 32000-1, 14.8.2.5: words are separated by real spaces).  In code it is the
    white space as it was written, which can be the end of a line.
    """
    code = {inner for block in root.iter("pre") for inner in block.iter()}
    for parent in root.iter():
        children = list(parent)
        for child, follower in pairwise(children):
            tail = child.tail or ""
            if not tail or tail.strip():
                continue
            space = tail if parent in code else " "
            if _begin_with(space, follower) or _end_with(space, child):
                child.tail = ""


def _begin_with(space: str, element: Any) -> bool:
    """Put ``space`` before the text of ``element``; return whether it has text."""
    if element.tag not in _PHRASES or "footnote" in (element.get("class") or "").split():
        return False
    if element.text:
        element.text = space + element.text
        return True
    return bool(len(element)) and _begin_with(space, element[0])


def _end_with(space: str, element: Any) -> bool:
    """Put ``space`` after the text of ``element``; return whether it has text."""
    if element.tag not in _PHRASES or "footnote" in (element.get("class") or "").split():
        return False
    if len(element):
        last = element[-1]
        if last.tail and last.tail.strip():
            last.tail += space
            return True
        return not last.tail and _end_with(space, last)
    if element.text:
        element.text += space
        return True
    return False
