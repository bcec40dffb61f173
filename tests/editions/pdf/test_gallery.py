"""Every feature, in six languages, on A4 and over page breaks: conformant, and its text whole."""

from __future__ import annotations

import re
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from publish.editions.edition import PdfOptions
from publish.model import (
    Abbreviation,
    Article,
    CodeBlock,
    DefinitionList,
    Figure,
    Inline,
    InlineCode,
    LineBreak,
    NoteReference,
    Quotation,
    Text,
)
from publish.model.walk import all_blocks, blocks_in, content_of, figures_in, inlines_in
from publish.prepare import prepare
from publish.source import read
from publish.verify.pdf import verify_pdf
from tests.judges import pdf_pages, verapdf

from .gallery import PAGES, Page, make, pages

pytestmark = pytest.mark.xdist_group("gallery")  # what they share is made once

#: Each page is judged as PDF/UA-1 on A4, and as PDF/UA-2 where it breaks.
KINDS: dict[str, tuple[PdfOptions, verapdf.Flavour]] = {
    "a4": (PdfOptions("screen"), "ua1"),
    "small": (PdfOptions("ua-2", styles=(PAGES / "small.css",)), "ua2"),
}

_DIRECTIONS = re.compile("[\u202a-\u202e\u2066-\u2069]")
_RIGHT_TO_LEFT = re.compile("[\u05d0-\u05ea\u0620-\u064a]+(?: [\u05d0-\u05ea\u0620-\u064a]+)*")
_POINTED = re.compile("[\u0591-\u05c7\u064b-\u0652]")

Made = dict[str, dict[str, Path | str]]


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Made:
    folder = tmp_path_factory.mktemp("gallery")
    return {kind: make(folder / kind, options, pages()) for kind, (options, _) in KINDS.items()}


def test_the_gallery_is_a_gallery() -> None:
    stems = [page.stem for page in pages()]
    assert len(stems) == len(set(stems)) >= 120


@pytest.mark.parametrize("kind", KINDS)
def test_every_page_conforms(made: Made, kind: str) -> None:
    assert [told for told in made[kind].values() if isinstance(told, str)] == []
    pdfs = [path for path in made[kind].values() if isinstance(path, Path)]
    verdicts = verapdf.check(pdfs, KINDS[kind][1])
    assert len(verdicts) == len(pages())
    assert {path.stem: [*map(str, rules)] for path, rules in verdicts.items() if rules} == {}


@pytest.mark.parametrize("kind", KINDS)
def test_our_own_checker_finds_no_fault(made: Made, kind: str) -> None:
    found = {stem: verify_pdf(_path(told), ask_verapdf=False) for stem, told in made[kind].items()}
    assert {stem: diagnostics for stem, diagnostics in found.items() if diagnostics} == {}


def test_the_tree_has_the_words_of_the_source_in_its_order(made: Made) -> None:
    """What ``pdfinfo -struct-text`` reads is the source's text, letter by letter."""
    wrong = {}
    with ThreadPoolExecutor(2) as pool:  # Poppler takes its time
        trees = [*pool.map(_structure_text, (made["a4"][page.stem] for page in pages()))]
    for page, tree in zip(pages(), trees, strict=True):
        said, place = _letters(tree), 0
        for run, beside in _runs(_article(made, page)):
            found = said.find(_letters(run), 0 if beside else place)
            if found < 0:
                wrong[page.stem] = f"{run!r} is not in {said[place:]!r}"
                break
            place = place if beside else found + len(_letters(run))
    assert wrong == {}


def test_text_is_extracted_as_it_was_written(made: Made) -> None:
    """What ``pdftotext`` takes out has each run of words, with their spaces.

    It goes by the places of letters and guesses the direction of each page; so of a line from
    right to left the words are looked for without what stands between them, and not at all where
    letters bear marks; where a line may end without a space, spaces are not looked for.
    """
    wrong = {}
    for page in pages():
        text = _DIRECTIONS.sub("", " ".join(pdf_pages.text(_path(made["a4"][page.stem]))))
        for run, _ in _runs(_article(made, page), before_a_call=" "):
            pieces = [] if _POINTED.search(run) else _RIGHT_TO_LEFT.findall(run) or [run]
            for piece in pieces:
                tight = page.language == "ja" or "://" in piece
                told = _letters if tight else _line
                if told(piece) not in told(text):
                    wrong[page.stem] = f"{_line(piece)!r} is not in {_line(text)!r}"
    assert wrong == {}


def _path(told: Path | str) -> Path:
    assert isinstance(told, Path), told
    return told


def _article(made: Made, page: Page) -> Article:
    return prepare(read(_path(made["a4"][page.stem]).with_suffix(".md")))


def _runs(article: Article, before_a_call: str = "") -> Iterator[tuple[str, bool]]:
    """What each block has in letters, with its note calls, in order.

    And whether it stands ``beside`` that order: behind its block, or somewhere in it.
    """
    notes = {id(block) for note in article.notes for block in blocks_in(note.blocks)}
    described = {id(b) for figure in figures_in(article) for b in blocks_in(figure.description)}
    for block in all_blocks(article):
        beside = id(block) in notes | described
        if isinstance(block, CodeBlock):
            yield block.text, beside
        for run in content_of(block):
            said = "".join(_letters_of(inline, before_a_call) for inline in inlines_in(run))
            if said.strip():
                yield said, beside or isinstance(block, Quotation | Figure | DefinitionList)


def _letters_of(inline: Inline, before_a_call: str) -> str:
    match inline:
        case Text(text) | InlineCode(text) | Abbreviation(text, _):
            return text
        case NoteReference(number=number):
            return f"{before_a_call}{number}"
        case LineBreak():
            return "\n"
        case _:
            return ""


def _structure_text(told: Path | str) -> str:
    return "".join(re.findall(r'^\s*"(.*)"$', pdf_pages.structure(_path(told)), re.MULTILINE))


def _letters(text: str) -> str:
    return "".join(text.split()).replace("\u00ad", "")


def _line(text: str) -> str:
    return " ".join(text.split())
