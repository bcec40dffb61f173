"""Build one edition in a test: with its audit and verification, or as its exporter writes it."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from msgspec.structs import replace

from publish.editions import table
from publish.editions.build_edition import Edition, build_edition, in_place, verified
from publish.editions.edition import BuildContext, BuiltEdition, PdfOptions, Progress, no_progress
from publish.model import Article
from publish.narration.timeline import Narration


def edition_of(
    name: str,
    article: Article,
    narration: Narration | None,
    target: Path,
    pages: Mapping[str, int] | None = None,
    *,
    variant: str = "",
    cache: Path | None = None,
) -> Edition:
    """Build, audit and verify an edition; ``target`` is its path without a suffix."""
    edition = table.find(name, variant)
    context = BuildContext(
        article=article,
        target=target.with_name(target.name + edition.suffix),
        narration=narration,
        page_map=pages or {},
        pdf_options=PdfOptions(variant or "screen"),
        cache=cache,
    )
    return build_edition(edition, context)


def export(
    name: str, article: Article, narration: Narration | None, target: Path, variant: str = ""
) -> BuiltEdition:
    """Write an edition without an audit; ``target`` is its path."""
    return _written(
        name, variant, BuildContext(article=article, target=target, narration=narration)
    )


def export_epub(
    article: Article,
    narration: Narration | None,
    target: Path,
    pages: Mapping[str, int] | None = None,
) -> BuiltEdition:
    """Write and verify an EPUB, without an audit."""
    context = BuildContext(
        article=article, target=target, narration=narration, page_map=pages or {}
    )
    return _written("epub", "", context, verify=True)


def export_pdf(
    article: Article,
    _narration: None,
    target: Path,
    options: PdfOptions = PdfOptions(),  # noqa: B008 - frozen
    *,
    cache: Path | None = None,
    report: Progress = no_progress,
) -> BuiltEdition:
    """Write a PDF, without audit or verification."""
    context = BuildContext(
        article=article, target=target, pdf_options=options, cache=cache, progress=report
    )
    return _written("pdf", options.variant, context)


def _written(
    name: str, variant: str, context: BuildContext, *, verify: bool = False
) -> BuiltEdition:
    edition = table.find(name, variant)
    with in_place(edition, context.target) as output:
        built = edition.run(replace(context, output=output))
        if verify:
            verified(edition, output, context.target)
    return built
