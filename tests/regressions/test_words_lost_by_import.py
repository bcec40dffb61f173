"""Words of rare pages were lost on import, or characters of Markdown came among them."""

from __future__ import annotations

from pathlib import Path

from publish.importing import import_file
from publish.source import read_markdown
from tests.importing.test_any_page import written_words


def test_a_figure_without_a_picture_keeps_description_and_credit(tmp_path: Path) -> None:
    file = tmp_path / "a.html"
    inside = "<p>Table.</p><details>Told.</details><figcaption>Named. {}</figcaption>"
    named = "<div class=credit>Ada</div><div class=credit>Bo</div>"
    file.write_text(f"<title>T</title><body><figure>{inside.format(named)}</figure>", "utf-8")
    article = read_markdown(tmp_path / "a.md", import_file(file, tmp_path).markdown)
    assert sorted(written_words(article).split()) == ["Ada", "Bo", "Named.", "Table.", "Told."]


def test_what_is_too_deep_becomes_paragraphs(tmp_path: Path) -> None:
    file = tmp_path / "a.html"
    file.write_text("<ul><li>a" * 30 + "innermost" + "</ul>" * 30, "utf-8")
    imported = import_file(file, tmp_path)
    assert "innermost" in imported.markdown
    assert read_markdown(tmp_path / "a.md", imported.markdown)
    assert [p.code for p in imported.diagnostics].count("import-depth") == 1


def test_pieces_of_code_beside_each_other_stay_code(tmp_path: Path) -> None:
    file = tmp_path / "a.html"
    page = "<title>T</title><p><code><a href='#x'>a</a>b`c</code><code>d</code><sup>2</sup><code>e"
    file.write_text(page, "utf-8")
    article = read_markdown(tmp_path / "a.md", import_file(file, tmp_path).markdown)
    assert written_words(article) == "ab`cd2 e"


def test_a_meaning_without_a_term_becomes_text(tmp_path: Path) -> None:
    file = tmp_path / "a.html"
    empty = "<dt></dt><dd><p>Meant.</p><details>Told.</details></dd>"
    page = f"<title>T</title><dl><dt>One</dt><dd>1</dd>{empty}<dt>Two</dt><dd>2</dd></dl>"
    file.write_text(page, "utf-8")
    article = read_markdown(tmp_path / "a.md", import_file(file, tmp_path).markdown)
    kinds = [type(block).__name__ for block in article.blocks]
    assert kinds == ["DefinitionList", "Paragraph", "Aside", "DefinitionList"]
    assert sorted(written_words(article).split()) == ["1", "2", "Meant.", "One", "Told.", "Two"]


def test_a_heading_keeps_the_signs_at_its_ends(tmp_path: Path) -> None:
    file = tmp_path / "a.html"
    file.write_text("<title>T</title><h2>- #</h2><h2># #</h2><h2>C #</h2>", "utf-8")
    article = read_markdown(tmp_path / "a.md", import_file(file, tmp_path).markdown)
    assert written_words(article) == "- # # # C #"
