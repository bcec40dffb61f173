"""All generated sources: ``python -m tests.robust.everything 2000`` prints what came of them.

``python -m tests.robust.everything 2000 epub,pdf`` goes through sources that people write (see
``honest``), and makes a PDF of each, too.
"""

from __future__ import annotations

import sys
import tempfile
import time
import traceback
from collections import Counter
from pathlib import Path

from tests.robust.generating import generated, large
from tests.robust.going import go
from tests.robust.honest import honest


def main(count: int, editions: tuple[str, ...] = ("epub",), first: int = 0) -> int:
    """Go through ``count`` sources and a large one; the number of those that failed."""
    outcome: Counter[str] = Counter()
    slowest, begin = (0.0, ""), time.monotonic()
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        for seed in range(first, first + count + 1):
            last = seed == first + count
            write = honest if "pdf" in editions else generated
            source = large(10_000, folder) if last else write(seed, folder)
            start = time.monotonic()
            try:
                gone = go(source, folder, ("epub",) if last else editions)
            except Exception as error:
                outcome[f"failed: {type(error).__name__}"] += 1
                place = traceback.extract_tb(error.__traceback__)[-1]
                what = f"{type(error).__name__} {place.filename}:{place.lineno}: {error}"
                sys.stdout.write(f"{source.name}: {what[:400]}\n")
                sys.stdout.flush()
            else:
                outcome["refused" if gone.refused else "found whole"] += 1
                outcome["items found"] += gone.items
            slowest = max(slowest, (time.monotonic() - start, source.name))
            source.unlink()
    summary = f"{dict(outcome)}, {time.monotonic() - begin:.0f} s, the slowest {slowest}"
    sys.stdout.write(summary + "\n")
    return sum(number for name, number in outcome.items() if name.startswith("failed"))


if __name__ == "__main__":
    named = tuple(sys.argv[2].split(",")) if len(sys.argv) > 2 else ("epub",)
    begin = int(sys.argv[3]) if len(sys.argv) > 3 else 0
    sys.exit(min(main(int(sys.argv[1]), named, begin), 1))
