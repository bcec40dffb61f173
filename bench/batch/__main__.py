"""Proofs of ``publish batch``, and what it takes.

    python -m bench.batch titles COUNT FOLDER [--words 20000]
    python -m bench.batch kills FOLDER [--kills 10] [--workers 2] [options of publish batch]
    python -m bench.batch nodes FOLDER [--cut 60] [--patience 30s] [options of publish batch]
    python -m bench.batch overhead [--tasks 100000]

``titles`` writes a backlist.  ``kills`` builds it twice, undisturbed and with workers and the
scheduler killed, and compares.  ``nodes`` does so on three nodes in network namespaces, of which
one is cut off (needs root and iproute2).  ``overhead`` runs empty tasks.
"""

from __future__ import annotations

import argparse
import sys
from pathlib import Path


def main() -> int:
    parser = argparse.ArgumentParser("bench.batch", description=__doc__.partition("\n")[0])
    commands = parser.add_subparsers(dest="command", required=True)
    titles = commands.add_parser("titles")
    titles.add_argument("count", type=int)
    titles.add_argument("folder", type=Path)
    titles.add_argument("--words", type=int, default=20_000, help="of the longest text")
    kills = commands.add_parser("kills")
    kills.add_argument("folder", type=Path)
    kills.add_argument("--kills", type=int, default=10)
    kills.add_argument("--workers", type=int, default=2)
    kills.add_argument("--seed", type=int, default=1)
    nodes = commands.add_parser("nodes")
    nodes.add_argument("folder", type=Path)
    nodes.add_argument("--cut", type=float, default=60, help="seconds")
    nodes.add_argument("--patience", default="30s", help="Dask's comm.timeouts.tcp")
    overhead = commands.add_parser("overhead")
    overhead.add_argument("--tasks", type=int, default=100_000)
    chosen, options = parser.parse_known_args()
    match chosen.command:
        case "titles":
            from bench.batch.titles import digest
            from bench.batch.titles import titles as write

            write(chosen.count, chosen.folder, chosen.words)
            print(f"{chosen.count} titles with the digest {digest(chosen.folder)}")
            return 0
        case "kills":
            from bench.batch.kills import kills as disturbed

            return disturbed(chosen.folder, chosen.kills, chosen.workers, chosen.seed, options)
        case "nodes":
            from bench.batch.nodes import nodes as across

            return across(chosen.folder, chosen.cut, options, chosen.patience)
        case _:
            from bench.batch.overhead import main as measure

            measure(chosen.tasks)
            return 0


if __name__ == "__main__":
    sys.exit(main())
