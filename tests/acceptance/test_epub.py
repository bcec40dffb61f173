"""The EPUB before its field's judges."""

from __future__ import annotations

from pathlib import Path

from tests.acceptance.conftest import Publication
from tests.judges import ace, epubcheck


def test_epubcheck_finds_nothing(
    publication: Publication, epubcheck_verdicts: dict[Path, tuple[epubcheck.Message, ...]]
) -> None:
    assert [m for m in epubcheck_verdicts[publication.epub] if m.is_failure] == []


def test_ace_finds_no_violation(
    publication: Publication, ace_verdicts: dict[Path, tuple[ace.Violation, ...]]
) -> None:
    assert ace_verdicts[publication.epub] == ()
