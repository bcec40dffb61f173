"""The syntax of other tools was printed: alerts, attributes, HTML, roles, straight quotes.

What a source full of it becomes is in ``tests/source/golden/dialects.txt``.
"""

from __future__ import annotations

from pathlib import Path

import pytest

from publish.check import check
from publish.errors import Severity, SourceError
from publish.intake import read
from publish.model import Article, Figure, Section, Table
from publish.model.walk import all_blocks, all_inlines, content_of, text_of
from publish.prepare import prepare
from publish.source import read_markdown
from tests.building import edition_of

FRONT = "---\ntitle: T\nlanguage: en\n---\n"


def article_of(text: str, folder: Path, front: str = FRONT) -> Article:
    (folder / "a.svg").write_text(
        '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 9 9"/>', encoding="utf-8"
    )
    return read_markdown(folder / "article.md", front + text)


def words(article: Article) -> str:
    runs = [text_of(run) for block in all_blocks(article) for run in content_of(block)]
    return " | ".join(" ".join(run.split()) for run in runs if run.strip())


def test_a_source_full_of_dialects_builds(root: Path, tmp_path: Path) -> None:
    article = read(root / "tests/gallery/dialects/article.md")
    assert not [one for one in check(article) if one.severity is Severity.ERROR]
    prepared = prepare(article)
    for name in ("epub", "pdf"):
        assert edition_of(name, prepared, None, tmp_path / "dialects").path.is_file()


@pytest.mark.parametrize(
    ("text", "line", "code", "fix"),
    [
        ("One\n{{< youtube abc >}}", 6, "template", "https://www.youtube.com/watch?v=abc"),
        ("{% include a.html %}", 5, "template", "publish import"),
        ("{{ site.title }}", 5, "template", "backticks"),
        ('import X from "./x";', 5, "template", "Delete"),
        ("One\ntwo \\textbf{bold}", 6, "latex", "**words**"),
        ("\\begin{tabular}{ll}\na\n\\end{tabular}", 5, "latex", "Markdown"),
        ("One [@knuth]", 5, "citation", "text[^a]"),
        ("![[Another note]]", 5, "embedded", "link"),
        ("One\n\n<iframe src='a'></iframe>", 7, "html", "[its title](https://...)"),
        ("One <T> two", 5, "html", "\\<t>"),
        ("One <b>two", 5, "html", "</b>"),
        ("<details>\n\nOne", 5, "html", "</details>"),
        ("+---+\n| a |\n+---+", 5, "table", "publish import"),
        ("```{=html}\n<b>a</b>\n```", 5, "html", "Markdown"),
        ("```{tabs}\na\n```", 5, "directive-unknown", "table"),
        ("::: {.note}\na", 5, "directive-open", ":::"),
    ],
)
def test_what_has_no_place_is_an_error(
    text: str, line: int, code: str, fix: str, tmp_path: Path
) -> None:
    with pytest.raises(SourceError) as raised:
        article_of(text, tmp_path)
    (found,) = raised.value.diagnostics
    assert (found.line, found.code) == (line, code)
    assert fix in found.fix


@pytest.mark.parametrize(
    ("text", "expected"),
    {
        "a == b, x ~ 5 and ~6, 2^10 is 3^6, a^b": "a == b, x ~ 5 and ~6, 2^10 is 3^6, a^b",
        "!!! Stop": "!!! Stop",
        "\\(see above\\) and \\[sic\\]": "(see above) and [sic]",
        "write @ada or ada@example.org": "write @ada or ada@example.org",
        "A | B\n50% of C": "A | B 50% of C",
        "`{{ x }}` and `<b>`": "{{ x }} and <b>",
        "- a\n- b\n| c |\n|---|\n| d |": "a | b | c | d",
        "::: {.a}\n::: {.b}\nx\n:::\n:::\ny": "x | y",
        "<p>a\n<b>b</b></p>\n<h2>c</h2>\nd": "a b | c | d",
        "<ol start=3><li>a<li>b</ol>": "a | b",
        "a<br>\nb": "a b",
        "<table>\n<tr>\n\n    <th>a</th>\n\n    <th>b\n</table>": "a | b",
    }.items(),
)
def test_text_stays_text(text: str, expected: str, tmp_path: Path) -> None:
    assert words(article_of(text, tmp_path)) == expected


@pytest.mark.parametrize(
    ("language", "text", "expected"),
    [
        ("en", "\"It's 'so'\" -- a---b... 10--20", "“It’s ‘so’” – a—b… 10–20"),
        ("de", "\"Ist's 'so'?\"", "„Ist’s ‚so‘?“"),
        ("pl", "\"Tak 'tu'\"", "„Tak «tu»”"),
        ("be", '"Так" -- сям\'я', "«Так» — сям’я"),
        ("fr", '"Oui"', "« Oui »"),
        ("en", '--flag `"a"` $a\'$ <https://e.org/a--b> https://e.org/a--b', None),
        ("en", '\\"a\\" &quot;b&quot; 3" wide', '"a" "b" 3" wide'),
        ("en", 'So "[ja, "tak" i]{lang=pl}"', "So “ja, „tak” i”"),
        ("en", '{lang=pl}\n"A"\n\n"B"', "„A” | “B”"),
        ("en", '{lang=pl}\n# "A"\n\n"B"\n\n# "C"', "„A” | „B” | “C”"),
        ("en", '> "A"\n>\n> -- Ann', "Ann | “A”"),
    ],
)
def test_marks_follow_the_language(
    language: str, text: str, expected: str | None, tmp_path: Path
) -> None:
    front = f"---\ntitle: It's\nlanguage: {language}\n---\n"
    article = article_of(text, tmp_path, front)
    assert article.metadata.title == "It’s"
    kept = text.translate(str.maketrans("", "", "`$<>"))
    assert words(article) == (kept if expected is None else expected)


def test_marks_stay_where_the_option_is_off(tmp_path: Path) -> None:
    front = "---\ntitle: It's\nlanguage: en\nsmart-typography: false\n---\n"
    assert words(article_of('"A" -- b', tmp_path, front)) == '"A" -- b'
    (tmp_path / ".publish.toml").write_text("[source]\nsmart-typography = false\n")
    assert words(article_of('"A" -- b', tmp_path)) == '"A" -- b'
    assert article_of("a", tmp_path).metadata.title == "T"


def test_references_are_filled(tmp_path: Path) -> None:
    text = """
See [](#fig-b), @fig:b, {numref}`tab-c`, [](#a-heading), [top](#t) and [one](#1-one).

## A heading

![Caption.](a.svg){#fig:b alt="A" width=50%}

a | b
--|--
c | d

: Letters {#tab-c}

## 1. One
"""
    article = article_of(text, tmp_path)
    assert not [one for one in check(article) if one.severity is Severity.ERROR]
    prepared = prepare(article)
    assert words(prepared).startswith(
        "See Figure 1, Figure 1, Table 1, A heading, top and one. | A heading | Caption."
    )
    ids = {
        type(block): block.id
        for block in all_blocks(prepared)
        if isinstance(block, Figure | Table | Section)
    }
    assert ids == {Figure: "fig-b", Table: "tab-c", Section: "section-1-one"}
    targets = [inline.target for _, inline in all_inlines(article) if hasattr(inline, "target")]
    assert targets[-2:] == ["#title", "#section-1-one"]
