"""Connect to the scheduler of a batch; wait for one that is busy, starts, or is lost."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable

from distributed import Client
from distributed.comm.core import connect

from publish.batch.cluster import Cluster, LocalCluster
from publish.errors import ToolError

#: The most clock seconds of one attempt; between two of them a cluster is looked at.
_TURN = 30

#: The clock seconds between two attempts, where one fails at once; and those that Dask gets to end
#: one by itself.
_PAUSE = 1

Say = Callable[[str], None]


def connected(cluster: Cluster, say: Say, *, first: bool) -> Client:
    """Return a connection to the scheduler of ``cluster``; wait until it answers.

    If it doesn't for the seconds of its patience, ``say`` is told; if it is to answer for the
    ``first`` time, at an address that somebody has written, that is an error.

    Raises:
        ToolError: It didn't answer; or a cluster of this machine ends again and again.
    """
    begin, said = time.monotonic(), False
    turn = min(_TURN, cluster.patience)
    while True:
        cluster.check()
        try:
            asyncio.run(_greet(cluster, turn))
            return Client(
                cluster.address,
                security=cluster.security(),
                timeout=cluster.patience,
                set_as_default=False,
            )
        except OSError as error:  # Dask's own error of time is one
            silent = f"didn't answer for {cluster.patience:.0f} s ({_reason(error)})"
        time.sleep(_PAUSE)
        if not said and time.monotonic() - begin >= cluster.patience:
            if first and not isinstance(cluster, LocalCluster):
                fix = "Start it, or correct the address of --scheduler."
                raise ToolError(f"The scheduler at {cluster.address}", f"it {silent}. {fix}")
            say(f"The scheduler at {cluster.address} {silent}. The batch waits for it.")
            said = True


async def _greet(cluster: Cluster, seconds: float) -> None:
    """Connect and hang up: a client would wait for ever where no scheduler of Dask answers.

    Raises:
        OSError: It doesn't answer in so many ``seconds``.
    """
    arguments = cluster.security().get_connection_args("client")
    greeting = connect(cluster.address, timeout=seconds, **arguments)
    comm = await asyncio.wait_for(greeting, seconds + _PAUSE)  # its own end names a reason
    comm.abort()


def _reason(error: BaseException) -> str:
    """Return why a scheduler doesn't answer, as the system says it."""
    while error.__cause__:
        error = error.__cause__
    return str(getattr(error, "strerror", None) or "no answer")
