"""Texts with many beginnings and no end are read in linear time, whatever the entrance."""

from __future__ import annotations

import json
import time
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

import pytest

from publish.errors import SourceError
from publish.importing.markdown import posts
from publish.importing.markdown.dialects import Dialect, dialect_of, without_comments
from publish.importing.markers import Marks
from publish.importing.original import OriginalError, read_original
from publish.importing.pictures import _usable
from publish.importing.plain_text import import_text
from publish.importing.preparing import html, jats
from publish.importing.preparing.latex_text import Latex
from publish.importing.preparing.rtf_text import plain
from publish.runtime.spans import line_numbers, replace_spans, spans
from publish.source import read_markdown

SIZE = 12_000
"""At this size, quadratic time is seconds, and linear time milliseconds."""
LIMIT = 0.6
"""Processor time in seconds; the slowest entrance takes 0.2 on a slow machine."""

MARKDOWN = [
    "{{< a", "{% a", "{{", "{%highlight a ",
    "{#", "<!--", "<!DOCTYPE", "<a ", "<a href=\"", "[[ |",
    "![", "[^", "^[", "[a](", ":::a ", "```{a}", "$$", "\\(", "\\[", "\\begin{align}\n",
    "%%", "`{a}", "{.a ", "{a=\"", "> [!", "!!! a", "|-", "{#fig:", "[-@a", "[caption]",
    "<div markdown=\"1\">", "#", "<svg", "\\a[", "| a ", "~a", "\"\\",
]  # fmt: skip
LATEX = [
    "\\begin{verbatim}", "\\begin{equation}", "\\begin{longtable}{", "\\begin{algorithm}[",
    "\\begin{thebibliography}{}", "\\bibitem[{a}", "\\cite[", "\\section{", "\\caption[",
    "\\includegraphics[", "\\begin{tikzpicture}node ", "\\newtheorem{a}{b}\\begin{a}", "\\(",
    "\\ce{", "\\label ", "\\verb|", "\\endhead ", "\\begin{tabular}", "\\cmidrule ", "%", "{",
]  # fmt: skip
PAGES = ["<!--", "<!DOCTYPE", "<?xml", "<source ", "<style>a{", "<style>@a ", "<b>",
         "<a href='#a'>", "<img srcset='a ", "<p style='background ", "&",
         "<table><tr><td>", "<svg>"]  # fmt: skip
RTF = ["\\'", "{\\pict ", "\\u8364", "{\\*\\a", "\\bin1 ", "{\\fonttbl"]
FILLS = ("", " " * 40)


def _markdown(dialect: Dialect) -> Callable[[Path], object]:
    return lambda file: posts.prepare(file, dialect)


ENTRANCES: dict[str, tuple[str, str, list[str], Callable[[Path], object]]] = {
    "source": (".md", "---\ntitle: A\nlanguage: en\n---\n\n", MARKDOWN,
               lambda file: read_markdown(file, file.read_text())),
    "post": (".md", "", MARKDOWN, _markdown(Dialect.POST)),
    "myst": (".md", "", MARKDOWN, _markdown(Dialect.MYST)),
    "mdbook": (".md", "", MARKDOWN[:8], _markdown(Dialect.MDBOOK)),
    "dialect": (".txt", "", MARKDOWN, lambda file: dialect_of(file, file.read_text())),
    "comments": (".md", "", MARKDOWN[:8], lambda file: without_comments(file.read_text())),
    "plain text": (".txt", "", ["a", " ", "a. ", "- a\n b\n"], import_text),
    "markdown again": (".md", "", MARKDOWN, lambda file: read_original(file, "myst")),
    "latex": (".tex", "", LATEX, lambda file: Latex(file, Marks(), lambda _: "en").rewritten()),
    "latex again": (".tex", "", LATEX, read_original),
    "page": (".html", "<p>a", PAGES, html.prepare),
    "page again": (".html", "<p>a", PAGES, read_original),
    "article": (".xml", "<article>", PAGES[:4], jats.prepare),
    "rtf": (".rtf", "{\\rtf1 ", RTF, lambda file: plain(file.read_bytes(), Marks())),
    "rtf again": (".rtf", "{\\rtf1 ", RTF, read_original),
    "drawing": (".svg", "<!DOCTYPE a>", PAGES[:3], lambda file: _usable(file.read_bytes())),
}  # fmt: skip


