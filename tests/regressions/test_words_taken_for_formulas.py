r"""Words, code and addresses with ``\(..\)`` in Markdown became formulas, and formulas text."""

from __future__ import annotations

import time
from pathlib import Path

import pytest

from publish.api import import_document
from publish.importing.markdown.commonmark import html_of

SED = r"sed 's/\(a+\)=\(b+\)/\2/'"


@pytest.mark.parametrize(
    ("written", "html"),
    [
        (r"So \(x=1\) and \\(y_1 = 2\\).", r"<p>So <span class=\"math inline\">\(x=1\)</span> and"),
        (r"So \(p \to q\), \(10^6\).", r"\(p \to q\)"),
        ("Thus\n\\[ a = b\n+ c \\].\nEnd", "\\[a = b\n+ c.\\]"),
        ("- One\n\n  \\\\[\n  a &= b \\\\\n  c &= d\n  \\\\]\n", "\\begin{aligned}a &amp;= b"),
        ("$$\na &= b \\\\[2pt]\nc &= d\n$$\nwhere \\(x=1\\)", "c &amp;= d\\end{aligned}\\]"),
        ("$$\na &= b \\\\[2pt]\nc &= d\n$$\nwhere \\(x=1\\)", "\\(x=1\\)"),
        (f"Run:\n\n    {SED}", SED),
        (f"- Run:\n\n      {SED}", SED),
        (f"Run {SED}", "s/(a+)=(b+)/"),
        (r"<pre>sed \(a=b\)</pre>", r"<pre>sed \(a=b\)</pre>"),
        (r"A <code>sed \(a=b\)</code>", "<code>sed (a=b)</code>"),
        (r"In \(the note, p. 4 + 5\)", "(the note, p. 4 + 5)"),
        (r"\[see also: a = b\]", "[see also: a = b]"),
        (r"\[see also: a = b\)", "[see also: a = b)"),
        (r"\(\d\w+=\)", "="),
        (r"[x](http://e.org/a\(b=c\))", 'href="http://e.org/a(b=c)"'),
        (r"![The \(a=b\) law](a.png)", 'alt="The a=b law"'),
    ],
)
def test_only_what_is_plainly_a_formula_is_one(written: str, html: str, tmp_path: Path) -> None:
    assert html.replace('\\"', '"') in html_of(tmp_path / "a.md", written)


def test_a_formula_and_code_reach_the_source(tmp_path: Path) -> None:
    text = f"# T\n\n$$\na &= b \\\\[2pt] c &= d\n$$\nwhere \\(x=1\\).\n\n    {SED}\n"
    text += f"\nRun `{SED}`, \\\\(the note\\\\).\n"
    (tmp_path / "a.md").write_text(f"---\nlayout: post\ntitle: T\n---\n{text}", "utf-8")
    import_document(tmp_path / "a.md", tmp_path / "out" / "a.md")
    source = (tmp_path / "out" / "a.md").read_text("utf-8")
    assert "$$\n\\begin{aligned}a &= b \\\\[2pt] c &= d\\end{aligned}\n$$" in source
    assert "where $x=1$." in source
    assert f"```\n{SED}\n```" in source
    assert f"Run `{SED}`, \\\\(the note\\\\)." in source


def test_many_openings_are_read_in_time(tmp_path: Path) -> None:
    start = time.process_time()
    html_of(tmp_path / "a.md", "\n\n".join([r"\(a=b " * 2000, r"\(a=b\) " * 2000, "\\[a\n" * 800]))
    assert time.process_time() - start < 5
