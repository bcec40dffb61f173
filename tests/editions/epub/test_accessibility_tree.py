"""What a screen reader gets of a feature: no page number in a name, nothing said twice."""

from __future__ import annotations

import re
import zipfile
from collections import Counter
from pathlib import Path

import pytest

from publish.prepare import prepare
from publish.source import read
from tests.building import export_epub as export
from tests.conftest import Golden
from tests.editions.epub.making import Book, png
from tests.judges import accessibility_tree

SOURCE = """---
title: The ferry that stayed
language: en
authors: [Ada Kowal, Bo Lind]
published: 2026-01-01
---

The ferry crossed four times a day.[^crossed] See [](#fig-plan), [](#tbl-days) and
[the landing](#landing).

::::{figure} plan.png
:name: fig-plan
:alt: Plan of the two landings.
:credit: Drawn by the crew[^crew]

The two landings lie 300 metres apart. The current takes the boat downstream.[^plan]

:::{description}
The north bank is a straight line. The south bank has a bay, with the house in it.

| Bank | Metres |
|------|-------:|
| North | 40 |
:::
::::

## Landing

:::{table} Crossings in one week
:name: tbl-days
:stub-columns: 1

| Day | Captain | Passengers | Remarks of the conductor |
|-----|---------|-----------:|--------------------------|
| Monday | Kowal | 48 | Uneventful |
| Tuesday | Lind | 51 | Fog until noon[^fog] |
:::

> It never sank.
>
> — Ada Kowal

:::{note}
Wear a coat.
:::

:::{sidebar} The bell
It rings in fog.
:::

:::{figure} bell.png
:alt: A bronze bell.

The bell of 1911.
:::

Rope
: What holds the boat.

- [x] buy a rope
- one more item

[^crossed]: In summer.
[^plan]: The plan is of 1903.
[^crew]: All four of them.
[^fog]: The bell rang.
"""


@pytest.fixture(scope="module")
def tree(tmp_path_factory: pytest.TempPathFactory) -> str:
    """The tree of an EPUB of many pages, which begin with headings, captions, cells and notes."""
    folder = tmp_path_factory.mktemp("tree")
    for name, shade in (("plan", 10), ("bell", 90)):
        (folder / f"{name}.png").write_bytes(png(shade))
    (folder / "feature.md").write_text(SOURCE, "utf-8")
    article = prepare(read(folder / "feature.md"))
    export(article, None, folder / "plain.epub")
    ids = [one.get("id") for one in Book(folder / "plain.epub").xml("article.xhtml").iter()]
    pages = {own: place // 3 for place, own in enumerate(filter(None, ids), start=3)}
    export(article, None, folder / "feature.epub", pages)
    with zipfile.ZipFile(folder / "feature.epub") as archive:
        archive.extractall(folder / "book")
    return accessibility_tree.of(Path(folder, "book", "EPUB", "article.xhtml"))


def names(tree: str, *roles: str) -> list[str]:
    """The names of the nodes with one of ``roles``; of all nodes but texts if none is given."""
    found = re.findall(r'^ *(\S+) "(.*?)"', tree, re.MULTILINE)
    return [name for role, name in found if name and (role in roles or not roles)]


def test_the_tree_is_as_it_was_reviewed(tree: str, golden: Golden) -> None:
    golden("feature.accessibility.txt", tree)


def test_no_name_has_a_page_number(tree: str) -> None:
    assert len(names(tree, "doc-pagebreak")) > 12
    others = [line for line in tree.splitlines() if "doc-pagebreak" not in line]
    assert [line for line in others if re.search(r"\bPage \d", line)] == []


def test_captions_and_labels_are_said_once(tree: str) -> None:
    texts = names(tree, "StaticText")
    for words in ("Figure 1.", "Table 1.", "The bell of 1911.", "Crossings in one week", "Note"):
        assert texts.count(words) == 1
    named = [
        line for line in tree.splitlines() if re.match(r" *(group|note|region|doc-tip) ", line)
    ]
    assert [line for line in named if '""' not in line] == [
        '    group "Scrolls sideways" focusable'
    ]


def test_links_to_different_places_have_different_names(tree: str) -> None:
    links = Counter(names(tree, "link", "doc-noteref", "doc-backlink"))
    assert links.pop("Figure 1") == links.pop("Table 1") == 1
    assert {"Description of figure 1", "Back to the picture: Figure 1", "Note 1"} <= set(links)
    assert [name for name, count in links.items() if count > 1] == []
