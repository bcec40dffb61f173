"""Pages in another encoding than UTF-8 were refused, or their letters were replaced."""

from __future__ import annotations

from pathlib import Path

import pytest

from publish.importing import import_file
from tests.hostile.files import epub, page
from tests.importing.test_formats import body_of

HTML = "<html lang=pl><head>{}<title>T</title></head><body><p>Łódź – „raz”</p></body></html>"


@pytest.mark.parametrize(
    ("head", "encoding"),
    [
        ("<meta charset=windows-1250>", "cp1250"),
        ("<meta http-equiv=Content-Type content='text/html; charset=Windows-1250'>", "cp1250"),
        ("", "utf-16"),
        ("", "utf-8-sig"),
        ("<meta charset=utf-16>", "utf-8"),
    ],
)
def test_the_encoding_that_a_page_declares(head: str, encoding: str, tmp_path: Path) -> None:
    file = tmp_path / "a.html"
    file.write_bytes(HTML.format(head).encode(encoding))
    assert body_of(file) == "Łódź – „raz”\n"


def test_a_guessed_encoding_is_reported(tmp_path: Path) -> None:
    file = tmp_path / "a.html"
    file.write_bytes("<title>T</title><p>Café – “now”</p>".encode("cp1252"))
    imported = import_file(file, tmp_path)
    assert imported.markdown.endswith("Café – “now”\n")
    assert "import-encoding" in [one.code for one in imported.diagnostics]


def test_documents_of_a_book_in_their_encodings(tmp_path: Path) -> None:
    text = page("<p>Žluťoučký</p>").decode().replace("utf-8", "iso-8859-2")
    if "<?xml" not in text:
        text = f'<?xml version="1.0" encoding="iso-8859-2"?>{text}'
    assert body_of(epub(tmp_path, text.encode("iso-8859-2"))) == "Žluťoučký\n"
