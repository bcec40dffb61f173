"""With large letters formulas left their column, and words of headings were broken."""

from __future__ import annotations

import zipfile
from pathlib import Path

import pytest

from publish.prepare import prepare
from publish.source import read
from publish.xhtml.widths import word_width
from tests.building import export_epub as export
from tests.judges.browser import measure

SOURCE = r"""---
title: Responsibilities
subtitle: Why nobody answers for the irreplaceable
language: en
---

Words $a_1 + a_2 + a_3 + a_4 + a_5 + a_6 + f(x, y) = -b$ after.

$$ f(x) = \alpha_0 + \alpha_1 x + \alpha_2 x^2 = \text{the end that must be seen} $$

$$ \begin{pmatrix} a & b & c & d & e & f & g & h \end{pmatrix} $$

$$ E = mc^2 $$

## Incompatibilities of gauges and of trams

Words.
"""

#: The words of headings that stand on more than one line; what of formulas leaves the column, and
#: isn't in a frame that scrolls; the frames that scroll; the lines of the first two formulas.
MEASURED = r"""(() => {
  const edges = (node) => Array.from(node.getClientRects());
  const broken = [...document.querySelectorAll('h1, h2, .subtitle')].flatMap((heading) => {
    const texts = document.createTreeWalker(heading, NodeFilter.SHOW_TEXT);
    const found = [];
    while (texts.nextNode()) {
      for (const word of texts.currentNode.data.matchAll(/\S+/g)) {
        const range = document.createRange();
        range.setStart(texts.currentNode, word.index);
        range.setEnd(texts.currentNode, word.index + word[0].length);
        if (new Set(edges(range).map((one) => Math.round(one.top))).size > 1) found.push(word[0]);
      }
    }
    return found;
  });
  const column = document.querySelector('main').getBoundingClientRect();
  const outside = [...document.querySelectorAll('math *')].filter((part) =>
    !part.closest('.wide-formula') && edges(part).some((one) => one.right > column.right + 1));
  const frames = [...document.querySelectorAll('.wide-formula')];
  const lines = [...document.querySelectorAll('math.lines')].map((math) =>
    new Set([...math.children].flatMap(edges).map((one) => Math.round(one.bottom / 40))).size);
  return [broken, outside.map((one) => one.textContent),
    frames.map((one) => [one.scrollWidth > one.clientWidth, one.getBoundingClientRect().right
                         <= column.right + 1, one.tabIndex]),
    lines.map((count) => count > 2)];
})()"""


def test_formulas_and_headings_stay_in_their_column(tmp_path: Path) -> None:
    source = tmp_path / "wide.md"
    source.write_text(SOURCE, "utf-8")
    book = tmp_path / "wide.epub"
    export(prepare(read(source)), None, book)
    with zipfile.ZipFile(book) as archive:
        page = archive.read("EPUB/article.xhtml").decode()
        style = archive.read("EPUB/style.css").decode()
    page = page.removeprefix('<?xml version="1.0" encoding="utf-8"?>\n')
    narrow = "html {font-size: 300%} body {max-width: 340px; padding: 0}"
    page = page.replace("</head>", f"<style>{style} {narrow}</style></head>")
    assert measure(page, MEASURED) == [[], [], [[True, True, 0]], [True, True]]


@pytest.mark.parametrize(
    ("text", "longest"),
    [
        ("a bc", "bc"),
        ("well-known", "known"),
        ("soft\u00adhyphen", "hyphen"),
        ("塩の道", "塩"),
        ("Llanfair PG", "Llanfair"),
    ],
)
def test_a_line_can_end_inside_some_words(text: str, longest: str) -> None:
    assert word_width(text) == pytest.approx(word_width(longest))
