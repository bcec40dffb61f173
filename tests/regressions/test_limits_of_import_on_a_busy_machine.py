"""Honest files were refused on a busy machine: the limit of time was that of the clock."""

from __future__ import annotations

from pathlib import Path

import pytest

from publish.errors import SourceError, UsageError
from publish.importing import import_file
from publish.runtime.programs import Program


def test_the_limits_can_be_raised_and_the_message_says_how(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = tmp_path / "a.html"
    file.write_text("<title>T</title>" + "<p>One <b>word</b> more.</p>" * 4000, "utf-8")
    monkeypatch.setenv("PUBLISH_IMPORT_MEGABYTES", "5")
    with pytest.raises(SourceError) as caught:
        import_file(file, tmp_path)
    (told,) = caught.value.diagnostics
    assert told.code == "too-large"
    assert "more memory" in told.message
    assert "PUBLISH_IMPORT_MEGABYTES" in told.fix
    monkeypatch.setenv("PUBLISH_IMPORT_MEGABYTES", "much")
    with pytest.raises(UsageError, match="much"):
        import_file(file, tmp_path)


def test_time_is_that_of_the_processor() -> None:
    command = ["sh", "-c", "while :; do :; done"]
    with Program(command, needed_for="this test", fix="") as busy:
        busy.limit_processor_time(1)
        busy.wait_for_end(30)
        assert not busy.stderr_tail
        with pytest.raises(Exception, match="too long"):
            busy.finish()
