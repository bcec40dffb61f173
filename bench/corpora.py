"""Import documents of other people, and build the sources that the check passes.

    .venv/bin/python bench/corpora.py FOLDER... [--imports 60] [--builds 20] [--details out.jsonl]

Each document is imported, checked and built by the command line, as a user does it, with a time
limit on the processor.  The original is read by bench/originals.py, which shares nothing with the
package; what it shows and neither the source nor the report of the import has is an unlisted loss.
A sample is taken by the hash of the path, so that it is the same each time.

For each folder: documents imported, refused (with a message) and crashed; words, and how many of
them, pictures, alt texts, notes and table cells are lost without being listed; sources that the
check passes, and those of them that build as EPUB, PDF and M4B.  The exit code is 1 if there is a
crash, an unlisted loss of a picture, alt text, note or cell, more than 0.1 % of the words unlisted,
or less than 98 % of the checked sources build.
"""

from __future__ import annotations

import argparse
import hashlib
import html
import json
import re
import resource
import subprocess
import sys
import tempfile
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from dataclasses import asdict, dataclass, field
from pathlib import Path
from zipfile import BadZipFile

ROOT = Path(__file__).parents[1]
sys.path.insert(0, str(ROOT))

from lxml.etree import LxmlError

from bench.originals import Original, lost_texts, lost_words, read_original

SUFFIXES = (".docx", ".odt", ".epub", ".html", ".htm", ".xhtml", ".rtf", ".tex", ".md", ".qmd")
EDITIONS = "epub,pdf,m4b"
#: Processor seconds of one command.
LIMIT = 300
_ESCAPE = re.compile(r"\\(?=[^\w\s])")
_PICTURE = re.compile(r"\]\(<?(?!https?:|#|mailto:)[^)\n]|:::+ *\{?figure|^cover:", re.M)


@dataclass
class Result:
    """What became of one document; lists hold what was lost without being listed."""

    file: str
    import_code: int = 0
    import_message: str = ""
    check_code: int | None = None
    build_code: int | None = None
    build_message: str = ""
    words: int = 0
    lost: dict[str, int] = field(default_factory=dict)
    pictures: int = 0
    alts: list[str] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    cells: list[str] = field(default_factory=list)
    errors: list[str] = field(default_factory=list)
    listed: int = 0


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("folders", nargs="+", type=Path)
    parser.add_argument("--imports", type=int, default=60, help="documents of each folder")
    parser.add_argument("--builds", type=int, default=20, help="builds of each folder")
    parser.add_argument("--only", default=EDITIONS, help="editions to build")
    parser.add_argument("--jobs", type=int, default=2)
    parser.add_argument("--details", type=Path, help="write a line of JSON for each document")
    parser.add_argument("--match", default="", help="take only files whose path holds this")
    chosen = parser.parse_args()
    total: list[Result] = []
    with tempfile.TemporaryDirectory(prefix="corpora-") as work:
        for folder in chosen.folders:
            files = sample(folder, chosen.imports, chosen.match)
            with ThreadPoolExecutor(chosen.jobs) as pool:
                results = list(pool.map(lambda one: imported(one, Path(work)), enumerate(files)))
                checked = [one for one in results if one.check_code == 0][: chosen.builds]
                list(pool.map(lambda one: build(one, Path(work), chosen.only), checked))
            show(folder.name, results)
            total += results
            if chosen.details:
                with chosen.details.open("a", encoding="utf-8") as out:
                    out.writelines(json.dumps(asdict(one)) + "\n" for one in results)
    show("all", total)
    return int(not good(total))


def sample(folder: Path, most: int, match: str) -> list[Path]:
    """Return at most ``most`` documents of ``folder``, of each suffix about as many."""
    found: dict[str, list[Path]] = {}
    for file in folder.rglob("*"):
        if file.suffix.lower() in SUFFIXES and file.is_file() and match in str(file):
            found.setdefault(file.suffix.lower(), []).append(file)
    for files in found.values():
        files.sort(key=lambda one: hashlib.sha256(str(one.relative_to(folder)).encode()).digest())
    chosen: list[Path] = []
    while found and len(chosen) < most:
        for suffix in sorted(found):
            chosen.append(found[suffix].pop(0))
            if not found[suffix]:
                del found[suffix]
    return sorted(chosen[:most])


# -------------------------------------------------------------------- one document


def _run(*arguments: str) -> tuple[int, str, str]:
    """Run ``publish``; return its exit code and what it printed."""
    done = subprocess.run(
        [sys.executable, "-P", "-m", "publish", *arguments],
        capture_output=True,
        text=True,
        errors="replace",
        cwd=ROOT,
        preexec_fn=lambda: resource.setrlimit(resource.RLIMIT_CPU, (LIMIT, LIMIT)),
        check=False,
    )
    return done.returncode, done.stdout, done.stderr


def _place(file: str, work: Path) -> Path:
    return work / hashlib.sha256(file.encode()).hexdigest()[:16]


