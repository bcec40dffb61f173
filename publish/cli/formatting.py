"""Format results as text for a person and as JSON for a script."""

from __future__ import annotations

import os
import re
import shutil
import sys
import textwrap
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import cache
from itertools import groupby
from pathlib import Path
from typing import TYPE_CHECKING, TextIO

from msgspec.structs import asdict

from publish import frontend
from publish.errors import Diagnostic, PublishError, Severity, escaped

if TYPE_CHECKING:
    from publish import Edition
    from publish.frontend import CheckReport, Rule

_STYLES = {Severity.ERROR: "\x1b[1;31m", Severity.WARNING: "\x1b[33m", Severity.INFO: "\x1b[36m"}
_BOLD, _RESET = "\x1b[1m", "\x1b[0m"

#: The only escape sequences that are printed.
STYLE = re.compile("|".join(map(re.escape, (*_STYLES.values(), _BOLD, _RESET))))

#: The most characters of a line of the source that are quoted.
_EXCERPT = 90

#: The most diagnostics of a kind that are listed after its first.
MAX_OF_A_KIND = 8


# -------------------------------------------------------------------- pieces of text


def coloured(stream: TextIO | None) -> bool:
    """Return whether ``stream`` is a terminal with colours (``NO_COLOR``: no-color.org)."""
    plain = os.environ.get("NO_COLOR") or os.environ.get("TERM") == "dumb"
    return stream is not None and stream.isatty() and not plain


def bold(text: str) -> str:
    """Return ``text`` in bold, if standard output is a terminal."""
    return f"{_BOLD}{text}{_RESET}" if coloured(sys.stdout) else text


def _severity(severity: Severity, stream: TextIO | None) -> str:
    return f"{_STYLES[severity]}{severity}{_RESET}" if coloured(stream) else severity.value


def size(count: int) -> str:
    """Return ``count`` bytes for a person: ``1.4 MB``."""
    if count < 1000:
        return f"{count} bytes"
    value, unit = count / 1000, "kB"
    if value >= 1000:
        value, unit = value / 1000, "MB"
    return f"{value:.1f} {unit}" if value < 100 else f"{value:.0f} {unit}"


def shown(path: Path) -> str:
    """Return ``path`` relative to the current folder, if it is below it; :func:`escaped`."""
    try:
        return escaped(str(path.resolve().relative_to(Path.cwd())))
    except (OSError, RuntimeError, ValueError):
        return escaped(str(path))


def many(count: int, noun: str) -> str:
    """Return ``1 error``, ``2 errors``."""
    return f"{count} {noun}" + ("" if count == 1 else "s")


def columns(rows: Sequence[tuple[str, ...]]) -> str:
    """Return ``rows`` as aligned text."""
    widths = [max(map(len, column)) for column in zip(*rows, strict=True)]
    return "\n".join(
        "  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)).rstrip()
        for row in rows
    )


# -------------------------------------------------------------------- diagnostics and errors


def diagnostic_line(diagnostic: Diagnostic) -> str:
    """Return ``file:line: severity: message fix [clause]``, for standard error."""
    place = escaped(str(diagnostic.file)) + (f":{diagnostic.line}" if diagnostic.line else "")
    severity = _severity(diagnostic.severity, sys.stderr)
    clause = f" [{diagnostic.clause}]" if diagnostic.clause else ""
    said = escaped(f"{diagnostic.message} {diagnostic.fix}", "\n")
    return f"{place}: {severity}: {said}".rstrip() + clause


def todo_line(diagnostic: Diagnostic) -> str:
    """Return ``line 3: message fix``, for a list of tasks in one file."""
    place = f"line {diagnostic.line}: " if diagnostic.line else ""
    return escaped(f"{place}{diagnostic.message} {diagnostic.fix}".rstrip())


def error_line(error: PublishError) -> str:
    """Return ``error: ...``, for standard error."""
    said = escaped(str(error), "\n")
    return f"{_severity(Severity.ERROR, sys.stderr)}: {said}"


