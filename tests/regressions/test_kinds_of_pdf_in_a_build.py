"""Each variant of the PDF is audited under its own label, and verified, in the build.

Every variant used to be audited as "PDF", with one page cache for all of them, because the label
was taken from the name of the temporary file; and no build verified a PDF.
"""

from __future__ import annotations

from collections.abc import Iterator
from importlib import import_module
from pathlib import Path

import pytest

from publish.audit.editions import AuditContext
from publish.audit.items import Result
from publish.editions import table
from publish.errors import Diagnostic, InaccessibleError, LostError, Severity
from publish.model import Article
from publish.prepare import prepare
from publish.source import read
from tests.building import edition_of

SOURCE = "---\ntitle: A ferry\nlanguage: en\nauthors: [Ada]\n---\n\nIt leaves at six.\n"
VARIANTS = ("screen", "ua-2", "large-print", "print")


@pytest.fixture
def article(tmp_path: Path) -> Article:
    source = tmp_path / "ferry.md"
    source.write_text(SOURCE, encoding="utf-8")
    return prepare(read(source))


def test_each_has_its_label_and_page_cache(
    article: Article, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from publish.audit import editions

    seen: list[tuple[str, str]] = []
    audit_pdf = editions.audit_pdf

    def watched(context: AuditContext) -> Iterator[Result]:
        for result in audit_pdf(context):
            seen.append((context.label, result.edition))
            yield result

    monkeypatch.setattr(editions, "audit_pdf", watched)
    cache = tmp_path / "cache"
    entries = 0
    for variant in VARIANTS:
        edition_of("pdf", article, None, tmp_path / "ferry", variant=variant, cache=cache)
        found = sum(path.is_file() for path in cache.rglob("*"))
        assert found > entries or variant == "print"  # untagged: no page is read
        entries = found
    assert set(seen) == {(label, label) for label in ("PDF", "PDF/UA-2", "large print", "print")}


def test_a_loss_names_the_variant(
    article: Article, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("publish.xhtml.blocks.inlines", lambda _content, _setting: "Lost.")
    with pytest.raises(LostError) as caught:
        edition_of("pdf", article, None, tmp_path / "ferry", variant="large-print")
    assert "ferry.md:7: large print: text" in str(caught.value)


@pytest.mark.parametrize("severity", [Severity.ERROR, Severity.WARNING])
def test_faults_of_the_verification_stop_the_build_or_are_reported(
    severity: Severity, article: Article, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fault(path: Path) -> tuple[Diagnostic, ...]:
        return (Diagnostic(code="x", severity=severity, message="Bad.", fix="Fix.", file=path),)

    target = tmp_path / "ferry.pdf"
    monkeypatch.setattr(import_module("publish.verify.pdf"), "verify_own_rules", fault)
    if severity is Severity.ERROR:
        with pytest.raises(InaccessibleError, match=rf"{target}: Bad\. Fix\."):
            edition_of("pdf", article, None, tmp_path / "ferry")
        assert not target.exists()
    else:
        (found,) = edition_of("pdf", article, None, tmp_path / "ferry").diagnostics
        assert (found.file, found.severity) == (target, severity)


def test_a_real_fault_of_a_pdf_is_found_in_the_build(
    article: Article, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The title is taken from the finished file: the verification reads what was written."""
    import pikepdf

    row = table.find("pdf")
    build = row.build.load()

    def without_language(context: object) -> object:
        built = build(context)  # type: ignore[arg-type]
        with pikepdf.open(context.output, allow_overwriting_input=True) as pdf:  # type: ignore[attr-defined]
            del pdf.Root.Lang
            pdf.save(context.output)  # type: ignore[attr-defined]
        return built

    monkeypatch.setattr("publish.editions.pdf.build_pdf", without_language)
    with pytest.raises((InaccessibleError, LostError)):
        edition_of("pdf", article, None, tmp_path / "ferry")
