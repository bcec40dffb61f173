"""Manifests in which 20,000 items name one file, or are fallbacks of each other, took minutes."""

from __future__ import annotations

import zipfile
from collections.abc import Callable
from pathlib import Path
from unittest import mock

import pytest

from publish.importing.preparing.epub import prepare
from publish.readers.container import Container
from publish.readers.epub import opened
from publish.verify.epub import verify_own_rules

_CONTAINER = (
    '<container version="1.0" xmlns="urn:oasis:names:tc:opendocument:xmlns:container"><rootfiles>'
    '<rootfile full-path="a.opf" media-type="application/oebps-package+xml"/></rootfiles>'
    "</container>"
)
_COUNT = 3_000
_XHTML, _CSS, _SMIL = "application/xhtml+xml", "text/css", "application/smil+xml"


def _book(folder: Path, item: Callable[[int], str]) -> Path:
    items = "".join(
        f'<item id="i{number}" {item(number)}/><item id="s{number}" href="a.css" '
        f'media-type="{_CSS}"/><item id="o{number}" href="a.smil" media-type="{_SMIL}"/>'
        for number in range(_COUNT)
    )
    spine = "".join(f'<itemref idref="i{number}"/>' for number in range(_COUNT))
    page = '<html xmlns="http://www.w3.org/1999/xhtml"><body><p id="p">Words</p></body></html>'
    file = folder / "a.epub"
    with zipfile.ZipFile(file, "w") as archive:
        archive.writestr("META-INF/container.xml", _CONTAINER)
        archive.writestr(
            "a.opf",
            f'<package xmlns="http://www.idpf.org/2007/opf" version="3.0"><manifest>{items}'
            f'<item id="i{_COUNT}" href="a.xhtml" media-type="{_XHTML}"/></manifest>'
            f"<spine>{spine}</spine></package>",
        )
        archive.writestr("a.xhtml", page)
        archive.writestr("a.css", "p { color: red }")
        archive.writestr("a.smil", '<smil xmlns="http://www.w3.org/ns/SMIL"><body/></smil>')
    return file


@pytest.mark.parametrize(
    "item",
    [
        lambda _number: f'href="a.xhtml" media-type="{_XHTML}"',
        lambda number: f'href="{number}" media-type="a/b" fallback="i{number + 1}"',
    ],
    ids=["one file", "fallbacks"],
)
def test_each_file_is_read_once(tmp_path: Path, item: Callable[[int], str]) -> None:
    file = _book(tmp_path, item)
    with opened(file) as book:
        assert [one.name for one in book.spine] == ["a.xhtml"]
    with mock.patch.object(Container, "bytes", autospec=True, side_effect=Container.bytes) as read:
        verify_own_rules(file)
    assert read.call_count < 50
    if item(0).startswith('href="a'):
        assert b"Words" in prepare(file).data
