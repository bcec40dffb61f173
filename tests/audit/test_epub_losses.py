"""Each loss in a finished EPUB is found: which item it is, and that it is lost there."""

from __future__ import annotations

from pathlib import Path

import pytest

from publish.audit.items import Kind
from tests.audit.conftest import Editions
from tests.audit.spoiling import Spoil, change, gone, packed, swap

TEXT = "article.xhtml"
ID = "three-lines"

LOSSES: dict[str, tuple[str, Spoil | object, Kind, str]] = {
    "alt text emptied": (
        TEXT, swap('alt="Map of the valley. Three tram lines meet at the mill."', 'alt=""'),
        Kind.ALT, "fig-map-img",
    ),
    "alt text of a picture in the text changed": (
        TEXT, swap('alt="a blue diamond"', 'alt="a sign"'), Kind.ALT, "text-p-2-s4",
    ),
    "picture taken out of the archive": ("depot-5fb46145.jpg", gone, Kind.FIGURE, "fig-3"),
    "picture that is none": (
        "ticket-7e26517d.png", lambda content: b"no picture" + content[10:], Kind.FIGURE, "fig-4",
    ),
    "caption dropped": (
        TEXT, swap("The gate of the depot, built in 1926."), Kind.CAPTION, "fig-3-caption",
    ),
    "caption that is none": (
        TEXT, lambda content: content.replace(b"figcaption", b"div"), Kind.CAPTION, "fig-2-caption",
    ),
    "credit dropped": (TEXT, swap("Photograph: Piotr Lis"), Kind.CREDIT, "fig-3-credit"),
    "sentence of a description dropped": (
        TEXT, swap("Lines B and C leave it at the mill:"), Kind.DESCRIPTION, "fig-map-desc",
    ),
    "picture leads to no description": (
        TEXT, swap(' aria-details="fig-map-desc"'), Kind.DESCRIPTION, "fig-map-desc",
    ),
    "words of a note dropped": (
        TEXT, swap("It stood still for eleven days in 1944."), Kind.NOTE, "note-1",
    ),
    "call leads to another note": (
        TEXT, swap('id="note-1-call-1" href="#note-1"', 'id="note-1-call-1" href="#note-2"'),
        Kind.NOTE, "note-1",
    ),
    "cell emptied": (TEXT, swap(">12.5<", "><"), Kind.CELL, "pipe-body-1-3"),
    "header cell made plain": (
        TEXT, change('<th (id="passengers-body-1-1") scope="row">(.*?)</th>', r"<td \1>\2</td>"),
        Kind.CELL, "passengers-body-1-1",
    ),
    "cell has another header": (
        TEXT, swap('<th id="tbl-2-head-2-2" scope="col">', '<th id="tbl-2-head-2-2" scope="row">'),
        Kind.CELL, "tbl-2-body-1-3",
    ),
    "row of a table dropped": (
        TEXT, change('<tr id="pipe-body-2">.*?</tr>', ""), Kind.TABLE, "pipe",
    ),
    "attribution dropped": (
        TEXT, swap("Halina, motornicza"), Kind.ATTRIBUTION, "gauge-quote-1-attribution",
    ),
    "quotation made a paragraph": (
        TEXT, lambda content: content.replace(b"blockquote", b"div"), Kind.QUOTATION,
        "gauge-quote-1",
    ),
    "heading made a paragraph": (
        TEXT, lambda c: c.replace(b"<h3 id", b"<p id").replace(b"</h3>", b"</p>"),
        Kind.HEADING, "three-lines-title",
    ),
    "link leads elsewhere": (
        TEXT, swap("https://example.org/trams", "https://example.org/"), Kind.LINK, "text-p-1-s3",
    ),
    "link inside leads nowhere": (
        TEXT, swap('href="#fig-map"', 'href="#fig-gone"'), Kind.LINK, "text-p-2-s5",
    ),
    "phrase lost its language": (
        TEXT, swap('<span lang="pl" xml:lang="pl">tramwaj', "<span>tramwaj"),
        Kind.LANGUAGE, "text-p-2-s1",
    ),
    "block has another language": (
        TEXT, swap('id="gauge-quote-1" lang="pl" xml:lang="pl"', 'id="gauge-quote-1" lang="cs"'),
        Kind.LANGUAGE, "gauge-quote-1",
    ),
    "code dropped": (TEXT, swap("return list("), Kind.CODE, "how-it-is-reckoned-code-1"),
    "formula lost its words": (
        TEXT, swap('alttext="E equals m c squared"', 'alttext="?"'), Kind.FORMULA, "text-p-2-s3",
    ),
    "abbreviation lost what it stands for": (
        TEXT, swap(' title="Mill Town Association"'), Kind.ABBREVIATION, "text-p-1-s3",
    ),
    "sentence hidden": (
        TEXT, swap('id="three-lines-p-1"', 'id="three-lines-p-1" hidden="hidden"'),
        Kind.TEXT, "three-lines-p-1",
    ),
    "word of a sentence dropped": (TEXT, swap("Mind the step.", "Mind."), Kind.TEXT, ""),
    "correction dropped": (
        TEXT, swap("An earlier version gave the wrong year"), Kind.FRONT, "colophon-correction-1",
    ),
}  # fmt: skip


@pytest.mark.parametrize("name", LOSSES)
def test_loss(name: str, editions: Editions, tmp_path: Path) -> None:
    file, spoil, kind, own = LOSSES[name]
    book = packed(editions["epub"], tmp_path, file, spoil)  # type: ignore[arg-type]
    losses = editions.losses(book)
    assert [loss for loss in losses if loss.item.kind is kind and own in ("", loss.item.id)]
    assert len(losses) <= 12, "one loss isn't reported as many"
    assert {loss.edition for loss in losses} == {"EPUB"}


def test_a_clip_that_is_gone_is_found(editions: Editions, tmp_path: Path) -> None:
    def spoil(content: bytes) -> bytes:
        start = content.rindex(b"<par", 0, content.index(b"#gauge-title-s1"))
        end = content.index(b"</par>", start) + len(b"</par>")
        return content[:start] + content[end:]

    losses = editions.losses(packed(editions["epub"], tmp_path, "article.smil", spoil))
    assert [(loss.edition, loss.item.id) for loss in losses] == [("EPUB sound", "gauge-title")]


def test_a_clip_that_says_something_else_is_heard(editions: Editions, tmp_path: Path) -> None:
    def spoil(content: bytes) -> bytes:
        start = content.index(b"clipBegin", content.index(b"#three-lines-p-1-s1"))
        end = content.index(b"/>", start)
        return content[:start] + b'clipBegin="20.3s" clipEnd="24.5s"' + content[end:]

    book = packed(editions["epub"], tmp_path, "article.smil", spoil)
    assert not editions.losses(book)
    (loss,) = editions.losses(book, listen=True)
    assert (loss.edition, loss.item.id) == ("EPUB sound", "three-lines-p-1")
    assert "something else" in loss.reason
