"""CSS selectors for elements of the article."""

from __future__ import annotations


def by_id(identifier: str) -> str:
    """The selector of an id, whatever its characters (CSS Syntax 3, 4.3.5)."""
    escaped = "".join(
        f"\\{ord(c):x} " if not c.isalnum() and c not in "-_" else c for c in identifier
    )
    return f'[id="{escaped}"]'
