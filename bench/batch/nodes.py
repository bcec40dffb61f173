"""Build a backlist on three nodes in network namespaces, and cut one off for a while.

Each node is a namespace with a cable to a bridge, which is in a namespace of its own: nothing of
the machine's network changes.  The scheduler and the command run on the first node, a worker on
each; what runs is what an operator runs (``dask scheduler``, ``dask worker``), and a worker that
has ended is started again, as systemd does.  The nodes share a file system; each has a cache and a
temporary folder of its own, and what they make is shared by a store.
"""

from __future__ import annotations

import contextlib
import os
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Iterator, Sequence
from pathlib import Path

from bench.batch.trial import Trial, again, judged, run

NODES = 3
PORT = 8786
_OPTIONS = ("--only", "epub,pdf,mp3", "--draft")


def _ip(*words: str) -> None:
    subprocess.run(["ip", *words], check=True)


class Network:
    """The namespaces ``publish-1`` and so on, and ``publish-switch`` between them."""

    switch = f"publish-switch-{os.getpid()}"

    def __enter__(self) -> Network:
        self._stack = contextlib.ExitStack()
        self._add(self.switch)
        _ip("-n", self.switch, "link", "add", "name", "bridge0", "type", "bridge")
        _ip("-n", self.switch, "link", "set", "bridge0", "up")
        for number in range(1, NODES + 1):
            self._connect(number)
        return self

    def __exit__(self, *_error: object) -> None:
        self._stack.close()

    def _add(self, name: str) -> None:
        _ip("netns", "add", name)
        self._stack.callback(_ip, "netns", "del", name)

    def _connect(self, number: int) -> None:
        node, port = self.name(number), f"port{number}"
        self._add(node)
        ends = ("eth0", "type", "veth", "peer", "name", port, "netns", self.switch)
        _ip("-n", node, "link", "add", "name", *ends)
        _ip("-n", node, "addr", "add", f"{self.address(number)}/24", "dev", "eth0")
        _ip("-n", node, "link", "set", "lo", "up")
        _ip("-n", node, "link", "set", "eth0", "up")
        _ip("-n", self.switch, "link", "set", port, "master", "bridge0", "up")

    def name(self, number: int) -> str:
        return f"publish-{number}-{os.getpid()}"

    def address(self, number: int) -> str:
        return f"10.77.0.{number}"

    def on(self, number: int) -> tuple[str, ...]:
        """Return the beginning of a command that runs on a node."""
        return ("ip", "netns", "exec", self.name(number))

    def cable(self, number: int, state: str) -> None:
        """Pull the cable of a node (``down``), or plug it in (``up``)."""
        _ip("-n", self.switch, "link", "set", f"port{number}", state)


class Service:
    """A program that is started again when it ends, until :meth:`stop`; it counts its starts."""

    def __init__(self, command: Sequence[str], environment: dict[str, str], log: Path) -> None:
        self._command, self._environment, self._log = command, environment, log
        self.starts = 0
        self._stopping = False
        self._process: subprocess.Popen[bytes] | None = None
        self._thread = threading.Thread(target=self._run)
        self._thread.start()

    def _run(self) -> None:
        while not self._stopping:
            with self._log.open("ab") as log:
                self._process = subprocess.Popen(
                    self._command, env=self._environment, stdout=log, stderr=log
                )
            self.starts += 1
            self._process.wait()
            time.sleep(1)

    def stop(self) -> None:
        self._stopping = True
        if self._process:
            self._process.terminate()
        self._thread.join()


@contextlib.contextmanager
def cluster(network: Network, trial: Trial, settings: dict[str, str]) -> Iterator[list[Service]]:
    """Yield the workers of a cluster on the nodes, whose scheduler is on the first one."""
    at = f"tcp://{network.address(1)}:{PORT}"
    store = {"PUBLISH_STORE": str(trial.folder / "store")}

    def service(number: int, program: str, *words: str) -> Service:
        module = f"distributed.cli.dask_{program}"
        command = (*network.on(number), sys.executable, "-m", module, *words, "--no-dashboard")
        scratch = {"DASK_TEMPORARY_DIRECTORY": str(trial.folder / f"dask-{number}")}
        environment = trial.environment(f"node-{number}") | settings | store | scratch
        one = Service(command, environment, trial.folder / f"{program}-{number}.txt")
        stack.callback(one.stop)
        return one

    with contextlib.ExitStack() as stack:
        service(1, "scheduler", "--host", network.address(1), "--port", str(PORT))
        options = ("--nthreads", "1", "--resources", "sound=1 layout=1")
        yield [service(number, "worker", at, *options) for number in range(1, NODES + 1)]


def nodes(titles: Path, cut: float, options: Sequence[str], patience: str = "30s") -> int:
    """Print what became of ``titles`` with a node cut off for ``cut`` seconds; 1 if it was wrong.

    ``patience`` is Dask's ``comm.timeouts.tcp``, after which a silent node is given up.
    """
    settings = {"DASK_DISTRIBUTED__COMM__TIMEOUTS__TCP": patience}
    with tempfile.TemporaryDirectory(prefix="publish-bench-") as folder, Network() as network:
        place = ("--scheduler", f"tcp://{network.address(1)}:{PORT}", "--quiet")
        quiet, disturbed = (
            Trial(titles, Path(folder) / name, (*(options or _OPTIONS), *place))
            for name in ("a", "b")
        )
        with cluster(network, quiet, settings):
            seconds = run(quiet, prefix=network.on(1))
        print(f"quiet: {quiet.states().total()} titles in {seconds:.0f} s", flush=True)
        wrong = list(quiet.left_behind())
        begun = time.monotonic()
        with cluster(network, disturbed, settings) as workers:
            process = disturbed.start(prefix=network.on(1))
            time.sleep(min(seconds / 4, 30))
            network.cable(NODES, "down")
            time.sleep(cut)
            ended = process.poll() is not None
            network.cable(NODES, "up")
            if process.wait():
                wrong.append(f"exit code {process.returncode}: {disturbed.log()}")
            starts = [one.starts for one in workers]
        took = time.monotonic() - begun
        print(f"one cut off: {took:.0f} s; starts of the workers: {starts}", flush=True)
        if ended:
            wrong.append("the batch had ended before the cable was back: take more titles")
        wrong += judged(quiet, disturbed)
        print("\n".join(wrong) or "same bytes, nothing left behind", flush=True)
        with cluster(network, disturbed, settings):
            took, made = again(disturbed, prefix=network.on(1))
        print(f"a second run: {took:.1f} s", "\n".join(made) or "nothing made", sep="\n")
    return min(len(wrong) + len(made), 1)
