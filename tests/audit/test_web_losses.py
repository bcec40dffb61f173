"""Each loss in a finished web edition is found: which item it is, and that it is lost there."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from publish.audit.items import Kind
from tests.audit.conftest import Editions
from tests.audit.spoiling import Spoil, change, gone, swap

TEXT, VTT = "index.html", "sound/index.captions.vtt"
MAP = "map-0652eea4.svg"

LOSSES: dict[str, tuple[str, Callable[[bytes], bytes | None], Kind, str]] = {
    "alt text emptied": (
        TEXT, swap('alt="Map of the valley. Three tram lines meet at the mill."', 'alt=""'),
        Kind.ALT, "fig-map-img",
    ),
    "picture taken away": (f"pictures/{MAP}", gone, Kind.FIGURE, "fig-map"),
    "address of a picture changed": (
        TEXT, lambda c: c.replace(MAP.encode(), b"gone.svg"), Kind.FIGURE, "fig-map",
    ),
    "picture that is none": (
        "pictures/depot-5fb46145.jpg", lambda content: b"no picture" + content[10:],
        Kind.FIGURE, "fig-3",
    ),
    "caption dropped": (
        TEXT, change('(fig-3-caption-p-1-s1">)[^<]*', r"\1"), Kind.CAPTION, "fig-3-caption",
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
    "row of a table dropped": (
        TEXT, change('<tr id="pipe-body-2">.*?</tr>', ""), Kind.TABLE, "pipe",
    ),
    "heading made a paragraph": (
        TEXT, lambda c: c.replace(b"<h3 id", b"<p id").replace(b"</h3>", b"</p>"),
        Kind.HEADING, "three-lines-title",
    ),
    "link leads elsewhere": (
        TEXT, swap("https://example.org/trams", "https://example.org/"), Kind.LINK, "text-p-1-s3",
    ),
    "phrase lost its language": (
        TEXT, swap('<span lang="pl">tramwaj', "<span>tramwaj"), Kind.LANGUAGE, "text-p-2-s1",
    ),
    "page in another language": (
        TEXT, swap('<html lang="en-GB"', '<html lang="fr"'), Kind.HEADING, "gauge-title",
    ),
    "formula lost its words": (
        TEXT, swap('alttext="E equals m c squared"'), Kind.FORMULA, "text-p-2-s3",
    ),
    "expansion dropped": (
        TEXT, swap('<abbr title="non-governmental organisation">', "<abbr>"),
        Kind.ABBREVIATION, "text-p-1-s3",
    ),
    "sentence hidden": (
        TEXT, swap('id="text-p-1-s2"', 'id="text-p-1-s2" hidden=""'), Kind.TEXT, "text-p-1",
    ),
    "paragraphs changed places": (
        TEXT, change('(<p id="text-p-1">.*?</p>)\n(<p id="text-p-2">.*?</p>)', r"\2\n\1"),
        Kind.TEXT, "text-p-2",
    ),
    # the sound
    "element of the player that is not there": (
        TEXT, swap('["text-p-1-s2",', '["text-p-9-s9",'), Kind.TEXT, "text-p-1",
    ),
    "gap in the times": (
        TEXT, change(r'\["text-p-1-s2",(\d+),', r'["text-p-1-s2",1\1,'), Kind.TEXT, "text-p-1",
    ),
    "sound longer than its page says": (
        TEXT, change(r'"duration":(\d+)', r'"duration":9\1'), Kind.HEADING, "gauge-title",
    ),
    "chapter without its title": (
        TEXT, swap('"title":"What a gauge is"', '"title":"What"'), Kind.HEADING, "gauge-title",
    ),
    "no sound": ("sound/index.m4a", gone, Kind.TEXT, "text-p-1"),
    "another word in the captions": (
        VTT, change("tram (?=.{0,40}left)", "bus "), Kind.TEXT, "text-p-1",
    ),
}  # fmt: skip


def spoiled(path: Path, folder: Path, name: str, spoil: Spoil | Callable[[bytes], None]) -> Path:
    target = folder / path.name
    shutil.copytree(path, target, copy_function=shutil.copyfile)
    content = spoil((target / name).read_bytes())
    (target / name).unlink()
    if content is not None:
        (target / name).write_bytes(content)
    return target


def test_nothing_is_lost(editions: Editions) -> None:
    assert editions.losses(editions["web"], listen=True) == ()


@pytest.mark.parametrize("name", LOSSES)
def test_each_loss_is_found(name: str, editions: Editions, tmp_path: Path) -> None:
    file, spoil, kind, own = LOSSES[name]
    losses = editions.losses(spoiled(editions["web"], tmp_path, file, spoil))
    assert (kind, own) in {(loss.item.kind, loss.item.id) for loss in losses}
    assert {loss.edition for loss in losses} <= {"web", "web sound"}