def imported(numbered: tuple[int, Path], work: Path) -> Result:
    """Import a document, compare it with its source, and check the source."""
    file = numbered[1]
    result = Result(str(file))
    source = _place(result.file, work) / "source.md"
    source.parent.mkdir(parents=True, exist_ok=True)
    report = source.with_name("report.json")
    result.import_code, out, error = _run(
        "import", str(file), "-o", str(source), "--json", "--report", str(report)
    )
    result.import_message = error.strip()[-400:] or out.strip()[-400:]
    if result.import_code or not source.is_file():
        return result
    (listed,) = json.loads(report.read_text(encoding="utf-8"))["sources"]
    result.listed = len(listed["losses"])
    try:
        original = read_original(file)
    except (BadZipFile, LxmlError, KeyError, StopIteration, UnicodeError):
        original = None
    if original is not None:
        _compare(result, original, source.read_text(encoding="utf-8"), listed)
    result.check_code, out, _ = _run("check", str(source), "--json")
    if result.check_code:
        result.errors = _errors(out)
    return result


def _errors(out: str) -> list[str]:
    try:
        found = json.loads(out)["diagnostics"]
    except (ValueError, KeyError):
        return [out[-300:]]
    return [f"{one['code']}: {one['message']}" for one in found if one["severity"] == "error"][:5]


def _compare(
    result: Result, original: Original, source: str, listed: dict[str, list[dict[str, str]]]
) -> None:
    """Enter what ``original`` has and neither the ``source`` nor what the report has ``listed``."""
    told = " ".join(
        [one["message"] for one in listed["diagnostics"]]
        + [one["text"] for one in listed["losses"]]
    )
    kept = html.unescape(_ESCAPE.sub("", source)) + "\n" + told
    result.words = original.words.total()
    result.lost = dict(lost_words(original.words, kept).most_common())
    pictures = sum("picture" in f"{one['code']} {one['kind']}" for one in listed["losses"])
    pictures += sum("picture" in one["code"] for one in listed["diagnostics"])
    result.pictures = max(0, original.pictures - len(_PICTURE.findall(source)) - pictures)
    result.alts = lost_texts(original.alts, kept)
    result.notes = lost_texts(original.notes, kept)
    result.cells = lost_texts(original.cells, kept)


def build(result: Result, work: Path, only: str) -> None:
    """Build the editions ``only`` of a source that was checked."""
    source = _place(result.file, work) / "source.md"
    result.build_code, out, error = _run(
        "build", str(source), "-o", str(source.parent / "dist"), "--only", only, "--quiet"
    )
    result.build_message = (error.strip() or out.strip())[-600:] if result.build_code else ""
    subprocess.run(["rm", "-rf", str(source.parent / "dist")], check=False)


# -------------------------------------------------------------------- figures


def show(name: str, results: list[Result]) -> None:
    """Print the figures of a folder, then its worst documents."""
    done = [one for one in results if one.import_code == 0]
    words, lost = sum(one.words for one in done), sum(sum(one.lost.values()) for one in done)
    tried = [one for one in done if one.build_code is not None]
    unlisted = {
        kind: sum(len(getattr(one, kind)) for one in done) for kind in ("alts", "notes", "cells")
    }
    print(
        f"{name}: {len(results)} documents, {len(done)} imported, "
        f"{len(results) - len(done) - len(crashes(results))} refused, {len(crashes(results))} "
        f"crashed; {words} words, {lost} unlisted ({lost / max(1, words):.3%}); unlisted: "
        f"{sum(one.pictures for one in done)} pictures, {unlisted['alts']} alt texts, "
        f"{unlisted['notes']} notes, {unlisted['cells']} cells; "
        f"{sum(one.check_code == 0 for one in done)} pass the check, "
        f"{sum(one.build_code == 0 for one in tried)} of {len(tried)} build",
        flush=True,
    )
    if name == "all":
        return
    for one in crashes(results):
        print(f"  crash: {one.file}: {one.import_message[-200:]}")
    for one in tried:
        if one.build_code:
            print(f"  build {one.build_code}: {one.file}: {one.build_message[:200]!r}")
    for message, count in Counter(
        error[:70] for one in done for error in one.errors[:1]
    ).most_common(5):
        print(f"  check: {count} times {message!r}")


def crashes(results: list[Result]) -> list[Result]:
    """Return those that ended by a fault of publish, or by a signal."""
    return [one for one in results if one.import_code == 1 or one.import_code < 0]


def good(results: list[Result]) -> bool:
    """Return whether the figures are within the limits (see the top of this file)."""
    words = sum(one.words for one in results)
    tried = [one for one in results if one.build_code is not None]
    return (
        not crashes(results)
        and not any(one.pictures or one.alts or one.notes or one.cells for one in results)
        and sum(sum(one.lost.values()) for one in results) <= words / 1000
        and sum(one.build_code == 0 for one in tried) >= 0.98 * len(tried)
    )


if __name__ == "__main__":
    sys.exit(main())
