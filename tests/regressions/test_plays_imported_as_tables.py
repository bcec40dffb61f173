"""Plays became tables without headers, and speeches of our own editions paragraphs."""

from __future__ import annotations

from pathlib import Path

from publish import api
from publish.importing import import_file
from publish.model import Paragraph, Speech
from publish.model.walk import blocks_in, text_of

_ROW = '<tr><td epub:type="z3998:persona">{}</td><td><p>{}</p></td></tr>'
_PAGE = (
    '<html xmlns="http://www.w3.org/1999/xhtml" xmlns:epub="http://www.idpf.org/2007/ops" '
    'lang="en"><head><title>T</title></head><body><p>Before.</p>{}<p>After.</p></body></html>'
)


def _imported(folder: Path, body: str) -> tuple[str, list[object]]:
    """Return the words of an imported page in their order, and its speakers."""
    (folder / "page.xhtml").write_text(_PAGE.format(body), "utf-8")
    (folder / "a.md").write_text(import_file(folder / "page.xhtml", folder).markdown, "utf-8")
    article = api.read(folder / "a.md")
    words, speakers = [], []
    for block in blocks_in(article.blocks):
        if isinstance(block, Speech):
            speakers.append(text_of(block.speaker))
            words.append(text_of(block.speaker))
        elif isinstance(block, Paragraph):
            words.append(text_of(block.content))
    return " ".join(" ".join(words).split()), speakers


def test_rows_of_a_play_are_speeches(tmp_path: Path) -> None:
    rows = (
        _ROW.format("<b>Bernardo</b>", "Who’s<br/>there?")
        + '<tr><td/><td epub:type="z3998:stage-direction"><i>Enter a ghost.</i></td></tr>'
        + _ROW.format("Francisco", "Nay, answer me.</p><p>Stand.")
        + _ROW.format("", "He goes on.")
        + _ROW.format("Nobody", "")
    )
    words, speakers = _imported(tmp_path, f"<table><tbody>{rows}</tbody></table>")
    assert speakers == ["Bernardo", "Francisco"]
    assert words == (
        "Before. Bernardo Who’s there? Enter a ghost. Francisco Nay, answer me. Stand. "
        "He goes on. Nobody After."
    )


def test_speeches_of_our_own_editions_come_back(tmp_path: Path) -> None:
    body = '<div class="speech"><p class="speaker">Ada</p><p>It rains.</p></div>'
    assert _imported(tmp_path, body) == ("Before. Ada It rains. After.", ["Ada"])


def test_words_beside_a_speaker_are_kept(tmp_path: Path) -> None:
    body = '<div class="speech"><span class="speaker">Ada</span> It <em>rains</em>.</div>'
    assert _imported(tmp_path, body) == ("Before. Ada It rains. After.", ["Ada"])


def test_what_only_looks_like_a_speech_stays(tmp_path: Path) -> None:
    for body, words in (
        ("<p><b>Note:</b> Close it.</p>", "Note: Close it."),
        ('<div class="speech"><p>It rains.</p></div>', "It rains."),
        ("<table><tr><td>Ada</td><td>It rains.</td></tr></table>", ""),
        (
            "<table>" + _ROW.format('<a href="https://example.org">Ada</a>', "Rain.") + "</table>",
            "Ada Rain.",
        ),
    ):
        found, speakers = _imported(tmp_path, body)
        assert not speakers
        assert words in found
