"""Build the HTML pages of reports: one file each, without requests to any host.

A page follows the colour scheme of the reader and conforms to WCAG 2.2 AA.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from html import escape
from pathlib import Path

_STYLE = Path(__file__).with_name("page.css")


def page(title: str, body: str, language: str = "en") -> str:
    """Return the page; ``body`` is markup for its ``main`` and begins with the ``h1``."""
    style = _STYLE.read_text(encoding="utf-8")
    return (
        f'<!DOCTYPE html>\n<html lang="{escape(language)}">\n<head>\n<meta charset="utf-8">\n'
        '<meta name="viewport" content="width=device-width, initial-scale=1">\n'
        '<meta name="color-scheme" content="light dark">\n'
        f"<title>{escape(title)}</title>\n<style>\n{style}</style>\n</head>\n<body>\n"
        f"<main>\n{body}\n</main>\n</body>\n</html>\n"
    )


def element(name: str, content: str, **attributes: str | None) -> str:
    """Return an element with ``content`` of markup; ``class_`` is the attribute ``class``."""
    given = "".join(
        f' {key.rstrip("_").replace("_", "-")}="{escape(value)}"'
        for key, value in attributes.items()
        if value is not None
    )
    return f"<{name}{given}>{content}</{name}>"


def table(caption: str, head: Sequence[str], rows: Iterable[Sequence[str]], name: str = "") -> str:
    """Return a table with cells of markup; the first cell of each row is its header.

    A table that is too wide scrolls in its own region, also with the keyboard.  With the class
    ``prose`` (``name``) the cells are stacked on a narrow screen, each with the name of its column;
    the roles are explicit because some browsers drop the implicit ones of a stacked table.
    """
    columns = "".join(element("th", cell, scope="col", role="columnheader") for cell in head)
    body = "\n".join(element("tr", _cells(head, row), role="row") for row in rows)
    inside = (
        f"<caption>{escape(caption)}</caption>\n"
        f'<thead role="rowgroup"><tr role="row">{columns}</tr></thead>\n'
        f'<tbody role="rowgroup">\n{body}\n</tbody>'
    )
    whole = element("table", inside, class_=name or None, role="table")
    return element("div", whole, class_="wide", role="region", aria_label=caption, tabindex="0")


def _cells(head: Sequence[str], row: Sequence[str]) -> str:
    first = element("th", row[0], scope="row", role="rowheader", data_head=head[0])
    others = zip(row[1:], head[1:], strict=True)
    return first + "".join(element("td", one, role="cell", data_head=of) for one, of in others)
