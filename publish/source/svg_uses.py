"""How much an SVG draws when what it uses again is counted each time."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

#: How far things that are used may use others.
_DEEPEST = 40

_URL = re.compile(r"url\(\s*['\"]?#([^)'\"]+)['\"]?\s*\)")

#: What a style can draw with; it cannot draw with other elements, whatever it names.
_SERVERS = frozenset({"pattern", "marker", "mask", "clipPath", "filter"})


def drawn(root: Any, most: int) -> int:
    """The number of elements that are drawn for ``root`` (an lxml element), up to ``most``.

    A few dozen elements that use each other ten times are billions when they are drawn (SVG 2,
    5.6; patterns, markers and masks alike).  More than ``most`` are returned where they use each
    other in a circle, or through too many.
    """
    named = {element.get("id"): element for element in root.iter() if element.get("id")}
    known: dict[Any, int] = {}

    def count(element: Any, depth: int) -> int:
        """Of ``element`` and all in it; elements stand in each other 100 deep at most."""
        if element in known:
            return known[element]
        if depth > _DEEPEST:
            return most + 1
        total = 0
        for inner in element.iter():
            total += 1
            for target in _targets(inner, named):
                total += count(target, depth + 1)
            if total > most:
                break
        known[element] = min(total, most + 1)
        return known[element]

    return count(root, 0)


def _targets(element: Any, named: dict[str, Any]) -> Iterator[Any]:
    """The elements that ``element`` draws again."""
    for key, value in element.attrib.items():
        if key.endswith("href") and value.strip().startswith("#"):
            if (target := named.get(value.strip()[1:])) is not None:
                yield target
        elif "url(" in value:
            for name in _URL.findall(value):
                target = named.get(name.strip())
                if target is not None and str(target.tag).rpartition("}")[2] in _SERVERS:
                    yield target
