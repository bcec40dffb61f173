"""A feature whose parts are too wide, too long or too dark for many reading systems."""

from __future__ import annotations

from pathlib import Path

#: The id of a row far down in its long table.
ROW = "days-body-50"

_DRAWING = """<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {height}" width="{width}"
 height="{height}"><path d="M20 20 L{across} {down}" fill="none" stroke="{ink}" stroke-width="40"/>
<path d="M20 {down} L{across} 20" fill="none" stroke="{ink}" stroke-width="20"/></svg>"""

#: Pictures: name, width, height, ink.
_DRAWINGS = (
    ("dark", 800, 400, "#111111"),
    ("light", 800, 400, "#f4f4f4"),
    ("tall", 300, 1500, "#204060"),
)

_SOURCE = r"""---
title: Responsibilities of the neighbourhood
subtitle: Why everybody answers for the irreplaceable
standfirst: A walk along what is left of the canal, with a table of sixty days and the sums.
language: en-GB
authors: [Ada Kowalska]
published: 2026-03-01
licence: CC-BY-4.0
---

The canal begins behind the mill.[^mill] The clerk wrote down what it carried, from
$a_1 + a_2 + a_3 + a_4 + a_5 + a_6 + a_7 + a_8 + a_9 = b$ barrels in spring to none in winter, and
kept all his papers.[^papers]

## Incompatibilities of the measurements

::::{{figure}} dark.svg
:alt: Two dark lines that cross.

The two lines of the canal.[^lines]

:::{{description}}
One line falls, and the other rises.
:::
::::

![Two light lines that cross.](light.svg "Drawn for a dark wall")

![Two lines that cross high above each other.](tall.svg "As high as the tower")

:::{{table}} Sixty days on the canal
:name: days
:stub-columns: 1

| Day | From | To | Distance in kilometres | Weather | Remarks |
|-----|------|----|-----------------------:|---------|---------|
{rows}
:::

:::{{list-table}} Rates by season
:header-rows: 2
:stub-columns: 1

* - {{rspan}}`1` Place
  - {{cspan}}`1` Summer
* - Barges
  - Passengers
* - Drohobych
  - 12
  - {{rspan}}`1` 30, fixed[^fixed]
* - Sambir
  - 11
:::

## The sums

The clerk's rules were these:

$$ f(x) = \alpha_0 + \alpha_1 x + \alpha_2 x^2 + \alpha_3 x^3 + \alpha_4 x^4 + \alpha_5 x^5
  = \text{{the end that must be seen}} $$

$$ \begin{{pmatrix}} a & b & c & d & e \\ f & g & h & i & j \end{{pmatrix}}
  \begin{{cases}} x & \text{{if }} x>0 \\ -x & \text{{otherwise}}\end{{cases}} $$

$$ \frac{{a_1 + a_2 + a_3 + a_4 + a_5 + a_6}}{{b_1 + b_2 + b_3 + b_4 + b_5 + b_6}} = c $$

```python
def toll(weight, distance):
    return max(1, round(weight * distance / 100))  # a comment that no screen of a phone can hold
```

> Nobody thanked us.
>
> — Halina, porter

:::{{note}}
A note in the text, on the irresponsibility of others.
:::

[^mill]: It was built in 1871.
[^papers]: The first paragraph of a long note.

    The second paragraph, with a list:

    - one reason,
    - another reason.
[^lines]: Drawn by the clerk.
[^fixed]: Fixed by decree.
"""


def write(folder: Path) -> Path:
    """Write the feature and its pictures to ``folder``, and return its source."""
    folder.mkdir(parents=True, exist_ok=True)
    for name, width, height, ink in _DRAWINGS:
        drawing = _DRAWING.format(
            width=width, height=height, across=width - 20, down=height - 20, ink=ink
        )
        (folder / f"{name}.svg").write_text(drawing, encoding="utf-8")
    rows = "\n".join(
        f"| {day} | Stage {day} | Stage {day + 1} | {day % 9 + 10} | Clear | Unexceptional |"
        for day in range(1, 61)
    )
    source = folder / "feature.md"
    source.write_text(_SOURCE.format(rows=rows), encoding="utf-8")
    return source
