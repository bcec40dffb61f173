"""Words that look like code of MDX, in an imported text, made its source unreadable."""

from pathlib import Path

from publish.importing import import_file
from publish.intake import read
from publish.model.walk import blocks_in, content_of, text_of


def test_they_stay_words(tmp_path: Path) -> None:
    file = tmp_path / "page.html"
    file.write_text("<p>Words.</p><p>import a from 'b' is a line of code.</p>", encoding="utf-8")
    source = tmp_path / "a.md"
    source.write_text(import_file(file, tmp_path).markdown, encoding="utf-8")
    words = [text_of(run) for block in blocks_in(read(source).blocks) for run in content_of(block)]
    assert words[1].startswith("import a from")
