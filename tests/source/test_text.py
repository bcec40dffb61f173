"""Files that can't be read: each ends with one clear message, and soon."""

from __future__ import annotations

import time
from pathlib import Path

import pytest

from publish.errors import SourceError
from publish.intake import read

FRONT = b"---\ntitle: T\nlanguage: en\n---\n"


def told(path: Path) -> str:
    with pytest.raises(SourceError) as error:
        read(path)
    diagnostic = error.value.diagnostic
    return f"{diagnostic.line}: {diagnostic.message} | {diagnostic.fix}"


@pytest.mark.parametrize(
    ("data", "expected"),
    [
        (b"", "0: The file is empty. | Write an article first; publish new FOLDER starts one."),
        (
            b" \r\n\t\n",
            "0: The file is empty. | Write an article first; publish new FOLDER starts one.",
        ),
        (
            FRONT + b"Line 5\nGda\xf1sk\n",
            "6: The file isn't UTF-8: byte 0xf1 at offset 40. | Save the file as UTF-8.",
        ),
        (
            b"\xef\xbb\xbfa\xff",
            "1: The file isn't UTF-8: byte 0xff at offset 4. | Save the file as UTF-8.",
        ),
        ("a".encode("utf-16"), "0: The file is UTF-16, not UTF-8. | Save it as UTF-8."),
        (FRONT + b"a\x00b", "5: The file holds the control character U+0000 (NUL). | Delete it."),
        (FRONT + b"a\n\x1bb", "6: The file holds the control character U+001B (Cc). | Delete it."),
        (
            b"---\ntitle: T\n\nText.\n",
            "1: The front matter doesn't end. "
            "| Write a line of three hyphens, ---, after its last field.",
        ),
        (
            FRONT + b"x" * 200_001,
            "5: The line has 200001 characters; at most 200000 are allowed. "
            "| Divide it into paragraphs.",
        ),
        (
            b"---\n" + b"# a comment of YAML\n" * 1_000 + b"#" * 190_000 + b"\n---\n",
            "1: The front matter has more than 200000 characters. | Move the text below it.",
        ),
    ],
)
def test_contents(data: bytes, expected: str, tmp_path: Path) -> None:
    source = tmp_path / "article.md"
    source.write_bytes(data)
    assert told(source) == expected


def test_a_line_of_50_megabytes_is_refused_at_once(tmp_path: Path) -> None:
    source = tmp_path / "article.md"
    source.write_bytes(b"[" * 50_000_000)
    began = time.monotonic()
    assert told(source) == "0: The file is larger than 16 MB. | Divide it into several sources."
    assert time.monotonic() - began < 20


def test_a_file_that_is_missing(tmp_path: Path) -> None:
    assert told(tmp_path / "no.md") == "0: The file doesn't exist. | Check the path."


def test_a_folder(tmp_path: Path) -> None:
    assert told(tmp_path) == "0: The path is a folder, not a file. | Name the source file in it."


def test_a_file_that_may_not_be_read(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_: object, **__: object) -> None:
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr(
        "publish.runtime.text.open_file", refuse
    )  # the tests may run as root, who may read all
    expected = "0: The file can't be read: Permission denied. | Check the path and its permissions."
    assert told(tmp_path / "a.md") == expected
