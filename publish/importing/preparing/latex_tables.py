r"""Rewrite the tables of LaTeX: long ones, rules between columns, and heads of several rows.

pandoc takes ``\endhead`` for the end of the header, and the other heads and feet for rows.  Here a
table has the head of its first page, its rows, and the foot of its last page.  Of a rule below some
columns pandoc keeps their numbers as words, and it knows no header of several rows.
"""

from __future__ import annotations

import re

from publish.importing.markers import HEADER_ROWS, Marks
from publish.runtime.spans import Span, replace_spans

_TABLE = re.compile(r"\\begin\{(?P<name>longtable\*?|xltabular)\}")
_GROUP = r"\s*+(?:\[[^\]]{0,1000}+\]\s*+)?\{(?:[^{}]++|\{(?:[^{}]++|\{[^{}]*+\})*\})*\}"
_ARGUMENT = re.compile(_GROUP)
_PART = re.compile(r"\\end(firsthead|head|foot|lastfoot)\b\s*")
_CAPTION = re.compile(
    rf"\\caption\*?{_GROUP}(?:\s*+\\label\s*+\{{[^{{}}]*+\}})?"
    r"\s*+(?:\\\\(?:\[[^\]]{0,100}+\])?|\\tabularnewline\b)?"
)


_RULE = re.compile(
    r"\\cmidrule\s*+(?:\[[^\]]{0,100}+\]\s*+)?(?:\([^()]*+\)\s*+)?\{[^{}]*+\}\s*+"
    r"|\\cline\s*+\{[^{}]*+\}\s*+|\\addlinespace\b(?:\s*+\[[^\]]{0,100}+\])?\s*+"
    r"|\\specialrule(?:\s*+\{[^{}]*+\}){3}\s*+|\\morecmidrules\b\s*+"
)
_EDGE = re.compile(
    r"\\(?:begin(?P<table>\{(?:tabular|longtable|tabularx|tabulary)\*?\})?|end\{?|toprule\s*+"
    r"|midrule|mid|bottom)"
)
"""What is around the head of a table, or can't be in it."""
_ROW = re.compile(r"\\\\(?:\[[^\]]{0,100}+\])?|\\tabularnewline\b")


def plain_tables(text: str, marks: Marks) -> str:
    """Return ``text`` with each long table as one of a single page, and marks of header rows."""
    text = replace_spans(text, _TABLE, lambda match: f"\\end{{{match['name']}}}", _whole)
    return _with_heads(_RULE.sub("", text), marks)


def _with_heads(text: str, marks: Marks) -> str:
    """Return ``text`` with marks of the heads of tables that have more than one row."""
    parts: list[str] = []
    end, start, inside = 0, -1, False
    for edge in _EDGE.finditer(text):
        if edge[0].startswith("\\toprule"):
            start = edge.end() if inside and start < 0 else start
            continue
        if edge[0] == "\\midrule" and start >= 0:
            count = len(_ROW.findall(text, start, edge.start()))
            mark = marks.role(f"{HEADER_ROWS}{count}") if count > 1 else ""
            parts += [text[end:start], mark]
            end, inside = start, False
        if edge[0].startswith(("\\begin", "\\end")):
            inside = bool(edge["table"]) or (inside and edge[0] != "\\end{")
        start = -1
    return "".join([*parts, text[end:]])


def _whole(table: Span) -> str:
    body = table.inside
    first = _ARGUMENT.match(body)
    if table.opening["name"] == "xltabular" and first:  # its first argument is the width
        body = body[first.end() :]
        first = _ARGUMENT.match(body)
    columns = first[0] if first else ""
    *parts, rows = _PART.split(body[len(columns) :])
    named = dict(zip(parts[1::2], parts[::2], strict=True))
    head = named.get("firsthead", named.get("head", ""))
    foot = named.get("lastfoot", named.get("foot", ""))
    caption = next((found[0] for found in _CAPTION.finditer(head + rows + foot)), "")
    head, rows, foot = (_CAPTION.sub("", part).strip() for part in (head, rows, foot))
    if rows and not rows.endswith(r"\\") and foot:
        rows += r"\\"
    caption = caption.strip()
    if caption and not caption.endswith(("\\", "]", "newline")):
        caption += r"\\"
    head = f"{head}\n\\endhead\n" if head else ""
    return f"\\begin{{longtable}}{columns}\n{caption}\n{head}{rows}\n{foot}\n\\end{{longtable}}"
