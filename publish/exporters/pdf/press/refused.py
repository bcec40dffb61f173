"""The error for a colour that nobody knows how to print."""

from __future__ import annotations

from publish.errors import ToolError


def refused(what: str) -> ToolError:
    """``what`` cannot be converted."""
    return ToolError("PDF/X-4", f"{what} cannot be turned into inks.")
