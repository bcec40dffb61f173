"""Walk the laid-out pages and put their content into the tree, or mark it as an artifact."""

from __future__ import annotations

import re
from functools import cache
from itertools import pairwise
from typing import Any

from msgspec import Struct, field

from publish.editions.pdf import elements
from publish.editions.pdf.tree.content import drawn, is_shaped, shared_glyphs
from publish.editions.pdf.tree.nodes import HOLDERS, Annotation, Artifact, Marked, Slot
from publish.editions.pdf.tree.outline import Outline

#: Characters that programs drop at the end of a line when they extract text.
_HYPHENS = ("-", "\u2010")


def join_divided_words(texts: list[tuple[Any, Marked]]) -> None:
    """Set ``actual`` so that divided words are extracted whole.

    ``texts`` are text boxes and their sequences in reading order. A word that was divided at the
    end of a line is extracted whole there, without an added hyphen, and its rest is left out of the
    next line (ISO 32000-1, 14.9.4).
    """
    following: dict[Any, list[Marked]] = {}
    for box, marked in texts:
        following.setdefault(box.element, []).append(marked)
    places = {marked: place for run in following.values() for place, marked in enumerate(run)}
    following_run = {id(marked): other for (_, marked), (_, other) in pairwise(texts)}
    sources = cache(_source)
    for box, marked in reversed(texts):  # so that a word over three lines is joined from its end
        hyphen = box.style["hyphenate_character"]
        if not marked.text.endswith((hyphen, *_HYPHENS)):
            continue
        rest = next(iter(following[box.element][places[marked] + 1 :]), None)
        added = box.style["hyphens"] != "none" and marked.text.endswith(hyphen)
        if added and _plain(marked.text) not in (source := sources(box.element)):
            start = marked.text.removesuffix(hyphen)
            marked.divided = True
            is_here = rest is not None and _plain(start + rest.extracted) in source
            _join(marked, rest if is_here else None, hyphen)
        elif (
            rest is not None and rest is following_run[id(marked)] and _ends_in_a_word(marked.text)
        ):
            _join(marked, rest, "")


def _ends_in_a_word(text: str) -> bool:
    """Return whether the last character, a hyphen, follows a word."""
    return bool(text[-2:-1].strip())


def _source(element: Any) -> str:
    """Return the text of ``element``, a line for each piece between the elements in it."""
    return "\n".join(map(_plain, [element.text or "", *(one.tail or "" for one in element)]))


def _plain(text: str) -> str:
    """Return ``text`` as it is compared: with single spaces, in one case, no soft hyphens."""
    return " ".join(text.split()).replace("\u00ad", "").casefold()


def _join(first: Marked, second: Marked | None, hyphen: str) -> None:
    """Move the rest of the word from ``second`` to ``first``, without ``hyphen``.

    There is no ``second`` if the rest of the word is in another element.
    """
    start = first.text if first.actual is None else first.actual
    rest, space, others = second.extracted.partition(" ") if second else ("", "", "")
    first.actual = start.removesuffix(hyphen) + rest
    if second:
        second.actual = space + others


#: WeasyPrint lays out in CSS pixels, PDF counts points (CSS Values 3, 6.2).
POINTS = 0.75

#: Property lists of artifacts (ISO 32000-1, 14.8.2.2.2).
HEADER = {"Type": "/Pagination", "Subtype": "/Header"}
FOOTER = {"Type": "/Pagination", "Subtype": "/Footer"}
REPEATED = {"Type": "/Pagination"}
LAYOUT = {"Type": "/Layout"}

#: Types whose node needs a bounding box (ISO 32000-1, table 344).
BOXED = ("Figure", "Formula")


class Shown(Struct):
    """The sequences of the pages: content in ``claimed[page][mcid]``, and artifacts.

    ``dropped`` are link annotations that repeat another one.
    """

    claimed: list[dict[int, Marked]] = field(default_factory=list)
    artifacts: list[dict[int, Artifact]] = field(default_factory=list)
    dropped: list[Annotation] = field(default_factory=list)


def list_styles(pages: list[Any]) -> dict[Any, str]:
    """Return the computed ``list-style-type`` of every list that was laid out."""
    styles: dict[Any, str] = {}
    for page in pages:
        for box in page._page_box.descendants():
            if str(box.element_tag) in ("ul", "ol"):
                style = box.style["list_style_type"]
                styles.setdefault(box.element, style if isinstance(style, str) else "none")
    return styles


def fill(outline: Outline, pages: list[Any], tags: list[dict[Any, dict[str, Any]]]) -> Shown:
    """Put every marked-content sequence of ``pages`` into ``outline``.

    ``tags[page]`` maps each box that was drawn to its sequence (``{"mcid": n}``); those that are
    put into the tree are removed.
    """
    text = "".join(outline.document.element.itertext())
    walk = _Walk(outline, pages, tags, shared_glyphs(text))
    for number, page in enumerate(pages):
        walk.shown.claimed.append({})
        walk.shown.artifacts.append({})
        walk.box(page._page_box, number, None)
    join_divided_words(walk.texts)
    return walk.shown


