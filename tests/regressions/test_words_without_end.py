"""Code without a space took 40 s in a PDF, and words that no line may part left the page."""

from __future__ import annotations

from pathlib import Path

import lxml.html
import pytest

from publish.audit.items import State
from publish.editions.auditing import audit
from publish.editions.pdf.adjustments import _PIECE, mark_long_words
from publish.errors import SourceError
from publish.prepare import prepare
from publish.source import read
from tests.building import edition_of

SOFT = "\N{SOFT HYPHEN}"
HEAD = "---\ntitle: River\nlanguage: en\n---\n\n"


def _source(folder: Path, text: str) -> Path:
    source = folder / "river.md"
    source.write_text(f"{HEAD}{text}\n", encoding="utf-8")
    return source


def test_code_is_divided_so_that_no_line_measures_all_of_it() -> None:
    shown = "x=1;" * 1000
    root = lxml.html.document_fromstring(f"<body><pre><code>{shown} # a.b/c</code></pre></body>")
    mark_long_words(root)
    assert {len(one.text) for one in root.iter("span")} == {_PIECE}
    assert root.text_content() == f"{shown} # a.b/c"


@pytest.mark.parametrize(
    "text",
    [f"a{SOFT}" * 1000, f"*Donau{SOFT}*dampf{SOFT}**schiff**{SOFT}fahrt " * 200],
    ids=["without end", "in parts"],
)
def test_words_divided_at_the_end_of_an_element_are_whole(text: str, tmp_path: Path) -> None:
    """The layout was refused, or the next piece of the paragraph was read in their middle."""
    article = prepare(read(_source(tmp_path, text)))
    built = edition_of("pdf", article, None, tmp_path / "river")
    results = audit(article, (built.path,), None).results
    assert [one.reason for one in results if one.state is State.LOST] == []


def test_words_that_no_line_can_end_between_stay_on_the_page(tmp_path: Path) -> None:
    bound = "\N{NO-BREAK SPACE}".join(["ab"] * 60)
    text = f"{bound}\n\n{'A. ' * 200}\n\n| {bound} | b |\n|---|---|\n| {bound} | d |"
    article = prepare(read(_source(tmp_path, text)))
    built = edition_of("pdf", article, None, tmp_path / "river")
    results = audit(article, (built.path,), None).results
    assert [one.reason for one in results if one.state is State.LOST] == []


@pytest.mark.parametrize(
    ("text", "code", "said"),
    [
        (f"Hear {'a' + chr(0x301) * 31}.", "too-many-marks", "has 31 combining marks"),
        (f"[There](https://example.org/{'a' * 8000}).", "link-target", "8020 characters"),
    ],
    ids=["marks", "address"],
)
def test_what_no_reader_shows_is_refused(text: str, code: str, said: str, tmp_path: Path) -> None:
    with pytest.raises(SourceError, match=said) as caught:
        read(_source(tmp_path, f"Words.\n\n{text}"))
    found = caught.value.diagnostic
    assert (found.code, found.line) == (code, 8)


@pytest.mark.parametrize(
    "text", [f"{'a' + chr(0x301) * 30}" * 3, "—" * 40, "👨‍👩‍👧‍👦" * 20, "한국어 मनुष्य עִבְרִית" * 9]
)
def test_ordinary_marks_are_read(text: str, tmp_path: Path) -> None:
    assert read(_source(tmp_path, text)).blocks
