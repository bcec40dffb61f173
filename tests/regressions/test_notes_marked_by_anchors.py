"""Notes whose id is on a link in them lost their text: Google Docs, Word, plain pages."""

from __future__ import annotations

from pathlib import Path

import pytest

from publish.api import import_document
from publish.importing import import_file
from publish.model.walk import text_of
from publish.source import read_markdown
from tests.importing.test_formats import body_of, html

CALL = "<p>A<sup><a href='#{0}1' {1}={2}1>[1]</a></sup> b<sup><a href='#{0}2' {1}={2}2>[2]</a></sup>.</p>"  # noqa: E501


@pytest.mark.parametrize(
    "notes",
    [
        # Google Docs
        CALL.format("ftnt", "id", "ftnt_ref")
        + "<hr><div><p><a href='#ftnt_ref1' id=ftnt1>[1]</a><span>&nbsp;One.</span></p></div>"
        "<div><p><a href='#ftnt_ref2' id=ftnt2>[2]</a><span>&nbsp;Two.</span></p></div>",
        # Word
        CALL.format("_ftn", "name", "_ftnref")
        + "<div><hr><div id=ftn1><p><a href='#_ftnref1' name=_ftn1><span>[1]</span></a> One.</p>"
        "</div><div id=ftn2><p><a href='#_ftnref2' name=_ftn2>[2]</a> Two.</p></div></div>",
        # docutils
        CALL.format("f", "id", "r").replace("<sup>", "").replace("</sup>", "")
        + "<dl><dt id=f1>[<a href='#r1'>1</a>]</dt><dd><p>One.</p></dd>"
        "<dt id=f2>[<a href='#r2'>2</a>]</dt><dd>Two.</dd></dl>",
        # a table, and paragraphs with a link back
        CALL.format("n", "id", "r")
        + "<table><tr><td><a name=n1 href='#r1'>1.</a></td><td>One.</td></tr></table>"
        "<p id=n2><sup>2</sup> Two. <a href='#r2'>Back to the text</a></p>",
    ],
)
def test_notes_are_found_by_their_anchors(notes: str, tmp_path: Path) -> None:
    body = body_of(html(tmp_path, notes))
    assert body.startswith("A[^1] b[^2].\n")
    assert body.endswith("\n\n[^1]: One.\n\n[^2]: Two.\n")


def test_links_between_parts_are_no_notes(tmp_path: Path) -> None:
    file = html(
        tmp_path,
        "<ul><li><a id=t1 href='#c1'>1</a></ul><h2 id=c1><a href='#t1'>1</a></h2><p>Text.</p>",
    )
    assert "[^" not in body_of(file)


def test_comments_are_reported_and_not_published(tmp_path: Path) -> None:
    file = html(
        tmp_path,
        "<p>A<sup><a href='#cmnt1' id=cmnt_ref1>[a]</a></sup> b.</p>"
        "<div><p><a href='#cmnt_ref1' id=cmnt1>[a]</a><span>Ask Ada.</span></p></div>",
    )
    assert body_of(file) == "A b.\n"
    told = import_document(file, tmp_path / "a.md").diagnostics
    (found,) = [one for one in told if "comment" in one.message]
    assert found.message.startswith("1 comment was left out: “Ask Ada.”")


def test_words_and_brackets_around_calls_stay(tmp_path: Path) -> None:
    file = html(
        tmp_path,
        "<p>The <a role=doc-noteref href='#n'>old depot</a>(1923) stood"
        "<a role=doc-noteref href='#n'>1</a>(there).</p><aside id=n><p>Noted.</p></aside>",
    )
    written = "The old depot[^1]\\(1923) stood[^1]\\(there).\n\n[^1]: Noted.\n"
    assert body_of(file) == written
    article = read_markdown(file, import_file(file, tmp_path).markdown)
    assert text_of(article.blocks[0].content) == "The old depot(1923) stood(there)."


def test_a_name_that_repeats_and_a_paragraph_of_space(tmp_path: Path) -> None:
    file = html(
        tmp_path,
        "<p><a href='#x'>there</a></p><div id=x><p>&nbsp;</p><p>One.</p></div><p id=x>Two.</p>",
    )
    assert body_of(file) == "[there](#x)\n\n{#x}\nOne.\n\nTwo.\n"
