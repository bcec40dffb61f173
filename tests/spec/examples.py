"""The examples of the CommonMark specification, from the package that `make test` installs.

Their text is under CC-BY-SA 4.0 and stands in no file of ours.  The examples that GitHub Flavored
Markdown adds are in ``gfm.md``, in our own words: one or more for each of its sections.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from tests.judges.process import downloaded

_EXAMPLE = re.compile(r"^`{32} example\n(.*?)^\.\n(.*?)^`{32}$", re.M | re.S)
_OURS = re.compile(r"^~~~~~~ (\S+)\n(.*?)^~~~~~~$", re.M | re.S)


@dataclass(frozen=True, slots=True)
class Example:
    name: str
    text: str
    html: str = ""


@cache
def commonmark() -> tuple[Example, ...]:
    """The 652 examples of CommonMark 0.31.2."""
    file = downloaded("node/node_modules/commonmark-spec/spec.txt")
    found = _EXAMPLE.findall(file.read_text(encoding="utf-8"))
    return tuple(
        Example(f"commonmark-{number}", text.replace("→", "\t"), html.replace("→", "\t"))
        for number, (text, html) in enumerate(found, start=1)
    )


@cache
def gfm() -> tuple[Example, ...]:
    """Ours for what GitHub Flavored Markdown 0.29 adds."""
    text = Path(__file__).with_name("gfm.md").read_text(encoding="utf-8")
    return tuple(Example(name, body) for name, body in _OURS.findall(text))
