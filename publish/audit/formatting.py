"""Format the results of an audit for a terminal and for a script."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from typing import Any

from publish.audit.editions import Audit, loss_line
from publish.audit.items import FIX, Kind, State, short

#: The width of a usual terminal, in characters.
WIDTH = 80

#: How many losses are listed on a terminal.
MOST_LOSSES = 40


def verdict(audit: Audit) -> str:
    """Return the result in a sentence."""
    lost, editions = len(audit.losses), len(audit.editions)
    if not editions:
        return "There is no edition to audit."
    where = f"{editions} editions" if editions > 1 else "1 edition"
    if not lost:
        return f"Nothing is lost: {len(audit.items)} items, {where}."
    return f"{lost} of {len(audit.results)} are lost: {len(audit.items)} items, {where}."


def counts(audit: Audit) -> dict[tuple[Kind, str], Counter[State]]:
    """Count the items of each kind by their state in each edition."""
    found: dict[tuple[Kind, str], Counter[State]] = {}
    for result in audit.results:
        found.setdefault((result.item.kind, result.edition), Counter())[result.state] += 1
    return found


def kinds(audit: Audit) -> tuple[Kind, ...]:
    """Return the kinds of the items, in their order."""
    present = {item.kind for item in audit.items}
    return tuple(kind for kind in Kind if kind in present)


def cell(counted: Counter[State]) -> str:
    """Format a count: ``12``; ``10 (2)``: two are left out; ``9 !1``: one is lost."""
    text = str(counted[State.FOUND])
    if counted[State.LEFT_OUT]:
        text += f" ({counted[State.LEFT_OUT]})"
    if counted[State.LOST]:
        text += f" !{counted[State.LOST]}"
    return text


def as_text(audit: Audit) -> str:
    """Return the counts by kind and edition, each loss with its line, and what is silent.

    The tables are 80 columns wide.
    """
    parts = [*_tables(audit)]
    if any(result.state is State.LEFT_OUT for result in audit.results):
        parts.append("(n): left out on purpose; --json and --html say why.")
    if audit.losses:
        listed = [loss_line(audit.article, loss) for loss in audit.losses[:MOST_LOSSES]]
        if more := len(audit.losses) - len(listed):
            listed.append(f"... and {more} more, which --json and --html list.")
        parts.append("\n".join([*listed, FIX]))
    parts += audit.warnings
    parts.append(verdict(audit))
    return "\n\n".join(parts)


def _tables(audit: Audit) -> Iterator[str]:
    """Yield tables of some editions each, no wider than :data:`WIDTH`."""
    counted, rows = counts(audit), kinds(audit)
    first = max((len(kind) for kind in rows), default=0)
    columns = {
        name: [cell(counted[kind, name]) if (kind, name) in counted else "" for kind in rows]
        for name in audit.editions
    }
    waiting: list[str] = []
    width = first
    for name in audit.editions:
        own = max(len(name), *map(len, columns[name])) + 2
        if waiting and width + own > WIDTH:
            yield _table(rows, waiting, columns, first)
            waiting, width = [], first
        waiting.append(name)
        width += own
    if waiting:
        yield _table(rows, waiting, columns, first)


def _table(
    rows: Sequence[Kind], names: Sequence[str], columns: dict[str, list[str]], first: int
) -> str:
    widths = {name: max(len(name), *map(len, columns[name])) for name in names}
    lines = [" " * first + "".join(f"  {name:<{widths[name]}}" for name in names)]
    for place, kind in enumerate(rows):
        cells = "".join(f"  {columns[name][place]:<{widths[name]}}" for name in names)
        lines.append(f"{kind:<{first}}{cells}")
    return "\n".join(line.rstrip() for line in lines)


def as_data(audit: Audit) -> dict[str, Any]:
    """Return every item with its result in each edition."""
    by_item: dict[int, dict[str, Any]] = {}
    for result in audit.results:
        found = {"state": result.state.value, "place": result.place, "reason": result.reason}
        by_item.setdefault(id(result.item), {})[result.edition] = found
    return {
        "source": str(audit.article.file),
        "editions": [str(path) for path in audit.paths],
        "lost": len(audit.losses),
        "warnings": list(audit.warnings),
        "items": [
            {
                "kind": item.kind.value,
                "id": item.id,
                "file": str(item.file or audit.article.file),
                "line": item.line,
                "language": item.language,
                "text": short(item.text, 200),
                "target": item.target,
                "editions": by_item.get(id(item), {}),
            }
            for item in audit.items
        ],
    }
