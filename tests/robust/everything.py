"""All generated sources: ``python -m tests.robust.everything 2000`` prints what came of them."""

from __future__ import annotations

import sys
import tempfile
import time
import traceback
from collections import Counter
from pathlib import Path

from tests.robust.generating import generated, large
from tests.robust.going import go


def main(count: int) -> int:
    """Go through ``count`` sources and a large one; the number of those that failed."""
    outcome: Counter[str] = Counter()
    slowest, begin = (0.0, ""), time.monotonic()
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        for seed in range(count + 1):
            source = generated(seed, folder) if seed < count else large(10_000, folder)
            start = time.monotonic()
            try:
                gone = go(source, folder)
            except Exception as error:
                outcome[f"failed: {type(error).__name__}"] += 1
                last = traceback.extract_tb(error.__traceback__)[-1]
                what = f"{type(error).__name__} {last.filename}:{last.lineno}: {error}"
                sys.stdout.write(f"{source.name}: {what[:400]}\n")
            else:
                outcome["refused" if gone.refused else "found whole"] += 1
                outcome["items found"] += gone.items
            slowest = max(slowest, (time.monotonic() - start, source.name))
            source.unlink()
    summary = f"{dict(outcome)}, {time.monotonic() - begin:.0f} s, the slowest {slowest}"
    sys.stdout.write(summary + "\n")
    return sum(number for name, number in outcome.items() if name.startswith("failed"))


if __name__ == "__main__":
    sys.exit(min(main(int(sys.argv[1])), 1))
