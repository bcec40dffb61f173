"""Whatever is too wide, nothing of it lies outside the page or the area of its text."""

from __future__ import annotations

from pathlib import Path

import pytest

from publish.editions.edition import PdfOptions
from publish.editions.pdf.layout import lay_out
from publish.editions.pdf.options import resolve
from publish.prepare import prepare
from publish.source import read

from .conftest import HEAD, PICTURE

LONG = "averyverylongwordwithoutanybreak" * 6


def table(columns: int) -> str:
    head = "".join(f" Column {number} |" for number in range(columns))
    row = "".join(" 1,234,567 |" for _ in range(columns))
    return f"|{head}\n|{'---|' * columns}\n|{row}\n"


NASTY = f"""A line with https://example.org/{LONG} and `{LONG}` and *{LONG}*.

## {LONG}

{table(16)}

Between.

{table(9)}

:::{{sidebar}} {LONG}
![A pier in fog.](pier.svg "{LONG}")

{table(10)}
:::

```
a_line_of_code(with, many, arguments, {LONG})
```

- item

  ![A pier in fog.](pier.svg "The pier.")

{LONG}
: {LONG}

> {LONG}
>
> — {LONG}

Note.[^n]

[^n]: See https://example.org/{LONG}.
"""


@pytest.mark.parametrize(
    "options",
    [
        PdfOptions(),
        PdfOptions(theme="report"),
        PdfOptions(theme="book"),
        PdfOptions("large-print"),
        PdfOptions("print", trim="A5"),
    ],
    ids=lambda options: f"{options.variant} {options.theme}",
)
def test_nothing_is_cut(tmp_path: Path, options: PdfOptions) -> None:
    (tmp_path / "pier.svg").write_text(PICTURE, encoding="utf-8")
    source = tmp_path / "ferry.md"
    source.write_text(HEAD.format(language="en") + NASTY, encoding="utf-8")
    article = prepare(read(source))
    seen = 0
    for page in lay_out(article, resolve(options, article)).document.pages:
        sheet = page._page_box
        # What hangs into the margin or reaches beyond the text stays 5 mm from the edge.
        left, right = 19.0, sheet.margin_width() - 19.0
        for box in sheet.children[0].descendants():
            if type(box).__name__ == "TextBox" and box.text.strip():
                seen += 1
                assert left <= box.position_x, (box.text, box.position_x)
                assert box.position_x + box.width <= right, (box.text, box.element_tag)
            elif hasattr(box, "replacement"):
                assert left <= box.content_box_x()
                assert box.content_box_x() + box.width <= right
    assert seen > 60


def test_a_picture_inside_a_sidebar_stays_in_it(tmp_path: Path) -> None:
    (tmp_path / "pier.svg").write_text(PICTURE.replace("400", "900"), encoding="utf-8")
    source = tmp_path / "ferry.md"
    text = ":::{sidebar} Title\n![A pier.](pier.svg)\n:::\n"
    source.write_text(HEAD.format(language="en") + text, encoding="utf-8")
    (page,) = lay_out(prepare(read(source))).document.pages
    boxes = list(page._page_box.descendants())
    (aside,) = (box for box in boxes if box.element_tag == "aside")
    (picture,) = (box for box in boxes if hasattr(box, "replacement"))
    assert picture.content_box_x() + picture.width <= aside.content_box_x() + aside.width + 0.01
