"""Fuzz one target with atheris: ``python -m tests.fuzz TARGET SECONDS FOLDER``.

Coverage of ``publish`` guides the changes that libFuzzer makes to the saved seeds.  Each kind of
finding is written once: ``FOLDER/TARGET-PLACE.input``, and a report beside it.
``python -m tests.fuzz TARGET FILE`` does with one input what the fuzzer did.
"""

from __future__ import annotations

import hashlib
import importlib
import os
import pkgutil
import re
import shutil
import subprocess
import sys
import time
import traceback
from pathlib import Path

import publish
from tests.fuzz.targets import SEEDS, TARGETS, attempt

LONGEST = 20_000
"""The most bytes of an input."""


def main(arguments: list[str]) -> int:
    """Replay a file, or fuzz; the number of kinds of findings, at most 1."""
    if len(arguments) == 2:
        attempt(arguments[0], Path(arguments[1]).read_bytes())
        return 0
    if len(arguments) == 4:
        _fuzz(arguments[0], Path(arguments[2]), int(arguments[1]))
        return 0
    name, seconds, folder = arguments[0], float(arguments[1]), Path(arguments[2])
    for target in TARGETS if name == "all" else (name,):
        share = seconds / (len(TARGETS) if name == "all" else 1)
        _supervise(target, share, folder / target)
    found = sorted(folder.glob("*/*.input"))
    sys.stdout.write("".join(f"{one}: see {one.with_suffix('.txt').name}\n" for one in found))
    return min(len(found), 1)


def _supervise(target: str, seconds: float, folder: Path) -> None:
    """Start the fuzzer again whenever an input ends its process, until the time is over."""
    corpus = folder / "corpus"
    corpus.mkdir(parents=True, exist_ok=True)
    for seed in (SEEDS / target).iterdir():
        shutil.copy(seed, corpus)
    end = time.monotonic() + seconds
    while (left := int(end - time.monotonic())) > 0:
        command = [sys.executable, "-m", "tests.fuzz", target, str(left), str(folder), "inside"]
        done = subprocess.run(command, capture_output=True, text=True, errors="replace")
        for artifact in folder.glob("libfuzzer-*"):  # a crash, too much time or memory
            _write(folder, artifact.name[:40], artifact.read_bytes(), done.stderr[-6000:])
            artifact.unlink()
        sys.stdout.write(f"{target}: {' '.join(_LAST.findall(done.stderr)[-1:]) or done.stderr}\n")
        sys.stdout.flush()


_LAST = re.compile(r"^(?:#\d+\tDONE|==\d+==|Done).*", re.M)


def _fuzz(target: str, folder: Path, seconds: int) -> None:
    """Run libFuzzer in this process, which it ends."""
    import atheris

    with atheris.instrument_imports(include=["publish"], enable_loader_override=False):
        for module in pkgutil.walk_packages(publish.__path__, "publish."):
            if not module.name.endswith("__main__"):
                importlib.import_module(module.name)

    def run(data: bytes) -> None:
        try:
            attempt(target, data)
        except (KeyboardInterrupt, SystemExit):
            raise
        except BaseException as error:  # SlowError too
            report = "".join(traceback.format_exception(error))
            _write(folder, _place(error), data, report[:3000] + "\n...\n" + report[-3000:])

    options = {
        "max_total_time": seconds,
        "max_len": LONGEST,
        "timeout": 60,
        "rss_limit_mb": 1500,
        "artifact_prefix": f"{folder}/libfuzzer-",
        "dict": str(_words(folder, target)),
        "print_final_stats": 0,
    }
    given = [f"-{name}={value}" for name, value in options.items()]
    atheris.Setup([sys.argv[0], *given, str(folder / "corpus")], run)
    atheris.Fuzz()


def _words(folder: Path, target: str) -> Path:
    """Write libFuzzer's dictionary: the words and marks of the seeds."""
    found: set[bytes] = set()
    for seed in (SEEDS / target).iterdir():
        found.update(re.findall(rb"[\w:.-]{2,30}|[^\w\s]{1,4}", seed.read_bytes()))
    file = folder / "words"
    lines = ('"' + "".join(f"\\x{byte:02x}" for byte in word) + '"\n' for word in sorted(found))
    file.write_text("".join(lines))
    return file


def _place(error: BaseException) -> str:
    """Name the kind of a finding: the exception, and the last line of ``publish`` it came from."""
    frames = traceback.extract_tb(error.__traceback__)
    ours = [one for one in frames if "/publish/" in one.filename] or frames
    return f"{type(error).__name__}-{Path(ours[-1].filename).stem}-{ours[-1].lineno}"


def _write(folder: Path, place: str, data: bytes, report: str) -> None:
    """Write a finding, if it is the first of its kind or shorter than that."""
    name = place if "libfuzzer" not in place else f"{place}-{hashlib.sha256(data).hexdigest()[:8]}"
    file = folder / f"{name}.input"
    if file.exists() and file.stat().st_size <= len(data):
        return
    file.write_bytes(data)
    again = f"Reproduce it with: python -m tests.fuzz {folder.name} {file}\n\n"
    file.with_suffix(".txt").write_text(again + report, errors="replace")


if __name__ == "__main__":
    # libFuzzer ends the process without Python's own end, which removes the temporary folder
    os.environ.setdefault("PUBLISH_VOICE", "espeak")
    sys.exit(main(sys.argv[1:]))
