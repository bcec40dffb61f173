"""The options that several commands take."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

Sources = Annotated[
    list[Path],
    typer.Argument(
        help="Markdown files with front matter, or a publication.yaml.", metavar="SOURCE..."
    ),
]
Folder = Annotated[
    Path, typer.Option("-o", "--output", metavar="FOLDER", help="The folder for the editions.")
]
Json = Annotated[bool, typer.Option("--json", help="Print one JSON object, for scripts.")]
NoCache = Annotated[
    bool, typer.Option("--no-cache", help="Make everything anew, and keep nothing for next time.")
]
Quiet = Annotated[bool, typer.Option("--quiet", "-q", help="Print nothing but errors.")]
Split = Annotated[bool, typer.Option("--split", help="One sound file a chapter, in a folder.")]
Mastering = Annotated[
    str,
    typer.Option(
        metavar="PROFILE", help="How loud: podcast or audiobook; the files are measured then."
    ),
]
Listening = Annotated[
    str,
    typer.Option(
        metavar="NAME",
        help="What is read: full, text-only, study, or a profile of the front matter.",
    ),
]
Kind = Annotated[
    str,
    typer.Option(
        "--pdf",
        metavar="NAMES",
        help="Which PDFs, with commas: screen (PDF/UA-1, PDF/A-2a), ua-2 (PDF/UA-2), large-print, "
        "print (PDF/X-4, for a press).",
    ),
]
Theme = Annotated[
    str, typer.Option(metavar="NAME", help="How the PDF looks: feature, book or report.")
]
Style = Annotated[
    list[Path] | None,
    typer.Option(metavar="FILE", help="A style sheet of your own for the PDF, after the theme."),
]
Trim = Annotated[
    str, typer.Option(metavar="SIZE", help="The printed page: A4, A5, letter or 6x9 (inches).")
]
Icc = Annotated[
    Path | None, typer.Option(metavar="FILE", help="The ICC profile of the press (CMYK).")
]
Attach = Annotated[
    str,
    typer.Option(metavar="NAMES", help="Put into the PDF: source, narration (MP3), with commas."),
]

DIST = Path("dist")
