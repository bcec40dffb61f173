"""The commands that build editions."""

from __future__ import annotations

from typing import Annotated

import typer

from publish import BuildOptions, frontend
from publish.cli.completing import several_of
from publish.cli.making import Manner, make
from publish.cli.options import (
    DIST,
    Attach,
    Draft,
    DryRun,
    EpubBitRate,
    EpubCodec,
    EpubFonts,
    EpubVersion,
    Folder,
    Icc,
    Json,
    Kind,
    Listening,
    Mastering,
    Multiple,
    NoAudit,
    NoCache,
    Only,
    Overview,
    Quiet,
    Rate,
    Shops,
    Silent,
    Sources,
    Split,
    Style,
    Theme,
    Trim,
    TypeSize,
    Voice,
    Web,
    epub_options,
)


def build(
    sources: Sources,
    output: Folder = DIST,
    only: Only = "epub,pdf,audio,web",
    split: Split = False,
    mastering: Mastering = "",
    profile: Listening = "",
    voice: Voice = "",
    rate: Rate = "",
    draft: Draft = False,
    overview: Overview = False,
    kind: Kind = "",
    theme: Theme = "",
    style: Style = None,
    trim: Trim = "",
    icc: Icc = None,
    attach: Attach = "",
    type_size: TypeSize = "",
    multiple: Multiple = 0,
    shops: Shops = "",
    epub_fonts: EpubFonts = False,
    epub_version: EpubVersion = "3.3",
    epub_codec: EpubCodec = "",
    epub_bit_rate: EpubBitRate = 0,
    web: Web = "site",
    silent: Silent = False,
    no_cache: NoCache = False,
    no_audit: NoAudit = False,
    dry_run: DryRun = False,
    json: Json = False,
    quiet: Quiet = False,
) -> None:
    """Build the editions of each source.

    All sources are read and checked first; an error in one stops the build before an edition is
    begun. An edition is put in place when its audit has found everything of the source in it.

    Examples:\n
      publish build article.md\n
      publish build article.md -o out --only epub,pdf\n
      publish build article.md --dry-run
    """
    options = BuildOptions(
        only=only,
        split=split,
        mastering=mastering,
        profile=profile,
        voice=voice,
        rate=rate,
        draft=draft,
        overview=overview,
        pdf=frontend.pdf_options(
            kind, theme, trim, tuple(style or ()), icc, attach, type_size, multiple
        ),
        epub=epub_options(theme, style, epub_version, epub_codec, epub_bit_rate, epub_fonts),
        web=frontend.web_options(web, theme, tuple(style or ())),
        shops=shops,
        silent=silent,
        cache=not no_cache,
        audit=not no_audit,
    )
    make(sources, output, options, Manner(dry_run, json, quiet))


def epub(
    sources: Sources,
    output: Folder = DIST,
    narrated: Annotated[
        bool, typer.Option("--narrated", help="Read the text aloud, in step with the page.")
    ] = False,
    voice: Voice = "",
    rate: Rate = "",
    draft: Draft = False,
    overview: Overview = False,
    theme: Theme = "",
    style: Style = None,
    shops: Shops = "",
    epub_fonts: EpubFonts = False,
    epub_version: EpubVersion = "3.3",
    epub_codec: EpubCodec = "",
    epub_bit_rate: EpubBitRate = 0,
    silent: Silent = False,
    no_cache: NoCache = False,
    no_audit: NoAudit = False,
    dry_run: DryRun = False,
    json: Json = False,
    quiet: Quiet = False,
) -> None:
    """Build an EPUB 3.

    Without --narrated it has no sound, and is built in seconds. publish build puts the narration
    into the EPUB if it builds audio editions, and the page numbers of the PDF if it builds one.
    A narrated EPUB is replaced by a silent one only with --silent. With --for, the EPUB has what a
    shop asks for, and its name: article-kindle.epub.

    Examples:\n
      publish epub article.md\n
      publish epub article.md --narrated --theme report\n
      publish epub article.md --narrated --epub-codec opus --epub-bit-rate 32\n
      publish epub article.md --for kindle,apple
    """
    options = BuildOptions(
        only="epub",
        narrated=narrated,
        voice=voice,
        rate=rate,
        draft=draft,
        overview=overview,
        epub=epub_options(theme, style, epub_version, epub_codec, epub_bit_rate, epub_fonts),
        shops=shops,
        silent=silent,
        cache=not no_cache,
        audit=not no_audit,
    )
    make(sources, output, options, Manner(dry_run, json, quiet))


def pdf(
    sources: Sources,
    output: Folder = DIST,
    kind: Kind = "",
    theme: Theme = "",
    style: Style = None,
    trim: Trim = "",
    icc: Icc = None,
    attach: Attach = "",
    type_size: TypeSize = "",
    multiple: Multiple = 0,
    no_cache: NoCache = False,
    no_audit: NoAudit = False,
    dry_run: DryRun = False,
    json: Json = False,
    quiet: Quiet = False,
) -> None:
    """Build a tagged PDF, or PDFs for other uses.

    Examples:\n
      publish pdf article.md\n
      publish pdf article.md --pdf screen,large-print\n
      publish pdf article.md --pdf print --trim A5 --theme report\n
      publish pdf article.md --pdf large-print --type-size 24pt\n
      publish pdf article.md --style house.css --attach source
    """
    chosen = frontend.pdf_options(
        kind, theme, trim, tuple(style or ()), icc, attach, type_size, multiple
    )
    options = BuildOptions(only="pdf", pdf=chosen, cache=not no_cache, audit=not no_audit)
    make(sources, output, options, Manner(dry_run, json, quiet))


def audio(
    sources: Sources,
    output: Folder = DIST,
    only: Annotated[
        str,
        typer.Option(
            metavar="NAMES",
            help=frontend.edition_choices(spoken=True),
            autocompletion=several_of(lambda: frontend.edition_words(spoken=True)),
        ),
    ] = "audio",
    split: Split = False,
    mastering: Mastering = "",
    profile: Listening = "",
    voice: Voice = "",
    rate: Rate = "",
    draft: Draft = False,
    overview: Overview = False,
    no_cache: NoCache = False,
    no_audit: NoAudit = False,
    dry_run: DryRun = False,
    json: Json = False,
    quiet: Quiet = False,
) -> None:
    """Build audio editions: M4B and MP3, or others.

    Every section and every picture is a chapter; the chapter of a picture reads its caption and
    alt text aloud.

    Examples:\n
      publish audio article.md --mastering audiobook\n
      publish audio article.md --only mp3 --split\n
      publish audio article.md --only listen,rss
    """
    options = BuildOptions(
        only=only,
        split=split,
        mastering=mastering,
        profile=profile,
        voice=voice,
        rate=rate,
        draft=draft,
        overview=overview,
        cache=not no_cache,
        audit=not no_audit,
    )
    make(sources, output, options, Manner(dry_run, json, quiet))
