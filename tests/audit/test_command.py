"""``publish audit`` as a person and as a script see it; and a build that would lose something."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest

from publish.audit.html import as_html
from publish.cli import main
from publish.editions.auditing import audit
from publish.errors import LostError
from publish.intake import read
from publish.prepare import prepare
from tests.audit.conftest import GALLERY, Editions
from tests.audit.spoiling import packed, swap
from tests.building import edition_of as export
from tests.judges import axe

SOURCE = """---
title: A line
language: en
authors: [Ada]
---

The first tram left at six.

> Nobody asked us.
>
> — Halina, driver
"""


@pytest.fixture
def built(tmp_path: Path) -> Path:
    """A source with its EPUB next to it."""
    source = tmp_path / "line.md"
    source.write_text(SOURCE, encoding="utf-8")
    assert main(["epub", str(source), "-o", str(tmp_path), "-q"]) == 0
    return source


def test_nothing_lost(built: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["audit", str(built), str(built.parent)]) == 0
    out = capsys.readouterr().out
    assert "attribution   1\n" in out
    assert out.endswith("Nothing is lost: 5 items, 1 edition.\n")


def test_a_loss_has_its_line_and_fails(built: Path, capsys: pytest.CaptureFixture[str]) -> None:
    book = built.with_suffix(".epub")
    spoiled = packed(book, built.parent / "..", "article.xhtml", swap("Halina, driver"))
    spoiled.replace(book)
    assert main(["audit", str(built), str(built.parent)]) == 8
    out = capsys.readouterr().out
    assert f"{built}:9: EPUB: attribution" in out
    assert "“Halina, driver” is not there" in out
    assert max(map(len, out.split("\n\n")[0].splitlines())) <= 80
    assert main(["audit", str(built), str(built.parent), "--json"]) == 8
    data = json.loads(capsys.readouterr().out)
    assert data["ok"] is False
    (lost,) = [one for one in data["items"] if one["editions"]["EPUB"]["state"] == "lost"]
    assert (lost["kind"], lost["line"]) == ("attribution", 9)


def test_no_edition_at_all(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    source = tmp_path / "line.md"
    source.write_text(SOURCE, encoding="utf-8")
    assert main(["audit", str(source), str(tmp_path)]) == 2
    assert "There is no edition of" in capsys.readouterr().err


def test_an_older_source_is_told_from_its_edition(
    built: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    built.write_text(SOURCE.replace("at six", "at seven"), encoding="utf-8")
    assert main(["audit", str(built), str(built.parent)]) == 8
    assert "“The first tram left at seven.” is not there" in capsys.readouterr().out


def test_a_build_that_loses_something_leaves_the_last_good_edition(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    source = tmp_path / "line.md"
    source.write_text(SOURCE, encoding="utf-8")
    article = prepare(read(source))
    made = export("epub", article, None, tmp_path / "line")
    before = made.path.read_bytes()
    monkeypatch.setattr("publish.xhtml.blocks.inlines", lambda _content, _setting: "Lost.")
    with pytest.raises(LostError) as caught:
        export("epub", article, None, tmp_path / "line")
    assert "line.md:7: EPUB: text" in str(caught.value)
    assert made.path.read_bytes() == before
    assert [one.name for one in tmp_path.iterdir() if one.name.startswith(".")] == []


def test_the_page_shows_all_and_needs_nothing(editions: Editions, tmp_path: Path) -> None:
    book = packed(editions["epub"], tmp_path, "article.xhtml", swap("Photograph: Piotr Lis"))
    found = audit(editions.article, (book, editions["pdf"]), editions.narration, listen=False)
    page = tmp_path / "audit.html"
    page.write_text(as_html(found), encoding="utf-8")
    text = page.read_text(encoding="utf-8")
    assert "1 of " in text
    assert text.count("data:image/jpeg;base64,") == 4
    assert not re.findall(r'(?:src|href)="(?!data:|#)[^"]*', text)
    assert '<span class="bad">' in text
    assert not axe.violations(page)
    assert not axe.violations(page, dark=True)


def test_the_table_fits_a_terminal(editions: Editions, golden: object) -> None:
    from publish.audit.formatting import as_text
    from publish.editions.table import finished

    found = audit(
        editions.article, finished(editions.folder / "article"), editions.narration, listen=False
    )
    text = as_text(found).replace(str(GALLERY.parent), "")
    assert max(map(len, text.splitlines())) <= 80
    golden("every-construct.txt", text + "\n")  # type: ignore[operator]
