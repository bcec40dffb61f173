"""How findings are told: to a person, and to a script."""

from __future__ import annotations

import shutil
import sys
import textwrap
from collections.abc import Iterator, Sequence
from functools import cache
from itertools import groupby
from pathlib import Path
from typing import TYPE_CHECKING, Any

from msgspec.structs import asdict

from publish.cli.screen import STYLES, as_data, bold, coloured, many, shown
from publish.errors import Diagnostic, Severity

if TYPE_CHECKING:
    from publish.check import Report
    from publish.check.rule import Rule

EXCERPT = 90
"""Characters of a line of the source that are shown."""


def told(diagnostics: Sequence[Diagnostic], reports: Sequence[tuple[Path, Report]]) -> str:
    """Findings by file, each with its line; then what was switched off, and counts."""
    parts = [
        "\n".join([bold(shown(file)), *(_finding(diagnostic) for diagnostic in group)])
        for file, group in groupby(diagnostics, lambda diagnostic: diagnostic.file)
    ]
    off = [line for file, report in reports for line in _silenced(file, report)]
    if off:
        parts.append("\n".join([bold("Switched off"), *off]))
    counts = [_counts(file, report) for file, report in reports]
    parts.append("\n".join([summary(diagnostics), *filter(None, counts)]))
    return "\n\n".join(parts)


def summary(diagnostics: Sequence[Diagnostic]) -> str:
    """How many there are of each severity."""
    if not diagnostics:
        return "No findings."
    count = {s: sum(p.severity is s for p in diagnostics) for s in Severity}
    return (
        f"{many(count[Severity.ERROR], 'error')}, {many(count[Severity.WARNING], 'warning')}, "
        f"{count[Severity.INFO]} for information."
    )


def _finding(diagnostic: Diagnostic) -> str:
    from publish.check.rule import criterion_of

    colour, reset = (STYLES[diagnostic.severity], "\x1b[0m") if coloured(sys.stdout) else ("", "")
    place = shown(diagnostic.file) + (f":{diagnostic.line}" if diagnostic.line else "")
    criterion = criterion_of(diagnostic.clause)
    cited = f" ({criterion} {criterion.name})" if criterion else ""
    width = max(40, min(100, shutil.get_terminal_size().columns))
    lines = [f"{place}: {colour}{diagnostic.severity}{reset}: {diagnostic.code}{cited}"]
    excerpt = _line(diagnostic.file, diagnostic.line)
    if excerpt:
        lines.append(f"    | {excerpt}")
    words = f"{_sentence(diagnostic.message)} {diagnostic.fix}".strip()
    lines += textwrap.wrap(
        words, width, initial_indent="    ", subsequent_indent="    ", break_long_words=False,
        break_on_hyphens=False,
    )  # fmt: skip
    return "\n".join(lines)


def _sentence(message: str) -> str:
    """``message`` with a capital letter, unless it begins with the path of a field."""
    first = message.split(" ")[0]
    return message if first.endswith(":") else message[:1].upper() + message[1:]


def _line(file: Path, number: int) -> str:
    lines = _lines(file)
    line = " ".join(lines[number - 1].split()) if 0 < number <= len(lines) else ""
    return line if len(line) <= EXCERPT else line[: EXCERPT - 1] + "…"


@cache
def _lines(file: Path) -> tuple[str, ...]:
    from publish.errors import SourceError
    from publish.runtime.text import read_text

    try:
        return tuple(read_text(file).split("\n"))
    except SourceError:  # that it cannot be read is the finding
        return ()


def _silenced(file: Path, report: Report) -> Iterator[str]:
    for one in report.silenced:
        where = f"{shown(one.setting.file)}:{one.setting.line}"
        found = many(one.count, "finding") if one.count else "nothing found"
        yield f"{one.setting.code} ({shown(file)}: {found}; {where}): {one.setting.reason}"


def _counts(file: Path, report: Report) -> str:
    """The states of the alt texts and the reading level, on one line."""
    alt, level = report.alt_texts, report.reading
    said = [
        f"{count} {state}"
        for count, state in (
            (alt.described, "described"),
            (alt.decorative, "decorative"),
            (alt.wanting, "in need of an extended description"),
            (alt.drafted, "drafted by a machine"),
            (alt.missing, "without alt text"),
        )
        if count
    ]
    parts = [f"pictures: {', '.join(said)}"] if said else []
    if level:
        ease = f"reading ease {level.ease:.0f} of 100, " if level.ease is not None else ""
        parts.append(f"{ease}{level.sentence:.0f} words a sentence")
    return f"{shown(file)}: {'; '.join(parts)}" if parts else ""


def data(
    diagnostics: Sequence[Diagnostic], reports: Sequence[tuple[Path, Report]]
) -> dict[str, Any]:
    """The same for a script."""
    return {
        "diagnostics": [
            {**as_data(diagnostic), "wcag": _wcag(diagnostic)} for diagnostic in diagnostics
        ],
        "sources": [
            {
                "file": str(file),
                "alt_texts": asdict(report.alt_texts),
                "reading": asdict(report.reading) if report.reading else None,
                "silenced": [
                    {
                        "code": one.setting.code,
                        "reason": one.setting.reason,
                        "file": str(one.setting.file),
                        "line": one.setting.line,
                        "findings": one.count,
                    }
                    for one in report.silenced
                ],
            }
            for file, report in reports
        ],
    }


def _wcag(diagnostic: Diagnostic) -> dict[str, str] | None:
    from publish.check.rule import criterion_of

    found = criterion_of(diagnostic.clause)
    if found is None:
        return None
    return {"number": found.number, "name": found.name, "level": found.level, "url": found.url}


def explained(rule: Rule) -> str:
    """What a rule asks and why, for a person."""
    cited = rule.criterion
    lines = [
        f"{bold(rule.code)} ({rule.severity})",
        rule.asks,
        rule.why,
        rule.fix,
        *([f"{cited} {cited.name}, level {cited.level}"] if cited else []),
        rule.url,
    ]
    if rule.fixed:
        lines.append("It cannot be switched off: no edition could be made.")
    return "\n".join(lines)


def about(rule: Rule) -> dict[str, Any]:
    """The same for a script."""
    cited = rule.criterion
    return {
        "code": rule.code,
        "severity": rule.severity.value,
        "asks": rule.asks,
        "why": rule.why,
        "fix": rule.fix,
        "clause": str(cited or ""),
        "url": rule.url,
        "fixed": rule.fixed,
    }
