"""The Python interface: the examples of its documentation, threads, and what it promises."""

from __future__ import annotations

import ast
import os
import re
import subprocess
import sys
import threading
from pathlib import Path

import pytest

import publish
from publish import errors
from publish.errors import PublishError

SOURCE = """---
title: A ferry
language: en
authors: [Ada]
published: 2026-03-01
---

The ferry leaves at six.

## The pier

It is made of wood.
"""


@pytest.fixture
def work(tmp_path: Path) -> Path:
    """A folder with the files that the examples use."""
    (tmp_path / "article.md").write_text(SOURCE, encoding="utf-8")
    (tmp_path / "notes.txt").write_text("A walk\n\nIt was short.\n", encoding="utf-8")
    return tmp_path


def examples(root: Path) -> list[str]:
    """The code blocks of the documentation."""
    text = (root / "docs/api.md").read_text(encoding="utf-8")
    return re.findall(r"^```python\n(.*?)^```", text, re.M | re.S)


def run_python(arguments: list[str], folder: Path, root: Path) -> str:
    """What Python prints; it must succeed, and say nothing on standard error."""
    run = subprocess.run(
        [sys.executable, *arguments],
        cwd=folder,
        capture_output=True,
        text=True,
        check=False,
        timeout=300,
        env=os.environ | {"PYTHONPATH": str(root), "PUBLISH_CACHE": str(folder / "cache")},
    )
    assert run.returncode == 0, run.stderr
    assert run.stderr == ""
    return run.stdout


def test_the_examples_run_as_a_script_without_a_guard(work: Path, root: Path) -> None:
    blocks = examples(root)
    assert len(blocks) >= 6
    (work / "script.py").write_text("\n".join(blocks), encoding="utf-8")
    out = run_python(["script.py"], work, root)
    assert out.count("article.epub") >= 2
    assert "pdf large-print article-large-print.pdf" in out
    assert "3 missing.md" in out


def test_the_examples_run_as_the_cells_of_a_notebook(work: Path, root: Path) -> None:
    """No file has the main module, and each cell is compiled by itself."""
    cells = f"cells = {examples(root)!r}\n"
    loop = "space = {'__name__': '__main__'}\nfor cell in cells: exec(cell, space)\n"
    assert "article.epub" in run_python(["-c", cells + loop], work, root)


def test_two_threads_build_at_once(work: Path, root: Path) -> None:
    (work / "two.py").write_text(
        "import threading\n"
        "from publish import BuildOptions, audit, build\n"
        "def work(name):\n"
        "    built[name] = build('article.md', name, BuildOptions(only='epub,pdf,vtt'))\n"
        "    assert not audit('article.md', name).losses\n"
        "built = {}\n"
        "threads = [threading.Thread(target=work, args=(name,)) for name in ('one', 'two')]\n"
        "[thread.start() for thread in threads]\n"
        "[thread.join() for thread in threads]\n"
        "print(*sorted(edition.path.name for edition in built['one'] + built['two']))\n",
        encoding="utf-8",
    )
    out = run_python(["two.py"], work, root)
    assert out.split() == ["article.epub"] * 2 + ["article.pdf"] * 2 + ["article.vtt"] * 2
    for name in ("article.epub", "article.pdf", "article.vtt"):
        assert (work / "one" / name).read_bytes() == (work / "two" / name).read_bytes()


def test_pdfs_alone_are_built_in_two_threads(work: Path) -> None:
    """Each is laid out in a process of its own, since WeasyPrint is not safe in threads."""
    found: dict[str, tuple[publish.Edition, ...]] = {}

    def build(name: str) -> None:
        options = publish.BuildOptions(only="pdf", cache=False)
        found[name] = publish.build(work / "article.md", work / name, options)

    threads = [threading.Thread(target=build, args=(name,)) for name in ("one", "two")]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    (one,), (two,) = found["one"], found["two"]
    assert one.path.read_bytes() == two.path.read_bytes()


def test_a_build_reports_sizes_timings_and_progress(work: Path) -> None:
    steps: list[str] = []
    (edition,) = publish.build(
        work / "article.md",
        work / "dist",
        publish.BuildOptions(only="epub", cache=False),
        progress=lambda step, _done, _total: steps.append(step),
    )
    assert edition.size == edition.path.stat().st_size
    assert edition.timings.build > 0
    assert edition.timings.audit > 0
    assert edition.timings.verify > 0
    assert edition.diagnostics == ()
    assert steps == ["EPUB 3"]


def test_every_name_is_there_and_stays_the_function() -> None:
    import publish.audit.items
    import publish.check.rule
    import publish.verify.pdf

    for name in publish.__all__:
        assert getattr(publish, name).__module__.startswith("publish.")
    for name in ("audit", "check", "verify"):
        assert getattr(publish, name).__module__ == "publish.api"
    with pytest.raises(AttributeError, match="no attribute 'nothing'"):
        publish.nothing  # noqa: B018


def test_the_documentation_names_everything(root: Path) -> None:
    text = (root / "docs/api.md").read_text(encoding="utf-8")
    for name in publish.__all__:
        assert f"`{name}" in text, name
    raised = [one for one in vars(errors).values() if isinstance(one, type)]
    for kind in raised:
        if issubclass(kind, PublishError) and kind.__base__ is PublishError:
            assert f"| `{kind.__name__}` | {kind.exit_code} |" in text


def test_importing_the_package_loads_nothing_else() -> None:
    code = (
        "import sys, publish; "
        "found = [name for name in sys.modules if name.startswith('publish.')]; "
        "sys.exit(', '.join(found) or 0)"
    )
    run = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)
    assert run.returncode == 0, run.stderr


def test_the_command_line_is_built_on_the_interface_alone(root: Path) -> None:
    allowed = {"publish", "publish.api", "publish.frontend", "publish.errors"}
    allowed.add("publish.serve.server")  # a front end itself, which the command line starts
    batch = ("publish.cli", "publish.batch")  # as is the batch, which only it starts
    for file in sorted((root / "publish/cli").glob("*.py")):
        for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
            modules = []
            if isinstance(node, ast.Import):
                modules = [alias.name for alias in node.names]
            elif isinstance(node, ast.ImportFrom):
                modules = [node.module or ""]
            for module in modules:
                if module.partition(".")[0] == "publish":
                    assert module in allowed or module.startswith(batch), (file, module)