def _taken(read: Callable[[Path], object], file: Path) -> float:
    """Return the processor seconds of ``read``; on a machine that is busy, they vary."""
    started = time.process_time()
    with suppress(SourceError, OriginalError):
        read(file)
    return time.process_time() - started


@pytest.mark.parametrize("entrance", ENTRANCES)
def test_no_end_is_looked_for_twice(entrance: str, tmp_path: Path) -> None:
    suffix, before, pumps, read = ENTRANCES[entrance]
    file = tmp_path / f"a{suffix}"
    slow = []
    for pump in pumps:
        for fill in FILLS:
            file.write_text(before + (pump + fill) * (SIZE // len(pump + fill)), encoding="utf-8")
            if (taken := _taken(read, file)) > LIMIT and _taken(read, file) > LIMIT:
                slow.append(f"{pump + fill!r}: {taken:.1f} s")
    assert not slow


def test_a_page_of_comments_is_empty(tmp_path: Path) -> None:
    file = tmp_path / "a.html"
    file.write_text("<!-- a --><!-- b -->", encoding="utf-8")
    assert b"<body></body>" in html.prepare(file).data


def test_boxes_may_nest_deeply(tmp_path: Path) -> None:
    file = tmp_path / "a.md"
    file.write_text("# A\n\n" + ":::{note}\n" * 1000, encoding="utf-8")
    assert posts.prepare(file, Dialect.MYST).data


def test_many_anchors_name_one_paragraph(tmp_path: Path) -> None:
    file = tmp_path / "a.md"
    anchors = "".join(f'<a id="a{number}"></a>' for number in range(1500))
    read_markdown(file, f"---\ntitle: A\nlanguage: en\n---\n\n{anchors}Words.\n")


def test_fields_are_repeated_only_if_they_are_short(tmp_path: Path) -> None:
    file = tmp_path / "a.md"
    file.write_text(f"---\ntitle: {'a ' * 5_000}\n---\n" + "{{ page.title }}\n\n" * 1_000, "utf-8")
    assert len(posts.prepare(file).data) < 1_000_000


def test_a_notebook_has_many_styles(tmp_path: Path) -> None:
    file = tmp_path / "a.ipynb"
    output = {"output_type": "display_data", "data": {"text/html": "<table>" + "<style" * 2_000}}
    cell = {"cell_type": "code", "metadata": {}, "source": "a", "outputs": [output]}
    file.write_text(json.dumps({"nbformat": 4, "nbformat_minor": 5, "cells": [cell]}), "utf-8")
    from publish.importing.markdown.notebook import prepare

    started = time.process_time()
    prepare(file)
    assert time.process_time() - started < 3 * LIMIT


def test_spans_are_those_of_a_pattern() -> None:
    import re

    opening = re.compile(r"<(a|b)>")
    text = "<a>1</a> <b>2 <a>3</a> <b>4"
    found = [(one.text, one.inside) for one in spans(text, opening, lambda m: f"</{m[1]}>")]
    assert found == [("<a>1</a>", "1"), ("<a>3</a>", "3")]
    assert [one.inside for one in spans(text, opening, "x", to_the_end=True)] == [text[3:]]
    changed = replace_spans(text, opening, lambda m: "" if m[1] == "b" else None, lambda _: "-")
    assert changed == "<a>1</a> -2 <a>3</a> -4"
    assert [line_numbers("a\n\nb")(place) for place in range(4)] == [1, 1, 2, 3]
