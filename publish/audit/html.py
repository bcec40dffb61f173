"""Format the results of an audit as one HTML page with embedded pictures."""

from __future__ import annotations

import base64
from collections.abc import Iterable
from html import escape

from publish.audit.editions import Audit
from publish.audit.formatting import counts, kinds, verdict
from publish.audit.items import FIX, Item, Kind, Result, State, short
from publish.model import Image
from publish.runtime.raster import jpeg
from publish.webpage import element, page, table

#: The longest side of a picture, in pixels.
_LARGEST = 480

_LEAD = "The items of the source in each edition, as read back from the finished files."

#: The kinds of items that belong to a figure, in the order in which they are shown.
_FIGURE_KINDS = (Kind.FIGURE, Kind.ALT, Kind.CAPTION, Kind.CREDIT, Kind.DESCRIPTION)


def as_html(audit: Audit) -> str:
    """Return the results of ``audit`` as an HTML page.

    Raises:
        SourceError: A picture can't be decoded.
    """
    about = audit.article.metadata
    name = escape(about.title)
    results: dict[int, list[Result]] = {}
    for result in audit.results:
        results.setdefault(id(result.item), []).append(result)
    bad = " bad" if audit.losses else ""
    body = "\n".join(
        (
            f'<h1>Audit: <cite lang="{escape(about.language)}">{name}</cite></h1>',
            element("p", _LEAD, class_="lead"),
            element("p", escape(verdict(audit)), class_=f"verdict{bad}"),
            _losses(audit),
            _summary(audit),
            _figures(audit, results),
            _all_items(audit, results),
            _method(audit),
        )
    )
    return page(f"Audit: {about.title}", body)


def _losses(audit: Audit) -> str:
    if not audit.losses:
        return ""
    rows = [
        (
            f"{escape(loss.item.kind)} <code>{escape(loss.item.id)}</code>",
            _line(audit, loss.item),
            escape(loss.edition),
            element("span", escape(loss.reason), class_="bad"),
            escape(loss.place),
        )
        for loss in audit.losses
    ]
    head = ("Item", _column(audit), "Edition", "What is lost", "Place")
    return f"<h2>Lost</h2>\n{table('Losses', head, rows, 'prose')}\n<p>{escape(FIX)}</p>"


def _summary(audit: Audit) -> str:
    counted = counts(audit)
    rows = []
    for kind in kinds(audit):
        cells = [escape(kind)]
        for edition in audit.editions:
            states = counted.get((kind, edition))
            if states is None:
                cells.append("")
                continue
            text = str(states[State.FOUND])
            if states[State.LEFT_OUT]:
                left = f"{states[State.LEFT_OUT]} left out"
                text += element("div", left, class_="aside")
            if states[State.LOST]:
                text += element("div", f"{states[State.LOST]} lost", class_="bad")
            cells.append(text)
        rows.append(cells)
    head = ("Kind", *map(escape, audit.editions))
    return f"<h2>Summary</h2>\n{table('Items found in each edition, by kind', head, rows)}"


def _figures(audit: Audit, results: dict[int, list[Result]]) -> str:
    figures = [item for item in audit.items if item.kind is Kind.FIGURE]
    if not figures:
        return ""
    parts: dict[str, list[Item]] = {}
    for item in audit.items:
        if item.kind in _FIGURE_KINDS:
            for own in {item.id, item.owner}:
                parts.setdefault(own, []).append(item)
    return "<h2>Figures</h2>\n" + "\n".join(
        _figure(audit, one, parts[one.id], results) for one in figures
    )


def _figure(audit: Audit, figure: Item, parts: list[Item], results: dict[int, list[Result]]) -> str:
    parts = sorted(parts, key=lambda item: _FIGURE_KINDS.index(item.kind))
    alt = next((item.text for item in parts if item.kind is Kind.ALT), "")
    entries = []
    for item in parts:
        words = element("span", escape(item.text), lang=item.language) if item.text else ""
        entries.append(
            f"<dt>{escape(item.kind.capitalize())}</dt>\n<dd>{words}"
            f"{_places(results.get(id(item), ()))}</dd>"
        )
    picture = f'<img src="{_data_url(figure.image)}" alt="{escape(alt)}">' if figure.image else ""
    line = f", line {figure.line}" if figure.line else ""
    if file := _file(audit, figure):
        line = f", {escape(file)}{line}"
    inside = "\n".join(entries)
    return (
        f'<section class="figure"><div>{picture}</div>\n<div><h3>{escape(figure.id)}{line}</h3>\n'
        f"<dl>\n{inside}\n</dl></div></section>"
    )


def _places(results: Iterable[Result]) -> str:
    """Return the place of an item in each edition, or the reason why it isn't there."""
    parts = []
    for result in results:
        place, name = escape(result.place or result.state), escape(result.edition)
        match result.state:
            case State.FOUND:
                parts.append(f"{name} {place}")
            case State.LEFT_OUT:
                why = f"{name} left out: {escape(result.reason)}"
                parts.append(element("span", why, class_="aside"))
            case State.LOST:
                why = f"{name} lost: {escape(result.reason)}"
                parts.append(element("span", why, class_="bad"))
    return element("div", "; ".join(parts), class_="soft")


def _data_url(image: Image) -> str:
    data = base64.b64encode(jpeg(image, _LARGEST)).decode("ascii")
    return f"data:image/jpeg;base64,{data}"


def _all_items(audit: Audit, results: dict[int, list[Result]]) -> str:
    """Return all items, with a collapsed section for each kind."""
    out = ["<h2>Every item</h2>"]
    for kind in kinds(audit):
        items = [item for item in audit.items if item.kind is kind]
        rows = [
            (_line(audit, item) or "–", _words(item), _places(results.get(id(item), ())))
            for item in items
        ]
        name = f"{kind.capitalize()}: {len(items)}"
        inside = table(name, (_column(audit), "Words", "Where"), rows, "prose")
        out.append(f"<details><summary>{escape(name)}</summary>\n{inside}</details>")
    return "\n".join(out)


def _file(audit: Audit, item: Item) -> str:
    """Return the source file of ``item``, relative to the book's folder; empty for an article."""
    if audit.article.book is None:
        return ""
    file, book = item.file or audit.article.file, audit.article.file
    return file.relative_to(book.parent).as_posix()


def _line(audit: Audit, item: Item) -> str:
    """Return the line of ``item`` as markup, in a book after its file; empty if unknown."""
    if not item.line:
        return ""
    file = _file(audit, item)
    return escape(f"{file}:{item.line}" if file else str(item.line))


def _column(audit: Audit) -> str:
    """Return the heading for the column of :func:`_line`."""
    return "Source" if audit.article.book else "Line"


def _words(item: Item) -> str:
    words = escape(short(item.text, 140) or item.id)
    target = f"→ {escape(short(item.target, 80))}" if item.target else ""
    return element("span", words, lang=item.language) + element("div", target, class_="soft")


def _method(audit: Audit) -> str:
    """Return the list of the editions, and an explanation of how they were read."""
    files = "".join(f"<li><code>{escape(path.name)}</code></li>" for path in audit.paths)
    return (
        f"<h2>Method</h2>\n<ul>{files}</ul>\n"
        "<p>The EPUB is read from its archive, element by element; the PDF through its structure "
        "tree, as a screen reader does; captions and chapters as players read them.</p>\n"
        "<p>The words in a sound file can't be read back. Instead, the loudness of the sound at "
        "the time of each sentence is compared with the narration. This finds silence, wrong words "
        "and missing ends, but not words that the voice mispronounces.</p>"
    )
