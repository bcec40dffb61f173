"""The commands that find out: what is wrong, what is missing."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from publish.cli.options import Json, Quiet
from publish.cli.screen import Screen, as_data, many

if TYPE_CHECKING:
    from publish.check import Report
    from publish.errors import Diagnostic


def check(
    sources: Annotated[
        list[Path] | None,
        typer.Argument(
            help="Markdown files with front matter, or a publication.yaml.", metavar="SOURCE..."
        ),
    ] = None,
    style: Annotated[
        list[Path] | None,
        typer.Option(metavar="FILE", help="A style sheet whose colours are checked too."),
    ] = None,
    explain: Annotated[
        str, typer.Option(metavar="CODE", help="Say what a rule asks, and why; all: every rule.")
    ] = "",
    sarif: Annotated[
        bool, typer.Option("--sarif", help="Print the findings as SARIF, for pull requests.")
    ] = False,
    json: Json = False,
    quiet: Quiet = False,
) -> int:
    """List what would shut readers out.

    Each finding has its line, how to fix it, and the success criterion of WCAG that it is about.
    The exit code is 4 where there are errors, and 3 where a source cannot be read. A rule is
    switched off, with a reason, in the front matter (check:) or in .publish.toml.

    Examples:\n
      publish check article.md\n
      publish check --explain alt-missing\n
      publish check *.md --sarif > findings.sarif
    """
    from publish.cli.diagnostics import data, summary, told
    from publish.errors import InaccessibleError, Severity, SourceError, UsageError

    screen = Screen(json=json, quiet=quiet)
    if explain:
        return _explain(screen, explain)
    if not sources:
        raise UsageError("Name a source: publish check article.md")
    diagnostics, reports, unread = _examined(sources, style or [])
    errors = sum(diagnostic.severity is Severity.ERROR for diagnostic in diagnostics)
    code = SourceError.exit_code if unread else InaccessibleError.exit_code if errors else 0
    if sarif:
        _print_sarif(diagnostics, [report for _, report in reports])
    elif json:
        found = {"ok": not errors, "exit_code": code, "summary": summary(diagnostics)}
        screen.result("", found | data(diagnostics, reports))
    elif quiet:
        screen.diagnostics(diagnostics)
    else:
        screen.result(told(diagnostics, reports), {})
    return code


def _examined(
    sources: list[Path], styles: list[Path]
) -> tuple[list[Diagnostic], list[tuple[Path, Report]], bool]:
    """The diagnostics of all sources, reports of those that can be read, whether any cannot be."""
    from publish.check import examine
    from publish.check.environment import environment
    from publish.errors import SourceError, by_severity
    from publish.intake import read, style_sheets
    from publish.source.settings_file import settings_near

    sheets = style_sheets(styles)
    diagnostics: list[Diagnostic] = []
    reports: list[tuple[Path, Report]] = []
    unread = False
    for path in sources:
        try:
            report = examine(read(path), settings_near(path), environment(sheets))
        except SourceError as error:
            unread = True
            diagnostics += error.diagnostics
        else:
            reports.append((path, report))
            diagnostics += report.diagnostics
    return list(by_severity(dict.fromkeys(diagnostics))), reports, unread


def _print_sarif(diagnostics: list[Diagnostic], reports: list[Report]) -> None:
    import json

    from publish import __version__
    from publish.check import RULES
    from publish.check.sarif import sarif

    silenced = {one.setting.code: one for report in reports for one in report.silenced}
    log = sarif(diagnostics, silenced.values(), RULES, __version__, Path.cwd())
    Screen().result(json.dumps(log, ensure_ascii=False, indent=2), {})


def _explain(screen: Screen, code: str) -> int:
    from difflib import get_close_matches

    from publish.check import RULES
    from publish.cli.diagnostics import about, explained
    from publish.errors import UsageError

    rules = list(RULES.values()) if code == "all" else [RULES[code]] if code in RULES else []
    if not rules:
        near = [name for name in RULES if name.startswith(f"{code}-")]
        near = near or get_close_matches(code, RULES, n=1)
        hint = "`publish check --explain all` lists them."
        if near:
            hint = f"Did you mean {' or '.join(near)}?"
        raise UsageError(f"There is no rule named {code!r}. {hint}")
    text = "\n\n".join(map(explained, rules))
    screen.result(text, {"rules": [about(rule) for rule in rules]})
    return 0


def verify(
    edition: Annotated[Path, typer.Argument(help="An EPUB or a PDF file.", metavar="EDITION")],
    json: Json = False,
    quiet: Quiet = False,
) -> int:
    """List the faults of an EPUB or a PDF, whoever made it.

    Alt texts, languages, headings, tables, notes, contents, pages; in an EPUB the narration, and
    what the metadata claims; in a PDF tags, fonts, links, and veraPDF's verdict where it is
    installed. Each fault has its place and the clause that it breaks. The exit code is 4 where
    there are errors.

    Example:\n
      publish verify dist/article.epub\n
      publish verify dist/article.pdf
    """
    from publish.errors import InaccessibleError, Severity
    from publish.verify import verify as faults_of

    screen = Screen(json=json, quiet=quiet)
    faults = faults_of(edition)
    errors = sum(fault.severity is Severity.ERROR for fault in faults)
    warnings = sum(fault.severity is Severity.WARNING for fault in faults)
    screen.diagnostics(faults)
    screen.result(
        f"{many(errors, 'error')}, {many(warnings, 'warning')}." if faults else "No faults.",
        {"ok": not errors, "diagnostics": [as_data(fault) for fault in faults]},
    )
    return InaccessibleError.exit_code if errors else 0


def doctor(json: Json = False, quiet: Quiet = False) -> int:
    """Say what is installed and what is missing.

    For each missing part: what it would give, and how to get it.
    """
    from publish.doctor import examine
    from publish.errors import MissingToolError

    screen = Screen(json=json, quiet=quiet)
    parts = examine()
    missing = [part for part in parts if not part.found and not part.optional]
    lines = [
        f"{part.state:<7}  {part.name:<14} {part.version:<10} {part.gives}"
        + ("" if part.found else f"\n         {part.fix}")
        for part in parts
    ]
    data: dict[str, Any] = {
        "ok": not missing,
        "parts": [
            {
                "name": part.name,
                "found": part.found,
                "optional": part.optional,
                "version": part.version,
                "gives": part.gives,
                "fix": "" if part.found else part.fix,
            }
            for part in parts
        ],
    }
    screen.result("\n".join(lines), data)
    return MissingToolError.exit_code if missing else 0
