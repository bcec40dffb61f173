"""Items, cells and text outside their list or table stopped the program instead of the build."""

from pathlib import Path

import pytest

from publish.errors import SourceError
from publish.source import read

HEAD = "---\ntitle: Ferry\nlanguage: en\nauthors: A. B.\n---\n\nThe ferry.\n\n"


@pytest.mark.parametrize(
    ("written", "what"),
    [
        ("<li>a</li>", "An item"),
        ("<ol><ol><li>a</li></ol></ol>", "An item"),
        ("<dl><dd>a</dd></dl>\n\n<dd>b</dd>", "A meaning of a term"),
        ("<dt>a</dt>", "A term"),
        ("<caption>a</caption>", "A caption"),
        ("<tr><td>a</td></tr>", "A row"),
        ("<td background>", "A cell"),
        ("<ol>\n\na\n\n</ol>", "Text"),
    ],
)
def test_a_part_alone_is_one_clear_error(written: str, what: str, tmp_path: Path) -> None:
    source = tmp_path / "ferry.md"
    source.write_text(f"{HEAD}{written}\n", encoding="utf-8")
    with pytest.raises(SourceError) as refused:
        read(source)
    (found,) = refused.value.diagnostics
    assert found.code == "html"
    assert found.message.startswith(f"{what} stands outside its list")
    assert found.line >= 9
