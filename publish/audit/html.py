"""Format the results of an audit as one page of HTML, with its pictures in it."""

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

_LEAD = "What of the source reached each edition, read back from the finished files."

#: What belongs to a figure, in the order in which it is shown.
_OF_A_FIGURE = (Kind.FIGURE, Kind.ALT, Kind.CAPTION, Kind.CREDIT, Kind.DESCRIPTION)


def as_html(audit: Audit) -> str:
    """Return the page.

    Raises:
        ToolError: A picture can't be decoded.
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
            _all(audit, results),
            _how(audit),
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
    return "<h2>Figures</h2>\n" + "\n".join(_figure(audit, one, results) for one in figures)


def _figure(audit: Audit, figure: Item, results: dict[int, list[Result]]) -> str:
    parts = [
        item
        for kind in _OF_A_FIGURE
        for item in audit.items
        if item.kind is kind and figure.id in (item.id, item.owner)
    ]
    alt = next((item.text for item in parts if item.kind is Kind.ALT), "")
    entries = []
    for item in parts:
        words = element("span", escape(item.text), lang=item.language) if item.text else ""
        entries.append(
            f"<dt>{escape(item.kind.capitalize())}</dt>\n<dd>{words}"
            f"{_places(results.get(id(item), ()))}</dd>"
        )
    picture = f'<img src="{_data(figure.image)}" alt="{escape(alt)}">' if figure.image else ""
    line = f", line {figure.line}" if figure.line else ""
    if file := _file(audit, figure):
        line = f", {escape(file)}{line}"
    inside = "\n".join(entries)
    return (
        f'<section class="figure"><div>{picture}</div>\n<div><h3>{escape(figure.id)}{line}</h3>\n'
        f"<dl>\n{inside}\n</dl></div></section>"
    )


def _places(results: Iterable[Result]) -> str:
    """Return where an item is, edition by edition."""
    parts = []
    for result in results:
        said, name = escape(result.place or result.state), escape(result.edition)
        match result.state:
            case State.FOUND:
                parts.append(f"{name} {said}")
            case State.LEFT_OUT:
                why = f"{name} left out: {escape(result.reason)}"
                parts.append(element("span", why, class_="aside"))
            case State.LOST:
                why = f"{name} lost: {escape(result.reason)}"
                parts.append(element("span", why, class_="bad"))
    return element("div", "; ".join(parts), class_="soft")


def _data(image: Image) -> str:
    data = base64.b64encode(jpeg(image, _LARGEST)).decode("ascii")
    return f"data:image/jpeg;base64,{data}"


def _all(audit: Audit, results: dict[int, list[Result]]) -> str:
    """Return every item, kind by kind, in folded sections."""
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
    """Return the source of ``item`` relative to the book's folder; empty for an article."""
    if audit.article.book is None:
        return ""
    file, book = item.file or audit.article.file, audit.article.file
    return file.relative_to(book.parent).as_posix()


def _line(audit: Audit, item: Item) -> str:
    """Return the line of ``item``, in a book with its file, as markup; empty if unknown."""
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


def _how(audit: Audit) -> str:
    files = "".join(f"<li><code>{escape(path.name)}</code></li>" for path in audit.paths)
    return (
        f"<h2>What was read, and how</h2>\n<ul>{files}</ul>\n"
        "<p>The EPUB is read from its archive, element by element; the PDF through its structure "
        "tree, as a screen reader does; captions and chapters as players read them.</p>\n"
        "<p>The words of a sound file can't be read from it. Its sound is compared with the "
        "narration that it was made from: at the time of each sentence it must rise and fall as "
        "that sentence does. This finds silence, other words and missing ends, but not a word "
        "that the voice itself says wrongly.</p>"
    )
