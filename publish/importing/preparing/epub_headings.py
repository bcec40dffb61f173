"""Make headings of the first lines of chapters, as the table of contents of an EPUB names them.

Old EPUBs set titles of chapters as paragraphs in large type, or their number and title as two
headings (OPF 2.0.1, 2.4.1 NCX; EPUB 3.3, 7 navigation document).
"""

from __future__ import annotations

import posixpath
from collections import Counter
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from publish.importing.preparing.title_pages import BLOCKS, SpineDocument, letters
from publish.importing.preparing.xml import local, remove, within, words

if TYPE_CHECKING:
    from lxml import etree

_HEADINGS = ("h1", "h2", "h3", "h4", "h5", "h6")
_MOST = 4
"""The most lines that make up the title of a chapter."""

Labels = dict[str, list[str]]


def labels_of(root: etree._Element, name: str) -> Labels:
    """Return what an NCX or navigation document ``name`` calls each document."""
    found: Labels = {}
    folder = posixpath.dirname(name)
    for one in root.iter():
        if local(one) == "navPoint":
            target = next((part.get("src", "") for part in one if local(part) == "content"), "")
            label = next((words(part) for part in one if local(part) == "navLabel"), "")
        elif local(one) == "a":
            target, label = one.get("href", ""), words(one)
        else:
            continue
        if target and label:
            found.setdefault(within(folder, target.partition("#")[0]), []).append(label)
    return found


def set_headings(documents: Sequence[SpineDocument], labels: Labels) -> None:
    """Make one heading of the lines of each document that are its label."""
    titled = []
    for document in documents:
        known = {letters(label): label for label in labels.get(document.name, ())}
        known.pop("", None)
        lines = _lines(document.body, known)
        if lines:
            titled.append((lines, known))
    levels = Counter(local(lines[0]) for lines, _ in titled if local(lines[0]) in _HEADINGS)
    level = min(levels, default="h1", key=lambda one: (-levels[one], one))
    for lines, known in titled:
        first, *rest = lines
        if local(first) not in _HEADINGS:
            first.tag = level
        if rest:
            label = known[letters(" ".join(map(words, lines)))]
            pictures = [
                one for line in lines for one in line.iter() if local(one) in ("img", "svg")
            ]
            _set_words(first, label)
            if pictures:
                holder = first.makeelement("p", {})
                for one in pictures:
                    one.tail = None
                    holder.append(one)
                first.addnext(holder)
            for one in rest:
                remove(one)


def _lines(body: etree._Element, known: dict[str, str]) -> list[etree._Element]:
    """Return the first lines of a document that together are a label; none if there aren't any."""
    found: list[etree._Element] = []
    for line in _innermost(body):
        found.append(line)
        if letters(" ".join(map(words, found))) in known:
            plain = all(local(one) in ("p", "div", *_HEADINGS) for one in found)
            linked = any(
                local(inner) == "a" and inner.get("href")
                for one in found[1:]
                for inner in one.iter()
            )
            return found if plain and not linked else []
        if len(found) == _MOST:
            break
    return []


def _innermost(body: etree._Element) -> Iterator[etree._Element]:
    """Yield the blocks with words that hold no other blocks."""
    for one in body.iter():
        inner = any(local(two) in BLOCKS for two in one.iter() if two is not one)
        if local(one) in BLOCKS and not inner and words(one):
            yield one


def _set_words(heading: etree._Element, text: str) -> None:
    """Replace the words of a heading, but not its anchors."""
    anchors = [
        one for one in heading.iter() if one is not heading and (one.get("id") or one.get("name"))
    ]
    for child in list(heading):
        heading.remove(child)
    heading.text = text
    for one in anchors:
        one.text = None
        for inner in list(one):
            one.remove(inner)
        one.tail = None
        heading.insert(0, one)
    if anchors:
        heading.text, anchors[-1].tail = None, text
