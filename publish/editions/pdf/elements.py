"""Read the name, classes, text and structure type of XHTML elements.

Elements are those of ``xml.etree.ElementTree``, whose children can be comments.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

#: Structure types by element (ISO 32000-1, 14.8.4); ``docs/design.md`` lists the elements that
#: occur. The content of any other element belongs to its parent.
_TYPES = {
    "article": "Art",
    "section": "Sect",
    "header": "Div",
    "nav": "Sect",
    "footer": "Sect",
    "aside": "Aside",
    "figure": "Div",
    "blockquote": "BlockQuote",
    "p": "P",
    "pre": "P",
    "address": "P",
    **{f"h{level}": f"H{level}" for level in range(1, 7)},
    "ul": "L",
    "ol": "L",
    "dl": "L",
    "table": "Table",
    "thead": "THead",
    "tbody": "TBody",
    "tfoot": "TFoot",
    "tr": "TR",
    "th": "TH",
    "td": "TD",
    "caption": "Caption",
    "figcaption": "Caption",
    "em": "Em",
    "strong": "Strong",
    "sup": "Sup",
    "sub": "Sub",
    "code": "Code",
    "q": "Quote",
    **dict.fromkeys(("del", "ins", "u", "mark", "samp", "var", "cite", "dfn", "small"), "Span"),
    "kbd": "Code",
    "img": "Figure",
}


def name(element: Any) -> str:
    """Return the element's name in lower case; empty for a comment."""
    return element.tag.lower() if isinstance(element.tag, str) else ""


def role(element: Any) -> str:
    """Return the ARIA role, or an empty string."""
    return str(element.get("role") or "")


def classes(element: Any) -> frozenset[str]:
    return frozenset((element.get("class") or "").split())


def text_of(element: Any) -> str:
    """Return the element's text on one line."""
    return " ".join("".join(element.itertext()).split())


def title_of(heading: Any) -> str:
    """Return the words of a heading on one line, without notes; formulas in words."""
    return " ".join("".join(_title(heading)).split())


def _title(element: Any) -> Iterator[str]:
    yield element.text or ""
    for child in element:
        if role(child) == "math":
            yield child.get("aria-label") or ""
        elif not is_footnote(child) and role(child) != "doc-noteref":
            yield from _title(child)
        yield child.tail or ""


def is_decorative(element: Any) -> bool:
    """Return whether the element is decorative and becomes an artifact (ISO 14289-1, 7.3)."""
    if role(element) in ("presentation", "none"):
        return True
    return name(element) == "img" and not (element.get("alt") or "").strip()


def is_footnote(element: Any) -> bool:
    return "footnote" in classes(element)


def type_of(element: Any) -> str | None:
    """Return the structure type, or ``None`` if the content belongs to the parent's node."""
    tag, its_role, its_classes = name(element), role(element), classes(element)
    if is_footnote(element):
        return "Note"
    if "pull-quote" in its_classes:
        return "BlockQuote"
    if its_role == "math":
        return "Formula"
    if its_role == "doc-part":
        return "Part"
    if its_role == "list":
        return "L"
    if tag == "a":
        return "Link" if element.get("href") else None
    if tag == "abbr":
        return "Span" if element.get("title") else None
    if tag == "img" and is_decorative(element):
        return None
    if its_role == "img" and tag != "img":
        return "Span"
    return _TYPES.get(tag)


def unwrap(parent: Any, is_unwrapped: Callable[[Any], bool]) -> None:
    """Replace the children of ``parent`` that are to be unwrapped by their content, in place."""
    kept: list[Any] = []
    texts = [parent.text or ""]

    def append(text: str | None) -> None:
        if not kept:
            texts.append(text or "")
        elif text:
            kept[-1].tail = (kept[-1].tail or "") + text

    for child in list(parent):
        if is_unwrapped(child):
            append(child.text)
            kept.extend(child)
            append(child.tail)
        else:
            kept.append(child)
    parent[:] = kept
    parent.text = "".join(texts)


def by_id(identifier: str) -> str:
    """Return a CSS selector for an id with any characters (CSS Syntax 3, 4.3.5)."""
    escaped = "".join(
        f"\\{ord(c):x} " if not c.isalnum() and c not in "-_" else c for c in identifier
    )
    return f'[id="{escaped}"]'
