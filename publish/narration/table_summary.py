"""Say what a person would ask of a table whose rows aren't read."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

from publish.language.spoken.numbers import parts, pattern
from publish.language.spoken.speech_rules import SpeechRules, rules_for
from publish.language.spoken.text import Span
from publish.model import Table
from publish.model.walk import grid, runs_in, text_of
from publish.narration.script import Role
from publish.narration.script_builder import Pause, Place, ScriptBuilder


def summarise(
    builder: ScriptBuilder, table: Table, place: Place, labels: Mapping[int, tuple[Span, ...]]
) -> None:
    """Say the first cells of the first and last row, and the least and greatest number of columns.

    ``labels`` are the headers of columns, as they are spoken before a cell.
    """
    columns = _columns(table)
    added, language = builder.announced, place.language
    builder.announce(added.rows_left_out, block=table.id, line=table.line)
    firsts = columns.get(0, [])
    for label, first in ((added.first_row, firsts[:1]), (added.last_row, firsts[-1:])):
        if label and first and first[0]:
            _say(builder, table, (*builder.own(f"{label}: "), Span(first[0], language)))
    rules = rules_for(language)
    for column, texts in columns.items():
        if column and rules and added.range and (found := _range(rules, texts)):
            low, high = found
            said = low if low == high else added.range.format(low=low, high=high)
            _say(builder, table, (*labels.get(column, ()), Span(said, language)))


def _say(builder: ScriptBuilder, table: Table, spans: tuple[Span, ...]) -> None:
    builder.say(
        Role.ANNOUNCEMENT, (*spans, Span(".", builder.language)),
        pause=Pause.ANNOUNCEMENT, block=table.id, line=table.line,
    )  # fmt: skip


def _columns(table: Table) -> dict[int, list[str]]:
    """Return the texts of the cells in each column, from 0, without cells of several columns."""
    columns: dict[int, list[str]] = {}
    for _row, cells in grid(table.body):
        for cell, covered in cells:
            if len(covered) == 1:
                text = " ".join(text_of(run) for run in runs_in(cell.blocks))
                columns.setdefault(covered[0], []).append(" ".join(text.split()))
    return columns


def _range(rules: SpeechRules, texts: Sequence[str]) -> tuple[str, str] | None:
    """Return the least and greatest of ``texts``; ``None`` if they aren't numbers of one unit.

    Cells that are empty, or have only a dash, don't count.
    """
    number = re.compile(rf"([^\d+−-]*+)([+−-]?)({pattern(rules)})(\D*)")
    values: dict[str, float] = {}
    units = set()
    for text in texts:
        if not text.strip("–—−- "):
            continue
        if not (found := number.fullmatch(text)):
            return None
        before, sign, written, after = found.groups()
        whole, decimals = parts(rules, written)
        values[text] = float(f"{whole}.{decimals or 0}") * (-1 if sign in ("−", "-") else 1)
        units.add((before, after))
    if len(units) != 1:
        return None
    return min(values, key=values.__getitem__), max(values, key=values.__getitem__)
