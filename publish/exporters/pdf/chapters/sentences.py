"""On which page each sentence begins, without an element for each.

An element for every sentence costs a third of the time of a layout, and shows nothing; so pieces
are laid out without them, and the letters that are drawn on each page are counted instead.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from msgspec import Struct, field

from publish.exporters.pdf.tree import elements


class _Host(Struct):
    """An element with sentences: its letters, and how many of them go before each sentence."""

    element: Any
    letters: str = ""
    begins: list[tuple[str, int]] = field(default_factory=list)
    drawn: list[tuple[int, str]] = field(default_factory=list)


class Sentences:
    """The sentences of a parsed document (its ``html`` element), taken out of it in place."""

    def __init__(self, root: Any) -> None:
        self._hosts = [host for parent in list(root.iter()) if (host := _unwrapped(parent))]
        self._host_of: dict[Any, _Host] = {}

    def settle(self) -> None:
        """Call this when the document will not change any more."""
        for host in self._hosts:
            self._host_of |= dict.fromkeys(_own(host.element), host)

    def see(self, box: Any, page: int) -> None:
        """Take note of ``box`` on ``page``; boxes come in the order of the document."""
        host = self._host_of.get(box.element)
        if host is not None and getattr(box, "text", None) and "::" not in str(box.element_tag):
            host.drawn.append((page, box.text))

    def pages(self) -> Iterator[tuple[str, int]]:
        """Each sentence that was seen with the page on which it begins."""
        for host in self._hosts:
            if not host.drawn:
                continue
            ends = list(_ends(host))
            for name, begin in host.begins:
                yield name, next((page for page, end in ends if end > begin), ends[-1][0])


def _ends(host: _Host) -> Iterator[tuple[int, int]]:
    """How many letters of ``host`` are drawn up to the end of each piece of it, with its page.

    A hyphen that was added where a line ends is not the letter that comes next.
    """
    place = 0
    for page, text in host.drawn:
        for letter in text:
            if place < len(host.letters) and letter == host.letters[place]:
                place += 1
        yield page, place


def _unwrapped(parent: Any) -> _Host | None:
    """Replace the sentences in ``parent`` by what is in them; ``None`` if there are none."""
    if not any(map(_is_sentence, parent)):
        return None
    host = _Host(parent)
    said = [parent.text or ""]
    kept: list[Any] = []
    letters = _letters(parent.text or "")

    def say(text: str) -> None:
        if not kept:
            said.append(text)
        elif text:
            kept[-1].tail = (kept[-1].tail or "") + text

    for child in list(parent):
        tail = child.tail or ""
        if _is_sentence(child):
            host.begins.append((child.get("id"), len(letters)))
            letters += _letters("".join(_texts(child)))
            say(child.text or "")
            kept.extend(child)
            say(tail)
        else:
            letters += "" if elements.is_footnote(child) else _letters("".join(_texts(child)))
            kept.append(child)
        letters += _letters(tail)
    parent[:] = kept
    parent.text = "".join(said)
    host.letters = letters
    return host


def _is_sentence(element: Any) -> bool:
    return (
        element.tag == "span"
        and dict(element.attrib).keys() == {"class", "id"}
        and (element.get("class") == "s")
    )


def _texts(element: Any) -> Iterator[str]:
    """The text of ``element`` without its notes, which are drawn elsewhere."""
    yield element.text or ""
    for child in element:
        if not elements.is_footnote(child):
            yield from _texts(child)
        yield child.tail or ""


def _own(element: Any) -> Iterator[Any]:
    """``element`` and all in it but its notes."""
    yield element
    for child in element:
        if not elements.is_footnote(child):
            yield from _own(child)


def _letters(text: str) -> str:
    """Without white space, and without soft hyphens."""
    return "".join(text.split()).replace("\u00ad", "")
