r"""Rewrite the tables of LaTeX: long ones, rules between columns, and heads of several rows.

pandoc takes ``\endhead`` for the end of the header, and the other heads and feet for rows.  Here a
table has the head of its first page, its rows, and the foot of its last page.  Of a rule below some
columns pandoc keeps their numbers as words, and it knows no header of several rows.
"""

from __future__ import annotations

import re

from publish.importing.markers import HEADER_ROWS, Marks

_TABLE = re.compile(
    r"\\begin\{(?P<name>longtable\*?|xltabular)\}(?P<body>.*?)\\end\{(?P=name)\}", re.S
)
_ARGUMENT = re.compile(r"\s*(?:\[[^\]]*\]\s*)?\{(?:[^{}]|\{(?:[^{}]|\{[^{}]*\})*\})*\}")
_PART = re.compile(r"\\end(firsthead|head|foot|lastfoot)\b\s*")
_CAPTION = re.compile(
    r"\\caption\*?\s*(?:\[[^\]]*\]\s*)?\{(?:[^{}]|\{(?:[^{}]|\{[^{}]*\})*\})*\}"
    r"(?:\s*\\label\s*\{[^{}]*\})?\s*(?:\\\\(?:\[[^\]]*\])?|\\tabularnewline\b)?"
)


_RULE = re.compile(
    r"\\cmidrule\s*(?:\[[^\]]*\])?\s*(?:\([^()]*\))?\s*\{[^{}]*\}\s*|\\cline\s*\{[^{}]*\}\s*"
    r"|\\addlinespace\b(?:\s*\[[^\]]*\])?\s*|\\specialrule(?:\s*\{[^{}]*\}){3}\s*"
    r"|\\morecmidrules\b\s*"
)
_HEAD = re.compile(
    r"(?P<top>\\begin\{(?:tabular|longtable|tabularx|tabulary)\*?\}(?:(?!\\end\{).)*?\\toprule\s*)"
    r"(?P<rows>(?:(?!\\(?:begin|end|mid|bottom)).)*?)\\midrule",
    re.S,
)
_ROW = re.compile(r"\\\\(?:\[[^\]]*\])?|\\tabularnewline\b")


def plain_tables(text: str, marks: Marks) -> str:
    """Return ``text`` with each long table as one of a single page, and marks of header rows."""

    def head(match: re.Match[str]) -> str:
        count = len(_ROW.findall(match["rows"]))
        mark = marks.role(f"{HEADER_ROWS}{count}") if count > 1 else ""
        return f"{match['top']}{mark}{match['rows']}\\midrule"

    return _HEAD.sub(head, _RULE.sub("", _TABLE.sub(_whole, text)))


def _whole(match: re.Match[str]) -> str:
    body = match["body"]
    first = _ARGUMENT.match(body)
    if match["name"] == "xltabular" and first:  # its first argument is the width
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
