"""A word that reading loses is named with file and line; nothing else is called a loss."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest
from msgspec.structs import replace

from publish.cli import main
from publish.errors import LostError
from publish.intake import read
from publish.model import Article, Text
from publish.source import article, blocks, book, directives, inlines, tables

SOURCE = """\
---
title: The pier
language: en-GB
subtitle: A subtitle
authors:
  - Ada Kowalska
abbreviations:
  PO: post office
---

The ferry *stops* again. Go and
see[^a] {abbr}`NGO (non-governmental organisation)`.

- One
- [x] Two of them

> It floats.
>
> — Ewa Lis

:::{admonition} A *title*
Inside.
:::

:::{table} Its caption
| Port | Year |
|------|------|
| Wanda | 1990 |
:::

$$
E = mc^2
$$

[^a]: The note says so.
"""


@pytest.fixture
def source(tmp_path: Path) -> Path:
    file = tmp_path / "article.md"
    file.write_text(SOURCE, "utf-8")
    return file


def lost(file: Path) -> str:
    """What is said to be lost, each with its line."""
    with pytest.raises(LostError) as caught:
        read(file)
    assert {one.file for one in caught.value.diagnostics} == {file}
    said = (f"{one.line}: {one.message}" for one in caught.value.diagnostics)
    return " | ".join(one.partition(" was lost")[0] for one in said)


def without(function: Callable[..., Any], **changes: object) -> Callable[..., object]:
    """``function`` with ``changes`` in its result."""
    return lambda *given, **named: replace(function(*given, **named), **changes)


LOSSES: dict[str, tuple[ModuleType, Callable[..., object], str]] = {
    "split_attribution": (blocks, lambda quoted: (tuple(quoted)[:1], ()), "19: “— Ewa Lis”"),
    "_list": (blocks, without(blocks._list, items=()), "14: “One” | 15: “[x] Two of them”"),
    "inlines_of": (
        blocks,
        lambda *_: (Text("The ferry"),),
        "11: “non-governmental organisation” | 11: “stops again go and see ngo” | 14: “One” | "
        "15: “two of them” | 17: “It floats.” | 19: “— Ewa Lis” | 22: “Inside.” | "
        "35: “note says so”",
    ),
    "line_of_text": (directives, lambda *_: (), "21: “A title” | 25: “Its caption”"),
    "_pipe_cell": (
        tables,
        without(tables._pipe_cell, blocks=()),
        "26: “Port” | 26: “Year” | 28: “1990” | 28: “Wanda”",
    ),
    "_role": (inlines, lambda *_: Text("NGO"), "11: “non-governmental organisation”"),
    "nest_sections": (article, lambda found: tuple(found)[:-1], "31: “E = mc^2”"),
    "read_metadata": (
        article,
        without(article.read_metadata, subtitle="", authors=(), abbreviations=()),
        "4: “A subtitle” | 6: “Ada Kowalska” | 8: “PO” | 8: “post office”",
    ),
}


@pytest.mark.parametrize("name", LOSSES)
def test_a_loss_while_reading_is_found(
    name: str, source: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    module, changed, said = LOSSES[name]
    monkeypatch.setattr(module, name, changed)
    assert lost(source) == said


def test_the_command_says_so(
    source: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(blocks, "_list", without(blocks._list, items=()))
    assert main(["check", str(source)]) == 8
    assert "“One” was lost when the source was read" in capsys.readouterr().err


def test_a_loss_while_chapters_are_put_together_is_found(
    root: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(book, "put_together", _without_the_last(book.put_together))
    file = root / "tests" / "gallery" / "book" / "publication.yaml"
    with pytest.raises(LostError) as caught:
        read(file)
    assert {one.file.name for one in caught.value.diagnostics} == {"words.md"}


def _without_the_last(put_together: Callable[..., tuple[Any, Any]]) -> Callable[..., object]:
    def changed(*given: object) -> object:
        found, notes = put_together(*given)
        return found[:-1], notes

    return changed


@pytest.mark.parametrize(
    "name",
    [
        "assets/example/article.md",
        "tests/gallery/every-construct/article.md",
        "tests/gallery/book/publication.yaml",
        "publish/starter/template/article.md",
        "publish/starter/book/publication.yaml",
    ],
)
def test_nothing_else_is_called_a_loss(name: str, root: Path) -> None:
    assert isinstance(read(root / name), Article)
