"""A drawing that shows nothing, such as a path without a stroke, made the PDF exit with 8."""

from pathlib import Path

import pytest

from publish.editions.auditing import audit
from publish.prepare import prepare
from publish.runtime.pictures import Pictures
from publish.runtime.raster import shows_nothing
from publish.source import read
from tests.building import export_pdf

_SVG = '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 20 20">{}</svg>'
_NOTHING = '<path d="M2 10h16" fill="none"/>'
_SOURCE = "---\ntitle: Lines\nlanguage: en\n---\n\n:::{figure} a.svg\n:alt: A line.\n:::\n"


def test_a_drawing_of_nothing_is_not_lost(tmp_path: Path) -> None:
    (tmp_path / "a.svg").write_text(_SVG.format(_NOTHING), "utf-8")
    (tmp_path / "a.md").write_text(_SOURCE, "utf-8")
    article = prepare(read(tmp_path / "a.md"))
    export_pdf(article, None, tmp_path / "a.pdf")
    assert audit(article, (tmp_path / "a.pdf",), None).losses == ()


@pytest.mark.parametrize(
    "content", ['<path d="M0 0h20v20H0z" fill="#808080"/>', "<text y='9'>a</text>"]
)
def test_other_drawings_show_something(content: str, tmp_path: Path) -> None:
    (tmp_path / "a.svg").write_text(_SVG.format(content), "utf-8")
    assert not shows_nothing(Pictures(tmp_path).image("a.svg", "A thing"))
