"""Builds stopped though nothing was lost: invisible characters, equal words in two places, a
language in a note, a table in a header cell, a picture that is cover and figure, code in a cell, a
described picture in a note, soft hyphens at the ends of lines, words turned by Unicode; tables with
the same headers, items of lists with the same words, a link with the words of its author.
"""

from __future__ import annotations

from pathlib import Path

import pytest

from publish.audit.items import letters
from publish.audit.sound.files import _links, _Part
from publish.prepare import prepare
from publish.source import read
from tests.building import edition_of

SOURCE = (
    """---
title: Anna Bell
language: en
authors: [Anna Bell]
---

Zero\u200bwidth, a\u2060joiner, a\u200e mark\u200f, ca\u034ft, \u05e9\u05dc\u05d5\u05dd ABC\u200f!

Persian \u0645\u06cc\u200c\u062e\u0648\u0627\u0647\u0645 keeps its joiner.[^1]

[^1]: As it says:

    {lang=it}
    > Chi va piano va sano.

## Anna Bell

She wrote this.

:::{list-table}
:header-rows: 1
* - Outer

    :::{table}
    :stub-columns: 1

    |     |     |
    | --- | --- |
    | one | two |
    | six | ten |
    :::
  - Other
* - x
  - ```
    the mill  # A river
    ```

    A river
:::

So mill here.

- So [mill]{lang=fr} here.[^2]

**"""
    + "soft\u00adhyphen " * 60
    + """**

\u202eback\u202c and `the mill  # A river`

[^2]: So mill here.

    :::{figure} dot.svg
    :alt: A dot.

    A dot.

    :::{description}
    It is round.
    :::
    :::
"""
)

_DOT = '<svg xmlns="http://www.w3.org/2000/svg" width="9" height="9"><path d="M0 0h9v9z"/></svg>'


@pytest.mark.parametrize("edition", ["epub", "pdf"])
def test_nothing_is_lost(edition: str, tmp_path: Path) -> None:
    (tmp_path / "dot.svg").write_text(_DOT, encoding="utf-8")
    source = tmp_path / "bell.md"
    source.write_text(SOURCE, encoding="utf-8")
    built = edition_of(edition, prepare(read(source)), None, tmp_path / "bell")
    assert built.path.exists()


ALIKE = """---
title: Mills
language: en
authors: [The mill]
---

The mill
: [The mill](https://example.org/8)

:::{list-table}
:header-rows: 1
* - Town
  - People
* - Row
  - Wheels
    : $x^2$

    - One [link](https://example.org/9)
:::

:::{list-table}
:header-rows: 1
* - Town
  - People
* - Row
  - > Quoted in a cell.
:::

::::{list-table}
:header-rows: 1
* - :::{list-table}
    :header-rows: 1
    * - A
      - B
    * - c
      - d
    :::
  -
* - :::{list-table}
    :header-rows: 1
    * - A
      - B
    * - c
      - d
    :::
  -
::::

3. > Slow and steady, always the same words.

- So ~~mill~~
- So ~~mill~~ and more[^1]
- So[^2]

[^1]: Note. So `mill`

    So mill

    ```
    for mill in river:
        print(mill)  # over the page
    ```

[^2]: Note. `Table` [mill]{lang=fr} here.

    :::{figure} dot.svg
    :alt: A dot.

    [mill]{lang=fr}
    :::

    So [mill]{lang=fr}

> 3. > Slow and steady, always the same words.
>
>    3. Another

3. So short

   > Slow and steady, always the same words.
"""


def test_what_looks_alike_is_told_apart(tmp_path: Path) -> None:
    (tmp_path / "dot.svg").write_text(_DOT, encoding="utf-8")
    source = tmp_path / "mills.md"
    source.write_text(ALIKE, encoding="utf-8")
    assert edition_of("pdf", prepare(read(source)), None, tmp_path / "mills").path.exists()


def test_characters_without_a_glyph_make_no_difference() -> None:
    assert letters("a\u200bb\u2060c\u200ed\u00ade\ufe0ff\u200dg\u2028h") == "abcdefgh"


def test_a_chapter_shows_a_picture_with_the_name_of_the_cover() -> None:
    from lxml import html

    contents = html.fromstring(
        '<ol><li><a href="a.mp3">The bench</a></li>'
        '<li><a href="a.mp3#t=2" aria-description="A bench.">Figure 1</a></li></ol>'
    )
    cover = _Part("p.jpg", "Cover", "A bench.", encoding_format="image/jpeg")
    opening, figure = _links(contents, {"a.mp3": 0}, [cover])
    assert (opening.picture, figure.picture, figure.alt) == ("", "p.jpg", "A bench.")
