"""Small pieces of what the commands say."""

from __future__ import annotations


def at(line: int) -> str:
    """``line 3: ``, or nothing where the whole file is meant (0)."""
    return f"line {line}: " if line else ""


def many(count: int, noun: str) -> str:
    """``1 error``, ``2 errors``."""
    return f"{count} {noun}" + ("" if count == 1 else "s")


def columns(rows: list[tuple[str, ...]]) -> str:
    """``rows`` as aligned text."""
    widths = [max(map(len, column)) for column in zip(*rows, strict=True)]
    return "\n".join(
        "  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)).rstrip()
        for row in rows
    )
