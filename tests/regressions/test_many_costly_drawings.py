"""Each drawing had a limit of time, and all together had none unless they failed.

A hundred drawings of a megabyte together took 200 seconds.
"""

from __future__ import annotations

from pathlib import Path

import pytest

from publish.errors import SourceError
from publish.intake import read
from publish.model import Image
from publish.runtime import confined
from publish.runtime.deadline import VARIABLE
from publish.runtime.kept import answers_kept
from publish.runtime.picture_sizes import renditions

HEAD = "---\ntitle: {}\nlanguage: en\nauthors: [Ada Kowalska]\n---\n\n"


def article(folder: Path, name: str, number: int = 3) -> Path:
    """Write an article with so many drawings, whose first is on line 7."""
    for n in range(number):
        path = f'<path d="M0 {n}h{len(name)}"/>'
        drawing = f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 9 9">{path}</svg>'
        (folder / f"{name}{n}.svg").write_text(drawing, "utf-8")
    figures = "".join(f"![A line](<{name}{n}.svg>)\n\n" for n in range(number))
    (folder / f"{name}.md").write_text(HEAD.format(name) + figures, "utf-8")
    return folder / f"{name}.md"


@pytest.fixture
def no_time(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(confined, "_all_seconds", lambda _size: 0)


@pytest.mark.usefixtures("no_time")
def test_reading_ends_at_one_picture(tmp_path: Path) -> None:
    source = article(tmp_path, "lines")
    with pytest.raises(SourceError) as caught:
        read(source)
    (found,) = caught.value.diagnostics
    assert (found.code, found.file, found.line) == ("pictures-limit", source, 9)
    assert "“lines1.svg”" in found.message
    assert VARIABLE in found.fix
    assert read(article(tmp_path, "one", 1)).blocks  # others don't pay for it


@pytest.mark.usefixtures("no_time")
def test_a_book_ends_at_one_picture(tmp_path: Path) -> None:
    contents = "".join(f"  - {article(tmp_path, name).name}\n" for name in ("first", "second"))
    book = tmp_path / "publication.yaml"
    book.write_text(f"title: B\nlanguage: en\nauthors: [Ada]\ncontents:\n{contents}", "utf-8")
    with pytest.raises(SourceError) as caught:
        read(book)
    assert [(one.code, one.line) for one in caught.value.diagnostics] == [("pictures-limit", 9)]


def test_what_is_kept_takes_no_time(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    source = article(tmp_path, "kept")
    with answers_kept(tmp_path / "cache"):
        read(source)
        monkeypatch.setattr(confined, "_all_seconds", lambda _size: 0)
        read(source)


@pytest.mark.usefixtures("no_time")
def test_the_web_page_does_not_go_on_without_its_pictures(tmp_path: Path) -> None:
    image = Image("a.png", tmp_path / "a.png", "image/png", 900, 900, "0")
    confined.begin_source()
    assert renditions(image, bytes(30_000)) == []  # it can't be decoded
    with pytest.raises(confined.TotalError, match=r"a\.png|A picture"):
        renditions(image, bytes(30_000))
    confined.begin_source()


def test_the_time_grows_with_the_pictures(monkeypatch: pytest.MonkeyPatch) -> None:
    assert [confined._all_seconds(size) for size in (0, 1_000_000, 3_000_000)] == [40, 40, 80]
    for allowed, seconds in (("5", 60), ("400", 420)):
        monkeypatch.setenv(VARIABLE, allowed)
        assert confined._all_seconds(2_000_000) == seconds
