"""The pages of one feature each, made into PDFs by two processes that stay warm."""

from __future__ import annotations

import multiprocessing
import shutil
import traceback
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from pathlib import Path

from publish.editions.edition import PdfOptions
from publish.prepare import prepare
from publish.source import read
from tests.building import export_pdf as export

PAGES = Path(__file__).parents[2] / "gallery/pages"

LANGUAGES = ("en", "pl", "be", "ar", "he", "ja")


@dataclass(frozen=True, slots=True)
class Page:
    """One feature: ``text`` is a whole source."""

    language: str
    name: str
    text: str

    @property
    def stem(self) -> str:
        return f"{self.language}-{self.name}"


def pages() -> tuple[Page, ...]:
    """All pages of the gallery."""
    found = []
    for language in LANGUAGES:
        told = (PAGES / f"{language}.md").read_text(encoding="utf-8")
        for piece in told.split("=== ")[1:]:
            name, _, body = piece.partition("\n")
            front = ""
            if body.startswith("---\n"):
                front, _, body = body.removeprefix("---\n").partition("---\n")
            head = f"title: {name}\nlanguage: {language}\npublished: 2026-03-01\n"
            found.append(Page(language, name, f"---\n{head}{front}---\n\n{body}"))
    return tuple(found)


def make(folder: Path, options: PdfOptions, chosen: tuple[Page, ...]) -> dict[str, Path | str]:
    """The PDF of each page by its stem, or what went wrong."""
    folder.mkdir()
    for name in ("pier.svg", "lamp.png"):
        shutil.copy(PAGES / name, folder)
    forked = multiprocessing.get_context("forkserver")
    with ProcessPoolExecutor(2, mp_context=forked) as pool:
        made = pool.map(_make, chosen, [folder] * len(chosen), [options] * len(chosen), chunksize=8)
        return {page.stem: result for page, result in zip(chosen, made, strict=True)}


def _make(page: Page, folder: Path, options: PdfOptions) -> Path | str:
    source = folder / f"{page.stem}.md"
    source.write_text(page.text, encoding="utf-8")
    target = source.with_suffix(".pdf")
    try:
        export(prepare(read(source)), None, target, options)
    except Exception:  # whatever it is, it is told with the page that it struck
        return traceback.format_exc()
    return target
