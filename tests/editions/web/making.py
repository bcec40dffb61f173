"""Web editions for tests: an article with every kind of element, and a small book."""

from __future__ import annotations

import json
import random
import re
from collections.abc import Iterator
from pathlib import Path

from lxml import etree
from PIL import Image as Pillow

from publish.model import Article
from publish.prepare import prepare
from publish.source import read

XHTML = "{http://www.w3.org/1999/xhtml}"

ARTICLE = """---
title: Trams in the snow
language: en-GB
authors: [Ada Example]
publisher: Example Press
published: 2026-03-01
licence: CC-BY-4.0
cover: {src: photo.jpg, alt: A yellow tram.}
---

The line was closed for days.[^days] Nobody spoke of *the strike* until $a < b$ was shown, and then
only [in whispers](#night).

:::{figure} photo.jpg
:alt: A yellow tram in the snow.

The last tram.

:::{description}
The tram is yellow. Snow lies on it.
:::
:::

## The night {#night}

They walked home. <span lang="pl">Dobranoc</span>, said the guard.

:::{table} Passengers on the lines of the whole city in the winter of the strike
| Line | Passengers before the strike | Passengers afterwards |
|------|------------|-----------|
| Harbour | 1000 passengers | 20 passengers |
:::

[^days]: It stood still for four days.
"""

BOOK = {
    "publication.yaml": """title: Lamps
language: en-GB
authors: [Ada Example]
contents: [one.md, two.md]
""",
    "one.md": "# Fog\n\nThe horn, see [the lamp](two.md#lamp).\n\n## The ferry\n\nNoël crossed.\n",
    "two.md": "---\nlanguage: zh\n---\n\n# 灯塔\n\n灯在雾中亮着。\n\n## 灯 {#lamp}\n\n它转动。\n",
}


def article(folder: Path, text: str = ARTICLE) -> Article:
    """Write the article ``text`` and a photograph of 1,200 pixels into ``folder``, and read it."""
    grain = Pillow.frombytes("RGB", (300, 200), random.Random(1).randbytes(180_000))
    grain.resize((1200, 800)).save(folder / "photo.jpg", quality=90)
    source = folder / "trams.md"
    source.write_text(text, encoding="utf-8")
    return prepare(read(source))


def book(folder: Path) -> Article:
    """Write the small book into ``folder``, and read it."""
    for name, text in BOOK.items():
        (folder / name).write_text(text, encoding="utf-8")
    return prepare(read(folder / "publication.yaml"))


def page(content: bytes) -> etree._Element:
    """A page that was parsed as HTML; names have no namespace."""
    return etree.fromstring(content, etree.HTMLParser(encoding="utf-8"))


def json_of(root: etree._Element, name: str) -> dict[str, object]:
    """The data block with an id, or with the type of JSON-LD."""
    (block,) = root.xpath("//script[@id=$name or @type=$name]", name=name)
    found: dict[str, object] = json.loads(block.text)
    return found


def addresses(root: etree._Element) -> Iterator[str]:
    """The addresses of all files and pages that a page names, without those on other hosts."""
    for one in root.iter("*"):
        for name in ("src", "href", "action"):
            if value := one.get(name):
                yield value
        for candidate in (one.get("srcset") or "").split(","):
            if candidate.strip():
                yield candidate.split()[0]


def is_local(address: str) -> bool:
    return not re.match(r"https?:|data:|mailto:", address)
