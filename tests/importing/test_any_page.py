"""Pages that nobody would write become sources that are read, with all their words."""

from __future__ import annotations

import html
import tempfile
from collections import Counter
from pathlib import Path

import lxml.html
from hypothesis import given, settings
from hypothesis import strategies as st

from publish.importing import import_file
from publish.model import Article, CodeBlock, MathBlock
from publish.model.walk import all_blocks, content_of, text_of
from publish.source import read_markdown

EXPANSION = "long"
PIECES = "tram *star* <b> 1. - # [x] {y} `z` $5 $6 a_b_c ~~no~~ | : % «так» (a)= ::: &amp; 2026 = +"
WORDS = st.sampled_from(tuple(PIECES.split()))
LINES = st.lists(WORDS, min_size=1, max_size=5).map(" ".join).map(html.escape)
PHRASES = ("em", "strong", "a href='https://example.org/'", "span lang='be'", "code", "sup", "del",
           "a href='#x'", f"abbr title='{EXPANSION}'", "q", "mark", "span id='x'", "u")  # fmt: skip
BLOCKS = ("p", "blockquote", "ul><li", "ol><li", "div", "section", "aside", "h2", "h4", "figure",
          "details", "table><tr><td", "table><tr><th", "dl><dt", "dl><dd", "pre", "div lang='pl'",
          "blockquote lang='pl'", "article", "li", "p id='x'")  # fmt: skip


def _in(tag: str, inner: str) -> str:
    names = [name.split(" ")[0] for name in tag.split("><")]
    return f"<{tag}>{inner}" + "".join(f"</{name}>" for name in reversed(names))


RUNS = st.recursive(
    LINES, lambda inner: st.builds(_in, st.sampled_from(PHRASES), st.lists(inner, min_size=1,
    max_size=3).map(" ".join)), max_leaves=5,
)  # fmt: skip
PAGES = st.recursive(
    RUNS.map(lambda run: f"<p>{run}</p>") | RUNS,
    lambda inner: st.builds(
        _in, st.sampled_from(BLOCKS), st.lists(inner, min_size=1, max_size=3).map(" ".join)
    ),
    max_leaves=8,
)


@settings(deadline=None, max_examples=30)
@given(st.lists(PAGES, min_size=1, max_size=4).map("\n".join))
def test_it_reads(body: str) -> None:
    if body.count("<article>") == 1:
        body = f"<article>{body}</article>"  # one alone is taken for the whole text
    page = f"<html lang=en><title>T</title><body>{body}</body></html>"
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        file = folder / "a.html"
        file.write_text(page, "utf-8")
        written = import_file(file, folder).markdown
        article = read_markdown(folder / "a.md", written)
    words = written_words(article)
    assert "\U000fdea0" not in words
    said = words.replace("“", "").replace("”", "").replace(f"({EXPANSION})", "")  # what we add
    assert letters(said) == letters(lxml.html.document_fromstring(page).find("body").text_content())


def written_words(article: Article) -> str:
    """All words of the text of ``article``, with code and formulas."""
    out: list[str] = []
    for block in all_blocks(article):
        out += [text_of(run) for run in content_of(block)]
        if isinstance(block, CodeBlock | MathBlock):
            out.append(block.text if isinstance(block, CodeBlock) else block.tex)
    return " ".join(out)


def letters(words: str) -> Counter[str]:
    """How often each character is in ``words``, without white space."""
    return Counter("".join(words.split()))
