"""The options that several commands have."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from publish import EpubOptions, frontend
from publish.cli.completing import one_of, several_of, voices

Sources = Annotated[
    list[Path],
    typer.Argument(
        help="Markdown files with front matter, or a publication.yaml.", metavar="SOURCE..."
    ),
]
Folder = Annotated[
    Path, typer.Option("-o", "--output", metavar="FOLDER", help="The folder for the editions.")
]
Only = Annotated[
    str,
    typer.Option(
        metavar="NAMES",
        help=frontend.edition_choices(),
        autocompletion=several_of(frontend.edition_words),
    ),
]
Json = Annotated[bool, typer.Option("--json", help="Print one JSON object, for scripts.")]
NoCache = Annotated[
    bool,
    typer.Option("--no-cache", help="Rebuild everything, and keep nothing for the next build."),
]
NoAudit = Annotated[
    bool,
    typer.Option(
        "--no-audit", help="Put editions in place that nobody has compared with the source."
    ),
]
DryRun = Annotated[
    bool,
    typer.Option("--dry-run", help="Only say which editions would be made, and why."),
]
Quiet = Annotated[bool, typer.Option("--quiet", "-q", help="Print nothing but errors.")]
Split = Annotated[
    bool, typer.Option("--split", help="Write one sound file a chapter, in a folder.")
]
Mastering = Annotated[
    str,
    typer.Option(
        metavar="PROFILE",
        help="Loudness: podcast or audiobook. The files are measured.",
        autocompletion=one_of(lambda: frontend.MASTERING),
    ),
]
Listening = Annotated[
    str,
    typer.Option(
        metavar="NAME",
        help="What is read aloud, and how much is announced: normal, terse, full, text-only, "
        "study, or a profile of the front matter.",
        autocompletion=one_of(frontend.profile_names),
    ),
]
Overview = Annotated[
    bool,
    typer.Option(
        "--overview",
        help="Begin the narration with its length, sections, figures, tables, notes and voice.",
    ),
]
Voice = Annotated[
    str,
    typer.Option(
        metavar="ID",
        help="The voice of the narration, its roles and speakers: an id of `publish voices`, or a "
        "path.",
        autocompletion=voices,
    ),
]
Rate = Annotated[
    str,
    typer.Option(
        metavar="RATE",
        help="Its speed: words a minute (165), or a factor (0.9x). Roles and speakers with "
        "speeds of their own change as much.",
    ),
]
Draft = Annotated[
    bool, typer.Option("--draft", help="Narrate with espeak-ng: robotic, but in seconds.")
]
Kind = Annotated[
    str,
    typer.Option(
        "--pdf",
        metavar="NAMES",
        help=frontend.pdf_choices(),
        autocompletion=several_of(frontend.pdf_words),
    ),
]
Theme = Annotated[
    str,
    typer.Option(
        metavar="NAME",
        help="The look of the editions: feature, book or report.",
        autocompletion=one_of(lambda: frontend.THEMES),
    ),
]
Style = Annotated[
    list[Path] | None,
    typer.Option(metavar="FILE", help="Your own style sheet, after the theme."),
]
Trim = Annotated[
    str,
    typer.Option(
        metavar="SIZE", help="The size of the printed page: A4, A5, letter or 6x9 (inches)."
    ),
]
TypeSize = Annotated[
    str,
    typer.Option(metavar="SIZE", help="Size of the text in large print, such as 24pt (18pt)."),
]
Multiple = Annotated[
    int,
    typer.Option(
        "--multiple",
        metavar="N",
        min=0,
        max=64,
        help="Blank pages make the number of pages in print a multiple of N, such as 4 (2).",
    ),
]
Icc = Annotated[
    Path | None, typer.Option(metavar="FILE", help="The ICC profile of the press (CMYK).")
]
Shops = Annotated[
    str,
    typer.Option(
        "--for",
        metavar="SHOPS",
        help=frontend.shop_choices(),
        autocompletion=several_of(frontend.shop_words),
    ),
]
EpubFonts = Annotated[
    bool,
    typer.Option(
        "--epub-fonts", help="Embed the fonts of the theme, cut to the characters of the text."
    ),
]
EpubVersion = Annotated[
    str,
    typer.Option(
        metavar="VERSION",
        help="3.3, or 3.4 (a draft) without what only readers of EPUB 2 use, such as the NCX.",
    ),
]
EpubCodec = Annotated[
    str,
    typer.Option(
        metavar="NAME",
        help="The sound of a narrated EPUB: mp3 (the default), aac or opus.",
        autocompletion=one_of(lambda: frontend.EPUB_CODECS),
    ),
]
EpubBitRate = Annotated[
    int,
    typer.Option(
        metavar="KBITS",
        help="Its bit rate: 32, 40, 48, 56, 64, 80 or 96 kbit/s.",
        show_default=False,
    ),
]
Web = Annotated[
    str,
    typer.Option(
        "--web",
        metavar="FORM",
        help="The web edition: a folder (site), or one HTML file with everything inside (single).",
    ),
]
Silent = Annotated[
    bool,
    typer.Option(
        "--silent",
        help="Let an EPUB without sound replace a narrated one, and build web pages without.",
    ),
]
Attach = Annotated[
    str,
    typer.Option(
        metavar="NAMES",
        help="Files to attach to the PDF: source, narration (MP3), separated by commas.",
    ),
]

DIST = Path("dist")


def epub_options(
    theme: str, style: list[Path] | None, version: str, codec: str, kbps: int, fonts: bool
) -> EpubOptions:
    """Return the options of the EPUB as the command line takes them."""
    return EpubOptions(
        theme=theme,
        styles=tuple(style or ()),
        version=version,
        codec=codec.lower(),
        kbps=kbps,
        fonts=fonts,
    )
