"""Words of a document that look like marks, references or comments became them in its source."""

from pathlib import Path

import pytest

from publish.importing import import_file
from publish.intake import read
from publish.model.walk import blocks_in, content_of, text_of

WORDS = [
    "a ==b== c", "x^2^ and y^3^", "see @fig-1 and (@a)", "%%x%% and %%", "use --help -- or ---",
    "(@) first", "H~2~O",
]  # fmt: skip


@pytest.mark.parametrize("words", WORDS)
def test_they_stay_words(words: str, tmp_path: Path) -> None:
    file, source = tmp_path / "page.html", tmp_path / "a.md"
    file.write_text(f"<p>First words.</p><p>{words}</p>", encoding="utf-8")
    source.write_text(import_file(file, tmp_path).markdown, encoding="utf-8")
    found = [text_of(run) for block in blocks_in(read(source).blocks) for run in content_of(block)]
    assert found[1] == words
