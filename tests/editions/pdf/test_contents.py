"""Contents and illustrations: each entry leads to its place and bears the number of its page."""

from __future__ import annotations

from pathlib import Path

import pikepdf

from publish.editions.edition import PdfOptions
from publish.prepare import prepare
from publish.source import read
from tests.building import export_pdf as export
from tests.judges import pdf_pages, verapdf

from .conftest import PICTURE
from .reading import artifacts, read_tree

HEAD = """---
title: The ferry
language: en
published: 2026-03-01
table-of-contents: true
list-of-illustrations: true
---

"""

LONG = "\n\n".join(["The boat goes at seven and comes back at nine, if the wind lets it. " * 9] * 6)

TEXT = f"""{LONG}

## The *pier*[^n]

{LONG}

### Wood

![A pier.](pier.svg "The pier at noon.")

## [Пагоня]{{lang=be}}

{LONG}

[^n]: Not the quay.
"""


def made(folder: Path, options: PdfOptions = PdfOptions()) -> Path:  # noqa: B008 - frozen
    (folder / "pier.svg").write_text(PICTURE, encoding="utf-8")
    source = folder / "ferry.md"
    source.write_text(HEAD + TEXT, encoding="utf-8")
    target = folder / "ferry.pdf"
    export(prepare(read(source)), None, target, options)
    return target


def test_every_entry_leads_to_its_place_and_bears_its_page(tmp_path: Path) -> None:
    path = made(tmp_path)
    with pikepdf.open(path) as pdf:
        names = list(pdf.Root.Names.Dests.Names)
        places = dict(zip(map(str, names[::2]), names[1::2], strict=True))
        numbers = {page.objgen: number for number, page in enumerate(pdf.pages, 1)}
        pages = {name: numbers[place[0].objgen] for name, place in places.items()}
    tree = read_tree(path)
    entries = {}
    for link in tree.all("Link"):
        for annotation in link.links:
            words, _, number = link.words.rpartition(" ")
            if annotation.place.endswith("-title") or annotation.place == "fig-1":
                entries[words] = (number, annotation.place)
    assert list(entries) == ["The pier", "Wood", "Пагоня", "Figure 1. The pier at noon."]
    for number, place in entries.values():
        assert int(number) == pages[place]
    assert len({number for number, _ in entries.values()}) > 1


def test_dots_are_not_read(tmp_path: Path) -> None:
    path = made(tmp_path)
    assert ". ." not in read_tree(path).words
    assert ". . . ." in pdf_pages.text(path)[0], "the dots are drawn"
    assert "Layout" in artifacts(path)


def test_no_contents_where_nobody_asked(tmp_path: Path) -> None:
    source = tmp_path / "ferry.md"
    source.write_text(
        "---\ntitle: The ferry\nlanguage: en\n---\n\nText.\n\n## Pier\n\nText.", encoding="utf-8"
    )
    for theme, wanted in (("feature", False), ("report", True)):
        export(prepare(read(source)), None, source.with_suffix(".pdf"), PdfOptions(theme=theme))
        said = "\n".join(pdf_pages.text(source.with_suffix(".pdf")))
        assert ("Contents" in said) is wanted


def test_the_page_number_that_is_printed_is_that_of_the_sheet(tmp_path: Path) -> None:
    """Half title, title and blank pages count too, so that paper and screen agree."""
    path = made(tmp_path, PdfOptions("print", "book", trim="A5"))
    texts = pdf_pages.text(path)
    contents = next(text for text in texts if "Contents" in text)
    number = int(next(line for line in contents.splitlines() if "Пагоня" in line).split()[-1])
    assert "Пагоня" in texts[number - 1]
    assert texts[0].split() == ["The", "ferry"], "the half title"
    assert not texts[1].strip()
    assert "The ferry" in texts[2]


def test_contents_and_drop_caps_conform(tmp_path: Path) -> None:
    for kind, flavours in (("screen", ("ua1", "2a")), ("ua-2", ("ua2",))):
        path = made(tmp_path, PdfOptions(kind, "book"))
        for flavour in flavours:
            ((_, rules),) = verapdf.check([path], flavour).items()
            assert [str(rule) for rule in rules] == [], (kind, flavour)