def diagnostic_data(diagnostic: Diagnostic) -> dict[str, object]:
    """Return ``diagnostic`` for JSON; ``line`` is 0 for the whole file."""
    return {
        "code": diagnostic.code,
        "severity": diagnostic.severity.value,
        "message": diagnostic.message,
        "fix": diagnostic.fix,
        "file": str(diagnostic.file),
        "line": diagnostic.line,
        "clause": diagnostic.clause,
    }


def edition_data(edition: Edition) -> dict[str, object]:
    """Return a finished edition for JSON."""
    return {
        "format": edition.format,
        "variant": edition.variant,
        "path": str(edition.path),
        "bytes": edition.size,
        "summary": edition.summary,
        "unchanged": edition.unchanged,
        "seconds": asdict(edition.timings),
        "diagnostics": [diagnostic_data(one) for one in edition.diagnostics],
        "measured": dict(edition.measured),
        "skipped": [asdict(skipped) for skipped in edition.skipped],
    }


# -------------------------------------------------------------------- the results of a check


def verify_summary(faults: Sequence[Diagnostic], others: Mapping[str, bool]) -> str:
    """Return how many faults there are, and whose; ``others`` says which checkers ran."""
    counts = [
        many(sum(fault.severity is severity for fault in faults), name)
        for severity, name in (
            (Severity.ERROR, "error"),
            (Severity.WARNING, "warning"),
            (Severity.INFO, "note"),
        )
    ]
    ran = ["publish", *(name for name, yes in others.items() if yes)]
    absent = [name for name, yes in others.items() if not yes]
    text = ", ".join(counts)
    if not faults:
        text = f"No faults of those that {_listed(ran)} {'look' if ran[1:] else 'looks'} for"
    return f"{text}; run {_listed(absent)} too (see publish doctor)." if absent else f"{text}."


def _listed(names: Sequence[str]) -> str:
    return " and ".join(filter(None, (", ".join(names[:-1]), names[-1])))


def check_text(
    diagnostics: Sequence[Diagnostic], reports: Sequence[tuple[Path, CheckReport]]
) -> str:
    """Return diagnostics by file and kind, then rules switched off and counts."""
    parts = [
        "\n".join([bold(shown(file)), *map(_kind_lines, _by_kind(group))])
        for file, group in groupby(diagnostics, lambda diagnostic: diagnostic.file)
    ]
    off = [line for file, report in reports for line in _silenced(file, report)]
    if off:
        parts.append("\n".join([bold("Switched off"), *off]))
    counts = [_counts(file, report) for file, report in reports]
    parts.append("\n".join([check_summary(diagnostics), *filter(None, counts)]))
    return "\n\n".join(parts)


def check_summary(diagnostics: Sequence[Diagnostic]) -> str:
    """Return the number of diagnostics of each severity."""
    if not diagnostics:
        return "No findings."
    count = {s: sum(p.severity is s for p in diagnostics) for s in Severity}
    return (
        f"{many(count[Severity.ERROR], 'error')}, {many(count[Severity.WARNING], 'warning')}, "
        f"{count[Severity.INFO]} for information."
    )


def _by_kind(diagnostics: Iterable[Diagnostic]) -> list[list[Diagnostic]]:
    """Return diagnostics of one kind together, each kind at the place of its first."""
    kinds: dict[tuple[str, Severity], list[Diagnostic]] = {}
    for one in diagnostics:
        kinds.setdefault((one.code, one.severity), []).append(one)
    return list(kinds.values())


def _kind_lines(found: Sequence[Diagnostic]) -> str:
    """Return the first diagnostic of a kind in full, and of the others what differs from it."""
    first = found[0]
    lines = [_diagnostic_lines(first)]
    same = [one.line for one in found[1:] if (one.message, one.fix) == (first.message, first.fix)]
    if same:
        listed = ", ".join(map(str, same))
        lines += _wrapped(f"The same in line{'s' * (len(same) > 1)} {listed}.", 4)
    listed_lines = frozenset(same)
    found = [one for one in found if one.line not in listed_lines]
    for one in found[1 : MAX_OF_A_KIND + 1]:
        words = [_sentence(one.message)] if one.message != first.message else []
        words += [one.fix] if one.fix != first.fix else []
        lines += _wrapped(f"Line {one.line}: {' '.join(words)}", 6)
    if (more := len(found) - 1 - MAX_OF_A_KIND) > 0:
        lines.append(f"    {many(more, 'more line')} (--json lists all).")
    return "\n".join(lines)


