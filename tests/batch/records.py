"""Results of a small batch: each state, each kind of edition and message, a title of a stranger."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

from publish.batch.results import EditionResult, TitleResult

FINISHED = datetime(2026, 11, 27, 4, 12, tzinfo=UTC)

#: A title that would be markup, an address and a command of direction if one of them were believed.
HOSTILE = '</h3><script>alert("x")</script> \u202e& “quoted” \x00'


def message(code: str, severity: str, line: int, excerpt: str = "") -> dict[str, Any]:
    return {
        "code": code,
        "severity": severity,
        "message": f"The figure of line {line} says nothing.",
        "fix": "Say what it shows.",
        "file": "/books/history/dover.md",
        "line": line,
        "clause": "WCAG 2.2 1.1.1",
        "excerpt": excerpt,
    }


def results() -> list[TitleResult]:
    return [
        TitleResult(
            title="history/calais",
            source="/books/history/calais.md",
            state="built",
            heading="The pier at Calais",
            language="en-GB",
            cover="contact-sheet/covers/history/calais.jpg",
            cover_alt="A wooden pier in the fog.",
            facts={
                "conformance": "WCAG 2.2 level AA",
                "evaluated": "Fixture Press, 2026-03-01",
                "pictures": "all described",
                "narration": "all of the text",
                "pages": "as in the PDF",
            },
            editions=(
                EditionResult(name="epub", file="history/calais.epub", size=1_250_000),
                EditionResult(
                    name="pdf",
                    variant="screen",
                    file="history/calais.pdf",
                    size=820_000,
                    summary="24 pages",
                ),
                EditionResult(name="web", file="history/calais-web", size=90_000),
            ),
            seconds={"read": 0.2, "narrate": 71.4, "pdf": 4.1},
        ),
        TitleResult(
            title="history/dover",
            source="/books/history/dover.md",
            state="refused",
            reason="The figure of line 12 says nothing. (3 more)",
            heading="Éire from Dover",
            language="en-GB",
            diagnostics=(
                message("alt-missing", "error", 12, "![](cliffs.png)"),
                message("alt-missing", "error", 31, "![](<ferry & tram.png>)"),
                message("heading-jump", "error", 40, "#### The way back"),
                message("link-text", "warning", 52, "See [here](https://example.org)."),
            ),
            seconds={"read": 0.3},
        ),
        TitleResult(
            title="history/drawn #2 & 100%?",
            source="/books/history/drawn #2 & 100%?.md",
            state="unchanged",
            heading=HOSTILE,
            language='"><b>',
            facts={"conformance": "none claimed", "pictures": "2 without alt text"},
            editions=(
                EditionResult(
                    name="epub",
                    file="history/drawn #2 & 100%?.epub",
                    size=40_000,
                    unchanged=True,
                    summary="<i>narrated</i>",
                ),
            ),
        ),
        TitleResult(
            title="travel/atlas",
            source="/books/travel/atlas/publication.yaml",
            state="failed",
            reason="It needs more than the 2.0 GB of memory that a task may take.",
            seconds={"read": 2.5, "pdf": 118.0},
            attempts=3,
        ),
    ]
