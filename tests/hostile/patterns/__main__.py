"""``python -m tests.hostile.patterns publish/source``: print the slow patterns of a package."""

import sys
from pathlib import Path

from tests.hostile.patterns.collecting import uses
from tests.hostile.patterns.timing import slow

if __name__ == "__main__":
    for use in uses(Path(__file__).parents[3] / "publish")[0]:
        if use.place.startswith(tuple(sys.argv[1:] or ("publish",))):
            for text in filter(None, [slow(use.pattern, use.flags, use.methods)]):
                sys.stdout.write(f"{use}\n    {text}\n")
