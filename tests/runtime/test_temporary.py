"""Temporary folders: gone with their run, or with the next one if it was killed."""

from __future__ import annotations

import os
import signal
import stat
import subprocess
import sys
import tempfile
from pathlib import Path

import pytest

from publish.runtime import temporary
from publish.runtime.atomic import atomic, atomic_folder
from publish.runtime.temporary import own_temporary_folder, remove_abandoned, temporary_folder

NAME = "publish-0123456789abcdef"


def left_by_a_kill(parent: Path, body: str) -> Path:
    """The folder of a process that was killed in it, after ``body``."""
    program = (
        "import os, sys; from pathlib import Path\n"
        "from publish.runtime.temporary import temporary_folder\n"
        "from publish.runtime.atomic import atomic, atomic_folder\n"
        f"parent = Path({str(parent)!r})\n{body}\n"
    )
    done = subprocess.run([sys.executable, "-c", program], check=False)
    assert done.returncode == -signal.SIGKILL
    (folder,) = parent.glob(".publish-*")
    return folder


KILL = "os.kill(os.getpid(), 9)"


def test_a_folder_is_private_and_goes_with_its_block(tmp_path: Path) -> None:
    with temporary_folder(tmp_path) as folder:
        assert folder.parent == tmp_path
        assert stat.S_IMODE(folder.stat().st_mode) == 0o700
        (folder / "deep" / "er").mkdir(parents=True)
        (folder / "deep" / "er" / "file").touch()
        remove_abandoned(tmp_path)  # the lock is held
        assert (folder / "deep" / "er" / "file").exists()
    assert not list(tmp_path.iterdir())


def test_a_living_process_keeps_its_folder_and_a_killed_one_does_not(tmp_path: Path) -> None:
    program = (
        "import sys; from pathlib import Path\n"
        "from publish.runtime.temporary import temporary_folder\n"
        "with temporary_folder(Path(sys.argv[1])) as folder:\n"
        "    (folder / 'file').touch(); print(folder, flush=True); sys.stdin.read()\n"
    )
    process = subprocess.Popen(
        [sys.executable, "-c", program, tmp_path],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )
    assert process.stdout
    folder = Path(process.stdout.readline().strip())
    remove_abandoned(tmp_path)
    assert (folder / "file").exists()
    process.kill()
    process.communicate()
    assert (folder / "file").exists()
    remove_abandoned(tmp_path)
    assert not folder.exists()


def test_the_next_file_there_removes_what_was_left(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    left_by_a_kill(tmp_path, f"with atomic(parent / 'book.epub'): {KILL}")
    monkeypatch.setattr(temporary, "_remove_once", remove_abandoned)  # as in a new process
    with atomic(tmp_path / "book.epub") as file:
        file.write_text("whole")
    assert [one.name for one in tmp_path.iterdir()] == ["book.epub"]


def test_a_folder_that_was_moved_away_comes_back(tmp_path: Path) -> None:
    with atomic_folder(tmp_path / "parts", frozenset({".mp3"})) as folder:
        (folder / "1.mp3").touch()
    body = (
        "from pathlib import PosixPath; from publish.runtime import atomic as module\n"
        "module._exchange = lambda *_: False\n"  # as where the system can't
        "rename = PosixPath.rename\n"
        f"PosixPath.rename = lambda one, to: (rename(one, to), {KILL})\n"
        "with atomic_folder(parent / 'parts', frozenset({'.mp3'})): pass\n"
    )
    left_by_a_kill(tmp_path, body)
    assert not (tmp_path / "parts").exists()
    remove_abandoned(tmp_path)
    assert [one.name for one in tmp_path.iterdir()] == ["parts"]
    assert (tmp_path / "parts" / "1.mp3").exists()


def test_nothing_else_is_touched(tmp_path: Path) -> None:
    """Names, links, owners, modes and contents that a folder of ours never has."""
    tree = tmp_path / "tree"
    for name in (".publish", ".publish-notes", f"{NAME}.md", f"x{NAME}", ".article-x", "publish-1"):
        (tree / name).mkdir(parents=True, mode=0o700)
        (tree / name / ".publish-lock").touch()
    (tree / NAME.replace("0", "1")).touch()
    (tree / NAME.replace("0", "2")).symlink_to(tree / ".publish")
    (tree / NAME.replace("0", "3")).mkdir()  # open to others
    (tree / NAME.replace("0", "3") / ".publish-lock").touch()
    (tree / NAME.replace("0", "4")).mkdir(mode=0o700)  # no lock
    (tree / NAME.replace("0", "4") / "file").touch()
    if not os.geteuid():
        (tree / NAME.replace("0", "5")).mkdir(mode=0o700)
        (tree / NAME.replace("0", "5") / ".publish-lock").touch()
        os.chown(tree / NAME.replace("0", "5"), 12345, -1)
    before = sorted(tree.rglob("*"))
    remove_abandoned(tree)
    assert sorted(tree.rglob("*")) == before


def test_a_run_that_was_killed_before_it_took_its_lock(tmp_path: Path) -> None:
    (tmp_path / NAME).mkdir(mode=0o700)
    remove_abandoned(tmp_path)
    assert not list(tmp_path.iterdir())


def test_links_in_a_folder_are_not_followed(tmp_path: Path) -> None:
    (tmp_path / "kept").mkdir()
    (tmp_path / "kept" / "file").touch()
    folder = left_by_a_kill(
        tmp_path,
        "with temporary_folder(parent) as one:\n"
        "    (one / 'link').symlink_to(parent / 'kept'); (one / 'deep').mkdir()\n"
        f"    (one / 'deep' / 'link').symlink_to(parent / 'kept'); {KILL}",
    )
    remove_abandoned(tmp_path)
    assert not folder.exists()
    assert (tmp_path / "kept" / "file").exists()


def test_programs_get_the_folder_of_the_run(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("TMPDIR", str(tmp_path))
    monkeypatch.setattr(tempfile, "tempdir", None)
    with own_temporary_folder():
        made = tempfile.mkdtemp()
        said = subprocess.check_output(
            [sys.executable, "-c", "import tempfile; print(tempfile.mkdtemp())"], text=True
        )
        (run,) = tmp_path.iterdir()
        assert Path(made).parent == Path(said.strip()).parent == run
    assert not list(tmp_path.iterdir())
    assert os.environ["TMPDIR"] == str(tmp_path)
    assert Path(tempfile.gettempdir()) == tmp_path


def test_without_any_temporary_folder_a_run_goes_on(monkeypatch: pytest.MonkeyPatch) -> None:
    def none() -> str:
        raise FileNotFoundError("no usable temporary directory")

    monkeypatch.setattr(tempfile, "gettempdir", none)
    with own_temporary_folder():
        pass


def test_nobody_else_makes_temporary_files(root: Path) -> None:
    """Others would stay when a build is killed."""
    makers = ("mkdtemp", "mkstemp", "TemporaryDirectory", "NamedTemporaryFile")
    found = {
        file.name
        for file in (root / "publish").rglob("*.py")
        if any(one in file.read_text(encoding="utf-8") for one in makers)
    }
    assert found == {"weasyprint_fonts.py"}, "which makes them in a folder of ours"
