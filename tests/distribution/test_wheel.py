"""The wheel works outside the checkout, with its extras and without."""

from __future__ import annotations

import os
import subprocess
import sys
import zipfile
from email import message_from_bytes
from pathlib import Path

import pytest

pytestmark = pytest.mark.xdist_group("wheel")  # what they share is made once

WITHOUT_PANDOC = "import sys\nsys.modules['pypandoc'] = None\n"
"""A ``sitecustomize`` that hides the package of the extra."""


def test_a_group_is_kept_together(request: pytest.FixtureRequest) -> None:
    """pytest-xdist knows a group by the ids of its tests, which not every pytest lets it change."""
    assert request.node.nodeid.endswith("@wheel") == ("PYTEST_XDIST_WORKER" in os.environ)


@pytest.fixture(scope="module")
def wheel(root: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("wheel")
    build = [sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", str(folder)]
    subprocess.run(build, cwd=root, check=True, capture_output=True)
    (built,) = folder.glob("*.whl")
    return built


@pytest.fixture(scope="module")
def site(wheel: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("site")
    pip = [sys.executable, "-m", "pip", "install", "--quiet", "--disable-pip-version-check"]
    subprocess.run(
        [*pip, "--no-deps", "--no-index", "--no-compile", "--target", str(folder), str(wheel)],
        check=True,
        capture_output=True,
    )
    return folder


@pytest.fixture
def elsewhere(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Another working directory, and nothing on the path but the system's programs."""
    folder = tmp_path / "elsewhere"
    folder.mkdir()
    monkeypatch.setenv("PATH", "/nowhere")
    return folder


def publish(site: Path, folder: Path, *words: str, custom: str = "") -> tuple[int, str, str]:
    """Run the installed command in ``folder``; ``custom`` is the text of a ``sitecustomize``."""
    (folder / "custom").mkdir(exist_ok=True)
    (folder / "custom" / "sitecustomize.py").write_text(custom, encoding="utf-8")
    paths = os.pathsep.join((str(folder / "custom"), str(site)))
    done = subprocess.run(
        [sys.executable, "-P", "-m", "publish", *words],
        cwd=folder,
        env=os.environ | {"PYTHONPATH": paths},
        capture_output=True,
        text=True,
        timeout=300,
    )
    return done.returncode, done.stdout, done.stderr


def test_its_metadata_name_the_distribution_and_the_command(wheel: Path, site: Path) -> None:
    assert wheel.name.startswith("publish_editions-")
    with zipfile.ZipFile(wheel) as archive:
        names = archive.namelist()
        (metadata,) = (name for name in names if name.endswith(".dist-info/METADATA"))
        found = message_from_bytes(archive.read(metadata))
    assert found["Name"] == "publish-editions"
    extras = {"piper", "import"}
    assert extras <= set(found.get_all("Provides-Extra", []))
    data = f"{wheel.name.removesuffix('-py3-none-any.whl')}.data/data"
    assert [name for name in names if name.startswith(data)] == [f"{data}/share/man/man1/publish.1"]
    installed = {name.split("/")[0] for name in names if ".dist-info/" not in name}
    assert installed == {"publish", data.split("/")[0]}
    assert (site / "bin" / "publish").is_file()


def test_it_is_the_wheel_that_runs(site: Path, elsewhere: Path) -> None:
    code = "import pathlib, publish; print(pathlib.Path(publish.__file__).parent)"
    done = subprocess.run(
        [sys.executable, "-P", "-c", code],
        cwd=elsewhere,
        env=os.environ | {"PYTHONPATH": str(site)},
        capture_output=True,
        text=True,
        check=True,
    )
    assert Path(done.stdout.strip()) == site / "publish"
    version = publish(site, elsewhere, "--version")
    assert version[0] == 0
    assert version[1].split()[-1][0].isdigit()


def test_a_first_article_becomes_an_edition(site: Path, elsewhere: Path) -> None:
    assert publish(site, elsewhere, "new", "first")[0] == 0
    code, _, said = publish(site, elsewhere, "check", "first/first.md")
    assert code == 0, said
    code, _, said = publish(site, elsewhere, "epub", "first/first.md", "-o", "out")
    assert code == 0, said
    assert [path.name for path in (elsewhere / "out").iterdir()] == ["first.epub"]
    with zipfile.ZipFile(elsewhere / "out" / "first.epub") as book:  # the style sheets came along
        assert [name for name in book.namelist() if name.endswith(".css")]


def test_a_pdf_finds_its_style_sheets_and_fonts(site: Path, elsewhere: Path) -> None:
    assert publish(site, elsewhere, "new", "first")[0] == 0
    code, _, said = publish(site, elsewhere, "pdf", "first/first.md", "-o", "out")
    assert code == 0, said
    assert (elsewhere / "out" / "first.pdf").read_bytes().startswith(b"%PDF-")


PAGE = "<html lang=en><title>T</title><body><h1>T</h1><p>It goes.</p></body></html>"


def test_import_needs_its_extra_and_says_so(site: Path, elsewhere: Path) -> None:
    (elsewhere / "page.html").write_text(PAGE, encoding="utf-8")
    code, _, said = publish(site, elsewhere, "import", "page.html", custom=WITHOUT_PANDOC)
    assert code == 5
    assert "pip install 'publish-editions[import]'" in said
    assert not (elsewhere / "page.md").exists()


def test_import_with_its_extra(site: Path, elsewhere: Path) -> None:
    (elsewhere / "page.html").write_text(PAGE, encoding="utf-8")
    code, _, said = publish(site, elsewhere, "import", "page.html", "-o", "page.md")
    assert code == 0, said
    assert "It goes." in (elsewhere / "page.md").read_text(encoding="utf-8")
