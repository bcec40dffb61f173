"""The commands that check a source, an edition, or this installation."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from publish import api, frontend
from publish.cli.completing import one_of
from publish.cli.formatting import (
    check_data,
    check_summary,
    check_text,
    diagnostic_data,
    rule_data,
    rule_text,
    verify_summary,
)
from publish.cli.options import Json, Quiet, Shops
from publish.cli.screen import Screen
from publish.errors import (
    Diagnostic,
    InaccessibleError,
    MissingToolError,
    Severity,
    SourceError,
    UsageError,
)


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
    shops: Shops = "",
    explain: Annotated[
        str,
        typer.Option(
            metavar="CODE",
            help="Explain a rule, or all of them (all).",
            autocompletion=one_of(lambda: ("all", *frontend.rules())),
        ),
    ] = "",
    sarif: Annotated[
        bool, typer.Option("--sarif", help="Print the result as SARIF, for pull requests.")
    ] = False,
    json: Json = False,
    quiet: Quiet = False,
) -> int:
    """Check sources: list what would shut readers out.

    Each diagnostic has its line, its fix, and the success criterion of WCAG that it is about. The
    exit code is 4 if there are errors, and 3 if a source can't be read. With --for, what a shop for
    e-books asks for is checked too. To switch a rule off, give
    a reason in the front matter (check:) or in .publish.toml.

    Examples:\n
      publish check article.md\n
      publish check article.md --for kindle,kobo\n
      publish check --explain alt-missing\n
      publish check *.md --sarif > check.sarif
    """
    screen = Screen(json=json, quiet=quiet)
    if explain:
        return _explain(screen, explain)
    if not sources:
        raise UsageError("Name a source: publish check article.md")
    diagnostics, reports, unread = _check_all(sources, style or [], shops)
    errors = sum(diagnostic.severity is Severity.ERROR for diagnostic in diagnostics)
    code = SourceError.exit_code if unread else InaccessibleError.exit_code if errors else 0
    if sarif:
        screen.document(frontend.sarif(diagnostics, [report for _, report in reports]))
    elif json:
        data = {"summary": check_summary(diagnostics), **check_data(diagnostics, reports)}
        screen.result("", data, code)
    elif quiet:
        screen.diagnostics(diagnostics)
    else:
        screen.result(check_text(diagnostics, reports), {})
    return code


def _check_all(
    sources: list[Path], styles: list[Path], shops: str
) -> tuple[list[Diagnostic], list[tuple[Path, frontend.CheckReport]], bool]:
    """Return all diagnostics, a report for each source, and whether a source can't be read."""
    diagnostics: list[Diagnostic] = []
    reports: list[tuple[Path, frontend.CheckReport]] = []
    unread = False
    for path in sources:
        try:
            report = api.check(path, styles, shops=shops)
        except SourceError as error:
            unread = True
            diagnostics += error.diagnostics
        else:
            reports.append((path, report))
            diagnostics += report.diagnostics
    return list(frontend.by_importance(dict.fromkeys(diagnostics))), reports, unread


def _explain(screen: Screen, code: str) -> int:
    from difflib import get_close_matches

    rules = frontend.rules()
    chosen = list(rules.values()) if code == "all" else [rules[code]] if code in rules else []
    if not chosen:
        near = [name for name in rules if name.startswith(f"{code}-")]
        near = near or get_close_matches(code, rules, n=1)
        hint = "`publish check --explain all` lists them."
        if near:
            hint = f"Did you mean {' or '.join(near)}?"
        raise UsageError(f"There is no rule named {code!r}. {hint}")
    screen.result(
        "\n\n".join(map(rule_text, chosen)), {"rules": [rule_data(rule) for rule in chosen]}
    )
    return 0


def verify(
    edition: Annotated[
        Path,
        typer.Argument(
            help="An EPUB, a PDF, a web page, or the folder of a web edition.", metavar="EDITION"
        ),
    ],
    quick: Annotated[
        bool, typer.Option("--quick", help="Run neither EPUBCheck nor Ace, veraPDF or axe.")
    ] = False,
    json: Json = False,
    quiet: Quiet = False,
) -> int:
    """Verify an EPUB, a PDF or a web page of any origin against its standards.

    Checks alt texts, languages, headings, tables, notes, contents and pages; in an EPUB also the
    narration and the claims of the metadata; in a PDF tags, fonts and links; in a page its
    landmarks, policy and player. Then runs EPUBCheck and Ace, veraPDF, or axe, where they are
    installed. Each fault has its place and the clause that it
    breaks: a MUST of the standard is an error, a SHOULD a warning. The exit code is 4 if there are
    errors.

    Examples:\n
      publish verify dist/article.epub\n
      publish verify dist/article.pdf\n
      publish verify dist/article-web
    """
    screen = Screen(json=json, quiet=quiet)
    severities = tuple(Severity)
    faults = sorted(
        api.verify(edition, quick=quick), key=lambda one: severities.index(one.severity)
    )
    errors = sum(fault.severity is Severity.ERROR for fault in faults)
    code = InaccessibleError.exit_code if errors else 0
    others = frontend.other_checkers(edition)
    ran = {name: found and not quick for name, found in others.items()}
    screen.diagnostics(faults)
    screen.result(
        verify_summary(faults, ran),
        {"diagnostics": [diagnostic_data(fault) for fault in faults], "checkers": ran},
        code,
    )
    return code


def doctor(json: Json = False, quiet: Quiet = False) -> int:
    """List what is installed and what is missing.

    Each missing part comes with what it is for, the editions that need it, and how to install it.
    """
    screen = Screen(json=json, quiet=quiet)
    parts = frontend.doctor()
    missing = [part for part in parts if not part.found and not part.optional]
    lines = [
        f"{part.state:<7}  {part.name:<14} {part.version:<10} {part.gives}"
        + (f" ({', '.join(part.editions)})" if part.editions else "")
        + ("" if part.found else f"\n         {part.fix}")
        for part in parts
    ]
    data = {
        "parts": [
            {
                "name": part.name,
                "found": part.found,
                "optional": part.optional,
                "version": part.version,
                "gives": part.gives,
                "editions": list(part.editions),
                "fix": "" if part.found else part.fix,
            }
            for part in parts
        ],
    }
    code = MissingToolError.exit_code if missing else 0
    screen.result("\n".join(lines), data, code)
    return code
