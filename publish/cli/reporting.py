"""The command that says what a publication offers, and to whom."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from publish.cli.options import DIST, Json, Quiet
from publish.cli.screen import Screen, shown

if TYPE_CHECKING:
    from publish.accessibility.conformance import Conformance
    from publish.model import Article


def report(
    source: Annotated[Path, typer.Argument(help="The source.", metavar="SOURCE")],
    folder: Annotated[
        Path,
        typer.Argument(help="The folder with its editions, if there are any.", metavar="FOLDER"),
    ] = DIST,
    onix: Annotated[
        bool, typer.Option("--onix", help="The facts for booksellers: ONIX 3, code list 196.")
    ] = False,
    linked: Annotated[
        bool, typer.Option("--json-ld", help="The facts for search engines: schema.org.")
    ] = False,
    conformance: Annotated[
        bool,
        typer.Option("--conformance", help="EPUB Accessibility, WCAG 2.2, PDF/UA, by criterion."),
    ] = False,
    html: Annotated[
        Path | None, typer.Option("--html", metavar="FILE", help="Write all of it as a page.")
    ] = None,
    json: Json = False,
    quiet: Quiet = False,
) -> None:
    """Say what the publication offers: the accessibility statement, or what is asked for.

    What was built is read too: an EPUB and a PDF in FOLDER are part of the report. Nothing claims
    to conform before a person has looked at all that needs one; the field evaluation of the front
    matter says who has.

    Examples:\n
      publish report article.md\n
      publish report article.md --onix\n
      publish report article.md dist --conformance --html report.html
    """
    import json as encoder

    from publish.accessibility.formatting import as_data, conformance_text, statement_text
    from publish.accessibility.html import as_html
    from publish.accessibility.onix import fragment
    from publish.accessibility.schema import json_ld
    from publish.errors import UsageError
    from publish.intake import read
    from publish.runtime.atomic import atomic

    screen = Screen(json=json, quiet=quiet)
    if onix + linked + conformance > 1:
        raise UsageError("Choose one of --onix, --json-ld and --conformance.")
    if folder != DIST and not folder.is_dir():
        raise UsageError(f"There is no folder {folder}. Name the one with the editions.")
    found = _conformance(read(source), folder)
    if html is not None:
        with atomic(html) as file:
            file.write_text(as_html(found), encoding="utf-8")
        screen.say(f"The page is in {shown(html)}")
    if onix:
        text = fragment(found.facts, found.claim).rstrip()
    elif linked:
        data = {"@context": "https://schema.org", **json_ld(found.facts, found.claim)}
        text = encoder.dumps(data, ensure_ascii=False, indent=2)
    elif conformance:
        text = conformance_text(found)
    else:
        text = statement_text(found)
    screen.result(text, as_data(found))


def _conformance(article: Article, folder: Path) -> Conformance:
    """The report of ``article`` with what its editions in ``folder`` prove."""
    from publish.accessibility import facts_of
    from publish.accessibility.conformance import Evidence, conformance
    from publish.check import check
    from publish.check.alt_texts import alt_counts
    from publish.editions.auditing import audit
    from publish.prepare import prepare
    from publish.readers.epub import opened
    from publish.verify import verify

    diagnostics = check(article)
    counts = alt_counts(article)
    prepared = prepare(article)
    epub, pdf = folder / f"{article.name}.epub", folder / f"{article.name}.pdf"
    paths = tuple(path for path in (epub, pdf) if path.is_file())
    narrated = paged = False
    if epub.is_file():
        with opened(epub) as book:
            narrated = bool(book.metas("media:duration"))
            paged = bool(book.metas("pageBreakSource"))
    looked = audit(prepared, paths, None) if paths else None
    evidence = Evidence(
        check=diagnostics,
        verify=verify(epub) if epub.is_file() else None,
        audit=looked.results if looked else (),
        audited=frozenset(looked.editions if looked else ()),
        alt_texts={
            "described": counts.described,
            "of these with an extended description": counts.extended,
            "decorative": counts.decorative,
            "in need of an extended description": counts.wanting,
            "drafted by a machine and not reviewed": counts.drafted,
            "without alt text": counts.missing,
        },
    )
    return conformance(prepared, facts_of(prepared, narrated=narrated, paged=paged), evidence)
