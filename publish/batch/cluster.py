"""The cluster of a batch: of processes on this machine, or any Dask cluster by its address.

On this machine a scheduler and its workers run as programs, each worker with a nanny that starts it
again when it dies.  They talk over TLS with certificates of this run: without, every user of the
machine could give them work.  When the scheduler dies, Dask ends its workers, too; both are started
again.
"""

from __future__ import annotations

import contextlib
import os
import socket
import sys
import threading
import time
from collections.abc import Collection, Iterable
from importlib import import_module
from pathlib import Path
from types import TracebackType
from typing import TYPE_CHECKING

from publish.errors import ToolError, UsageError
from publish.runtime.programs import Program, python_command, python_path
from publish.runtime.temporary import temporary_folder

if TYPE_CHECKING:
    import psutil
    from distributed import Security

#: How often a cluster of this machine may be started again without any title being built.
_MOST_STARTS = 5

#: The clock seconds that a stopped build has to remove its files.
_GRACE = 0.3

#: The clock seconds that a process may be silent: on this machine it is busy, not cut off.
_PATIENCE = 300

#: Settings of Dask for the processes of this machine.
_SETTINGS = {
    "DASK_DISTRIBUTED__COMM__TIMEOUTS__TCP": f"{_PATIENCE}s",
    "DASK_DISTRIBUTED__SCHEDULER__WORKER_SATURATION": "1.0",  # titles wait at the scheduler
    "DASK_DISTRIBUTED__SCHEDULER__ALLOWED_FAILURES": "3",
    "DASK_DISTRIBUTED__WORKER__DAEMON": "False",
    "DASK_LOGGING__DISTRIBUTED": "error",
}


class RemoteCluster:
    """A cluster of somebody else, at ``address`` (``tcp://``, ``tls://``).

    Its scheduler may be silent for ``patience`` clock seconds, as long as Dask tries to connect.
    """

    def __init__(self, address: str) -> None:
        import dask
        from distributed.comm.addressing import get_address_host_port

        try:
            get_address_host_port(address, strict=True)
        except ValueError as error:
            raise UsageError(
                f"{address!r} isn't the address of a scheduler. Use local, or an address such as "
                "tcp://host:8786."
            ) from error
        self.address = address
        wait = dask.config.get("distributed.comm.timeouts.connect")
        self.patience: float = dask.utils.parse_timedelta(wait)
        secure = address.startswith(("tls://", "wss://"))
        if secure and not self.security().get_connection_args("client")["ssl_context"]:
            raise UsageError(
                f"{address} needs certificates, and the settings of Dask name none. Name them in "
                "~/.config/dask/tls.yaml as docs/batch.md shows, or use tcp://."
            )

    def security(self) -> Security:
        """Return what the settings of Dask say."""
        from distributed import Security

        return Security()

    def check(self) -> bool:
        """Return whether the scheduler may be there."""
        return True

    def progressed(self) -> None:
        """Note that a title was built."""

    def __enter__(self) -> RemoteCluster:
        return self

    def __exit__(self, *_error: object) -> None:
        pass


