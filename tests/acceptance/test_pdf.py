"""The PDF before its field's judge."""

from __future__ import annotations

from pathlib import Path

from tests.acceptance.conftest import Publication
from tests.judges import verapdf


def test_verapdf_finds_no_failed_check_of_pdf_ua_1(
    publication: Publication, verapdf_verdicts: dict[Path, tuple[verapdf.FailedRule, ...]]
) -> None:
    assert verapdf_verdicts[publication.pdf] == ()
