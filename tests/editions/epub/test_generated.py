"""Fifty articles at random, and two languages far from English, before the judges."""

from __future__ import annotations

from pathlib import Path

import pytest

from publish.model import Article, Figure, Section, Text
from publish.model.walk import all_blocks
from publish.narration.narrate import narrate
from publish.narration.speak import speak
from tests.building import export_epub as export
from tests.editions.epub.generated import generated
from tests.editions.epub.making import article, paragraph, picture
from tests.judges import ace, epubcheck

pytestmark = pytest.mark.xdist_group("generated")  # what they share is made once


@pytest.fixture(scope="module")
def books(tmp_path_factory: pytest.TempPathFactory) -> list[Path]:
    """The books of fifty seeds; every other has page numbers.

    The exporter itself refuses what ``publish verify`` finds an error in.
    """
    folder = tmp_path_factory.mktemp("generated")
    paths = []
    for seed in range(50):
        whole = generated(seed, folder)
        blocks = [block.id for block in all_blocks(whole)] if seed % 2 else []
        pages = {f"{own}-s1": 1 + place // 5 for place, own in enumerate(blocks)}
        paths.append(folder / f"{seed}.epub")
        export(whole, None, paths[-1], pages)
    return paths


def test_epubcheck_finds_nothing_in_any(books: list[Path]) -> None:
    found = epubcheck.check(books)
    assert {book.name: said for book, said in found.items() if said} == {}


def test_ace_finds_nothing_in_any(books: list[Path]) -> None:
    found = ace.check(books[:12])
    assert {book.name: said for book, said in found.items() if said} == {}


def far(language: str, title: str, words: str, folder: Path) -> Article:
    figure = Figure(image=picture(folder / "dot.png", alt=words), caption=(paragraph(words),))
    section = Section(title=(Text(title),), level=2, blocks=(paragraph(words), figure))
    return article(paragraph(words), section, language=language)


def test_narrated_books_in_arabic_and_japanese_pass_too(tmp_path: Path) -> None:
    wholes = {
        "ar": far("ar", "الوادي", "بقي الوادي على سككه. لم يغادر أحد.", tmp_path),
        "ja": far("ja", "谷の電車", "谷は電車を残した。誰も去らなかった。", tmp_path),
    }
    paths = []
    for language, whole in wholes.items():
        narration = speak(narrate(whole), whole.metadata.narration, tmp_path / language)
        paths.append(tmp_path / f"{language}.epub")
        export(whole, narration, paths[-1])
    assert [said for found in epubcheck.check(paths).values() for said in found] == []
    assert [said for found in ace.check(paths).values() for said in found] == []
