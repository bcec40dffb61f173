"""A book of thirty chapters, written by a program: parts, front and back matter, two languages."""

from __future__ import annotations

from pathlib import Path

CHAPTERS = 30
PARTS = 3

_PUBLICATION = """title: Thirty rivers
subtitle: A book for judges
language: en-GB
authors: [Ada Kowalska, Maksim Hryn]
publisher: Example Press
published: 2026-03-01
description: Thirty chapters about thirty rivers.
rights: © 2026 Example Press
licence: CC-BY-4.0
cover:
  src: pictures/river.svg
  alt: A blue line winds through a green field.
abbreviations:
  NGO: non-governmental organisation
notes: {notes}
list-of-illustrations: true
contents:
  - {{file: dedication.md, kind: dedication}}
  - {{file: foreword.md, kind: foreword}}
{parts}
  - {{file: afterword.md, kind: afterword}}
  - {{file: measures.md, kind: appendix}}
  - {{file: books.md, kind: bibliography}}
"""

_ENGLISH = """---
title: River {n}
subtitle: What it carries
standfirst: The river is short, and everybody here knows its name.
authors: [Ada Kowalska]
---

The river begins in a wet field that belongs to nobody.[^spring] In March it is as wide as a road.
Boats came up it until 1974, with coal and with oranges.[^boats] One NGO counts its fish.

## The bridge

{{#map}}
::::{{figure}} ../pictures/river.svg
:alt: A blue line with {n} bends.
:credit: Drawing by Olena Bondar

The course of river {n}.

:::{{description}}
The line enters at the top left, bends {n} times and leaves at the bottom right.
:::
::::

The bridge was built twice. The first stood for one winter: [the river before](river-{before:02}.md)
had taught its builders nothing. Compare [its map](river-{before:02}.md#map).

### Its arches

- Three are of stone.
- One is of iron.

> It was never straight.
>
> — The ferryman

## The water

:::{{table}} How high river {n} stands
:stub-columns: 1

| Month | Metres |
|-------|-------:|
| March |    {n} |
| July  |      1 |
:::

The word for such water is [powódź]{{lang=pl}}.

[^spring]: The map of 1901 shows it elsewhere.
[^boats]: The last was called *Second Thoughts*.
"""

_POLISH = """---
title: Rzeka {n}
language: pl
authors: [Halina Nowak]
---

Rzeka zaczyna się na łące, która do nikogo nie należy.[^zrodlo] W marcu jest szeroka jak droga.

## Most

{{#map}}
::::{{figure}} ../pictures/river.svg
:alt: Niebieska linia z {n} zakrętami.

Bieg rzeki {n}.
::::

Most budowano dwa razy. Pierwszy stał jedną zimę, tak jak nad
[poprzednią rzeką](river-{before:02}.md#map).

[^zrodlo]: Mapa z roku 1901 pokazuje je gdzie indziej.
"""

_RIVER = """<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 400 300" width="400" height="300">
  <rect width="400" height="300" fill="#dfeecf"/>
  <path d="M10 10 C120 90 60 170 180 180 S300 250 390 290" fill="none" stroke="#2b6cb0"
    stroke-width="12"/>
</svg>
"""


def write(folder: Path, *, notes: str = "chapter") -> Path:
    """Write the book to ``folder``; return the path of its publication.yaml.

    ``notes`` is where its notes stand: at the end of each chapter, or of the book.
    """
    for name in ("rivers", "pictures"):
        (folder / name).mkdir(parents=True)
    names = [f"rivers/river-{n:02}.md" for n in range(1, CHAPTERS + 1)]
    for n, name in enumerate(names, start=1):
        text = (_POLISH if n % 5 == 0 else _ENGLISH).format(n=n, before=max(1, n - 1))
        (folder / name).write_text(text, encoding="utf-8")
    each = CHAPTERS // PARTS
    lines = []
    for part in range(PARTS):
        lines += [f"  - part: Part {part + 1}", "    contents:"]
        lines += [f"      - {name}" for name in names[part * each : (part + 1) * each]]
    publication = _PUBLICATION.format(parts="\n".join(lines), notes=notes)
    rest = {
        "publication.yaml": publication,
        "pictures/river.svg": _RIVER,
        "dedication.md": "# Dedication\n\nFor whoever is downstream.\n",
        "foreword.md": "---\ntitle: Foreword\nauthors: [Olena Bondar]\n---\n\n"
        "Begin with [the last river](rivers/river-30.md).[^why]\n\n[^why]: It is the shortest.\n",
        "afterword.md": "# Afterword\n\nAll of them reach the sea.\n",
        "measures.md": "# Measures\n\nMetre\n: About one long step.\n",
        "books.md": "# Books\n\n- *A year by the water*, Example Press, 2011.\n",
    }
    for name, text in rest.items():
        (folder / name).write_text(text, encoding="utf-8")
    return folder / "publication.yaml"
