"""The commands that find out: what is wrong, what is missing."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Any

import typer

from publish.cli.options import (
    Json,
    Quiet,
    Sources,
)
from publish.cli.screen import Screen, as_data
from publish.cli.wording import many


def check(sources: Sources, json: Json = False, quiet: Quiet = False) -> int:
    """List what would shut readers out.

    Each finding has its line and how to mend it. The exit code is 4 where there are errors, so
    that a script can stop there.
    """
    from publish.check import check as findings
    from publish.errors import InaccessibleError, Severity
    from publish.source import read

    screen = Screen(json=json, quiet=quiet)
    problems = tuple(problem for path in sources for problem in findings(read(path)))
    count = {s: sum(p.severity is s for p in problems) for s in Severity}
    errors = count[Severity.ERROR]
    screen.problems(problems)
    text = (
        "No findings."
        if not problems
        else f"{many(errors, 'error')}, {many(count[Severity.WARNING], 'warning')}, "
        f"{count[Severity.INFO]} for information."
    )
    screen.result(text, {"ok": not errors, "problems": [as_data(problem) for problem in problems]})
    return InaccessibleError.exit_code if errors else 0


def verify(
    book: Annotated[Path, typer.Argument(help="An EPUB file.", metavar="BOOK")],
    json: Json = False,
    quiet: Quiet = False,
) -> int:
    """List the faults of an EPUB that its field's checkers let pass.

    Alt texts, languages, headings, tables, notes, contents, pages, narration, and what the metadata
    claims. Each fault has its place and the clause that it breaks. The exit code is 4 where there
    are errors.

    Example:\n
      publish verify dist/article.epub
    """
    from publish.errors import InaccessibleError, Severity
    from publish.verify import verify as faults_of

    screen = Screen(json=json, quiet=quiet)
    faults = faults_of(book)
    errors = sum(fault.severity is Severity.ERROR for fault in faults)
    screen.problems(faults)
    screen.result(
        f"{many(errors, 'error')}, {many(len(faults) - errors, 'warning')}."
        if faults
        else "No faults.",
        {"ok": not errors, "problems": [as_data(fault) for fault in faults]},
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
        + ("" if part.found else f"\n         {part.mend}")
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
                "mend": "" if part.found else part.mend,
            }
            for part in parts
        ],
    }
    screen.result("\n".join(lines), data)
    return MissingToolError.exit_code if missing else 0