class LocalCluster:
    """A scheduler and ``workers`` of this machine, which may take ``memory`` bytes each."""

    patience: float = _PATIENCE

    def __init__(self, workers: int, memory: int) -> None:
        self.address = ""
        self._workers, self._memory = workers, memory
        self._stack = contextlib.ExitStack()
        self._programs: list[Program] = []
        self._starts = 0

    def __enter__(self) -> LocalCluster:
        import dask

        settings = {"distributed.comm.timeouts.tcp": f"{_PATIENCE}s"}
        self._stack.enter_context(dask.config.set(settings))
        self._folder = self._stack.enter_context(temporary_folder())
        _write_certificates(self._folder)
        self._start()
        return self

    def __exit__(
        self,
        _kind: type[BaseException] | None,
        _error: BaseException | None,
        _trace: TracebackType | None,
    ) -> None:
        self._stop()
        self._stack.close()

    def security(self) -> Security:
        """Return Dask's security settings for the client."""
        from distributed import Security

        pair = str(self._folder / "cert.pem"), str(self._folder / "key.pem")
        return Security(
            require_encryption=True,
            tls_ca_file=pair[0],
            tls_client_cert=pair[0],
            tls_client_key=pair[1],
        )

    def check(self) -> bool:
        """Return whether the scheduler runs; start again what has ended.

        Raises:
            ToolError: It ends again and again.
        """
        ended = [one for one in self._programs if not one.runs()]
        if not ended:
            return True
        if self._starts >= _MOST_STARTS:
            raise ToolError("The cluster", ended[0].stderr_tail or "it ends at once.")
        if ended[0] is self._programs[0]:
            self._stop()
            self._start()
            return False
        self._starts += 1
        for worker in ended:  # it was killed while it started, or its nanny was
            self._programs.remove(worker)
            self._programs.append(self._worker())
            self._end([worker])
        return True

    def progressed(self) -> None:
        """Note that a title was built."""
        self._starts = 0

    def _start(self) -> None:
        self._starts += 1
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            port = free.getsockname()[1]
        self.address = f"tls://127.0.0.1:{port}"
        self._programs = [self._program("dask_scheduler", "--port", port)]
        self._programs += [self._worker() for _ in range(self._workers)]

    def _worker(self) -> Program:
        """Start a worker with its nanny."""
        options = {
            "--nthreads": 1,
            "--memory-limit": self._memory,
            "--resources": "sound=1 layout=1",
            "--local-directory": self._folder,
        }
        words = [word for pair in options.items() for word in pair]
        return self._program("dask_worker", self.address, *words)

    def _program(self, module: str, *arguments: object) -> Program:
        certificate, key = self._folder / "cert.pem", self._folder / "key.pem"
        tls = ("--tls-ca-file", certificate, "--tls-cert", certificate, "--tls-key", key)
        here = ("--host", "127.0.0.1", "--protocol", "tls", "--dashboard-address", "127.0.0.1:0")
        options = map(str, (*arguments, *here, *tls))
        words = (*python_command("publish.batch.cluster"), module, *options)
        return Program(
            words,
            needed_for="a batch",
            fix="Check that Python can start other programs.",
            environment={**python_path(), **_SETTINGS},
        )

    def _stop(self) -> None:
        self._end(self._programs)
        self._programs = []

    def _end(self, programs: Iterable[Program]) -> None:
        """End ``programs`` with all that they started; builds can remove what they have begun."""
        import psutil

        from publish.batch.tasks import family

        processes = _families({program.pid for program in programs})
        builds: dict[int, psutil.Process] = {}
        for process in processes:  # a nanny before its worker, which it would start again
            with contextlib.suppress(psutil.Error):
                if "publish.batch.building" in process.cmdline():
                    builds[process.pid] = process
                    process.terminate()
                elif process.ppid() in builds:  # it is the build's to end
                    builds[process.pid] = process
                else:
                    process.kill()
        _wait(builds.values(), _GRACE)
        late = (one for build in builds.values() if _runs(build) for one in family(build.pid))
        for process in (*processes, *late):
            with contextlib.suppress(psutil.Error):
                process.kill()
        for program in programs:
            program.__exit__()
        _wait(processes, _GRACE / 2)


def _families(pids: set[int]) -> list[psutil.Process]:
    """Return those processes below this one with ``pids``, and all that they have started.

    Each comes after the one that started it.
    """
    import psutil

    found = []
    for process in psutil.Process().children(recursive=True):
        with contextlib.suppress(psutil.Error):
            if process.pid in pids or process.ppid() in pids:
                pids.add(process.pid)
                found.append(process)
    return found


def _wait(processes: Collection[psutil.Process], seconds: float) -> None:
    """Wait until ``processes`` have ended, ``seconds`` at most.

    One that nobody has asked for its exit code has ended, too; psutil would wait for that.
    """
    until = time.monotonic() + seconds
    while any(map(_runs, processes)) and time.monotonic() < until:
        time.sleep(0.01)


def _runs(process: psutil.Process) -> bool:
    import psutil

    try:
        return bool(process.is_running() and process.status() != psutil.STATUS_ZOMBIE)
    except psutil.Error:
        return False


#: Where titles are built; a context manager.
Cluster = RemoteCluster | LocalCluster


def cluster_at(scheduler: str, workers: int, memory: int) -> Cluster:
    """Return the cluster ``scheduler``: ``local``, or an address.  Raises `UsageError`."""
    return LocalCluster(workers, memory) if scheduler == "local" else RemoteCluster(scheduler)


def _write_certificates(folder: Path) -> None:
    """Write a certificate of this run and its key, which only this user can read."""
    from distributed import Security

    made = Security.temporary()
    for name, content in (("cert.pem", made.tls_ca_file), ("key.pem", made.tls_client_key)):
        file = os.open(folder / name, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(file, "w", encoding="ascii") as written:
            written.write(content)


def _end_with_parent() -> None:
    """End this process when the one that started it has ended."""
    while os.read(0, 1024):
        pass
    os._exit(1)


def _main(module: str, arguments: Iterable[str]) -> None:
    """Run a command line of Dask (``dask_scheduler``, ``dask_worker``) as a part of this batch."""
    threading.Thread(target=_end_with_parent, daemon=True).start()
    import_module(f"distributed.cli.{module}").main(list(arguments))


if __name__ == "__main__":
    _main(sys.argv[1], sys.argv[2:])
