"""A reference of HTML to a control character stopped the import with a fault of the program."""

from pathlib import Path

import pytest

from publish.importing import import_file
from publish.importing.markers import DECORATIVE

PAGE = (
    '<!DOCTYPE html><html lang="en"><title>Ferry</title><h1>Ferry</h1><p>By A. B.</p>'
    '<p>The {0}ferry <a href="https://example.org/{0}">is {0}late</a>.</p>'
    '<p><img src="a.png" alt="{0}"></p>'
)


@pytest.mark.parametrize(
    "reference", ["&#1;", "&#x1;", "&#x00000000e;", "&#0;", "&#127;", "&#xFFFF;", "&#xD800;"]
)
def test_it_is_left_out(reference: str, tmp_path: Path) -> None:
    file = tmp_path / "ferry.html"
    file.write_text(PAGE.format(reference), encoding="utf-8")
    text = import_file(file, tmp_path).markdown
    assert "The ferry [is late](https://example.org/)." in text


def test_others_are_read(tmp_path: Path) -> None:
    file = tmp_path / "ferry.html"
    file.write_text(PAGE.format("&#163;&#xe9;&#146;"), encoding="utf-8")
    assert "The £é’ferry" in import_file(file, tmp_path).markdown


def test_a_reference_to_a_mark_of_the_import_marks_nothing(tmp_path: Path) -> None:
    file = tmp_path / "ferry.html"
    mark = "".join(f"&#{ord(one)};" for one in DECORATIVE)
    file.write_text(PAGE.format(mark), encoding="utf-8")
    assert "decorative" not in import_file(file, tmp_path).markdown
