"""The publications that are judged: built by the command line, once for all tests.

Builds, and the judges' verdicts on all publications, are made by the first test that asks.
"""

from __future__ import annotations

import subprocess
import sys
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Protocol

import pytest

from tests.conftest import Once
from tests.judges import ace, epubcheck, ffprobe, verapdf

ROOT = Path(__file__).parents[2]

# Plain text goes through `publish import` first.
SOURCES = {
    "example": ROOT / "assets/example/article.md",
    "every-construct": ROOT / "tests/gallery/every-construct/article.md",
    "imported": ROOT / "tests/gallery/imported/article.txt",
}


@dataclass(frozen=True, slots=True)
class Publication:
    """One source and its editions, all of which exist."""

    name: str
    source: Path
    epub: Path
    pdf: Path
    m4b: Path
    mp3: Path


class Publish(Protocol):
    """`publish("build", source, ...)` runs the command; it never raises for an exit code."""

    def __call__(
        self, *arguments: str | Path, cwd: Path | None = None, timeout: float = 300
    ) -> subprocess.CompletedProcess[str]: ...


@pytest.fixture(scope="session")
def publish() -> Publish:
    """The command line, as a process of its own."""

    def run(
        *arguments: str | Path, cwd: Path | None = None, timeout: float = 300
    ) -> subprocess.CompletedProcess[str]:
        command = [sys.executable, "-m", "publish", *map(str, arguments)]
        return subprocess.run(
            command,
            cwd=cwd,
            stdin=subprocess.DEVNULL,
            capture_output=True,
            encoding="utf-8",
            timeout=timeout,
            check=False,
        )

    return run


@pytest.fixture(scope="session")
def publications(shared: Path, once: Once, publish: Publish) -> dict[str, Publication]:
    """All publications, by name, each in a folder of its own."""

    def make(name: str) -> Publication:
        source, folder = SOURCES[name], shared / name
        folder.mkdir(exist_ok=True)
        if source.suffix == ".txt":
            imported = folder / "article.md"
            result = publish("import", source, "-o", imported)
            assert result.returncode == 0, result.stderr
            source = imported
        result = publish("build", source, "-o", folder, "--quiet")
        assert result.returncode == 0, result.stderr
        assert result.stdout == result.stderr == ""
        target = folder / source.stem
        return Publication(
            name, source, *(target.with_suffix(f".{f}") for f in ("epub", "pdf", "m4b", "mp3"))
        )

    return {name: once(name, partial(make, name)) for name in SOURCES}


@pytest.fixture(params=SOURCES)
def publication(
    request: pytest.FixtureRequest, publications: dict[str, Publication]
) -> Publication:
    """Each publication in turn."""
    return publications[request.param]


@pytest.fixture(scope="session")
def epubcheck_verdicts(
    once: Once, publications: dict[str, Publication]
) -> dict[Path, tuple[epubcheck.Message, ...]]:
    """EPUBCheck's messages on each EPUB."""
    books = [publication.epub for publication in publications.values()]
    return once("epubcheck", lambda: epubcheck.check(books))


@pytest.fixture(scope="session")
def ace_verdicts(
    once: Once, publications: dict[str, Publication]
) -> dict[Path, tuple[ace.Violation, ...]]:
    """Ace's violations in each EPUB."""
    books = [publication.epub for publication in publications.values()]
    return once("ace", lambda: ace.check(books))


@pytest.fixture(scope="session")
def verapdf_verdicts(
    once: Once, publications: dict[str, Publication]
) -> dict[Path, tuple[verapdf.FailedRule, ...]]:
    """The rules of PDF/UA-1 that each PDF breaks."""
    pdfs = [publication.pdf for publication in publications.values()]
    return once("verapdf", lambda: verapdf.check(pdfs, "ua1"))


@pytest.fixture(scope="session")
def media(once: Once, publications: dict[str, Publication]) -> dict[Path, ffprobe.Media]:
    """What ffprobe finds in each M4B and MP3."""
    sounds = [sound for one in publications.values() for sound in (one.m4b, one.mp3)]
    return once("media", lambda: {sound: ffprobe.probe(sound) for sound in sounds})
