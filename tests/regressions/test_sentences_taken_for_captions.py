"""“Figure 1 shows that” was taken for a caption, and lost its first words."""

from __future__ import annotations

from pathlib import Path

from publish.importing import import_file
from tests.hostile.files import W, docx

_RUN = "<w:p><w:r><w:t>%s</w:t></w:r></w:p>"
_TABLE = "<w:tbl>" + f"<w:tr>{f'<w:tc>{_RUN % 1}</w:tc>' * 2}</w:tr>" * 2 + "</w:tbl>"


def _body(folder: Path, body: str) -> str:
    document = f"<w:document {W}><w:body>{body}</w:body></w:document>"
    return import_file(docx(folder, document.encode()), folder).markdown.partition("\n---\n\n")[2]


def test_a_sentence_is_no_caption(tmp_path: Path) -> None:
    sentence = "Table 1 lists what was found."
    assert _body(tmp_path, _RUN % sentence + _TABLE).startswith(f"{sentence}\n\n| ")


def test_a_label_with_a_separator_is_one(tmp_path: Path) -> None:
    assert _body(tmp_path, _RUN % "Table 1: Rides" + _TABLE).startswith(":::{table} Rides\n")
