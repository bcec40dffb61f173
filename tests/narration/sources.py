"""Articles for the tests of narration, read from Markdown; pictures are those of the gallery."""

from __future__ import annotations

from pathlib import Path

from publish.model import Article
from publish.prepare import prepare
from publish.source import read_markdown

GALLERY = Path(__file__).parents[1] / "gallery" / "every-construct"

SMALL = """---
title: The valley that kept its trams
language: en-GB
standfirst: One valley said no.
authors: [Ada Kowalska]
contributors:
  - {name: Olena Bondar, role: illustrator}
published: 2026-03-01
dateline: Zarechye
rights: © 2026 Example Press
corrections:
  - {date: 2026-03-04, text: The year of line C was wrong.}
---

The first tram left *on time*. It did so ~~every day~~ nearly always[^days].

## The lines

Passengers say [трамвай]{lang=be}. They rode {abbr}`MTA (Mill Town Association)` cars to
[Łódź]{ipa="wut͡ɕ"}, and the MTA's men to [Drohobych]{say="dro-HO-bitch"}.

::::{figure} pictures/map.svg
:alt: Three tram lines meet at the mill.
:credit: Map by Olena Bondar

The three lines in *1990*.

:::{description}
Line A follows the river.
:::
::::

1. the brakes
2. the bell

- [x] fix the points

![A round stub.](pictures/ticket.webp "A round stub.")

{lang=pl}
> Nikt nas nie pytał.
>
> — Halina

:::{pull-quote}
The first tram left on time.
:::

:::{tip}
Sit on the left.
:::

### In numbers

:::{table} Rides a day

| Line | 1990 |
|------|-----:|
| A    |  900 |
:::

$$
a + b
$$

```
print(1)
```

***

:::{figure} pictures/ornament.svg
:decorative: true
:::

[^days]: It stood still in 1944.
"""


def article_of(text: str) -> Article:
    """``text`` as a prepared article."""
    return prepare(read_markdown(GALLERY / "test.md", text))


def titled(body: str, language: str = "en-GB", front: str = "") -> Article:
    """A prepared article with ``body`` under a title."""
    return article_of(f"---\ntitle: Trams\nlanguage: {language}\n{front}---\n\n{body}\n")
