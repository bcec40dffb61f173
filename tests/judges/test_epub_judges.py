"""EPUBCheck and Ace accept a sound book and find what is wrong with a spoilt one."""

from pathlib import Path

import pytest

from . import ace, epubcheck, process, samples


def test_epubcheck_tells_sound_from_spoilt(tmp_path: Path) -> None:
    sound = samples.epub(tmp_path / "sound.epub")
    spoilt = samples.epub(tmp_path / "spoilt.epub", '<p><img src="none.png" alt="A"/></p>')
    undated = samples.PACKAGE.replace("2026-01-01T00:00:00Z", "yesterday")
    dated = samples.epub(tmp_path / "dated.epub", package=undated)
    hinted = samples.epub(tmp_path / "hinted.epub", '<p epub:type="no-such-type">A hint.</p>')
    verdicts = epubcheck.check([sound, spoilt, dated, hinted])
    assert verdicts[sound] == ()
    (missing,) = verdicts[spoilt]
    assert (missing.severity, missing.id, missing.is_failure) == ("ERROR", "RSC-007", True)
    assert missing.location.startswith("text.xhtml:")
    assert "RSC-005" in {message.id for message in verdicts[dated]}
    assert [(m.severity, m.is_failure) for m in verdicts[hinted]] == [("USAGE", False)]


def test_epubcheck_refuses_what_is_no_book(tmp_path: Path) -> None:
    book = tmp_path / "empty.epub"
    book.write_bytes(b"")
    assert any(message.severity == "FATAL" for message in epubcheck.check([book])[book])


def test_ace_tells_sound_from_spoilt(tmp_path: Path) -> None:
    sound = samples.epub(tmp_path / "sound.epub")
    pale = samples.epub(tmp_path / "pale.epub", '<p style="color:#bbb;background:#fff">Pale</p>')
    blind = samples.epub(tmp_path / "blind.epub", '<p><img src="data:image/gif;base64,R0lG"/></p>')
    bare = samples.PACKAGE.replace("schema:accessibilityHazard", "schema:name")
    silent = samples.epub(tmp_path / "silent.epub", package=bare)
    verdicts = ace.check([sound, pale, blind, silent])
    assert verdicts[sound] == ()
    assert {found.rule for found in verdicts[pale]} == {"color-contrast"}
    assert "image-alt" in {found.rule for found in verdicts[blind]}
    assert {found.rule for found in verdicts[silent]} == {"metadata-accessibilityhazard"}


def test_ace_refuses_what_is_no_book(tmp_path: Path) -> None:
    book = tmp_path / "empty.epub"
    book.write_bytes(b"")
    with pytest.raises(process.JudgeError, match="no verdict"):
        ace.check([book])
