"""An EPUB that can't be read is reported as such; an error of ours is not."""

import zipfile
from pathlib import Path

import pytest

from publish.errors import SourceError
from publish.readers.epub import opened

CONTAINER = """<container xmlns="urn:oasis:names:tc:opendocument:xmlns:container" version="1.0">
<rootfiles><rootfile full-path="p.opf" media-type="application/oebps-package+xml"/></rootfiles>
</container>"""
PACKAGE = '<package xmlns="http://www.idpf.org/2007/opf"/>'


def book(folder: Path, **files: str) -> Path:
    path = folder / "x.epub"
    with zipfile.ZipFile(path, "w") as archive:
        for name, content in files.items():
            archive.writestr(name, content)
    return path


@pytest.mark.parametrize(
    ("files", "reason"),
    [
        ({}, "container.xml' is missing"),
        ({"META-INF/container.xml": "<a>"}, "EndTag|Premature"),
        ({"META-INF/container.xml": CONTAINER}, "p.opf' is missing"),
    ],
)
def test_what_is_missing_or_broken_is_named(
    files: dict[str, str], reason: str, tmp_path: Path
) -> None:
    with pytest.raises(SourceError, match=reason), opened(book(tmp_path, **files)):
        pytest.fail("it was opened")


@pytest.mark.parametrize("error", [KeyError, ValueError, AttributeError, OSError])
def test_an_error_of_ours_keeps_its_type(error: type[Exception], tmp_path: Path) -> None:
    path = book(tmp_path, **{"META-INF/container.xml": CONTAINER, "p.opf": PACKAGE})
    with pytest.raises(error, match="ours"), opened(path):
        raise error("ours")
