"""RTF was read as Windows-1252, with deleted text, and without text boxes."""

from __future__ import annotations

from pathlib import Path

import pytest

from publish.importing import import_file


def _imported(folder: Path, text: bytes) -> tuple[str, str]:
    """The text, and all messages."""
    file = folder / "a.rtf"
    file.write_bytes(b"{\\rtf1\\ansi " + text + b"}")
    imported = import_file(file, folder)
    told = "\n".join(one.message for one in imported.diagnostics)
    return imported.markdown.partition("\n---\n\n")[2], told


@pytest.mark.parametrize(
    ("written", "read"),
    [
        (rb"\ansicpg1250 Gda\'f1sk i\line \'a3\'f3d\'9f", "Gdańsk i\\\nŁódź\n"),
        (rb"\ansicpg1252{\fonttbl{\f1\fcharset204 A;}}\f1\'cc\'e8\'ed\'f1\'ea b", "Минск b\n"),
        (rb"{\fonttbl{\f1\fcharset128 A;}}\f1\'93\'8c\'83A a", "東ア a\n"),
        (rb"\uc1 A\u8217?s \u-10179?\u-8704? b \uc0\u233 c", "A’s 😀 b éc\n"),
        (b"caf\xe9 \\plain caf\\'e9.", "café café.\n"),
    ],
)
def test_code_pages(written: bytes, read: str, tmp_path: Path) -> None:
    assert _imported(tmp_path, written)[0] == read


def test_deleted_text_boxes_and_pictures(tmp_path: Path) -> None:
    text, told = _imported(
        tmp_path,
        rb"{\header Page head\par}{\deleted Gone} {\v Hidden} Words{\*\atnauthor Ada}"
        rb"{\*\annotation Sure?} stay.{\shp{\*\shpinst{\sp{\sn wzDescription}{\sv A map}}"
        rb"{\shptxt In a box.\par}}{\shprslt Old}}\par {\pict\wmetafile8 0100}More.\par",
    )
    assert text == "Words stay.\n\nIn a box.\n\nMore.\n"
    for words in ("“Gone”", "“Hidden”", "“Page head”", "“A map”", "type WMF"):
        assert words in told
