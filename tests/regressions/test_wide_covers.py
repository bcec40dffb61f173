"""A wide cover of an article leads its web page, an upright one doesn't; its place is kept."""

from __future__ import annotations

from pathlib import Path

import pytest
from PIL import Image as Pillow

from publish.audit.inventory import inventory
from publish.audit.items import State
from publish.audit.web import audit_web
from publish.editions.edition import WebOptions
from publish.editions.web import files_of, site_of
from publish.model.walk import leading_cover
from publish.prepare import prepare
from publish.source import read
from tests.editions.web.making import page

SOURCE = """---
title: Ferries
language: en
cover: {src: cover.png, alt: A ferry in fog.}
---

The horn is heard at six.
"""


@pytest.mark.parametrize(
    ("size", "more", "leads"),
    [
        ((300, 200), "", True),
        ((200, 300), "", False),
        ((300, 200), "\n:::{figure} cover.png\n:alt: A ferry in fog.\n:::\n", False),
    ],
)
def test_a_wide_cover_leads(
    tmp_path: Path, size: tuple[int, int], more: str, *, leads: bool
) -> None:
    Pillow.new("RGB", size, "navy").save(tmp_path / "cover.png")
    source = tmp_path / "ferries.md"
    source.write_text(SOURCE + more, encoding="utf-8")
    article = prepare(read(source))
    site = site_of(article, None, WebOptions(fonts=False))
    folder = tmp_path / "ferries-web"
    for name, content in files_of(site):
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_bytes(content)
    root = page((folder / "index.html").read_bytes())
    shown = root.xpath("//header[@id='opening']/following-sibling::*[1][@class='lead']//img")
    assert [one.get("alt") for one in shown] == (["A ferry in fog."] if leads else [])
    assert bool(leading_cover(article)) is leads
    (result,) = [
        one
        for one in audit_web(folder, tuple(inventory(article)), "web", covered=leads)
        if one.item.id == "cover-img"
    ]
    assert result.state is (State.FOUND if leads else State.LEFT_OUT)
    if leads:
        assert ".own-width-300px-ratio-1-5000 { --own-width: 300px; --ratio: 1.5000 }" in (
            (folder / "style.css").read_text()
        )
        index = folder / "index.html"
        index.write_text(index.read_text().replace('alt="A ferry in fog."', 'alt=""'))
        found = audit_web(folder, tuple(inventory(article)), "web", covered=True)
        assert [one.item.id for one in found if one.state is State.LOST] == ["cover-img"]
