"""Where veraPDF is installed, its verdict is added to ours."""

from __future__ import annotations

import os
from pathlib import Path

import pikepdf
import pytest

from publish.errors import ToolError
from publish.verify.pdf import verify_pdf
from tests.judges import java
from tests.judges.process import downloaded


@pytest.fixture
def installed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder on the path with a ``verapdf`` as its installer makes one."""
    folder = tmp_path / "bin"
    folder.mkdir()
    program = folder / "verapdf"
    jar = downloaded(java.JAR)
    program.write_text(
        f'#!/bin/sh\nexec java -cp "{jar}" org.verapdf.apps.GreenfieldCliWrapper "$@"\n'
    )
    program.chmod(0o755)
    monkeypatch.setenv("PATH", f"{folder}{os.pathsep}{os.environ['PATH']}")
    return program


@pytest.mark.usefixtures("installed")
def test_its_rules_are_found_with_their_clauses(sound: Path, tmp_path: Path) -> None:
    target = tmp_path / "spoiled.pdf"
    with pikepdf.open(sound) as pdf:
        del pdf.Root["/Lang"]
        pdf.save(target)
    found = [diagnostic for diagnostic in verify_pdf(target) if diagnostic.code == "verapdf"]
    assert found
    assert all(diagnostic.clause.startswith("ISO 14289-1:2014 7.2") for diagnostic in found)
    assert verify_pdf(sound) == ()


def test_a_verdict_that_is_none_is_an_error(sound: Path, installed: Path) -> None:
    installed.write_text("#!/bin/sh\necho nothing\n")
    with pytest.raises(ToolError, match="gave no verdict"):
        verify_pdf(sound)


def test_without_it_ours_is_found_alone(sound: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", "")
    assert verify_pdf(sound) == ()
