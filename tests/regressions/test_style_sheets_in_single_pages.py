"""A style sheet with </style> in a string put its own markup into a single page."""

from __future__ import annotations

from pathlib import Path

from lxml import html

from publish import BuildOptions, WebOptions, build

SOURCE = """---
title: Fog
language: en
published: 2026-01-02
---

First paragraph.
"""
SHEET = 'p::before { content: "</style><img src=x onerror=alert(1)>" } /* </STYLE><hr> */'


def test_a_sheet_stays_a_sheet(tmp_path: Path) -> None:
    (tmp_path / "fog.md").write_text(SOURCE, encoding="utf-8")
    (tmp_path / "own.css").write_text(SHEET, encoding="utf-8")
    web = WebOptions(single=True, sound=False, styles=(tmp_path / "own.css",))
    build(tmp_path / "fog.md", tmp_path, BuildOptions(only="web", web=web, cache=False))
    page = html.fromstring((tmp_path / "fog.html").read_bytes())
    assert not page.xpath("//img | //hr")
