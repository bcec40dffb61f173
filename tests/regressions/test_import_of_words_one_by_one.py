"""pandoc's trees have a node for each word and each space, which took half of an import."""

from __future__ import annotations

from pathlib import Path

from publish.api import import_document
from publish.runtime import pandoc

_PAGE = (
    "<title>T</title><p>Some plain words,\nand <em>more of</em> them<br>here “Quoted words” now."
    "<p>Слова тоже “c”:”d” \\(a b\\) <code>x y</code> &#34;},{ &#34;t&#34;:&#34;Space\n"
    '<pre>for a in b\n  do c\n</pre><ul class="task-list"><li><label><input type="checkbox">'
    "do it</label></ul>"
)


def test_words_are_one_node_of_the_tree() -> None:
    data = pandoc.joined(
        "<p>Some plain words,\nand <em>more of</em> them<br>here 1 &amp; 2"
    ).encode()
    assert pandoc.tree(data, "html")["blocks"] == [("Para", [
        ("Str", "Some plain words, and"), ("Space", None), ("Emph", [("Str", "more of")]),
        ("Space", None), ("Str", "them"), ("LineBreak", None), ("Str", "here"), ("Space", None),
        ("Str", "1"), ("Space", None), ("Str", "&"), ("Space", None), ("Str", "2"),
    ])]  # fmt: skip


def test_a_page_keeps_its_words_and_spaces(tmp_path: Path) -> None:
    (tmp_path / "a.html").write_text(_PAGE, encoding="utf-8")
    import_document(tmp_path / "a.html", tmp_path / "a.md")
    text = (tmp_path / "a.md").read_text("utf-8").partition("---\n\n")[2]
    assert "Some plain words, and *more of* them\\\nhere “Quoted words” now.\n" in text
    assert 'Слова тоже “c”:”d” $a b$ `x y` "},\\{ "t":"Space\n' in text
    assert "for a in b\n  do c\n" in text
    assert "do it" in text