class _Walk(Struct):
    outline: Outline
    pages: list[Any]
    tags: list[dict[Any, dict[str, Any]]]
    #: Text that may be drawn with glyphs that stand for another, too.
    shared: re.Pattern[str] | None = None
    shown: Shown = field(default_factory=Shown)
    #: The index of an element's current slot: the one after the last child so far.
    reached: dict[Any, int] = field(default_factory=dict)
    #: The first page with a table's head or foot; on others it is repeated.
    first_page: dict[Any, int] = field(default_factory=dict)
    texts: list[tuple[Any, Marked]] = field(default_factory=list)

    def box(self, box: Any, page: int, artifact: dict[str, str] | None) -> None:
        """Walk ``box`` and all inside it; with ``artifact``, none of it is content."""
        box = getattr(box, "_box", box)  # positioned boxes are wrapped in placeholders
        artifact = artifact or self._artifact(box, page)
        if artifact is None:
            self._advance(box.element)
            self._set_box(box, page)
        if box.link_annotation is not None:
            self._link(box, Annotation(page, box.link_annotation), artifact)
        if (tag := self.tags[page].pop(box, None)) is not None:
            self._content(box, page, tag["mcid"], artifact)
        for child in box.all_children():
            self.box(child, page, artifact)

    def _artifact(self, box: Any, page: int) -> dict[str, str] | None:
        """Return the properties of the artifact that ``box`` is, or ``None``."""
        keyword = getattr(box, "at_keyword", None)  # margin boxes have one, and @footnote
        if keyword is not None and keyword != "@footnote":
            return HEADER if "top" in keyword else FOOTER
        if box.element is None:  # the page itself, and its area for notes
            return None
        if box.is_leader or box.element in self.outline.artifacts:
            return LAYOUT
        if getattr(box, "is_header", False) or getattr(box, "is_footer", False):
            return None if self.first_page.setdefault(box.element, page) == page else REPEATED
        if elements.name(box.element) == "img" and elements.is_decorative(box.element):
            return LAYOUT
        return None

    def _advance(self, element: Any) -> None:
        """Record that ``element`` was reached: later text of its parent comes after it."""
        if element in self.outline.parents:
            parent, index = self.outline.parents[element]
            self.reached[parent] = max(self.reached.get(parent, 0), index + 1)

    def _set_box(self, box: Any, page: int) -> None:
        """Record where a figure or formula is drawn."""
        node = self.outline.nodes.get(box.element)
        if node is None or node.type not in BOXED or node.element is not box.element:
            return
        if node.type == "Figure" and not hasattr(box, "replacement"):
            return
        if not hasattr(box, "border_box_x") or not isinstance(box.width, int | float):
            return
        height = self.pages[page].height
        left, top = box.border_box_x(), box.border_box_y()
        right, bottom = left + box.border_width(), top + box.border_height()
        x1, y1, x2, y2 = left, height - bottom, right, height - top
        if node.box is not None and node.box[0] == page:
            _, a1, b1, a2, b2 = node.box
            x1, y1 = min(x1, a1 / POINTS), min(y1, b1 / POINTS)
            x2, y2 = max(x2, a2 / POINTS), max(y2, b2 / POINTS)
        if node.box is None or node.box[0] == page:
            node.box = (page, x1 * POINTS, y1 * POINTS, x2 * POINTS, y2 * POINTS)

    def _slot(self, box: Any) -> Slot:
        """Return the slot for the content of ``box``."""
        element, tag = box.element, str(box.element_tag)
        if tag.endswith("::marker"):
            return self.outline.labels[element]
        slots = self.outline.slots[element]
        if tag.endswith("::before"):
            return slots[0]
        if tag.endswith("::after"):
            return slots[-1]
        return slots[self.reached.get(element, 0)]

    def _content(self, box: Any, page: int, mcid: int, artifact: dict[str, str] | None) -> None:
        text = getattr(box, "text", "")
        blank = hasattr(box, "text") and not text.strip()
        if artifact is None and blank and self.outline.nodes[box.element].type in HOLDERS:
            artifact = LAYOUT  # white space between blocks
        shared = self.shared is not None and self.shared.search(text)
        glyphs = drawn(box) if text and (shared or is_shaped(box)) else ()
        if artifact is not None:
            self.shown.artifacts[page][mcid] = Artifact(artifact, glyphs)
            return
        marked = Marked(page, mcid, text, generated="::" in str(box.element_tag), glyphs=glyphs)
        self.shown.claimed[page][mcid] = marked
        self._slot(box).items.append(marked)
        if text:
            self.texts.append((box, marked))

    def _link(self, box: Any, annotation: Annotation, artifact: dict[str, str] | None) -> None:
        """Put a link's annotation into its node; drop those of boxes inside the link."""
        element = box.element
        pseudo = "::" in str(box.element_tag)
        if artifact is not None or pseudo or elements.name(element) != "a":
            self.shown.dropped.append(annotation)
            return
        self.outline.slots[element][self.reached.get(element, 0)].items.append(annotation)
