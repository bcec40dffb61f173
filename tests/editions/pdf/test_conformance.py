"""veraPDF, and Poppler's text, on whole articles."""

from pathlib import Path

import pytest

from publish.editions.options import PdfOptions
from publish.prepare import prepare
from publish.source import read
from tests.building import export_pdf as export
from tests.judges import pdf_pages, verapdf

SOURCES = {
    "example": "assets/example/article.md",
    "every construct": "tests/gallery/every-construct/article.md",
}


@pytest.fixture(scope="module")
def editions(root: Path, tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    folder = tmp_path_factory.mktemp("pdf")
    made = {}
    for name, source in SOURCES.items():
        made[name] = folder / f"{name}.pdf"
        export(prepare(read(root / source)), None, made[name])
    return made


@pytest.mark.parametrize(
    ("kind", "flavours"),
    [("screen", ("ua1", "2a")), ("ua-2", ("ua2",)), ("large-print", ("ua1", "2a"))],
)
def test_every_kind_conforms(
    root: Path, tmp_path: Path, kind: str, flavours: tuple[verapdf.Flavour, ...]
) -> None:
    made = {name: tmp_path / f"{name}.pdf" for name in SOURCES}
    for name, target in made.items():
        export(prepare(read(root / SOURCES[name])), None, target, PdfOptions(kind))
    for flavour in flavours:
        verdicts = verapdf.check(list(made.values()), flavour)
        assert {path.stem: [str(rule) for rule in rules] for path, rules in verdicts.items()} == {
            name: [] for name in SOURCES
        }


@pytest.mark.parametrize("name", SOURCES)
def test_text_extracts_whole_and_without_doubles(editions: dict[str, Path], name: str) -> None:
    text = "\n".join(pdf_pages.text(editions[name]))
    assert "\u00ad" not in text
    assert "\ufffd" not in text
    assert "About this edition" in text


@pytest.mark.parametrize("name", SOURCES)
def test_no_page_is_empty(editions: dict[str, Path], name: str) -> None:
    for page in pdf_pages.text(editions[name]):
        assert len(page.split()) > 30