def _diagnostic_lines(diagnostic: Diagnostic) -> str:
    place = shown(diagnostic.file) + (f":{diagnostic.line}" if diagnostic.line else "")
    criterion = frontend.criterion_of(diagnostic)
    cited = f" ({criterion} {criterion.name})" if criterion else ""
    severity = _severity(diagnostic.severity, sys.stdout)
    lines = [f"{place}: {severity}: {diagnostic.code}{cited}"]
    if excerpt := _excerpt(diagnostic.file, diagnostic.line):
        lines.append(f"    | {excerpt}")
    lines += _wrapped(f"{_sentence(diagnostic.message)} {diagnostic.fix}".strip(), 4)
    return "\n".join(lines)


def _wrapped(words: str, after: int) -> list[str]:
    """Return ``words`` as lines that are indented, by ``after`` spaces from the second on."""
    width = max(40, min(100, shutil.get_terminal_size().columns))
    return textwrap.wrap(
        escaped(words), width, initial_indent="    ", subsequent_indent=" " * after,
        break_long_words=False, break_on_hyphens=False,
    )  # fmt: skip


def _sentence(message: str) -> str:
    """Return ``message`` with a capital letter, unless it begins with the path of a field."""
    first = message.split(" ")[0]
    return message if first.endswith(":") else message[:1].upper() + message[1:]


def _excerpt(file: Path, number: int) -> str:
    lines = _lines(file)
    line = " ".join(lines[number - 1].split()) if 0 < number <= len(lines) else ""
    return escaped(line if len(line) <= _EXCERPT else line[: _EXCERPT - 1] + "…")


@cache
def _lines(file: Path) -> tuple[str, ...]:
    return frontend.source_lines(file)


def _silenced(file: Path, report: CheckReport) -> Iterator[str]:
    for one in report.silenced:
        where = f"{shown(one.setting.file)}:{one.setting.line}"
        found = many(one.count, "finding") if one.count else "nothing found"
        yield f"{one.setting.code} ({shown(file)}: {found}; {where}): {one.setting.reason}"


def _counts(file: Path, report: CheckReport) -> str:
    """Return the states of the alt texts and the reading level, on one line."""
    alt, level = report.alt_texts, report.reading
    states = [
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
    parts = [f"pictures: {', '.join(states)}"] if states else []
    if level:
        ease = f"reading ease {level.ease:.0f} of 100, " if level.ease is not None else ""
        parts.append(f"{ease}{level.sentence:.0f} words a sentence")
    return f"{shown(file)}: {'; '.join(parts)}" if parts else ""


def check_data(
    diagnostics: Sequence[Diagnostic], reports: Sequence[tuple[Path, CheckReport]]
) -> dict[str, object]:
    """Return the result of a check for JSON."""
    return {
        "diagnostics": [
            {**diagnostic_data(diagnostic), "wcag": _wcag(diagnostic)} for diagnostic in diagnostics
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
    found = frontend.criterion_of(diagnostic)
    if found is None:
        return None
    return {"number": found.number, "name": found.name, "level": found.level, "url": found.url}


def rule_text(rule: Rule) -> str:
    """Return the requirement, reason and fix of a rule, for a person."""
    criterion = rule.criterion
    lines = [
        f"{bold(rule.code)} ({rule.severity})",
        rule.asks,
        rule.why,
        rule.fix,
        *([f"{criterion} {criterion.name}, level {criterion.level}"] if criterion else []),
        rule.url,
    ]
    if rule.fixed:
        lines.append("It can't be switched off: no edition could be built.")
    return "\n".join(lines)


def rule_data(rule: Rule) -> dict[str, object]:
    """Return a rule for JSON."""
    criterion = rule.criterion
    return {
        "code": rule.code,
        "severity": rule.severity.value,
        "asks": rule.asks,
        "why": rule.why,
        "fix": rule.fix,
        "clause": str(criterion or ""),
        "url": rule.url,
        "fixed": rule.fixed,
    }
