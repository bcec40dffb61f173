"""A batch whose workers are killed builds the bytes of ``publish build``, and leaves nothing.

A lean version of ``python -m bench.batch kills``.
"""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

from bench.batch.kills import BUILD, WORKER, Killer
from bench.batch.titles import titles
from bench.batch.trial import Trial, again, different, files
from publish import BuildOptions, build

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="it sends signals")


def test_workers_are_killed(tmp_path: Path) -> None:
    sources = titles(12, tmp_path / "titles", most=400)
    options = ("--only", "epub", "--silent", "--workers", "2", "--quiet")
    trial = Trial(tmp_path / "titles", tmp_path / "batch", options)
    killer = Killer(trial, [(0, (BUILD,)), (0, (WORKER,))])
    process = trial.start()
    killer.watch(process)
    assert process.returncode == 0, trial.log()
    assert killer.killed == {BUILD: 1, WORKER: 1}
    assert trial.states() == {"built": len(sources)}

    undisturbed = tmp_path / "undisturbed"
    for source in sources:
        build(source, undisturbed / source.parent.name, BuildOptions(only="epub", silent=True))
    made = {name: digest for name, digest in files(trial.out).items() if digest}
    assert different(files(undisturbed), made) == []
    assert list(trial.left_behind()) == []

    assert again(trial)[1] == []
