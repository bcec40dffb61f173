"""What is read from a source, whole: the article as a person would describe it."""

from __future__ import annotations

from pathlib import Path

import pytest

from publish.intake import read
from tests.conftest import Golden
from tests.source.dump import dump

CASES = {
    "title-from-heading": """
---
language: be
---

# Даліна *трамваяў*

Першы абзац.
""",
    "sections": """
---
title: T
language: en
---

Before all sections.

## One

### One A

In one A.

##### Deep

In deep.

## Two
---

Setext
------

Below.
""",
    "quotations": """
---
title: T
language: en
---

> — Is it you?

> — Is it you?
>
> — It is.

> Words.
>
> -- [Who](https://example.org), *where*

:::{pull-quote}
Words alone.
:::
""",
    "lists": """
---
title: T
language: en
---

3. three
4. four

   still four
5. - nested
   - [ ] open
   - [X] done

-
- [ ]not a task
- {lang=pl}
  polski
""",
    "inline": r"""
---
title: T
language: en
---

A line
that goes  on,\
breaks, \*stars\*, &amp; &nbsp;entities, `` code ` ``, <https://example.org/a?b=c>,
[**strong *and* em**](#name "A title"){lang=sr-latn}, [a]{lang=pl say="b \"c\""}, `x`{lang=la},
$a_b$, costs $5 and $6, <b>no HTML</b>, [ref] and a_snake_case.

[ref]: <mailto:a@example.org> "Ref"
""",
    "notes": """
---
title: T
language: en
---

One[^1] and none[^none].

> Inside[^in].
>
> [^in]: Written in a quotation.

{lang=pl}
[^1]: Uwaga.

    - z listą
[^2]: Never called.
[^2]: Twice.
""",
    "tables": r"""
---
title: T
language: en
---

> a | b
> --|:-:
> c |
> d \| e | `f`

|  |  |
|--|--|
| no | head |

:::{list-table}
:stub-columns: 1

* - {rspan}`1` a
  - - b
    - c
* - d
:::
""",
    "math-and-code": r"""
---
title: T
language: en
---

$$ a = b $$

- In a list:

  :::{math}
  :alt: words
    that go on
  x *y* z

  :::

~~~
:::{note}
~~~

    :::{note}
""",
}


@pytest.mark.parametrize("name", CASES)
def test_cases(name: str, tmp_path: Path, golden: Golden) -> None:
    source = tmp_path / "article.md"
    source.write_text(CASES[name].lstrip("\n"), encoding="utf-8")
    golden(f"{name}.txt", CASES[name].lstrip("\n") + "=" * 40 + "\n" + dump(read(source)))


def test_every_construct(root: Path, golden: Golden) -> None:
    golden("every-construct.txt", dump(read(root / "tests/gallery/every-construct/article.md")))


def test_every_dialect(root: Path, golden: Golden) -> None:
    source = root / "tests/gallery/dialects/article.md"
    text = source.read_text(encoding="utf-8")
    golden("dialects.txt", text + "=" * 40 + "\n" + dump(read(source)))


def test_a_byte_order_mark_and_other_ends_of_line_change_nothing(tmp_path: Path) -> None:
    text = CASES["sections"].lstrip("\n")
    plain, windows = tmp_path / "a.md", tmp_path / "b.markdown"
    plain.write_text(text, encoding="utf-8")
    windows.write_bytes(b"\xef\xbb\xbf" + text.replace("\n", "\r\n").encode())
    assert dump(read(plain)) == dump(read(windows))
