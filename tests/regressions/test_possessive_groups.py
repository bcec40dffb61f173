"""Python before 3.11.5 gets groups wrong that are repeated possessively; Debian 12 has 3.11.2.

The audit lost every word of a PDF there (python/cpython#106052).
"""

from __future__ import annotations

import re
from pathlib import Path


def test_no_group_is_repeated_possessively(root: Path) -> None:
    wrong = [
        f"{path.relative_to(root)}:{number}: {line.strip()}"
        for path in sorted((root / "publish").rglob("*.py"))
        for number, line in enumerate(path.read_text("utf-8").splitlines(), 1)
        if re.search(r"(?<!\\)\)(?:[*+?]|\{[\d,]+\})\+(?!,)", line)
    ]
    assert not wrong
