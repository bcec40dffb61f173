"""Build a backlist while workers and the scheduler are killed, and compare with a quiet run."""

from __future__ import annotations

import random
import signal
import subprocess
import tempfile
import time
from collections import Counter
from collections.abc import Sequence
from pathlib import Path

import psutil

from bench.batch.trial import Trial, again, judged

SCHEDULER = "dask_scheduler"
WORKER, BUILD = "multiprocessing.spawn", "publish.batch.building"
"""Words in the command lines: a worker of Dask, and the process in which it builds a title."""

Plan = Sequence[tuple[float, Sequence[str]]]
"""Moments in seconds, and words of which the command line of what is killed then has one."""


def at_random(kills: int, seconds: float, seed: int) -> Plan:
    """Return a plan to kill ``kills`` workers and the scheduler once, within ``seconds``."""
    chance = random.Random(seed)
    moments = sorted(chance.uniform(0, seconds) for _ in range(kills + 1))
    scheduler = chance.choice(moments)
    return [(one, (SCHEDULER,) if one == scheduler else (WORKER, BUILD)) for one in moments]


class Killer:
    """Kills processes of ``trial`` with SIGKILL, as ``plan`` says."""

    def __init__(self, trial: Trial, plan: Plan, seed: int = 1) -> None:
        self.trial, self.plan, self.chance = trial, plan, random.Random(seed)
        self.killed: Counter[str] = Counter()

    def watch(self, process: subprocess.Popen[bytes]) -> None:
        """Kill as planned until the batch has ended; what isn't there yet is waited for."""
        begun = time.monotonic()
        for moment, words in self.plan:
            while process.poll() is None and time.monotonic() - begun < moment:
                time.sleep(0.05)
            while process.poll() is None and not self._kill(words):
                time.sleep(0.05)
        process.wait()

    def _kill(self, words: Sequence[str]) -> bool:
        found = self.trial.processes(self.chance.choice(words))
        if not found:
            return False
        one = self.chance.choice(found)
        try:
            line = " ".join(one.cmdline())
            one.send_signal(signal.SIGKILL)
        except psutil.Error:  # it has ended
            return False
        self.killed[next(word for word in words if word in line)] += 1
        return True


def _first(trial: Trial, process: subprocess.Popen[bytes]) -> float:
    """Wait until the first title is built; return the seconds."""
    begun = time.monotonic()
    while process.poll() is None and not trial.results():
        time.sleep(0.1)
    return time.monotonic() - begun


def kills(titles: Path, count: int, workers: int, seed: int, options: Sequence[str]) -> int:
    """Print what became of a batch of ``titles`` with ``count`` kills; return 1 if it was wrong."""
    options = (*(options or ("--only", "epub", "--silent")), "--workers", str(workers), "--quiet")
    with tempfile.TemporaryDirectory(prefix="publish-bench-") as folder:
        quiet, disturbed = (Trial(titles, Path(folder) / name, options) for name in ("a", "b"))
        begun = time.monotonic()
        process = quiet.start()
        first = begun + _first(quiet, process)
        if process.wait():
            raise SystemExit(f"publish batch ended with {process.returncode}:\n{quiet.log()}")
        seconds, building = time.monotonic() - begun, time.monotonic() - first
        total = sum(quiet.states().values())
        print(
            f"quiet: {total} titles in {seconds:.0f} s, {seconds / total:.2f} s each; "
            f"half of them take less than {quiet.work():.2f} s of a processor",
            flush=True,
        )
        wrong = list(quiet.left_behind())
        begun = time.monotonic()
        killer = Killer(disturbed, at_random(count, 0.8 * building, seed), seed)
        process = disturbed.start()
        _first(disturbed, process)
        killer.watch(process)
        print(f"killed {dict(killer.killed)}: {time.monotonic() - begun:.0f} s", flush=True)
        if process.returncode:
            wrong.append(f"exit code {process.returncode}: {disturbed.log()}")
        if (done := killer.killed.total()) < count + 1:
            wrong.append(f"only {done} of {count + 1} processes were there to kill")
        wrong += judged(quiet, disturbed)
        print("\n".join(wrong) or "same bytes, nothing left behind", flush=True)
        took, made = again(disturbed)
        print(
            f"a second run: {took:.1f} s, {1000 * took / total:.0f} ms a title; half of them take "
            f"less than {1000 * disturbed.work():.0f} ms of a processor",
            "\n".join(made) or "nothing made",
            sep="\n",
        )
    return min(len(wrong) + len(made), 1)
